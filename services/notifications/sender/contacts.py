"""Whom to write to, asked of identity at the moment of sending, so that a removed address is never used."""

from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

import grpc

from roundtable.identity.v1 import service_pb2, service_pb2_grpc
from services.mails.script import Language, language_of

_SECONDS: Final = 3.0


class ContactsAway(Exception):
    """Identity does not answer just now."""


@dataclass(frozen=True)
class Contact:
    """Where and how to write to somebody. Lives as long as one try, and is never logged."""

    address: str
    language: Language
    id: UUID | None = None
    """By which identity knows the address."""
    further: tuple[UUID, ...] = ()
    """The person's other addresses, as identity knows them."""


class Contacts(Protocol):
    """Knows addresses."""

    async def liaison(self, person_id: UUID, addressee_id: UUID, contact_id: UUID | None = None) -> Contact | None:
        """Return where to write to the addressee's liaison; None if the person is none, or has no such address.

        Args:
            person_id: The liaison.
            addressee_id: The addressee.
            contact_id: That address; None for the one where mail is likely to arrive.

        Raises:
            ContactsAway: Nobody can tell just now.
        """

    async def facilitator(self, person_id: UUID, contact_id: UUID | None = None) -> Contact | None:
        """Return where to write to a facilitator, and where replies go; None if the person cannot be reached any more.

        Raises:
            ContactsAway: Nobody can tell just now.
        """


class IdentityContacts:
    """Asks identity.

    Args:
        channel: To identity.
    """

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._stub = service_pb2_grpc.IdentityServiceStub(channel)

    async def liaison(self, person_id: UUID, addressee_id: UUID, contact_id: UUID | None = None) -> Contact | None:
        """See `Contacts`."""
        return await self._ask(person_id, str(addressee_id), contact_id)

    async def facilitator(self, person_id: UUID, contact_id: UUID | None = None) -> Contact | None:
        """See `Contacts`."""
        return await self._ask(person_id, "", contact_id)

    async def _ask(self, person_id: UUID, addressee_id: str, contact_id: UUID | None) -> Contact | None:
        request = service_pb2.ResolveContactRequest(
            person_id=str(person_id), addressee_id=addressee_id, contact_id=str(contact_id or "")
        )
        try:
            found = await self._stub.ResolveContact(request, timeout=_SECONDS)
        except grpc.aio.AioRpcError as error:
            if error.code() is grpc.StatusCode.NOT_FOUND:
                return None
            raise ContactsAway(error.code().name) from error
        further = tuple(UUID(each) for each in found.further_contact_ids)
        known_as = UUID(found.contact_id) if found.contact_id else None
        return Contact(found.email, language_of(found.language), known_as, further)
