"""The mail that a body's liaisons would get, and the covering letter to print, before anything is public."""

import streamlit as st

from dashboard import desk, labels, show
from dashboard.labels import text
from dashboard.web import held
from dashboard.web.fragments import fragment
from dashboard.web.render import render
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations


def chosen(scope: str) -> str:
    """Return the slug of the body whose mail is to be read; empty if none is."""
    return str(st.session_state.get(f"{scope}|mail") or "")


def translations_read(scope: str) -> bool:
    """Tell whether the reviewer ticked that what a machine translated was read: mail and letter lose its mark."""
    return bool(st.session_state.get(f"{scope}|translations_read"))


def panel(
    draft: consultations.Draft,
    preview: consultations.PreviewPublicationResponse,
    scope: str,
    language: labels.Language,
) -> None:
    """Let a body be chosen that is asked for something, and show its mail and its letter in both languages."""
    bodies = {each.addressee_slug: each for each in preview.told if each.lines}
    if not bodies:
        return
    st.subheader(text("mails_title", language))
    slug = st.selectbox(
        text("mails_body", language),
        list(bodies),
        index=None,
        format_func=lambda each: show.option(labels.name(bodies[each].name, language)),
        key=f"{scope}|mail",
        placeholder=text("choose", language),
    )
    if not slug:
        return
    st.caption(text("mails_what", language))
    for mail in preview.mails:
        spoken = text(f"language_{mail.language}", language)
        with st.expander(text("mails_in", language, language=spoken)):
            show.show_fragment(fragment("mail.html", language, mail=mail))
    for spoken in labels.LANGUAGES:
        page = letter(draft, preview, bodies[slug], spoken, read=translations_read(scope))
        named = text("mails_letter", language, language=text(f"language_{spoken}", language))
        st.link_button(named, held.hold("reviewer", draft.consultation_id, f"letter-{slug}-{spoken}.html", page))


def letter(
    draft: consultations.Draft,
    preview: consultations.PreviewPublicationResponse,
    told: consultations.Told,
    language: labels.Language,
    *,
    read: bool,
) -> str:
    """Write the covering letter as a page of its own, fit to print; of translations that were read without a mark."""
    example = "EX-" if draft.details.illustrative else ""
    consultation = preview.consultation
    asked = [
        each
        for each in preview.statements
        if each.HasField("verifiability") and told.addressee_slug in each.addressee_slugs
    ]
    number = consultation.number or f"{example}C-n"
    url = desk.settings().public_url.rstrip("/")
    return render(
        "letter_alone.html",
        visit=Alone(language),
        settings=desk.settings(),
        body=told.name,
        host=consultation.host_name,
        consultation=_as_read(consultation.title, read=read),
        number=number,
        illustrative=draft.details.illustrative,
        answer_by=preview.answer_by_date,
        days_asked=0,
        items=[
            (f"{number}/m", _as_read(each.title, read=read), _as_read(each.text, read=read), f"{url}/c/{number}/m")
            for each in asked
        ],
    )


def _as_read(given: LocalizedText, *, read: bool) -> LocalizedText:
    shown = LocalizedText()
    shown.CopyFrom(given)
    if read:
        shown.ClearField("machine_assisted")
    return shown


class Alone:
    """A reader of whom only the language is known.

    Args:
        language: `en` or `ur`.
    """

    def __init__(self, language: labels.Language) -> None:
        self.language = language
