"""Copies of what public evidence points to, and what still has to be fetched."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.chassis.errors import NotFound
from services.recommendations.domain.archive import Archived

# Whoever fetches has so long for it; then another copy of the service may try.
_LEASE: Final = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One address to fetch."""

    id: UUID
    url: str
    failures: int


async def want(tx: Transaction, assignment_id: UUID, urls: Iterable[str], *, at: datetime) -> None:
    """Note addresses of which a copy should be held; those that were noted before stay as they are."""
    statement = """
        INSERT INTO evidence_archives (assignment_id, url, next_at)
        SELECT %(assignment_id)s, url, %(at)s FROM unnest(%(urls)s::text[]) AS url
            ON CONFLICT (assignment_id, url) DO NOTHING
    """
    await tx.execute(statement, {"assignment_id": assignment_id, "urls": list(urls), "at": at})


async def take(tx: Transaction, *, now: datetime) -> Wanted | None:
    """Take one address that is due, for the time of a lease."""
    statement = """
        UPDATE evidence_archives SET next_at = %(until)s
         WHERE id = (SELECT id FROM evidence_archives WHERE next_at <= %(now)s
                      ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, url, failures
    """
    row = await (await tx.execute(statement, {"now": now, "until": now + _LEASE})).fetchone()
    return Wanted(**row) if row else None


async def fetched(
    tx: Transaction, archive_id: UUID, *, key_id: UUID, sha256: str, media_type: str, size_bytes: int, day: date
) -> None:
    """Note that a copy is held."""
    statement = """
        UPDATE evidence_archives
           SET next_at = NULL, key_id = %(key_id)s, sha256 = %(sha256)s, media_type = %(media_type)s,
               size_bytes = %(size_bytes)s, fetched_date = %(day)s, failure = ''
         WHERE id = %(id)s
    """
    values = {"key_id": key_id, "sha256": sha256, "media_type": media_type, "size_bytes": size_bytes, "day": day}
    await tx.execute(statement, values | {"id": archive_id})


async def failed(tx: Transaction, archive_id: UUID, *, reason: str, day: date, next_at: datetime | None) -> None:
    """Note that it could not be fetched, and when to try again, if at all."""
    statement = """
        UPDATE evidence_archives
           SET next_at = %(next_at)s, failures = failures + 1, failure = %(reason)s, failed_date = %(day)s,
               failed_dates = failed_dates || %(day)s::date
         WHERE id = %(id)s
    """
    await tx.execute(statement, {"id": archive_id, "reason": reason, "day": day, "next_at": next_at})


@dataclass(frozen=True, kw_only=True)
class Copy:
    """A copy that is held."""

    id: UUID
    key_id: UUID
    media_type: str


async def read(tx: Transaction, assignment_id: UUID, sha256: str) -> Copy:
    """Return the copy of a line with that sum.

    Raises:
        NotFound: None is held.
    """
    statement = """
        SELECT id, key_id, media_type
          FROM evidence_archives
         WHERE assignment_id = %(assignment_id)s AND sha256 = %(sha256)s
         ORDER BY id
         LIMIT 1
    """
    row = await (await tx.execute(statement, {"assignment_id": assignment_id, "sha256": sha256})).fetchone()
    if row is None:
        raise NotFound("no such copy")
    return Copy(**row)


async def of_lines(tx: Transaction, assignment_ids: Iterable[UUID]) -> dict[UUID, dict[str, Archived]]:
    """Return what became of the addresses of some lines, by assignment and address."""
    statement = """
        SELECT assignment_id, url, fetched_date, coalesce(sha256, '') AS sha256, failed_date
          FROM evidence_archives
         WHERE assignment_id = ANY(%(ids)s) AND (fetched_date IS NOT NULL OR failed_date IS NOT NULL)
    """
    known: dict[UUID, dict[str, Archived]] = {}
    parameters: dict[str, Any] = {"ids": list(assignment_ids)}
    for row in await (await tx.execute(statement, parameters)).fetchall():
        known.setdefault(row["assignment_id"], {})[row["url"]] = Archived(
            fetched_date=row["fetched_date"],
            sha256=row["sha256"],
            not_fetched_date=None if row["fetched_date"] else row["failed_date"],
        )
    return known
