"""The holiday calendar: its corrections, and how far the due dates have followed them."""

from collections.abc import Container
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final
from uuid import UUID

from services.chassis.calendar import Holidays
from services.chassis.database import Transaction
from services.recommendations.domain.calendar import Calendar, Correction
from services.recommendations.domain.values import DayKind

# Due dates are computed while nobody corrects the calendar, and the other way round: so a correction is followed by
# every due date that was computed without it.
_CALENDAR: Final = "recommendations.calendar"
_LEAST: Final = UUID(int=0)


async def holidays(tx: Transaction, base: Container[date]) -> Holidays:
    """Return the days on which offices are closed, and keep the calendar as it is until this transaction ends.

    Lock assignments first, if any: whoever corrects the calendar locks none.
    """
    await tx.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%(name)s, 0))", {"name": _CALENDAR})
    return (await read(tx)).holidays(base)


async def lock(tx: Transaction) -> Calendar:
    """Let nobody else compute due dates or correct the calendar until this transaction ends, and return it."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))", {"name": _CALENDAR})
    return await read(tx)


async def read(tx: Transaction) -> Calendar:
    """Return the calendar."""
    statement = "SELECT DISTINCT ON (day) * FROM calendar_corrections ORDER BY day, version DESC"
    found = [_correction(row) for row in await (await tx.execute(statement)).fetchall()]
    return Calendar(
        version=max((each.version for each in found), default=0), corrections={each.day: each for each in found}
    )


async def of_year(tx: Transaction, year: int) -> list[Correction]:
    """Return every correction of a year's days, newest first."""
    statement = """
        SELECT * FROM calendar_corrections
         WHERE day BETWEEN make_date(%(year)s, 1, 1) AND make_date(%(year)s, 12, 31)
         ORDER BY version DESC
    """
    return [_correction(row) for row in await (await tx.execute(statement, {"year": year})).fetchall()]


async def add(tx: Transaction, correction: Correction) -> None:
    """Write a correction; due dates have to follow it."""
    statement = """
        INSERT INTO calendar_corrections (version, day, kind, reason_id, source, declared_date, entered_date)
        VALUES (%(version)s, %(day)s, %(kind)s, %(reason_id)s, %(source)s, %(declared_date)s, %(entered_date)s)
    """
    await tx.execute(statement, asdict(correction))
    statement = "INSERT INTO calendar_rederivations (version, after_id) VALUES (%(version)s, %(after_id)s)"
    await tx.execute(statement, {"version": correction.version, "after_id": _LEAST})


def _correction(row: dict[str, object]) -> Correction:
    return Correction(**{**row, "kind": DayKind(row["kind"])})  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Rederivation:
    """A correction that due dates have not all followed yet."""

    correction: Correction
    after_id: UUID  # assignments up to this one have


async def next_rederivation(tx: Transaction) -> Rederivation | None:
    """Lock the oldest correction that due dates have to follow and nobody else is at work on."""
    statement = """
        SELECT version, after_id FROM calendar_rederivations
         WHERE done_at IS NULL
         ORDER BY version
         LIMIT 1
           FOR UPDATE SKIP LOCKED
    """
    job = await (await tx.execute(statement)).fetchone()
    if job is None:
        return None
    statement = "SELECT * FROM calendar_corrections WHERE version = %(version)s"
    row = await (await tx.execute(statement, {"version": job["version"]})).fetchone()
    assert row is not None
    return Rederivation(correction=_correction(row), after_id=job["after_id"])


async def touched(tx: Transaction, job: Rederivation, *, earliest: date, latest: date, limit: int) -> list[UUID]:
    """Return assignments whose due date or steps the correction may have moved, in order of id, after those done.

    Args:
        tx: The transaction.
        job: The correction.
        earliest: The earliest due date of which it can have moved a step that counts working days.
        latest: The last due date that it can have moved.
        limit: How many at most.
    """
    statement = """
        SELECT id FROM assignments
         WHERE response_due_date BETWEEN %(earliest)s AND %(latest)s
           AND (steps <> '[]' OR response_due_date >= %(day)s)
           AND clock_start_date + response_period_days <= %(day)s
           AND id > %(after_id)s
         ORDER BY id
         LIMIT %(limit)s
    """
    parameters = {
        "day": job.correction.day,
        "earliest": earliest,
        "latest": latest,
        "after_id": job.after_id,
        "limit": limit,
    }
    return [row["id"] for row in await (await tx.execute(statement, parameters)).fetchall()]


async def note_rederived(tx: Transaction, version: int, *, after_id: UUID | None) -> None:
    """Note how far due dates have followed a correction; None: all have."""
    statement = """
        UPDATE calendar_rederivations
           SET after_id = coalesce(%(after_id)s, after_id),
               done_at = CASE WHEN %(after_id)s::uuid IS NULL THEN now() END
         WHERE version = %(version)s
    """
    await tx.execute(statement, {"version": version, "after_id": after_id})
