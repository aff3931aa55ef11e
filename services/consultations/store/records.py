"""The public record: published consultations and statements, as the fold of their events."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.chassis.keys import KeyDestroyed, Keys
from services.consultations.domain.record import (
    AddedAddressee,
    ConsultationContent,
    ConsultationFrame,
    ConsultationRecord,
    Joined,
    Link,
    PublishedDocument,
    Retracking,
    StatementContent,
    StatementFrame,
    StatementRecord,
    Withdrawal,
    WithdrawnConsent,
)
from services.consultations.store.sealed import from_json, list_to_json, seal, to_json, unseal


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
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, hidden, show_asked_by, version
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
                                             content, speakers, withdrawn_consents, documents, hidden,
                                             show_asked_by, version)
        VALUES (%(id)s, %(number)s, %(ordinal)s, %(illustrative)s, %(published_date)s, %(programme_id)s, %(frame)s,
                %(content)s, %(speakers)s, %(withdrawn_consents)s, %(documents)s, %(hidden)s, %(show_asked_by)s,
                %(version)s)
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
           SET speakers = %(speakers)s, withdrawn_consents = %(withdrawn_consents)s, documents = %(documents)s,
               hidden = %(hidden)s, show_asked_by = %(show_asked_by)s, version = %(version)s
         WHERE id = %(id)s AND version = %(version)s - %(steps)s
    """
    row = {
        "id": record.id,
        "speakers": list(record.speakers),
        "withdrawn_consents": list_to_json(record.withdrawn_consents),
        "documents": list_to_json(record.documents),
        "hidden": record.hidden,
        "show_asked_by": record.show_asked_by,
        "version": record.version,
        "steps": steps,
    }
    if (await tx.execute(statement, row)).rowcount == 0:
        raise Aborted("the consultation changed meanwhile; read it again")


async def add_statement_record(tx: Transaction, record: StatementRecord) -> None:
    """Write a statement that became public."""
    statement = """
        INSERT INTO published_statements (id, consultation_id, item, number, tracked_number, frame, content, hidden,
                                          show_asked_by, withdrawal, added, retracking, joined,
                                          joined_id, links, version)
        VALUES (%(id)s, %(consultation_id)s, %(item)s, %(number)s, %(tracked_number)s, %(frame)s, %(content)s,
                %(hidden)s, %(show_asked_by)s, %(withdrawal)s, %(added)s, %(retracking)s, %(joined)s, %(joined_id)s,
                %(links)s, %(version)s)
    """
    await tx.execute(statement, _statement_row(record))


async def save_statement_record(tx: Transaction, record: StatementRecord) -> None:
    """Write what may change in a published statement over the version it was made from.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE published_statements
           SET hidden = %(hidden)s, show_asked_by = %(show_asked_by)s, withdrawal = %(withdrawal)s,
               added = %(added)s, retracking = %(retracking)s, tracked_number = %(tracked_number)s,
               joined = %(joined)s, joined_id = %(joined_id)s, links = %(links)s,
               version = %(version)s
         WHERE id = %(id)s AND version = %(version)s - 1
    """
    if (await tx.execute(statement, _statement_row(record))).rowcount == 0:
        raise Aborted("the statement changed meanwhile; read it again")


async def consultation_record(tx: Transaction, consultation_id: UUID) -> ConsultationRecord | None:
    """Return a consultation as published, if it is."""
    statement = """
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, hidden, show_asked_by, version
          FROM published_consultations
         WHERE id = %(id)s
    """
    row = await (await tx.execute(statement, {"id": consultation_id})).fetchone()
    return _consultation(row) if row else None


async def consultation_records_of(tx: Transaction, consultation_ids: Collection[UUID]) -> list[ConsultationRecord]:
    """Return published consultations by their ids, in no order."""
    statement = """
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, hidden, show_asked_by, version
          FROM published_consultations
         WHERE id = ANY(%(ids)s)
    """
    rows = await (await tx.execute(statement, {"ids": list(consultation_ids)})).fetchall()
    return [_consultation(row) for row in rows]


async def lock_consultation_record(tx: Transaction, consultation_id: UUID) -> ConsultationRecord | None:
    """Lock and return a consultation as published, if it is."""
    statement = """
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, hidden, show_asked_by, version
          FROM published_consultations
         WHERE id = %(id)s
           FOR UPDATE
    """
    row = await (await tx.execute(statement, {"id": consultation_id})).fetchone()
    return _consultation(row) if row else None


