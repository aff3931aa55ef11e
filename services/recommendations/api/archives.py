"""Fetching copies of what public evidence points to, through the one door outside. It never holds up an answer."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from typing import Final

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access
from services.chassis.outbound import Refused
from services.recommendations import wire
from services.recommendations.api.base import Base, Context, log
from services.recommendations.domain import archive
from services.recommendations.domain.errors import NoSuchAssignment
from services.recommendations.store import archives, lines

_TABLE: Final = "evidence_archives"


class ArchiveRpcs(Base):
    """The timer that fetches, and the way to what it fetched."""

    async def ReadArchivedEvidence(
        self, request: pb.ReadArchivedEvidenceRequest, context: Context
    ) -> AsyncIterator[pb.ReadArchivedEvidenceResponse]:
        """Give a copy to somebody who works on the line."""
        caller = access.caller(context)
        assignment_id = wire.words.uuid(request.assignment_id, field="assignment_id")
        async with self._db.transaction(read_only=True) as tx:
            line = await lines.read(tx, assignment_id)
            if not archive.may_read(line, await self._standing(tx, caller, lock=False)):
                raise NoSuchAssignment
            copy = await archives.read(tx, assignment_id, wire.words.line(request.sha256, field="sha256").lower())
        sealed = await self._files.get(copy.id)
        content = await asyncio.to_thread(
            self._keys.open, copy.key_id, sealed, table=_TABLE, column="content", row_id=copy.id
        )
        for start in range(0, max(len(content), 1), wire.files.LARGEST_CHUNK):
            piece = content[start : start + wire.files.LARGEST_CHUNK]
            yield pb.ReadArchivedEvidenceResponse(media_type=copy.media_type, chunk=piece)

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
