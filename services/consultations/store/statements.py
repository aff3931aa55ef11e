"""Statements as entered, sealed each under a key of its own."""

import asyncio
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final, LiteralString
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.chassis.keys import Keys, readable
from services.consultations.domain.details import StatementDetails
from services.consultations.domain.drafts import Consultation, Statement
from services.consultations.domain.errors import NoSuchRow
from services.consultations.domain.values import RecordState
from services.consultations.store.sealed import seal, to_bytes, unseal

_TABLE: Final = "statements"
_PLACE: Final = """
    SELECT position FROM statements
     WHERE id = %(id)s AND consultation_id = %(consultation_id)s AND organisation_id = %(organisation_id)s
"""
_ONE: Final = """
    SELECT id, consultation_id, organisation_id, key_id, details, state, position, version, author_id, editors,
           submitted_by, submitted_at, return_reason
      FROM statements
     WHERE id = %(id)s AND consultation_id = %(consultation_id)s AND organisation_id = %(organisation_id)s
"""


async def statements_of(tx: Transaction, keys: Keys, consultation: Consultation) -> tuple[Statement, ...]:
    """Return a consultation's statements, in their order; what is erased is left out."""
    statement = """
        SELECT id, consultation_id, organisation_id, key_id, details, state, position, version, author_id, editors,
               submitted_by, submitted_at, return_reason
          FROM statements
         WHERE consultation_id = %(id)s AND organisation_id = %(organisation_id)s
         ORDER BY position, id
    """
    parameters = {"id": consultation.id, "organisation_id": consultation.organisation_id}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return tuple(readable(partial(_statement, keys), rows))


async def statements_after(
    tx: Transaction, keys: Keys, consultation: Consultation, statement_id: UUID, *, most_bytes: int
) -> tuple[list[Statement], UUID | None]:
    """Return the statements that follow one of them, in their order: as many as have so many bytes, at least one.

    Returns:
        Those of which the key is there; and the id of the last one that was looked at, None if none follows.

    Raises:
        Aborted: That one is gone.
    """
    statement = """
        SELECT id, consultation_id, organisation_id, key_id, details, state, position, version, author_id, editors,
               submitted_by, submitted_at, return_reason
          FROM (SELECT *, sum(size) OVER (ORDER BY position, id) - size AS before
                  FROM statements
                 WHERE consultation_id = %(consultation_id)s AND organisation_id = %(organisation_id)s
                   AND (position, id) > (%(position)s, %(id)s)) AS following
         WHERE before < %(most_bytes)s
         ORDER BY position, id
    """
    place = {"consultation_id": consultation.id, "organisation_id": consultation.organisation_id, "id": statement_id}
    found = await (await tx.execute(_PLACE, place)).fetchone()
    if found is None:
        raise Aborted("the consultation changed meanwhile; read it again")
    parameters = {**place, "position": found["position"], "most_bytes": most_bytes}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return list(readable(partial(_statement, keys), rows)), rows[-1]["id"] if rows else None


async def bytes_of_statements(tx: Transaction, consultation: Consultation) -> int:
    """Return how long the details of all statements are together."""
    statement = """
        SELECT coalesce(sum(size), 0) AS used FROM statements
         WHERE consultation_id = %(id)s AND organisation_id = %(organisation_id)s
    """
    parameters = {"id": consultation.id, "organisation_id": consultation.organisation_id}
    row = await (await tx.execute(statement, parameters)).fetchone()
    return int(row["used"]) if row else 0


def size_of(details: StatementDetails) -> int:
    """Return how long the details of a statement are."""
    return len(to_bytes(details))


async def lock_statement(tx: Transaction, keys: Keys, statement_id: UUID, consultation: Consultation) -> Statement:
    """Lock and return a statement of the consultation.

    Raises:
        NoSuchRow: There is none.
    """
    return await _one(tx, keys, f"{_ONE} FOR UPDATE", statement_id, consultation)


async def entered_statement(tx: Transaction, keys: Keys, statement_id: UUID, consultation: Consultation) -> Statement:
    """Return a statement of the consultation as entered.

    Raises:
        NoSuchRow: There is none.
    """
    return await _one(tx, keys, _ONE, statement_id, consultation)


async def _one(
    tx: Transaction, keys: Keys, statement: LiteralString, statement_id: UUID, consultation: Consultation
) -> Statement:
    parameters = {
        "id": statement_id,
        "consultation_id": consultation.id,
        "organisation_id": consultation.organisation_id,
    }
    row = await (await tx.execute(statement, parameters)).fetchone()
    if row is None:
        raise NoSuchRow("statement")
    return _statement(keys, row)


async def entered_version(tx: Transaction, statement_id: UUID, organisation_id: UUID) -> int:
    """Return the version of a statement's row as entered; 0 if this transaction may not see it."""
    statement = "SELECT version FROM statements WHERE id = %(id)s AND organisation_id = %(organisation_id)s"
    parameters = {"id": statement_id, "organisation_id": organisation_id}
    row = await (await tx.execute(statement, parameters)).fetchone()
    return row["version"] if row else 0


async def next_positions(tx: Transaction, consultation: Consultation) -> tuple[int, int]:
    """Return the places that the next participant and the next statement get."""
    statement = """
        SELECT (SELECT coalesce(max(position), 0) + 1 FROM participants
                 WHERE consultation_id = %(id)s AND organisation_id = %(organisation_id)s) AS participant,
               (SELECT coalesce(max(position), 0) + 1 FROM statements
                 WHERE consultation_id = %(id)s AND organisation_id = %(organisation_id)s) AS statement
    """
    parameters = {"id": consultation.id, "organisation_id": consultation.organisation_id}
    row = await (await tx.execute(statement, parameters)).fetchone()
    assert row
    return row["participant"], row["statement"]


