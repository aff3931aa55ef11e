"""What happened to a line since its body was asked, and whether the body is still to be told of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.notifications.domain.assignment import Assignment

TOLD_WITHIN: Final = timedelta(days=14)
"""A change that became known here longer ago is told to nobody: it is no news any more."""


class ChangeKind(StrEnum):
    """What happened."""

    ANSWER = "answer"
    """A liaison of the body answered in the tracker."""

    LETTER = "letter"
    """Something given outside the tracker was recorded as what the body says."""

    CLOSED = "closed"
    REOPENED = "reopened"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    SUPERSEDED = "superseded"
    UNMERGED = "unmerged"
    TRANSFERRED = "transferred"
    TRANSFER_UNDONE = "transfer_undone"
    CORRECTED = "corrected"
    """It reads otherwise."""


REVERSALS: Final = frozenset({ChangeKind.REOPENED, ChangeKind.UNMERGED, ChangeKind.TRANSFER_UNDONE})
"""They take something back: only who was told of that is told of them."""


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something that happened to a line, or to a statement with all its lines."""

    id: UUID
    kind: ChangeKind
    assignment_id: UUID | None = None
    statement_id: UUID | None = None
    day: date
    """The day on which it counts."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What a mail prints of it beside its kind."""
    other_id: UUID | None = None
    """The body to which the line went, or the statement that stands, or stood, for this one."""
    author_id: UUID | None = None
    """The liaison who answered, who gets a receipt; None for all else."""


@dataclass(frozen=True, kw_only=True)
class News:
    """A change of a line, as somebody may have to be told of it."""

    change: Change
    line: Assignment
    holds: bool
    """Nothing that happened later took it back."""
    reversed_was_told: bool
    """The person was told of what it takes back, in a mail that was at least tried."""

    of_host: bool = False
    """A facilitator of the host is told of it; otherwise a liaison of the body."""

    other_concealed: bool = False
    """What stands for it is being checked: no mail so much as names it."""

    @property
    def wants_telling(self) -> bool:
        """Tell whether the person is to be told, now or once the line is shown again."""
        by_itself = self.change.details.get("by") == "by_addressee"
        if not self.holds or by_itself or not self.line.is_known_to_its_body:
            return False
        if self.line.body_ended and not self.of_host:
            return False
        if self.change.kind in REVERSALS:
            return self.reversed_was_told
        if self.change.kind is ChangeKind.CORRECTED and self.line.closed:
            return False
        over = self.line.withdrawn or self.line.transferred
        ends = self.change.kind in {ChangeKind.WITHDRAWN, ChangeKind.TRANSFERRED, ChangeKind.LETTER, ChangeKind.ANSWER}
        return ends or not over

    @property
    def may_be_listed(self) -> bool:
        """Tell whether a mail that goes out now may tell of it."""
        return self.wants_telling and not (self.line.concealed or self.other_concealed)
