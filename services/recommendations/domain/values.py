"""The words of this service: what is kept apart, and the small values everything else is made of."""

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from typing import Final
from uuid import UUID

CLOCK: Final = "clock"
"""Who causes what follows from dates alone, as the event log names it."""


class StatementType(StrEnum):
    """What kind of statement was said. Only recommendations and commitments are ever put to a body."""

    INSIGHT = "insight"
    RECOMMENDATION = "recommendation"
    COMMITMENT = "commitment"
    APPEAL = "appeal"
    OUTCOME_CLAIM = "outcome_claim"
    CONTEXT = "context"


class RecordState(StrEnum):
    """Where the record stands. Drafts are known to consultations only."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    MERGED = "merged"


class Publication(StrEnum):
    """How a recommendation or commitment was published."""

    RECORDED = "recorded"  # kept as said, findable, no clock
    TRACKED = "tracked"  # put to bodies that can answer


class AddresseeKind(StrEnum):
    """What an addressee is. A group has no liaison and nobody can answer for it."""

    AGENCY = "agency"
    PLATFORM = "platform"
    ORGANISATION = "organisation"
    GROUP = "group"


class Jurisdiction(StrEnum):
    """Where an addressee is responsible."""

    FEDERAL = "federal"
    PUNJAB = "punjab"
    SINDH = "sindh"
    KP = "kp"
    BALOCHISTAN = "balochistan"
    GB = "gb"
    AJK = "ajk"
    ICT = "ict"
    INTERNATIONAL = "international"
    NOT_STATED = "not_stated"
    """For what is no public body: a group, a platform, an organisation."""


class Assurance(StrEnum):
    """How sure we are that a body said something; the surest last."""

    EMAIL_CODE = "email_code"
    """Its liaison signed in with a code from the registered mailbox."""
    LETTER = "letter"
    """Given outside the tracker, recorded by the host, confirmed by a reviewer."""

    def is_met_by(self, given: "Assurance | None") -> bool:
        """Tell whether what is at least this sure is enough; what is not known to be sure at all never is."""
        order = list(Assurance)
        return given is not None and order.index(given) >= order.index(self)


class Request(StrEnum):
    """Was it put to the body?"""

    NOT_ASKED = "not_asked"
    SENT = "sent"
    ACCEPTED_BY_MAIL_SERVER = "accepted_by_mail_server"
    HANDED_OVER = "handed_over"
    UNDELIVERABLE = "undeliverable"


class Position(StrEnum):
    """What the addressee says about the request."""

    NONE = "none"
    ACKNOWLEDGED = "acknowledged"
    CONSIDERING = "considering"
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted_in_part"
    CLAIMS_ALREADY_DONE = "claims_already_done"
    DECLINED = "declined"
    NOT_OURS = "not_ours"


# The positions that stop the response clock: the body has decided.
DECIDED = frozenset(
    {
        Position.ACCEPTED,
        Position.ACCEPTED_IN_PART,
        Position.CLAIMS_ALREADY_DONE,
        Position.DECLINED,
        Position.NOT_OURS,
    }
)


class Progress(StrEnum):
    """What the addressee says it has done."""

    NONE_DECLARED = "none_declared"
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    REPORTED_COMPLETE = "reported_complete"
    ABANDONED = "abandoned"


class Verification(StrEnum):
    """What somebody other than the addressee can show."""

    UNASSESSED = "unassessed"
    EVIDENCE_REQUESTED = "evidence_requested"
    NO_EVIDENCE_FOUND = "no_evidence_found"
    PARTIAL = "partial"
    VERIFIED_COMPLETE = "verified_complete"
    VERIFIED_ALTERNATIVE = "verified_alternative"
    CONTRADICTED = "contradicted"
    LAPSED = "lapsed"
    NOT_VERIFIABLE = "not_verifiable"


class FindingState(StrEnum):
    """Where the right of reply to a finding stands."""

    NONE = "none"
    ANNOUNCED = "announced"


SHOWN_DONE = frozenset({Verification.VERIFIED_COMPLETE, Verification.VERIFIED_ALTERNATIVE})

# What a verifier found: the verifications that are the end of a check, not its beginning.
FOUND = SHOWN_DONE | {
    Verification.NO_EVIDENCE_FOUND,
    Verification.PARTIAL,
    Verification.CONTRADICTED,
    Verification.LAPSED,
}


class ResponseClock(StrEnum):
    """The answer, against the date asked."""

    NOT_STARTED = "not_started"
    ON_TIME = "on_time"
    DUE_SOON = "due_soon"
    PAST_DATE = "past_date"
    ANSWERED_ON_TIME = "answered_on_time"
    ANSWERED_LATE = "answered_late"
    STOPPED = "stopped"  # not answered, and nobody is waited for any more


class DeliveryClock(StrEnum):
    """The work, against the date the addressee itself gave."""

    NO_DATE = "no_date"
    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    PAST_DATE = "past_date"
    MET = "met"
    MET_LATE = "met_late"
    STOPPED = "stopped"  # not done, and nobody is waited for any more


class Closure(StrEnum):
    """Is it over?"""

    OPEN = "open"
    CLOSED_VERIFIED = "closed_verified"
    CLOSED_DECLINED = "closed_declined"
    CLOSED_NOT_APPLICABLE = "closed_not_applicable"
    TRANSFERRED = "transferred"


# Closed for good reason, and to be opened again for a better one (row 25). What was transferred goes on elsewhere.
CLOSED = frozenset({Closure.CLOSED_VERIFIED, Closure.CLOSED_DECLINED, Closure.CLOSED_NOT_APPLICABLE})
# Nobody is asked for anything any more: clocks stop.
MOOT = frozenset({Closure.CLOSED_NOT_APPLICABLE, Closure.TRANSFERRED})


class ReopenedBy(StrEnum):
    """Who opened a closed line again."""

    HOST = "host"
    VERIFIER = "verifier"
    ADDRESSEE = "addressee"


class FollowUpKind(StrEnum):
    """How the host followed up."""

    CALLED = "called"
    MET = "met"
    WROTE = "wrote"


class DeclineReason(StrEnum):
    """Why a body declines, where it does not say so in its own words."""

    NO_BUDGET = "no_budget"
    NEEDS_LAW_OR_RULES = "needs_law_or_rules"
    ANOTHER_BODY_FIRST = "another_body_first"
    LEGAL_REVIEW = "legal_review"
    SECURITY = "security"
    PROVINCIAL_SUBJECT = "provincial_subject"


class Method(StrEnum):
    """How a verifier checked."""

    DOCUMENT_SEEN = "document_seen"
    SITE_VISIT = "site_visit"
    SERVICE_TESTED = "service_tested"
    INTERVIEW = "interview"
    INFORMATION_REQUEST = "information_request"


class Channel(StrEnum):
    """How something reached or left the body outside the tracker."""

    BY_HAND = "by_hand"
    COURIER = "courier"
    LETTER = "letter"
    MEETING = "meeting"
    PARLIAMENT = "parliament"
    OWN_WEBSITE = "own_website"


HAND_OVER_CHANNELS = frozenset({Channel.BY_HAND, Channel.COURIER, Channel.LETTER})
ANSWER_CHANNELS = frozenset({Channel.LETTER, Channel.MEETING, Channel.PARLIAMENT, Channel.OWN_WEBSITE})


class StepRule(StrEnum):
    """A step of the clock."""

    TEN_DAYS_LEFT = "ten_days_left"
    THREE_DAYS_LEFT = "three_days_left"
    PAST_DATE = "past_date"
    TEN_WORKING_DAYS_PAST = "ten_working_days_past"
    THIRTY_DAYS_PAST = "thirty_days_past"
    RECHECK_DUE = "recheck_due"


class StepState(StrEnum):
    """Whether a step of the clock stands on a line (row 27)."""

    NONE = "none"  # not reached, or taken back
    ANNOUNCED = "announced"


# These say that the date asked has passed without an answer.
PAST_RULES = frozenset({StepRule.PAST_DATE, StepRule.TEN_WORKING_DAYS_PAST, StepRule.THIRTY_DAYS_PAST})


class RetractionReason(StrEnum):
    """Why an announced step was taken back."""

    DATE_MOVED = "date_moved"
    ANSWERED_BEFORE = "answered_before"
    NOT_DELIVERED = "not_delivered"
    BODY_ENDED = "body_ended"


class DayKind(StrEnum):
    """What a day is that was corrected in the holiday calendar."""

    HOLIDAY = "holiday"
    WORKING_DAY = "working_day"


@dataclass(frozen=True, kw_only=True)
class Localized:
    """One language of a text, with the salted commitment that outlives the body."""

    language: str
    body: str
    salt: bytes
    commitment: bytes
    erased: bool = False
    machine_assisted: bool = False  # a translation that nobody had reviewed


@dataclass(frozen=True, kw_only=True)
class Text:
    """Free text in one or more languages. State keeps its id only: the bodies lie in one place and can be erased."""

    id: UUID
    language: str  # the one that counts where the bodies differ
    localized: tuple[Localized, ...]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Now, and what day it is where the deployment is."""

    at: datetime  # with a time zone
    zone: tzinfo

    @property
    def today(self) -> date:
        """The day of the deployment's time zone."""
        return self.at.astimezone(self.zone).date()

    def on(self, day: date) -> datetime:
        """Return the instant that stands for a day of which no hour is known: its noon."""
        return datetime.combine(day, time(12), self.zone)


class SuggestionState(StrEnum):
    """What became of a suggestion of evidence (row 28). It is a field of the suggestion: no line knows of it."""

    NONE = "none"  # before somebody suggests
    WAITING = "waiting"  # for a reviewer of the host
    PASSED = "passed"  # on to verifiers
    DISCARDED = "discarded"
    TAKEN_UP = "taken_up"
    SET_ASIDE = "set_aside"


class NoteState(StrEnum):
    """What becomes of a follow-up note (row 30)."""

    NONE = "none"
    KEPT = "kept"  # for the host alone
    PUBLIC = "public"


class DiscardReason(StrEnum):
    """Why a reviewer discards a suggestion."""

    PERSONAL_DATA = "personal_data"
    NOT_ABOUT_THE_LINE = "not_about_the_line"
    ABUSE = "abuse"
    KNOWN = "known"
