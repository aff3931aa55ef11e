"""The record, as consultations announces it: statements open assignments, are withdrawn, hidden, shown again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import internal_pb2 as internal
from services.chassis import event_log, texts
from services.chassis.consumer import Envelope, Handler
from services.chassis.database import Transaction
from services.chassis.ids import derived_id
from services.recommendations import wire
from services.recommendations.domain import assignment as assignments
from services.recommendations.domain import consultation as consultations
from services.recommendations.domain import recommendation as recommendations
from services.recommendations.domain.addressee import Succession
from services.recommendations.domain.guards import Line
from services.recommendations.domain.recommendation import PutTo, Recommendation
from services.recommendations.domain.values import Moment, Publication, RecordState
from services.recommendations.passing_on import follow
from services.recommendations.store import counts, history, lines, records, register


class UnknownRecord(Exception):
    """An event about a statement or consultation that never arrived, although its publication comes first."""


class UnknownAddressee(Exception):
    """A statement was put to a body that is not in the register."""


async def on_statement_published(tx: Transaction, event: published.StatementPublished, envelope: Envelope) -> None:
    """Copy the record and open one assignment per addressee; their ids follow from the event's."""
    fact = wire.records.record_published(event, version=1, occurred_at=envelope.occurred_at)
    await records.sharing_consultation(tx, fact.consultation_id)
    record = recommendations.evolve(None, fact)
    await records.add(tx, record)
    appended = await event_log.append(tx, wire.records.record_event(fact, internal.RecordPublished(statement=event)))
    hidden = await records.hidden(tx, record.id)
    await records.count_recorded(tx, record, was_counted=False, is_counted=_is_counted(record, hidden=hidden))
    if record.publication is Publication.TRACKED:
        act = _Act(
            event_id=envelope.event_id,
            publication_id=record.publication_id,
            on=record.published_date,
            occurred_at=envelope.occurred_at,
        )
        await _open(tx, act, record, fact.put_to)
        await _changed_on(tx, appended, record, fact.published_date)


@dataclass(frozen=True, kw_only=True)
class _Act:
    """An act that puts a statement to bodies: its publication, or a later one."""

    event_id: UUID
    publication_id: UUID
    on: date
    occurred_at: datetime


async def _open(tx: Transaction, act: _Act, record: Recommendation, put_to: Sequence[PutTo]) -> None:
    bodies = await register.holding(tx, [each.addressee_id for each in put_to])
    standing = await lines.standing(tx, [record.id], list(bodies))
    known = await texts.load(tx, [each for each in (record.title_id, record.text_id) if each])
    hidden = await records.hidden(tx, record.id)
    late: list[tuple[Line, Succession]] = []
    for each in put_to:
        if (record.id, each.addressee_id) in standing:
            continue  # a succession brought it there before
        body = bodies.get(each.addressee_id)
        if body is None:
            raise UnknownAddressee(f"{record.number} is put to {each.addressee_id}, which is not in the register")
        fact = wire.records.opened(
            record,
            each,
            known,
            assignment_id=derived_id(act.event_id, str(body.id)),
            publication_id=act.publication_id,
            opened_date=act.on,
            occurred_at=act.occurred_at,
            can_be_asked=body.can_be_asked,
        )
        line = Line(
            record=record,
            assignment=assignments.evolve(None, fact),
            hidden=hidden,
            addressee_organisation_id=body.organisation_id,
        )
        await lines.add(tx, line)
        await event_log.append(tx, wire.facts.event(fact))
        if body.ended_by:
            late.append((line, body.ended_by))
    for line, done in late:  # once all are open: the successor may be one of those addressed
        # Of the moment only the day is asked: the deployment's, as the act says it.
        moment = Moment(at=datetime.combine(act.on, time(12), UTC), zone=UTC)
        await follow(tx, line, done, actor=wire.records.FROM_CONSULTATIONS, moment=moment)


async def on_addressee_added(tx: Transaction, event: published.AddresseeAdded, envelope: Envelope) -> None:
    """Open one more assignment if the statement is tracked (row 29). Those that there are stay as they are."""
    put_to, before = await _lock(tx, UUID(event.statement_id))
    fact = wire.records.addressee_added(event, version=before.version + 1, occurred_at=envelope.occurred_at)
    appended = await _change(tx, put_to, before, fact, internal.RecordAddresseeAdded(statement=event))
    if before.publication is Publication.TRACKED:
        act = _Act(
            event_id=envelope.event_id,
            publication_id=fact.publication_id,
            on=fact.added_date,
            occurred_at=envelope.occurred_at,
        )
        await _open(tx, act, recommendations.evolve(before, fact), [fact.put_to])
    if before.tracked_number:
        await _changed_on(tx, appended, before, fact.added_date)


