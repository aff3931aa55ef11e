"""What one published statement has to know of others."""

from collections.abc import Collection
from uuid import UUID

from services.chassis.database import Transaction


async def shown(tx: Transaction, statement_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the statements that are not hidden: only they are named on the page of another one."""
    if not statement_ids:
        return frozenset()
    statement = """
        SELECT s.id
          FROM published_statements s
          JOIN published_consultations c ON c.id = s.consultation_id
         WHERE s.id = ANY(%(ids)s) AND NOT s.hidden AND NOT c.hidden
    """
    rows = await (await tx.execute(statement, {"ids": list(statement_ids)})).fetchall()
    return frozenset(row["id"] for row in rows)


async def stands_for_others(tx: Transaction, statement_id: UUID) -> bool:
    """Tell whether others were merged into the statement, or superseded by it. Lock it first."""
    found = await tx.execute("SELECT FROM published_statements WHERE joined_id = %(id)s LIMIT 1", {"id": statement_id})
    return found.rowcount > 0
