"""A delivery: one mail to one person, what may happen to it, and what each fact makes of it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Final, TypeAlias
from uuid import UUID

KIND_REQUEST = "request"
"""An addressee is asked to answer lines."""

KIND_FINDING = "finding"
"""An addressee may read and answer what a check found before it becomes public. It asks for nothing."""


KIND_FINDING_TAKEN_BACK = "finding_taken_back"
"""What an addressee was told that it might answer was taken back before it was public. It asks for nothing."""


KIND_CHANGES = "changes"
"""An addressee is told what happened to its lines since it was asked. It asks for nothing."""

KIND_ANSWERS = "answers"
"""A facilitator is told what an addressee answered to the host. It asks for nothing."""

KIND_RECEIPT = "receipt"
"""A liaison is told what was answered in their own name. It asks for nothing."""

KINDS_OF_NEWS: Final = frozenset({KIND_CHANGES, KIND_ANSWERS, KIND_RECEIPT})
"""What tells of changes, and lists no lines of its own."""


class State(Enum):
    """What became of a mail. That a sender works on it now is no state: it is a lease (see `store`)."""

    PENDING = "pending"
    """Waits for its turn, or for the next try."""

    ACCEPTED = "accepted"
    """The next mail server took it over."""

    BOUNCED = "bounced"
    """Refused for good, or came back."""

    DEAD = "dead"
    """Given up: tried for 72 hours, nobody entitled, or nothing left to ask."""


class SmtpMode(StrEnum):
    """What a hand-over proves."""

    DIRECT = "direct"
    """The addressee's own mail server answered."""

    RELAY = "relay"
    """A relay answered: that says nothing about the addressee's server."""


class GivenUpReason(Enum):
    """Why a delivery is not tried any further."""

    TRIED_TOO_LONG = "tried_too_long"
    NOT_ENTITLED = "not_entitled"
    NOTHING_LEFT = "nothing_left"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One mail to one person, as its facts leave it."""

    id: UUID
    kind: str
    person_id: UUID
    addressee_id: UUID
    publication_id: UUID
    consultation_id: UUID
    host_organisation_id: UUID
    facilitator_id: UUID
    assignment_ids: tuple[UUID, ...]
    """The lines it lists, in the order in which they came."""
    finding_id: UUID | None
    """The finding it tells of, or that was taken back; None for everything else."""
    change_ids: tuple[UUID, ...] = ()
    """The changes it tells of, in the order in which they came; it then lists no lines of its own."""
    copy_contact_id: UUID | None = None
    """The one contact to which it goes: a copy of a mail to the person. None for where mail is likely to arrive."""
    claims: bool
    """True while no other mail tells the person of these lines; false once the person was found not entitled, so that
    a later mandate opens a new mail. Never true of a copy."""
    state: State
    attempts: int
    """How many tries have ended."""
    trying_since: datetime | None
    """When the first try of this round began; None before it. A retry by hand begins a new round."""
    next_attempt_at: datetime | None
    """When it goes out, or is tried again; None once that is over."""
    accepted_at: datetime | None
    recorded_at: datetime
    version: int

    @property
    def item_ids(self) -> tuple[UUID, ...]:
        """What it tells of: its lines, or its changes."""
        return self.change_ids if self.kind in KINDS_OF_NEWS else self.assignment_ids

    @property
    def asked_assignment_ids(self) -> tuple[UUID, ...]:
        """The lines to which it asks for an answer: what becomes of a mail that asks nothing is no line's request."""
        return self.assignment_ids if self.kind == KIND_REQUEST else ()


@dataclass(frozen=True, kw_only=True)
class _Fact:
    delivery_id: UUID
    version: int
    at: datetime
    """When it happened, in UTC."""


@dataclass(frozen=True, kw_only=True)
class DeliveryOpened(_Fact):
    """Somebody is to be told something."""

    kind: str
    person_id: UUID
    addressee_id: UUID
    publication_id: UUID
    consultation_id: UUID
    host_organisation_id: UUID
    facilitator_id: UUID
    assignment_ids: tuple[UUID, ...]
    next_attempt_at: datetime
    finding_id: UUID | None = None
    change_ids: tuple[UUID, ...] = ()
    copy_contact_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class LinesAdded(_Fact):
    """More lines or changes came before the mail went out, or the last one did (then possibly none of its own)."""

    assignment_ids: tuple[UUID, ...]
    next_attempt_at: datetime
    change_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LinesLeftOut(_Fact):
    """Lines or changes are not to be told any more, or not now."""

    assignment_ids: tuple[UUID, ...]
    change_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RequestSent(_Fact):
    """The mail is about to be handed to a mail server for the first time in this round."""

    assignment_ids: tuple[UUID, ...]
    """The lines to which it asks for an answer."""
    addressee_id: UUID
    sent_date: date
    smtp_mode: SmtpMode


