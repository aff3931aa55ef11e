"""The public record of consultations, as the fold of their events, and the public numbers that it draws."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.consultations.domain.record import (
    ConsultationContent,
    ConsultationFrame,
    ConsultationRecord,
    OwnCorrection,
    PublishedDocument,
    WithdrawnConsent,
)
from services.consultations.store.sealed import from_json, list_to_json, to_json


async def draw(tx: Transaction, counter: str, count: int) -> int:
    """Give out public numbers: return the first of `count`. They are lost to nobody if the transaction fails.

    Args:
        tx: The publishing transaction; others that draw wait for its end, so draw late.
        counter: `C`, `EX-C`, `R` or `EX-R`.
        count: How many.
    """
    statement = "UPDATE counters SET given = given + %(count)s WHERE name = %(name)s RETURNING given"
    row = await (await tx.execute(statement, {"name": counter, "count": count})).fetchone()
    assert row
    return int(row["given"]) - count + 1


async def sessions_of(tx: Transaction, programme_id: UUID) -> list[ConsultationRecord]:
    """Return the published consultations of a programme, hidden ones, too: what they count was public."""
    statement = """
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, corrections, hidden, show_asked_by,
               version
          FROM published_consultations
         WHERE programme_id = %(id)s
         ORDER BY illustrative, ordinal
    """
    rows = await (await tx.execute(statement, {"id": programme_id})).fetchall()
    return [_consultation(row) for row in rows]


async def add_consultation_record(tx: Transaction, record: ConsultationRecord) -> None:
    """Write a consultation that became public."""
    statement = """
        INSERT INTO published_consultations (id, number, ordinal, illustrative, published_date, programme_id, frame,
                                             content, speakers, withdrawn_consents, documents, corrections,
                                             hidden, show_asked_by, version)
        VALUES (%(id)s, %(number)s, %(ordinal)s, %(illustrative)s, %(published_date)s, %(programme_id)s, %(frame)s,
                %(content)s, %(speakers)s, %(withdrawn_consents)s, %(documents)s, %(corrections)s, %(hidden)s,
                %(show_asked_by)s, %(version)s)
    """
    frame = record.frame
    row = {
        **vars(record),
        "ordinal": int(record.number.rpartition("-")[2]),
        "illustrative": frame.illustrative,
        "published_date": frame.published_date,
        "programme_id": record.content.programme_id,
        "frame": to_json(frame),
        "content": to_json(record.content),
        "speakers": list(record.speakers),
        "withdrawn_consents": list_to_json(record.withdrawn_consents),
        "documents": list_to_json(record.documents),
        "corrections": list_to_json(record.corrections),
    }
    await tx.execute(statement, row)


async def save_consultation_record(tx: Transaction, record: ConsultationRecord, *, steps: int = 1) -> None:
    """Write what may change in a published consultation over the version it was made from.

    Args:
        tx: The transaction that changes it.
        record: As it is from now on.
        steps: How many versions it grew by.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE published_consultations
           SET frame = %(frame)s, content = %(content)s, speakers = %(speakers)s,
               withdrawn_consents = %(withdrawn_consents)s, documents = %(documents)s, corrections = %(corrections)s,
               hidden = %(hidden)s, show_asked_by = %(show_asked_by)s, version = %(version)s
         WHERE id = %(id)s AND version = %(version)s - %(steps)s
    """
    row = {
        "id": record.id,
        "frame": to_json(record.frame),
        "content": to_json(record.content),
        "speakers": list(record.speakers),
        "withdrawn_consents": list_to_json(record.withdrawn_consents),
        "documents": list_to_json(record.documents),
        "corrections": list_to_json(record.corrections),
        "hidden": record.hidden,
        "show_asked_by": record.show_asked_by,
        "version": record.version,
        "steps": steps,
    }
    if (await tx.execute(statement, row)).rowcount == 0:
        raise Aborted("the consultation changed meanwhile; read it again")


async def consultation_record(tx: Transaction, consultation_id: UUID) -> ConsultationRecord | None:
    """Return a consultation as published, if it is."""
    statement = """
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, corrections, hidden, show_asked_by,
               version
          FROM published_consultations
         WHERE id = %(id)s
    """
    row = await (await tx.execute(statement, {"id": consultation_id})).fetchone()
    return _consultation(row) if row else None


async def consultation_records_of(tx: Transaction, consultation_ids: Collection[UUID]) -> list[ConsultationRecord]:
    """Return published consultations by their ids, in no order."""
    statement = """
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, corrections, hidden, show_asked_by,
               version
          FROM published_consultations
         WHERE id = ANY(%(ids)s)
    """
    rows = await (await tx.execute(statement, {"ids": list(consultation_ids)})).fetchall()
    return [_consultation(row) for row in rows]


async def lock_consultation_record(tx: Transaction, consultation_id: UUID) -> ConsultationRecord | None:
    """Lock and return a consultation as published, if it is."""
    statement = """
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, corrections, hidden, show_asked_by,
               version
          FROM published_consultations
         WHERE id = %(id)s
           FOR UPDATE
    """
    row = await (await tx.execute(statement, {"id": consultation_id})).fetchone()
    return _consultation(row) if row else None


async def consultation_numbered(tx: Transaction, number: str) -> ConsultationRecord | None:
    """Return the published consultation of that number, if there is one."""
    statement = """
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, corrections, hidden, show_asked_by,
               version
          FROM published_consultations
         WHERE number = %(number)s
    """
    row = await (await tx.execute(statement, {"number": number})).fetchone()
    return _consultation(row) if row else None


async def list_consultations(
    tx: Transaction, *, illustrative: bool, until: date | None, after: tuple[date, int] | None, limit: int
) -> list[tuple[ConsultationRecord, tuple[date, int]]]:
    """Return published consultations, newest publication first, each with its place in the list to go on after.

    Args:
        tx: The caller's transaction.
        illustrative: Whether those invented for demonstration are wanted.
        until: The last day of publication that is wanted; None: any.
        after: Where the page before ended.
        limit: How many at most.
    """
    statement = """
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, corrections, hidden, show_asked_by,
               version,
               published_date, ordinal
          FROM published_consultations
         WHERE illustrative = %(illustrative)s AND published_date <= coalesce(%(until)s::date, 'infinity')
           AND (%(day)s::date IS NULL OR (published_date, ordinal) < (%(day)s, %(ordinal)s))
         ORDER BY published_date DESC, ordinal DESC
         LIMIT %(limit)s
    """
    day, ordinal = after or (None, 0)
    parameters = {"illustrative": illustrative, "until": until, "day": day, "ordinal": ordinal, "limit": limit}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return [(_consultation(row), (row["published_date"], row["ordinal"])) for row in rows]


def _consultation(row: dict[str, Any]) -> ConsultationRecord:
    return ConsultationRecord(
        id=row["id"],
        number=row["number"],
        frame=from_json(ConsultationFrame, row["frame"]),
        content=from_json(ConsultationContent, row["content"]),
        speakers=tuple(row["speakers"]),
        withdrawn_consents=tuple(from_json(WithdrawnConsent, each) for each in row["withdrawn_consents"]),
        documents=tuple(from_json(PublishedDocument, each) for each in row["documents"]),
        corrections=tuple(from_json(OwnCorrection, each) for each in row["corrections"]),
        hidden=row["hidden"],
        show_asked_by=row["show_asked_by"],
        version=row["version"],
    )
