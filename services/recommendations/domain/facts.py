"""What can happen to an assignment. A fact says what happened; `assignment.evolve` alone says what it changes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from services.recommendations.domain.addressee import SuccessionKind
from services.recommendations.domain.sources import Approval, Evidence, OutsideSource, Search, Visibility
from services.recommendations.domain.values import (
    Channel,
    Closure,
    DayKind,
    DeclineReason,
    FollowUpKind,
    Method,
    Position,
    Progress,
    ReopenedBy,
    Request,
    RetractionReason,
    StatementType,
    StepRule,
    Text,
    Verification,
)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What all facts of an assignment have in common."""

    assignment_id: UUID
    version: int
    occurred_at: datetime  # in the world, not when it was recorded
    actor: str  # a person's uuid or `service:<name>`; stays in this database


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


@dataclass(frozen=True, kw_only=True)
class PositionStated(Fact):
    """What an addressee says about the request."""

    position: Position
    previous_position: Position
    text: Text | None
    part: Text | None
    reason: Text | None
    decline_reason: DeclineReason | None
    believed_responsible: str
    decision_by_date: date | None
    delivery_date: date | None
    evidence: tuple[Evidence, ...]
    approval: Approval | None
    outside: OutsideSource | None
    stated_date: date  # the day on which it counts
    corrects_version: int = 0  # with which an answer from outside the tracker was recorded wrongly


@dataclass(frozen=True, kw_only=True)
class ProgressReported(Fact):
    """What an addressee says it has done."""

    progress: Progress
    previous_progress: Progress
    text: Text | None
    reason: Text | None
    delivery_date: date | None
    evidence: tuple[Evidence, ...]
    approval: Approval | None
    outside: OutsideSource | None
    reported_date: date  # the day on which it counts
    corrects_version: int = 0  # with which an answer from outside the tracker was recorded wrongly


@dataclass(frozen=True, kw_only=True)
class DeliveryDateMoved(Fact):
    """The addressee moved the day by which it will deliver."""

    delivery_date: date
    previous_date: date
    slip: int  # 1 for the first
    reason: Text | None
    approval: Approval | None
    outside: OutsideSource | None
    moved_date: date


@dataclass(frozen=True, kw_only=True)
class EvidenceRequested(Fact):
    """A verifier asked the addressee for evidence."""

    question: Text | None
    reply_by_date: date
    verifier_organisation_name: str
    verifier_organisation_id: UUID
    requested_date: date


@dataclass(frozen=True, kw_only=True)
class VerificationRecorded(Fact):
    """A verifier recorded what can be shown."""

    verification: Verification
    previous_verification: Verification
    method: Method
    finding: Text | None
    evidence: tuple[Evidence, ...]
    verifier_organisation_name: str
    verifier_organisation_id: UUID
    verified_date: date  # of an announced finding the day on which it became public
    finding_id: UUID | None = None  # it was announced before
    announced_date: date | None = None
    reply: Text | None = None
    replied_date: date | None = None
    replied_by_id: UUID | None = None  # not the addressee, but the body to which the line went meanwhile


@dataclass(frozen=True, kw_only=True)
class NoEvidenceFound(Fact):
    """A verifier searched and found nothing, as of a day."""

    as_of_date: date
    search_log: tuple[Search, ...]
    finding: Text | None
    verifier_organisation_name: str
    verifier_organisation_id: UUID
    previous_verification: Verification


@dataclass(frozen=True, kw_only=True)
class FindingAnnounced(Fact):
    """A verifier found the claim contradicted or undone since. What was found is for the addressee only, for a time."""

    finding_id: UUID
    announced_date: date
    reply_until_date: date


@dataclass(frozen=True, kw_only=True)
class FindingExtended(Fact):
    """The right of reply lasts longer because a day of the holiday calendar was corrected. It never gets shorter."""

    finding_id: UUID
    reply_until_date: date
    previous_until_date: date
    corrected_date: date
    extended_date: date


