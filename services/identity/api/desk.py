"""What every RPC of identity has at hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import grpc

from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import access, event_log
from services.chassis.access import Principal, PrincipalKind
from services.chassis.database import Database, Transaction
from services.identity import store, wire
from services.identity.domain import facts
from services.identity.domain.errors import UnknownPerson
from services.identity.domain.facts import PersonFact
from services.identity.domain.notices import NoticeKind
from services.identity.domain.people import Person
from services.identity.domain.proposals import Proposal, Waiting, agree
from services.identity.mail import WaitingCode
from services.identity.tokens import SigningKeys
from services.identity.vault import Vault

Context: TypeAlias = grpc.aio.ServicerContext[Any, Any]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The things that RPCs work with."""

    database: Database
    vault: Vault
    signing_keys: SigningKeys
    clock: Callable[[], datetime]
    zone: ZoneInfo
    """Where days begin and end."""

    mail_code: Callable[[WaitingCode], None]
    """Takes a code to be mailed soon, and returns at once."""

    dead_calendar_links_per_network_hour: int
    reads_per_calendar_link_hour: int
    enrolment_file: Path | None = None

    def today(self, at: datetime) -> date:
        """Return the day."""
        return at.astimezone(self.zone).date()


class AtTheDesk:
    """Base of the RPCs."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def _caller_id(self, context: Context) -> UUID:
        """Return the person who asks.

        Raises:
            UnknownPerson: It is no person.
        """
        person_id = access.caller(context).person_id
        if person_id is None:
            raise UnknownPerson
        return person_id

    async def _registrar(self, tx: Transaction, context: Context) -> Principal:
        """Return who asks, after a look whether a registrar still is one: a token may be a minute old.

        Raises:
            NotARegistrarAnyMore: They are not.
        """
        caller = access.caller(context)
        if caller.kind is PrincipalKind.PERSON:
            assert caller.person_id is not None
            await store.require_registrar(tx, caller.person_id, self._desk.today(self._desk.clock()))
        return caller

    async def _record(self, tx: Transaction, before: Person, fact: PersonFact, *, action: str) -> Person:
        """Let the fact change the person, announce it, and return the person."""
        after = facts.evolve(before, fact)
        await store.save(tx, after)
        await event_log.append(tx, wire.announced(fact))
        await store.audit(tx, at=fact.at, actor=fact.by, action=action, table="people", row_id=before.id)
        return after

    async def _person(self, tx: Transaction, person_id: UUID, at: datetime) -> pb.Person:
        desk = self._desk
        profile = await store.profile(tx, desk.vault, person_id)
        [waiting] = await self._waiting(tx, [person_id])
        return wire.person(profile, today=desk.today(at), zone=desk.zone, waiting=waiting)

    async def _waiting(self, tx: Transaction, person_ids: Sequence[UUID]) -> list[Waiting]:
        """Return what is proposed for the people, in their order."""
        addresses = await store.proposed_addresses(tx, self._desk.vault, person_ids)
        registrars = await store.proposed_registrars(tx, self._desk.vault, person_ids)
        return [Waiting(address=addresses.get(each), registrar=registrars.get(each)) for each in person_ids]

    async def _tell_of_registrar(self, tx: Transaction, person: Person, kind: NoticeKind, at: datetime) -> None:
        """Tell the person and all registrars that the person becomes one, or is one no more; nobody, if they stay one.

        Args:
            tx: The transaction.
            person: As they were before, or are afterwards: when they were no registrar.
            kind: Which of the two.
            at: Now.
        """
        day = self._desk.today(at)
        if not person.is_registrar(day):
            await store.tell_registrars(tx, kind, but={person.id}, day=day, at=at)
            await store.tell_person(tx, person.id, kind, day=day, at=at)

    async def _agree(self, tx: Transaction, proposal: Proposal, by: Principal, *, today: date, field: str) -> None:
        """Check that whoever agrees to a proposal is a second person.

        Raises:
            FailedPrecondition: They are not, for one of the reasons of `agree`.
        """
        agree(
            proposal,
            by=by.person_id,
            since=await store.registrar_since(tx, by.person_id, today) if by.person_id else None,
            proposer_since=await store.registrar_since(tx, proposal.proposed_by, today),
            today=today,
            field=field,
        )
