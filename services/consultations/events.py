"""What other services tell: who may do what (identity), and which bodies can be addressed (recommendations)."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.identity.v1 import events_pb2 as identity_pb2
from roundtable.recommendations.v1 import events_pb2 as recommendations_pb2
from services.chassis.consumer import Envelope, Handler
from services.chassis.database import Transaction
from services.consultations import store, wire


async def on_role_granted(tx: Transaction, event: identity_pb2.RoleGranted, _envelope: Envelope) -> None:
    """Note that a person got a role."""
    if grant := wire.role_grant(event):
        await store.grant_role(tx, UUID(event.person_id), grant, from_date=wire.day_of(event.from_date))


async def on_role_ended(tx: Transaction, event: identity_pb2.RoleEnded, envelope: Envelope) -> None:
    """Note that a role ended: it counts no more from here on, whatever a token says.

    Who has the role nowhere any more can neither go on with what was typed on its pages nor discard it: it ends.
    """
    if grant := wire.role_grant(event):
        person_id, at = UUID(event.person_id), envelope.occurred_at
        await store.end_role(tx, person_id, grant, to_date=wire.day_of(event.to_date))
        await store.destroy_later(tx, await store.end_unsent_of_former(tx, person_id, at=at), at=at)


async def on_mandate_granted(tx: Transaction, event: identity_pb2.MandateGranted, _envelope: Envelope) -> None:
    """Note that a person may answer for an addressee: a publication tells that person."""
    await store.grant_mandate(
        tx,
        UUID(event.mandate_id),
        person_id=UUID(event.person_id),
        addressee_id=UUID(event.addressee_id),
        from_date=wire.day_of(event.from_date),
    )


async def on_mandate_ended(tx: Transaction, event: identity_pb2.MandateEnded, _envelope: Envelope) -> None:
    """Note that a mandate ended."""
    await store.end_mandate(tx, UUID(event.mandate_id), to_date=wire.day_of(event.to_date))


async def on_addressee_registered(
    tx: Transaction, event: recommendations_pb2.AddresseeRegistered, _envelope: Envelope
) -> None:
    """Note an entry of the register: statements can name it from here on."""
    await store.keep_addressee(tx, wire.addressee(event))


async def on_addressee_renamed(
    tx: Transaction,
    event: recommendations_pb2.AddresseeRenamed | recommendations_pb2.RenamingUndone,
    _envelope: Envelope,
) -> None:
    """Call the body by its new name, or by the one that counts again.

    What was published names bodies by their ids, so nothing there changes.
    """
    await store.rename_addressee(tx, UUID(event.addressee_id), slug=event.slug, name=wire.name_of(event.name))


async def on_minimum_assurance_set(
    tx: Transaction, event: recommendations_pb2.MinimumAssuranceSet, _envelope: Envelope
) -> None:
    """Show a reviewer, from now on, the mail that tells of no way to answer that the body does not take."""
    by_letter_only = event.minimum_assurance == recommendations_pb2.ASSURANCE_LETTER
    await store.set_by_letter_only(tx, UUID(event.addressee_id), by_letter_only=by_letter_only)


HANDLERS: Final[Mapping[type[Message], Handler]] = {
    identity_pb2.RoleGranted: on_role_granted,
    identity_pb2.RoleEnded: on_role_ended,
    identity_pb2.MandateGranted: on_mandate_granted,
    identity_pb2.MandateEnded: on_mandate_ended,
    recommendations_pb2.AddresseeRegistered: on_addressee_registered,
    recommendations_pb2.AddresseeRenamed: on_addressee_renamed,
    recommendations_pb2.RenamingUndone: on_addressee_renamed,
    recommendations_pb2.MinimumAssuranceSet: on_minimum_assurance_set,
}