@dataclass(frozen=True, kw_only=True)
class FindingTakenBack(Fact):
    """A verifier took an announced finding back before it was public. Nothing of it ever is."""

    finding_id: UUID
    taken_back_date: date


@dataclass(frozen=True, kw_only=True)
class FindingAnswered(Fact):
    """The addressee replied to an announced finding, or changed its reply. What it says is not public yet."""

    finding_id: UUID


@dataclass(frozen=True, kw_only=True)
class EvidenceAttached(Fact):
    """The addressee attached a file. Of one that is not public nothing is told but that it is held."""

    file_id: UUID
    visibility: Visibility
    title: Text | None
    sha256: str
    media_type: str
    size_bytes: int
    attached_date: date

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The piece of evidence that it is."""
        return (
            Evidence(
                seen_date=self.attached_date,
                visibility=self.visibility,
                file_id=self.file_id,
                sha256=self.sha256,
                media_type=self.media_type,
                size_bytes=self.size_bytes,
            ),
        )


@dataclass(frozen=True, kw_only=True)
class NotVerifiable(Fact):
    """A verifier or a reviewer found that the line cannot be checked as it is worded."""

    reason: Text | None
    verifier_organisation_name: str
    verifier_organisation_id: UUID
    previous_verification: Verification
    found_date: date


@dataclass(frozen=True, kw_only=True)
class OutsideAnswerRecorded(Fact):
    """An answer given outside the tracker was written down. What it says is not public until it is confirmed."""

    outside_answer_id: UUID


@dataclass(frozen=True, kw_only=True)
class OutsideAnswerDecided(Fact):
    """A reviewer confirmed it or refused it."""

    outside_answer_id: UUID
    confirmed: bool


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
class Closed(Fact):
    """A line was closed."""

    closure: Closure
    previous_closure: Closure
    reason: Text | None
    evidence: tuple[Evidence, ...]
    closed_date: date


@dataclass(frozen=True, kw_only=True)
class Reopened(Fact):
    """A closed line was opened again."""

    previous_closure: Closure
    reopened_by: ReopenedBy
    reason: Text | None
    evidence: tuple[Evidence, ...]
    verifier_organisation_name: str
    reopened_date: date


@dataclass(frozen=True, kw_only=True)
class ClosureProposed(Fact):
    """A facilitator proposed to close a line; a reviewer has to confirm it."""

    closure_proposal_id: UUID


@dataclass(frozen=True, kw_only=True)
class ClosureProposalDecided(Fact):
    """A reviewer confirmed or refused the proposal."""

    closure_proposal_id: UUID
    confirmed: bool


@dataclass(frozen=True, kw_only=True)
class FollowUpNoted(Fact):
    """The host followed up, and the public reads what came of it."""

    kind: FollowUpKind
    text: Text | None
    contact_date: date


@dataclass(frozen=True, kw_only=True)
class FollowUpKept(Fact):
    """The host followed up, and keeps the note to itself."""

    follow_up_id: UUID


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


CheckFact: TypeAlias = (
    EvidenceRequested
    | VerificationRecorded
    | NoEvidenceFound
    | FindingAnnounced
    | FindingAnswered
    | FindingTakenBack
    | NotVerifiable
)
ClosureFact: TypeAlias = Closed | Reopened | ClosureProposed | ClosureProposalDecided
ClockFact: TypeAlias = DueDateRederived | FindingExtended | StepAnnounced | StepRetracted
AssignmentFact: TypeAlias = (
    EvidenceAttached
    | AssignmentOpened
    | RequestRecorded
    | PositionStated
    | ProgressReported
    | DeliveryDateMoved
    | CheckFact
    | ClockFact
    | OutsideAnswerRecorded
    | OutsideAnswerDecided
    | ClosureFact
    | FollowUpNoted
    | FollowUpKept
    | AssignmentTransferred
    | TransferUndone
    | LineKept
)
