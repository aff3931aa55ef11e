"""People with their roles, mandates and contacts."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.identity.domain.errors import LastRegistrar, NotARegistrarAnyMore, UnknownPerson
from services.identity.domain.people import HeldRole, Mandate, Particulars, Person, Role
from services.identity.store import contacts
from services.identity.store.reading import NAME, rows
from services.identity.vault import Vault


async def add_person(
    tx: Transaction, vault: Vault, person: Person, particulars: Particulars, *, contact_id: UUID, at: datetime
) -> UUID:
    """Write a new person with one contact, and return the id of the data key made for them.

    Raises:
        AddressTaken: The address belongs to somebody.
    """
    key_id = await vault.new_key()
    people = """
        INSERT INTO people (id, organisation_id, key_id, name, language, version, registered_at)
        VALUES (%(id)s, %(organisation_id)s, %(key_id)s, %(name)s, %(language)s, %(version)s, %(at)s)
    """
    await tx.execute(
        people,
        {
            "id": person.id,
            "organisation_id": person.organisation_id,
            "key_id": key_id,
            "name": vault.seal(key_id, particulars.name, **NAME, row_id=person.id),
            "language": particulars.language,
            "version": person.version,
            "at": at,
        },
    )
    await contacts.add(tx, vault, person.id, key_id, particulars.email, contact_id=contact_id, signs_in=True)
    return key_id


async def lock(tx: Transaction, person_id: UUID) -> tuple[Person, UUID]:
    """Return the person, locked until the transaction ends, and the id of their data key.

    Raises:
        UnknownPerson: There is none.
    """
    # Not FOR UPDATE: rows of others that name this person, such as a notice to them, need not wait for it.
    statement = "SELECT id, key_id FROM people WHERE id = %(id)s FOR NO KEY UPDATE"
    found = await tx.execute(statement, {"id": person_id})
    if (row := await found.fetchone()) is None:
        raise UnknownPerson
    return (await people(tx, [person_id]))[person_id], row["key_id"]


async def holder_of(tx: Transaction, mandate_id: UUID) -> UUID | None:
    """Return the person who got that mandate, if there is such a mandate."""
    found = await tx.execute("SELECT person_id FROM mandates WHERE id = %(id)s", {"id": mandate_id})
    row = await found.fetchone()
    return row["person_id"] if row else None


async def save(tx: Transaction, changed: Person) -> None:
    """Write a changed person over the version it was made from.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    statement = "UPDATE people SET version = %(version)s WHERE id = %(id)s AND version = %(version)s - 1"
    if (await tx.execute(statement, {"id": changed.id, "version": changed.version})).rowcount == 0:
        raise Aborted(f"person {changed.id} has changed; read them again")
    roles = """
        INSERT INTO roles (person_id, granted_version, role, organisation_id, from_date, to_date)
        VALUES (%(person_id)s, %(granted_version)s, %(role)s, %(organisation_id)s, %(from_date)s, %(to_date)s)
            ON CONFLICT (person_id, granted_version) DO UPDATE SET to_date = excluded.to_date
    """
    for role in changed.roles:
        await tx.execute(roles, asdict(role) | {"person_id": changed.id, "role": role.role.value})
    mandates = """
        INSERT INTO mandates (id, person_id, addressee_id, from_date, to_date)
        VALUES (%(id)s, %(person_id)s, %(addressee_id)s, %(from_date)s, %(to_date)s)
            ON CONFLICT (id) DO UPDATE SET to_date = excluded.to_date
    """
    for mandate in changed.mandates:
        await tx.execute(mandates, asdict(mandate) | {"person_id": changed.id})


async def people_locked(tx: Transaction, person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return the people, locked in the order of their ids: two acts on the same two never wait for each other."""
    ids = sorted(person_ids)
    await tx.execute("SELECT id FROM people WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE", {"ids": ids})
    return await people(tx, ids)


async def people(tx: Transaction, person_ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Return the people with those ids, with roles and mandates; unknown ids are left out."""
    ids = list(person_ids)
    known = await rows(tx, "SELECT id, organisation_id, version FROM people WHERE id = ANY(%(ids)s)", ids)
    roles = """
        SELECT person_id, granted_version, role, organisation_id, from_date, to_date
          FROM roles WHERE person_id = ANY(%(ids)s) ORDER BY granted_version
    """
    held: dict[UUID, list[HeldRole]] = {}
    for row in await rows(tx, roles, ids):
        person_id, role = row.pop("person_id"), Role(row.pop("role"))
        held.setdefault(person_id, []).append(HeldRole(role=role, **row))
    mandates = """
        SELECT person_id, id, addressee_id, from_date, to_date
          FROM mandates WHERE person_id = ANY(%(ids)s) ORDER BY id
    """
    answers_for: dict[UUID, list[Mandate]] = {}
    for row in await rows(tx, mandates, ids):
        answers_for.setdefault(row.pop("person_id"), []).append(Mandate(**row))
    return {
        row["id"]: Person(**row, roles=tuple(held.get(row["id"], ())), mandates=tuple(answers_for.get(row["id"], ())))
        for row in known
    }


async def require_registrar(tx: Transaction, person_id: UUID, today: date) -> None:
    """Check in this transaction that the person still is a registrar, whatever a token says.

    Raises:
        NotARegistrarAnyMore: They are not.
    """
    if await registrar_since(tx, person_id, today) is None:
        raise NotARegistrarAnyMore("only a registrar does this")


async def registrar_since(tx: Transaction, person_id: UUID, today: date) -> date | None:
    """Return since when the person is a registrar without a break, for whichever organisation; None if they are not."""
    statement = """
        SELECT min(from_date) AS since FROM roles
         WHERE person_id = %(person_id)s AND role = 'registrar' AND to_date IS NULL AND from_date <= %(today)s
    """
    row = await (await tx.execute(statement, {"person_id": person_id, "today": today})).fetchone()
    return row["since"] if row else None


async def require_another_registrar(tx: Transaction, person_id: UUID, today: date) -> None:
    """Check that somebody else is a registrar, and let nobody else check it until the transaction ends.

    Raises:
        LastRegistrar: Nobody is: without one, nobody could register people or make another registrar.
    """
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('the last registrar'))")
    statement = """
        SELECT FROM roles
         WHERE person_id <> %(person_id)s AND role = 'registrar' AND to_date IS NULL AND from_date <= %(today)s
         LIMIT 1
    """
    if (await tx.execute(statement, {"person_id": person_id, "today": today})).rowcount == 0:
        raise LastRegistrar("somebody beside whom there is another registrar: make one first", field="person_id")


async def a_registrar_exists(tx: Transaction) -> bool:
    """Tell whether anybody is a registrar."""
    found = await tx.execute("SELECT 1 FROM roles WHERE role = 'registrar' AND to_date IS NULL LIMIT 1")
    return await found.fetchone() is not None
