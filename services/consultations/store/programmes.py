"""Programmes, as entered and as published."""

from collections.abc import Collection
from functools import partial
from typing import Any, Final, LiteralString
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.chassis.keys import Keys, unless_erased
from services.consultations.domain.details import ProgrammeDetails
from services.consultations.domain.drafts import Programme
from services.consultations.domain.errors import NoSuchRow
from services.consultations.domain.record import OwnCorrection, ProgrammeContent, ProgrammeRecord
from services.consultations.store.sealed import from_json, list_to_json, seal, to_json, unseal

_ONE: Final = """
    SELECT id, organisation_id, key_id, details, version, created_by, editors, changed_at
      FROM programmes
     WHERE id = %(id)s AND organisation_id = ANY(%(organisations)s)
"""


async def add_programme(tx: Transaction, keys: Keys, programme: Programme) -> None:
    """Write a new programme."""
    statement = """
        INSERT INTO programmes (id, organisation_id, key_id, details, version, created_by, editors, changed_at)
        VALUES (%(id)s, %(organisation_id)s, %(key_id)s, %(details)s, %(version)s, %(created_by)s, %(editors)s,
                %(changed_at)s)
    """
    await tx.execute(statement, _row(keys, programme))


async def save_programme(tx: Transaction, keys: Keys, programme: Programme) -> None:
    """Write a changed programme over the version it was made from.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE programmes
           SET details = %(details)s, editors = %(editors)s, changed_at = %(changed_at)s, version = %(version)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s AND version = %(version)s - 1
    """
    if (await tx.execute(statement, _row(keys, programme))).rowcount == 0:
        raise Aborted("the programme changed meanwhile; read it again")


async def reseal_programme(tx: Transaction, keys: Keys, programme: Programme) -> None:
    """Write what is entered of a programme under another key. The former one is destroyed after the commit.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE programmes
           SET key_id = %(key_id)s, details = %(details)s, changed_at = %(changed_at)s, version = %(version)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s AND version = %(version)s - 1
    """
    if (await tx.execute(statement, _row(keys, programme))).rowcount == 0:
        raise Aborted("the programme changed meanwhile; read it again")


async def lock_programme(tx: Transaction, keys: Keys, programme_id: UUID, organisations: Collection[UUID]) -> Programme:
    """Lock and return a programme of one of the organisations.

    Raises:
        NoSuchRow: There is none.
    """
    return await _one(tx, keys, f"{_ONE} FOR UPDATE", programme_id, organisations)


async def entered_programme(
    tx: Transaction, keys: Keys, programme_id: UUID, organisations: Collection[UUID]
) -> Programme:
    """Return a programme of one of the organisations as entered.

    Raises:
        NoSuchRow: There is none.
    """
    return await _one(tx, keys, _ONE, programme_id, organisations)


async def _one(
    tx: Transaction, keys: Keys, statement: LiteralString, programme_id: UUID, organisations: Collection[UUID]
) -> Programme:
    parameters = {"id": programme_id, "organisations": list(organisations)}
    row = await (await tx.execute(statement, parameters)).fetchone()
    if row is None:
        raise NoSuchRow("programme")
    return _programme(keys, row)


async def hold_programme(tx: Transaction, programme_id: UUID) -> None:
    """Let nobody change a programme of the organisations acted for, nor propose to, until this transaction ends."""
    await tx.execute("SELECT FROM programmes WHERE id = %(id)s FOR UPDATE", {"id": programme_id})


async def hold_programmes(tx: Transaction, consultation_ids: Collection[UUID], *, entered: UUID | None) -> None:
    """Hold the programmes of published consultations, and one that is entered, as `hold_programme` does, by id."""
    statement = """
        SELECT FROM programmes
         WHERE id = %(entered)s OR id IN (SELECT programme_id FROM published_consultations WHERE id = ANY(%(ids)s))
         ORDER BY id
           FOR UPDATE
    """
    await tx.execute(statement, {"ids": list(consultation_ids), "entered": entered})


async def programmes_named(tx: Transaction, programme_ids: Collection[UUID]) -> list[ProgrammeRecord]:
    """Return the programmes as published, those that are, in no order."""
    statement = "SELECT id, content, corrections, version FROM published_programmes WHERE id = ANY(%(ids)s)"
    rows = await (await tx.execute(statement, {"ids": list(programme_ids)})).fetchall()
    return [_record(row) for row in rows]


async def has_programme(tx: Transaction, programme_id: UUID, organisation_id: UUID) -> bool:
    """Tell whether the organisation has that programme."""
    statement = "SELECT 1 FROM programmes WHERE id = %(id)s AND organisation_id = %(organisation_id)s"
    found = await tx.execute(statement, {"id": programme_id, "organisation_id": organisation_id})
    return await found.fetchone() is not None


