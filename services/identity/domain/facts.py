"""What happens to organisations and people: decided here, and `evolve` alone says what it changes."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, TypeAlias, TypeVar
from uuid import UUID

from services.chassis.errors import InvalidArgument
from services.identity.domain.errors import (
    BodyEnded,
    HasItAlready,
    NobodyAnswersForAGroup,
    NoSuchMandate,
    NoSuchRole,
    OwnAddress,
    SpeaksForBoth,
)
from services.identity.domain.people import Addressee, HeldRole, Mandate, Person, Role

_HOST_SIDE: Final = frozenset({Role.FACILITATOR, Role.REVIEWER, Role.VERIFIER})
"""Who asks a body, who reads what is said of it, and who checks what it says: none of them answers for any body."""


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened to an organisation or a person."""

    version: int
    """The aggregate's version that it makes."""

    at: datetime
    by: str
    """Who caused it, as the event log names actors."""


@dataclass(frozen=True, kw_only=True)
class OrganisationRegistered(Fact):
    """An organisation was registered."""

    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(Fact):
    """A person was registered."""

    person_id: UUID
    organisation_id: UUID


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Fact):
    """A person got a role."""

    person_id: UUID
    role: Role
    organisation_id: UUID
    from_date: date


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Fact):
    """A role ended."""

    person_id: UUID
    role: Role
    organisation_id: UUID
    to_date: date


@dataclass(frozen=True, kw_only=True)
class MandateGranted(Fact):
    """A person became liaison of an addressee."""

    person_id: UUID
    mandate_id: UUID
    addressee_id: UUID
    from_date: date


@dataclass(frozen=True, kw_only=True)
class MandateEnded(Fact):
    """A mandate ended."""

    person_id: UUID
    mandate_id: UUID
    addressee_id: UUID
    to_date: date


PersonFact: TypeAlias = PersonRegistered | RoleGranted | RoleEnded | MandateGranted | MandateEnded


def grant_role(person: Person, role: Role, organisation_id: UUID, *, today: date, at: datetime, by: str) -> RoleGranted:
    """Decide whether the person gets the role, from today.

    Raises:
        HasItAlready: The person holds it for that organisation.
        SpeaksForBoth: The person answers for a body, and the role asks, reads or checks.
    """
    if role in _HOST_SIDE and _lasting(person.mandates):
        raise SpeaksForBoth("a role that somebody may hold who answers for a body: registrar", field="role")
    if any(held.role is role and held.organisation_id == organisation_id for held in _lasting(person.roles)):
        raise HasItAlready(f"the person is {role} for this organisation already")
    return RoleGranted(
        version=person.version + 1,
        at=at,
        by=by,
        person_id=person.id,
        role=role,
        organisation_id=organisation_id,
        from_date=today,
    )


def end_role(person: Person, role: Role, organisation_id: UUID, *, today: date, at: datetime, by: str) -> RoleEnded:
    """Decide that the role ends, at once.

    Raises:
        NoSuchRole: The person does not hold it for that organisation.
    """
    if not any(held.role is role and held.organisation_id == organisation_id for held in _lasting(person.roles)):
        raise NoSuchRole(f"the person is not {role} for this organisation")
    return RoleEnded(
        version=person.version + 1,
        at=at,
        by=by,
        person_id=person.id,
        role=role,
        organisation_id=organisation_id,
        to_date=today,
    )


def grant_mandate(
    person: Person,
    addressee: Addressee,
    *,
    mandate_id: UUID,
    from_date: date,
    today: date,
    at: datetime,
    by: str,
) -> MandateGranted:
    """Decide whether the person becomes liaison of the addressee.

    Raises:
        InvalidArgument: The first day is past.
        NobodyAnswersForAGroup: The addressee is a group.
        BodyEnded: The addressee is no more.
        HasItAlready: The person has a mandate for it, even one that begins on a later day.
        SpeaksForBoth: The person facilitates, reviews or checks.
    """
    if any(held.role in _HOST_SIDE for held in _lasting(person.roles)):
        raise SpeaksForBoth("somebody who does not facilitate, review or check", field="person_id")
    if from_date < today:
        raise InvalidArgument("today or a later day", field="from_date")
    if addressee.kind == "group":
        raise NobodyAnswersForAGroup("nobody can answer for a group of bodies", field="addressee_id")
    if addressee.ended_date:
        raise BodyEnded(f"a body that goes on: this one ended on {addressee.ended_date}", field="addressee_id")
    if any(mandate.addressee_id == addressee.id for mandate in _lasting(person.mandates)):
        raise HasItAlready("the person has a mandate for this addressee already")
    return MandateGranted(
        version=person.version + 1,
        at=at,
        by=by,
        person_id=person.id,
        mandate_id=mandate_id,
        addressee_id=addressee.id,
        from_date=from_date,
    )


