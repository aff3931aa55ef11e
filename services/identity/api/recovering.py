"""A mailbox is lost: one registrar proposes a new address for signing in; a second one, or the operator, agrees."""

from uuid import UUID

from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.identity import store, wire
from services.identity.api.desk import AtTheDesk, Context
from services.identity.domain import proposals
from services.identity.domain.errors import AddressTaken, SameAddress
from services.identity.domain.notices import NoticeKind


class Recovering(AtTheDesk):
    """The RPCs about a lost mailbox."""

    async def ProposeRecovery(self, request: pb.ProposeRecoveryRequest, context: Context) -> pb.ProposeRecoveryResponse:
        """Propose an address; nothing changes yet."""
        desk, now = self._desk, self._desk.clock()
        person_id = wire.identifier(request.person_id, field="person_id")
        email = wire.address(request.email)
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.ProposeRecoveryResponse):
                return reply
            _, key_id = await store.lock(tx, person_id)
            await store.require_present(tx, person_id)
            proposal = proposals.propose_address(person_id, recovery_id=new_id(), by=self._caller_id(context), at=now)
            mailbox = desk.vault.mailbox(email)
            if (await store.person_at(tx, mailbox, to_sign_in=False)) not in (None, person_id):
                raise AddressTaken("the address belongs to somebody who is registered")
            if await store.person_at(tx, mailbox, to_sign_in=True):
                raise SameAddress("another address: this one signs in already", field="email")
            await store.drop_old_recoveries(tx, now, person_id=person_id)
            await store.propose_recovery(tx, desk.vault, proposal, key_id, email)
            await store.audit(tx, at=now, actor=by.id, action="propose_recovery", table="people", row_id=person_id)
            answer = pb.ProposeRecoveryResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)

    async def AgreeToRecovery(self, request: pb.AgreeToRecoveryRequest, context: Context) -> pb.AgreeToRecoveryResponse:
        """Let codes go to the address from now on, and tell everybody whom it concerns."""
        desk, now = self._desk, self._desk.clock()
        recovery_id = wire.identifier(request.recovery_id, field="recovery_id")
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.AgreeToRecoveryResponse):
                return reply
            person_id = await store.person_of_recovery(tx, recovery_id, now)
            await store.take_back_codes(tx, person_id, now)
            person, key_id = await store.lock(tx, person_id)
            await store.end_access(tx, person_id, now)
            proposal, email = await store.decide_recovery(tx, desk.vault, recovery_id, key_id, now)
            today = desk.today(now)
            await self._agree(tx, proposal, by, today=today, field="recovery_id")
            await self._replace(tx, person_id, key_id, email)
            for mandate in person.mandates:
                if mandate.to_date is not None:
                    continue
                await store.tell_others(
                    tx,
                    mandate.addressee_id,
                    NoticeKind.LIAISON_ADDRESS_CHANGED,
                    but={person_id},
                    day=today,
                    at=now,
                )
            if person.is_registrar(today):
                kind = NoticeKind.REGISTRAR_ADDRESS_CHANGED
                await store.tell_registrars(tx, kind, but={person_id}, day=today, at=now)
            await replies.empty(tx, key_id=key_id)  # they may hold the address
            await store.audit(tx, at=now, actor=by.id, action="agree_to_recovery", table="people", row_id=person_id)
            answer = pb.AgreeToRecoveryResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)

    async def DropRecovery(self, request: pb.DropRecoveryRequest, context: Context) -> pb.DropRecoveryResponse:
        """Take a proposal back, one's own or another registrar's."""
        desk, now = self._desk, self._desk.clock()
        recovery_id = wire.identifier(request.recovery_id, field="recovery_id")
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.DropRecoveryResponse):
                return reply
            person_id = await store.person_of_recovery(tx, recovery_id, now)
            _, key_id = await store.lock(tx, person_id)
            await store.decide_recovery(tx, desk.vault, recovery_id, key_id, now)
            await replies.empty(tx, key_id=key_id)
            await store.audit(tx, at=now, actor=by.id, action="drop_recovery", table="people", row_id=person_id)
            answer = pb.DropRecoveryResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)

    async def _replace(self, tx: Transaction, person_id: UUID, key_id: UUID, email: str) -> None:
        """Let codes go to the new address alone, and tell the person at the old one and at every other."""
        desk, now = self._desk, self._desk.clock()
        lost = await store.contact_to_sign_in(tx, person_id)
        day = desk.today(now)
        await store.tell_person(tx, person_id, NoticeKind.ADDRESS_CHANGED, day=day, at=now)
        await store.keep_lost_address(tx, desk.vault, lost, key_id)
        await store.erase_contacts(tx, person_id, now, contact_id=lost)
        if await store.let_sign_in(tx, person_id, desk.vault.mailbox(email)):
            return  # it was a further contact, and is told as such
        await store.add_contact(tx, desk.vault, person_id, key_id, email, contact_id=new_id(), signs_in=True)
        await store.tell_person(tx, person_id, NoticeKind.ADDRESS_CHANGED, day=day, at=now, only_to_sign_in=True)
