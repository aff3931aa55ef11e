"""Suggestions of evidence: sealed rows, no events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.recommendations.domain.errors import NoSuchSuggestion
from services.recommendations.domain.suggestions import Suggestion
from services.recommendations.domain.values import DiscardReason, SuggestionState


@dataclass(frozen=True, kw_only=True)
class Row:
    """One suggestion with what it says, sealed."""

    suggestion: Suggestion
    key_id: UUID
    sealed: bytes | None
    suggested_at: datetime


def place_of(row: Row) -> tuple[str, UUID]:
    """Return where a row stands in the lists of what waits."""
    return row.suggested_at.isoformat(), row.suggestion.id


async def add(tx: Transaction, row: Row) -> None:
    """Write what came in."""
    statement = """
        INSERT INTO suggestions (id, assignment_id, key_id, sealed, state, suggested_at)
        VALUES (%(id)s, %(assignment_id)s, %(key_id)s, %(sealed)s, %(state)s, %(suggested_at)s)
    """
    await tx.execute(statement, {**vars(row.suggestion), **vars(row)})


async def lock(tx: Transaction, suggestion_id: UUID) -> Row:
    """Lock a suggestion and return it.

    Raises:
        NoSuchSuggestion: There is none.
    """
    statement = "SELECT * FROM suggestions WHERE id = %(id)s FOR UPDATE"
    found = await (await tx.execute(statement, {"id": suggestion_id})).fetchone()
    if found is None:
        raise NoSuchSuggestion
    return _row(found)


async def waiting(
    tx: Transaction, hosts: frozenset[UUID], *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Row]:
    """Return what waits for a reviewer of these hosts, oldest first; none of a record that is hidden."""
    return await _undecided(tx, SuggestionState.WAITING, list(hosts), after=after, limit=limit)


async def passed(tx: Transaction, *, after: tuple[datetime, UUID] | None, limit: int) -> list[Row]:
    """Return what waits for a verifier, oldest first; none of a record that is hidden."""
    return await _undecided(tx, SuggestionState.PASSED, None, after=after, limit=limit)


async def _undecided(
    tx: Transaction,
    state: SuggestionState,
    hosts: list[UUID] | None,
    *,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Row]:
    statement = """
        SELECT s.*
          FROM suggestions s
          JOIN assignments a ON a.id = s.assignment_id
          JOIN recommendations r ON r.id = a.recommendation_id
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE s.state = %(state)s AND (%(hosts)s::uuid[] IS NULL OR r.host_organisation_id = ANY(%(hosts)s))
           AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
           AND (%(id)s::uuid IS NULL OR (s.suggested_at, s.id) > (%(at)s::timestamptz, %(id)s))
         ORDER BY s.suggested_at, s.id
         LIMIT %(limit)s
    """
    at, last = after or (None, None)
    parameters = {"state": state, "hosts": hosts, "at": at, "id": last, "limit": limit}
    return [_row(each) for each in await (await tx.execute(statement, parameters)).fetchall()]


async def pass_on(tx: Transaction, row: Row, *, key_id: UUID, sealed: bytes, by: UUID, at: datetime) -> None:
    """Note that a locked suggestion was passed on. The key of what a reviewer changed waits to be destroyed."""
    statement = """
        UPDATE suggestions
           SET state = 'passed', screened_by = %(by)s, screened_at = %(at)s, key_id = %(key_id)s, sealed = %(sealed)s,
               former_key_id = nullif(key_id, %(key_id)s)
         WHERE id = %(id)s
    """
    await tx.execute(statement, {"id": row.suggestion.id, "key_id": key_id, "sealed": sealed, "by": by, "at": at})


async def discard(tx: Transaction, suggestion_id: UUID, reason: DiscardReason, *, by: UUID, at: datetime) -> None:
    """Note that a locked suggestion was discarded; what it says goes."""
    statement = """
        UPDATE suggestions
           SET state = 'discarded', sealed = NULL, discard_reason = %(reason)s, screened_by = %(by)s,
               screened_at = %(at)s
         WHERE id = %(id)s
    """
    await tx.execute(statement, {"id": suggestion_id, "reason": reason, "by": by, "at": at})


async def settle(tx: Transaction, suggestion_id: UUID, state: SuggestionState, *, by: UUID, at: datetime) -> None:
    """Note what a verifier did with a locked suggestion."""
    statement = """
        UPDATE suggestions SET state = %(state)s, settled_by = %(by)s, settled_at = %(at)s WHERE id = %(id)s
    """
    await tx.execute(statement, {"id": suggestion_id, "state": state, "by": by, "at": at})


async def changed(tx: Transaction) -> list[tuple[UUID, UUID]]:
    """Return suggestions that a reviewer changed, each with the key of what came in."""
    statement = "SELECT id, former_key_id FROM suggestions WHERE former_key_id IS NOT NULL LIMIT 100"
    return [(row["id"], row["former_key_id"]) for row in await (await tx.execute(statement)).fetchall()]


async def former_key_destroyed(tx: Transaction, suggestion_id: UUID) -> None:
    """Note that the key of what came in is gone."""
    await tx.execute("UPDATE suggestions SET former_key_id = NULL WHERE id = %(id)s", {"id": suggestion_id})


async def to_erase(tx: Transaction, *, settled_before: datetime) -> list[tuple[UUID, UUID]]:
    """Return what was discarded, or settled before an instant, each with its key. What was changed comes later."""
    statement = """
        SELECT id, key_id
          FROM suggestions
         WHERE former_key_id IS NULL
           AND (state = 'discarded' OR (state IN ('taken_up', 'set_aside') AND settled_at < %(before)s))
         LIMIT 100
    """
    found = await (await tx.execute(statement, {"before": settled_before})).fetchall()
    return [(row["id"], row["key_id"]) for row in found]


async def delete(tx: Transaction, suggestion_id: UUID) -> None:
    """Delete a suggestion whose key is destroyed."""
    await tx.execute("DELETE FROM suggestions WHERE id = %(id)s", {"id": suggestion_id})


def _row(found: Mapping[str, Any]) -> Row:
    return Row(
        suggestion=Suggestion(
            id=found["id"],
            assignment_id=found["assignment_id"],
            state=SuggestionState(found["state"]),
            screened_by=found["screened_by"],
        ),
        key_id=found["key_id"],
        sealed=found["sealed"],
        suggested_at=found["suggested_at"],
    )
