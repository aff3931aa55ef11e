"""What changed after a day had ended."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2, internal_pb2
from services.chassis.database import Transaction
from services.consultations.domain.record import StatementRecord
from services.consultations.store.statement_records import as_statement

_STAYS: Final = [
    kind.DESCRIPTOR.full_name
    for kind in (
        events_pb2.AddresseeAdded,
        events_pb2.StatementCorrected,
        events_pb2.StatementLinked,
        events_pb2.StatementParticularsCorrected,
        events_pb2.StatementUnlinked,
        internal_pb2.StatementShowAsked,
        text_pb2.TextErased,
    )
]
"""Events after which a statement counts as it did before: as recorded or tracked, and whether it stands."""


async def changed_since(tx: Transaction, aggregate_ids: Collection[UUID], since: datetime) -> list[UUID]:
    """Return those of the records of which an event was recorded at an instant or later."""
    statement = """
        SELECT DISTINCT aggregate_id FROM events WHERE aggregate_id = ANY(%(ids)s) AND recorded_at >= %(since)s
    """
    found = await tx.execute(statement, {"ids": list(aggregate_ids), "since": since})
    return [row["aggregate_id"] for row in await found.fetchall()]


async def moved_since(tx: Transaction, consultation_ids: Collection[UUID], since: datetime) -> Mapping[UUID, bool]:
    """Return the statements of some consultations that may have counted otherwise before an instant.

    Each with whether it was public then.
    """
    statement = """
        SELECT s.id, NOT bool_or(e.version = 1) AS was_public
          FROM published_statements s
          JOIN events e ON e.aggregate_id = s.id
         WHERE s.consultation_id = ANY(%(ids)s) AND e.recorded_at >= %(since)s AND e.type <> ALL(%(stays)s)
         GROUP BY s.id
    """
    parameters = {"ids": list(consultation_ids), "since": since, "stays": _STAYS}
    return {row["id"]: row["was_public"] for row in await (await tx.execute(statement, parameters)).fetchall()}


async def unmerged_since(tx: Transaction, since: datetime) -> list[StatementRecord]:
    """Return the statements that were parted from another one at an instant or later."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, corrections,
               version
          FROM published_statements
         WHERE id IN (SELECT aggregate_id FROM events
                       WHERE type = 'roundtable.consultations.v1.StatementUnmerged' AND recorded_at >= %(since)s)
    """
    return [as_statement(row) for row in await (await tx.execute(statement, {"since": since})).fetchall()]
