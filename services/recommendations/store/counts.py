"""The overview's summary: commands append what they change, one task folds it, whoever reads adds both up."""

from collections import Counter
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.recommendations.domain.counts import Contribution
from services.recommendations.domain.filters import LineFilter
from services.recommendations.store import response_times

_BATCH: Final = 5000
_FOLDING: Final = 5_190_416_621  # advisory lock of this database: two copies of the service fold one after the other

# Whoever has, or had, the slug.
BODY: Final = """
    (SELECT id FROM addressees WHERE slug = %(addressee_slug)s OR former_slugs @> ARRAY[%(addressee_slug)s::text])
"""
# What has passed its date before the last day that the clock is done with stays in the bar it went to.
_PLACE: Final = """
    illustrative, theme, addressee_id, position, progress, verification, counts,
    CASE WHEN until_date < %(done)s THEN bar_then ELSE bar END AS bar,
    CASE WHEN until_date < %(done)s THEN NULL ELSE until_date END AS until_date,
    CASE WHEN until_date < %(done)s THEN '' ELSE bar_then END AS bar_then
"""

_DELTA: Final = """
    SELECT %(illustrative_n)s, theme, %(addressee_id_n)s::uuid, %(position_n)s, %(progress_n)s, %(verification_n)s,
           %(counts_n)s::text[], %(bar_n)s, %(until_date_n)s::date, %(bar_then_n)s, %(delta_n)s::integer
      FROM written CROSS JOIN unnest(%(themes_n)s::text[]) AS theme
"""

_TOTAL: Final = "illustrative, theme, addressee_id, position, progress, verification, counts, bar"


def deltas(before: Contribution | None, after: Contribution | None) -> tuple[str, dict[str, Any]]:
    """Return what appends the difference between what a line added before and what it adds now; empty if none.

    It is a statement with its parameters, for a query that calls the line `written` once it is.
    """
    if before == after:
        return "", {}
    places = [(each, delta) for each, delta in ((before, -1), (after, 1)) if each]
    selected = " UNION ALL ".join(_DELTA.replace("_n)s", f"_{n})s") for n in range(len(places)))
    statement = f"""
        INSERT INTO line_count_deltas (illustrative, theme, addressee_id, position, progress, verification, counts, bar,
                                       until_date, bar_then, delta)
        {selected}
    """
    parameters: dict[str, Any] = {}
    for n, (contribution, delta) in enumerate(places):
        parameters |= {f"{name}_{n}": value for name, value in _place(contribution).items()}
        parameters[f"delta_{n}"] = delta
    return statement, parameters


def _place(contribution: Contribution) -> dict[str, Any]:
    bar = contribution.bar
    return {
        "illustrative": contribution.illustrative,
        "themes": sorted({"", *contribution.themes}),
        "addressee_id": contribution.addressee_id,
        "position": contribution.position,
        "progress": contribution.progress,
        "verification": contribution.verification,
        "counts": sorted(contribution.counts),
        "bar": bar.group,
        "until_date": bar.until_date,
        "bar_then": bar.then or "",
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
        WITH taken AS (
            DELETE FROM line_count_deltas
             WHERE id IN (SELECT id FROM line_count_deltas ORDER BY id LIMIT %(batch)s)
            RETURNING illustrative, theme, addressee_id, position, progress, verification, counts, bar, until_date,
                      bar_then, delta AS total
        ), past AS (
            DELETE FROM line_counts WHERE until_date < %(done)s RETURNING *
        ), moved AS (
            SELECT {_PLACE}, sum(total) AS total
              FROM (SELECT * FROM taken UNION ALL SELECT * FROM past) both_
             GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
        ), summed AS (
            INSERT INTO line_totals AS known
            SELECT {_TOTAL}, sum(total)
              FROM (SELECT {_TOTAL}, total FROM moved UNION ALL SELECT {_TOTAL}, -total FROM past) both_
             GROUP BY {_TOTAL}
                ON CONFLICT ({_TOTAL}) DO UPDATE SET total = known.total + excluded.total
        ), folded AS (
            INSERT INTO line_counts AS known
            SELECT * FROM moved
                ON CONFLICT (illustrative, theme, addressee_id, position, progress, verification, counts, bar,
                             until_date, bar_then)
                DO UPDATE SET total = known.total + excluded.total
        )
        SELECT count(*) AS taken FROM taken
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
    await tx.execute("DELETE FROM line_totals WHERE total = 0")
    await tx.execute("DELETE FROM counts WHERE total = 0")
    return taken + await response_times.fold(tx)


async def recount(tx: Transaction) -> None:
    """Write the whole summary anew from the lines and records as they stand. The tables are empty."""
    of_lines = f"""
        INSERT INTO line_counts
        SELECT {_PLACE}, count(*)
          FROM (SELECT a.illustrative, each.theme, a.addressee_id, a.position, a.progress, a.verification, a.counts,
                       a.bar, a.bar_until_date AS until_date, coalesce(a.bar_then, '') AS bar_then
                  FROM assignments a
                 CROSS JOIN LATERAL (SELECT DISTINCT unnest(array_prepend('', a.themes)) AS theme) each
                 WHERE a.listed) line
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
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
    totals = f"INSERT INTO line_totals SELECT {_TOTAL}, sum(total) FROM line_counts GROUP BY {_TOTAL}"  # noqa: S608
    await tx.execute(of_lines, {"done": await _done_day(tx)})
    await tx.execute(totals)
    await tx.execute(of_statements)
    await response_times.recount(tx)


async def _done_day(tx: Transaction) -> date | None:
    row = await (await tx.execute("SELECT done_date FROM clock_days")).fetchone()
    return row["done_date"] if row else None


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
        today: Bars change with the dates before it.
    """
    conditions = {
        "addressee_slug": f"addressee_id = {BODY}",
        "position": "position = %(position)s",
        "progress": "progress = %(progress)s",
        "verification": "verification = %(verification)s",
        "count": "counts @> ARRAY[%(count)s::text]",
    }
    chosen = ["illustrative = %(illustrative)s", "theme = %(theme)s"]
    chosen += [condition for name, condition in conditions.items() if getattr(wanted, name)]
    where = " AND ".join(chosen)
    bar = "bar = %(bar_group)s" if wanted.bar_group else "true"
    statement = f"""
        SELECT addressee_id, bar, counts, sum(total)::bigint AS total
          FROM (SELECT addressee_id, bar, counts, total FROM line_totals WHERE {where}
                 UNION ALL
                SELECT addressee_id, moved.bar, counts, moved.total
                  FROM line_counts
                 CROSS JOIN LATERAL (VALUES (bar, -total), (bar_then, total)) AS moved (bar, total)
                 WHERE {where} AND until_date < %(today)s
                 UNION ALL
                SELECT addressee_id, CASE WHEN until_date < %(today)s THEN bar_then ELSE bar END, counts, delta
                  FROM line_count_deltas
                 WHERE {where}) every
         WHERE {bar}
         GROUP BY 1, 2, 3
        HAVING sum(total) <> 0
    """  # noqa: S608
    summary = Summary()
    for row in await (await tx.execute(statement, {**vars(wanted), "today": today})).fetchall():
        summary.add(row["addressee_id"], row["bar"], row["counts"], row["total"])
    return summary


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
