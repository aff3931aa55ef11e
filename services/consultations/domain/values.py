"""The words of this service: the small values everything else is made of."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, tzinfo
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID


class ConsultationKind(StrEnum):
    """What kind of meeting it was."""

    ROUNDTABLE = "roundtable"
    WORKSHOP = "workshop"
    MEETUP = "meetup"
    DIALOGUE = "dialogue"
    PERFORMANCE = "performance"
    TRAINING = "training"
    CAMPAIGN = "campaign"
    SUMMIT = "summit"
    SERIES = "series"


class ConsultationState(StrEnum):
    """Whether it took place."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class StatementType(StrEnum):
    """What kind of thing was said."""

    INSIGHT = "insight"
    RECOMMENDATION = "recommendation"
    COMMITMENT = "commitment"
    APPEAL = "appeal"
    OUTCOME_CLAIM = "outcome_claim"
    CONTEXT = "context"


TRACKABLE = frozenset({StatementType.RECOMMENDATION, StatementType.COMMITMENT})
# What asks or promises something says to whom, or that nobody is named.
ADDRESSED = TRACKABLE | {StatementType.APPEAL}


class Publication(StrEnum):
    """In which of the two ways a statement is public."""

    RECORDED = "recorded"  # kept as said, findable, no clock
    TRACKED = "tracked"  # put to bodies that can answer


class AttributionRule(StrEnum):
    """How speakers of a consultation may be named."""

    ON_RECORD = "on_record"
    CHATHAM_HOUSE = "chatham_house"  # neither speaker nor affiliation nor list: the default
    ANONYMOUS = "anonymous"


class Attribution(StrEnum):
    """How a participant wants to be named."""

    NAMED = "named"
    ORGANISATION_ONLY = "organisation_only"
    ANONYMOUS = "anonymous"  # the default


class ConsentHow(StrEnum):
    """How a consent was given."""

    SPOKEN = "spoken"
    WRITTEN = "written"
    FORM = "form"
    PUBLISHED = "published"  # the person is named in what was published already


class RecordState(StrEnum):
    """Where a statement stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"  # approved under embargo: nobody outside this service knows of it
    PUBLISHED = "published"


class LapseReason(StrEnum):
    """Why what was approved under embargo did not become public at its instant."""

    CHANGED = "changed"
    HIDDEN = "hidden"
    NOT_PUBLISHABLE = "not_publishable"


class AddresseeBasis(StrEnum):
    """Why an addressee is named."""

    NONE = "none"
    EXPLICIT = "explicit"
    IMPLIED = "implied"


class AddresseeKind(StrEnum):
    """What an addressee is. Nobody can answer for a group."""

    AGENCY = "agency"
    PLATFORM = "platform"
    ORGANISATION = "organisation"
    GROUP = "group"


class Risk(StrEnum):
    """How much harm publication could do."""

    LOW = "low"
    HIGH = "high"


class Verifiable(StrEnum):
    """Whether a statement could be checked as worded."""

    NO = "no"
    PARTLY = "partly"
    YES = "yes"


class OutputKind(StrEnum):
    """What came out of a programme or session."""

    VIDEO = "video"
    INTERVIEW = "interview"
    DIGITAL_STORY = "digital_story"
    POST = "post"
    PICTURE = "picture"
    COURSE = "course"
    GUIDE = "guide"


class FigureBy(StrEnum):
    """By what a count of people is broken down."""

    SECTOR = "sector"
    GENDER = "gender"
    REGION = "region"


class FigureConflictKind(StrEnum):
    """How figures contradict each other."""

    TWO_VALUES = "two_values"
    PARTS_EXCEED = "parts_exceed"
    PARTS_FALL_SHORT = "parts_fall_short"


class Answer(StrEnum):
    """An answer to a question of the safeguarding checklist."""

    NO = "no"
    CLEARED = "cleared"  # yes, looked at, and it may stay
    YES = "yes"  # nothing is published


class Role(StrEnum):
    """What a person may do for an organisation."""

    FACILITATOR = "facilitator"
    REVIEWER = "reviewer"
    VERIFIER = "verifier"
    REGISTRAR = "registrar"


@dataclass(frozen=True)
class LocalizedText:
    """Text in one or more languages. False if nothing was given."""

    authoritative_language: str = ""  # the one that counts where the bodies differ
    bodies: tuple[tuple[str, str], ...] = ()  # language to body, sorted by language
    machine_assisted: tuple[str, ...] = ()  # translations that nobody has reviewed, sorted by language

    def __bool__(self) -> bool:
        """Tell whether there is a body in any language."""
        return bool(self.bodies)

    @property
    def authoritative(self) -> str:
        """The body that counts; empty if there is none."""
        return dict(self.bodies).get(self.authoritative_language, "")

    def reviewed(self) -> "LocalizedText":
        """Return it after a person read the translation beside what it translates, and let it stand."""
        return replace(self, machine_assisted=())


NOTHING = LocalizedText()

Keep: TypeAlias = Callable[[LocalizedText], UUID | None]
"""Takes a text that becomes public and returns the id under which it can be erased; None for an empty one."""


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
        """Return the instant that stands for a day: now if it is today, otherwise its noon."""
        return self.at if day == self.today else datetime.combine(day, time(12), self.zone)


@dataclass(frozen=True)
class RoleGrant:
    """A role held for an organisation."""

    role: Role
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Who acts, and what that person may do today."""

    person_id: UUID
    roles: frozenset[RoleGrant] = field(default_factory=frozenset)

    def holds(self, role: Role, organisation_id: UUID) -> bool:
        """Tell whether the person holds the role for the organisation."""
        return RoleGrant(role, organisation_id) in self.roles

    def organisations(self, *roles: Role) -> frozenset[UUID]:
        """Return the organisations for which the person holds one of the roles."""
        return frozenset(grant.organisation_id for grant in self.roles if grant.role in roles)


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """An entry of the register, as far as this service needs it: a copy."""

    id: UUID
    slug: str
    kind: AddresseeKind
    name: LocalizedText
    illustrative: bool
    by_letter_only: bool = False
    """It answers by letter only: its mail tells of no other way."""

    @property
    def can_answer(self) -> bool:
        """Tell whether anybody can answer for it."""
        return self.kind is not AddresseeKind.GROUP
