"""The three-question form: what its fields mean to the service, and where the service's refusals belong.

1. Is this yours? 2. Your answer. 3. Where is it now? The first two become a position, the third a progress; a new day
for a date that was given before becomes a move of that date. Whatever was left at "no change" is not sent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard.backend.errors import Violation
from dashboard.web.forms import whole_number
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

OURS: Final = ("yes", "partly", "no", "provincial")
"""Values of `ours`: the first question."""

ANSWERS: Final[Mapping[str, "events.Position.ValueType"]] = {
    "accepted": events.POSITION_ACCEPTED,
    "accepted_in_part": events.POSITION_ACCEPTED_IN_PART,
    "already_done": events.POSITION_CLAIMS_ALREADY_DONE,
    "considering": events.POSITION_CONSIDERING,
    "acknowledged": events.POSITION_ACKNOWLEDGED,
    "declined": events.POSITION_DECLINED,
}
"""Values of `answer`: the second question. Empty: no change."""

STAGES: Final[Mapping[str, "events.Progress.ValueType"]] = {
    "planned": events.PROGRESS_PLANNED,
    "under_way": events.PROGRESS_IN_PROGRESS,
    "paused": events.PROGRESS_ON_HOLD,
    "done": events.PROGRESS_REPORTED_COMPLETE,
    "dropped": events.PROGRESS_ABANDONED,
}
"""Values of `stage`: the third question. Empty: no change."""

REASONS: Final[Mapping[str, "events.DeclineReason.ValueType"]] = {
    "no_budget": events.DECLINE_REASON_NO_BUDGET,
    "needs_law": events.DECLINE_REASON_NEEDS_LAW_OR_RULES,
    "another_body": events.DECLINE_REASON_ANOTHER_BODY_FIRST,
    "legal_review": events.DECLINE_REASON_LEGAL_REVIEW,
    "security": events.DECLINE_REASON_SECURITY,
    "provincial": events.DECLINE_REASON_PROVINCIAL_SUBJECT,
}
"""Values of `reason_kind`. Empty: only own words."""

FIELDS: Final = (
    "ours",
    "responsible",
    "answer",
    "answer_text",
    "part",
    "reason_kind",
    "reason",
    "decision_date",
    "delivery_date",
    "moved_date",
    "moved_reason",
    "stage",
    "stage_text",
    "stage_reason",
    "evidence_url",
    "evidence_reference",
    "evidence_date",
    "on_behalf_of",
    "file_number",
    "approved_by",
    "approved_date",
    "written_in",
)
"""Every field that a person fills in, in the order of the page."""

CORRECTS: Final = "corrects"
"""The tick that what the host recorded was wrong: no answer by itself, so it stands in no spreadsheet and no draft."""

EXAMPLES: Final = (
    "answer_accepted",
    "answer_accepted_in_part",
    "answer_already_done",
    "answer_considering",
    "answer_declined",
    "ours_no",
    "stage_under_way",
    "stage_paused",
    "stage_done",
)
"""Choices for which the form shows how a good answer reads."""

APPROVAL: Final = ("on_behalf_of", "file_number", "approved_by", "approved_date")
"""The fields that say in whose name it is answered."""

_CHOICES: Final[Mapping[str, Collection[str]]] = {
    "ours": OURS,
    "answer": ANSWERS,
    "stage": STAGES,
    "reason_kind": REASONS,
    "written_in": ("en", "ur"),
}

_UNKNOWN_BODY: Final = "unknown"
# The service's path of a field to the form's. What is not listed belongs to the form as a whole.
_PLACES: Final[Mapping[str, str]] = {
    "position": "answer",
    "position.position": "answer",
    "position.text": "answer_text",
    "position.part": "part",
    "position.reason": "reason",
    "position.decline_reason": "reason_kind",
    "position.believed_responsible": "responsible",
    "position.decision_by_date": "decision_date",
    "position.delivery_date": "delivery_date",
    "position.evidence": "evidence_url",
    "moved": "moved_date",
    "moved.delivery_date": "moved_date",
    "moved.reason": "moved_reason",
    "progress": "stage",
    "progress.progress": "stage",
    "progress.text": "stage_text",
    "progress.reason": "stage_reason",
    "progress.delivery_date": "delivery_date",
    "progress.evidence": "evidence_url",
    "approval.on_behalf_of": "on_behalf_of",
    "approval.file_number": "file_number",
    "approval.approved_by": "approved_by",
    "approval.approved_date": "approved_date",
}


# A path at which something else than a bad value is at fault.
_WORDS: Final[Mapping[str, str]] = {"position.evidence": "fault_evidence_none"}


@dataclass(frozen=True)
class Fault:
    """One field of the form that has to be changed."""

    field: str
    """Name of the form's field; empty for the form as a whole."""

    expected: str
    """What the service expected, in English; empty if the form itself asks for it."""

    words: str = ""
    """Key of what to say; empty for what the form says of the field."""