async def on_statement_retracked(tx: Transaction, event: published.StatementRetracked, envelope: Envelope) -> None:
    """Open the assignments that there are not yet, or stop the clocks of those that there are (row 4)."""
    put_to, before = await _lock(tx, UUID(event.statement_id))
    fact = wire.records.record_retracked(event, version=before.version + 1, occurred_at=envelope.occurred_at)
    appended = await _change(tx, put_to, before, fact, internal.RecordRetracked(statement=event))
    asked = {line.assignment.addressee_id for line in put_to}
    act = _Act(
        event_id=envelope.event_id,
        publication_id=fact.publication_id,
        on=fact.retracked_date,
        occurred_at=envelope.occurred_at,
    )
    new = [each for each in fact.put_to if each.addressee_id not in asked]
    await _open(tx, act, recommendations.evolve(before, fact), new)
    await _changed_on(tx, appended, before, fact.retracked_date)


async def on_statement_corrected(tx: Transaction, event: published.StatementCorrected, envelope: Envelope) -> None:
    """Let pages, lists and searches read the corrected wording (row 31); the history keeps the former one."""
    put_to, before = await _lock(tx, UUID(event.statement_id))
    fact = wire.records.record_corrected(event, version=before.version + 1, occurred_at=envelope.occurred_at)
    appended = await _change(tx, put_to, before, fact, internal.RecordCorrected(statement=event))
    if before.tracked_number:
        await _changed_on(tx, appended, before, fact.corrected_date)


async def on_particulars_corrected(
    tx: Transaction, event: published.StatementParticularsCorrected, envelope: Envelope
) -> None:
    """Let lists, counts and downloads have the day and the themes of the corrected consultation (row 31).

    No clock moves: they run from the day on which a body was asked. What a host recorded from a letter stays.
    """
    put_to, before = await _lock(tx, UUID(event.statement_id))
    fact = wire.records.particulars_corrected(event, version=before.version + 1, occurred_at=envelope.occurred_at)
    appended = await _change(tx, put_to, before, fact, internal.RecordParticularsCorrected(statement=event))
    if before.tracked_number:
        await _changed_on(tx, appended, before, fact.corrected_date)


async def on_statement_withdrawn(tx: Transaction, event: published.StatementWithdrawn, envelope: Envelope) -> None:
    """Stop the clocks: number and answers stay, counts leave out the line."""
    put_to, before = await _lock(tx, UUID(event.statement_id))
    fact = wire.records.record_withdrawn(event, version=before.version + 1, occurred_at=envelope.occurred_at)
    appended = await _change(tx, put_to, before, fact, internal.RecordWithdrawn(statement=event))
    if before.tracked_number:
        await _changed_on(tx, appended, before, fact.withdrawn_date)


async def on_statement_merged(tx: Transaction, event: published.StatementMerged, envelope: Envelope) -> None:
    """Stop the clocks: another statement says the same (row 6). Number and answers stay, counts leave out the line."""
    await _join(tx, UUID(event.statement_id), internal.RecordJoined(merged=event), envelope)


async def on_statement_superseded(tx: Transaction, event: published.StatementSuperseded, envelope: Envelope) -> None:
    """Stop the clocks: another statement took its place (row 6)."""
    await _join(tx, UUID(event.statement_id), internal.RecordJoined(superseded=event), envelope)


async def on_statement_unmerged(tx: Transaction, event: published.StatementUnmerged, envelope: Envelope) -> None:
    """Let the clocks go on to the dates that they had (row 6)."""
    await _join(tx, UUID(event.statement_id), internal.RecordJoined(unmerged=event), envelope)


async def on_statement_linked(tx: Transaction, event: published.StatementLinked, envelope: Envelope) -> None:
    """Let the page name a statement that is related. Nothing else changes."""
    await _link(tx, UUID(event.statement_id), internal.RecordLinked(linked=event), envelope)


async def on_statement_unlinked(tx: Transaction, event: published.StatementUnlinked, envelope: Envelope) -> None:
    """Take that back; the history keeps both."""
    await _link(tx, UUID(event.statement_id), internal.RecordLinked(unlinked=event), envelope)


async def _link(tx: Transaction, statement_id: UUID, message: internal.RecordLinked, envelope: Envelope) -> None:
    put_to, before = await _lock(tx, statement_id)
    fact = wire.records.record_linked(message, version=before.version + 1, occurred_at=envelope.occurred_at)
    appended = await _change(tx, put_to, before, fact, message)
    if before.tracked_number:
        await _changed_on(tx, appended, before, fact.on_date)


