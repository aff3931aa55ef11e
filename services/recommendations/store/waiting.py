"""What one person wrote down and another has to confirm: sealed rows, no events. Each function takes the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import NotFound

# As long as the first answer to a repeated request is kept, what it says can be read again.
_KEPT: Final = timedelta(days=30)


class Table(StrEnum):
    """Where it waits. The tables are alike."""

    OUTSIDE_ANSWERS = "outside_answers"
    CLOSURE_PROPOSALS = "closure_proposals"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One answer or proposal."""

    id: UUID
    assignment_id: UUID
    key_id: UUID | None
    sealed: bytes | None
    state: str
    recorded_by: UUID
    recorded_at: datetime


def place_of(row: Row) -> tuple[str, UUID]:
    """Return where a row stands in the list of what waits."""
    return row.recorded_at.isoformat(), row.id


async def add(tx: Transaction, table: Table, row: Row) -> None:
    """Write what waits."""
    statement = f"""
        INSERT INTO {table} (id, assignment_id, key_id, sealed, state, recorded_by, recorded_at)
        VALUES (%(id)s, %(assignment_id)s, %(key_id)s, %(sealed)s, %(state)s, %(recorded_by)s, %(recorded_at)s)
    """  # noqa: S608
    await tx.execute(statement, vars(row))


async def lock(tx: Transaction, table: Table, row_id: UUID) -> Row:
    """Lock what waits and return it.

    Raises:
        NotFound: There is none.
    """
    statement = f"SELECT * FROM {table} WHERE id = %(id)s FOR UPDATE"  # noqa: S608
    found = await (await tx.execute(statement, {"id": row_id})).fetchone()
    if found is None:
        raise NotFound("no such answer or proposal")
    return _row(found)


async def assignment_of(tx: Transaction, table: Table, row_id: UUID, hosts: frozenset[UUID]) -> UUID:
    """Return the assignment of what waits for these hosts, so that it can be locked first.

    Raises:
        NotFound: There is none, or it is another host's.
    """
    statement = f"""
        SELECT o.assignment_id
          FROM {table} o
          JOIN assignments a ON a.id = o.assignment_id
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE o.id = %(id)s AND r.host_organisation_id = ANY(%(hosts)s)
    """  # noqa: S608
    found = await (await tx.execute(statement, {"id": row_id, "hosts": list(hosts)})).fetchone()
    if found is None:
        raise NotFound("no such answer or proposal")
    assignment_id: UUID = found["assignment_id"]
    return assignment_id


async def decide(
    tx: Transaction, table: Table, row_id: UUID, *, state: str, by: UUID, at: datetime, refusal: bytes | None
) -> None:
    """Note the decision. What was confirmed is public now, and its sealed copy goes."""
    statement = f"""
        UPDATE {table}
           SET state = %(state)s, decided_by = %(by)s, decided_at = %(at)s, refusal = %(refusal)s,
               sealed = CASE WHEN %(state)s = 'confirmed' THEN NULL ELSE sealed END
         WHERE id = %(id)s AND state = 'waiting'
    """  # noqa: S608
    await tx.execute(statement, {"id": row_id, "state": state, "by": by, "at": at, "refusal": refusal})


async def waiting(
    tx: Transaction, table: Table, hosts: frozenset[UUID], *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Row]:
    """Return what waits for these hosts, oldest first; none of a record that is hidden."""
    statement = f"""
        SELECT o.*
          FROM {table} o
          JOIN assignments a ON a.id = o.assignment_id
          JOIN recommendations r ON r.id = a.recommendation_id
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE o.state = 'waiting' AND r.host_organisation_id = ANY(%(hosts)s)
           AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
           AND (%(id)s::uuid IS NULL OR (o.recorded_at, o.id) > (%(at)s::timestamptz, %(id)s))
         ORDER BY o.recorded_at, o.id
         LIMIT %(limit)s
    """  # noqa: S608
    at, last = after or (None, None)
    parameters = {"hosts": list(hosts), "at": at, "id": last, "limit": limit}
    found = await (await tx.execute(statement, parameters)).fetchall()
    return [_row(each) for each in found]


async def keys_to_destroy(tx: Transaction, table: Table, *, now: datetime) -> list[tuple[UUID, UUID]]:
    """Return id and key of what was decided long enough ago."""
    statement = f"SELECT id, key_id FROM {table} WHERE key_id IS NOT NULL AND decided_at < %(before)s LIMIT 100"  # noqa: S608
    found = await (await tx.execute(statement, {"before": now - _KEPT})).fetchall()
    return [(row["id"], row["key_id"]) for row in found]


async def key_destroyed(tx: Transaction, table: Table, row_id: UUID) -> None:
    """Note that the key is gone, and with it what it sealed."""
    statement = f"UPDATE {table} SET key_id = NULL, sealed = NULL, refusal = NULL WHERE id = %(id)s"  # noqa: S608
    await tx.execute(statement, {"id": row_id})


def _row(found: Mapping[str, Any]) -> Row:
    return Row(
        id=found["id"],
        assignment_id=found["assignment_id"],
        key_id=found["key_id"],
        sealed=found["sealed"],
        state=found["state"],
        recorded_by=found["recorded_by"],
        recorded_at=found["recorded_at"],
    )