async def programmes_after(
    tx: Transaction, keys: Keys, organisations: Collection[UUID], *, after: UUID | None, limit: int
) -> list[tuple[UUID, Programme | None]]:
    """Return the organisations' programmes, newest first, from the one after `after` on, by id; None is erased."""
    statement = """
        SELECT id, organisation_id, key_id, details, version, created_by, editors, changed_at
          FROM programmes
         WHERE organisation_id = ANY(%(organisations)s) AND (%(after)s::uuid IS NULL OR id < %(after)s)
         ORDER BY id DESC
         LIMIT %(limit)s
    """
    parameters = {"organisations": list(organisations), "after": after, "limit": limit}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return [(row["id"], unless_erased(partial(_programme, keys), row)) for row in rows]


async def published_programme(tx: Transaction, programme_id: UUID) -> ProgrammeRecord | None:
    """Return the programme as published, if it is."""
    statement = "SELECT id, content, corrections, version FROM published_programmes WHERE id = %(id)s"
    row = await (await tx.execute(statement, {"id": programme_id})).fetchone()
    return _record(row) if row else None


async def lock_programme_record(tx: Transaction, programme_id: UUID) -> ProgrammeRecord | None:
    """Lock and return the programme as published, if it is."""
    statement = "SELECT id, content, corrections, version FROM published_programmes WHERE id = %(id)s FOR UPDATE"
    row = await (await tx.execute(statement, {"id": programme_id})).fetchone()
    return _record(row) if row else None


async def save_programme_record(tx: Transaction, record: ProgrammeRecord) -> None:
    """Write a published programme over the version it was made from: texts may be corrected or erased.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE published_programmes
           SET title_id = %(title_id)s, content = %(content)s, corrections = %(corrections)s, version = %(version)s
         WHERE id = %(id)s AND version = %(version)s - 1
    """
    if (await tx.execute(statement, _record_row(record))).rowcount == 0:
        raise Aborted("the programme changed meanwhile; read it again")


async def publish_programme(tx: Transaction, record: ProgrammeRecord) -> None:
    """Write a programme that became public."""
    statement = """
        INSERT INTO published_programmes (id, title_id, content, corrections, version)
        VALUES (%(id)s, %(title_id)s, %(content)s, %(corrections)s, %(version)s)
    """
    await tx.execute(statement, _record_row(record))


async def list_programmes(
    tx: Transaction, *, of: str = "", after: tuple[str, int] | None, limit: int
) -> list[tuple[ProgrammeRecord, tuple[str, int], list[str]]]:
    """Return programmes with a published consultation that is not hidden, by English title.

    Each comes with its place in the list, to go on after, and the numbers of its consultations that are not hidden.
    With `of`, a consultation's number, only the programme of that one, if it is not hidden.
    """
    statement = """
        WITH titled AS (
            SELECT p.id, p.content, p.corrections, p.version, p.position,
                   coalesce((SELECT body FROM texts
                              WHERE text_id = p.title_id AND body IS NOT NULL
                              ORDER BY language = 'en' DESC, authoritative DESC
                              LIMIT 1), '') AS title
              FROM published_programmes p
             WHERE EXISTS (SELECT 1 FROM published_consultations c
                            WHERE c.programme_id = p.id AND NOT c.hidden AND (%(of)s = '' OR c.number = %(of)s))
        )
        SELECT id, content, corrections, version, position, title,
               ARRAY(SELECT number FROM published_consultations c
                      WHERE c.programme_id = titled.id AND NOT c.hidden
                      ORDER BY illustrative, ordinal) AS numbers
          FROM titled
         WHERE %(first)s OR (title, position) > (%(title)s, %(position)s)
         ORDER BY title, position
         LIMIT %(limit)s
    """
    title, position = after or ("", 0)
    parameters = {"of": of, "first": after is None, "title": title, "position": position, "limit": limit}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return [(_record(row), (row["title"], row["position"]), row["numbers"]) for row in rows]


def _record(row: dict[str, Any]) -> ProgrammeRecord:
    return ProgrammeRecord(
        id=row["id"],
        content=from_json(ProgrammeContent, row["content"]),
        corrections=tuple(from_json(OwnCorrection, each) for each in row["corrections"]),
        version=row["version"],
    )


def _record_row(record: ProgrammeRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "title_id": record.content.title,
        "content": to_json(record.content),
        "corrections": list_to_json(record.corrections),
        "version": record.version,
    }


def _row(keys: Keys, programme: Programme) -> dict[str, Any]:
    place = {"key_id": programme.key_id, "table": "programmes", "row_id": programme.id}
    sealed = seal(keys, programme.details, **place)  # type: ignore[arg-type]
    return {**vars(programme), "details": sealed, "editors": sorted(programme.editors)}


def _programme(keys: Keys, row: dict[str, Any]) -> Programme:
    details = unseal(keys, ProgrammeDetails, row["details"], key_id=row["key_id"], table="programmes", row_id=row["id"])
    return Programme(**{**row, "details": details, "editors": frozenset({row["created_by"], *row["editors"]})})
