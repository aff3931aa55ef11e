"""What changed after a day had ended."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.chassis.database import Transaction
from services.consultations.domain.record import StatementRecord
from services.consultations.store.statement_records import as_statement


async def changed_since(tx: Transaction, aggregate_ids: Collection[UUID], since: datetime) -> list[UUID]:
    """Return those of the records of which an event was recorded at an instant or later."""
    statement = """
        SELECT DISTINCT aggregate_id FROM events WHERE aggregate_id = ANY(%(ids)s) AND recorded_at >= %(since)s
    """
    found = await tx.execute(statement, {"ids": list(aggregate_ids), "since": since})
    return [row["aggregate_id"] for row in await found.fetchall()]


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
