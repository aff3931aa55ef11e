"""How the public sees those who took part, sealed under their keys; gone with the key."""

from collections.abc import Collection, Mapping
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.keys import KeyDestroyed, Keys
from services.consultations.store.sealed import seal, unseal


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
