"""Giving and taking what people may do: roles and mandates."""

from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import replies
from services.chassis.ids import new_id
from services.identity import store, wire
from services.identity.api.desk import AtTheDesk, Context
from services.identity.domain import facts
from services.identity.domain.errors import NoSuchMandate, TakesTwo
from services.identity.domain.notices import NoticeKind
from services.identity.domain.people import Role


class Powers(AtTheDesk):
    """The RPCs with which a registrar, or the operator, says who may do what."""

    async def GrantRole(self, request: pb.GrantRoleRequest, context: Context) -> pb.GrantRoleResponse:
        """Give a person a role, from today."""
        desk, now = self._desk, self._desk.clock()
        person_id = wire.identifier(request.person_id, field="person_id")
        organisation_id = wire.identifier(request.organisation_id, field="organisation_id")
        role = wire.role(request.role)
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.GrantRoleResponse):
                return reply
            before, key_id = await store.lock(tx, person_id)
            await store.require_present(tx, person_id)
            await store.require_organisation(tx, organisation_id)
            fact = facts.grant_role(before, role, organisation_id, today=desk.today(now), at=now, by=by.id)
            if role is Role.REGISTRAR and by.person_id:
                raise TakesTwo("another role: a registrar is proposed by one, and agreed to by another", field="role")
            await self._record(tx, before, fact, action="grant_role")
            if role is Role.REGISTRAR:
                await self._tell_of_registrar(tx, before, NoticeKind.REGISTRAR_JOINED, now)
            answer = pb.GrantRoleResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)

    async def EndRole(self, request: pb.EndRoleRequest, context: Context) -> pb.EndRoleResponse:
        """End a role today, and every session of the person."""
        desk, now = self._desk, self._desk.clock()
        person_id = wire.identifier(request.person_id, field="person_id")
        organisation_id = wire.identifier(request.organisation_id, field="organisation_id")
        role = wire.role(request.role)
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.EndRoleResponse):
                return reply
            await store.take_back_codes(tx, person_id, now)
            before, key_id = await store.lock(tx, person_id)
            await store.end_access(tx, person_id, now)
            if role is Role.REGISTRAR:
                await store.require_another_registrar(tx, person_id, desk.today(now))
            fact = facts.end_role(before, role, organisation_id, today=desk.today(now), at=now, by=by.id)
            after = await self._record(tx, before, fact, action="end_role")
            if role is Role.REGISTRAR:
                await self._tell_of_registrar(tx, after, NoticeKind.REGISTRAR_LEFT, now)
            answer = pb.EndRoleResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)

    async def GrantMandate(self, request: pb.GrantMandateRequest, context: Context) -> pb.GrantMandateResponse:
        """Make a person liaison of an addressee, from today or a later day."""
        desk, now = self._desk, self._desk.clock()
        person_id = wire.identifier(request.person_id, field="person_id")
        addressee_id = wire.identifier(request.addressee_id, field="addressee_id")
        from_date = wire.optional_day(request.from_date, field="from_date")
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.GrantMandateResponse):
                return reply
            before, key_id = await store.lock(tx, person_id)
            await store.require_present(tx, person_id)
            addressee = await store.addressee(tx, addressee_id)
            today = desk.today(now)
            fact = facts.grant_mandate(
                before,
                addressee,
                mandate_id=new_id(),
                from_date=from_date or today,
                today=today,
                at=now,
                by=by.id,
            )
            await self._record(tx, before, fact, action="grant_mandate")
            await store.tell_person(
                tx,
                person_id,
                NoticeKind.INVITED,
                addressee_id=addressee_id,
                only_to_sign_in=True,
                day=fact.from_date,
                at=now,
            )
            await store.tell_others(
                tx, addressee_id, NoticeKind.LIAISON_JOINED, but={person_id}, day=fact.from_date, at=now
            )
            answer = pb.GrantMandateResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)

    async def EndMandate(self, request: pb.EndMandateRequest, context: Context) -> pb.EndMandateResponse:
        """End a mandate today, and every session and code of the person."""
        desk, now = self._desk, self._desk.clock()
        mandate_id = wire.identifier(request.mandate_id, field="mandate_id")
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.EndMandateResponse):
                return reply
            person_id = await store.holder_of(tx, mandate_id)
            if person_id is None:
                raise NoSuchMandate
            await store.take_back_codes(tx, person_id, now)
            before, key_id = await store.lock(tx, person_id)
            await store.end_access(tx, person_id, now)
            fact = facts.end_mandate(before, mandate_id, today=desk.today(now), at=now, by=by.id)
            await self._record(tx, before, fact, action="end_mandate")
            await store.tell_person(
                tx, person_id, NoticeKind.MANDATE_ENDED, addressee_id=fact.addressee_id, day=fact.to_date, at=now
            )
            await store.tell_others(
                tx, fact.addressee_id, NoticeKind.LIAISON_LEFT, but={person_id}, day=fact.to_date, at=now
            )
            answer = pb.EndMandateResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)
