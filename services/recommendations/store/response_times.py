"""How long bodies took to answer: kept as counts per number of days, so that a median needs no line."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.recommendations.domain.counts import ResponseTime
from services.recommendations.store import rows

_BATCH: Final = 5000
_STEP: Final = "illustrative boolean, addressee_id uuid, days integer, in_time boolean, delta integer"


def deltas(before: ResponseTime | None, after: ResponseTime | None) -> tuple[str, dict[str, Any]]:
    """Return what appends the difference between what a line added before and what it adds now; empty if none.

    It is a statement with its parameter, for a query that calls the line `written` once it is.
    """
    if before == after:
        return "", {}
    statement = f"""
        INSERT INTO response_count_deltas (illustrative, addressee_id, days, in_time, delta)
        SELECT step.* FROM written CROSS JOIN jsonb_to_recordset(%(times)s) AS step ({_STEP})
    """  # noqa: S608
    steps = [asdict(each) | {"delta": delta} for each, delta in ((before, -1), (after, 1)) if each]
    return statement, {"times": rows.recordset(steps)}


async def fold(tx: Transaction) -> int:
    """Move appended deltas into the counts, and return how many. One task at a time: `counts.fold` sees to it."""
    statement = """
        WITH taken AS (
            DELETE FROM response_count_deltas
             WHERE id IN (SELECT id FROM response_count_deltas ORDER BY id LIMIT %(batch)s)
            RETURNING illustrative, addressee_id, days, in_time, delta
        ), folded AS (
            INSERT INTO response_counts AS known (illustrative, addressee_id, days, in_time, total)
            SELECT illustrative, addressee_id, days, in_time, sum(delta) FROM taken GROUP BY 1, 2, 3, 4
                ON CONFLICT (illustrative, addressee_id, days, in_time)
                DO UPDATE SET total = known.total + excluded.total
        )
        SELECT count(*) AS taken FROM taken
    """
    row = await (await tx.execute(statement, {"batch": _BATCH})).fetchone()
    await tx.execute("DELETE FROM response_counts WHERE total = 0")
    return int(row["taken"]) if row else 0


async def recount(tx: Transaction) -> None:
    """Write the counts anew from the lines as they stand. The tables are empty."""
    await tx.execute("""
        INSERT INTO response_counts
        SELECT illustrative, addressee_id, days, in_time, count(*) FROM response_times GROUP BY 1, 2, 3, 4
    """)


@dataclass(frozen=True, kw_only=True)
class Scorecard:
    """How one addressee answers. Lines that went to other bodies count: they are part of its history."""

    asked: int
    answered: int
    answered_on_time: int
    median_response_days: int
    oldest_unanswered: str  # a tracked number; empty if none is past its date
    oldest_due_date: date | None


async def scorecard(tx: Transaction, addressee_id: UUID, *, illustrative: bool, today: date) -> Scorecard:
    """Read how one addressee answers."""
    statement = """
        SELECT days, in_time, sum(total)::bigint AS lines
          FROM (SELECT days, in_time, total FROM response_counts
                 WHERE addressee_id = %(addressee_id)s AND illustrative = %(illustrative)s
                 UNION ALL
                SELECT days, in_time, delta FROM response_count_deltas
                 WHERE addressee_id = %(addressee_id)s AND illustrative = %(illustrative)s) every
         GROUP BY days, in_time
        HAVING sum(total) <> 0
         ORDER BY days
    """
    parameters = {"addressee_id": addressee_id, "illustrative": illustrative, "today": today}
    found = await (await tx.execute(statement, parameters)).fetchall()
    answered = [(row["days"], row["lines"]) for row in found if row["days"] is not None]
    statement = """
        SELECT r.tracked_number, a.response_due_date
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE a.addressee_id = %(addressee_id)s AND a.illustrative = %(illustrative)s AND a.listed
           AND a.needs_answer AND a.response_due_date < %(today)s
         ORDER BY a.response_due_date, a.tracked_no
         LIMIT 1
    """
    oldest = await (await tx.execute(statement, parameters)).fetchone()
    return Scorecard(
        asked=sum(row["lines"] for row in found),
        answered=sum(lines for _, lines in answered),
        answered_on_time=sum(row["lines"] for row in found if row["in_time"]),
        median_response_days=median(answered),
        oldest_unanswered=oldest["tracked_number"] if oldest else "",
        oldest_due_date=oldest["response_due_date"] if oldest else None,
    )


def median(counted: list[tuple[int, int]]) -> int:
    """Return the lower median of values that are given in order, each with how often it is there; 0 if none is."""
    half, passed = sum(often for _, often in counted) / 2, 0
    for value, often in counted:
        passed += often
        if passed >= half:
            return value
    return 0
