"""What was approved under embargo, and when it becomes public."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.keys import KeyDestroyed, Keys
from services.consultations.domain.drafts import Consultation, Schedule
from services.consultations.domain.embargo import Approval
from services.consultations.domain.values import LapseReason
from services.consultations.store.sealed import seal, unseal

_TABLE: Final = "schedules"


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is to become public now."""

    schedule: Schedule
    approval: Approval
    approved_by: UUID
    approved_at: datetime


async def put_schedule(
    tx: Transaction,
    keys: Keys,
    consultation: Consultation,
    schedule: Schedule,
    approval: Approval,
    *,
    programme_id: UUID | None,
    by: UUID,
    at: datetime,
) -> None:
    """Write what was approved, in place of what lapsed before."""
    statement = """
        INSERT INTO schedules (consultation_id, organisation_id, programme_id, publishes_at, statement_ids,
                               approved_by, approved_at, key_id, approval)
        VALUES (%(consultation_id)s, %(organisation_id)s, %(programme_id)s, %(publishes_at)s, %(statement_ids)s,
                %(approved_by)s, %(approved_at)s, %(key_id)s, %(approval)s)
        ON CONFLICT (consultation_id) DO UPDATE
           SET programme_id = excluded.programme_id, publishes_at = excluded.publishes_at,
               statement_ids = excluded.statement_ids, approved_by = excluded.approved_by,
               approved_at = excluded.approved_at, key_id = excluded.key_id, approval = excluded.approval,
               lapse_reason = NULL
    """
    row = {
        "consultation_id": consultation.id,
        "organisation_id": consultation.organisation_id,
        "programme_id": programme_id,
        "publishes_at": schedule.publishes_at,
        "statement_ids": list(schedule.statement_ids),
        "approved_by": by,
        "approved_at": at,
        "key_id": consultation.key_id,
        "approval": seal(
            keys, approval, key_id=consultation.key_id, table=_TABLE, row_id=consultation.id, column="approval"
        ),
    }
    await tx.execute(statement, row)


async def schedule_of(tx: Transaction, consultation_id: UUID) -> Schedule | None:
    """Return what of the consultation waits for its instant, or lapsed; None if nothing does."""
    statement = """
        SELECT publishes_at, statement_ids, lapse_reason FROM schedules WHERE consultation_id = %(id)s
    """
    row = await (await tx.execute(statement, {"id": consultation_id})).fetchone()
    return to_schedule(row) if row else None


async def programme_schedule(tx: Transaction, programme_id: UUID) -> Schedule | None:
    """Return a schedule with which the programme becomes public, if one waits."""
    statement = """
        SELECT publishes_at, statement_ids, lapse_reason FROM schedules
         WHERE programme_id = %(id)s AND lapse_reason IS NULL LIMIT 1
    """
    row = await (await tx.execute(statement, {"id": programme_id})).fetchone()
    return to_schedule(row) if row else None


async def due_schedules(tx: Transaction, *, at: datetime) -> list[tuple[UUID, UUID]]:
    """Return consultation and host of everything that is to become public by now, longest due first."""
    statement = """
        SELECT consultation_id, organisation_id FROM schedules
         WHERE publishes_at <= %(at)s AND lapse_reason IS NULL ORDER BY publishes_at, consultation_id
    """
    rows = await (await tx.execute(statement, {"at": at})).fetchall()
    return [(row["consultation_id"], row["organisation_id"]) for row in rows]


async def scheduled_of(tx: Transaction, organisation_id: UUID, *, but: UUID) -> list[UUID]:
    """Return the host's other consultations of which something waits for its instant, by id."""
    statement = """
        SELECT consultation_id FROM schedules
         WHERE organisation_id = %(organisation_id)s AND consultation_id <> %(but)s AND lapse_reason IS NULL
         ORDER BY consultation_id
    """
    found = await tx.execute(statement, {"organisation_id": organisation_id, "but": but})
    return [row["consultation_id"] for row in await found.fetchall()]


async def due_schedule(tx: Transaction, keys: Keys, consultation_id: UUID, *, at: datetime) -> Due | None:
    """Return what of a locked consultation is to become public by now; None if that was done or taken back."""
    statement = """
        SELECT publishes_at, statement_ids, lapse_reason, approved_by, approved_at, key_id, approval FROM schedules
         WHERE consultation_id = %(id)s AND publishes_at <= %(at)s AND lapse_reason IS NULL
    """
    row = await (await tx.execute(statement, {"id": consultation_id, "at": at})).fetchone()
    if row is None:
        return None
    place = {"key_id": row["key_id"], "table": _TABLE, "row_id": consultation_id, "column": "approval"}
    return Due(
        schedule=to_schedule(row),
        approval=unseal(keys, Approval, row["approval"], **place),
        approved_by=row["approved_by"],
        approved_at=row["approved_at"],
    )


async def note_of_approval(tx: Transaction, keys: Keys, consultation: Consultation) -> str:
    """Return what a reviewer noted who approved something under embargo; empty if there is nothing to read."""
    statement = "SELECT key_id, approval FROM schedules WHERE consultation_id = %(id)s"
    row = await (await tx.execute(statement, {"id": consultation.id})).fetchone()
    if row is None:
        return ""
    place = {"key_id": row["key_id"], "table": _TABLE, "row_id": consultation.id, "column": "approval"}
    try:
        return unseal(keys, Approval, row["approval"], **place).review.note
    except KeyDestroyed:
        return ""


async def lapse_schedule(tx: Transaction, consultation_id: UUID, reason: LapseReason) -> None:
    """Note that what was approved did not become public, and why."""
    statement = "UPDATE schedules SET lapse_reason = %(reason)s WHERE consultation_id = %(id)s"
    await tx.execute(statement, {"id": consultation_id, "reason": reason})


async def remove_schedule(tx: Transaction, consultation_id: UUID) -> None:
    """Delete what is public now, or was taken back."""
    await tx.execute("DELETE FROM schedules WHERE consultation_id = %(id)s", {"id": consultation_id})


def to_schedule(row: dict[str, Any]) -> Schedule:
    """Return the schedule in a row."""
    reason = row["lapse_reason"]
    return Schedule(
        publishes_at=row["publishes_at"],
        statement_ids=tuple(row["statement_ids"]),
        lapse_reason=LapseReason(reason) if reason else None,
    )
