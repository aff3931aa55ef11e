"""How sure it has to be that an answer is a body's: a code from its mailbox is enough, or it answers by letter only."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from dashboard import asking, desk, faults, labels, show
from dashboard.labels import text
from dashboard.register.acting import ask
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_WORDS: Final[Mapping["events.Assurance.ValueType", str]] = {
    events.ASSURANCE_EMAIL_CODE: "register_assurance_email_code",
    events.ASSURANCE_LETTER: "register_assurance_letter",
}
_TOLD: Final[Mapping["events.Assurance.ValueType", str]] = {
    events.ASSURANCE_EMAIL_CODE: "register_assurance_email_code_told",
    events.ASSURANCE_LETTER: "register_assurance_letter_told",
}


def said(body: recommendations.PublicAddressee, language: labels.Language) -> str:
    """Return how a body answers; empty for a group, which does not."""
    return text(_WORDS[body.minimum_assurance], language) if body.minimum_assurance else ""


def of_successor(
    former: recommendations.PublicAddressee, successor: recommendations.PublicAddressee, language: labels.Language
) -> list[str]:
    """Return what has to be known before a line goes where less is enough: a minimum is not inherited."""
    if (former.minimum_assurance, successor.minimum_assurance) != (
        events.ASSURANCE_LETTER,
        events.ASSURANCE_EMAIL_CODE,
    ):
        return []
    named = {
        name: labels.isolated(labels.name(body.name, language))
        for name, body in (("former", former), ("body", successor))
    }
    return [text("register_assurance_not_inherited", language, **named)]


def panel(here: desk.Desk, entry: recommendations.Addressee) -> None:
    """Let it be set how a body answers."""
    language, scope = here.language, f"assurance-{entry.addressee_id}"
    if not entry.public.minimum_assurance:
        show.show_string(text("body_group", language))
        return
    faults.begin(scope)
    form, options = asking.form(scope), list(_WORDS)
    chosen = st.radio(
        text("register_assurance", language),
        options,
        index=options.index(entry.public.minimum_assurance),
        format_func=lambda each: text(_WORDS[each], language),
        key=f"{form}|assurance",
    )
    faults.beside(scope, "minimum_assurance", text("register_assurance", language))
    body = labels.isolated(labels.name(entry.public.name, language))
    ask(
        scope,
        "register_set_assurance",
        lambda: [text(_TOLD[chosen], language, body=body), text("register_told_nobody", language)],
        lambda key: here.person.recommendations.SetMinimumAssurance(
            recommendations.SetMinimumAssuranceRequest(
                idempotency_key=key,
                addressee_id=entry.addressee_id,
                expected_version=entry.version,
                minimum_assurance=chosen,
            )
        ),
        language,
    )
