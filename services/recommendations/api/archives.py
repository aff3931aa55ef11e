"""Fetching copies of what public evidence points to, through the one door outside. It never holds up an answer."""

import asyncio
import hashlib
from typing import Final

from services.chassis.outbound import Refused
from services.recommendations.api.base import Base, log
from services.recommendations.domain import archive
from services.recommendations.store import archives

_TABLE: Final = "evidence_archives"


class ArchiveTimer(Base):
    """The timer that fetches."""

    async def archive_evidence(self) -> None:
        """Fetch everything that is due, one after the other. Begun again after a failure, it does the rest."""
        while await self._archive_one():
            pass

    async def _archive_one(self) -> bool:
        async with self._db.transaction() as tx:
            wanted = await archives.take(tx, now=self._clock())
        if wanted is None:
            return False
        try:
            found = await self._fetch(wanted.url)
        except Refused as refused:
            await self._not_fetched(wanted, refused.reason)
            return True
        async with self._new_key() as key_id:
            sealed = await asyncio.to_thread(
                self._keys.seal, key_id, found.body, table=_TABLE, column="content", row_id=wanted.id
            )
            await self._files.put(wanted.id, sealed)
        async with self._db.transaction() as tx:
            await archives.fetched(
                tx,
                wanted.id,
                key_id=key_id,
                sha256=hashlib.sha256(found.body).hexdigest(),
                media_type=found.content_type,
                size_bytes=len(found.body),
                day=self._moment().today,
            )
        return True

    async def _not_fetched(self, wanted: archives.Wanted, reason: str) -> None:
        log.info("evidence_not_fetched", reason=reason)
        moment, wait = self._moment(), archive.wait_after(wanted.failures + 1)
        next_at = moment.at + wait if wait else None
        async with self._db.transaction() as tx:
            await archives.failed(tx, wanted.id, reason=reason, day=moment.today, next_at=next_at)
