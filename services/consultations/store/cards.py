"""Cards of participants: who holds one, found by the digest of its code."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.chassis.database import Transaction
from services.consultations.domain.drafts import Participant


@dataclass(frozen=True, kw_only=True)
class Holder:
    """The participant who holds a card."""

    participant_id: UUID
    consultation_id: UUID
    organisation_id: UUID


async def keep_card(tx: Transaction, holder: Participant, digest: bytes, *, by: UUID, at: datetime) -> None:
    """Keep the digest of a participant's code; the former one opens nothing any more."""
    statement = """
        INSERT INTO cards (participant_id, consultation_id, organisation_id, code_digest, made_by, made_at)
        VALUES (%(id)s, %(consultation_id)s, %(organisation_id)s, %(digest)s, %(by)s, %(at)s)
            ON CONFLICT (participant_id) DO UPDATE
               SET code_digest = excluded.code_digest, made_by = excluded.made_by, made_at = excluded.made_at
    """
    row = {
        "id": holder.id,
        "consultation_id": holder.consultation_id,
        "organisation_id": holder.organisation_id,
        "digest": digest,
        "by": by,
        "at": at,
    }
    await tx.execute(statement, row)


async def card_holder(tx: Transaction, digest: bytes) -> Holder | None:
    """Return who holds the card with a code of this digest, if anybody does."""
    statement = "SELECT participant_id, consultation_id, organisation_id FROM cards WHERE code_digest = %(digest)s"
    row = await (await tx.execute(statement, {"digest": digest})).fetchone()
    return Holder(**row) if row else None
