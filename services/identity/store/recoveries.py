"""Proposals of a new address for signing in. The address is sealed, and erased once the proposal is decided."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.chassis import replies
from services.chassis.database import Transaction
from services.identity.domain.errors import ProposedAlready, UnknownProposal
from services.identity.domain.proposals import WAITS, ProposedAddress, Recovery
from services.identity.store.audit import audit
from services.identity.store.profiles import names_of
from services.identity.store.reading import rows
from services.identity.vault import Vault

_ADDRESS: Final = {"table": "recoveries", "column": "address"}


async def propose(tx: Transaction, vault: Vault, recovery: Recovery, key_id: UUID, email: str) -> None:
    """Write a proposal. The person is locked.

    Raises:
        ProposedAlready: Another one for the person waits.
    """
    statement = """
        INSERT INTO recoveries (id, person_id, address, proposed_by, proposed_at)
        VALUES (%(id)s, %(person_id)s, %(address)s, %(proposed_by)s, %(proposed_at)s)
            ON CONFLICT (person_id) WHERE decided_at IS NULL DO NOTHING
    """
    address = vault.seal(key_id, email, **_ADDRESS, row_id=recovery.id)
    if (await tx.execute(statement, vars(recovery) | {"address": address})).rowcount == 0:
        raise ProposedAlready("a new address is proposed already: agree to it, or drop it first")


async def person_of(tx: Transaction, recovery_id: UUID, at: datetime) -> UUID:
    """Return whose account a proposal is about, so that the person is locked first.

    Raises:
        UnknownProposal: There is none that waits, or it waited for too long.
    """
    statement = """
        SELECT person_id FROM recoveries WHERE id = %(id)s AND decided_at IS NULL AND proposed_at > %(since)s
    """
    if (row := await (await tx.execute(statement, {"id": recovery_id, "since": at - WAITS})).fetchone()) is None:
        raise UnknownProposal
    return UUID(str(row["person_id"]))


async def decide(tx: Transaction, vault: Vault, recovery_id: UUID, key_id: UUID, at: datetime) -> tuple[Recovery, str]:
    """Return a proposal with its address, and erase the address. The person is locked.

    Raises:
        UnknownProposal: It was decided meanwhile.
    """
    statement = """
        SELECT id, person_id, proposed_by, proposed_at, address
          FROM recoveries WHERE id = %(id)s AND decided_at IS NULL FOR UPDATE
    """
    if (row := await (await tx.execute(statement, {"id": recovery_id})).fetchone()) is None:
        raise UnknownProposal
    email = vault.unseal(key_id, row.pop("address"), **_ADDRESS, row_id=recovery_id)
    await drop_of(tx, row["person_id"], at)
    return Recovery(**row), email


async def drop_of(tx: Transaction, person_id: UUID, at: datetime) -> None:
    """Erase the address of the proposal that waits for the person, if one does: it is decided, or they were removed."""
    statement = """
        UPDATE recoveries SET decided_at = %(at)s, address = '' WHERE person_id = %(person_id)s AND decided_at IS NULL
    """
    await tx.execute(statement, {"person_id": person_id, "at": at})


async def drop_old(tx: Transaction, at: datetime, *, person_id: UUID | None = None) -> None:
    """Erase the addresses of proposals that waited for too long, of everybody or of one person."""
    statement = """
        UPDATE recoveries SET decided_at = %(at)s, address = ''
         WHERE decided_at IS NULL AND proposed_at <= %(since)s AND person_id = coalesce(%(person_id)s, person_id)
        RETURNING person_id, (SELECT key_id FROM people WHERE people.id = recoveries.person_id)
    """
    found = await tx.execute(statement, {"at": at, "since": at - WAITS, "person_id": person_id})
    for row in await found.fetchall():
        await replies.empty(tx, key_id=row["key_id"])  # they may hold the address
        await audit(tx, at=at, actor="identity", action="expire_recovery", table="people", row_id=row["person_id"])


async def proposed(tx: Transaction, vault: Vault, person_ids: Sequence[UUID]) -> dict[UUID, ProposedAddress]:
    """Return which addresses are proposed for the people, by person."""
    statement = """
        SELECT recoveries.id, person_id, proposed_by, proposed_at, recoveries.address, key_id
          FROM recoveries JOIN people ON people.id = person_id
         WHERE person_id = ANY(%(ids)s) AND decided_at IS NULL
    """
    found = await rows(tx, statement, person_ids)
    proposers = await names_of(tx, vault, [row["proposed_by"] for row in found]) if found else {}
    return {
        row["person_id"]: ProposedAddress(
            email=vault.unseal(row.pop("key_id"), row.pop("address"), **_ADDRESS, row_id=row["id"]),
            proposer=proposers.get(row["proposed_by"], ""),
            recovery=Recovery(**row),
        )
        for row in found
    }
