"""The overview's summary: commands append what they change, one task folds it, whoever reads adds both up."""

from collections import Counter
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.recommendations.domain.counts import Contribution
from services.recommendations.domain.filters import LineFilter
from services.recommendations.store import response_times, rows

_BATCH: Final = 5000
_FOLDING: Final = 5_190_416_621  # advisory lock of this database: two copies of the service fold one after the other

# Whoever has, or had, the slug.
BODY: Final = """
    (SELECT id FROM addressees WHERE slug = %(addressee_slug)s OR former_slugs @> ARRAY[%(addressee_slug)s::text])
"""
# What tells counts apart.
_PLACE: Final = """
    illustrative, theme, addressee_id, position, progress, verification, counts, bar, response, delivery, since_date
"""
# Where a line stands, and from what its bar and clocks follow.
_LINE: Final = """
    illustrative, themes, addressee_id, position, progress, verification, counts, bar, bar_then, until_date,
    clock_start_date, response_due_date, answered_date, clock_stop_date, delivery_date, done_date
"""
# What lines `l` count, each as often as its `delta` says, under each of their themes and among all.
_TURNED: Final = """
    SELECT l.illustrative, each.theme, l.addressee_id, l.position, l.progress, l.verification, l.counts,
           t.turned_bar AS bar, t.response, t.delivery, t.since_date, l.delta * t.delta AS total
      FROM l
     CROSS JOIN LATERAL turns_of(%(done)s::date, l.bar, l.bar_then, l.until_date, l.clock_start_date,
                                 l.response_due_date, l.answered_date, l.clock_stop_date, l.delivery_date,
                                 l.done_date) t
     CROSS JOIN LATERAL (SELECT DISTINCT unnest(array_prepend('', l.themes)) AS theme) each
"""


# The columns of `_LINE` and the delta.
_STEP: Final = """
    illustrative boolean, themes text[], addressee_id uuid, position text, progress text, verification text,
    counts text[], bar text, bar_then text, until_date date, clock_start_date date, response_due_date date,
    answered_date date, clock_stop_date date, delivery_date date, done_date date, delta integer
"""


def deltas(before: Contribution | None, after: Contribution | None) -> tuple[str, dict[str, Any]]:
    """Return what appends the difference between what a line added before and what it adds now; empty if none.

    It is a statement with its parameter, for a query that calls the line `written` once it is. One parameter for all:
    psycopg reads a query of more than fifty anew each time.
    """
    if before == after:
        return "", {}
    statement = f"""
        INSERT INTO line_count_deltas ({_LINE}, delta)
        SELECT step.* FROM written CROSS JOIN jsonb_to_recordset(%(places)s) AS step ({_STEP})
    """  # noqa: S608
    steps = [_line(each) | {"delta": delta} for each, delta in ((before, -1), (after, 1)) if each]
    return statement, {"places": rows.recordset(steps)}


def _line(contribution: Contribution) -> dict[str, Any]:
    bar = contribution.bar
    return {
        "illustrative": contribution.illustrative,
        "themes": sorted(contribution.themes),
        "addressee_id": contribution.addressee_id,
        "position": contribution.position,
        "progress": contribution.progress,
        "verification": contribution.verification,
        "counts": sorted(contribution.counts),
        "bar": bar.group,
        "until_date": bar.until_date,
        "bar_then": bar.then or "",
        **vars(contribution.dates),
    }


async def append_statement(tx: Transaction, measure: str, *, illustrative: bool, delta: int) -> None:
    """Append a statement that is now counted (1), or is no longer (-1): `tracked` or `recorded`."""
    statement = """
        INSERT INTO count_deltas (illustrative, measure, delta) VALUES (%(illustrative)s, %(measure)s, %(delta)s)
    """
    await tx.execute(statement, {"illustrative": illustrative, "measure": measure, "delta": delta})


