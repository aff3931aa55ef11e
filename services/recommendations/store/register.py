"""The register of addressees."""

from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from services.chassis.database import Transaction
from services.chassis.errors import Aborted, AlreadyExists, NotFound
from services.recommendations.domain.addressee import Addressee, NamedBody
from services.recommendations.store import addressee_rows


async def changing(tx: Transaction) -> None:
    """Let nobody else write the register until this transaction ends: names and slugs are told apart in it."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('recommendations.register', 0))")


async def everything(tx: Transaction) -> list[Addressee]:
    """Return all entries. Only for writing the register, which is rare: hundreds of bodies, not thousands."""
    return [addressee_rows.addressee(row) for row in await (await tx.execute("SELECT * FROM addressees")).fetchall()]


async def add(tx: Transaction, entry: Addressee) -> None:
    """Write a new entry.

    Raises:
        AlreadyExists: The slug is taken.
    """
    columns = addressee_rows.of_addressee(entry)
    names, values = ", ".join(columns), ", ".join(f"%({name})s" for name in columns)
    statement = f"INSERT INTO addressees ({names}) VALUES ({values})"  # noqa: S608
    try:
        await tx.execute(statement, columns)
    except psycopg.errors.UniqueViolation as taken:
        raise AlreadyExists(f"the slug {entry.slug} is taken") from taken


async def save(tx: Transaction, entry: Addressee) -> None:
    """Write a changed entry over the version it was made from.

    Raises:
        Aborted: Somebody else changed that version first.
    """
    columns = addressee_rows.of_addressee(entry)
    assigned = ", ".join(f"{name} = %({name})s" for name in columns if name != "id")
    statement = f"UPDATE addressees SET {assigned} WHERE id = %(id)s AND version = %(version)s - 1"  # noqa: S608
    if (await tx.execute(statement, columns)).rowcount == 0:
        raise Aborted(f"the entry {entry.slug} has changed; read it again")


async def by_id(tx: Transaction, addressee_id: UUID) -> Addressee:
    """Return one entry.

    Raises:
        NotFound: There is none.
    """
    found = (await by_ids(tx, [addressee_id])).get(addressee_id)
    if found is None:
        raise NotFound("no such body is in the register")
    return found


async def by_ids(tx: Transaction, ids: list[UUID]) -> dict[UUID, Addressee]:
    """Return entries by id."""
    statement = "SELECT * FROM addressees WHERE id = ANY(%(ids)s)"
    found = await (await tx.execute(statement, {"ids": ids})).fetchall()
    return {row["id"]: addressee_rows.addressee(row) for row in found}


async def named(tx: Transaction, ids: list[UUID]) -> list[NamedBody]:
    """Return what names bodies, by English name. An overview names every body: of each no more than that is read."""
    statement = """
        SELECT id, slug, kind, name, name_language, jurisdiction, illustrative, minimum_assurance
          FROM addressees
         WHERE id = ANY(%(ids)s)
         ORDER BY lower(english_name), slug
    """
    found = await (await tx.execute(statement, {"ids": ids})).fetchall()
    return [addressee_rows.named(row) for row in found]


async def holding(tx: Transaction, ids: list[UUID]) -> dict[UUID, Addressee]:
    """Return entries by id, and let nobody record what became of them until this transaction ends."""
    statement = "SELECT * FROM addressees WHERE id = ANY(%(ids)s) ORDER BY id FOR SHARE"
    found = await (await tx.execute(statement, {"ids": ids})).fetchall()
    return {row["id"]: addressee_rows.addressee(row) for row in found}


async def closing(tx: Transaction, ids: list[UUID]) -> None:
    """Let no line be opened for these bodies until this transaction ends."""
    statement = "SELECT FROM addressees WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE"
    await tx.execute(statement, {"ids": ids})


async def succeeded_by(tx: Transaction, successor_id: UUID) -> list[Addressee]:
    """Return the bodies of which something came to this one."""
    statement = "SELECT * FROM addressees WHERE successions @> %(wanted)s"
    wanted = Jsonb([{"successor_ids": [str(successor_id)]}])
    return [addressee_rows.addressee(row) for row in await (await tx.execute(statement, {"wanted": wanted})).fetchall()]


async def by_slug(tx: Transaction, slug: str) -> Addressee:
    """Return the entry that has, or had, the slug.

    Raises:
        NotFound: There is none.
    """
    statement = "SELECT * FROM addressees WHERE slug = %(slug)s OR former_slugs @> ARRAY[%(slug)s::text]"
    row = await (await tx.execute(statement, {"slug": slug})).fetchone()
    if row is None:
        raise NotFound("no addressee has that slug")
    return addressee_rows.addressee(row)


async def page(tx: Transaction, *, after: tuple[str, str] | None, limit: int) -> list[Addressee]:
    """Return entries by English name; `after` is the name and the slug of the last one seen.

    Letter case is folded by the database alone: Python's rules for it are others, and an entry would come twice or
    never.
    """
    statement = """
        SELECT * FROM addressees
         WHERE %(slug)s::text IS NULL OR (lower(english_name), slug) > (lower(%(name)s::text), %(slug)s)
         ORDER BY lower(english_name), slug
         LIMIT %(limit)s
    """
    name, slug = after or (None, None)
    found = await (await tx.execute(statement, {"name": name, "slug": slug, "limit": limit})).fetchall()
    return [addressee_rows.addressee(row) for row in found]


async def liaisons(tx: Transaction, ids: list[UUID]) -> dict[UUID, int]:
    """Return how many liaisons each addressee has now."""
    statement = """
        SELECT addressee_id, count(DISTINCT person_id) AS liaisons
          FROM mandates
         WHERE addressee_id = ANY(%(ids)s) AND NOT ended
         GROUP BY addressee_id
    """
    found = await (await tx.execute(statement, {"ids": ids})).fetchall()
    return {row["addressee_id"]: row["liaisons"] for row in found}
