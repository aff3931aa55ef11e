"""Participants, sealed each under a key of their own."""

from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.chassis.keys import KeyDestroyed, Keys
from services.consultations.domain.details import ParticipantDetails
from services.consultations.domain.drafts import Consultation, Participant
from services.consultations.store.sealed import seal, to_bytes, unseal


async def participants_of(tx: Transaction, keys: Keys, consultation: Consultation) -> tuple[Participant, ...]:
    """Return a consultation's participants, in the order in which they were entered."""
    statement = """
        SELECT id, consultation_id, organisation_id, key_id, details, position, version
          FROM participants
         WHERE consultation_id = %(id)s AND organisation_id = %(organisation_id)s
         ORDER BY position, id
    """
    parameters = {"id": consultation.id, "organisation_id": consultation.organisation_id}
    rows = await (await tx.execute(statement, parameters)).fetchall()
    return tuple(_participant(keys, row) for row in rows)


async def participant_ids(tx: Transaction, consultation: Consultation) -> frozenset[UUID]:
    """Return the ids of a consultation's participants."""
    statement = """
        SELECT id FROM participants WHERE consultation_id = %(id)s AND organisation_id = %(organisation_id)s
    """
    parameters = {"id": consultation.id, "organisation_id": consultation.organisation_id}
    return frozenset(row["id"] for row in await (await tx.execute(statement, parameters)).fetchall())


async def has_participant(tx: Transaction, participant_id: UUID, consultation: Consultation) -> bool:
    """Tell whether the person is a participant of the consultation."""
    statement = """
        SELECT 1 FROM participants
         WHERE id = %(id)s AND consultation_id = %(consultation_id)s AND organisation_id = %(organisation_id)s
    """
    parameters = {
        "id": participant_id,
        "consultation_id": consultation.id,
        "organisation_id": consultation.organisation_id,
    }
    return await (await tx.execute(statement, parameters)).fetchone() is not None


async def add_participant(tx: Transaction, keys: Keys, participant: Participant) -> None:
    """Write a new participant."""
    statement = """
        INSERT INTO participants (id, consultation_id, organisation_id, position, key_id, details, size, version)
        VALUES (%(id)s, %(consultation_id)s, %(organisation_id)s, %(position)s, %(key_id)s, %(details)s, %(size)s,
                %(version)s)
    """
    await tx.execute(statement, _row(keys, participant))


async def save_participant(tx: Transaction, keys: Keys, participant: Participant) -> None:
    """Write a changed participant over the version it was made from.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE participants
           SET details = %(details)s, size = %(size)s, version = %(version)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s AND version = %(version)s - 1
    """
    if (await tx.execute(statement, _row(keys, participant))).rowcount == 0:
        raise Aborted("the participant changed meanwhile; read it again")


async def reseal_participant(tx: Transaction, keys: Keys, participant: Participant) -> None:
    """Write a participant under another key. The former one is destroyed after the commit.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = """
        UPDATE participants
           SET key_id = %(key_id)s, details = %(details)s, size = %(size)s, version = %(version)s
         WHERE id = %(id)s AND organisation_id = %(organisation_id)s AND version = %(version)s - 1
    """
    if (await tx.execute(statement, _row(keys, participant))).rowcount == 0:
        raise Aborted("the participant changed meanwhile; read it again")


async def remove_participant(tx: Transaction, participant: Participant) -> None:
    """Delete a participant; those after it move up. The key is destroyed after the commit."""
    parameters = vars(participant)
    await tx.execute("DELETE FROM participants WHERE id = %(id)s AND organisation_id = %(organisation_id)s", parameters)
    statement = """
        UPDATE participants SET position = position - 1
         WHERE consultation_id = %(consultation_id)s AND organisation_id = %(organisation_id)s
           AND position > %(position)s
    """
    await tx.execute(statement, parameters)


def _row(keys: Keys, participant: Participant) -> dict[str, Any]:
    sealed = seal(keys, participant.details, key_id=participant.key_id, table="participants", row_id=participant.id)
    return {**vars(participant), "details": sealed, "size": len(to_bytes(participant.details))}


def _participant(keys: Keys, row: dict[str, Any]) -> Participant:
    place = {"key_id": row["key_id"], "table": "participants", "row_id": row["id"]}
    try:
        details = unseal(keys, ParticipantDetails, row["details"], **place)
    except KeyDestroyed:
        # From a backup that is older than the erasure: nothing is known of the person.
        details = ParticipantDetails()
    return Participant(**{**row, "details": details})