async def _join(tx: Transaction, statement_id: UUID, message: internal.RecordJoined, envelope: Envelope) -> None:
    put_to, before = await _lock(tx, statement_id)
    fact = wire.records.record_joined(message, version=before.version + 1, occurred_at=envelope.occurred_at)
    appended = await _change(tx, put_to, before, fact, message)
    if before.tracked_number:
        await _changed_on(tx, appended, before, fact.joined_date)


async def _changed_on(tx: Transaction, appended: event_log.Appended, record: Recommendation, day: date) -> None:
    """Let the event appear under "what changed"."""
    await history.add_change(
        tx,
        appended.position,
        recommendation_id=record.id,
        assignment_id=None,
        illustrative=record.illustrative,
        occurred_date=day,
    )


async def on_statement_hidden(tx: Transaction, event: published.StatementHidden, envelope: Envelope) -> None:
    """Take the statement out of every answer at once."""
    await _show(tx, UUID(event.statement_id), envelope, hidden=True)


async def on_statement_shown(tx: Transaction, event: published.StatementShown, envelope: Envelope) -> None:
    """Let the statement be seen again."""
    await _show(tx, UUID(event.statement_id), envelope, hidden=False)


async def _show(tx: Transaction, statement_id: UUID, envelope: Envelope, *, hidden: bool) -> None:
    put_to, before = await _lock(tx, statement_id)
    fact = recommendations.RecordHidden(
        version=before.version + 1,
        occurred_at=envelope.occurred_at,
        statement_id=statement_id,
        hidden=hidden,
    )
    await _change(tx, put_to, before, fact, internal.RecordHidden(hidden=hidden))


async def _lock(tx: Transaction, statement_id: UUID) -> tuple[list[Line], Recommendation]:
    """Keep its consultation as it is, then lock the statement's assignments, then the statement."""
    consultation_id = await records.consultation_of(tx, statement_id)
    if consultation_id is None:
        raise UnknownRecord(f"statement {statement_id} was never published here")
    await records.sharing_consultation(tx, consultation_id)
    put_to = await lines.lock_of_record(tx, statement_id)
    record = await records.lock(tx, statement_id)
    assert record is not None, "records are never deleted"
    return put_to, record


async def _change(
    tx: Transaction,
    put_to: Sequence[Line],
    before: Recommendation,
    fact: recommendations.RecordFact,
    message: Message,
) -> event_log.Appended:
    """Save what the fact changes in the record, and what follows for its lines and for counts; then append it."""
    async with _following(tx, [before.id], put_to):
        await records.save(tx, recommendations.evolve(before, fact))
    return await event_log.append(tx, wire.records.record_event(fact, message))


@asynccontextmanager
async def _following(tx: Transaction, ids: list[UUID], put_to: Sequence[Line]) -> AsyncIterator[None]:
    """Let lists and counts follow whatever the block changes in the visibility of some records.

    Args:
        tx: The caller's transaction.
        ids: The records.
        put_to: All their assignments, locked.
    """
    before = await records.with_visibility(tx, ids)
    yield
    after = await records.with_visibility(tx, ids)
    tracked_before, tracked_after = set[UUID](), set[UUID]()
    for line in put_to:
        (was, was_hidden), (now, now_hidden) = before[line.record.id], after[line.record.id]
        earlier, later = (
            replace(line, record=was, hidden=was_hidden),
            replace(line, record=now, hidden=now_hidden),
        )
        await lines.reindex(tx, earlier, later)
        tracked_before |= {line.record.id} if lines.is_tracked(earlier) else set()
        tracked_after |= {line.record.id} if lines.is_tracked(later) else set()
    for each in tracked_before ^ tracked_after:
        now, _ = after[each]
        await counts.append_statement(
            tx, "tracked", illustrative=now.illustrative, delta=1 if each in tracked_after else -1
        )
    for each in ids:
        (was, was_hidden), (now, now_hidden) = before[each], after[each]
        await records.count_recorded(
            tx,
            now,
            was_counted=_is_counted(was, hidden=was_hidden),
            is_counted=_is_counted(now, hidden=now_hidden),
        )


def _is_counted(record: Recommendation, *, hidden: bool) -> bool:
    """Tell whether the record counts as a recorded statement."""
    return record.publication is Publication.RECORDED and record.state is RecordState.PUBLISHED and not hidden


