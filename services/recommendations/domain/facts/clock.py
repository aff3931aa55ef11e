"""What follows from dates alone, and from corrections of the holiday calendar."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from services.recommendations.domain.facts.model import Fact
from services.recommendations.domain.values import (
    DayKind,
    RetractionReason,
    StepRule,
)


@dataclass(frozen=True, kw_only=True)
class FindingExtended(Fact):
    """The right of reply lasts longer because a day of the holiday calendar was corrected. It never gets shorter."""

    finding_id: UUID
    reply_until_date: date
    previous_until_date: date
    corrected_date: date
    extended_date: date


@dataclass(frozen=True, kw_only=True)
class DueDateRederived(Fact):
    """The last day on time moved because a day of the holiday calendar was corrected."""

    response_due_date: date
    previous_due_date: date
    corrected_date: date
    kind: DayKind
    calendar_version: int
    rederived_date: date


@dataclass(frozen=True, kw_only=True)
class StepAnnounced(Fact):
    """A step of the clock was reached. Rule and day are its key, however late it is announced."""

    rule: StepRule
    day: date
    response_due_date: date | None  # that it follows from; None for a re-check


@dataclass(frozen=True, kw_only=True)
class StepRetracted(Fact):
    """An announced step was wrong and is taken back."""

    rule: StepRule
    day: date  # as announced
    reason: RetractionReason
    response_due_date: date | None  # as known now
    retracted_date: date


ClockFact: TypeAlias = DueDateRederived | FindingExtended | StepAnnounced | StepRetracted
