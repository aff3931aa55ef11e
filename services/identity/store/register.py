"""Organisations, and the copy of the register of addressees."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from services.chassis.database import Transaction
from services.identity.domain.errors import NameTaken, UnknownAddressee, UnknownOrganisation
from services.identity.domain.people import Addressee, Organisation


async def add_organisation(tx: Transaction, organisation: Organisation, name: str, *, at: datetime) -> None:
    """Write a new organisation.

    Raises:
        NameTaken: Another one has the name; letter case and spacing do not make a difference.
    """
    statement = """
        INSERT INTO organisations (id, name, name_key, version, registered_at)
        VALUES (%(id)s, %(name)s, %(name_key)s, %(version)s, %(at)s)
            ON CONFLICT (name_key) DO NOTHING
    """
    values = asdict(organisation) | {"name": name, "name_key": _name_key(name), "at": at}
    if (await tx.execute(statement, values)).rowcount == 0:
        raise NameTaken("an organisation of this name is registered")


async def organisation_names(tx: Transaction) -> list[str]:
    """Return the names of all organisations, and let nobody else register one until this transaction ends."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('identity.organisations', 0))")
    return [row["name"] for row in await (await tx.execute("SELECT name FROM organisations")).fetchall()]


async def organisation_named(tx: Transaction, name: str) -> UUID | None:
    """Return the organisation of that name, if there is one."""
    found = await tx.execute("SELECT id FROM organisations WHERE name_key = %(key)s", {"key": _name_key(name)})
    row = await found.fetchone()
    return row["id"] if row else None


async def require_organisation(tx: Transaction, organisation_id: UUID) -> str:
    """Return the organisation's name.

    Raises:
        UnknownOrganisation: There is none.
    """
    found = await tx.execute("SELECT name FROM organisations WHERE id = %(id)s", {"id": organisation_id})
    if (row := await found.fetchone()) is None:
        raise UnknownOrganisation
    return str(row["name"])


async def organisations_after(tx: Transaction, after: UUID | None, *, limit: int) -> list[tuple[UUID, str]]:
    """Return ids and names by name, from the one that follows `after` on.

    Raises:
        UnknownOrganisation: `after` is none of them.
    """
    if after is not None:
        await require_organisation(tx, after)
    statement = """
        SELECT id, name
          FROM organisations
         WHERE %(after)s::uuid IS NULL
            OR (name_key, id) > (SELECT name_key, id FROM organisations WHERE id = %(after)s::uuid)
         ORDER BY name_key, id
         LIMIT %(limit)s
    """
    rows = await (await tx.execute(statement, {"after": after, "limit": limit})).fetchall()
    return [(row["id"], row["name"]) for row in rows]


async def keep_addressee(tx: Transaction, addressee: Addressee) -> None:
    """Write an entry of the register over what was known of it."""
    statement = """
        INSERT INTO addressees (id, kind, name, urdu_name, slug)
        VALUES (%(id)s, %(kind)s, %(name)s, %(urdu_name)s, %(slug)s)
            ON CONFLICT (id) DO UPDATE
           SET kind = excluded.kind, name = excluded.name, urdu_name = excluded.urdu_name, slug = excluded.slug
    """
    await tx.execute(statement, asdict(addressee))


async def rename_addressee(
    tx: Transaction, addressee_id: UUID, name: str, *, urdu_name: str | None, slug: str | None
) -> None:
    """Note that an entry of the register has another name, and perhaps another slug."""
    statement = "UPDATE addressees SET name = %(name)s, urdu_name = %(urdu_name)s, slug = %(slug)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": addressee_id, "name": name, "urdu_name": urdu_name, "slug": slug})


async def end_addressee(tx: Transaction, addressee_id: UUID, *, by: UUID, on: date | None) -> None:
    """Note that an entry of the register is no more since a day."""
    statement = "UPDATE addressees SET ended_date = %(on)s, ended_by = %(by)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": addressee_id, "by": by, "on": on})


async def addressee_goes_on(tx: Transaction, addressee_id: UUID, *, undone: UUID) -> None:
    """Note that an entry goes on after all, if it was this succession that ended it."""
    statement = "UPDATE addressees SET ended_date = NULL, ended_by = NULL WHERE id = %(id)s AND ended_by = %(undone)s"
    await tx.execute(statement, {"id": addressee_id, "undone": undone})


async def addressee(tx: Transaction, addressee_id: UUID) -> Addressee:
    """Return an entry of the register.

    Raises:
        UnknownAddressee: There is none, or its event has not arrived.
    """
    statement = "SELECT id, kind, name, urdu_name, slug, ended_date FROM addressees WHERE id = %(id)s"
    found = await tx.execute(statement, {"id": addressee_id})
    if (row := await found.fetchone()) is None:
        raise UnknownAddressee
    return Addressee(**row)


def _name_key(name: str) -> str:
    return " ".join(name.casefold().split())