async def consultation_numbered(tx: Transaction, number: str) -> ConsultationRecord | None:
    """Return the published consultation of that number, if there is one."""
    statement = """
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, hidden, show_asked_by, version
          FROM published_consultations
         WHERE number = %(number)s
    """
    row = await (await tx.execute(statement, {"number": number})).fetchone()
    return _consultation(row) if row else None


async def statement_numbered(tx: Transaction, number: str) -> StatementRecord | None:
    """Return the published statement of that number, `C-7/12` or `R-42`, if there is one."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, version
          FROM published_statements
         WHERE number = %(number)s OR tracked_number = %(number)s
    """
    row = await (await tx.execute(statement, {"number": number})).fetchone()
    return as_statement(row) if row else None


async def statement_record(tx: Transaction, statement_id: UUID) -> StatementRecord:
    """Return a published statement."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, version
          FROM published_statements
         WHERE id = %(id)s
    """
    row = await (await tx.execute(statement, {"id": statement_id})).fetchone()
    assert row  # rows are never deleted
    return as_statement(row)


async def lock_statement_record(tx: Transaction, statement_id: UUID) -> StatementRecord:
    """Lock and return a published statement."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, version
          FROM published_statements
         WHERE id = %(id)s
           FOR UPDATE
    """
    row = await (await tx.execute(statement, {"id": statement_id})).fetchone()
    assert row  # rows are never deleted
    return as_statement(row)


async def statement_records(tx: Transaction, consultation_id: UUID) -> list[StatementRecord]:
    """Return the published statements of a consultation, in order of number."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, version
          FROM published_statements
         WHERE consultation_id = %(id)s
         ORDER BY item
    """
    rows = await (await tx.execute(statement, {"id": consultation_id})).fetchall()
    return [as_statement(row) for row in rows]


async def merged_into(
    tx: Transaction, statement_ids: Collection[UUID]
) -> Mapping[UUID, list[tuple[StatementRecord, bool]]]:
    """Return per statement those that were merged into it, in order of number, each with whether it is hidden."""
    statement = """
        SELECT s.id, s.frame, s.content, s.hidden, s.show_asked_by, s.withdrawal, s.added, s.retracking, s.joined,
               s.links, s.version, s.hidden OR c.hidden AS is_hidden
          FROM published_statements s
          JOIN published_consultations c ON c.id = s.consultation_id
         WHERE s.joined_id = ANY(%(ids)s) AND s.joined ->> 'kind' = 'merged'
         ORDER BY c.ordinal, s.item
    """
    found: dict[UUID, list[tuple[StatementRecord, bool]]] = {}
    for row in await (await tx.execute(statement, {"ids": list(statement_ids)})).fetchall():
        record = as_statement(row)
        assert record.joined
        found.setdefault(record.joined.target_id, []).append((record, row["is_hidden"]))
    return found


async def statement_records_of(tx: Transaction, statement_ids: Collection[UUID]) -> list[StatementRecord]:
    """Return published statements by their ids, in no order."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, version
          FROM published_statements
         WHERE id = ANY(%(ids)s)
    """
    return [as_statement(row) for row in await (await tx.execute(statement, {"ids": list(statement_ids)})).fetchall()]


async def statement_records_in(tx: Transaction, consultation_ids: Collection[UUID]) -> list[StatementRecord]:
    """Return the published statements of some consultations, in no order."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, version
          FROM published_statements
         WHERE consultation_id = ANY(%(ids)s)
    """
    rows = await (await tx.execute(statement, {"ids": list(consultation_ids)})).fetchall()
    return [as_statement(row) for row in rows]


async def last_item(tx: Transaction, consultation_id: UUID) -> int:
    """Return the last item number given within the consultation; 0 if none was. Lock the consultation first."""
    statement = "SELECT coalesce(max(item), 0) AS last FROM published_statements WHERE consultation_id = %(id)s"
    row = await (await tx.execute(statement, {"id": consultation_id})).fetchone()
    return int(row["last"]) if row else 0


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
        SELECT id, number, frame, content, speakers, withdrawn_consents, documents, hidden, show_asked_by, version,
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


async def count_items(tx: Transaction, consultation_ids: Collection[UUID]) -> Mapping[UUID, tuple[int, int]]:
    """Return per consultation how many published statements are recorded and tracked.

    What is withdrawn, merged, superseded or hidden counts in neither.

    A consultation without any is left out.
    """
    statement = """
        SELECT consultation_id, count(*) FILTER (WHERE publication = 'recorded') AS recorded,
               count(*) FILTER (WHERE publication = 'tracked') AS tracked
          FROM (SELECT consultation_id, coalesce(retracking ->> 'publication', frame ->> 'publication') AS publication
                  FROM published_statements
                 WHERE consultation_id = ANY(%(ids)s) AND withdrawal IS NULL AND joined IS NULL
                   AND NOT hidden) AS standing
         GROUP BY consultation_id
    """
    rows = await (await tx.execute(statement, {"ids": list(consultation_ids)})).fetchall()
    return {row["consultation_id"]: (row["recorded"], row["tracked"]) for row in rows}


