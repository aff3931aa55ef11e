"""Answers that are not sent yet: kept for the liaison who writes them and for colleagues with the same mandate."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.chassis.errors import Aborted, InvalidArgument
from services.recommendations.domain import guards
from services.recommendations.domain.guards import Line
from services.recommendations.domain.standing import Standing


@dataclass(frozen=True, kw_only=True)
class AnswerDraft:
    """Who keeps an answer on which line, and how often it was saved. What it says lies beside it, sealed."""

    id: UUID
    assignment_id: UUID
    person_id: UUID
    version: int
    assignment_version: int  # of the assignment, as its writer saw it
    saved_at: datetime


class DraftChanged(Aborted):
    """The draft was saved again after the caller saw it, on another device or by its writer."""

    def __init__(self, draft: AnswerDraft) -> None:
        self.draft = draft
        super().__init__("this draft has been saved again since you opened it", draft)


def unchanged(draft: AnswerDraft, expected_version: int) -> None:
    """Refuse what was decided in sight of another version of the draft.

    Raises:
        DraftChanged: It was.
    """
    if draft.version != expected_version:
        raise DraftChanged(draft)


def save_draft(
    line: Line,
    before: AnswerDraft | None,
    *,
    new_id: UUID,
    by: Standing,
    expected_version: int,
    assignment_version: int,
    at: datetime,
) -> AnswerDraft:
    """Decide whether the person may keep an answer here, and return the draft as it is then.

    A draft that was sent or discarded meanwhile stands in nobody's way: a new one begins.

    Raises:
        NotTheAddressee: The caller holds no mandate for the addressee.
        NobodyCanBeAsked: The addressee is a group.
        InvalidArgument: Nobody can have seen such a version of the assignment.
        DraftChanged: The person saved the draft after the version they saw.
    """
    guards.is_liaison(line, by)
    if not 0 < assignment_version <= line.assignment.version:
        raise InvalidArgument("the `version` of the assignment as you saw it", field="assignment_version")
    if before:
        unchanged(before, expected_version)
    return AnswerDraft(
        id=before.id if before else new_id,
        assignment_id=line.assignment.id,
        person_id=by.person_id,
        version=before.version + 1 if before else 1,
        assignment_version=assignment_version,
        saved_at=at,
    )
