"""Where in public somebody is named: every text that is public, and whose records carry it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.keys import Keys, readable
from services.consultations.domain.documents import Document
from services.consultations.store.documents import to_document

# How an id of a text stands in the payload of an event: letters, whatever is before and behind it.
_ID: Final = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A published consultation of which a record carries, or carried, one of the texts."""

    consultation_id: UUID
    host_organisation_id: UUID
    numbers: tuple[str, ...]  # `C-7` for the consultation or its programme, `C-7/3` for an item


async def withdraw_alone(tx: Transaction) -> None:
    """Let no other withdrawal go on before this one has ended: each may lock what the other one began at."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('roundtable.withdraw_consent', 0))")


async def public_bodies(tx: Transaction) -> list[tuple[UUID, str]]:
    """Return every public text that was not erased, in each language, with its id."""
    rows = await (await tx.execute("SELECT text_id, body FROM texts WHERE body IS NOT NULL")).fetchall()
    return [(row["text_id"], row["body"]) for row in rows]


async def places_of(tx: Transaction, text_ids: Collection[UUID], *, host: UUID) -> list[Place]:
    """Return the published consultations whose records ever carried one of the texts: past days show it, too.

    What is hidden is left out if it is another host's: nobody of this one is told what stands in it.
    """
    if not text_ids:
        return []
    statement = """
        WITH named AS (
            SELECT DISTINCT aggregate_id AS id
              FROM events
             CROSS JOIN LATERAL regexp_matches(encode(payload, 'escape'), %(id)s, 'g') AS found (ids)
             WHERE found.ids[1]::uuid = ANY(%(text_ids)s))
        SELECT c.id, c.frame ->> 'host_organisation_id' AS host, c.number,
               c.id IN (SELECT id FROM named) OR c.programme_id IN (SELECT id FROM named) AS own,
               ARRAY(SELECT s.number FROM published_statements s JOIN named USING (id)
                      WHERE s.consultation_id = c.id
                        AND (NOT s.hidden OR c.frame ->> 'host_organisation_id' = %(host)s) ORDER BY s.item) AS items
          FROM published_consultations c
         WHERE NOT c.hidden OR c.frame ->> 'host_organisation_id' = %(host)s
         ORDER BY c.id
    """
    parameters = {"id": _ID, "text_ids": list(text_ids), "host": str(host)}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return [_place(row) for row in rows if row["own"] or row["items"]]


async def lock_places(tx: Transaction, consultation_ids: Collection[UUID]) -> None:
    """Lock published consultations, and then their statements, in the order in which whoever locks two locks them."""
    parameters = {"ids": list(consultation_ids)}
    await tx.execute("SELECT FROM published_consultations WHERE id = ANY(%(ids)s) ORDER BY id FOR UPDATE", parameters)
    statement = "SELECT FROM published_statements WHERE consultation_id = ANY(%(ids)s) ORDER BY id FOR UPDATE"
    await tx.execute(statement, parameters)


async def documents_elsewhere(
    tx: Transaction, keys: Keys, organisation_id: UUID, *, but: UUID
) -> list[tuple[Document, str]]:
    """Return the public documents of a host's consultations but for one, each with what the public calls it.

    What is erased is left out.
    """
    statement = """
        SELECT d.id, d.consultation_id, d.organisation_id, d.key_id, d.cleaned_id, d.details, d.added_by, d.added_date,
               d.waits, published ->> 'file_name' AS file_name
          FROM documents d
          JOIN published_consultations c ON c.id = d.consultation_id
         CROSS JOIN LATERAL jsonb_array_elements(c.documents) AS published
         WHERE d.organisation_id = %(organisation_id)s AND d.consultation_id <> %(but)s
           AND published ->> 'id' = d.id::text
         ORDER BY d.position
    """
    parameters = {"organisation_id": organisation_id, "but": but}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    named = [(row, name) for row in rows if (name := row.pop("file_name"))]
    return readable(lambda found: (to_document(keys, found[0]), found[1]), named)


def _place(row: dict[str, Any]) -> Place:
    own = (row["number"],) if row["own"] else ()
    return Place(consultation_id=row["id"], host_organisation_id=UUID(row["host"]), numbers=(*own, *row["items"]))
