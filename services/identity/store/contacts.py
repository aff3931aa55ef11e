"""Addresses at which mail reaches people, sealed; whose one is, is found by its fingerprint."""

from datetime import datetime
from uuid import UUID

from services.chassis.database import Transaction
from services.identity.domain.errors import AddressTaken, NotRemovable, Removed, UnknownContact
from services.identity.store.reading import ADDRESS
from services.identity.vault import Vault


async def add(
    tx: Transaction,
    vault: Vault,
    person_id: UUID,
    key_id: UUID,
    email: str,
    *,
    contact_id: UUID,
    signs_in: bool,
) -> None:
    """Write a new contact of a person.

    Raises:
        AddressTaken: The address belongs to somebody.
    """
    statement = """
        INSERT INTO contacts (id, person_id, address, mailbox_hmac, signs_in, version)
        VALUES (%(id)s, %(person_id)s, %(address)s, %(mailbox)s, %(signs_in)s, 1)
            ON CONFLICT (mailbox_hmac) DO NOTHING
    """
    values = {
        "id": contact_id,
        "person_id": person_id,
        "address": vault.seal(key_id, email, **ADDRESS, row_id=contact_id),
        "mailbox": vault.mailbox(email),
        "signs_in": signs_in,
    }
    if (await tx.execute(statement, values)).rowcount == 0:
        raise AddressTaken("the address belongs to somebody who is registered")


async def person_at(tx: Transaction, mailbox: bytes, *, to_sign_in: bool) -> UUID | None:
    """Return the person whose mailbox has that fingerprint, if there is one.

    Args:
        tx: The transaction.
        mailbox: The fingerprint.
        to_sign_in: Whether only an address counts to which sign-in codes go.
    """
    statement = """
        SELECT person_id FROM contacts WHERE mailbox_hmac = %(mailbox)s AND (signs_in OR NOT %(to_sign_in)s)
    """
    row = await (await tx.execute(statement, {"mailbox": mailbox, "to_sign_in": to_sign_in})).fetchone()
    return row["person_id"] if row else None


async def require_present(tx: Transaction, person_id: UUID) -> None:
    """Check that the person, who is locked, was not removed: somebody without an address holds nothing.

    Raises:
        Removed: They were.
    """
    statement = "SELECT FROM contacts WHERE person_id = %(id)s AND removed_at IS NULL LIMIT 1"
    if (await tx.execute(statement, {"id": person_id})).rowcount == 0:
        raise Removed("somebody who was not removed", field="person_id")


async def contact_to_sign_in(tx: Transaction, person_id: UUID) -> UUID:
    """Return the contact to which a person's codes go.

    Raises:
        Removed: The person was removed, and has none.
    """
    statement = "SELECT id FROM contacts WHERE person_id = %(id)s AND signs_in AND removed_at IS NULL"
    if (row := await (await tx.execute(statement, {"id": person_id})).fetchone()) is None:
        raise Removed("somebody who was not removed", field="person_id")
    return UUID(str(row["id"]))


async def let_sign_in(tx: Transaction, person_id: UUID, mailbox: bytes) -> bool:
    """Let codes go to a further contact of the person from now on. Return whether that mailbox is one."""
    statement = """
        UPDATE contacts SET signs_in = true, version = version + 1
         WHERE person_id = %(person_id)s AND mailbox_hmac = %(mailbox)s AND removed_at IS NULL
    """
    return (await tx.execute(statement, {"person_id": person_id, "mailbox": mailbox})).rowcount > 0


async def holder_of_contact(tx: Transaction, contact_id: UUID) -> UUID:
    """Return the person whose contact it is.

    Raises:
        UnknownContact: There is none, or it was erased.
        NotRemovable: Sign-in codes go to it.
    """
    statement = "SELECT person_id, signs_in FROM contacts WHERE id = %(id)s AND removed_at IS NULL"
    row = await (await tx.execute(statement, {"id": contact_id})).fetchone()
    if row is None:
        raise UnknownContact
    if row["signs_in"]:
        raise NotRemovable("another contact: sign-in codes go to this one", field="contact_id")
    return UUID(str(row["person_id"]))


async def erase_contacts(
    tx: Transaction, person_id: UUID, at: datetime, *, contact_id: UUID | None = None
) -> list[UUID]:
    """Erase all contacts of the person, or that one; the addresses are free again. Return which were erased."""
    statement = """
        UPDATE contacts
           SET removed_at = %(at)s, mailbox_hmac = NULL, address = '', version = version + 1
         WHERE person_id = %(person_id)s AND removed_at IS NULL
           AND (%(contact_id)s::uuid IS NULL OR id = %(contact_id)s::uuid)
        RETURNING id
    """
    found = await tx.execute(statement, {"person_id": person_id, "at": at, "contact_id": contact_id})
    return [row["id"] for row in await found.fetchall()]


async def mark_bounced(tx: Transaction, person_id: UUID, at: datetime, *, contact_id: UUID | None = None) -> None:
    """Remember that a mail to a contact of the person came back; to the one for signing in if none is named."""
    statement = """
        UPDATE contacts SET bounced_at = greatest(bounced_at, %(at)s), version = version + 1
         WHERE person_id = %(person_id)s AND removed_at IS NULL
           AND CASE WHEN %(contact_id)s::uuid IS NULL THEN signs_in ELSE id = %(contact_id)s::uuid END
    """
    await tx.execute(statement, {"person_id": person_id, "at": at, "contact_id": contact_id})


async def mark_reached(tx: Transaction, mailbox: bytes, at: datetime) -> None:
    """Remember that mail arrives: a code from that mailbox was typed."""
    statement = "UPDATE contacts SET reached_at = %(at)s, version = version + 1 WHERE mailbox_hmac = %(mailbox)s"
    await tx.execute(statement, {"mailbox": mailbox, "at": at})
