"""An assignment as it stands: what is known of it, and what follows from that alone."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.recommendations.domain.values import (
    Closure,
    FindingState,
    Position,
    Progress,
    Request,
    StepRule,
    Verification,
)

# Progress that shows that work began, whatever became of it.
BEGUN = frozenset({Progress.IN_PROGRESS, Progress.ON_HOLD, Progress.REPORTED_COMPLETE, Progress.ABANDONED})


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One mail to one liaison, or one hand-over, and what became of it."""

    id: UUID | None  # None: handed over
    outcome: Request
    date: date
    through_relay: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of the clock that was announced and stands."""

    rule: StepRule
    day: date
    response_due_date: date | None  # that it followed from


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """The unit that is tracked. Each of request, position, progress and verification knows when it last changed."""

    id: UUID
    recommendation_id: UUID
    addressee_id: UUID
    lead: bool
    can_be_asked: bool
    is_commitment: bool
    press_reported: bool
    response_period_days: int
    opened_date: date

    deliveries: tuple[Delivery, ...] = ()
    request: Request = Request.NOT_ASKED
    request_date: date | None = None
    through_relay: bool = False
    clock_start_date: date | None = None  # never of a commitment: it has no response clock and no answer
    response_due_date: date | None = None  # last day on time
    steps: tuple[Step, ...] = ()  # announced and not taken back
    request_version: int = 1

    position: Position = Position.NONE
    position_date: date | None = None
    position_version: int = 1
    decision_by_date: date | None = None

    progress: Progress = Progress.NONE_DECLARED
    progress_date: date | None = None
    progress_version: int = 1

    confirmed: bool = False  # the maker of a commitment known from the press confirmed it (rows 8b, 13, 14)
    answered_date: date | None = None  # the earliest answer that stops the response clock
    delivery_date: date | None = None  # the first date the addressee gave: it stays the measure
    delivery_given_date: date | None = None  # the day on which it gave that date
    promised_date: date | None = None  # the date it gave last
    slips: int = 0  # how often it moved the date
    delivery_version: int = 1
    own_evidence: tuple[str, ...] = ()  # what the addressee itself pointed to: it alone never shows that it is done
    last_word_date: date | None = None

    verification: Verification = Verification.UNASSESSED
    verification_date: date | None = None
    verification_version: int = 1
    finding_id: UUID | None = None  # a finding in its right of reply
    finding_until_date: date | None = None  # last day for the reply
    finding_version: int = 1
    spoken_by: tuple[UUID, ...] = ()  # who stated a position or reported progress: none of them checks it

    outside_answers_pending: tuple[UUID, ...] = ()
    closure: Closure = Closure.OPEN
    closed_date: date | None = None  # None while it is open
    closure_version: int = 1
    closure_proposals_pending: tuple[UUID, ...] = ()
    origin_id: UUID | None = None  # the line that became this one when a remit moved
    origin_addressee_id: UUID | None = None
    remit_id: UUID | None = None  # known once a registrar said so
    kept_here: bool = False  # a registrar looked, after something of the body went to others, and it stays
    succession_id: UUID | None = None  # by which it went away; None unless transferred
    successor_id: UUID | None = None  # the body it went to
    successor_assignment_id: UUID | None = None
    body_ended_date: date | None = None  # since when its body is no more; None unless the line stayed with it
    body_end_recorded_date: date | None = None  # until this day the body could still answer
    version: int

    @property
    def unconfirmed(self) -> bool:
        """Tell whether it is a promise known from the press that its maker has not confirmed."""
        return self.press_reported and not self.confirmed

    @property
    def was_put(self) -> bool:
        """Tell whether the request is on its way to the body, or reached it."""
        return self.request in {Request.SENT, Request.ACCEPTED_BY_MAIL_SERVER, Request.HANDED_OVER}

    @property
    def is_known_to_its_body(self) -> bool:
        """Tell whether the addressee knows of the line, so that it is told of what happens to it."""
        spoken = self.position is not Position.NONE or self.progress is not Progress.NONE_DECLARED
        return self.can_be_asked and (self.was_put or spoken or (self.is_commitment and not self.press_reported))

    @property
    def says_done(self) -> bool:
        """Tell whether the addressee says that it is done."""
        return self.progress is Progress.REPORTED_COMPLETE or self.position is Position.CLAIMS_ALREADY_DONE

    @property
    def says_done_date(self) -> date | None:
        """The day from which it says so: of two such words the earlier one."""
        days = []
        if self.progress is Progress.REPORTED_COMPLETE and self.progress_date:
            days.append(self.progress_date)
        if self.position is Position.CLAIMS_ALREADY_DONE and self.position_date:
            days.append(self.position_date)
        return min(days, default=None)

    @property
    def begun_later(self) -> bool:
        """Tell whether work began after the position was stated: a body that declined and then began anyway."""
        if self.progress not in BEGUN or self.progress_date is None:
            return False
        if self.position_date is None:
            return True
        return (self.progress_date, self.progress_version) > (self.position_date, self.position_version)

    @property
    def finding(self) -> FindingState:
        """Tell whether a finding waits for the addressee's reply."""
        return FindingState.ANNOUNCED if self.finding_id else FindingState.NONE

    @property
    def asked_date(self) -> date | None:
        """The day on which the request reached the body; None if it did not."""
        return self.request_date if self.clock_start_date else None
