"""Events in: what each one means for who is told what.

Events of different aggregates come in any order: an assignment before its addressee, its consultation or any mandate is
known, a statement hidden before its assignment. So each handler keeps what it learned and then looks at all there is.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from google.protobuf.message import Message

from roundtable.consultations.v1 import events_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.chassis.consumer import Envelope, Handler, Withholding
from services.chassis.database import Transaction
from services.notifications import copying
from services.notifications.domain import sending
from services.notifications.domain.changes import Change
from services.notifications.planner import hurry, plan, record
from services.notifications.store import changes, copies, deliveries, findings, lines
from services.notifications.wire import changes as wire_changes
from services.notifications.wire import copies as wire


@dataclass(frozen=True)
class Events:
    """The handlers, with the clock by which they decide.

    Args:
        clock: Tells the time, in UTC.
        zone: Where days begin and end.
    """

    clock: Callable[[], datetime]
    zone: ZoneInfo

    def handlers(self) -> Mapping[type[Message], Handler]:
        """Return what each type does. Types that are not here only count as applied."""
        table: dict[type[Message], Callable[[Transaction, Any], Awaitable[None]]] = {
            recommendations.AddresseeRegistered: copying.on_addressee_named,
            recommendations.AddresseeRenamed: copying.on_addressee_named,
            recommendations.RenamingUndone: copying.on_addressee_named,
            recommendations.MinimumAssuranceSet: copying.on_minimum_assurance_set,
            recommendations.SuccessionRecorded: copying.on_succession_recorded,
            recommendations.SuccessionUndone: self.on_succession_undone,
            recommendations.AssignmentOpened: self.on_assignment_opened,
            recommendations.RequestRecorded: self.on_request_recorded,
            recommendations.CalendarCorrected: copying.on_calendar_corrected,
            recommendations.FindingAnnounced: self.on_finding_announced,
            recommendations.FindingExtended: copying.on_finding_extended,
            recommendations.FindingTakenBack: self.on_finding_taken_back,
            consultations.ConsultationPublished: copying.on_consultation_published,
            consultations.ConsultationCorrected: copying.on_consultation_corrected,
            consultations.ConsultationHidden: copying.on_consultation_hidden,
            consultations.ConsultationShown: self.on_consultation_shown,
            consultations.StatementHidden: copying.on_statement_hidden,
            consultations.StatementShown: self.on_statement_shown,
            consultations.StatementRetracked: self.on_statement_retracked,
            identity.MandateGranted: self.on_mandate_granted,
            identity.MandateEnded: self.on_mandate_ended,
            identity.RoleGranted: copying.on_role_granted,
            identity.RoleEnded: copying.on_role_ended,
        }
        changing: dict[type[Message], Handler] = {
            recommendations.PositionStated: self.on_answered,
            recommendations.ProgressReported: self.on_answered,
            recommendations.DeliveryDateMoved: self.on_answered,
            recommendations.Closed: self.on_closed,
            recommendations.Reopened: self.on_reopened,
            recommendations.AssignmentTransferred: self.on_transferred,
            recommendations.TransferUndone: self.on_transfer_undone,
            consultations.StatementWithdrawn: self.on_statement_withdrawn,
            consultations.StatementCorrected: self.on_statement_corrected,
            consultations.StatementMerged: self.on_statement_joined,
            consultations.StatementSuperseded: self.on_statement_joined,
            consultations.StatementUnmerged: self.on_statement_unmerged,
        }
        return {kind: _without_envelope(handler) for kind, handler in table.items()} | changing

    def withholding(self) -> Withholding:
        """Return what keeps a line out of mails while an event that may hide it is parked."""
        return Withholding(
            types=frozenset(
                {
                    consultations.ConsultationHidden,
                    consultations.StatementHidden,
                    consultations.StatementMerged,
                    consultations.StatementRetracked,
                    consultations.StatementSuperseded,
                    consultations.StatementWithdrawn,
                }
            ),
            on_withheld=copies.withhold,
            on_released=self.on_released,
        )

    async def on_succession_undone(self, tx: Transaction, event: recommendations.SuccessionUndone) -> None:
        """Tell what was left out while a body was thought to be no more."""
        addressee_id = UUID(event.addressee_id)
        await copies.addressee_goes_on(tx, addressee_id, undone=UUID(event.succession_id))
        at, today = self._now()
        await plan(tx, addressee_id, at=at, today=today)

    async def on_assignment_opened(self, tx: Transaction, event: recommendations.AssignmentOpened) -> None:
        """Tell the addressee's liaisons, together with the other lines of the publishing act."""
        opened = wire.assignment(event)
        await copies.keep_assignment(tx, opened, wire.particulars(event))
        at, today = self._now()
        await plan(tx, opened.addressee_id, at=at, today=today, publication_id=opened.publication_id)
        # The line may be one that nobody is told of, and yet the last that the others waited for.
        await hurry(tx, publication_id=opened.publication_id, addressee_id=opened.addressee_id, at=at)

    async def on_mandate_granted(self, tx: Transaction, event: identity.MandateGranted) -> None:
        """Tell the new liaison, from the mandate's first day on, of lines that no mail server has taken over yet."""
        granted = wire.mandate(event)
        at, today = self._now()
        in_force = granted.in_force(today)
        await copies.keep_mandate(tx, granted, planned=in_force)
        if in_force:
            await plan(tx, granted.addressee_id, at=at, today=today, person_id=granted.person_id)

    async def on_mandate_ended(self, tx: Transaction, event: identity.MandateEnded) -> None:
        """Cancel the person's mails that still wait. One that is being sent now is looked at again before each try."""
        person_id, addressee_id = UUID(event.person_id), UUID(event.addressee_id)
        await copies.end_mandate(tx, UUID(event.mandate_id))
        at, today = self._now()
        await lines.lock_addressee(tx, addressee_id)
        if await copies.has_mandate(tx, person_id=person_id, addressee_id=addressee_id, today=today):
            return
        for waiting in await deliveries.waiting_for(tx, person_id=person_id, addressee_id=addressee_id):
            await record(tx, waiting, sending.cancel(waiting, at=at, today=today))

    async def on_consultation_shown(self, tx: Transaction, event: consultations.ConsultationShown) -> None:
        """Tell what was left out while the consultation was hidden."""
        consultation_id = UUID(event.consultation_id)
        await copies.set_consultation_hidden(tx, consultation_id, hidden=False)
        await self._plan_again(tx, consultation_id)

    async def on_statement_shown(self, tx: Transaction, event: consultations.StatementShown) -> None:
        """Tell what was left out while the statement was hidden."""
        statement_id = UUID(event.statement_id)
        await copies.set_statement_hidden(tx, statement_id, hidden=False)
        await self._plan_again(tx, statement_id)

    async def on_statement_retracked(self, tx: Transaction, event: consultations.StatementRetracked) -> None:
        """Mail nothing of it while it is only recorded; tell what was left out once it is tracked again."""
        statement_id = UUID(event.statement_id)
        untracked = event.publication == consultations.PUBLICATION_RECORDED
        await copies.set_statement_untracked(tx, statement_id, untracked=untracked)
        if not untracked:
            await self._plan_again(tx, statement_id)

    async def on_request_recorded(self, tx: Transaction, event: recommendations.RequestRecorded) -> None:
        """Mail no request about a line that was handed over; from now on the body is told of what happens to it.

        What became of mails is known here first, but for the mails of before an upgrade.
        """
        assignment_id = UUID(event.assignment_id)
        if event.request == recommendations.REQUEST_HANDED_OVER:
            await copies.note_handed_over(tx, assignment_id)
        elif event.request in {recommendations.REQUEST_SENT, recommendations.REQUEST_ACCEPTED_BY_MAIL_SERVER}:
            await copies.note_asked(tx, assignment_id)
        await self._plan_holders_of(tx, assignment_id)

    async def on_answered(self, tx: Transaction, event: wire_changes.Answer, envelope: Envelope) -> None:
        """Ask nobody about a line on which the addressee has spoken, and tell everybody whom it concerns.

        The body is told of what was recorded for it elsewhere; its liaisons and the host of what one answered.
        """
        assignment_id = UUID(event.assignment_id)
        await copies.note_answered(tx, assignment_id)
        if event.HasField("outside"):
            await self._note(tx, wire_changes.letter(event, envelope), envelope)
        else:
            await self._note(tx, wire_changes.answer(event, envelope), envelope)
        await self._plan_holders_of(tx, assignment_id)

    async def on_closed(self, tx: Transaction, event: recommendations.Closed, envelope: Envelope) -> None:
        """Ask nobody about a line that is over, and tell the addressee that it is.

        A mail that waits goes out without it, and a new liaison is not asked.
        """
        await copies.note_closed(tx, UUID(event.assignment_id), closed=True)
        await self._note(tx, wire_changes.closed(event, envelope), envelope)
        await self._plan_holders_of(tx, UUID(event.assignment_id))

    async def on_reopened(self, tx: Transaction, event: recommendations.Reopened, envelope: Envelope) -> None:
        """Ask whoever was not asked before the line was closed; tell who was told that it was over.

        An addressee that opened it again itself is not told of that.
        """
        await copies.note_closed(tx, UUID(event.assignment_id), closed=False)
        await self._note(tx, wire_changes.reopened(event, envelope), envelope)
        await self._plan_holders_of(tx, UUID(event.assignment_id))

    async def on_transferred(
        self, tx: Transaction, event: recommendations.AssignmentTransferred, envelope: Envelope
    ) -> None:
        """Ask nobody about a line that went to another body, and tell the body that had it.

        The line that opened there is told as every other, and its body of a finding that waits for a reply.
        """
        assignment_id = UUID(event.assignment_id)
        successor_id = UUID(event.successor_assignment_id) if event.successor_assignment_id else None
        await copies.note_transferred(tx, assignment_id, transferred=True, successor_id=successor_id)
        await self._note(tx, wire_changes.transferred(event, envelope), envelope)
        await self._plan_holders_of(tx, assignment_id)

    async def on_transfer_undone(
        self, tx: Transaction, event: recommendations.TransferUndone, envelope: Envelope
    ) -> None:
        """Ask again whoever was not asked before the line went away by mistake, and tell who was told of that."""
        assignment_id = UUID(event.assignment_id)
        await copies.note_transferred(tx, assignment_id, transferred=False)
        await self._note(tx, wire_changes.transfer_undone(event, envelope), envelope)
        await self._plan_holders_of(tx, assignment_id)

    async def on_statement_withdrawn(
        self, tx: Transaction, event: consultations.StatementWithdrawn, envelope: Envelope
    ) -> None:
        """Tell who was asked; after that, mail nothing of it ever again."""
        statement_id = UUID(event.statement_id)
        await copies.withdraw_statement(tx, statement_id)
        await self._note(tx, wire_changes.withdrawn(event, envelope), envelope)
        await self._plan_again(tx, statement_id)

    async def on_statement_corrected(
        self, tx: Transaction, event: consultations.StatementCorrected, envelope: Envelope
    ) -> None:
        """Print the corrected wording in mails from now on; tell whoever knows the line already, while it is open."""
        statement_id = UUID(event.statement_id)
        title_id, text_id = wire.text_id(event.title), wire.text_id(event.text)
        await copies.set_wording(tx, statement_id, title_id=title_id, text_id=text_id)
        for line in await lines.of_statement(tx, statement_id):
            if line.is_known_to_its_body:
                await self._note(tx, wire_changes.corrected(event, envelope, line.id), envelope)
        await self._plan_again(tx, statement_id)

    async def on_statement_joined(self, tx: Transaction, event: wire_changes.Joining, envelope: Envelope) -> None:
        """Ask nothing of it while another statement stands for it, and tell who was asked."""
        statement_id = UUID(event.statement_id)
        await copies.set_statement_joined(tx, statement_id, joined=True)
        await self._note(tx, wire_changes.joined(event, envelope), envelope)
        await self._plan_again(tx, statement_id)

    async def on_finding_announced(self, tx: Transaction, event: recommendations.FindingAnnounced) -> None:
        """Tell the liaisons of whoever has the line that they may read and answer it, while there is time for that."""
        assignment_id = UUID(event.assignment_id)
        await findings.keep(
            tx,
            UUID(event.finding_id),
            assignment_id=assignment_id,
            reply_until=date.fromisoformat(event.reply_until_date),
        )
        await self._plan_holders_of(tx, assignment_id)

    async def on_finding_taken_back(self, tx: Transaction, event: recommendations.FindingTakenBack) -> None:
        """Tell whoever was told of it; a mail that still waits does not go out."""
        await findings.take_back(tx, UUID(event.finding_id))
        await self._plan_holders_of(tx, UUID(event.assignment_id))

    async def on_statement_unmerged(
        self, tx: Transaction, event: consultations.StatementUnmerged, envelope: Envelope
    ) -> None:
        """Tell what was left out while another statement stood for it, and tell who was told of that."""
        statement_id = UUID(event.statement_id)
        await copies.set_statement_joined(tx, statement_id, joined=False)
        await self._note(tx, wire_changes.unmerged(event, envelope), envelope)
        await self._plan_again(tx, statement_id)

    async def on_released(self, tx: Transaction, aggregate_id: UUID) -> None:
        """Tell what was left out while events of the aggregate were parked."""
        await copies.release(tx, aggregate_id)
        await self._plan_again(tx, aggregate_id)

    async def plan_mandates_in_force(self, tx: Transaction, *, limit: int) -> int:
        """Look at the lines of mandates whose first day has come. Return how many there were."""
        at, today = self._now()
        begun = await copies.take_mandates_in_force(tx, today, limit=limit)
        for mandate in sorted(begun, key=lambda each: each.addressee_id):
            await plan(tx, mandate.addressee_id, at=at, today=today, person_id=mandate.person_id)
        return len(begun)

    async def _note(self, tx: Transaction, change: Change | None, envelope: Envelope) -> None:
        if change is not None:
            recorded = wire_changes.recorded_at(envelope).astimezone(self.zone).date()
            await changes.keep(tx, change, recorded_date=recorded)

    async def _plan_holders_of(self, tx: Transaction, assignment_id: UUID) -> None:
        at, today = self._now()
        for addressee_id in await lines.holders_of(tx, assignment_id):
            await plan(tx, addressee_id, at=at, today=today)

    async def _plan_again(self, tx: Transaction, aggregate_id: UUID) -> None:
        at, today = self._now()
        for addressee_id in await lines.addressees_of(tx, aggregate_id):
            await plan(tx, addressee_id, at=at, today=today)

    def _now(self) -> tuple[datetime, date]:
        at = self.clock()
        return at, at.astimezone(self.zone).date()


def _without_envelope(handler: Callable[[Transaction, Any], Awaitable[None]]) -> Handler:
    """Adapt a handler that needs nothing of the envelope: ids of deliveries follow from the publishing act."""

    async def handle(tx: Transaction, event: Any, _envelope: Envelope) -> None:
        await handler(tx, event)

    return handle
