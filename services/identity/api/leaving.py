"""Leaving: a mandate passes to a colleague, or a person goes. Sessions and codes end in the same transaction."""

from collections.abc import Sequence
from datetime import datetime

from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.ids import new_id
from services.identity import store, wire
from services.identity.api.desk import AtTheDesk, Context
from services.identity.api.people import register_person
from services.identity.domain import facts
from services.identity.domain.errors import NoSuchMandate
from services.identity.domain.notices import NoticeKind
from services.identity.domain.people import Particulars


class Leaving(AtTheDesk):
    """The RPCs with which somebody goes."""

    async def HandOverMandate(self, request: pb.HandOverMandateRequest, context: Context) -> pb.HandOverMandateResponse:
        """Let a colleague answer for the addressee from today, in the caller's place."""
        desk, by, now = self._desk, access.caller(context), self._desk.clock()
        caller_id, today = self._caller_id(context), desk.today(now)
        mandate_id = wire.identifier(request.mandate_id, field="mandate_id")
        colleague = Particulars(
            name=wire.line(request.name, field="name"),
            email=wire.address(request.email),
            language=wire.language(request.language),
        )
        async with desk.database.transaction() as tx:
            if reply := await replies.claim(tx, by, request, pb.HandOverMandateResponse):
                return reply
            await store.take_back_codes(tx, caller_id, now)
            mailbox = desk.vault.mailbox(colleague.email)
            known = await store.person_at(tx, mailbox, to_sign_in=False)
            locked = await store.people_locked(tx, {caller_id, known or caller_id})
            if known and known != await store.person_at(tx, mailbox, to_sign_in=False):
                known = None  # removed while it was waited for: the address is nobody's
            await store.end_access(tx, caller_id, now)
            before = locked[caller_id]
            mandate = next((each for each in before.mandates_on(today) if each.id == mandate_id), None)
            if mandate is None:
                raise NoSuchMandate
            if known is None:
                after, _ = await register_person(
                    tx, desk.vault, colleague, organisation_id=before.organisation_id, at=now, by=by.id
                )
            else:
                after = locked[known]
            addressee = await store.addressee(tx, mandate.addressee_id)
            ended, taken = facts.hand_over(
                before, after, mandate_id, addressee, new_mandate_id=new_id(), today=today, at=now, by=by.id
            )
            await self._record(tx, before, ended, action="hand_over_mandate")
            for fact in taken:
                action = "end_mandate" if isinstance(fact, facts.MandateEnded) else "take_over_mandate"
                after = await self._record(tx, after, fact, action=action)
            await _tell(tx, ended, taken, at=now)
            return await replies.remember(tx, by, request, pb.HandOverMandateResponse())

    async def RemovePerson(self, request: pb.RemovePersonRequest, context: Context) -> pb.RemovePersonResponse:
        """End everything that a person holds, and erase where they are reached."""
        desk, now = self._desk, self._desk.clock()
        person_id = wire.identifier(request.person_id, field="person_id")
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.RemovePersonResponse):
                return reply
            await store.take_back_codes(tx, person_id, now)
            person, key_id = await store.lock(tx, person_id)
            await store.end_access(tx, person_id, now)
            if person.is_registrar(desk.today(now)):
                await store.require_another_registrar(tx, person_id, desk.today(now))
                kind, day = NoticeKind.REGISTRAR_LEFT, desk.today(now)
                await store.tell_registrars(tx, kind, but={person_id}, day=day, at=now)
            for fact in facts.remove(person, today=desk.today(now), at=now, by=by.id):
                action = "end_role" if isinstance(fact, facts.RoleEnded) else "end_mandate"
                person = await self._record(tx, person, fact, action=action)
                if isinstance(fact, facts.MandateEnded):
                    kind, day = NoticeKind.LIAISON_LEFT, fact.to_date
                    await store.tell_others(tx, fact.addressee_id, kind, but={person_id}, day=day, at=now)
            await store.drop_notices_to(tx, person_id)
            await store.tell_person(tx, person_id, NoticeKind.REMOVED, day=desk.today(now), at=now)
            await store.keep_addresses_of_removed(tx, desk.vault, person_id, key_id)
            await store.drop_recovery_of(tx, person_id, now)
            await store.drop_appointment_of(tx, person_id, now)
            await store.erase_contacts(tx, person_id, now)
            await replies.empty(tx, key_id=key_id)  # they may hold the addresses
            await store.audit(tx, at=now, actor=by.id, action="remove_person", table="people", row_id=person_id)
            answer = pb.RemovePersonResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)


async def _tell(
    tx: Transaction,
    ended: facts.MandateEnded,
    taken: Sequence[facts.MandateEnded | facts.MandateGranted],
    *,
    at: datetime,
) -> None:
    """Tell of a hand-over: whoever handed over at every address, the colleague if it is new to them, and the others."""
    about, day = ended.addressee_id, ended.to_date
    await store.tell_person(tx, ended.person_id, NoticeKind.HANDED_OVER, addressee_id=about, day=day, at=at)
    kind, but = NoticeKind.LIAISON_LEFT, {ended.person_id}
    for fact in taken:
        if isinstance(fact, facts.MandateGranted):
            kind, but = NoticeKind.LIAISON_FOLLOWED, but | {fact.person_id}
            await store.tell_person(
                tx, fact.person_id, NoticeKind.INVITED, addressee_id=about, day=day, at=at, only_to_sign_in=True
            )
    await store.tell_others(tx, about, kind, but=but, day=day, at=at)
