"""Files attached to a line: in by a stream, sealed under a key of their own, out to whoever may see them."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, Final
from uuid import UUID, uuid4

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.database import Transaction
from services.chassis.errors import InvalidArgument, NotFound
from services.chassis.keys import KeyDestroyed
from services.chassis.principal import Principal
from services.recommendations import wire
from services.recommendations.api.base import Base, Context
from services.recommendations.domain import evidence
from services.recommendations.domain.checks import Finding
from services.recommendations.domain.errors import ConflictOfInterest
from services.recommendations.domain.evidence import AttachedFile
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.sources import Visibility
from services.recommendations.domain.standing import Standing
from services.recommendations.store import files as rows
from services.recommendations.store import lines

_TABLE: Final = "evidence_files"
_NONE: Final = "no such file"


class EvidenceRpcs(Base):
    """RPCs of attached files, and what other RPCs tell of them."""

    async def AttachEvidence(
        self, requests: AsyncIterator[pb.AttachEvidenceRequest], context: Context
    ) -> pb.AttachEvidenceResponse:
        """Keep a file: evidence of the addressee at once, of a finding later, or the scan of something on paper."""
        caller = access.caller(context)
        first, content = await _received(requests)
        upload = wire.files.upload(first)
        media_type = evidence.media_type(content)
        # What a repeated upload is told apart by: everything but the bytes, and what they come to.
        request = pb.AttachEvidenceRequest()
        request.CopyFrom(first)
        request.chunk = hashlib.sha256(content).digest()
        try:
            async with self._writing(pb.AttachEvidenceResponse) as tx:
                if reply := await replies.claim(tx, caller, request, pb.AttachEvidenceResponse):
                    return reply
                act = Act(by=await self._standing(tx, caller), expected_version=0, moment=self._moment())
                before = await lines.lock(tx, upload.assignment_id)
                by_addressee = before.assignment.addressee_id in act.by.addressees and not upload.is_scan
                file = AttachedFile(
                    id=uuid4(),
                    assignment_id=upload.assignment_id,
                    visibility=upload.visibility,
                    media_type=media_type,
                    size_bytes=len(content),
                    sha256=request.chunk.hex(),
                    attached_date=act.moment.today,
                    attached_by=act.by.person_id,
                    by_addressee=by_addressee,
                    is_public=by_addressee and upload.visibility is Visibility.PUBLIC,
                    is_scan=upload.is_scan,
                    forget_at=act.moment.at + evidence.SCAN_HELD if upload.is_scan else None,
                )
                after = await self._attach(tx, before, file, upload.title, act)
                async with self._new_key() as key_id:
                    await self._keep(tx, key_id, file, upload.title, content)
                    response = pb.AttachEvidenceResponse(
                        assignment=await self._answer(tx, after), file=wire.files.attached(file, upload.title)
                    )
                    return await replies.remember(tx, caller, request, response, key_id=key_id)
        except ConflictOfInterest as refusal:
            await self._refused(caller, refusal, upload.assignment_id)
            raise

    async def _attach(
        self, tx: Transaction, before: Line, file: AttachedFile, title: text_pb2.LocalizedText, act: Act
    ) -> Line:
        text = wire.words.text(title, field="title")
        if file.is_scan:
            evidence.keep_scan(before, file, text, act)
            return before
        if not file.by_addressee:
            evidence.keep_for_a_finding(before, text, act)
            return before
        return await self._record(tx, before, evidence.attach_evidence(before, file, text, act))

    async def _keep(
        self, tx: Transaction, key_id: UUID, file: AttachedFile, title: text_pb2.LocalizedText, content: bytes
    ) -> None:
        """Seal title and content under the key, and put them where they belong."""
        sealed = await asyncio.to_thread(
            self._keys.seal, key_id, content, table=_TABLE, column="content", row_id=file.id
        )
        await self._files.put(file.id, sealed)
        sealed_title = self._keys.seal(
            key_id, wire.keeping.kept(title).SerializeToString(), table=_TABLE, column="sealed_title", row_id=file.id
        )
        await rows.add(tx, rows.Row(file=file, key_id=key_id, sealed_title=sealed_title))

    async def ReadEvidence(
        self, request: pb.ReadEvidenceRequest, context: Context
    ) -> AsyncIterator[pb.ReadEvidenceResponse]:
        """Give a file to somebody who may see it."""
        row = await self._found(request.file_id, access.caller(context))
        async for piece in self._pieces(row):
            yield pb.ReadEvidenceResponse(media_type=row.file.media_type, chunk=piece)

    async def ReadPublicEvidence(
        self, request: pb.ReadPublicEvidenceRequest, _context: Context
    ) -> AsyncIterator[pb.ReadPublicEvidenceResponse]:
        """Give a file that is public."""
        row = await self._found(request.file_id, None)
        async for piece in self._pieces(row):
            yield pb.ReadPublicEvidenceResponse(media_type=row.file.media_type, chunk=piece)

    async def _found(self, file_id: str, caller: Principal | None) -> rows.Row:
        async with self._db.transaction(read_only=True) as tx:
            row = await rows.read(tx, wire.words.uuid(file_id, field="file_id"))
            line = await lines.read(tx, row.file.assignment_id)
            if caller is None:
                readable = row.file.is_public and not line.hidden
            else:
                readable = evidence.may_read(row.file, line, await self._standing(tx, caller, lock=False))
        if not readable:
            raise NotFound(_NONE)
        return row

    async def _pieces(self, row: rows.Row) -> AsyncIterator[bytes]:
        sealed = await self._files.get(row.file.id)
        content = await asyncio.to_thread(
            self._keys.open, row.key_id, sealed, table=_TABLE, column="content", row_id=row.file.id
        )
        for start in range(0, len(content), wire.files.LARGEST_CHUNK):
            yield content[start : start + wire.files.LARGEST_CHUNK]

    async def _files_of(self, tx: Transaction, found: list[Line], by: Standing) -> dict[UUID, list[pb.AttachedFile]]:
        """Return, by assignment, the files that the person may see."""
        by_id = {each.assignment.id: each for each in found}
        shown: dict[UUID, list[pb.AttachedFile]] = {}
        for assignment_id, attached in (await rows.of_lines(tx, by_id)).items():
            for row in attached:
                if evidence.may_read(row.file, by_id[assignment_id], by) and (title := self._title(row)) is not None:
                    shown.setdefault(assignment_id, []).append(wire.files.attached(row.file, title))
        return shown

    def _title(self, row: rows.Row) -> text_pb2.LocalizedText | None:
        """Return what a file is called; None if it was erased."""
        try:
            opened = self._keys.open(
                row.key_id, row.sealed_title, table=_TABLE, column="sealed_title", row_id=row.file.id
            )
        except KeyDestroyed:
            return None
        return text_pb2.LocalizedText.FromString(opened)

    async def _with_files(self, tx: Transaction, line: Line, finding: Finding) -> Finding:
        """Return the finding with what is known of the files it names.

        Raises:
            InvalidArgument: A file is not attached to the line.
        """
        attached = {
            row.file.id: row.file for row in (await rows.of_lines(tx, [line.assignment.id])).get(line.assignment.id, [])
        }
        pieces = []
        for number, each in enumerate(finding.evidence):
            if each.file_id and each.file_id not in attached:
                raise InvalidArgument("a file that is attached to this line", field=f"evidence[{number}].file_id")
            pieces.append(attached[each.file_id].as_evidence(each.seen_date) if each.file_id else each)
        return replace(finding, evidence=tuple(pieces))


async def _received(requests: AsyncIterator[pb.AttachEvidenceRequest]) -> tuple[Any, bytes]:
    """Return the first message without its bytes, and all bytes.

    Raises:
        InvalidArgument: They are too many.
    """
    first, content = pb.AttachEvidenceRequest(), bytearray()
    number = 0
    async for request in requests:
        if number == 0:
            first.CopyFrom(request)
            first.ClearField("chunk")
        wire.files.take(content, request.chunk)
        number += 1
    return first, bytes(content)
