"""A correction side by side: what was entered once, what the public reads now, and what it would read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import streamlit as st
from markupsafe import Markup

from dashboard import labels, show
from dashboard.labels import text
from dashboard.review import beside
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations

Texts = Mapping[str, LocalizedText]
"""By field, such as `title` or `agenda[2].title`."""
Side = tuple[str, Texts, Sequence[consultations.FoundSpan]]

_NOBODY: Final = consultations.Proposal()


def show_sides(
    now: Texts,
    after: Texts,
    called: Callable[[str], str],
    language: labels.Language,
    proposal: consultations.Proposal = _NOBODY,
    *,
    entered: Texts | None = None,
) -> None:
    """Show texts side by side; what was entered only to a reviewer, and where it reads otherwise than in public.

    Args:
        now: What the public reads.
        after: What it would read.
        called: What the page calls a text, by its field; empty where that shows.
        language: Of the page.
        proposal: What a reviewer was given of it; nothing while it is only being proposed.
        entered: What was entered, if that is more than the texts that the reviewer was given.
    """
    if entered is None:
        entered = {each.field: each.text for each in proposal.entered}
    sides: list[Side] = [("difference_now", now, ()), ("review_public", after, proposal.spans)]
    if any(dict(said.bodies) != dict(now[field].bodies) for field, said in entered.items() if field in now):
        sides.insert(0, ("review_entered", entered, proposal.entered_spans))
    elif entered:
        st.text(text("proposals_as_entered", language))
    html = Markup("").join(
        Markup('<section><p class="side">{}</p>{}</section>').format(
            text(key, language), _texts(now, texts, spans, called)
        )
        for key, texts, spans in sides
    )
    show.show_fragment(Markup('<div class="beside{}">{}</div>').format(" three" if sides[2:] else "", html))


def _texts(
    order: Iterable[str],
    texts: Texts,
    spans: Sequence[consultations.FoundSpan],
    called: Callable[[str], str],
) -> Markup:
    html = Markup("")
    for field in order:
        said = texts.get(field, LocalizedText())
        if (name := called(field)) and any(said.bodies.values()):
            html += Markup('<p class="note">{}</p>').format(name)
        for spoken in labels.LANGUAGES:
            if words := said.bodies.get(spoken, ""):
                at = [each for each in spans if each.mark.field in (field, f"{field}.bodies[{spoken}]")]
                passage = beside.marked(words, spoken, at)
                html += Markup('<div class="named">{}</div>').format(passage) if field == "title" else passage
    return html
