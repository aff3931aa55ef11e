"""Closing a line and opening it again: as declined, as no longer applicable (two persons), and back."""

from typing import Any, Final

import streamlit as st

from dashboard import asking, choosing, desk, faults, labels
from dashboard import told as who
from dashboard.capture import fields
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

TASKS: Final = ("paper_close", "paper_moot", "paper_reopen")
_SCOPE: Final = "closing"
# As rows 23 to 25 of the transitions say: what the service refuses in any case is not asked for.
_CLOSED: Final = (events.CLOSURE_CLOSED_VERIFIED, events.CLOSURE_CLOSED_DECLINED, events.CLOSURE_CLOSED_NOT_APPLICABLE)
_FROM: Final = {
    "paper_close": (events.CLOSURE_OPEN,),
    "paper_moot": (events.CLOSURE_OPEN, events.CLOSURE_CLOSED_DECLINED),
    "paper_reopen": _CLOSED,
}


def form(here: desk.Desk, assignment: recommendations.Assignment, task: str) -> None:
    """Show the form of a facilitator's task."""
    language = here.language
    faults.begin(_SCOPE)
    if not _possible(assignment, task, language):
        return
    common = _common(assignment, language)
    stub = here.person.recommendations
    if task == "paper_close":
        closing = recommendations.CloseDeclinedRequest(**common)
        told = who.of_line(assignment, language)
        _once(
            lambda key: stub.CloseDeclined(_keyed(closing, key)), closing, task, "paper_recorded", language, told=told
        )
    elif task == "paper_moot":
        moot = recommendations.ProposeNotApplicableRequest(**common, evidence=_evidence(language))
        told = who.of_line(assignment, language)
        _once(lambda key: stub.ProposeNotApplicable(_keyed(moot, key)), moot, task, "paper_waits", language, told=told)
    else:
        opening = recommendations.ReopenRequest(**common)
        told = who.of_reversal(assignment, language)
        _once(lambda key: stub.Reopen(_keyed(opening, key)), opening, task, "paper_recorded", language, told=told)


def reopen_with_evidence(here: desk.Desk) -> None:
    """Show the verifier's form: a closed line by number and body, opened again with evidence."""
    language = here.language
    assignment = choosing.line(here, "paper_number", scope=_SCOPE)
    if assignment is None or not _possible(assignment, "paper_reopen", language):
        return
    own = here.me.organisation.name if here.me else ""
    opening = recommendations.ReopenRequest(
        **_common(assignment, language),
        evidence=_evidence(language),
        verifier_organisation_name=fields.one_line(
            asking.form(_SCOPE), "verify_organisation", own, language, path="verifier_organisation_name"
        ),
    )
    stub = here.person.recommendations
    told = who.of_reversal(assignment, language)
    _once(lambda key: stub.Reopen(_keyed(opening, key)), opening, "paper_reopen", "paper_recorded", language, told=told)


def _possible(assignment: recommendations.Assignment, task: str, language: labels.Language) -> bool:
    """Say how the line stands, and tell whether the task is one for it; if not, say for which it is."""
    closure = assignment.line.closure
    st.text(labels.value(events.Closure, closure, language))
    possible = closure in _FROM[task]
    if not possible:
        st.info(text(f"{task}_only", language))
    return possible


def _common(assignment: recommendations.Assignment, language: labels.Language) -> dict[str, Any]:
    return {
        "assignment_id": assignment.assignment_id,
        "expected_version": assignment.version,
        "reason": fields.both(asking.form(_SCOPE), "closing_reason", LocalizedText(), language, path="reason"),
    }


def _evidence(language: labels.Language) -> list[events.Evidence]:
    scope = asking.form(_SCOPE)
    url = fields.one_line(scope, "closing_url", "", language, path="evidence")
    reference = fields.one_line(scope, "closing_reference", "", language, path="evidence[0].reference")
    seen = fields.day(scope, "closing_seen", "", language, path="evidence[0].seen_date")
    return [events.Evidence(url=url, reference=reference, seen_date=seen)] if url or reference else []


def _keyed(request: Any, key: str) -> Any:
    request.idempotency_key = key
    return request


def _once(record: Any, request: Any, task: str, done: str, language: labels.Language, *, told: str = "") -> None:
    public = task.replace("paper_", "paper_public_")
    asking.once(
        record,
        scope=_SCOPE,
        about=request.assignment_id,
        public=public,
        button="paper_record",
        done=done,
        language=language,
        told=told,
    )
