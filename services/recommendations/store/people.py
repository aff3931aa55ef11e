"""This service's own copy of who may do what: opaque ids, fed by identity's topic."""

from collections.abc import Collection
from datetime import date
from typing import Final
from uuid import UUID

from services.chassis.database import Transaction
from services.recommendations.domain.standing import Role, RoleGrant, Standing
from services.recommendations.domain.values import Assurance

# How identity calls what a sign-in showed. What is not named here is sure enough for no answer.
_ASSURANCES: Final = {"email_code": Assurance.EMAIL_CODE}


async def put_person(tx: Transaction, person_id: UUID, organisation_id: UUID) -> None:
    """Note to which organisation a person belongs."""
    statement = """
        INSERT INTO people (person_id, organisation_id) VALUES (%(person_id)s, %(organisation_id)s)
            ON CONFLICT (person_id) DO UPDATE SET organisation_id = excluded.organisation_id
    """
    await tx.execute(statement, {"person_id": person_id, "organisation_id": organisation_id})


async def grant_role(tx: Transaction, person_id: UUID, grant: RoleGrant, *, from_date: date) -> None:
    """Note a role, also one that is granted again."""
    statement = """
        INSERT INTO roles (person_id, role, organisation_id, from_date)
        VALUES (%(person_id)s, %(role)s, %(organisation_id)s, %(from_date)s)
            ON CONFLICT (person_id, role, organisation_id)
            DO UPDATE SET from_date = excluded.from_date, to_date = NULL, ended = false
    """
    await tx.execute(
        statement,
        {
            "person_id": person_id,
            "role": grant.role,
            "organisation_id": grant.organisation_id,
            "from_date": from_date,
        },
    )


async def end_role(tx: Transaction, person_id: UUID, grant: RoleGrant, *, to_date: date) -> None:
    """Note that a role ended: from now on it counts for nothing."""
    statement = """
        UPDATE roles SET to_date = %(to_date)s, ended = true
         WHERE person_id = %(person_id)s AND role = %(role)s AND organisation_id = %(organisation_id)s
    """
    await tx.execute(
        statement,
        {"person_id": person_id, "role": grant.role, "organisation_id": grant.organisation_id, "to_date": to_date},
    )


async def grant_mandate(
    tx: Transaction, person_id: UUID, *, mandate_id: UUID, addressee_id: UUID, from_date: date
) -> None:
    """Note a mandate."""
    statement = """
        INSERT INTO mandates (mandate_id, person_id, addressee_id, from_date)
        VALUES (%(mandate_id)s, %(person_id)s, %(addressee_id)s, %(from_date)s)
            ON CONFLICT (mandate_id) DO NOTHING
    """
    await tx.execute(
        statement,
        {"mandate_id": mandate_id, "person_id": person_id, "addressee_id": addressee_id, "from_date": from_date},
    )


async def end_mandate(tx: Transaction, mandate_id: UUID, *, to_date: date) -> None:
    """Note that a mandate ended: from now on it counts for nothing."""
    statement = "UPDATE mandates SET to_date = %(to_date)s, ended = true WHERE mandate_id = %(mandate_id)s"
    await tx.execute(statement, {"mandate_id": mandate_id, "to_date": to_date})


async def liaisons(tx: Transaction, addressee_ids: Collection[UUID], *, today: date) -> dict[UUID, int]:
    """Return how many people may answer for each of the addressees today; an addressee of none is missing."""
    statement = """
        SELECT addressee_id, count(DISTINCT person_id) AS liaisons
          FROM mandates
         WHERE addressee_id = ANY(%(ids)s) AND NOT ended AND from_date <= %(today)s
         GROUP BY addressee_id
    """
    found = await (await tx.execute(statement, {"ids": list(addressee_ids), "today": today})).fetchall()
    return {row["addressee_id"]: row["liaisons"] for row in found}


async def standing(
    tx: Transaction,
    person_id: UUID,
    *,
    claimed_roles: frozenset[tuple[str, UUID]],
    claimed_mandates: frozenset[UUID],
    claimed_assurance: str,
    today: date,
    lock: bool,
) -> Standing:
    """Return what the person may do: what the token claims *and* our own copy knows.

    With `lock`, a role or mandate that ends at this moment either ends before we look, or after we have committed.
    """
    locking = "FOR SHARE" if lock else ""
    statement = f"""
        WITH held AS (
            SELECT role, organisation_id, from_date <= %(today)s AS begun
              FROM roles WHERE person_id = %(person_id)s AND NOT ended {locking}
        ), given AS (
            SELECT mandate_id, addressee_id, from_date <= %(today)s AS begun
              FROM mandates WHERE person_id = %(person_id)s AND NOT ended {locking}
        )
        SELECT role, organisation_id, NULL::uuid AS mandate_id, NULL::uuid AS addressee_id, begun FROM held
         UNION ALL
        SELECT NULL, NULL, mandate_id, addressee_id, begun FROM given
         UNION ALL
        SELECT NULL, organisation_id, NULL, NULL, true FROM people WHERE person_id = %(person_id)s
    """  # noqa: S608
    found = await (await tx.execute(statement, {"person_id": person_id, "today": today})).fetchall()
    roles = [row for row in found if row["role"]]
    mandates = [row for row in found if row["mandate_id"]]
    return Standing(
        person_id=person_id,
        roles=frozenset(
            RoleGrant(Role(row["role"]), row["organisation_id"])
            for row in roles
            if row["begun"] and (row["role"], row["organisation_id"]) in claimed_roles
        ),
        addressees=frozenset(
            row["addressee_id"] for row in mandates if row["begun"] and row["mandate_id"] in claimed_mandates
        ),
        assurance=_ASSURANCES.get(claimed_assurance),
        affiliations=frozenset(row["organisation_id"] for row in found if row["organisation_id"])
        | frozenset(organisation_id for _, organisation_id in claimed_roles),
        speaks_for=frozenset(row["addressee_id"] for row in mandates),
    )
