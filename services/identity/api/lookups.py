"""Reading: who the caller is, who there is, whom to write to, which keys sign."""

from typing import Final

from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import access
from services.chassis.errors import PermissionDenied
from services.identity import store, wire
from services.identity.api.desk import AtTheDesk, Context
from services.identity.domain.errors import NoContact, UnknownOrganisation

_MAILER: Final = "notifications"


class Lookups(AtTheDesk):
    """The RPCs that change nothing."""

    async def GetMe(self, _request: pb.GetMeRequest, context: Context) -> pb.GetMeResponse:
        """Tell who the caller is."""
        desk, person_id = self._desk, self._caller_id(context)
        async with desk.database.transaction(read_only=True) as tx:
            profile = await store.profile(tx, desk.vault, person_id)
            made_at = await store.calendar_link_made_at(tx, person_id)
        made_date = desk.today(made_at).isoformat() if made_at else ""
        # Without what is proposed for them: whoever reads a lost mailbox, and signs in with it, is not warned by it.
        person = wire.person(profile, today=desk.today(desk.clock()), zone=desk.zone)
        return pb.GetMeResponse(person=person, calendar_link_date=made_date)

    async def ListPeople(self, request: pb.ListPeopleRequest, context: Context) -> pb.ListPeopleResponse:
        """List people by name.

        Names are sealed, so all of them are opened and sorted for each page: right for the thousands that a deployment
        has.
        """
        desk, today = self._desk, self._desk.today(self._desk.clock())
        size, after = wire.page_size(request.page_size), wire.page_after(request.page_token)
        async with desk.database.transaction(read_only=True) as tx:
            await self._registrar(tx, context)
            everybody = sorted(await store.names(tx, desk.vault), key=lambda each: (each[0].casefold(), each[1]))
            ids = [person_id for _, person_id in everybody]
            start = wire.place_after(ids, after)
            page = ids[start : start + size]
            found = await store.profiles(tx, desk.vault, page)
            waiting = await self._waiting(tx, page)
        more = start + size < len(ids)
        return pb.ListPeopleResponse(
            people=[
                wire.person(each, today=today, zone=desk.zone, waiting=waits)
                for each, waits in zip(found, waiting, strict=True)
            ],
            next_page_token=wire.page_token(page[-1]) if more else "",
        )

    async def ListOrganisations(
        self, request: pb.ListOrganisationsRequest, context: Context
    ) -> pb.ListOrganisationsResponse:
        """List organisations by name."""
        size, after = wire.page_size(request.page_size), wire.page_after(request.page_token)
        async with self._desk.database.transaction(read_only=True) as tx:
            await self._registrar(tx, context)
            try:
                found = await store.organisations_after(tx, after, limit=size + 1)
            except UnknownOrganisation:
                raise wire.foreign_token() from None
        return pb.ListOrganisationsResponse(
            organisations=[wire.organisation(organisation_id, name) for organisation_id, name in found[:size]],
            next_page_token=wire.page_token(found[size - 1][0]) if len(found) > size else "",
        )

    async def ResolveContact(self, request: pb.ResolveContactRequest, context: Context) -> pb.ResolveContactResponse:
        """Tell the mailer the address of a person, if they may be told what it is about."""
        if access.caller(context).workload != _MAILER:  # no other service has any use for an address
            raise PermissionDenied("this is not for you to do")
        desk, today = self._desk, self._desk.today(self._desk.clock())
        person_id = wire.identifier(request.person_id, field="person_id")
        addressee_id = wire.identifier(request.addressee_id, field="addressee_id") if request.addressee_id else None
        contact_id = wire.identifier(request.contact_id, field="contact_id") if request.contact_id else None
        async with desk.database.transaction(read_only=True) as tx:
            person = (await store.people(tx, [person_id])).get(person_id)
            if person is None or (addressee_id and not person.may_answer_for(addressee_id, today)):
                raise NoContact
            particulars = (await store.profile(tx, desk.vault, person_id)).particulars
        contact = particulars.contact(contact_id) if contact_id else particulars.reached_at
        if contact is None:
            raise NoContact
        return pb.ResolveContactResponse(
            name=particulars.name,
            email=contact.email,
            language=particulars.language,
            contact_id=str(contact.id),
            further_contact_ids=[str(each.id) for each in particulars.further(contact)],
        )

    async def ListSigningKeys(
        self, _request: pb.ListSigningKeysRequest, _context: Context
    ) -> pb.ListSigningKeysResponse:
        """List the public keys with which tokens are verified."""
        return wire.signing_keys(await self._desk.signing_keys.public())