async def fold(tx: Transaction) -> int:
    """Move appended deltas into the summary, and return how many; 0 if there were none, or another copy is at it."""
    locked = await (await tx.execute("SELECT pg_try_advisory_xact_lock(%(key)s) AS got", {"key": _FOLDING})).fetchone()
    if locked is None or not locked["got"]:
        return 0
    done = await _done_day(tx)
    of_lines = f"""
        WITH l AS (
            DELETE FROM line_count_deltas
             WHERE id IN (SELECT id FROM line_count_deltas ORDER BY id LIMIT %(batch)s)
            RETURNING {_LINE}, delta
        ), past AS (
            DELETE FROM line_counts WHERE since_date > '-infinity' AND since_date <= %(done)s RETURNING *
        ), moved AS (
            SELECT {_PLACE}, sum(total) AS total
              FROM ({_TURNED}
                     UNION ALL
                    SELECT {_PLACE.replace("since_date", "'-infinity'")}, total FROM past) both_
             GROUP BY {_PLACE}
            HAVING sum(total) <> 0
        ), folded AS (
            INSERT INTO line_counts AS known ({_PLACE}, total)
            SELECT {_PLACE}, total FROM moved
                ON CONFLICT ({_PLACE}) DO UPDATE SET total = known.total + excluded.total
        )
        SELECT count(*) AS taken FROM l
    """  # noqa: S608
    of_statements = """
        WITH taken AS (
            DELETE FROM count_deltas
             WHERE id IN (SELECT id FROM count_deltas ORDER BY id LIMIT %(batch)s)
            RETURNING illustrative, measure, delta
        ), folded AS (
            INSERT INTO counts AS known (illustrative, measure, bar, bar_then, total)
            SELECT illustrative, measure, '', '', sum(delta) FROM taken GROUP BY illustrative, measure
                ON CONFLICT (addressee_id, illustrative, measure, bar, until_date, bar_then)
                DO UPDATE SET total = known.total + excluded.total
        )
        SELECT count(*) AS taken FROM taken
    """
    taken = 0
    for statement in (of_lines, of_statements):
        row = await (await tx.execute(statement, {"batch": _BATCH, "done": done})).fetchone()
        taken += int(row["taken"]) if row else 0
    await tx.execute("DELETE FROM line_counts WHERE total = 0")
    await tx.execute("DELETE FROM counts WHERE total = 0")
    return taken + await response_times.fold(tx)


async def recount(tx: Transaction) -> None:
    """Write the whole summary anew from the lines and records as they stand. The tables are empty."""
    of_lines = f"""
        WITH l AS NOT MATERIALIZED (
            SELECT {_LINE.replace("until_date", "bar_until_date AS until_date")}, 1 AS delta
              FROM assignments
             WHERE listed
        )
        INSERT INTO line_counts ({_PLACE}, total)
        SELECT {_PLACE}, sum(total)
          FROM ({_TURNED}) turned
         GROUP BY {_PLACE}
        HAVING sum(total) <> 0
    """  # noqa: S608
    of_statements = """
        INSERT INTO counts (illustrative, measure, bar, bar_then, total)
        SELECT a.illustrative, 'tracked', '', '', count(DISTINCT r.id)
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE a.listed AND r.state = 'published'
         GROUP BY 1
         UNION ALL
        SELECT r.illustrative, 'recorded', '', '', count(*)
          FROM recommendations r
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE r.publication = 'recorded' AND r.state = 'published'
           AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
         GROUP BY 1
    """
    await tx.execute(of_lines, {"done": await _done_day(tx)})
    await tx.execute(of_statements)
    await response_times.recount(tx)


async def _done_day(tx: Transaction) -> date | None:
    """Return the day up to which what turned is moved to where it stands now; None: no day.

    A past day after which nothing was recorded is read from the counts of now, so what turned after the last event
    stays where it can be told apart. In no time zone was that event recorded before the day that precedes UTC's.
    """
    statement = """
        SELECT least(done_date, (SELECT (recorded_at AT TIME ZONE 'UTC')::date - 1
                                   FROM events ORDER BY position DESC LIMIT 1)) AS day
          FROM clock_days
    """
    row = await (await tx.execute(statement)).fetchone()
    return row["day"] if row else None


