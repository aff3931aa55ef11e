"""A line went to another body, came back, or stays."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.recommendations.domain.addressee import SuccessionKind
from services.recommendations.domain.facts.model import Fact
from services.recommendations.domain.values import (
    Text,
)


@dataclass(frozen=True, kw_only=True)
class AssignmentTransferred(Fact):
    """The line went to another body; with `undone`, back to the one it came from."""

    succession_id: UUID
    kind: SuccessionKind
    successor_id: UUID  # the body
    successor_assignment_id: UUID
    joined: bool  # the other body had the line already
    remit_id: UUID | None
    source_url: str
    transferred_date: date  # the day on which it counts
    recorded_date: date  # until this day the body could still answer
    undone: bool = False


@dataclass(frozen=True, kw_only=True)
class LineKept(Fact):
    """A registrar looked at a line that was published after something of its body went to others: it stays."""

    remit_id: UUID | None
    kept_date: date


@dataclass(frozen=True, kw_only=True)
class TransferUndone(Fact):
    """The line is where it was again: the succession that took it away was wrong."""

    succession_id: UUID
    reason: Text | None
    undone_date: date
    days_away: int  # added to the days in which an answer is asked
    response_due_date: date | None


@dataclass(frozen=True, kw_only=True)
class BodyEnded(Fact):
    """The line's body is no more and the line stayed with it: its clocks stop, nobody is waited for."""

    succession_id: UUID
    kind: SuccessionKind
    source_url: str
    ended_date: date  # the day from which it is so
    recorded_date: date  # until this day the body could still answer


@dataclass(frozen=True, kw_only=True)
class BodyEndUndone(Fact):
    """The line's body goes on: its end was recorded wrongly. The clocks go on, too."""

    succession_id: UUID
    reason: Text | None
    undone_date: date
    days_away: int  # added to the days in which an answer is asked
    response_due_date: date | None
