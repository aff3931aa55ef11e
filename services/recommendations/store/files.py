"""Attached files: whose they are, what they are, who may see them. Their content lies sealed in a store of files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import NotFound
from services.recommendations.domain.evidence import AttachedFile
from services.recommendations.domain.sources import Visibility


@dataclass(frozen=True, kw_only=True)
class Row:
    """One attached file."""

    file: AttachedFile
    key_id: UUID
    sealed_title: bytes


async def add(tx: Transaction, row: Row) -> None:
    """Write an attached file."""
    statement = """
        INSERT INTO evidence_files (id, assignment_id, key_id, sealed_title, visibility, media_type, size_bytes, sha256,
                                    attached_date, attached_by, by_addressee, is_public, is_scan, is_told, forget_at)
        VALUES (%(id)s, %(assignment_id)s, %(key_id)s, %(sealed_title)s, %(visibility)s, %(media_type)s, %(size_bytes)s,
                %(sha256)s, %(attached_date)s, %(attached_by)s, %(by_addressee)s, %(is_public)s,
                %(is_scan)s, %(is_told)s, %(forget_at)s)
    """
    await tx.execute(statement, {**vars(row.file), "key_id": row.key_id, "sealed_title": row.sealed_title})


async def read(tx: Transaction, file_id: UUID) -> Row:
    """Return a file's row.

    Raises:
        NotFound: There is none.
    """
    found = await (await tx.execute("SELECT * FROM evidence_files WHERE id = %(id)s", {"id": file_id})).fetchone()
    if found is None:
        raise NotFound("no such file")
    return _row(found)


async def of_lines(tx: Transaction, assignment_ids: Iterable[UUID]) -> dict[UUID, list[Row]]:
    """Return the files of some lines, the newest first."""
    statement = """
        SELECT * FROM evidence_files WHERE assignment_id = ANY(%(ids)s) ORDER BY assignment_id, attached_at DESC, id
    """
    rows: dict[UUID, list[Row]] = {}
    for found in await (await tx.execute(statement, {"ids": list(assignment_ids)})).fetchall():
        rows.setdefault(found["assignment_id"], []).append(_row(found))
    return rows


async def make_public(tx: Transaction, file_ids: Iterable[UUID]) -> None:
    """Let everybody read the files that may be read by everybody: something public names them now.

    A scan may be, once it is named: that is what the reviewer decided.
    """
    statement = """
        UPDATE evidence_files SET is_public = true, visibility = 'public'
         WHERE id = ANY(%(ids)s) AND (visibility = 'public' OR is_scan)
    """
    await tx.execute(statement, {"ids": list(file_ids)})


async def compute_public(tx: Transaction, assignment_ids: Iterable[UUID], named: Iterable[UUID]) -> None:
    """Say anew which files of some lines everybody may read: of scans, and of those that may be, what is named."""
    statement = """
        UPDATE evidence_files
           SET is_public = NOT is_public,
               visibility = CASE WHEN NOT is_scan THEN visibility WHEN is_public THEN 'owner' ELSE 'public' END
         WHERE assignment_id = ANY(%(lines)s)
           AND is_public <> ((visibility = 'public' OR is_scan) AND id = ANY(%(named)s))
    """
    await tx.execute(statement, {"lines": list(assignment_ids), "named": list(named)})


async def scans(tx: Transaction, file_ids: Iterable[UUID]) -> dict[UUID, Row]:
    """Return some scans, by id."""
    statement = "SELECT * FROM evidence_files WHERE id = ANY(%(ids)s) AND is_scan"
    found = await (await tx.execute(statement, {"ids": list(file_ids)})).fetchall()
    return {each["id"]: _row(each) for each in found}


async def claim_scan(tx: Transaction, file_id: UUID, assignment_id: UUID) -> bool:
    """Let a hand-over or an answer name a scan of its line; False if it is none, or something names it already."""
    statement = """
        UPDATE evidence_files SET forget_at = NULL
         WHERE id = %(id)s AND assignment_id = %(assignment_id)s AND is_scan AND forget_at IS NOT NULL
    """
    return (await tx.execute(statement, {"id": file_id, "assignment_id": assignment_id})).rowcount == 1


async def tell_scan(tx: Transaction, file_id: UUID) -> None:
    """Note that what names a scan is public by now. Whether the scan is, too, its event says."""
    await tx.execute("UPDATE evidence_files SET is_told = true WHERE id = %(id)s", {"id": file_id})


async def release_scan(tx: Transaction, file_id: UUID, *, forget_at: datetime) -> None:
    """Note that what named a scan was refused: it may be named again until it is forgotten."""
    statement = "UPDATE evidence_files SET forget_at = %(at)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": file_id, "at": forget_at})


async def lock_unnamed(tx: Transaction, *, now: datetime) -> tuple[UUID, UUID] | None:
    """Lock a scan that nothing named in time, and return its id and key; None if there is none."""
    statement = """
        SELECT id, key_id FROM evidence_files WHERE forget_at <= %(now)s ORDER BY forget_at LIMIT 1
           FOR UPDATE SKIP LOCKED
    """
    found = await (await tx.execute(statement, {"now": now})).fetchone()
    return (found["id"], found["key_id"]) if found else None


async def delete(tx: Transaction, file_id: UUID) -> None:
    """Delete the row of a file that is gone."""
    await tx.execute("DELETE FROM evidence_files WHERE id = %(id)s", {"id": file_id})


def _row(found: Mapping[str, Any]) -> Row:
    values = {name: found[name] for name in AttachedFile.__dataclass_fields__}
    file = AttachedFile(**values | {"visibility": Visibility(values["visibility"])})
    return Row(file=file, key_id=found["key_id"], sealed_title=found["sealed_title"])
