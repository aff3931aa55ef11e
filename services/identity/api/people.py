"""Registering organisations and people."""

from datetime import datetime
from uuid import UUID

from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import event_log, replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.identity import store, wire
from services.identity.api.desk import AtTheDesk, Context
from services.identity.domain import facts
from services.identity.domain.organisations import tell_apart
from services.identity.domain.people import Organisation, Particulars, Person
from services.identity.vault import Vault


class Registering(AtTheDesk):
    """The RPCs with which a registrar, or the operator, registers organisations and people."""

    async def RegisterOrganisation(
        self, request: pb.RegisterOrganisationRequest, context: Context
    ) -> pb.RegisterOrganisationResponse:
        """Register an organisation."""
        now, name = self._desk.clock(), wire.line(request.name, field="name")
        async with self._desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.RegisterOrganisationResponse):
                return reply
            organisation_id = await register_organisation(tx, name, at=now, by=by.id)
            answer = pb.RegisterOrganisationResponse(organisation=wire.organisation(organisation_id, name))
            return await replies.remember(tx, by, request, answer)

    async def RegisterPerson(self, request: pb.RegisterPersonRequest, context: Context) -> pb.RegisterPersonResponse:
        """Register a person with an address."""
        desk, now = self._desk, self._desk.clock()
        particulars = Particulars(
            name=wire.line(request.name, field="name"),
            email=wire.address(request.email),
            language=wire.language(request.language),
        )
        organisation_id = wire.identifier(request.organisation_id, field="organisation_id")
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.RegisterPersonResponse):
                return reply
            await store.require_organisation(tx, organisation_id)
            person, key_id = await register_person(
                tx, desk.vault, particulars, organisation_id=organisation_id, at=now, by=by.id
            )
            answer = pb.RegisterPersonResponse(person=await self._person(tx, person.id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)


async def register_organisation(tx: Transaction, name: str, *, at: datetime, by: str, field: str = "name") -> UUID:
    """Write a new organisation with its event, and return its id.

    Args:
        tx: The transaction.
        name: What it is called.
        at: When.
        by: By whom.
        field: Of the request, in which the name stands.

    Raises:
        InvalidArgument: The name stands in more than one script.
        NameTaken: Another one has the name.
        LooksAlike: A reader would take it for another one's.
    """
    others = await store.organisation_names(tx)
    fact = facts.OrganisationRegistered(version=1, at=at, by=by, organisation_id=new_id())
    await store.add_organisation(tx, Organisation(id=fact.organisation_id, version=fact.version), name, at=at)
    tell_apart(name, others, field=field)
    await event_log.append(tx, wire.organisation_registered(fact))
    row_id = fact.organisation_id
    await store.audit(tx, at=at, actor=by, action="register_organisation", table="organisations", row_id=row_id)
    return fact.organisation_id


async def register_person(
    tx: Transaction, vault: Vault, particulars: Particulars, *, organisation_id: UUID, at: datetime, by: str
) -> tuple[Person, UUID]:
    """Write a new person with the event, and return them with the id of their data key.

    Raises:
        AddressTaken: The address belongs to somebody.
    """
    fact = facts.PersonRegistered(version=1, at=at, by=by, person_id=new_id(), organisation_id=organisation_id)
    person = facts.evolve(None, fact)
    key_id = await store.add_person(tx, vault, person, particulars, contact_id=new_id(), at=at)
    await event_log.append(tx, wire.announced(fact))
    await store.audit(tx, at=at, actor=by, action="register_person", table="people", row_id=person.id)
    return person, key_id
