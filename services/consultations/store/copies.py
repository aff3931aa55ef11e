"""Copies of what identity and recommendations own: roles, mandates, the register."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from services.chassis.database import Transaction
from services.consultations.domain.values import (
    Addressee,
    AddresseeKind,
    LocalizedText,
    Role,
    RoleGrant,
    Standing,
)
from services.consultations.store.sealed import from_json, to_json


async def act_for(tx: Transaction, organisations: Collection[UUID]) -> None:
    """Let this transaction see the restricted rows of these organisations, and of no others."""
    named = ",".join(sorted(str(each) for each in organisations))
    await tx.execute("SELECT set_config('roundtable.organisations', %(named)s, true)", {"named": named})


async def act_for_all(tx: Transaction) -> None:
    """Let this transaction see the restricted rows of every organisation in which anybody ever had a role."""
    rows = await (await tx.execute("SELECT DISTINCT organisation_id FROM roles")).fetchall()
    await act_for(tx, [row["organisation_id"] for row in rows])


async def standing(tx: Transaction, person_id: UUID, claimed: Collection[RoleGrant], *, today: date) -> Standing:
    """Return what the person may do today: what both the token claims and our own copy says.

    Also lets the transaction see the restricted rows of those organisations.
    """
    statement = """
        SELECT role, organisation_id
          FROM roles
         WHERE person_id = %(person_id)s AND from_date <= %(today)s AND to_date IS NULL
    """
    rows = await (await tx.execute(statement, {"person_id": person_id, "today": today})).fetchall()
    held = {RoleGrant(Role(row["role"]), row["organisation_id"]) for row in rows}
    who = Standing(person_id=person_id, roles=frozenset(held & set(claimed)))
    await act_for(tx, who.organisations(Role.FACILITATOR, Role.REVIEWER))
    return who


async def grant_role(tx: Transaction, person_id: UUID, grant: RoleGrant, *, from_date: date) -> None:
    """Note that the person got the role, once more if it had ended."""
    statement = """
        INSERT INTO roles (person_id, role, organisation_id, from_date)
        VALUES (%(person_id)s, %(role)s, %(organisation_id)s, %(from_date)s)
            ON CONFLICT (person_id, role, organisation_id) DO UPDATE SET from_date = excluded.from_date, to_date = NULL
    """
    await tx.execute(statement, {"person_id": person_id, **vars(grant), "from_date": from_date})


async def end_role(tx: Transaction, person_id: UUID, grant: RoleGrant, *, to_date: date) -> None:
    """Note that the role ended."""
    statement = """
        UPDATE roles SET to_date = %(to_date)s
         WHERE person_id = %(person_id)s AND role = %(role)s AND organisation_id = %(organisation_id)s
    """
    await tx.execute(statement, {"person_id": person_id, **vars(grant), "to_date": to_date})


async def grant_mandate(
    tx: Transaction, mandate_id: UUID, *, person_id: UUID, addressee_id: UUID, from_date: date
) -> None:
    """Note that the person may answer for the addressee."""
    statement = """
        INSERT INTO mandates (id, person_id, addressee_id, from_date)
        VALUES (%(id)s, %(person_id)s, %(addressee_id)s, %(from_date)s)
            ON CONFLICT (id) DO NOTHING
    """
    row = {"id": mandate_id, "person_id": person_id, "addressee_id": addressee_id, "from_date": from_date}
    await tx.execute(statement, row)


async def end_mandate(tx: Transaction, mandate_id: UUID, *, to_date: date) -> None:
    """Note that the mandate ended."""
    await tx.execute(
        "UPDATE mandates SET to_date = %(to_date)s WHERE id = %(id)s", {"id": mandate_id, "to_date": to_date}
    )


async def keep_addressee(tx: Transaction, entry: Addressee) -> None:
    """Note an entry of the register."""
    statement = """
        INSERT INTO addressees (id, slug, kind, name, illustrative)
        VALUES (%(id)s, %(slug)s, %(kind)s, %(name)s, %(illustrative)s)
            ON CONFLICT (id) DO UPDATE
               SET slug = excluded.slug, kind = excluded.kind, name = excluded.name,
                   illustrative = excluded.illustrative
    """
    await tx.execute(statement, {**vars(entry), "name": to_json(entry.name)})


async def rename_addressee(tx: Transaction, addressee_id: UUID, *, slug: str, name: LocalizedText) -> None:
    """Note that an entry of the register has another name."""
    statement = "UPDATE addressees SET slug = %(slug)s, name = %(name)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": addressee_id, "slug": slug, "name": to_json(name)})


async def set_by_letter_only(tx: Transaction, addressee_id: UUID, *, by_letter_only: bool) -> None:
    """Note whether an entry of the register answers by letter only."""
    statement = "UPDATE addressees SET by_letter_only = %(by_letter_only)s WHERE id = %(id)s"
    await tx.execute(statement, {"id": addressee_id, "by_letter_only": by_letter_only})


async def register(tx: Transaction, addressee_ids: Collection[UUID]) -> Mapping[UUID, Addressee]:
    """Return the entries that this service knows, by id."""
    if not addressee_ids:
        return {}
    statement = """
        SELECT id, slug, kind, name, illustrative, by_letter_only FROM addressees WHERE id = ANY(%(ids)s)
    """
    rows = await (await tx.execute(statement, {"ids": list(addressee_ids)})).fetchall()
    return {row["id"]: _addressee(row) for row in rows}


async def whole_register(tx: Transaction, *, illustrative: bool) -> list[Addressee]:
    """Return all entries that this service knows, the real or the invented ones; at most some thousand."""
    statement = """
        SELECT id, slug, kind, name, illustrative, by_letter_only
          FROM addressees
         WHERE illustrative = %(illustrative)s
         ORDER BY id
    """
    rows = await (await tx.execute(statement, {"illustrative": illustrative})).fetchall()
    return [_addressee(row) for row in rows]


def _addressee(row: Mapping[str, Any]) -> Addressee:
    return Addressee(
        id=row["id"],
        slug=row["slug"],
        kind=AddresseeKind(row["kind"]),
        name=from_json(LocalizedText, row["name"]),
        illustrative=row["illustrative"],
        by_letter_only=row["by_letter_only"],
    )


async def body_names(tx: Transaction) -> frozenset[str]:
    """Return the names of all entries of the register, in every language."""
    rows = await (await tx.execute("SELECT name FROM addressees")).fetchall()
    return frozenset(body for row in rows for _, body in from_json(LocalizedText, row["name"]).bodies)


async def count_liaisons(tx: Transaction, addressee_ids: Collection[UUID], *, today: date) -> Mapping[UUID, int]:
    """Return how many people may answer for each addressee today; those without any are left out."""
    statement = """
        SELECT addressee_id, count(DISTINCT person_id) AS liaisons
          FROM mandates
         WHERE addressee_id = ANY(%(ids)s) AND from_date <= %(today)s AND to_date IS NULL
         GROUP BY addressee_id
    """
    rows = await (await tx.execute(statement, {"ids": list(addressee_ids), "today": today})).fetchall()
    return {row["addressee_id"]: row["liaisons"] for row in rows}
