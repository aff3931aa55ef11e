"""What changes against what is public now: added, changed with its words marked, gone; in every language."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

import streamlit as st
from google.protobuf.message import Message
from markupsafe import Markup

from dashboard import desk, labels, show
from dashboard.backend import errors
from dashboard.labels import text
from dashboard.review import beside, wordings
from roundtable.consultations.v1 import service_pb2 as consultations

_PIECE: Final = re.compile(r"\s+|[\w\u200c\u200d]+|[^\w\s]")
_DAYS: Final = ("starts_date", "ends_date")
_LISTS: Final = ("speakers", "attending_bodies", "foreseen_addressees")


def changed(before: Message, after: Message) -> Iterator[tuple[str, str, str, str]]:
    """Return every text that changes: its path, its language, the words before and after; empty for none."""
    old, new = _written(before), _written(after)
    for path in dict.fromkeys((*old, *new)):
        language, was = old.get(path, ("", ""))
        spoken, now = new.get(path, ("", ""))
        if was != now:
            yield path, language or spoken, was, now


def _written(message: Message) -> dict[str, tuple[str, str]]:
    found = {path: (language, body) for path, language, body in beside.texts(message)}
    for name in (*_DAYS, *_LISTS):
        if name in message.DESCRIPTOR.fields_by_name:
            value = getattr(message, name)
            for index, each in enumerate([value] if isinstance(value, str) else value):
                found[f"{name}[{index}]"] = ("", each)
    return {path: (language, body) for path, (language, body) in found.items() if body}


def marked(was: str, now: str, language: str) -> Markup:
    """Return a changed text as HTML, escaped: words that go struck, new ones marked."""
    html = Markup("")
    for same, gone, come in _runs(_PIECE.findall(was), _PIECE.findall(now)):
        if same:
            html += show.lines(come)
            continue
        if gone:
            html += Markup("<del>{}</del>").format(show.lines(gone))
        if come:
            html += Markup("<ins>{}</ins>").format(show.lines(come))
    return show.passage(html, language)


def _runs(old: list[str], new: list[str]) -> Iterator[tuple[bool, str, str]]:
    """Return what stays and what changes, in order; a space between two changes is a part of one change.

    Word by word what goes and what comes would stand in turns, and neither could be read.
    """
    gone, come, space = "", "", ""
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        before, after = "".join(old[start:end]), "".join(new[first:last])
        if kind != "equal":
            gone, come, space = gone + space + before, come + space + after, ""
        elif before.isspace() and (gone or come):
            space = before
        else:
            yield from _changed(gone, come, space)
            gone, come, space = "", "", ""
            yield True, before, after
    yield from _changed(gone, come, space)


def _changed(gone: str, come: str, space: str) -> Iterator[tuple[bool, str, str]]:
    if gone or come:
        yield False, gone, come
    if space:
        yield True, space, space


def show_changed(before: Message, after: Message, language: labels.Language) -> bool:
    """Show every text that changes; False if none does."""
    found = list(changed(before, after))
    for path, spoken, was, now in found:
        key = "difference_changed" if was and now else "difference_added" if now else "difference_gone"
        facts = (beside.called(path, language), spoken and text(f"language_{spoken}", language), text(key, language))
        said = Markup('<div class="doc"><p class="note">{}</p>{}</div>')
        show.show_fragment(said.format(" · ".join(filter(None, facts)), marked(was, now, spoken)))
    return bool(found)


def show_wording(
    statement: consultations.PublicStatement,
    wording: consultations.Wording,
    language: labels.Language,
    proposal: consultations.Proposal | None = None,
) -> None:
    """Show how a published statement would read against how it reads now; to a reviewer, how it was entered, too."""
    before = consultations.Wording(title=statement.title, text=statement.text)
    after = consultations.Wording(
        title=wording.title if wording.title.bodies else statement.title,
        text=wording.text if wording.text.bodies else statement.text,
    )
    if show_changed(before, after, language):
        now, then = ({"title": each.title, "text": each.text} for each in (before, after))
        wordings.show_sides(now, then, lambda _: "", language, proposal or consultations.Proposal())
    else:
        same = before.title == after.title and before.text == after.text
        st.text(text("difference_wording_same" if same else "difference_wording_marks", language))


def panel(here: desk.Desk, draft: consultations.Draft, preview: consultations.PreviewPublicationResponse) -> None:
    """Show the consultation and its items against what is public of them now."""
    language = here.language
    st.subheader(text("difference_title", language))
    if not draft.number:
        st.text(text("difference_first", language))
        return
    with desk.problems(language):
        request = consultations.GetConsultationRequest(number=draft.number, page_size=1)
        try:
            public = here.person.consultations.GetConsultation(request)
        except errors.NotFound:
            return
        st.text(text("difference_stay", language, count=public.items))
        for each in preview.statements:
            st.caption(text("difference_added", language))
            show.show_text(each.title, language)
        if not show_changed(public.consultation, preview.consultation, language):
            st.text(text("difference_frame_same", language))
