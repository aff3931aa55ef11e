"""What happened, read from the event log for timelines and "what changed"; and the audit of what is no event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.chassis import texts
from services.chassis.database import Transaction
from services.chassis.event_log.log import Recorded, message_class

_COLUMNS = """
    e.position, e.id, e.aggregate_type, e.aggregate_id, e.version, e.public_version, e.type, e.payload, e.actor,
    e.occurred_at, e.recorded_at, e.traceparent, e.prev_hash, e.hash
"""


async def of_versions(
    tx: Transaction, wanted: Sequence[tuple[UUID, int]], *, with_texts: bool = True
) -> dict[tuple[UUID, int], Recorded]:
    """Return single events by aggregate and version; their texts are filled in, or only ids and commitments."""
    statement = f"""
        SELECT {_COLUMNS}
          FROM events e
          JOIN unnest(%(ids)s::uuid[], %(versions)s::bigint[]) AS wanted (id, version)
            ON e.aggregate_id = wanted.id AND e.version = wanted.version
    """  # noqa: S608
    parameters = {"ids": [each for each, _ in wanted], "versions": [version for _, version in wanted]}
    found = await (await tx.execute(statement, parameters)).fetchall()
    return {(each.aggregate_id, each.version): each for each in await _recorded(tx, found, with_texts=with_texts)}


async def add_change(
    tx: Transaction,
    position: int,
    *,
    recommendation_id: UUID,
    assignment_id: UUID | None,
    illustrative: bool,
    occurred_date: date,
) -> None:
    """Let an event appear under "what changed"."""
    statement = """
        INSERT INTO changes (position, recommendation_id, assignment_id, illustrative, occurred_date)
        VALUES (%(position)s, %(recommendation_id)s, %(assignment_id)s, %(illustrative)s, %(occurred_date)s)
    """
    await tx.execute(
        statement,
        {
            "position": position,
            "recommendation_id": recommendation_id,
            "assignment_id": assignment_id,
            "illustrative": illustrative,
            "occurred_date": occurred_date,
        },
    )


@dataclass(frozen=True, kw_only=True)
class Change:
    """One public change."""

    recommendation_id: UUID
    assignment_id: UUID | None
    occurred_date: date
    event: Recorded


async def changes(tx: Transaction, *, illustrative: bool, after: tuple[date, int] | None, limit: int) -> list[Change]:
    """Return what changed on lines that are listed, newest first."""
    # One by one, from the newest on, until the page is full.
    visible = """
        CASE WHEN h.assignment_id IS NULL
             THEN (SELECT bool_or(o.listed) FROM assignments o WHERE o.recommendation_id = h.recommendation_id)
             ELSE (SELECT a.listed FROM assignments a WHERE a.id = h.assignment_id) END
    """
    before = "AND (h.occurred_date, h.position) < (%(day)s, %(position)s)"
    statement = f"""
        SELECT newest.recommendation_id, newest.assignment_id, newest.occurred_date, {_COLUMNS}
          FROM (SELECT h.*
                  FROM changes h
                 WHERE h.illustrative = %(illustrative)s AND {visible}
                   {before if after else ""}
                 ORDER BY h.occurred_date DESC, h.position DESC
                 LIMIT %(limit)s) newest
          JOIN events e ON e.position = newest.position
         ORDER BY newest.occurred_date DESC, newest.position DESC
    """  # noqa: S608
    day, position = after or (None, None)
    parameters = {"illustrative": illustrative, "day": day, "position": position, "limit": limit}
    found = await (await tx.execute(statement, parameters)).fetchall()
    return [
        Change(
            recommendation_id=row["recommendation_id"],
            assignment_id=row["assignment_id"],
            occurred_date=row["occurred_date"],
            event=event,
        )
        for row, event in zip(found, await _recorded(tx, found), strict=True)
    ]


async def audit(tx: Transaction, *, at: datetime, actor: str, action: str, row_id: UUID, detail: str = "") -> None:
    """Keep an act that is no event. `detail` is a word of the glossary, never what somebody wrote."""
    statement = """
        INSERT INTO audit (at, actor, action, row_id, detail)
        VALUES (%(at)s, %(actor)s, %(action)s, %(row_id)s, %(detail)s)
    """
    await tx.execute(statement, {"at": at, "actor": actor, "action": action, "row_id": row_id, "detail": detail})


_NAMES = [each.strip().removeprefix("e.") for each in _COLUMNS.split(",")]


async def _recorded(tx: Transaction, found: Sequence[Mapping[str, Any]], *, with_texts: bool = True) -> list[Recorded]:
    messages = [message_class(row["type"]).FromString(row["payload"]) for row in found]
    if with_texts:
        await texts.fill_in(tx, messages)
    return [
        Recorded(**{name: row[name] for name in _NAMES}, message=message)
        for row, message in zip(found, messages, strict=True)
    ]
