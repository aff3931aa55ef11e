"""Which lines have reached a step of the clock, and which days are done with."""

from datetime import date
from uuid import UUID

from services.chassis.database import Transaction


async def done_day(tx: Transaction) -> date | None:
    """Return the last day whose steps have all been announced; None before the clock ever ran."""
    row = await (await tx.execute("SELECT done_date FROM clock_days")).fetchone()
    return row["done_date"] if row else None


async def note_done_day(tx: Transaction, day: date) -> None:
    """Note that all steps of a day, and of those before, have been announced."""
    statement = """
        INSERT INTO clock_days (only_row, done_date) VALUES (true, %(day)s)
            ON CONFLICT (only_row) DO UPDATE SET done_date = excluded.done_date
    """
    await tx.execute(statement, {"day": day})


async def reached(tx: Transaction, rule: str, due_dates: list[date], *, after_id: UUID, limit: int) -> list[UUID]:
    """Return lines that wait for an answer with one of these due dates and without the step, in order of id."""
    statement = """
        SELECT a.id
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE a.response_due_date = ANY(%(due_dates)s) AND a.answered_date IS NULL AND a.closure = 'open'
           AND NOT a.steps @> jsonb_build_array(jsonb_build_object('rule', %(rule)s::text))
           AND r.state = 'published' AND r.publication = 'tracked' AND a.id > %(after_id)s
         ORDER BY a.id
         LIMIT %(limit)s
    """
    parameters = {"due_dates": due_dates, "rule": rule, "after_id": after_id, "limit": limit}
    return _ids(await (await tx.execute(statement, parameters)).fetchall())


async def in_doubt(tx: Transaction, *, after_id: UUID, limit: int) -> list[UUID]:
    """Return lines with a standing step that may have to be taken back, in order of id."""
    statement = """
        SELECT id FROM assignments WHERE steps_in_doubt AND id > %(after_id)s ORDER BY id LIMIT %(limit)s
    """
    return _ids(await (await tx.execute(statement, {"after_id": after_id, "limit": limit})).fetchall())


async def verified_until(tx: Transaction, day: date, *, after_id: UUID, limit: int) -> list[UUID]:
    """Return lines shown to be done on a day or before, for which no re-check is due yet, in order of id."""
    statement = """
        SELECT a.id
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE a.verification IN ('verified_complete', 'verified_alternative') AND a.verification_date <= %(day)s
           AND NOT a.steps @> '[{"rule": "recheck_due"}]'
           AND r.state = 'published' AND r.publication = 'tracked' AND a.id > %(after_id)s
         ORDER BY a.id
         LIMIT %(limit)s
    """
    return _ids(await (await tx.execute(statement, {"day": day, "after_id": after_id, "limit": limit})).fetchall())


async def open_and_verified(tx: Transaction, *, after_id: UUID, limit: int) -> list[UUID]:
    """Return open lines that were shown to be done since they were opened last, in order of id."""
    statement = """
        SELECT a.id
          FROM assignments a
          JOIN recommendations r ON r.id = a.recommendation_id
         WHERE a.closure = 'open' AND a.verification IN ('verified_complete', 'verified_alternative')
           AND a.verification_version > a.closure_version
           AND r.state = 'published' AND r.publication = 'tracked' AND a.id > %(after_id)s
         ORDER BY a.id
         LIMIT %(limit)s
    """
    return _ids(await (await tx.execute(statement, {"after_id": after_id, "limit": limit})).fetchall())


def _ids(rows: list[dict[str, UUID]]) -> list[UUID]:
    return [row["id"] for row in rows]
