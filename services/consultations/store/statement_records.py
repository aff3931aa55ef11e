"""The public record of statements, as the fold of their events."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.consultations.domain.record import (
    AddedAddressee,
    Correction,
    Joined,
    Link,
    Retracking,
    StatementContent,
    StatementFrame,
    StatementRecord,
    Withdrawal,
)
from services.consultations.domain.values import Publication, StatementType
from services.consultations.store.sealed import from_json, list_to_json, to_json


@dataclass(frozen=True, kw_only=True)
class TypesCounted:
    """How many statements of a consultation are public."""

    items: int  # all, those that do not stand, too
    standing: Mapping[tuple[StatementType, Publication], int]  # neither hidden nor withdrawn nor joined with another

    @property
    def ways(self) -> tuple[int, int]:
        """How many of those that stand are recorded, and how many tracked."""
        recorded, tracked = (
            sum(count for (_, publication), count in self.standing.items() if publication is way)
            for way in (Publication.RECORDED, Publication.TRACKED)
        )
        return recorded, tracked


async def add_statement_record(tx: Transaction, record: StatementRecord) -> None:
    """Write a statement that became public."""
    statement = """
        INSERT INTO published_statements (id, consultation_id, item, number, tracked_number, frame, content, hidden,
                                          show_asked_by, withdrawal, added, retracking, joined,
                                          joined_id, links, corrections, version)
        VALUES (%(id)s, %(consultation_id)s, %(item)s, %(number)s, %(tracked_number)s, %(frame)s, %(content)s,
                %(hidden)s, %(show_asked_by)s, %(withdrawal)s, %(added)s, %(retracking)s, %(joined)s, %(joined_id)s,
                %(links)s, %(corrections)s, %(version)s)
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
               frame = %(frame)s, corrections = %(corrections)s, version = %(version)s
         WHERE id = %(id)s AND version = %(version)s - 1
    """
    if (await tx.execute(statement, _statement_row(record))).rowcount == 0:
        raise Aborted("the statement changed meanwhile; read it again")


async def save_statement_frames(tx: Transaction, records: Sequence[StatementRecord]) -> None:
    """Write what other services are told of published statements, as `save_statement_record` does, all at once.

    Raises:
        Aborted: Somebody else changed one of them first.
    """
    statement = """
        UPDATE published_statements known
           SET frame = changed.frame, version = changed.version
          FROM unnest(%(ids)s::uuid[], %(frames)s::jsonb[], %(versions)s::bigint[]) AS changed (id, frame, version)
         WHERE known.id = changed.id AND known.version = changed.version - 1
    """
    values = {
        "ids": [each.id for each in records],
        "frames": [to_json(each.frame) for each in records],
        "versions": [each.version for each in records],
    }
    if (await tx.execute(statement, values)).rowcount < len(records):
        raise Aborted("a statement changed meanwhile; read it again")


async def statement_numbered(tx: Transaction, number: str) -> StatementRecord | None:
    """Return the published statement of that number, `C-7/12` or `R-42`, if there is one."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, corrections,
               version
          FROM published_statements
         WHERE number = %(number)s OR tracked_number = %(number)s
    """
    row = await (await tx.execute(statement, {"number": number})).fetchone()
    return as_statement(row) if row else None


async def statement_record(tx: Transaction, statement_id: UUID) -> StatementRecord:
    """Return a published statement."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, corrections,
               version
          FROM published_statements
         WHERE id = %(id)s
    """
    row = await (await tx.execute(statement, {"id": statement_id})).fetchone()
    assert row  # rows are never deleted
    return as_statement(row)


async def lock_statement_record(tx: Transaction, statement_id: UUID) -> StatementRecord:
    """Lock and return a published statement."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, corrections,
               version
          FROM published_statements
         WHERE id = %(id)s
           FOR UPDATE
    """
    row = await (await tx.execute(statement, {"id": statement_id})).fetchone()
    assert row  # rows are never deleted
    return as_statement(row)


async def lock_statement_records(tx: Transaction, consultation_id: UUID) -> list[StatementRecord]:
    """Lock and return the published statements of a consultation, in order of their ids."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, corrections,
               version
          FROM published_statements
         WHERE consultation_id = %(id)s
         ORDER BY id
           FOR UPDATE
    """
    rows = await (await tx.execute(statement, {"id": consultation_id})).fetchall()
    return [as_statement(row) for row in rows]


async def statement_records(tx: Transaction, consultation_id: UUID) -> list[StatementRecord]:
    """Return the published statements of a consultation, in order of number."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, corrections,
               version
          FROM published_statements
         WHERE consultation_id = %(id)s
         ORDER BY item
    """
    rows = await (await tx.execute(statement, {"id": consultation_id})).fetchall()
    return [as_statement(row) for row in rows]


async def statement_records_after(
    tx: Transaction, consultation_id: UUID, item: int, *, limit: int
) -> list[StatementRecord]:
    """Return so many published statements of a consultation that follow an item number, in order of number."""
    statement = """
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, corrections,
               version
          FROM published_statements
         WHERE consultation_id = %(id)s AND item > %(item)s
         ORDER BY item
         LIMIT %(limit)s
    """
    parameters = {"id": consultation_id, "item": item, "limit": limit}
    return [as_statement(row) for row in await (await tx.execute(statement, parameters)).fetchall()]


async def merged_into(
    tx: Transaction, statement_ids: Collection[UUID]
) -> Mapping[UUID, list[tuple[StatementRecord, bool]]]:
    """Return per statement those that were merged into it, in order of number, each with whether it is hidden."""
    statement = """
        SELECT s.id, s.frame, s.content, s.hidden, s.show_asked_by, s.withdrawal, s.added, s.retracking, s.joined,
               s.links, s.corrections, s.version, s.hidden OR c.hidden AS is_hidden
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
        SELECT id, frame, content, hidden, show_asked_by, withdrawal, added, retracking, joined, links, corrections,
               version
          FROM published_statements
         WHERE id = ANY(%(ids)s)
    """
    return [as_statement(row) for row in await (await tx.execute(statement, {"ids": list(statement_ids)})).fetchall()]


async def last_item(tx: Transaction, consultation_id: UUID) -> int:
    """Return the last item number given within the consultation; 0 if none was. Lock the consultation first."""
    statement = "SELECT coalesce(max(item), 0) AS last FROM published_statements WHERE consultation_id = %(id)s"
    row = await (await tx.execute(statement, {"id": consultation_id})).fetchone()
    return int(row["last"]) if row else 0


async def count_types(tx: Transaction, consultation_id: UUID, *, but: Collection[UUID] = ()) -> TypesCounted:
    """Return how many statements of a consultation are published, and how many of each type stand, and how.

    Args:
        tx: The caller's transaction.
        consultation_id: Of the consultation.
        but: Statements that are left out.
    """
    statement = """
        SELECT frame ->> 'type' AS type, coalesce(retracking ->> 'publication', frame ->> 'publication') AS publication,
               count(*) FILTER (WHERE withdrawal IS NULL AND joined IS NULL AND NOT hidden) AS standing,
               count(*) AS items
          FROM published_statements
         WHERE consultation_id = %(id)s AND id <> ALL(%(but)s)
         GROUP BY 1, 2
    """
    rows = await (await tx.execute(statement, {"id": consultation_id, "but": list(but)})).fetchall()
    return TypesCounted(
        items=sum(row["items"] for row in rows),
        standing={
            (StatementType(row["type"]), Publication(row["publication"])): row["standing"]
            for row in rows
            if row["standing"]
        },
    )


async def count_items(
    tx: Transaction, consultation_ids: Collection[UUID], *, but: Collection[UUID] = ()
) -> Mapping[UUID, tuple[int, int]]:
    """Return per consultation how many published statements are recorded and tracked.

    What is withdrawn, merged, superseded or hidden counts in neither, nor do the statements of `but`.

    A consultation without any is left out.
    """
    statement = """
        SELECT consultation_id, count(*) FILTER (WHERE publication = 'recorded') AS recorded,
               count(*) FILTER (WHERE publication = 'tracked') AS tracked
          FROM (SELECT consultation_id, coalesce(retracking ->> 'publication', frame ->> 'publication') AS publication
                  FROM published_statements
                 WHERE consultation_id = ANY(%(ids)s) AND withdrawal IS NULL AND joined IS NULL
                   AND NOT hidden AND id <> ALL(%(but)s)) AS standing
         GROUP BY consultation_id
    """
    rows = await (await tx.execute(statement, {"ids": list(consultation_ids), "but": list(but)})).fetchall()
    return {row["consultation_id"]: (row["recorded"], row["tracked"]) for row in rows}


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
        "corrections": list_to_json(record.corrections),
        "version": record.version,
    }


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
        corrections=tuple(from_json(Correction, each) for each in row["corrections"]),
        version=row["version"],
    )