@dataclass(frozen=True, kw_only=True)
class AttemptFailed(_Fact):
    """A try ended without the mail being taken over."""

    reply_code: int
    """The server's SMTP reply code; 0 if it gave none."""
    status_code: str
    """Enhanced status code of RFC 3463; empty if it gave none."""
    next_attempt_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RequestAccepted(_Fact):
    """The next mail server took the mail over."""

    assignment_ids: tuple[UUID, ...]
    addressee_id: UUID
    accepted_date: date
    smtp_mode: SmtpMode


@dataclass(frozen=True, kw_only=True)
class RequestBounced(_Fact):
    """The mail will not arrive: refused, come back, or given up although it had been tried."""

    assignment_ids: tuple[UUID, ...]
    addressee_id: UUID
    bounced_date: date
    person_id: UUID | None
    """The person whose address failed; None if no address is to blame."""
    contact_id: UUID | None = None
    """The address that failed, as identity names it; None if none is to blame, or it is not known."""


@dataclass(frozen=True, kw_only=True)
class DeliveryGivenUp(_Fact):
    """The mail is not tried any further."""

    reason: GivenUpReason


@dataclass(frozen=True, kw_only=True)
class DeliveryReopened(_Fact):
    """A dead or bounced mail is to be tried once more."""

    next_attempt_at: datetime


Fact: TypeAlias = (
    DeliveryOpened
    | LinesAdded
    | LinesLeftOut
    | RequestSent
    | AttemptFailed
    | RequestAccepted
    | RequestBounced
    | DeliveryGivenUp
    | DeliveryReopened
)


def evolve(delivery: Delivery | None, fact: Fact) -> Delivery:
    """Return the delivery as the fact leaves it. Refuses nothing: what happened, happened."""
    if isinstance(fact, DeliveryOpened):
        return _opened(fact)
    assert delivery is not None, "only an opening makes a delivery out of nothing"
    after = delivery
    match fact:
        case LinesAdded():
            after = replace(
                delivery,
                assignment_ids=delivery.assignment_ids + fact.assignment_ids,
                change_ids=delivery.change_ids + fact.change_ids,
                next_attempt_at=fact.next_attempt_at,
            )
        case LinesLeftOut():
            kept = tuple(each for each in delivery.assignment_ids if each not in fact.assignment_ids)
            told = tuple(each for each in delivery.change_ids if each not in fact.change_ids)
            after = replace(delivery, assignment_ids=kept, change_ids=told)
        case RequestSent():
            after = replace(delivery, trying_since=fact.at)
        case AttemptFailed():
            after = replace(delivery, attempts=delivery.attempts + 1, next_attempt_at=fact.next_attempt_at)
        case RequestAccepted():
            tries = delivery.attempts + 1
            after = replace(delivery, state=State.ACCEPTED, attempts=tries, accepted_at=fact.at, next_attempt_at=None)
        case RequestBounced():
            # A mail that was given up stays dead: that it never arrived is told beside it.
            state = State.DEAD if delivery.state is State.DEAD else State.BOUNCED
            after = replace(delivery, state=state, next_attempt_at=None)
        case DeliveryGivenUp():
            claims = delivery.claims and fact.reason is not GivenUpReason.NOT_ENTITLED
            after = replace(delivery, state=State.DEAD, claims=claims, next_attempt_at=None)
        case DeliveryReopened():
            due = fact.next_attempt_at
            claims = delivery.copy_contact_id is None
            after = replace(delivery, state=State.PENDING, claims=claims, trying_since=None, next_attempt_at=due)
    return replace(after, version=fact.version)


def _opened(fact: DeliveryOpened) -> Delivery:
    return Delivery(
        id=fact.delivery_id,
        kind=fact.kind,
        person_id=fact.person_id,
        addressee_id=fact.addressee_id,
        publication_id=fact.publication_id,
        consultation_id=fact.consultation_id,
        host_organisation_id=fact.host_organisation_id,
        facilitator_id=fact.facilitator_id,
        assignment_ids=fact.assignment_ids,
        finding_id=fact.finding_id,
        change_ids=fact.change_ids,
        copy_contact_id=fact.copy_contact_id,
        claims=fact.copy_contact_id is None,
        state=State.PENDING,
        attempts=0,
        trying_since=None,
        next_attempt_at=fact.next_attempt_at,
        accepted_at=None,
        recorded_at=fact.at,
        version=fact.version,
    )
