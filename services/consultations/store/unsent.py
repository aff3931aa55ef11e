"""What people have typed and not sent yet, sealed each under a key of its own."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.keys import KeyDestroyed, Keys
from services.consultations.domain.unsent import Place, UnsentPage, UnsentText
from services.consultations.store.sealed import seal, unseal

_TABLE: Final = "unsent_texts"


async def lock_unsent(tx: Transaction, keys: Keys, place: Place, *, new_id: UUID, at: datetime) -> UnsentText:
    """Lock and return what a person has typed in a place; a row is made if there was never anything."""
    statement = """
        INSERT INTO unsent_texts (id, person_id, page, consultation_id, version, saved_at)
        VALUES (%(id)s, %(person_id)s, %(page)s, %(consultation_id)s, 0, %(at)s)
            ON CONFLICT (person_id, page, consultation_id) DO NOTHING
    """
    await tx.execute(statement, {**vars(place), "id": new_id, "at": at})
    found = await (await tx.execute(f"{_SELECT} FOR UPDATE", vars(place))).fetchone()
    assert found
    return _unsent(keys, found)


async def read_unsent(tx: Transaction, keys: Keys, place: Place) -> UnsentText | None:
    """Return what a person has typed in a place; None if there was never anything."""
    found = await (await tx.execute(_SELECT, vars(place))).fetchone()
    return _unsent(keys, found) if found else None


async def save_unsent(tx: Transaction, keys: Keys, text: UnsentText) -> None:
    """Write the text. Its row is locked."""
    statement = """
        UPDATE unsent_texts
           SET version = %(version)s, saved_at = %(saved_at)s, key_id = %(key_id)s, sealed = %(sealed)s
         WHERE id = %(id)s AND person_id = %(person_id)s
    """
    sealed = text.key_id and seal(
        keys, dict(text.fields or {}), key_id=text.key_id, table=_TABLE, row_id=text.id, column="sealed"
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
    """Lock and return what facilitators of an organisation typed for a consultation, or for none in particular."""
    statement = """
        SELECT id, person_id, page, consultation_id, version, saved_at, key_id, sealed
          FROM unsent_texts
         WHERE key_id IS NOT NULL AND (consultation_id IS NULL OR consultation_id = %(consultation_id)s)
           AND person_id IN (SELECT person_id FROM roles
                              WHERE organisation_id = %(organisation_id)s AND role = 'facilitator' AND to_date IS NULL)
         ORDER BY id
           FOR UPDATE
    """
    found = await tx.execute(statement, {"consultation_id": consultation_id, "organisation_id": organisation_id})
    return [_unsent(keys, row) for row in await found.fetchall()]


async def end_unsent_of_former(tx: Transaction, person_id: UUID, *, at: datetime) -> list[UUID]:
    """End everything that a person has typed who is a facilitator nowhere; return the keys that have to go."""
    statement = """
        WITH kept AS (
            SELECT id, key_id FROM unsent_texts
             WHERE person_id = %(person_id)s AND key_id IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM roles
                                WHERE person_id = %(person_id)s AND role = 'facilitator' AND to_date IS NULL)
             ORDER BY id
               FOR UPDATE)
        UPDATE unsent_texts
           SET version = version + 1, saved_at = %(at)s, key_id = NULL, sealed = NULL
          FROM kept
         WHERE unsent_texts.id = kept.id
        RETURNING kept.key_id
    """
    found = await tx.execute(statement, {"person_id": person_id, "at": at})
    return [row["key_id"] for row in await found.fetchall()]


async def end_unsent_before(tx: Transaction, saved_before: datetime, *, at: datetime) -> list[UUID]:
    """End everything that was saved last before an instant; return the keys that have to go."""
    statement = """
        WITH kept AS (
            SELECT id, key_id FROM unsent_texts
             WHERE key_id IS NOT NULL AND saved_at < %(saved_before)s
             ORDER BY id
               FOR UPDATE)
        UPDATE unsent_texts
           SET version = version + 1, saved_at = %(at)s, key_id = NULL, sealed = NULL
          FROM kept
         WHERE unsent_texts.id = kept.id
        RETURNING kept.key_id
    """
    found = await tx.execute(statement, {"saved_before": saved_before, "at": at})
    return [row["key_id"] for row in await found.fetchall()]


_SELECT: Final = """
    SELECT id, person_id, page, consultation_id, version, saved_at, key_id, sealed
      FROM unsent_texts
     WHERE person_id = %(person_id)s AND page = %(page)s AND consultation_id IS NOT DISTINCT FROM %(consultation_id)s
"""


def _unsent(keys: Keys, row: dict[str, Any]) -> UnsentText:
    place = Place(person_id=row["person_id"], page=UnsentPage(row["page"]), consultation_id=row["consultation_id"])
    nothing = UnsentText(id=row["id"], place=place, version=row["version"], saved_at=row["saved_at"])
    if row["key_id"] is None:
        return nothing
    try:
        fields = unseal(
            keys, dict, row["sealed"], key_id=row["key_id"], table=_TABLE, row_id=row["id"], column="sealed"
        )
    except KeyDestroyed:  # a backup, of what was ended since
        return nothing
    return UnsentText(**{**vars(nothing), "key_id": row["key_id"], "fields": fields})
