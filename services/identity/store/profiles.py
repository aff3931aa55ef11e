"""People as registrars see them: names and addresses opened, ids turned into names."""

import contextlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.keys import KeyDestroyed
from services.identity.domain.errors import UnknownPerson
from services.identity.domain.people import Addressee, Contact, Particulars, Profile
from services.identity.store.people import people
from services.identity.store.reading import ADDRESS, NAME, rows
from services.identity.vault import Vault


async def names(tx: Transaction, vault: Vault) -> list[tuple[str, UUID]]:
    """Return name and id of every person who was not erased. Sealed names cannot be sorted by the database."""
    everybody = await (await tx.execute("SELECT id, key_id, name FROM people")).fetchall()
    opened = []
    for row in everybody:
        with contextlib.suppress(KeyDestroyed):
            opened.append((vault.unseal(row["key_id"], row["name"], **NAME, row_id=row["id"]), row["id"]))
    return opened


async def names_of(tx: Transaction, vault: Vault, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return what people and organisations with those ids are called; who was erased is left out."""
    found = {}
    for row in await rows(tx, "SELECT id, key_id, name FROM people WHERE id = ANY(%(ids)s)", ids):
        with contextlib.suppress(KeyDestroyed):
            found[row["id"]] = vault.unseal(row["key_id"], row["name"], **NAME, row_id=row["id"])
    organisations = await rows(tx, "SELECT id, name FROM organisations WHERE id = ANY(%(ids)s)", ids)
    return found | {row["id"]: row["name"] for row in organisations}


async def profile(tx: Transaction, vault: Vault, person_id: UUID) -> Profile:
    """Return the person with everything a registrar sees.

    Raises:
        UnknownPerson: There is none.
        KeyDestroyed: The person was erased.
    """
    found = await profiles(tx, vault, [person_id])
    if not found:
        raise UnknownPerson
    return found[0]


async def profiles(tx: Transaction, vault: Vault, person_ids: Sequence[UUID]) -> list[Profile]:
    """Return the people in the order of the ids, with everything a registrar sees; unknown ids are left out.

    Raises:
        KeyDestroyed: One of them was erased.
    """
    known = await people(tx, person_ids)
    statement = "SELECT id, key_id, name, language FROM people WHERE id = ANY(%(ids)s)"
    addresses = await _contacts(tx, vault, person_ids)
    particulars = {
        row["id"]: _particulars(vault, row, tuple(addresses.get(row["id"], ())))
        for row in await rows(tx, statement, person_ids)
    }
    organisations = {each.organisation_id for each in known.values()}
    organisations |= {role.organisation_id for each in known.values() for role in each.roles}
    addressees = {mandate.addressee_id for each in known.values() for mandate in each.mandates}
    organisation_rows = await rows(tx, "SELECT id, name FROM organisations WHERE id = ANY(%(ids)s)", [*organisations])
    addressee_rows = await rows(
        tx, "SELECT id, kind, name, urdu_name FROM addressees WHERE id = ANY(%(ids)s)", [*addressees]
    )
    return [
        Profile(
            person=known[person_id],
            particulars=particulars[person_id],
            organisations={row["id"]: row["name"] for row in organisation_rows},
            addressees={row["id"]: Addressee(**row) for row in addressee_rows},
        )
        for person_id in person_ids
        if person_id in known
    ]


async def _contacts(tx: Transaction, vault: Vault, person_ids: Sequence[UUID]) -> dict[UUID, list[Contact]]:
    statement = """
        SELECT contacts.id, person_id, key_id, address, signs_in,
               CASE WHEN bounced_at > coalesce(reached_at, '-infinity') THEN bounced_at END AS bounced_at
          FROM contacts JOIN people ON people.id = contacts.person_id
         WHERE person_id = ANY(%(ids)s) AND removed_at IS NULL
         ORDER BY person_id, signs_in DESC, contacts.id
    """
    found: dict[UUID, list[Contact]] = {}
    for row in await rows(tx, statement, person_ids):
        email = vault.unseal(row["key_id"], row["address"], **ADDRESS, row_id=row["id"])
        contact = Contact(id=row["id"], email=email, signs_in=row["signs_in"], bounced_at=row["bounced_at"])
        found.setdefault(row["person_id"], []).append(contact)
    return found


def _particulars(vault: Vault, row: dict[str, Any], contacts: tuple[Contact, ...]) -> Particulars:
    return Particulars(
        name=vault.unseal(row["key_id"], row["name"], **NAME, row_id=row["id"]),
        email=next((each.email for each in contacts if each.signs_in), ""),
        language=row["language"],
        contacts=contacts,
    )
