"""Answers that are not sent yet: sealed rows, no events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import NotFound
from services.recommendations.domain.drafts import AnswerDraft


@dataclass(frozen=True, kw_only=True)
class Row:
    """One draft with what it says, sealed."""

    draft: AnswerDraft
    key_id: UUID
    sealed: bytes


async def put(tx: Transaction, row: Row) -> None:
    """Write a draft, over its former version. The assignment is locked."""
    statement = """
        INSERT INTO answer_drafts (id, assignment_id, person_id, version, assignment_version, saved_at, key_id, sealed)
        VALUES (%(id)s, %(assignment_id)s, %(person_id)s, %(version)s, %(assignment_version)s, %(saved_at)s, %(key_id)s,
                %(sealed)s)
            ON CONFLICT (id) DO UPDATE
           SET version = excluded.version, assignment_version = excluded.assignment_version,
               saved_at = excluded.saved_at, sealed = excluded.sealed
    """
    await tx.execute(statement, {**vars(row.draft), "key_id": row.key_id, "sealed": row.sealed})


async def of_person(tx: Transaction, assignment_id: UUID, person_id: UUID) -> Row | None:
    """Return what the person keeps on an assignment."""
    statement = """
        SELECT * FROM answer_drafts
         WHERE assignment_id = %(assignment_id)s AND person_id = %(person_id)s AND ended_at IS NULL
    """
    found = await tx.execute(statement, {"assignment_id": assignment_id, "person_id": person_id})
    row = await found.fetchone()
    return _row(row) if row else None


async def of_lines(tx: Transaction, assignment_ids: Sequence[UUID]) -> list[Row]:
    """Return what anybody keeps on these assignments, newest first."""
    statement = """
        SELECT * FROM answer_drafts
         WHERE assignment_id = ANY(%(ids)s) AND ended_at IS NULL
         ORDER BY saved_at DESC, id
    """
    found = await (await tx.execute(statement, {"ids": list(assignment_ids)})).fetchall()
    return [_row(each) for each in found]


async def end(tx: Transaction, assignment_id: UUID, person_id: UUID, *, at: datetime) -> UUID | None:
    """End what the person keeps on an assignment, and return the draft's id; None if there is none."""
    statement = """
        UPDATE answer_drafts SET ended_at = %(at)s, sealed = NULL
         WHERE assignment_id = %(assignment_id)s AND person_id = %(person_id)s AND ended_at IS NULL
     RETURNING id
    """
    found = await tx.execute(statement, {"assignment_id": assignment_id, "person_id": person_id, "at": at})
    row = await found.fetchone()
    return row["id"] if row else None


async def lock(tx: Transaction, draft_id: UUID, addressees: frozenset[UUID]) -> Row:
    """Lock a draft on a line of these addressees and return it.

    Raises:
        NotFound: There is none.
    """
    statement = """
        SELECT d.*
          FROM answer_drafts d
          JOIN assignments a ON a.id = d.assignment_id
         WHERE d.id = %(id)s AND d.ended_at IS NULL AND a.addressee_id = ANY(%(addressees)s)
           FOR UPDATE OF d
    """
    found = await (await tx.execute(statement, {"id": draft_id, "addressees": list(addressees)})).fetchone()
    if found is None:
        raise NotFound("no such draft")
    return _row(found)


async def ended(tx: Transaction) -> list[tuple[UUID, UUID]]:
    """Return draft and key of what has ended: the key is destroyed, then the row deleted."""
    statement = "SELECT id, key_id FROM answer_drafts WHERE ended_at IS NOT NULL LIMIT 100"
    return [(row["id"], row["key_id"]) for row in await (await tx.execute(statement)).fetchall()]


async def delete(tx: Transaction, draft_id: UUID) -> None:
    """Delete the row of a draft whose key is destroyed."""
    await tx.execute("DELETE FROM answer_drafts WHERE id = %(id)s", {"id": draft_id})


def _row(found: Mapping[str, Any]) -> Row:
    names = AnswerDraft.__dataclass_fields__
    return Row(
        draft=AnswerDraft(**{name: found[name] for name in names}), key_id=found["key_id"], sealed=found["sealed"]
    )
