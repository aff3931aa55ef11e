"""Events in: the register, who asks whom, and mails that came back."""

from collections.abc import Mapping
from uuid import UUID

from google.protobuf.message import Message

from roundtable.consultations.v1 import events_pb2 as consultations_pb2
from roundtable.notifications.v1 import events_pb2 as notifications_pb2
from roundtable.recommendations.v1 import events_pb2 as recommendations_pb2
from services.chassis.consumer import Envelope, Handler
from services.chassis.database import Transaction
from services.identity import store, wire


async def on_addressee_registered(
    tx: Transaction, event: recommendations_pb2.AddresseeRegistered, _envelope: Envelope
) -> None:
    """Keep what identity needs of an entry of the register."""
    await store.keep_addressee(tx, wire.known_addressee(event))


async def on_addressee_renamed(
    tx: Transaction,
    event: recommendations_pb2.AddresseeRenamed | recommendations_pb2.RenamingUndone,
    _envelope: Envelope,
) -> None:
    """Call the body by its new name, or by the one that counts again."""
    name, urdu_name = wire.known_name(event.name), wire.urdu_name(event.name)
    await store.rename_addressee(tx, UUID(event.addressee_id), name, urdu_name=urdu_name, slug=event.slug or None)


async def on_succession_recorded(
    tx: Transaction, event: recommendations_pb2.SuccessionRecorded, _envelope: Envelope
) -> None:
    """Note that a body is no more, if that is what became of it: nobody becomes its liaison from now on."""
    if event.kind in wire.ENDINGS:
        ended_date = wire.optional_day(event.effective_date, field="effective_date")
        await store.end_addressee(tx, UUID(event.addressee_id), by=UUID(event.succession_id), on=ended_date)


async def on_succession_undone(
    tx: Transaction, event: recommendations_pb2.SuccessionUndone, _envelope: Envelope
) -> None:
    """Note that a body goes on after all; the mandates that it had count again."""
    await store.addressee_goes_on(tx, UUID(event.addressee_id), undone=UUID(event.succession_id))


async def on_assignment_opened(
    tx: Transaction, event: recommendations_pb2.AssignmentOpened, _envelope: Envelope
) -> None:
    """Know who asks a body for something: its facilitators hear of changes of who answers for it."""
    await store.keep_line(
        tx,
        UUID(event.assignment_id),
        statement_id=UUID(event.statement_id),
        addressee_id=UUID(event.addressee_id),
        organisation_id=UUID(event.host_organisation_id),
    )


async def on_line_over(
    tx: Transaction,
    event: recommendations_pb2.Closed | recommendations_pb2.AssignmentTransferred,
    _envelope: Envelope,
) -> None:
    """Know that nothing is asked of the body by this line: it is closed, or another body has it."""
    await store.set_line_over(tx, UUID(event.assignment_id), over=True)


async def on_line_open_again(
    tx: Transaction, event: recommendations_pb2.Reopened | recommendations_pb2.TransferUndone, _envelope: Envelope
) -> None:
    """Know that something is asked of the body again."""
    await store.set_line_over(tx, UUID(event.assignment_id), over=False)


async def on_statement_withdrawn(
    tx: Transaction, event: consultations_pb2.StatementWithdrawn, _envelope: Envelope
) -> None:
    """Know that nothing is asked by any line of the statement any more."""
    await store.set_unasked(tx, UUID(event.statement_id), "withdrawn", unasked=True)


async def on_statement_joined(
    tx: Transaction,
    event: consultations_pb2.StatementMerged | consultations_pb2.StatementSuperseded,
    _envelope: Envelope,
) -> None:
    """Know that another statement stands for this one, and asks for it."""
    await store.set_unasked(tx, UUID(event.statement_id), "joined", unasked=True)


async def on_statement_unmerged(
    tx: Transaction, event: consultations_pb2.StatementUnmerged, _envelope: Envelope
) -> None:
    """Know that the statement stands on its own again."""
    await store.set_unasked(tx, UUID(event.statement_id), "joined", unasked=False)


async def on_statement_retracked(
    tx: Transaction, event: consultations_pb2.StatementRetracked, _envelope: Envelope
) -> None:
    """Know whether the statement is followed up now."""
    unasked = event.publication == consultations_pb2.PUBLICATION_RECORDED
    await store.set_unasked(tx, UUID(event.statement_id), "recorded", unasked=unasked)


async def on_request_bounced(tx: Transaction, event: notifications_pb2.RequestBounced, envelope: Envelope) -> None:
    """Remember that a person's address failed. One that identity does not know is nobody's."""
    if event.person_id:
        contact_id = UUID(event.contact_id) if event.contact_id else None
        await store.mark_bounced(tx, UUID(event.person_id), envelope.occurred_at, contact_id=contact_id)


HANDLERS: Mapping[type[Message], Handler] = {
    recommendations_pb2.AddresseeRegistered: on_addressee_registered,
    recommendations_pb2.AddresseeRenamed: on_addressee_renamed,
    recommendations_pb2.RenamingUndone: on_addressee_renamed,
    recommendations_pb2.SuccessionRecorded: on_succession_recorded,
    recommendations_pb2.SuccessionUndone: on_succession_undone,
    recommendations_pb2.AssignmentOpened: on_assignment_opened,
    recommendations_pb2.AssignmentTransferred: on_line_over,
    recommendations_pb2.TransferUndone: on_line_open_again,
    recommendations_pb2.Closed: on_line_over,
    recommendations_pb2.Reopened: on_line_open_again,
    consultations_pb2.StatementWithdrawn: on_statement_withdrawn,
    consultations_pb2.StatementMerged: on_statement_joined,
    consultations_pb2.StatementSuperseded: on_statement_joined,
    consultations_pb2.StatementUnmerged: on_statement_unmerged,
    consultations_pb2.StatementRetracked: on_statement_retracked,
    notifications_pb2.RequestBounced: on_request_bounced,
}