async def keep_speaker(
    tx: Transaction, keys: Keys, consultation_id: UUID, *, participant_id: UUID, key_id: UUID, shown: str
) -> None:
    """Keep how the public sees a participant, sealed under the participant's key. A copy that is here stays."""
    statement = """
        INSERT INTO public_speakers (participant_id, consultation_id, key_id, shown)
        VALUES (%(participant_id)s, %(consultation_id)s, %(key_id)s, %(shown)s)
            ON CONFLICT (participant_id) DO NOTHING
    """
    sealed = seal(keys, shown, key_id=key_id, table="public_speakers", row_id=participant_id, column="shown")
    row = {"participant_id": participant_id, "consultation_id": consultation_id, "key_id": key_id, "shown": sealed}
    await tx.execute(statement, row)


async def forget_speaker(tx: Transaction, participant_id: UUID) -> None:
    """Delete how the public saw a participant. The key is destroyed after the commit."""
    await tx.execute("DELETE FROM public_speakers WHERE participant_id = %(id)s", {"id": participant_id})


async def speakers(tx: Transaction, keys: Keys, consultation_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return how the public sees the participants of published consultations.

    Who is erased is left out, and who said only what is hidden now: a name on the page would tell of it.
    """
    statement = """
        SELECT participant_id, key_id, shown
          FROM public_speakers AS speaker
         WHERE consultation_id = ANY(%(ids)s)
           AND (SELECT bool_and(hidden)
                  FROM published_statements
                 WHERE consultation_id = speaker.consultation_id
                   AND content ->> 'participant_id' = speaker.participant_id::text) IS NOT TRUE
    """
    found: dict[UUID, str] = {}
    for row in await (await tx.execute(statement, {"ids": list(consultation_ids)})).fetchall():
        place = {"key_id": row["key_id"], "table": "public_speakers", "row_id": row["participant_id"]}
        try:
            found[row["participant_id"]] = unseal(keys, str, row["shown"], column="shown", **place)
        except KeyDestroyed:
            continue
    return found


def _statement_row(record: StatementRecord) -> dict[str, Any]:
    frame = record.frame
    return {
        "id": record.id,
        "consultation_id": frame.consultation_id,
        "item": int(frame.number.rpartition("/")[2]),
        "number": frame.number,
        "tracked_number": record.tracked_number or None,
        "frame": to_json(frame),
        "content": to_json(record.content),
        "hidden": record.hidden,
        "show_asked_by": record.show_asked_by,
        "withdrawal": to_json(record.withdrawal) if record.withdrawal else None,
        "added": list_to_json(record.added),
        "retracking": to_json(record.retracking) if record.retracking else None,
        "joined": to_json(record.joined) if record.joined else None,
        "joined_id": record.joined.target_id if record.joined else None,
        "links": list_to_json(record.links),
        "version": record.version,
    }


def _consultation(row: dict[str, Any]) -> ConsultationRecord:
    return ConsultationRecord(
        id=row["id"],
        number=row["number"],
        frame=from_json(ConsultationFrame, row["frame"]),
        content=from_json(ConsultationContent, row["content"]),
        speakers=tuple(row["speakers"]),
        withdrawn_consents=tuple(from_json(WithdrawnConsent, each) for each in row["withdrawn_consents"]),
        documents=tuple(from_json(PublishedDocument, each) for each in row["documents"]),
        hidden=row["hidden"],
        show_asked_by=row["show_asked_by"],
        version=row["version"],
    )


def as_statement(row: Mapping[str, Any]) -> StatementRecord:
    """Return a row of `published_statements` as the record."""
    return StatementRecord(
        id=row["id"],
        frame=from_json(StatementFrame, row["frame"]),
        content=from_json(StatementContent, row["content"]),
        hidden=row["hidden"],
        show_asked_by=row["show_asked_by"],
        withdrawal=from_json(Withdrawal, row["withdrawal"]) if row["withdrawal"] else None,
        added=tuple(from_json(AddedAddressee, each) for each in row["added"]),
        retracking=from_json(Retracking, row["retracking"]) if row["retracking"] else None,
        joined=from_json(Joined, row["joined"]) if row["joined"] else None,
        links=tuple(from_json(Link, each) for each in row["links"]),
        version=row["version"],
    )
