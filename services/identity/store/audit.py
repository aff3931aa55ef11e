"""The audit of everything: written beside each change, searched by registrars. Ids only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.chassis.database import Transaction


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One act."""

    position: int
    at: datetime
    actor: str
    action: str
    subject_id: UUID
    """The person or organisation to which it was done."""


@dataclass(frozen=True, kw_only=True)
class Search:
    """What is searched for; what is None does not narrow it."""

    person_id: UUID | None
    action: str | None
    begin: datetime | None
    end: datetime | None


async def audit(tx: Transaction, *, at: datetime, actor: str, action: str, table: str, row_id: UUID) -> None:
    """Record who changed which row, and how: ids only."""
    statement = """
        INSERT INTO audit (at, actor, action, row_table, row_id)
        VALUES (%(at)s, %(actor)s, %(action)s, %(table)s, %(row_id)s)
    """
    await tx.execute(statement, {"at": at, "actor": actor, "action": action, "table": table, "row_id": row_id})


async def search_audit(tx: Transaction, wanted: Search, *, before: int | None, limit: int) -> list[Entry]:
    """Return acts, newest first, from the one that precedes the position `before` on.

    A session is its owner's: only they act on it, and its row is gone after some days.
    """
    statement = """
        SELECT position, at, actor, action,
               CASE WHEN row_table = 'sessions' THEN actor::uuid ELSE row_id END AS subject_id
          FROM audit
         WHERE (%(before)s::bigint IS NULL OR position < %(before)s::bigint)
           AND (%(person_id)s::uuid IS NULL OR actor = %(person_id)s::uuid::text OR row_id = %(person_id)s::uuid)
           AND (%(action)s::text IS NULL OR action = %(action)s::text)
           AND (%(begin)s::timestamptz IS NULL OR at >= %(begin)s::timestamptz)
           AND (%(end)s::timestamptz IS NULL OR at < %(end)s::timestamptz)
         ORDER BY position DESC
         LIMIT %(limit)s
    """
    values = {
        "before": before,
        "limit": limit,
        "person_id": wanted.person_id,
        "action": wanted.action,
        "begin": wanted.begin,
        "end": wanted.end,
    }
    return [Entry(**row) for row in await (await tx.execute(statement, values)).fetchall()]
