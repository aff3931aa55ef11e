"""The record, as consultations announces it: statements open assignments, are withdrawn, hidden, shown again."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import internal_pb2 as internal
from services.chassis import event_log
from services.chassis.consumer import Envelope, Handler
from services.chassis.database import Transaction
from services.chassis.ids import derived_id
from services.recommendations import wire
from services.recommendations.domain import assignment as assignments
from services.recommendations.domain import consultation as consultations
from services.recommendations.domain import recommendation as recommendations
from services.recommendations.domain.guards import Line
from services.recommendations.domain.recommendation import Recommendation, RecordPublished
from services.recommendations.domain.values import Publication, RecordState
from services.recommendations.store import history, lines, records, register


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
    await records.count_recorded(tx, record, was_public=False, is_public=_is_public(record, hidden=hidden))
    if record.publication is Publication.TRACKED:
        await _open(tx, fact, record, hidden=hidden, event_id=envelope.event_id)
        await history.add_change(
            tx,
            appended.position,
            recommendation_id=record.id,
            assignment_id=None,
            illustrative=record.illustrative,
            occurred_date=record.published_date,
        )


async def _open(
    tx: Transaction, published_fact: RecordPublished, record: Recommendation, *, hidden: bool, event_id: UUID
) -> None:
    bodies = await register.by_ids(tx, [each.addressee_id for each in published_fact.put_to])
    for put_to in published_fact.put_to:
        body = bodies.get(put_to.addressee_id)
        if body is None:
            raise UnknownAddressee(f"{record.number} is put to {put_to.addressee_id}, which is not in the register")
        fact = wire.records.opened(
            published_fact,
            put_to,
            assignment_id=derived_id(event_id, str(body.id)),
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


async def on_statement_withdrawn(tx: Transaction, event: published.StatementWithdrawn, envelope: Envelope) -> None:
    """Stop the clocks: number and answers stay, counts leave out the line."""
    put_to, before = await _lock(tx, UUID(event.statement_id))
    fact = wire.records.record_withdrawn(event, version=before.version + 1, occurred_at=envelope.occurred_at)
    appended = await _change(tx, put_to, before, fact, internal.RecordWithdrawn(statement=event))
    if before.publication is Publication.TRACKED:
        await history.add_change(
            tx,
            appended.position,
            recommendation_id=before.id,
            assignment_id=None,
            illustrative=before.illustrative,
            occurred_date=fact.withdrawn_date,
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
    for line in put_to:
        (was, was_hidden), (now, now_hidden) = before[line.record.id], after[line.record.id]
        await lines.reindex(
            tx, replace(line, record=was, hidden=was_hidden), replace(line, record=now, hidden=now_hidden)
        )
    for each in ids:
        (was, was_hidden), (now, now_hidden) = before[each], after[each]
        await records.count_recorded(
            tx,
            now,
            was_public=_is_public(was, hidden=was_hidden),
            is_public=_is_public(now, hidden=now_hidden),
        )


def _is_public(record: Recommendation, *, hidden: bool) -> bool:
    return record.state is RecordState.PUBLISHED and not hidden


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
    published.StatementHidden: on_statement_hidden,
    published.StatementShown: on_statement_shown,
    published.ConsultationPublished: on_consultation_published,
    published.ConsultationHidden: on_consultation_hidden,
    published.ConsultationShown: on_consultation_shown,
}
