"""Scans of what was given or answered on paper: named by one act each, shown to its reviewer, or destroyed in time."""

from collections.abc import Iterable
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.database import Transaction
from services.chassis.errors import InvalidArgument
from services.recommendations import wire
from services.recommendations.api.evidence import EvidenceRpcs
from services.recommendations.domain.evidence import SCAN_HELD, AttachedFile
from services.recommendations.store import files


class ScanRpcs(EvidenceRpcs):
    """What RPCs of the host do with scans."""

    async def _scan(self, tx: Transaction, file_id: UUID | None) -> AttachedFile | None:
        """Return a scan; None if none is named, or it is none."""
        row = (await files.scans(tx, [file_id])).get(file_id) if file_id else None
        return row.file if row else None

    async def _name_scan(self, tx: Transaction, file_id: UUID | None, assignment_id: UUID) -> None:
        """Let what is being recorded name a scan, if it does.

        Raises:
            InvalidArgument: It is no scan of the line, or something names it already.
        """
        if file_id and not await files.claim_scan(tx, file_id, assignment_id):
            raise InvalidArgument("a scan of this line that nothing names yet", field="scan_file_id")

    async def _release_scan(self, tx: Transaction, scan: AttachedFile | None) -> None:
        """Let a scan be named again, for a time: what named it was refused."""
        if scan:
            await files.release_scan(tx, scan.id, forget_at=self._clock() + SCAN_HELD)

    async def _shown_scans(
        self, tx: Transaction, kept: Iterable[pb.RecordOutsideAnswerRequest]
    ) -> dict[str, pb.AttachedFile]:
        """Return the scans of some answers for those who may read them, by id of the file."""
        named = [UUID(each.scan_file_id) for each in kept if each.scan_file_id]
        return {
            str(file_id): wire.files.attached(row.file, title)
            for file_id, row in (await files.scans(tx, named)).items()
            if (title := self._title(row)) is not None
        }

    async def forget_scans(self) -> None:
        """Destroy the scans that nothing named in time. Begun again after a failure, it does the rest."""
        while await self._forget_scan():
            pass

    async def _forget_scan(self) -> bool:
        async with self._db.transaction() as tx:
            found = await files.lock_unnamed(tx, now=self._clock())
            if found is None:
                return False
            file_id, key_id = found
            self._keys.destroy(key_id)
            await self._files.delete(file_id)
            await files.delete(tx, file_id)
        return True
