"""Proposals of one more registrar."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.chassis.database import Transaction
from services.identity.domain.errors import ProposedAlready, UnknownProposal
from services.identity.domain.proposals import WAITS, Appointment, ProposedRegistrar
from services.identity.store.audit import audit
from services.identity.store.profiles import names_of
from services.identity.store.reading import rows
from services.identity.vault import Vault


async def propose(tx: Transaction, appointment: Appointment) -> None:
    """Write a proposal. The person is locked.

    Raises:
        ProposedAlready: Another one for the person waits.
    """
    statement = """
        INSERT INTO appointments (id, person_id, organisation_id, proposed_by, proposed_at)
        VALUES (%(id)s, %(person_id)s, %(organisation_id)s, %(proposed_by)s, %(proposed_at)s)
            ON CONFLICT (person_id) WHERE decided_at IS NULL DO NOTHING
    """
    if (await tx.execute(statement, vars(appointment))).rowcount == 0:
        raise ProposedAlready("the person is proposed as a registrar already: agree to it, or drop it first")


async def person_of(tx: Transaction, appointment_id: UUID, at: datetime) -> UUID:
    """Return whom a proposal is about, so that the person is locked first.

    Raises:
        UnknownProposal: There is none that waits, or it waited for too long.
    """
    statement = """
        SELECT person_id FROM appointments WHERE id = %(id)s AND decided_at IS NULL AND proposed_at > %(since)s
    """
    if (row := await (await tx.execute(statement, {"id": appointment_id, "since": at - WAITS})).fetchone()) is None:
        raise UnknownProposal
    return UUID(str(row["person_id"]))


async def decide(tx: Transaction, appointment_id: UUID, at: datetime) -> Appointment:
    """Return a proposal, which waits no more. The person is locked.

    Raises:
        UnknownProposal: It was decided meanwhile.
    """
    statement = """
        UPDATE appointments SET decided_at = %(at)s
         WHERE id = %(id)s AND decided_at IS NULL
        RETURNING id, person_id, organisation_id, proposed_by, proposed_at
    """
    if (row := await (await tx.execute(statement, {"id": appointment_id, "at": at})).fetchone()) is None:
        raise UnknownProposal
    return Appointment(**row)


async def drop_of(tx: Transaction, person_id: UUID, at: datetime) -> None:
    """Let the proposal that waits for the person wait no more, if one does: they were removed."""
    statement = "UPDATE appointments SET decided_at = %(at)s WHERE person_id = %(person_id)s AND decided_at IS NULL"
    await tx.execute(statement, {"person_id": person_id, "at": at})


async def drop_old(tx: Transaction, at: datetime, *, person_id: UUID | None = None) -> None:
    """Let proposals that waited for too long wait no more, of everybody or of one person."""
    statement = """
        UPDATE appointments SET decided_at = %(at)s
         WHERE decided_at IS NULL AND proposed_at <= %(since)s AND person_id = coalesce(%(person_id)s, person_id)
        RETURNING person_id
    """
    found = await tx.execute(statement, {"at": at, "since": at - WAITS, "person_id": person_id})
    for row in await found.fetchall():
        await audit(tx, at=at, actor="identity", action="expire_appointment", table="people", row_id=row["person_id"])


async def proposed(tx: Transaction, vault: Vault, person_ids: Sequence[UUID]) -> dict[UUID, ProposedRegistrar]:
    """Return who of the people is proposed as a registrar, by person."""
    statement = """
        SELECT appointments.id, person_id, organisation_id, proposed_by, proposed_at, name
          FROM appointments JOIN organisations ON organisations.id = organisation_id
         WHERE person_id = ANY(%(ids)s) AND decided_at IS NULL
    """
    found = await rows(tx, statement, person_ids)
    proposers = await names_of(tx, vault, [row["proposed_by"] for row in found]) if found else {}
    return {
        row["person_id"]: ProposedRegistrar(
            organisation=row.pop("name"),
            proposer=proposers.get(row["proposed_by"], ""),
            appointment=Appointment(**row),
        )
        for row in found
    }
