"""Notes that a host keeps to itself: sealed rows."""

from dataclasses import dataclass
from uuid import UUID

from services.chassis.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Row:
    """One note."""

    id: UUID
    assignment_id: UUID
    key_id: UUID | None
    sealed: bytes | None
    noted_by: UUID


async def add(tx: Transaction, row: Row) -> None:
    """Write a note."""
    statement = """
        INSERT INTO follow_ups (id, assignment_id, key_id, sealed, noted_by)
        VALUES (%(id)s, %(assignment_id)s, %(key_id)s, %(sealed)s, %(noted_by)s)
    """
    await tx.execute(statement, vars(row))


async def of_line(tx: Transaction, assignment_id: UUID, *, before: UUID | None, limit: int) -> list[Row]:
    """Return the notes of a line that can still be read, newest first, those before the one given."""
    statement = """
        SELECT id, assignment_id, key_id, sealed, noted_by
          FROM follow_ups
         WHERE assignment_id = %(assignment_id)s AND key_id IS NOT NULL
           AND (%(before)s::uuid IS NULL OR id < %(before)s)
         ORDER BY id DESC
         LIMIT %(limit)s
    """
    parameters = {"assignment_id": assignment_id, "before": before, "limit": limit}
    return [Row(**row) for row in await (await tx.execute(statement, parameters)).fetchall()]