async def add_statement(tx: Transaction, keys: Keys, entered: Statement) -> None:
    """Write a new statement."""
    await tx.execute(_ADD, _row(keys, entered))


async def add_statements(tx: Transaction, keys: Keys, entered: Sequence[Statement]) -> None:
    """Write new statements."""
    rows = await asyncio.to_thread(lambda: [_row(keys, each) for each in entered])
    if not rows:
        return
    async with tx.cursor() as cursor:
        await cursor.executemany(_ADD, rows)


_ADD: Final = """
    INSERT INTO statements (id, consultation_id, organisation_id, position, state, key_id, details, return_reason,
                            size, version, author_id, editors, submitted_by, submitted_at)
    VALUES (%(id)s, %(consultation_id)s, %(organisation_id)s, %(position)s, %(state)s, %(key_id)s, %(details)s,
            %(return_reason)s, %(size)s, %(version)s, %(author_id)s, %(editors)s, %(submitted_by)s,
            %(submitted_at)s)
"""


async def save_statement(tx: Transaction, keys: Keys, entered: Statement) -> None:
    """Write a changed statement over the version it was made from.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    await save_statements(tx, keys, [entered])


async def save_statements(tx: Transaction, keys: Keys, entered: Sequence[Statement]) -> None:
    """Write changed statements, each over the version it was made from.

    Raises:
        Aborted: Somebody else changed one of them first.
    """
    statement = """
        UPDATE statements
           SET details = %(details)s, return_reason = %(return_reason)s, size = %(size)s, state = %(state)s,
               version = %(version)s, editors = %(editors)s, submitted_by = %(submitted_by)s,
               submitted_at = %(submitted_at)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s AND version = %(version)s - 1
    """
    rows = await asyncio.to_thread(lambda: [_row(keys, each) for each in entered])
    if not rows:
        return
    async with tx.cursor() as cursor:
        await cursor.executemany(statement, rows)
        if cursor.rowcount != len(rows):
            raise Aborted("the statement changed meanwhile; read it again")


async def reseal_statement(tx: Transaction, keys: Keys, entered: Statement) -> None:
    """Write a statement under another key. The former one is destroyed after the commit.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE statements
           SET key_id = %(key_id)s, details = %(details)s, return_reason = %(return_reason)s, size = %(size)s,
               version = %(version)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s AND version = %(version)s - 1
    """
    if (await tx.execute(statement, _row(keys, entered))).rowcount == 0:
        raise Aborted("the statement changed meanwhile; read it again")


async def move_statements(tx: Transaction, keys: Keys, changed: Iterable[Statement]) -> None:
    """Write where statements stand now, each over the version it was made from: submitted, returned, published.

    Raises:
        Aborted: Somebody else changed one of them first.
    """
    statement = """
        UPDATE statements AS s
           SET state = c.state, version = c.version, submitted_by = c.submitted_by, submitted_at = c.submitted_at,
               return_reason = c.return_reason
          FROM unnest(%(id)s::uuid[], %(organisation_id)s::uuid[], %(state)s::text[], %(version)s::bigint[],
                      %(submitted_by)s::uuid[], %(submitted_at)s::timestamptz[], %(return_reason)s::bytea[])
               AS c (id, organisation_id, state, version, submitted_by, submitted_at, return_reason)
         WHERE s.id = c.id AND s.organisation_id = c.organisation_id AND s.version = c.version - 1
    """
    given = list(changed)
    columns: dict[str, list[Any]] = {
        name: [getattr(each, name) for each in given]
        for name in ("id", "organisation_id", "state", "version", "submitted_by", "submitted_at")
    }
    columns["return_reason"] = [_sealed_reason(keys, each) for each in given]
    if (await tx.execute(statement, columns)).rowcount != len(given):
        raise Aborted("a statement changed meanwhile; read it again")


async def remove_statement(tx: Transaction, entered: Statement) -> None:
    """Delete one that is not public; those after it move up. The key is destroyed after the commit."""
    parameters = {name: getattr(entered, name) for name in ("id", "consultation_id", "organisation_id", "position")}
    await tx.execute(
        "DELETE FROM statements WHERE id = %(id)s AND organisation_id = %(organisation_id)s AND state <> 'published'",
        parameters,
    )
    statement = """
        UPDATE statements SET position = position - 1
         WHERE consultation_id = %(consultation_id)s AND organisation_id = %(organisation_id)s
           AND position > %(position)s
    """
    await tx.execute(statement, parameters)


def _sealed_reason(keys: Keys, entered: Statement) -> bytes | None:
    if not entered.return_reason:
        return None
    return seal(
        keys, entered.return_reason, key_id=entered.key_id, table=_TABLE, row_id=entered.id, column="return_reason"
    )


def _row(keys: Keys, entered: Statement) -> dict[str, Any]:
    return {
        **vars(entered),
        "details": seal(keys, entered.details, key_id=entered.key_id, table=_TABLE, row_id=entered.id),
        "return_reason": _sealed_reason(keys, entered),
        "size": len(to_bytes(entered.details)),
        "editors": sorted(entered.editors),
    }


def _statement(keys: Keys, row: dict[str, Any]) -> Statement:
    key_id, row_id, reason = row["key_id"], row["id"], row["return_reason"]
    place = {"key_id": key_id, "table": _TABLE, "row_id": row_id}
    return Statement(
        **{
            **row,
            "state": RecordState(row["state"]),
            "details": unseal(keys, StatementDetails, row["details"], **place),
            "editors": frozenset(row["editors"]),
            "return_reason": unseal(keys, str, reason, column="return_reason", **place) if reason else "",
        }
    )
