"""What is noted beside the rows: who changed what, what a reviewer answered, why, and which keys have to go."""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.chassis.database import Database, Transaction
from services.chassis.keys import KeyDestroyed, Keys
from services.consultations.domain.drafts import Consultation
from services.consultations.domain.review import Review
from services.consultations.store.sealed import seal, unseal

BY_CARD: Final = UUID(int=0)
"""Who gave a reason by a card: nobody that is known."""

_SECONDS_BETWEEN_ROUNDS: Final = 10.0


async def audit(tx: Transaction, *, at: datetime, actor: UUID | str, action: str, table: str, row_id: UUID) -> None:
    """Note who did what to which row. No content.

    Args:
        tx: The transaction that does it.
        at: When.
        actor: The person, or how the event log names somebody who is none.
        action: As a verb: `change`.
        table: The row's table.
        row_id: The row.
    """
    statement = """
        INSERT INTO audit (at, actor, action, row_table, row_id)
        VALUES (%(at)s, %(actor)s, %(action)s, %(table)s, %(row_id)s)
    """
    parameters = {"at": at, "actor": str(actor), "action": action, "table": table, "row_id": row_id}
    await tx.execute(statement, parameters)


async def audit_all(
    tx: Transaction, *, at: datetime, actor: UUID | str, action: str, table: str, row_ids: Sequence[UUID]
) -> None:
    """Note who did the same to several rows of a table."""
    statement = """
        INSERT INTO audit (at, actor, action, row_table, row_id)
        SELECT %(at)s, %(actor)s, %(action)s, %(table)s, unnest(%(row_ids)s::uuid[])
    """
    parameters = {"at": at, "actor": str(actor), "action": action, "table": table, "row_ids": list(row_ids)}
    await tx.execute(statement, parameters)


async def keep_review(
    tx: Transaction,
    keys: Keys,
    consultation: Consultation,
    review: Review,
    *,
    publication_id: UUID,
    by: UUID,
    at: datetime,
) -> None:
    """Keep what a reviewer answered, sealed under the consultation's key."""
    statement = """
        INSERT INTO reviews (publication_id, consultation_id, organisation_id, reviewer_id, reviewed_at, key_id,
                             answers)
        VALUES (%(publication_id)s, %(consultation_id)s, %(organisation_id)s, %(reviewer_id)s, %(reviewed_at)s,
                %(key_id)s, %(answers)s)
    """
    key_id = consultation.key_id
    row = {
        "publication_id": publication_id,
        "consultation_id": consultation.id,
        "organisation_id": consultation.organisation_id,
        "reviewer_id": by,
        "reviewed_at": at,
        "key_id": key_id,
        "answers": seal(keys, review, key_id=key_id, table="reviews", row_id=publication_id, column="answers"),
    }
    await tx.execute(statement, row)


async def keep_reason(
    tx: Transaction,
    keys: Keys,
    reason: str,
    *,
    row_id: UUID,
    key_id: UUID,
    aggregate_id: UUID,
    action: str,
    by: UUID,
    at: datetime,
) -> None:
    """Keep why something was hidden or shown, sealed under a key of its own."""
    statement = """
        INSERT INTO reasons (id, aggregate_id, action, given_by, given_at, key_id, reason)
        VALUES (%(id)s, %(aggregate_id)s, %(action)s, %(given_by)s, %(given_at)s, %(key_id)s, %(reason)s)
    """
    row = {
        "id": row_id,
        "aggregate_id": aggregate_id,
        "action": action,
        "given_by": by,
        "given_at": at,
        "key_id": key_id,
        "reason": seal(keys, reason, key_id=key_id, table="reasons", row_id=row_id, column="reason"),
    }
    await tx.execute(statement, row)


async def notes_of_reviews(tx: Transaction, keys: Keys, consultation: Consultation) -> list[str]:
    """Return what reviewers noted when they published something of a consultation, as far as it can be read."""
    statement = """
        SELECT publication_id, key_id, answers FROM reviews
         WHERE consultation_id = %(id)s AND organisation_id = %(organisation_id)s
    """
    parameters = {"id": consultation.id, "organisation_id": consultation.organisation_id}
    found = list[str]()
    for row in await (await tx.execute(statement, parameters)).fetchall():
        place = {"key_id": row["key_id"], "table": "reviews", "row_id": row["publication_id"], "column": "answers"}
        with contextlib.suppress(KeyDestroyed):
            found.append(unseal(keys, Review, row["answers"], **place).note)
    return found


async def reasons_of(tx: Transaction, keys: Keys, aggregate_ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """Return why something of these was hidden or shown, each with its data key, as far as it can be read."""
    statement = "SELECT id, key_id, reason FROM reasons WHERE aggregate_id = ANY(%(ids)s)"
    found = list[tuple[UUID, str]]()
    for row in await (await tx.execute(statement, {"ids": list(aggregate_ids)})).fetchall():
        place = {"key_id": row["key_id"], "table": "reasons", "row_id": row["id"], "column": "reason"}
        with contextlib.suppress(KeyDestroyed):
            found.append((row["key_id"], unseal(keys, str, row["reason"], **place)))
    return found


async def was_hidden_by_card(tx: Transaction, aggregate_id: UUID) -> bool:
    """Tell whether somebody ever hid it by a card. Of the reason itself nothing is read."""
    statement = "SELECT 1 FROM reasons WHERE aggregate_id = %(id)s AND given_by = %(by)s LIMIT 1"
    return await (await tx.execute(statement, {"id": aggregate_id, "by": BY_CARD})).fetchone() is not None


async def destroy_later(tx: Transaction, key_ids: Sequence[UUID], *, at: datetime) -> None:
    """Ask that these keys be destroyed once this transaction has committed."""
    statement = """
        INSERT INTO keys_to_destroy (key_id, asked_at)
        SELECT unnest(%(key_ids)s::uuid[]), %(at)s ON CONFLICT DO NOTHING
    """
    await tx.execute(statement, {"key_ids": list(key_ids), "at": at})


async def destroy_keys(database: Database, keys: Keys) -> int:
    """Destroy the keys that have to go, and return how many. What fails is asked for again by the next call."""
    async with database.transaction() as tx:
        rows = await (await tx.execute("SELECT key_id FROM keys_to_destroy ORDER BY asked_at")).fetchall()
        for row in rows:
            keys.destroy(row["key_id"])
            await tx.execute("DELETE FROM keys_to_destroy WHERE key_id = %(key_id)s", row)
    return len(rows)


async def destroy_keys_forever(database: Database, keys: Keys) -> None:
    """Destroy what an act could not destroy right after its commit, every few seconds."""
    while True:
        await destroy_keys(database, keys)
        await asyncio.sleep(_SECONDS_BETWEEN_ROUNDS)
