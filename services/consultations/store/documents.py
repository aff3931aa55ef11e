"""Documents: what is known of them, sealed each under a key of its own. Their copies lie in the store of files."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Database, Transaction
from services.chassis.errors import Unavailable
from services.chassis.files import Files
from services.chassis.keys import Keys, readable
from services.consultations.domain.documents import Document, DocumentDetails, Reading
from services.consultations.domain.drafts import Consultation
from services.consultations.store.sealed import seal, unseal

TABLE: Final = "documents"


async def documents_of(tx: Transaction, keys: Keys, consultation: Consultation) -> tuple[Document, ...]:
    """Return a consultation's documents, in the order in which they were added; what is erased is left out."""
    statement = """
        SELECT id, consultation_id, organisation_id, key_id, cleaned_id, details, added_by, added_date, waits
          FROM documents
         WHERE consultation_id = %(id)s AND organisation_id = %(organisation_id)s
         ORDER BY position
    """
    parameters = {"id": consultation.id, "organisation_id": consultation.organisation_id}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return tuple(readable(partial(to_document, keys), rows))


async def add_document(tx: Transaction, keys: Keys, document: Document, reading: Reading, *, at: datetime) -> None:
    """Write a document."""
    statement = """
        INSERT INTO documents (id, consultation_id, organisation_id, key_id, cleaned_id, details, reading, added_by,
                               added_date, added_at, waits)
        VALUES (%(id)s, %(consultation_id)s, %(organisation_id)s, %(key_id)s, %(cleaned_id)s, %(details)s, %(reading)s,
                %(added_by)s, %(added_date)s, %(added_at)s, %(waits)s)
    """
    place: dict[str, Any] = {"key_id": document.key_id, "table": TABLE, "row_id": document.id}
    sealed = {
        "details": seal(keys, document.details, **place),
        "reading": seal(keys, reading, column="reading", **place),
    }
    await tx.execute(statement, {**vars(document), **sealed, "added_at": at})


async def reading_of(tx: Transaction, keys: Keys, document: Document) -> Reading:
    """Return every text of a document."""
    statement = "SELECT reading FROM documents WHERE id = %(id)s AND organisation_id = %(organisation_id)s"
    parameters = {"id": document.id, "organisation_id": document.organisation_id}
    row = await (await tx.execute(statement, parameters)).fetchone()
    assert row
    return unseal(
        keys, Reading, row["reading"], key_id=document.key_id, table=TABLE, row_id=document.id, column="reading"
    )


async def let_wait(tx: Transaction, documents: Iterable[Document], *, waits: bool) -> None:
    """Say of documents whether the next publication makes them public."""
    statement = "UPDATE documents SET waits = %(waits)s WHERE id = %(id)s AND organisation_id = %(organisation_id)s"
    for each in documents:
        parameters = {"id": each.id, "organisation_id": each.organisation_id, "waits": waits}
        await tx.execute(statement, parameters)


async def remove_document(tx: Transaction, document: Document) -> None:
    """Delete a document's row."""
    statement = "DELETE FROM documents WHERE id = %(id)s AND organisation_id = %(organisation_id)s"
    await tx.execute(statement, {"id": document.id, "organisation_id": document.organisation_id})


async def delete_later(tx: Transaction, file_ids: Iterable[UUID], *, at: datetime) -> None:
    """Ask that sealed copies be taken out of the store of files once this transaction has committed."""
    statement = """
        INSERT INTO files_to_delete (file_id, asked_at)
        SELECT unnest(%(file_ids)s::uuid[]), %(at)s ON CONFLICT DO NOTHING
    """
    await tx.execute(statement, {"file_ids": list(file_ids), "at": at})


async def begin_upload(tx: Transaction, file_ids: Iterable[UUID], *, at: datetime) -> None:
    """Note which copies an upload is about to put into the store of files. Commit it before."""
    statement = """
        INSERT INTO uploads (file_id, begun_at) SELECT unnest(%(file_ids)s::uuid[]), %(at)s
    """
    await tx.execute(statement, {"file_ids": list(file_ids), "at": at})


async def end_upload(tx: Transaction, file_ids: Iterable[UUID]) -> None:
    """Note, in the transaction that keeps the document, that its copies stay.

    Raises:
        Unavailable: It took so long that the copies were given up.
    """
    deleted = await tx.execute("DELETE FROM uploads WHERE file_id = ANY(%(ids)s)", {"ids": (ids := list(file_ids))})
    if deleted.rowcount != len(ids):
        raise Unavailable("the upload took too long; send the file again")


async def give_up_uploads(database: Database, *, begun_before: datetime, at: datetime) -> None:
    """Ask that the copies of uploads that never came to an end be taken out of the store of files."""
    async with database.transaction() as tx:
        statement = "DELETE FROM uploads WHERE begun_at < %(before)s RETURNING file_id"
        rows = await (await tx.execute(statement, {"before": begun_before})).fetchall()
        await delete_later(tx, [row["file_id"] for row in rows], at=at)


async def delete_files(database: Database, files: Files) -> None:
    """Take out of the store of files what has to go.

    Raises:
        Unavailable: The store does not answer. What is left is asked for again by the next call.
    """
    async with database.transaction(read_only=True) as tx:
        rows = await (await tx.execute("SELECT file_id FROM files_to_delete ORDER BY asked_at")).fetchall()
    for row in rows:
        await files.delete(row["file_id"])
        async with database.transaction() as tx:
            await tx.execute("DELETE FROM files_to_delete WHERE file_id = %(file_id)s", row)


def to_document(keys: Keys, row: dict[str, Any]) -> Document:
    """Return the document in a row."""
    details = unseal(keys, DocumentDetails, row["details"], key_id=row["key_id"], table=TABLE, row_id=row["id"])
    return Document(**{**row, "details": details})
