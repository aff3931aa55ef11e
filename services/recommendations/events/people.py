"""Who may do what, as identity announces it: opaque ids, roles and mandates."""

from typing import Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.identity.v1 import events_pb2 as identity
from services.chassis.consumer import Envelope, Handler
from services.chassis.database import Transaction
from services.recommendations import wire
from services.recommendations.domain.standing import Role, RoleGrant
from services.recommendations.store import people


async def on_person_registered(tx: Transaction, event: identity.PersonRegistered, _envelope: Envelope) -> None:
    """Note to which organisation the person belongs."""
    await people.put_person(tx, UUID(event.person_id), UUID(event.organisation_id))


async def on_role_granted(tx: Transaction, event: identity.RoleGranted, _envelope: Envelope) -> None:
    """Let the person act in the role from its first day on."""
    from_date = wire.words.required_day(event.from_date, field="from_date")
    await people.grant_role(tx, UUID(event.person_id), _grant(event), from_date=from_date)


async def on_role_ended(tx: Transaction, event: identity.RoleEnded, _envelope: Envelope) -> None:
    """Refuse the person's writes in the role from now on."""
    to_date = wire.words.required_day(event.to_date, field="to_date")
    await people.end_role(tx, UUID(event.person_id), _grant(event), to_date=to_date)


async def on_mandate_granted(tx: Transaction, event: identity.MandateGranted, _envelope: Envelope) -> None:
    """Let the person answer for the addressee from the first day on."""
    await people.grant_mandate(
        tx,
        UUID(event.person_id),
        mandate_id=UUID(event.mandate_id),
        addressee_id=UUID(event.addressee_id),
        from_date=wire.words.required_day(event.from_date, field="from_date"),
    )


async def on_mandate_ended(tx: Transaction, event: identity.MandateEnded, _envelope: Envelope) -> None:
    """Refuse the person's answers from now on."""
    to_date = wire.words.required_day(event.to_date, field="to_date")
    await people.end_mandate(tx, UUID(event.mandate_id), to_date=to_date)


def _grant(event: identity.RoleGranted | identity.RoleEnded) -> RoleGrant:
    role = Role[identity.Role.Name(event.role).removeprefix("ROLE_")]
    return RoleGrant(role, UUID(event.organisation_id))


HANDLERS: Final[dict[type[Message], Handler]] = {
    identity.PersonRegistered: on_person_registered,
    identity.RoleGranted: on_role_granted,
    identity.RoleEnded: on_role_ended,
    identity.MandateGranted: on_mandate_granted,
    identity.MandateEnded: on_mandate_ended,
}
