"""Attached files: whose they are, what they are, who may see them. Their content lies sealed in a store of files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import NotFound
from services.recommendations.domain.evidence import AttachedFile
from services.recommendations.domain.values import Visibility


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
                                    attached_date, attached_by, by_addressee, is_public)
        VALUES (%(id)s, %(assignment_id)s, %(key_id)s, %(sealed_title)s, %(visibility)s, %(media_type)s, %(size_bytes)s,
                %(sha256)s, %(attached_date)s, %(attached_by)s, %(by_addressee)s, %(is_public)s)
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
    """Let everybody read the files that may be read by everybody: something public names them now."""
    statement = "UPDATE evidence_files SET is_public = true WHERE id = ANY(%(ids)s) AND visibility = 'public'"
    await tx.execute(statement, {"ids": list(file_ids)})


def _row(found: Mapping[str, Any]) -> Row:
    values = {name: found[name] for name in AttachedFile.__dataclass_fields__}
    file = AttachedFile(**values | {"visibility": Visibility(values["visibility"])})
    return Row(file=file, key_id=found["key_id"], sealed_title=found["sealed_title"])