class Summary:
    """The counts of a day: per addressee."""

    def __init__(self) -> None:
        self.counts: dict[UUID, Counter[str]] = {}
        self.bars: dict[UUID, Counter[str]] = {}
        self.at_least = False
        """More lines match than were counted."""

    def add(self, addressee_id: UUID, bar: str, counts: list[str], lines: int) -> None:
        """Add so many lines of a body that stand at the same place."""
        self.bars.setdefault(addressee_id, Counter())[bar] += lines
        for each in counts:
            self.counts.setdefault(addressee_id, Counter())[each] += lines

    def total(self, count: str) -> int:
        """Return one of the four counts over all addressees."""
        return sum(each[count] for each in self.counts.values())

    @property
    def lines(self) -> int:
        """How many lines were counted."""
        return sum(each.total() for each in self.bars.values())


async def read(tx: Transaction, wanted: LineFilter, *, today: date) -> Summary:
    """Read the summary as of a day, folded and not yet folded alike.

    Args:
        tx: The caller's transaction.
        wanted: A filter by nothing that the summary does not know (`LineFilter.is_summed_up`).
        today: Bars and clocks turn with the dates before it.
    """
    statement = f"""
        SELECT addressee_id, bar, counts, sum(total)::bigint AS total
          FROM ({_every(wanted)}) every
         GROUP BY addressee_id, bar, counts
        HAVING sum(total) <> 0
    """  # noqa: S608
    summary = Summary()
    for row in await (await tx.execute(statement, {**vars(wanted), "today": today})).fetchall():
        summary.add(row["addressee_id"], row["bar"], row["counts"], row["total"])
    return summary


async def lines(tx: Transaction, wanted: LineFilter, *, today: date) -> int:
    """Read how many lines match, as `read` does."""
    statement = f"SELECT coalesce(sum(total), 0)::bigint AS total FROM ({_every(wanted)}) every"  # noqa: S608
    row = await (await tx.execute(statement, {**vars(wanted), "today": today})).fetchone()
    return int(row["total"]) if row else 0


def _every(wanted: LineFilter) -> str:
    """Return a statement for everything that counts: body, bar, counts and total."""
    conditions = {
        "addressee_slug": f"addressee_id = {BODY}",
        "position": "position = %(position)s",
        "progress": "progress = %(progress)s",
        "verification": "verification = %(verification)s",
        "count": "counts @> ARRAY[%(count)s::text]",
        "bar_group": "bar = %(bar_group)s",
        "response": "response = %(response)s",
        "delivery": "delivery = %(delivery)s",
    }
    same = [condition for name, condition in conditions.items() if getattr(wanted, name)]
    where = " AND ".join(["illustrative = %(illustrative)s", *same])
    return f"""
        SELECT addressee_id, bar, counts, total
          FROM line_counts
         WHERE {where} AND theme = %(theme)s AND since_date <= %(today)s
         UNION ALL
        SELECT addressee_id, bar, counts, delta
          FROM (SELECT illustrative, themes, addressee_id, position, progress, verification, counts, delta,
                       bar_on(%(today)s, bar, bar_then, until_date) AS bar,
                       response_on(%(today)s, clock_start_date, response_due_date, answered_date, clock_stop_date)
                       AS response,
                       delivery_on(%(today)s, delivery_date, done_date, clock_stop_date) AS delivery
                  FROM line_count_deltas) appended
         WHERE {where} AND (%(theme)s = '' OR themes @> ARRAY[%(theme)s::text])
    """  # noqa: S608


async def statements(tx: Transaction, *, illustrative: bool) -> Counter[str]:
    """Read how many statements are `tracked`, with a line that is listed, and how many `recorded`."""
    statement = """
        SELECT measure, sum(total)::bigint AS total
          FROM (SELECT illustrative, measure, total FROM counts
                 UNION ALL
                SELECT illustrative, measure, delta FROM count_deltas) both_
         WHERE illustrative = %(illustrative)s AND measure IN ('tracked', 'recorded')
         GROUP BY measure
    """
    found = await (await tx.execute(statement, {"illustrative": illustrative})).fetchall()
    return Counter({row["measure"]: row["total"] for row in found})
