"""Answers that are not sent yet: saved at every step of the form, found again on any device, gone when sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dashboard import backend
from dashboard.backend import errors
from dashboard.liaison import answer
from dashboard.web import Visit
from dashboard.web.forms import Form, whole_number
from roundtable.recommendations.v1 import service_pb2 as recommendations

Draft = recommendations.AnswerDraft

# What the empty form is shown with says nothing about the answer.
_SILENT: Final = frozenset({"written_in", "evidence_date"})


@dataclass(frozen=True)
class Kept:
    """What became of a draft that was to be saved."""

    version: int
    """The caller's own draft's version now; 0 if there is none."""

    elsewhere: Mapping[str, str] | None = None
    """What the person saved on another page since; nothing was written over it."""


def version(filled: Mapping[str, str]) -> int:
    """Return the version of the draft that the form was shown with; 0 if it was none."""
    return whole_number(filled["draft_version"])


def own(drafts: Sequence[Draft]) -> Draft | None:
    """Return the reader's own draft."""
    return next((each for each in drafts if each.saved_by_caller), None)


def of(drafts: Sequence[Draft], draft_id: str) -> Draft | None:
    """Return the draft of that id, else the reader's own."""
    return next((each for each in drafts if draft_id and each.draft_id == draft_id), None) or own(drafts)


def filled_in(draft: Draft) -> dict[str, str]:
    """Return the form as the draft has it, without what the form does not know: any program may have saved it."""
    return answer.known(draft.fields)


def save(visit: Visit, assignment_id: str, filled: Form) -> Kept:
    """Save what was filled in as the reader's own draft. A form that says nothing is not saved.

    Raises:
        BadRequest: It is too long, or the form does not say which version of the line it answers.
    """
    fields = answer.known(filled)
    shown = version(filled)
    if not (set(fields) - _SILENT):
        return Kept(shown)
    asked = recommendations.SaveAnswerDraftRequest(
        idempotency_key=backend.new_key(),
        assignment_id=assignment_id,
        expected_version=shown,
        assignment_version=whole_number(filled["expected_version"]),
        fields=fields,
    )
    try:
        return Kept(visit.person().recommendations.SaveAnswerDraft(asked).draft.version)
    except errors.Stale as stale:
        current = getattr(stale.current, "draft", None) or _again(visit, assignment_id)
        same = filled_in(current) == fields
        return Kept(current.version, None if same else filled_in(current))


def _again(visit: Visit, assignment_id: str) -> Draft:
    """Read a draft that was too long for a refusal."""
    asked = recommendations.GetAssignmentRequest(assignment_id=assignment_id)
    return own(visit.person().recommendations.GetAssignment(asked).assignment.drafts) or Draft()


def discard(visit: Visit, filled: Form) -> None:
    """End a draft. One that was sent, discarded or saved again meanwhile is left as it is: the form shows it."""
    asked = recommendations.DiscardAnswerDraftRequest(
        idempotency_key=filled["key"] or backend.new_key(),
        draft_id=filled["draft"],
        expected_version=version(filled),
    )
    try:
        visit.person().recommendations.DiscardAnswerDraft(asked)
    except (errors.NotFound, errors.Stale):
        return
