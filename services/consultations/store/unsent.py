"""What people have typed and not sent yet, on pages of capture and at desks: sealed, each under a key of its own."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.keys import KeyDestroyed, Keys
from services.consultations.domain.unsent import Place, UnsentPage, UnsentText
from services.consultations.store.sealed import seal, unseal

_PAGES: Final = "unsent_texts"
_DESKS: Final = "desk_texts"
# By which column the texts of one page of a person differ.
_OF: Final = {_PAGES: "consultation_id", _DESKS: "form"}
_COLUMNS: Final = "id, person_id, page, version, saved_at, key_id, sealed"
_ROWS: Final = {
    _PAGES: f"SELECT {_COLUMNS}, consultation_id, '' AS form FROM unsent_texts",
    _DESKS: f"SELECT {_COLUMNS}, NULL::uuid AS consultation_id, form FROM desk_texts",
}
# Whose pages they are: a word of `roles.role`.
_ROLE: Final = {_PAGES: "'facilitator'", _DESKS: "page"}
# ruff: noqa: S608 - tables and columns are ours


async def lock_unsent(tx: Transaction, keys: Keys, place: Place, *, new_id: UUID, at: datetime) -> UnsentText:
    """Lock and return what a person has typed in a place; a row is made if there was never anything."""
    table = _table(place)
    statement = f"""
        INSERT INTO {table} (id, person_id, page, {_OF[table]}, version, saved_at)
        VALUES (%(id)s, %(person_id)s, %(page)s, %({_OF[table]})s, 0, %(at)s)
            ON CONFLICT (person_id, page, {_OF[table]}) DO NOTHING
    """
    await tx.execute(statement, {**vars(place), "id": new_id, "at": at})
    found = await (await tx.execute(f"{_at(place)} FOR UPDATE", vars(place))).fetchone()
    assert found
    return _unsent(keys, found)


async def read_unsent(tx: Transaction, keys: Keys, place: Place) -> UnsentText | None:
    """Return what a person has typed in a place; None if there was never anything."""
    found = await (await tx.execute(_at(place), vars(place))).fetchone()
    return _unsent(keys, found) if found else None


async def read_unsent_forms(tx: Transaction, keys: Keys, desk: Place) -> list[UnsentText]:
    """Return what a person has typed in each form of a desk, saved last first."""
    statement = f"""
        {_ROWS[_DESKS]}
         WHERE person_id = %(person_id)s AND page = %(page)s AND key_id IS NOT NULL
         ORDER BY saved_at DESC, id
    """
    found = [_unsent(keys, row) for row in await (await tx.execute(statement, vars(desk))).fetchall()]
    return [each for each in found if each.key_id]


async def desk_bytes_beside(tx: Transaction, text: UnsentText) -> int:
    """Return how much a person has typed in the other forms of a desk, sealed, in bytes; 0 for a page of capture."""
    if not text.place.page.is_desk:
        return 0
    statement = """
        SELECT coalesce(sum(octet_length(sealed)), 0) AS bytes
          FROM desk_texts
         WHERE person_id = %(person_id)s AND page = %(page)s AND form <> %(form)s
    """
    found = await (await tx.execute(statement, vars(text.place))).fetchone()
    assert found
    return int(found["bytes"])


async def save_unsent(tx: Transaction, keys: Keys, text: UnsentText) -> None:
    """Write the text. Its row is locked."""
    table = _table(text.place)
    statement = f"""
        UPDATE {table}
           SET version = %(version)s, saved_at = %(saved_at)s, key_id = %(key_id)s, sealed = %(sealed)s
         WHERE id = %(id)s AND person_id = %(person_id)s
    """
    sealed = text.key_id and seal(
        keys, dict(text.fields or {}), key_id=text.key_id, table=table, row_id=text.id, column="sealed"
    )
    row = {
        "id": text.id,
        "person_id": text.place.person_id,
        "version": text.version,
        "saved_at": text.saved_at,
        "key_id": text.key_id,
        "sealed": sealed,
    }
    await tx.execute(statement, row)


async def lock_unsent_of_host(
    tx: Transaction, keys: Keys, *, consultation_id: UUID, organisation_id: UUID
) -> list[UnsentText]:
    """Lock and return what people may have typed of somebody at a consultation.

    Of facilitators and reviewers it is what those of the host typed, for the consultation or for none in particular; of
    verifiers and registrars, who work on what every organisation published, it is everything.
    """
    of_host = """
        person_id IN (SELECT person_id FROM roles
                       WHERE organisation_id = %(organisation_id)s AND role IN ('facilitator', 'reviewer')
                         AND to_date IS NULL)
    """
    whose = {
        _PAGES: f"(consultation_id IS NULL OR consultation_id = %(consultation_id)s) AND {of_host}",
        _DESKS: f"(page IN ('verifier', 'registrar') OR {of_host})",
    }
    found: list[UnsentText] = []
    for table, condition in whose.items():
        statement = f"{_ROWS[table]} WHERE key_id IS NOT NULL AND {condition} ORDER BY id FOR UPDATE"
        rows = await tx.execute(statement, {"consultation_id": consultation_id, "organisation_id": organisation_id})
        found.extend(_unsent(keys, row) for row in await rows.fetchall())
    return found


async def end_unsent_of_former(tx: Transaction, person_id: UUID, *, at: datetime) -> list[UUID]:
    """End what a person has typed on pages of a role held nowhere any more; return the keys that have to go."""
    gone: list[UUID] = []
    for table, role in _ROLE.items():
        former = f"""
            person_id = %(person_id)s
            AND NOT EXISTS (SELECT 1 FROM roles
                             WHERE roles.person_id = %(person_id)s AND roles.role = {role} AND to_date IS NULL)
        """
        gone += await _end(tx, table, former, {"person_id": person_id, "at": at})
    return gone


async def end_unsent_before(tx: Transaction, saved_before: datetime, *, at: datetime) -> list[UUID]:
    """End everything that was saved last before an instant; return the keys that have to go."""
    gone: list[UUID] = []
    for table in _OF:
        gone += await _end(tx, table, "saved_at < %(saved_before)s", {"saved_before": saved_before, "at": at})
    return gone


async def _end(tx: Transaction, table: str, condition: str, given: dict[str, Any]) -> list[UUID]:
    statement = f"""
        WITH kept AS (
            SELECT id, key_id FROM {table}
             WHERE key_id IS NOT NULL AND {condition}
             ORDER BY id
               FOR UPDATE)
        UPDATE {table}
           SET version = version + 1, saved_at = %(at)s, key_id = NULL, sealed = NULL
          FROM kept
         WHERE {table}.id = kept.id
        RETURNING kept.key_id
    """
    return [row["key_id"] for row in await (await tx.execute(statement, given)).fetchall()]


def _table(place: Place) -> str:
    return _DESKS if place.page.is_desk else _PAGES


def _at(place: Place) -> str:
    table = _table(place)
    of = _OF[table]
    return f"{_ROWS[table]} WHERE person_id = %(person_id)s AND page = %(page)s AND {of} IS NOT DISTINCT FROM %({of})s"


def _unsent(keys: Keys, row: dict[str, Any]) -> UnsentText:
    place = Place(
        person_id=row["person_id"],
        page=UnsentPage(row["page"]),
        consultation_id=row["consultation_id"],
        form=row["form"],
    )
    nothing = UnsentText(id=row["id"], place=place, version=row["version"], saved_at=row["saved_at"])
    if row["key_id"] is None:
        return nothing
    try:
        fields = unseal(
            keys, dict, row["sealed"], key_id=row["key_id"], table=_table(place), row_id=row["id"], column="sealed"
        )
    except KeyDestroyed:  # a backup, of what was ended since
        return nothing
    return UnsentText(**{**vars(nothing), "key_id": row["key_id"], "fields": fields})
