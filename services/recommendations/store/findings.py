"""Findings in their right of reply: what they say is sealed until it is public."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction

# As long as the first answer to a repeated request is kept, what it says can be read again.
_KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One announced finding."""

    id: UUID
    assignment_id: UUID
    key_id: UUID | None  # None: destroyed, and with it what it sealed
    sealed: bytes | None
    verifier_id: UUID
    verifier_organisation_id: UUID
    announced_date: date
    ends_at: datetime
    calendar_version: int  # the calendar by which it was computed
    reply: bytes | None = None
    replied_date: date | None = None


async def add(tx: Transaction, row: Row) -> None:
    """Write an announced finding."""
    statement = """
        INSERT INTO findings (id, assignment_id, key_id, sealed, verifier_id, verifier_organisation_id, announced_date,
                              ends_at, calendar_version)
        VALUES (%(id)s, %(assignment_id)s, %(key_id)s, %(sealed)s, %(verifier_id)s, %(verifier_organisation_id)s,
                %(announced_date)s, %(ends_at)s, %(calendar_version)s)
    """
    await tx.execute(statement, vars(row))


async def of_lines(tx: Transaction, finding_ids: list[UUID]) -> dict[UUID, Row]:
    """Return findings by id. Whoever writes has the assignment locked, and so the only finding that waits on it."""
    statement = "SELECT * FROM findings WHERE id = ANY(%(ids)s)"
    found = await (await tx.execute(statement, {"ids": finding_ids})).fetchall()
    return {row["id"]: _row(row) for row in found}


async def put_reply(tx: Transaction, finding_id: UUID, reply: bytes, *, replied_date: date) -> None:
    """Write the addressee's reply over the one before."""
    statement = "UPDATE findings SET reply = %(reply)s, replied_date = %(replied_date)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": finding_id, "reply": reply, "replied_date": replied_date})


async def due(tx: Transaction, *, now: datetime) -> list[tuple[UUID, UUID]]:
    """Return assignment and finding of those whose time has passed, or was computed by a calendar since corrected.

    Their record is still to be seen.
    """
    statement = """
        SELECT f.assignment_id, f.id
          FROM findings f
          JOIN assignments a ON a.id = f.assignment_id
          JOIN recommendations r ON r.id = a.recommendation_id
          LEFT JOIN consultations c ON c.id = r.consultation_id
         WHERE f.ended_at IS NULL AND f.key_id IS NOT NULL
           AND (f.ends_at <= %(now)s
                OR f.calendar_version < (SELECT coalesce(max(k.version), 0) FROM calendar_corrections k))
           AND r.state = 'published' AND NOT (r.hidden OR r.withheld OR coalesce(c.hidden OR c.withheld, false))
         ORDER BY f.ends_at
         LIMIT 100
    """
    found = await (await tx.execute(statement, {"now": now})).fetchall()
    return [(row["assignment_id"], row["id"]) for row in found]


async def compute(tx: Transaction, finding_id: UUID, *, ends_at: datetime, calendar_version: int) -> None:
    """Note when the time for a reply ends by the calendar of that version."""
    statement = "UPDATE findings SET ends_at = %(ends_at)s, calendar_version = %(version)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": finding_id, "ends_at": ends_at, "version": calendar_version})


async def end(tx: Transaction, finding_id: UUID, *, at: datetime) -> None:
    """Note that it is public now. The sealed copies go; the key follows once no repeated request asks for it."""
    statement = "UPDATE findings SET ended_at = %(at)s, sealed = NULL, reply = NULL WHERE id = %(id)s"
    await tx.execute(statement, {"id": finding_id, "at": at})


@dataclass(frozen=True, kw_only=True)
class TakenBack:
    """That a finding was taken back, and why."""

    id: UUID
    assignment_id: UUID
    announced_date: date
    taken_back_date: date
    reason_key_id: UUID
    sealed_reason: bytes


async def take_back(tx: Transaction, taken: TakenBack, *, by: UUID, at: datetime) -> None:
    """Note that it will never be public. The sealed copies go; its key has to be destroyed once this is committed."""
    statement = """
        UPDATE findings
           SET ended_at = %(at)s, sealed = NULL, reply = NULL, taken_back_date = %(taken_back_date)s,
               taken_back_by = %(by)s, reason_key_id = %(reason_key_id)s, sealed_reason = %(sealed_reason)s
         WHERE id = %(id)s
    """
    await tx.execute(statement, {**vars(taken), "by": by, "at": at})


async def taken_back(tx: Transaction, assignment_ids: list[UUID]) -> dict[UUID, TakenBack]:
    """Return the last finding of each line that was taken back, by assignment."""
    statement = """
        SELECT DISTINCT ON (assignment_id) *
          FROM findings
         WHERE assignment_id = ANY(%(ids)s) AND taken_back_date IS NOT NULL
         ORDER BY assignment_id, ended_at DESC
    """
    found = await (await tx.execute(statement, {"ids": assignment_ids})).fetchall()
    names = TakenBack.__dataclass_fields__
    return {row["assignment_id"]: TakenBack(**{name: row[name] for name in names}) for row in found}


async def keys_to_destroy(tx: Transaction, *, now: datetime) -> list[tuple[UUID, UUID]]:
    """Return finding and key of what has been public for long enough, or was taken back."""
    statement = """
        SELECT id, key_id
          FROM findings
         WHERE key_id IS NOT NULL AND ended_at < CASE WHEN taken_back_date IS NULL THEN %(before)s ELSE 'infinity' END
         LIMIT 100
    """
    found = await (await tx.execute(statement, {"before": now - _KEPT})).fetchall()
    return [(row["id"], row["key_id"]) for row in found]


async def key_destroyed(tx: Transaction, finding_id: UUID) -> None:
    """Note that the key of a finding is gone, and with it what it sealed."""
    statement = "UPDATE findings SET key_id = NULL, sealed = NULL, reply = NULL WHERE id = %(id)s"
    await tx.execute(statement, {"id": finding_id})


def _row(found: Mapping[str, Any]) -> Row:
    return Row(**{name: found[name] for name in Row.__dataclass_fields__})
