"""What was known when each past day ended: which days there are, states as of then, and reading in place of now.

A day ends before the first event that was recorded after it. So the end of a day follows from the log alone and never
moves; what was recorded while a clock was ahead, and after it, belongs to the day that clock had reached.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.recommendations.store import bulk

_FOLDING: Final = 5_190_416_622  # advisory lock of this database: two copies of the service fold one after the other
_BATCH: Final = 1000
_BEGINNING: Final = date(1, 1, 1)


class Step(IntEnum):
    """Of which table states are written, in this order."""

    ADDRESSEES = 1
    CONSULTATIONS = 2
    RECOMMENDATIONS = 3
    ASSIGNMENTS = 4

    @property
    def table(self) -> str:
        """The table that the states are written to."""
        return f"past_{self.name.lower()}"


@dataclass(frozen=True)
class Seen:
    """How much of the log is there for certain once no transaction from before `horizon` is under way any more."""

    last_position: int
    horizon: int  # a transaction id


async def seen(tx: Transaction) -> Seen:
    """Look how far the log goes. Positions are drawn before the commit, so lower ones may still be missing."""
    statement = """
        SELECT (SELECT coalesce(max(position), 0) FROM events) AS last_position,
               pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS horizon
    """
    row = await (await tx.execute(statement)).fetchone()
    assert row is not None
    return Seen(row["last_position"], row["horizon"])


async def is_settled(tx: Transaction, horizon: int) -> bool:
    """Tell whether every transaction from before the horizon has ended."""
    statement = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint >= %(horizon)s AS settled"
    row = await (await tx.execute(statement, {"horizon": horizon})).fetchone()
    return bool(row and row["settled"])


async def take_turn(tx: Transaction) -> bool:
    """Let nobody else fold until this transaction ends; False if another copy is at it."""
    row = await (await tx.execute("SELECT pg_try_advisory_xact_lock(%(key)s) AS got", {"key": _FOLDING})).fetchone()
    return bool(row and row["got"])


@dataclass(frozen=True, kw_only=True)
class Folded:
    """How far days are folded."""

    last_position: int  # 0 before the first
    last_day: date | None
    next_recorded_at: datetime | None  # of the first event after it; None if there is none


async def folded(tx: Transaction) -> Folded:
    """Return how far days are folded."""
    statement = """
        SELECT coalesce(last_position, 0) AS last_position, day AS last_day,
               (SELECT recorded_at FROM events WHERE position > coalesce(last_position, 0) ORDER BY position LIMIT 1)
               AS next_recorded_at
          FROM (SELECT 1) one
          LEFT JOIN (SELECT day, last_position FROM past_days WHERE folded ORDER BY day DESC LIMIT 1) newest ON true
    """
    row = await (await tx.execute(statement)).fetchone()
    assert row is not None
    return Folded(**row)


async def recorded_since(tx: Transaction, end: datetime, *, after: int) -> bool:
    """Tell whether anything after a position of the log was recorded at or after an instant."""
    statement = "SELECT EXISTS (SELECT FROM events WHERE position > %(after)s AND recorded_at >= %(end)s) AS found"
    row = await (await tx.execute(statement, {"after": after, "end": end})).fetchone()
    return bool(row and row["found"])


async def last_position(tx: Transaction, day: date) -> int:
    """Return the end of a day that is folded or lies before the first event: 0."""
    statement = "SELECT max(last_position) AS found FROM past_days WHERE day <= %(day)s AND folded"
    row = await (await tx.execute(statement, {"day": day})).fetchone()
    return int(row["found"] or 0) if row else 0


async def read_as_at(tx: Transaction, day: date, position: int) -> None:
    """Let every later statement of the transaction read what was known when a day ended."""
    statement = """
        SELECT set_config('search_path', 'as_at, public', true),
               set_config('roundtable.as_at_position', %(position)s, true),
               set_config('roundtable.as_at_day', %(day)s, true)
    """
    await tx.execute(statement, {"position": str(position), "day": day.isoformat()})


async def begin(tx: Transaction, since: Folded, *, zone: str, until: int) -> bool:
    """Note the days that have ended since, and what has to be folded for them; False if none has.

    Args:
        tx: The transaction that has taken its turn.
        since: How far days are folded.
        zone: Name of the deployment's time zone.
        until: The last position up to which no event is missing any more.
    """
    ended = await note_days(tx, since, zone=zone, until=until)
    if ended:
        await _note_pending(tx, after=since.last_position)
    return ended


async def note_days(tx: Transaction, since: Folded, *, zone: str, until: int) -> bool:
    """Note the days that have ended since; False if none has. Arguments as of `begin`."""
    statement = """
        WITH unfolded AS (
            SELECT position,
                   greatest(max((recorded_at AT TIME ZONE %(zone)s)::date) OVER (ORDER BY position), %(next)s::date)
                   AS day
              FROM events
             WHERE position > %(after)s AND position <= %(until)s
        ), ends AS (
            SELECT day, max(position) AS last_position FROM unfolded GROUP BY day
        )
        INSERT INTO past_days (day, last_position, folded)
        SELECT day, last_position, false FROM ends WHERE day < (SELECT max(day) FROM ends)
    """
    following = date.fromordinal(since.last_day.toordinal() + 1) if since.last_day else _BEGINNING
    parameters = {"zone": zone, "next": following, "after": since.last_position, "until": until}
    return (await tx.execute(statement, parameters)).rowcount > 0


async def _note_pending(tx: Transaction, *, after: int) -> None:
    """Note what the new days touched, with all that its rows are made from."""
    statement = """
        WITH touched AS (
            SELECT DISTINCT aggregate_type AS type, aggregate_id AS id
              FROM events
             WHERE position > %(after)s AND position <= (SELECT max(last_position) FROM past_days)
        )
        INSERT INTO past_pending (step, id)
        SELECT 1, id FROM touched WHERE type = 'addressee'
         UNION
        SELECT 2, id FROM touched WHERE type = 'consultation'
         UNION
        SELECT 3, id FROM touched WHERE type = 'recommendation'
         UNION
        SELECT 3, r.id FROM touched t JOIN recommendations r ON r.consultation_id = t.id WHERE t.type = 'consultation'
         UNION
        SELECT 4, id FROM touched WHERE type = 'assignment'
         UNION
        SELECT 4, a.id FROM touched t JOIN assignments a ON a.recommendation_id = t.id WHERE t.type = 'recommendation'
         UNION
        SELECT 4, a.id
          FROM touched t
          JOIN recommendations r ON r.consultation_id = t.id
          JOIN assignments a ON a.recommendation_id = r.id
         WHERE t.type = 'consultation'
    """
    await tx.execute(statement, {"after": after})


async def ends(tx: Transaction) -> list[int]:
    """Return the ends of the days that are not folded, after that of the last one that is; empty if all are."""
    statement = "SELECT last_position FROM past_days WHERE NOT folded ORDER BY day"
    found = [row["last_position"] for row in await (await tx.execute(statement)).fetchall()]
    return [(await folded(tx)).last_position, *found] if found else []


async def take_pending(tx: Transaction) -> tuple[Step, list[UUID]] | None:
    """Take the next aggregates that are to be folded, all of one step; None if there are none."""
    statement = """
        DELETE FROM past_pending
         WHERE (step, id) IN (SELECT step, id FROM past_pending
                               WHERE step = (SELECT min(step) FROM past_pending) ORDER BY id LIMIT %(batch)s)
        RETURNING step, id
    """
    found = await (await tx.execute(statement, {"batch": _BATCH})).fetchall()
    return (Step(found[0]["step"]), sorted(row["id"] for row in found)) if found else None


@dataclass(frozen=True, kw_only=True)
class State:
    """One state of a row, and at the ends of which days it was so."""

    valid_from: int
    valid_to: int | None
    columns: Mapping[str, Any]  # with the row's id; the same ones of all states of a table


async def write(tx: Transaction, step: Step, states: Sequence[State]) -> None:
    """Write states of rows of which none is there yet."""
    rows = [{**each.columns, "valid_from": each.valid_from, "valid_to": each.valid_to} for each in states]
    await bulk.copy(tx, step.table, rows)


async def end_known(tx: Transaction, step: Step, states: Sequence[State]) -> None:
    """Let the last state that is there of each row end where the first of its new ones begins."""
    first: dict[UUID, int] = {}
    for each in states:
        first[each.columns["id"]] = min(each.valid_from, first.get(each.columns["id"], each.valid_from))
    statement = f"""
        UPDATE {step.table} known
           SET valid_to = begun.valid_from
          FROM unnest(%(ids)s::uuid[], %(positions)s::bigint[]) AS begun (id, valid_from)
         WHERE known.id = begun.id AND known.valid_to IS NULL
    """  # noqa: S608
    await tx.execute(statement, {"ids": list(first), "positions": list(first.values())})


async def finish(tx: Transaction, first: int) -> None:
    """Write the counts of the days of which all states are there, from the one that ended at `first` on."""
    await _count_statements(tx, first)
    # Tables just filled have no statistics yet. For few rows the database would go, for each, through the very table
    # that it writes to; what it can only join in that way it still does. Not for statements: they are few, and the
    # lines of those that changed are found by such a join, in an index.
    await tx.execute("SET LOCAL enable_nestloop = off")
    await _count_lines(tx, first)
    await _count_responses(tx, first)
    await tx.execute("UPDATE past_days SET folded = true WHERE NOT folded")


async def _count_lines(tx: Transaction, first: int) -> None:
    """Add up, place by place, the lines that began and ceased to stand there.

    What turned by the end of a day counts from the beginning on where it stands then, as in the counts of now.
    """
    others = "illustrative, theme, addressee_id, position, progress, verification, counts, bar, response, delivery"
    columns = f"{others}, since_date"
    deltas = f"""
        WITH changed AS MATERIALIZED (
            SELECT {columns}, since, sum(delta) AS delta
              FROM past_line_turns
             WHERE since >= %(first)s
             GROUP BY {columns}, since
        )
        SELECT {columns}, since, delta FROM changed
         UNION ALL
        SELECT {others}, side.since_date, done.last_position, side.sign * dated.delta
          FROM (SELECT {others}, since_date AS day, delta FROM changed WHERE since_date > '-infinity'
                 UNION ALL
                SELECT {others}, since_date, total
                  FROM past_line_counts
                 WHERE valid_to IS NULL AND since_date > '-infinity'
                   AND since_date <= (SELECT max(day) FROM past_days)) dated
         CROSS JOIN LATERAL (SELECT last_position FROM past_days WHERE past_days.day >= dated.day
                              ORDER BY past_days.day LIMIT 1) done
         CROSS JOIN LATERAL (VALUES (dated.day, -1), ('-infinity'::date, 1)) AS side (since_date, sign)
    """  # noqa: S608
    await _add_up(tx, "past_line_counts", columns, deltas, first)


async def _count_statements(tx: Transaction, first: int) -> None:
    """Add up the statements that began and ceased to be tracked, or recorded.

    One is tracked as long as one of its lines stands.
    """
    deltas = """
        SELECT illustrative, 'recorded' AS measure, valid_from AS since, 1 AS delta
          FROM past_recommendations
         WHERE counted AND valid_from >= %(first)s
         UNION ALL
        SELECT illustrative, 'recorded', valid_to, -1
          FROM past_recommendations
         WHERE counted AND valid_to >= %(first)s
         UNION ALL
        SELECT illustrative, 'tracked', since, CASE WHEN tracked THEN 1 ELSE -1 END
          FROM (SELECT *, lag(tracked, 1, false) OVER (PARTITION BY recommendation_id ORDER BY since) AS before
                  FROM (SELECT recommendation_id, illustrative, since,
                               sum(sum(delta)) OVER (PARTITION BY recommendation_id ORDER BY since) > 0 AS tracked
                          FROM (SELECT a.recommendation_id, a.illustrative, side.since, side.delta
                                  FROM past_assignments a
                                 CROSS JOIN LATERAL (VALUES (a.valid_from, 1), (a.valid_to, -1)) AS side (since, delta)
                                 WHERE a.stands AND side.since IS NOT NULL
                                   AND a.recommendation_id IN (SELECT recommendation_id FROM past_assignments
                                                                WHERE listed AND valid_from >= %(first)s
                                                                UNION
                                                               SELECT recommendation_id FROM past_assignments
                                                                WHERE listed AND valid_to >= %(first)s)) sides
                         GROUP BY recommendation_id, illustrative, since) standing) changed
         WHERE tracked <> before AND since >= %(first)s
    """
    await _add_up(tx, "past_counts", "illustrative, measure", deltas, first)


async def _count_responses(tx: Transaction, first: int) -> None:
    """Add up, by body and number of days, the answers that began and ceased to count."""
    columns = "illustrative, addressee_id, days, in_time"
    deltas = f"""
        SELECT {columns}, valid_from AS since, 1 AS delta FROM past_response_times WHERE valid_from >= %(first)s
         UNION ALL
        SELECT {columns}, valid_to, -1 FROM past_response_times WHERE valid_to >= %(first)s
    """  # noqa: S608
    await _add_up(tx, "past_response_counts", columns, deltas, first)


async def _add_up(tx: Transaction, table: str, columns: str, deltas: str, first: int) -> None:
    """Write totals of places, each from the end of a day on, from what changed at that end.

    Args:
        tx: The transaction.
        table: Where totals stand.
        columns: What tells places apart.
        deltas: A statement that gives these, with `since` and `delta`.
        first: The end of the first day that is written.
    """
    names = columns.split(", ")

    def place(of: str) -> str:
        """Return the place as one value, which can be compared although parts of it may be null."""
        return f"ROW({', '.join(f'{of}.{name}' for name in names)})::text"

    statement = f"""
        WITH summed AS (
            SELECT {columns}, since, sum(delta) AS delta
              FROM ({deltas}) each
             GROUP BY {columns}, since
            HAVING sum(delta) <> 0
        ), running AS (
            SELECT s.*,
                   coalesce(k.total, 0) + sum(s.delta) OVER place AS total,
                   lead(s.since) OVER place AS valid_to,
                   row_number() OVER place = 1 AS is_first
              FROM summed s
              LEFT JOIN {table} k ON k.valid_to IS NULL AND {place("k")} = {place("s")}
            WINDOW place AS (PARTITION BY {", ".join(f"s.{name}" for name in names)} ORDER BY s.since)
        ), ended AS (
            UPDATE {table} known
               SET valid_to = r.since
              FROM running r
             WHERE r.is_first AND known.valid_to IS NULL AND {place("known")} = {place("r")}
        )
        INSERT INTO {table} ({columns}, total, valid_from, valid_to)
        SELECT {columns}, total, since, valid_to
          FROM running
         WHERE total <> 0
    """  # noqa: S608
    await tx.execute(statement, {"first": first})
