"""Who did what to whom, and when: searched by person, kind and day."""

from collections.abc import Mapping
from datetime import UTC
from typing import Final

import streamlit as st

from dashboard import choosing, desk, faults, labels, show
from dashboard.backend import errors
from dashboard.capture import fields
from dashboard.labels import text
from roundtable.identity.v1 import service_pb2 as identity

_PAGE: Final = 50
_EVERYBODY: Final = ""
_SCOPE: Final = "audit"


def panel(here: desk.Desk, people: Mapping[str, str]) -> None:
    """Ask what is searched for, and list what is found, newest first.

    Args:
        here: The desk.
        people: Everybody: id to how one is called.
    """
    language = here.language
    faults.begin(_SCOPE)
    chosen = choosing.one(
        "audit_person",
        [_EVERYBODY, *people],
        named=lambda each: people.get(each) or text("audit_everybody", language),
        scope="audit-person",
        language=language,
    )
    kind = st.selectbox(
        text("audit_kind", language),
        identity.AuditAction.values(),
        format_func=lambda each: text(_words(each), language),
        key="audit-kind",
    )
    day = fields.day(_SCOPE, "audit_day", "", language, path="on_date")
    about = (chosen, kind, day)
    if st.session_state.get("audit-about") != about:
        st.session_state["audit-about"], st.session_state["audit-pages"] = about, 1
    request = identity.SearchAuditRequest(person_id=chosen, action=kind, on_date=day, page_size=_PAGE)
    more = False
    for _ in range(st.session_state["audit-pages"]):
        with desk.problems(language):
            try:
                found = here.person.identity.SearchAudit(request)
            except errors.BadRequest as refused:
                faults.display(_SCOPE, refused, language)
                return
        for each in found.entries:
            show.show_string(said(each, language))
        request.page_token = found.next_page_token
        more = bool(found.next_page_token)
        if not more:
            break
    if more and st.button(text("audit_more", language)):
        st.session_state["audit-pages"] += 1
        st.rerun()
    st.caption(text("audit_end" if not more else "audit_there_is_more", language))


def said(entry: identity.AuditEntry, language: labels.Language) -> str:
    """Say one act in a sentence: when, who, what, to whom."""
    at = labels.instant(entry.acted_at.ToDatetime(UTC), desk.settings().time_zone, language)
    actor = entry.actor_name or text(_NOBODY.get(entry.actor, "audit_erased"), language)
    words = [at, labels.isolated(actor), text(_words(entry.action), language)]
    if entry.subject_id != entry.actor:
        words.append(labels.isolated(entry.subject_name or text("audit_erased", language)))
    return " · ".join(words)


_NOBODY: Final = {"operator": "audit_operator", "enrolment": "audit_enrolment", "identity": "audit_itself"}


def _words(action: int) -> str:
    return identity.AuditAction.Name(action).lower()  # type: ignore[arg-type]
