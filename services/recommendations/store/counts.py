"""The overview's summary: commands append what they change, one task folds it, whoever reads adds both up."""

from collections import Counter
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.recommendations.domain.counts import Contribution

_BATCH: Final = 5000
_FOLDING: Final = 5_190_416_621  # advisory lock of this database: two copies of the service fold one after the other


async def append(tx: Transaction, before: frozenset[Contribution], after: frozenset[Contribution]) -> None:
    """Append the difference between what a line added before and what it adds now."""
    for contribution, delta in [*((each, -1) for each in before - after), *((each, 1) for each in after - before)]:
        await _append(tx, {**_place(contribution), "delta": delta})


async def append_statement(tx: Transaction, measure: str, *, illustrative: bool, delta: int) -> None:
    """Append a statement that is now counted (1), or is no longer (-1): `tracked` or `recorded`."""
    place = {"addressee_id": None, "illustrative": illustrative, "measure": measure}
    await _append(tx, {**place, "bar": "", "until_date": None, "bar_then": "", "delta": delta})


def _place(contribution: Contribution) -> dict[str, Any]:
    bar = contribution.bar
    return {
        "addressee_id": contribution.addressee_id,
        "illustrative": contribution.illustrative,
        "measure": contribution.count.value if contribution.count else "bar",
        "bar": bar.group.value if bar else "",
        "until_date": bar.until_date if bar else None,
        "bar_then": bar.then.value if bar and bar.then else "",
    }


async def _append(tx: Transaction, row: dict[str, Any]) -> None:
    statement = """
        INSERT INTO count_deltas (addressee_id, illustrative, measure, bar, until_date, bar_then, delta)
        VALUES (%(addressee_id)s, %(illustrative)s, %(measure)s, %(bar)s, %(until_date)s, %(bar_then)s, %(delta)s)
    """
    await tx.execute(statement, row)


async def fold(tx: Transaction) -> int:
    """Move appended deltas into the summary, and return how many; 0 if there were none, or another copy is at it."""
    locked = await (await tx.execute("SELECT pg_try_advisory_xact_lock(%(key)s) AS got", {"key": _FOLDING})).fetchone()
    if locked is None or not locked["got"]:
        return 0
    statement = """
        WITH taken AS (
            DELETE FROM count_deltas
             WHERE id IN (SELECT id FROM count_deltas ORDER BY id LIMIT %(batch)s)
            RETURNING addressee_id, illustrative, measure, bar, until_date, bar_then, delta
        ), folded AS (
            INSERT INTO counts AS known (addressee_id, illustrative, measure, bar, until_date, bar_then, total)
            SELECT addressee_id, illustrative, measure, bar, until_date, bar_then, sum(delta)
              FROM taken
             GROUP BY addressee_id, illustrative, measure, bar, until_date, bar_then
             ORDER BY addressee_id, illustrative, measure, bar, until_date, bar_then
                ON CONFLICT (addressee_id, illustrative, measure, bar, until_date, bar_then)
                DO UPDATE SET total = known.total + excluded.total
        )
        SELECT count(*) AS taken FROM taken
    """
    row = await (await tx.execute(statement, {"batch": _BATCH})).fetchone()
    await tx.execute("DELETE FROM counts WHERE total = 0")
    return int(row["taken"]) if row else 0


async def recount(tx: Transaction) -> None:
    """Write the whole summary anew from the lines and records as they stand. The tables are empty."""
    statement = """
        INSERT INTO counts (addressee_id, illustrative, measure, bar, until_date, bar_then, total)
        SELECT addressee_id, illustrative, 'bar', bar, bar_until_date, coalesce(bar_then, ''), count(*)
          FROM assignments
         WHERE listed
         GROUP BY 1, 2, 3, 4, 5, 6
         UNION ALL
        SELECT addressee_id, illustrative, measure, '', NULL, '', count(*)
          FROM assignments, unnest(counts) AS measure
         WHERE listed
         GROUP BY 1, 2, 3
         UNION ALL
        SELECT NULL, a.illustrative, 'tracked', '', NULL, '', count(DISTINCT r.id)
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE a.listed AND r.state = 'published'
         GROUP BY 2
         UNION ALL
        SELECT NULL, r.illustrative, 'recorded', '', NULL, '', count(*)
          FROM recommendations r
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE r.publication = 'recorded' AND r.state = 'published'
           AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
         GROUP BY 2
    """
    await tx.execute(statement)


class Summary:
    """The counts of a day: per addressee, and of statements."""

    def __init__(self) -> None:
        self.counts: dict[UUID, Counter[str]] = {}
        self.bars: dict[UUID, Counter[str]] = {}
        self.statements: Counter[str] = Counter()

    def total(self, count: str) -> int:
        """Return one of the four counts over all addressees."""
        return sum(each[count] for each in self.counts.values())


async def read(tx: Transaction, *, illustrative: bool | None, today: date, addressee_id: UUID | None = None) -> Summary:
    """Read the summary as of a day, folded and not yet folded alike.

    Args:
        tx: The caller's transaction.
        illustrative: Which of the two worlds; None for both together (an addressee is in one only).
        today: Bars change with the dates before it.
        addressee_id: Of this addressee only, if given.
    """
    statement = """
        SELECT addressee_id, measure,
               CASE WHEN until_date < %(today)s THEN bar_then ELSE bar END AS bar, sum(total)::bigint AS total
          FROM (SELECT addressee_id, illustrative, measure, bar, until_date, bar_then, total FROM counts
                 UNION ALL
                SELECT addressee_id, illustrative, measure, bar, until_date, bar_then, delta FROM count_deltas) both_
         WHERE illustrative = coalesce(%(illustrative)s, illustrative)
           AND (%(addressee_id)s::uuid IS NULL OR addressee_id = %(addressee_id)s)
         GROUP BY 1, 2, 3
        HAVING sum(total) <> 0
    """
    parameters = {"today": today, "illustrative": illustrative, "addressee_id": addressee_id}
    summary = Summary()
    for row in await (await tx.execute(statement, parameters)).fetchall():
        if row["addressee_id"] is None:
            summary.statements[row["measure"]] += row["total"]
        elif row["measure"] == "bar":
            summary.bars.setdefault(row["addressee_id"], Counter())[row["bar"]] += row["total"]
        else:
            summary.counts.setdefault(row["addressee_id"], Counter())[row["measure"]] += row["total"]
    return summary
