"""Answers given outside the tracker that wait for confirmation: sealed rows, no events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import NotFound

# As long as the first answer to a repeated request is kept, what it says can be read again.
_KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One recorded answer."""

    id: UUID
    assignment_id: UUID
    key_id: UUID | None
    sealed: bytes | None
    state: str
    recorded_by: UUID
    recorded_at: datetime


async def add(tx: Transaction, row: Row) -> None:
    """Write a recorded answer."""
    statement = """
        INSERT INTO outside_answers (id, assignment_id, key_id, sealed, state, recorded_by, recorded_at)
        VALUES (%(id)s, %(assignment_id)s, %(key_id)s, %(sealed)s, %(state)s, %(recorded_by)s, %(recorded_at)s)
    """
    await tx.execute(statement, vars(row))


async def lock(tx: Transaction, outside_answer_id: UUID) -> Row:
    """Lock a recorded answer and return it.

    Raises:
        NotFound: There is none.
    """
    statement = "SELECT * FROM outside_answers WHERE id = %(id)s FOR UPDATE"
    found = await (await tx.execute(statement, {"id": outside_answer_id})).fetchone()
    if found is None:
        raise NotFound("no such answer")
    return _row(found)


async def assignment_of(tx: Transaction, outside_answer_id: UUID, hosts: frozenset[UUID]) -> UUID:
    """Return the assignment of an answer to a recommendation of these hosts, so that it can be locked first.

    Raises:
        NotFound: There is none, or it is another host's.
    """
    statement = """
        SELECT o.assignment_id
          FROM outside_answers o
          JOIN assignments a ON a.id = o.assignment_id
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE o.id = %(id)s AND r.host_organisation_id = ANY(%(hosts)s)
    """
    found = await (await tx.execute(statement, {"id": outside_answer_id, "hosts": list(hosts)})).fetchone()
    if found is None:
        raise NotFound("no such answer")
    assignment_id: UUID = found["assignment_id"]
    return assignment_id


async def decide(
    tx: Transaction, outside_answer_id: UUID, *, state: str, by: UUID, at: datetime, refusal: bytes | None
) -> None:
    """Note the decision. What was confirmed is public now, and its sealed copy goes."""
    statement = """
        UPDATE outside_answers
           SET state = %(state)s, decided_by = %(by)s, decided_at = %(at)s, refusal = %(refusal)s,
               sealed = CASE WHEN %(state)s = 'confirmed' THEN NULL ELSE sealed END
         WHERE id = %(id)s AND state = 'waiting'
    """
    await tx.execute(statement, {"id": outside_answer_id, "state": state, "by": by, "at": at, "refusal": refusal})


async def waiting(
    tx: Transaction, hosts: frozenset[UUID], *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Row]:
    """Return answers to recommendations of these hosts that wait, oldest first; none of a record that is hidden."""
    statement = """
        SELECT o.*
          FROM outside_answers o
          JOIN assignments a ON a.id = o.assignment_id
          JOIN recommendations r ON r.id = a.recommendation_id
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE o.state = 'waiting' AND r.host_organisation_id = ANY(%(hosts)s)
           AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
           AND (%(id)s::uuid IS NULL OR (o.recorded_at, o.id) > (%(at)s::timestamptz, %(id)s))
         ORDER BY o.recorded_at, o.id
         LIMIT %(limit)s
    """
    at, last = after or (None, None)
    parameters = {"hosts": list(hosts), "at": at, "id": last, "limit": limit}
    found = await (await tx.execute(statement, parameters)).fetchall()
    return [_row(each) for each in found]


async def keys_to_destroy(tx: Transaction, *, now: datetime) -> list[tuple[UUID, UUID]]:
    """Return answer and key of what was decided long enough ago."""
    statement = "SELECT id, key_id FROM outside_answers WHERE key_id IS NOT NULL AND decided_at < %(before)s LIMIT 100"
    found = await (await tx.execute(statement, {"before": now - _KEPT})).fetchall()
    return [(row["id"], row["key_id"]) for row in found]


async def key_destroyed(tx: Transaction, outside_answer_id: UUID) -> None:
    """Note that the key of an answer is gone, and with it what it sealed."""
    statement = "UPDATE outside_answers SET key_id = NULL, sealed = NULL, refusal = NULL WHERE id = %(id)s"
    await tx.execute(statement, {"id": outside_answer_id})


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