def end_mandate(person: Person, mandate_id: UUID, *, today: date, at: datetime, by: str) -> MandateEnded:
    """Decide that the mandate ends, at once.

    Raises:
        NoSuchMandate: The person has no such mandate, or it has ended.
    """
    for mandate in _lasting(person.mandates):
        if mandate.id == mandate_id:
            return MandateEnded(
                version=person.version + 1,
                at=at,
                by=by,
                person_id=person.id,
                mandate_id=mandate_id,
                addressee_id=mandate.addressee_id,
                to_date=today,
            )
    raise NoSuchMandate


def hand_over(
    person: Person,
    colleague: Person,
    mandate_id: UUID,
    addressee: Addressee,
    *,
    new_mandate_id: UUID,
    today: date,
    at: datetime,
    by: str,
) -> tuple[MandateEnded, tuple[MandateEnded | MandateGranted, ...]]:
    """Decide that a mandate passes to a colleague: what ends, and what happens to the colleague.

    Nothing does if the colleague answers for the addressee already. A mandate that begins on a later day gives way to
    one from today: nobody would answer until then.

    Raises:
        NoSuchMandate: The person has no such mandate, or it has ended.
        OwnAddress: The colleague is the person.
        BodyEnded: The addressee is no more.
        SpeaksForBoth: The colleague facilitates, reviews or checks.
    """
    ended = end_mandate(person, mandate_id, today=today, at=at, by=by)
    if colleague.id == person.id:
        raise OwnAddress("a colleague's address, not your own", field="email")
    if any(held.role in _HOST_SIDE for held in _lasting(colleague.roles)):
        raise SpeaksForBoth("another colleague: whoever has this address may not answer for a body", field="email")
    taken = list[MandateEnded | MandateGranted]()
    for held in _lasting(colleague.mandates):
        if held.addressee_id == addressee.id:
            if held.counts(today):
                return ended, ()
            taken.append(end_mandate(colleague, held.id, today=today, at=at, by=by))
            colleague = evolve(colleague, taken[-1])
    granted = grant_mandate(
        colleague,
        addressee,
        mandate_id=new_mandate_id,
        from_date=today,
        today=today,
        at=at,
        by=by,
    )
    return ended, (*taken, granted)


def remove(person: Person, *, today: date, at: datetime, by: str) -> tuple[RoleEnded | MandateEnded, ...]:
    """Decide that everything the person holds ends, at once."""
    ends: list[RoleEnded | MandateEnded] = []
    after = person
    for held in _lasting(person.roles):
        ends.append(end_role(after, held.role, held.organisation_id, today=today, at=at, by=by))
        after = evolve(after, ends[-1])
    for mandate in _lasting(person.mandates):
        ends.append(end_mandate(after, mandate.id, today=today, at=at, by=by))
        after = evolve(after, ends[-1])
    return tuple(ends)


def evolve(person: Person | None, fact: PersonFact) -> Person:
    """Return the person as the fact leaves them. Refuses nothing: what happened, happened."""
    if isinstance(fact, PersonRegistered):
        return Person(id=fact.person_id, organisation_id=fact.organisation_id, version=fact.version)
    assert person is not None, "a person's history begins with PersonRegistered"
    match fact:
        case RoleGranted():
            held = HeldRole(
                role=fact.role,
                organisation_id=fact.organisation_id,
                granted_version=fact.version,
                from_date=fact.from_date,
            )
            return replace(person, roles=(*person.roles, held), version=fact.version)
        case RoleEnded():
            roles = tuple(
                replace(held, to_date=fact.to_date)
                if held.to_date is None and (held.role, held.organisation_id) == (fact.role, fact.organisation_id)
                else held
                for held in person.roles
            )
            return replace(person, roles=roles, version=fact.version)
        case MandateGranted():
            mandate = Mandate(id=fact.mandate_id, addressee_id=fact.addressee_id, from_date=fact.from_date)
            return replace(person, mandates=(*person.mandates, mandate), version=fact.version)
        case MandateEnded():
            mandates = tuple(
                replace(mandate, to_date=fact.to_date) if mandate.id == fact.mandate_id else mandate
                for mandate in person.mandates
            )
            return replace(person, mandates=mandates, version=fact.version)


_Held = TypeVar("_Held", HeldRole, Mandate)


def _lasting(held: tuple[_Held, ...]) -> list[_Held]:
    return [each for each in held if each.to_date is None]
