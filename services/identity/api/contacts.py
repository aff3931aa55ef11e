"""Further addresses of a person. They only get mail: the one for signing in is changed by two persons, or never."""

from typing import Final

from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import replies
from services.chassis.ids import new_id
from services.identity import store, wire
from services.identity.api.desk import AtTheDesk, Context
from services.identity.domain.errors import TooManyContacts, UnknownContact
from services.identity.domain.notices import NoticeKind

_MOST: Final = 5


class Contacts(AtTheDesk):
    """The RPCs about contacts."""

    async def AddContact(self, request: pb.AddContactRequest, context: Context) -> pb.AddContactResponse:
        """Add an address to which mails go while the one for signing in fails."""
        desk, now = self._desk, self._desk.clock()
        person_id = wire.identifier(request.person_id, field="person_id")
        email = wire.address(request.email)
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.AddContactResponse):
                return reply
            _, key_id = await store.lock(tx, person_id)
            held = len((await store.profile(tx, desk.vault, person_id)).particulars.contacts)
            if not 0 < held < _MOST:
                raise TooManyContacts(f"somebody with 1 to {_MOST - 1} addresses", field="person_id")
            contact_id = new_id()
            await store.tell_person(tx, person_id, NoticeKind.CONTACT_ADDED, day=desk.today(now), at=now)
            await store.add_contact(tx, desk.vault, person_id, key_id, email, contact_id=contact_id, signs_in=False)
            await store.audit(tx, at=now, actor=by.id, action="add_contact", table="people", row_id=person_id)
            answer = pb.AddContactResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)

    async def RemoveContact(self, request: pb.RemoveContactRequest, context: Context) -> pb.RemoveContactResponse:
        """Erase an address that was added."""
        desk, now = self._desk, self._desk.clock()
        contact_id = wire.identifier(request.contact_id, field="contact_id")
        async with desk.database.transaction() as tx:
            by = await self._registrar(tx, context)
            if reply := await replies.claim(tx, by, request, pb.RemoveContactResponse):
                return reply
            person_id = await store.holder_of_contact(tx, contact_id)
            _, key_id = await store.lock(tx, person_id)
            if not await store.erase_contacts(tx, person_id, now, contact_id=contact_id):
                raise UnknownContact  # somebody else was faster
            await store.tell_person(tx, person_id, NoticeKind.CONTACT_REMOVED, day=desk.today(now), at=now)
            await replies.empty(tx, key_id=key_id)  # they may hold the address
            await store.audit(tx, at=now, actor=by.id, action="remove_contact", table="people", row_id=person_id)
            answer = pb.RemoveContactResponse(person=await self._person(tx, person_id, now))
            return await replies.remember(tx, by, request, answer, key_id=key_id)
