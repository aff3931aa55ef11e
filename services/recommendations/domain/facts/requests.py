"""A line was opened, and put to its body."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.recommendations.domain.facts.model import Fact
from services.recommendations.domain.sources import Evidence
from services.recommendations.domain.values import (
    Channel,
    Request,
    StatementType,
    Text,
)


@dataclass(frozen=True, kw_only=True)
class AssignmentOpened(Fact):
    """A tracked statement was put before one addressee."""

    statement_id: UUID
    consultation_id: UUID
    publication_id: UUID
    lines_in_publication: int
    addressee_id: UUID
    can_be_asked: bool
    lead: bool
    tracked_number: str
    type: StatementType
    title: Text | None
    text: Text | None
    response_period_days: int
    published_date: date
    illustrative: bool
    press_reported: bool
    host_organisation_id: UUID
    facilitator_id: UUID | None
    origin_id: UUID | None = None  # opened by a succession: the line that went here
    origin_addressee_id: UUID | None = None
    succession_id: UUID | None = None
    remit_id: UUID | None = None
    opened_date: date | None = None  # None: the day of publication


@dataclass(frozen=True, kw_only=True)
class RequestRecorded(Fact):
    """What became of one mail or hand-over (`outcome`), and what the request is with it (the rest)."""

    delivery_id: UUID | None  # None: handed over
    outcome: Request
    outcome_date: date
    outcome_through_relay: bool
    request: Request
    request_date: date
    through_relay: bool
    clock_start_date: date | None
    response_due_date: date | None
    channel: Channel | None = None
    reference: str = ""
    scan: Evidence | None = None  # as the public is told of it
