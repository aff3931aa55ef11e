"""What is compared to find duplicates, and what a person keeps apart."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from services.chassis.database import Transaction

_MOST: Final = 2000  # the newest: so many are compared within a call's time


async def comparable(tx: Transaction, consultation_id: UUID, *, illustrative: bool) -> list[UUID]:
    """Return statements of other consultations that stand on their own and are not hidden, the newest first."""
    statement = """
        SELECT s.id
          FROM published_statements s
          JOIN published_consultations c ON c.id = s.consultation_id
         WHERE s.consultation_id <> %(id)s AND c.illustrative = %(illustrative)s AND NOT c.hidden AND NOT s.hidden
           AND s.withdrawal IS NULL AND s.joined IS NULL
         ORDER BY c.published_date DESC, c.ordinal DESC, s.item
         LIMIT %(most)s
    """
    parameters = {"id": consultation_id, "illustrative": illustrative, "most": _MOST}
    return [row["id"] for row in await (await tx.execute(statement, parameters)).fetchall()]


async def keep_apart(tx: Transaction, one: UUID, other: UUID, *, by: UUID, at: datetime) -> None:
    """Note that two statements are no duplicates. Noting it again changes nothing."""
    statement = """
        INSERT INTO kept_apart (one_id, other_id, kept_by, kept_at)
        VALUES (%(one)s, %(other)s, %(by)s, %(at)s) ON CONFLICT DO NOTHING
    """
    one, other = sorted((one, other))
    await tx.execute(statement, {"one": one, "other": other, "by": by, "at": at})


async def kept_apart(tx: Transaction, statement_ids: Collection[UUID]) -> list[frozenset[UUID]]:
    """Return the pairs kept apart that one of the statements is in."""
    statement = """
        SELECT one_id, other_id FROM kept_apart WHERE one_id = ANY(%(ids)s) OR other_id = ANY(%(ids)s)
    """
    rows = await (await tx.execute(statement, {"ids": list(statement_ids)})).fetchall()
    return [frozenset({row["one_id"], row["other_id"]}) for row in rows]
