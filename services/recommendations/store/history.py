"""What happened, read from the event log for timelines and "what changed"; and the audit of what is no event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from services.chassis import texts
from services.chassis.database import Transaction
from services.chassis.event_log.log import Recorded, message_class
from services.recommendations.domain.filters import LineFilter
from services.recommendations.store import filters

MOST_LOOKED_AT: Final = 5_000
"""So many changes of all lines are looked through at most for those of a filter, before a page ends."""

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


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a page of changes ended."""

    day: date
    position: int


@dataclass(frozen=True, kw_only=True)
class Looked:
    """Changes that were found, and how far they were looked for."""

    found: list[Change]
    last: Place | None
    """The last one that was looked at, if there may be more behind it."""
    recorded_at: datetime | None = None
    """When that one was recorded."""


async def changes(tx: Transaction, *, illustrative: bool, after: Place | None, limit: int) -> list[Change]:
    """Return what changed on lines that are listed, what happened last first."""
    # One by one, from the newest on, until the page is full.
    visible = """
        CASE WHEN h.assignment_id IS NULL
             THEN (SELECT bool_or(o.listed) FROM assignments o WHERE o.recommendation_id = h.recommendation_id)
             ELSE (SELECT a.listed FROM assignments a WHERE a.id = h.assignment_id) END
    """
    newest = f"SELECT h.* FROM changes h WHERE {_behind(after, by_recorded=False)} AND {visible}"  # noqa: S608
    parameters = {**_place(after), "illustrative": illustrative, "limit": limit}
    return await _changes(tx, newest, parameters, by_recorded=False)


async def changes_of(
    tx: Transaction, wanted: LineFilter, *, after: Place | None, limit: int, by_recorded: bool, today: date
) -> Looked:
    """Return what changed on the lines that a filter asks for, among the newest changes of all lines.

    Args:
        tx: The reading transaction.
        wanted: The filter.
        after: Where the page before ended.
        limit: How many are wanted.
        by_recorded: True: what was recorded last comes first; false: what happened last.
        today: Day of the answer.
    """
    line, parameters = filters.of_line(wanted, today=today)
    parameters |= {**_place(after), "limit": limit, "most_looked_at": MOST_LOOKED_AT}
    order = _order(by_recorded)
    looked = f"""
        SELECT h.* FROM changes h
         WHERE {_behind(after, by_recorded=by_recorded)} ORDER BY {order} LIMIT %(most_looked_at)s
    """  # noqa: S608
    # Asked of each by itself, so that none is asked once the page is full.
    newest = f"""
        SELECT h.* FROM ({looked}) h
         WHERE (SELECT true FROM assignments a
                 WHERE a.recommendation_id = h.recommendation_id
                   AND (h.assignment_id IS NULL OR a.id = h.assignment_id) AND {line}
                 LIMIT 1)
    """  # noqa: S608
    found = await _changes(tx, newest, parameters, by_recorded=by_recorded)
    if len(found) >= limit:
        end = found[-1]
        place = Place(day=end.occurred_date, position=end.event.position)
        return Looked(found=found, last=place, recorded_at=end.event.recorded_at)
    row = await _last_looked_at(tx, looked, parameters, by_recorded=by_recorded)
    if row is None:
        return Looked(found=found, last=None)
    place = Place(day=row["occurred_date"], position=row["position"])
    return Looked(found=found, last=place, recorded_at=row["recorded_at"])


async def _last_looked_at(
    tx: Transaction, looked: str, parameters: dict[str, Any], *, by_recorded: bool
) -> dict[str, Any] | None:
    """Return the last one of as many changes as are looked through at most; None if there were fewer."""
    first = _order(by_recorded).replace(" DESC", "")
    # One first, then its event: of 5,000 the database would look for the events by reading the whole log.
    statement = f"""
        SELECT last.occurred_date, last.position, e.recorded_at
          FROM (SELECT h.*
                  FROM (SELECT l.*, count(*) OVER () AS looked_at FROM ({looked}) l) h
                 WHERE h.looked_at = %(most_looked_at)s
                 ORDER BY {first}
                 LIMIT 1) last
         CROSS JOIN LATERAL (SELECT recorded_at FROM events WHERE position = last.position LIMIT 1) e
    """  # noqa: S608
    return await (await tx.execute(statement, parameters, prepare=False)).fetchone()


async def matching(tx: Transaction, wanted: LineFilter, recommendation_ids: list[UUID], *, today: date) -> set[UUID]:
    """Return the lines of some recommendations that a filter asks for."""
    line, parameters = filters.of_line(wanted, today=today)
    statement = f"SELECT a.id FROM assignments a WHERE a.recommendation_id = ANY(%(records)s) AND {line}"  # noqa: S608
    given = {**parameters, "records": recommendation_ids}
    rows = await (await tx.execute(statement, given, prepare=False)).fetchall()
    return {row["id"] for row in rows}


def _order(by_recorded: bool) -> str:
    return "h.position DESC" if by_recorded else "h.occurred_date DESC, h.position DESC"


def _behind(place: Place | None, *, by_recorded: bool) -> str:
    condition = "h.illustrative = %(illustrative)s"
    if place is None:
        return condition
    behind = "h.position < %(at_position)s"
    return (
        f"{condition} AND {behind if by_recorded else '(h.occurred_date, h.position) < (%(at_day)s, %(at_position)s)'}"
    )


def _place(place: Place | None) -> dict[str, Any]:
    return {"at_day": place.day, "at_position": place.position} if place else {}


async def _changes(tx: Transaction, newest: str, parameters: dict[str, Any], *, by_recorded: bool) -> list[Change]:
    """Return the first of changes `h`, with their events."""
    statement = f"""
        SELECT h.recommendation_id, h.assignment_id, h.occurred_date, {_COLUMNS}
          FROM ({newest} ORDER BY {_order(by_recorded)} LIMIT %(limit)s) h
          JOIN events e ON e.position = h.position
         ORDER BY {_order(by_recorded)}
    """  # noqa: S608
    # Each time planned anew: which way is short depends on how rare the values of a filter are.
    found = await (await tx.execute(statement, parameters, prepare=False)).fetchall()
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