def position(form: Mapping[str, str]) -> recommendations.PositionAnswer | None:
    """Return the first two questions as a position; None if nothing was said to them."""
    chosen = _position(form["ours"], form["answer"])
    if chosen is None:
        return None
    not_ours = chosen == events.POSITION_NOT_OURS
    provincial = not_ours and form["ours"] == "provincial"
    decline = events.DECLINE_REASON_PROVINCIAL_SUBJECT if provincial else REASONS.get(form["reason_kind"])
    return recommendations.PositionAnswer(
        position=chosen,
        text=localized(form, "answer_text"),
        part=localized(form, "part"),
        reason=localized(form, "reason"),
        decline_reason=decline or events.DECLINE_REASON_UNSPECIFIED,
        believed_responsible=(form["responsible"] or _UNKNOWN_BODY) if not_ours else "",
        decision_by_date=form["decision_date"] if chosen == events.POSITION_CONSIDERING else "",
        delivery_date=form["delivery_date"] if chosen in _WITH_DELIVERY else "",
        evidence=() if form["stage"] in STAGES else _evidence(form),
    )


_OF_AN_ANSWER: Final = ("answer_text", "part", "reason", "reason_kind", "responsible", "decision_date")
_WITH_DELIVERY: Final = frozenset({events.POSITION_ACCEPTED, events.POSITION_ACCEPTED_IN_PART})


def _position(ours: str, answer: str) -> "events.Position.ValueType | None":
    if ours in {"no", "provincial"}:
        return events.POSITION_NOT_OURS
    if ours == "partly" and answer == "accepted":
        return events.POSITION_ACCEPTED_IN_PART
    return ANSWERS.get(answer)


def progress(form: Mapping[str, str]) -> recommendations.ProgressAnswer | None:
    """Return the third question as a progress; None if nothing was said to it."""
    stage = STAGES.get(form["stage"])
    if stage is None:
        return None
    position_takes_date = _position(form["ours"], form["answer"]) in _WITH_DELIVERY
    return recommendations.ProgressAnswer(
        progress=stage,
        text=localized(form, "stage_text"),
        reason=localized(form, "stage_reason"),
        delivery_date="" if position_takes_date else form["delivery_date"],
        evidence=_evidence(form),
    )


def moved(form: Mapping[str, str]) -> recommendations.DateMove | None:
    """Return the new day for a date that was given before; None if it stays."""
    if not (form["moved_date"] or form["moved_reason"]):
        return None
    return recommendations.DateMove(delivery_date=form["moved_date"], reason=localized(form, "moved_reason"))


def request(
    form: Mapping[str, str], assignment_id: str, *, key: str, preview: bool
) -> recommendations.SubmitAnswerRequest:
    """Return the form as a request.

    Args:
        form: The fields; a missing one reads as empty. `expected_version` is the version the form was shown with.
        assignment_id: The line.
        key: The idempotency key made when the form was first shown.
        preview: True to check and show, without recording anything.
    """
    return recommendations.SubmitAnswerRequest(
        idempotency_key=key,
        assignment_id=assignment_id,
        expected_version=whole_number(form["expected_version"]),
        position=position(form),
        progress=progress(form),
        moved=moved(form),
        approval=events.Approval(
            on_behalf_of=form["on_behalf_of"],
            file_number=form["file_number"],
            approved_by=form["approved_by"],
            approved_date=form["approved_date"],
        ),
        preview=preview,
        corrects_outside=form.get(CORRECTS) == "yes",
    )


def unused(form: Mapping[str, str]) -> list[Fault]:
    """Return what was typed and belongs to no choice that was made: it would be sent to nobody, and lost."""
    chosen, stage = _position(form["ours"], form["answer"]), form["stage"] in STAGES
    kept = {
        "answer": chosen is not None or not any(form[name] for name in _OF_AN_ANSWER),
        "decision_date": chosen in (None, events.POSITION_CONSIDERING) or not form["decision_date"],
        "delivery_date": stage or chosen in (None, *_WITH_DELIVERY) or not form["delivery_date"],
        "stage": stage or not (form["stage_text"] or form["stage_reason"]),
        "evidence_url": stage or chosen is not None or not (form["evidence_url"] or form["evidence_reference"]),
    }
    return [Fault(name, "", words=f"unused_{name}") for name, good in kept.items() if not good]


def known(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that the form has, without choices that it does not offer."""
    return {
        name: fields[name]
        for name in FIELDS
        if fields.get(name) and fields[name] in _CHOICES.get(name, (fields[name],))
    }


def faults(violations: Sequence[Violation]) -> list[Fault]:
    """Return the service's violations at the form's fields, in the order of the page."""
    found = [Fault(_place(each.field), each.expected, _WORDS.get(each.field, "")) for each in violations]
    return sorted(found, key=lambda fault: FIELDS.index(fault.field) if fault.field else -1)


def _place(path: str) -> str:
    """Find the field of the form for a path such as `position.evidence[0].url` or `position.text.bodies[ur]`."""
    parts = path.replace("[", ".").split(".")
    if parts[-1] == "seen_date":
        return "evidence_date"
    for length in range(len(parts), 0, -1):
        if place := _PLACES.get(".".join(parts[:length])):
            return place
    return ""


def localized(form: Mapping[str, str], name: str) -> LocalizedText | None:
    """Return what was typed in a field as a text in the language of the form; None if nothing was."""
    if not form[name]:
        return None
    language = "ur" if form["written_in"] == "ur" else "en"
    return LocalizedText(authoritative_language=language, bodies={language: form[name]})


def _evidence(form: Mapping[str, str]) -> list[events.Evidence]:
    if not (form["evidence_url"] or form["evidence_reference"]):
        return []
    return [
        events.Evidence(url=form["evidence_url"], reference=form["evidence_reference"], seen_date=form["evidence_date"])
    ]
