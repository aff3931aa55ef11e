"""Calendar links: by what a calendar that nobody signs in to knows for which bodies somebody answers."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from services.chassis.database import Transaction
from services.identity.domain.people import AnsweredFor


async def keep(tx: Transaction, person_id: UUID, secret_hmac: bytes, at: datetime) -> None:
    """Make this the link of the person; the one before ends."""
    statement = """
        INSERT INTO calendar_links (person_id, secret_hmac, made_at) VALUES (%(person_id)s, %(secret_hmac)s, %(at)s)
            ON CONFLICT (person_id) DO UPDATE SET secret_hmac = excluded.secret_hmac, made_at = excluded.made_at
    """
    await tx.execute(statement, {"person_id": person_id, "secret_hmac": secret_hmac, "at": at})


async def drop(tx: Transaction, person_id: UUID) -> bool:
    """End the link of the person, and tell whether there was one."""
    found = await tx.execute("DELETE FROM calendar_links WHERE person_id = %(id)s", {"id": person_id})
    return found.rowcount > 0


async def made_at(tx: Transaction, person_id: UUID) -> datetime | None:
    """Return when the link of the person was made; None if there is none."""
    found = await tx.execute("SELECT made_at FROM calendar_links WHERE person_id = %(id)s", {"id": person_id})
    row = await found.fetchone()
    return row["made_at"] if row else None


async def bodies(tx: Transaction, secret_hmac: bytes, today: date) -> Sequence[AnsweredFor]:
    """Return for which bodies the holder of the link answers on a day; none if nobody holds it."""
    statement = """
        SELECT mandates.addressee_id, coalesce(addressees.slug, '') AS slug, people.language
          FROM calendar_links
          JOIN people ON people.id = calendar_links.person_id
          JOIN mandates ON mandates.person_id = people.id
          JOIN addressees ON addressees.id = mandates.addressee_id
         WHERE secret_hmac = %(secret_hmac)s AND to_date IS NULL AND from_date <= %(today)s
         ORDER BY mandates.id
    """
    found = await tx.execute(statement, {"secret_hmac": secret_hmac, "today": today})
    return [AnsweredFor(**row) for row in await found.fetchall()]