async def on_consultation_published(
    tx: Transaction, event: published.ConsultationPublished, envelope: Envelope
) -> None:
    """Copy what pages name the consultation by. Its statements may have arrived before."""
    consultation_id = UUID(event.consultation_id)
    await records.changing_consultation(tx, consultation_id)
    before = await records.consultation(tx, consultation_id)
    fact = wire.records.consultation_copied(
        event, version=before.version + 1 if before else 1, occurred_at=envelope.occurred_at
    )
    await records.put_consultation(tx, consultations.evolve(before, fact))
    await event_log.append(tx, wire.records.consultation_event(fact, internal.ConsultationCopied(consultation=event)))


async def on_consultation_corrected(
    tx: Transaction, event: published.ConsultationCorrected, envelope: Envelope
) -> None:
    """Let pages name the consultation by its corrected title and host, and have its themes (row 31)."""
    consultation_id = UUID(event.consultation_id)
    await records.changing_consultation(tx, consultation_id)
    before = await records.consultation(tx, consultation_id)
    if before is None:
        raise UnknownRecord(f"consultation {consultation_id} was never published here")
    fact = wire.records.consultation_corrected(event, version=before.version + 1, occurred_at=envelope.occurred_at)
    await records.put_consultation(tx, consultations.evolve(before, fact))
    await event_log.append(
        tx, wire.records.consultation_event(fact, internal.ConsultationCorrectionCopied(consultation=event))
    )


async def on_consultation_hidden(tx: Transaction, event: published.ConsultationHidden, envelope: Envelope) -> None:
    """Take the consultation with all its statements out of every answer at once."""
    await _show_consultation(tx, UUID(event.consultation_id), envelope, hidden=True)


async def on_consultation_shown(tx: Transaction, event: published.ConsultationShown, envelope: Envelope) -> None:
    """Let it be seen again; statements hidden on their own stay hidden."""
    await _show_consultation(tx, UUID(event.consultation_id), envelope, hidden=False)


async def _show_consultation(tx: Transaction, consultation_id: UUID, envelope: Envelope, *, hidden: bool) -> None:
    await records.changing_consultation(tx, consultation_id)
    before = await records.consultation(tx, consultation_id)
    if before is None:
        raise UnknownRecord(f"consultation {consultation_id} was never published here")
    fact = consultations.ConsultationVisibilityCopied(
        version=before.version + 1,
        occurred_at=envelope.occurred_at,
        consultation_id=consultation_id,
        hidden=hidden,
    )

    put_to = await lines.lock_of_consultation(tx, consultation_id)
    async with _following(tx, await records.ids_of_consultation(tx, consultation_id), put_to):
        await records.put_consultation(tx, consultations.evolve(before, fact))
    await event_log.append(
        tx, wire.records.consultation_event(fact, internal.ConsultationVisibilityCopied(hidden=hidden))
    )


async def withhold(tx: Transaction, aggregate_id: UUID) -> None:
    """Hide a statement or a consultation whose next event would, but cannot be applied yet."""
    await _withhold(tx, aggregate_id, withheld=True)


async def release(tx: Transaction, aggregate_id: UUID) -> None:
    """Take that back: everything has been applied."""
    await _withhold(tx, aggregate_id, withheld=False)


async def _withhold(tx: Transaction, aggregate_id: UUID, *, withheld: bool) -> None:
    consultation_id = await records.consultation_of(tx, aggregate_id)
    if consultation_id is not None:
        await records.sharing_consultation(tx, consultation_id)
        put_to, ids = await lines.lock_of_record(tx, aggregate_id), [aggregate_id]
    else:
        await records.changing_consultation(tx, aggregate_id)
        put_to = await lines.lock_of_consultation(tx, aggregate_id)
        ids = await records.ids_of_consultation(tx, aggregate_id)
    async with _following(tx, ids, put_to):
        await records.withhold(tx, aggregate_id, withheld=withheld)


HANDLERS: Final[dict[type[Message], Handler]] = {
    published.StatementPublished: on_statement_published,
    published.StatementWithdrawn: on_statement_withdrawn,
    published.AddresseeAdded: on_addressee_added,
    published.StatementRetracked: on_statement_retracked,
    published.StatementCorrected: on_statement_corrected,
    published.StatementParticularsCorrected: on_particulars_corrected,
    published.StatementMerged: on_statement_merged,
    published.StatementSuperseded: on_statement_superseded,
    published.StatementUnmerged: on_statement_unmerged,
    published.StatementLinked: on_statement_linked,
    published.StatementUnlinked: on_statement_unlinked,
    published.StatementHidden: on_statement_hidden,
    published.StatementShown: on_statement_shown,
    published.ConsultationPublished: on_consultation_published,
    published.ConsultationCorrected: on_consultation_corrected,
    published.ConsultationHidden: on_consultation_hidden,
    published.ConsultationShown: on_consultation_shown,
}
