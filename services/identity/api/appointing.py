"""One more registrar: one proposes somebody, and a second one, or the operator, agrees."""

from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import replies
from services.chassis.ids import new_id
from services.identity import store, wire
from services.identity.api.desk import AtTheDesk, Context
from services.identity.domain import facts, proposals
from services.identity.domain.notices import NoticeKind
from services.identity.domain.people import Role


class Appointing(AtTheDesk):
    """The RPCs about one more registrar."""

    async def ProposeAppointment(
        self, request: pb.ProposeAppointmentRequest, context: Context
    ) -> pb.ProposeAppointmentResponse:
        """Propose somebody as a registrar, and tell the others; nothing changes yet."""
        desk, now = self._desk, self._desk.clock()
        person_id = wire.identifier(request.person_id, field="person_id")
        organisation_id = wire.identifier(request.organisation_id, field="organisation_id")
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.ProposeAppointmentResponse):
                return reply
            person, key_id = await store.lock(tx, person_id)
            await store.require_present(tx, person_id)
            await store.require_organisation(tx, organisation_id)
            caller_id, today = self._caller_id(context), desk.today(now)
            proposal = proposals.propose_registrar(
                person_id, organisation_id, appointment_id=new_id(), by=caller_id, at=now
            )
            # What could not be granted is refused now, not once somebody agrees.
            facts.grant_role(person, Role.REGISTRAR, organisation_id, today=today, at=now, by=by.id)
            await store.drop_old_appointments(tx, now, person_id=person_id)
            await store.propose_appointment(tx, proposal)
            await store.audit(tx, at=now, actor=by.id, action="propose_appointment", table="people", row_id=person_id)
            await store.tell_registrars(tx, NoticeKind.REGISTRAR_PROPOSED, but={caller_id}, day=today, at=now)
            answer = pb.ProposeAppointmentResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)

    async def AgreeToAppointment(
        self, request: pb.AgreeToAppointmentRequest, context: Context
    ) -> pb.AgreeToAppointmentResponse:
        """Make somebody a registrar whom another registrar proposed, and tell them and the others."""
        desk, now = self._desk, self._desk.clock()
        appointment_id = wire.identifier(request.appointment_id, field="appointment_id")
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.AgreeToAppointmentResponse):
                return reply
            person_id = await store.person_of_appointment(tx, appointment_id, now)
            person, key_id = await store.lock(tx, person_id)
            proposal = await store.decide_appointment(tx, appointment_id, now)
            today = desk.today(now)
            await self._agree(tx, proposal, by, today=today, field="appointment_id")
            fact = facts.grant_role(person, Role.REGISTRAR, proposal.organisation_id, today=today, at=now, by=by.id)
            await self._record(tx, person, fact, action="agree_to_appointment")
            await self._tell_of_registrar(tx, person, NoticeKind.REGISTRAR_JOINED, now)
            answer = pb.AgreeToAppointmentResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)

    async def DropAppointment(self, request: pb.DropAppointmentRequest, context: Context) -> pb.DropAppointmentResponse:
        """Take a proposal back, one's own or another registrar's."""
        desk, now = self._desk, self._desk.clock()
        appointment_id = wire.identifier(request.appointment_id, field="appointment_id")
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.DropAppointmentResponse):
                return reply
            person_id = await store.person_of_appointment(tx, appointment_id, now)
            _, key_id = await store.lock(tx, person_id)
            await store.decide_appointment(tx, appointment_id, now)
            await store.audit(tx, at=now, actor=by.id, action="drop_appointment", table="people", row_id=person_id)
            answer = pb.DropAppointmentResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)
