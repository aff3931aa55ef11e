"""Documents of a consultation: in by a stream, read and cleaned, sealed under a key of their own, and out."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import grpc
import structlog

from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies
from services.chassis.database import TRANSIENT, Transaction
from services.chassis.errors import InvalidArgument, NotFound, Unavailable
from services.chassis.files import Files
from services.chassis.ids import new_id
from services.chassis.keys import KeyDestroyed
from services.consultations import store, wire
from services.consultations.api.base import Rpcs, hosts
from services.consultations.cleaning import Cleaned, Unclean, clean
from services.consultations.domain.documents import Document, DocumentDetails, DocumentKind, Reading, require_fit
from services.consultations.domain.drafts import Draft, require, require_unscheduled
from services.consultations.domain.errors import NoSuchRow
from services.consultations.domain.facts import DocumentWithdrawn, evolve_consultation
from services.consultations.domain.values import Moment, Role

log = structlog.get_logger(__name__)

Context = grpc.aio.ServicerContext[Any, Any]

_LONGEST_UPLOAD: Final = timedelta(hours=1)  # from its first byte in the store to its commit; seconds, in truth
_AT_ONCE: Final = 2  # children that read: each may take 512 MiB


class DocumentRpcs(Rpcs):
    """Takes and gives documents.

    Args:
        given: See `Rpcs`.
        files: Where sealed copies lie.
        named: See `Rpcs`.
    """

    def __init__(self, *given: Any, files: Files, **named: Any) -> None:
        super().__init__(*given, **named)
        self._files = files
        self._children = asyncio.Semaphore(_AT_ONCE)

    async def AddDocument(
        self, requests: AsyncIterator[pb.AddDocumentRequest], context: Context
    ) -> pb.AddDocumentResponse:
        """Keep a document, and a copy of it that is clean of what is not seen."""
        caller, now = access.caller(context), self._now()
        first, content = await wire.received(requests)
        given = wire.upload(first)
        # What a repeated upload is told apart by: everything but the bytes, and what they come to.
        request = pb.AddDocumentRequest()
        request.CopyFrom(first)
        request.chunk = hashlib.sha256(content).digest()
        async with self._db.transaction(read_only=True) as tx:
            # Nobody who may not add anything starts a child, nor learns whether there is such a draft.
            who = await self._acting(tx, caller, now)
            draft = await store.read_draft(tx, self._keys, given.consultation_id, hosts(who))
            require(Role.FACILITATOR, draft.consultation.organisation_id, who)
        cleaned = await self._cleaned(content)
        ids = new_id(), new_id()
        async with self._db.transaction() as tx:
            await store.begin_upload(tx, ids, at=now.at)
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.AddDocumentResponse):
                return reply
            who = await self._acting(tx, caller, now)
            draft = await store.lock_draft(tx, self._keys, given.consultation_id, hosts(who))
            require(Role.FACILITATOR, draft.consultation.organisation_id, who)
            require_unscheduled(draft.schedule)
            details = _details(given, content, cleaned)
            require_fit(details, others=len(draft.documents))
            async with self._kept(ids, content, cleaned.content) as key_id:
                document = Document(
                    id=ids[0],
                    consultation_id=draft.consultation.id,
                    organisation_id=draft.consultation.organisation_id,
                    key_id=key_id,
                    cleaned_id=ids[1],
                    details=details,
                    added_by=who.person_id,
                    added_date=now.today,
                    waits=given.kind is not DocumentKind.ATTENDANCE,
                )
                reading = Reading(stays=cleaned.stays, goes=cleaned.goes)
                await store.add_document(tx, self._keys, document, reading, at=now.at)
                await store.end_upload(tx, ids)
                await self._noted(tx, draft, "add", document.id, by=who.person_id, now=now)
                message, replies_key_id = await self._written(tx, draft.consultation.id, who)
                response = pb.AddDocumentResponse(draft=message, document=message.documents[-1])
                return await replies.remember(tx, caller, request, response, key_id=replies_key_id)

    async def RemoveDocument(self, request: pb.RemoveDocumentRequest, context: Context) -> pb.RemoveDocumentResponse:
        """Destroy a document; if it is public, say that it was taken away."""
        caller, now = access.caller(context), self._now()
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        document_id = wire.identifier(request.document_id, field="document_id")
        async with self._db.transaction() as tx:
            if reply := await replies.claim(tx, caller, request, pb.RemoveDocumentResponse):
                return reply
            who = await self._acting(tx, caller, now)
            draft = await store.lock_draft(tx, self._keys, consultation_id, hosts(who))
            require(Role.FACILITATOR, draft.consultation.organisation_id, who)
            if (document := draft.document(document_id)) is None:
                raise NoSuchRow("document")
            require_unscheduled(draft.schedule)
            await self._take_away(tx, document, by=str(who.person_id), now=now)
            await self._noted(tx, draft, "remove", document.id, by=who.person_id, now=now)
            # Stored answers hold what the file was called.
            await store.renew_replies_key(tx, draft.consultation, await self._keys.create())
            await store.destroy_later(tx, [draft.consultation.replies_key_id], at=now.at)
            message, key_id = await self._written(tx, consultation_id, who)
            response = pb.RemoveDocumentResponse(draft=message)
            response = await replies.remember(tx, caller, request, response, key_id=key_id)
        await self._destroy_keys()
        await self._delete_files()
        return response

    async def ReadDocument(
        self, request: pb.ReadDocumentRequest, context: Context
    ) -> AsyncIterator[pb.ReadDocumentResponse]:
        """Give a document to the host."""
        consultation_id = wire.identifier(request.consultation_id, field="consultation_id")
        document_id = wire.identifier(request.document_id, field="document_id")
        async with self._db.transaction(read_only=True) as tx:
            who = await self._reading(tx, access.caller(context))
            draft = await store.read_draft(tx, self._keys, consultation_id, hosts(who))
        if (document := draft.document(document_id)) is None:
            raise NoSuchRow("document")
        async for piece in self._pieces(document, original=request.original):
            yield pb.ReadDocumentResponse(media_type=document.details.media_type, chunk=piece)

    async def ReadPublicDocument(
        self, request: pb.ReadPublicDocumentRequest, _context: Context
    ) -> AsyncIterator[pb.ReadPublicDocumentResponse]:
        """Give a document that is public."""
        async with self._db.transaction(read_only=True) as tx:
            record = await store.consultation_numbered(tx, wire.public_number(request.number))
            if record is None or record.hidden:
                raise NoSuchRow("document")
            shown = [each for each in record.documents if each.withdrawn_date is None]
            found = next((each for each in shown if each.sha256 == request.sha256), None)
            if found is None:
                raise NoSuchRow("document")
            host = record.frame.host_organisation_id
            await store.act_for(tx, {host})
            draft = await store.read_draft(tx, self._keys, record.id, {host})
        document = draft.document(found.id)
        if document is None:
            raise NoSuchRow("document")
        async for piece in self._pieces(document, original=False):
            yield pb.ReadPublicDocumentResponse(
                media_type=document.details.media_type, file_name=found.file_name, chunk=piece
            )

    async def delete_files(self) -> None:
        """Take out of the store of files what has to go. What fails is asked for again by the next call."""
        now = self._now().at
        await store.give_up_uploads(self._db, begun_before=now - _LONGEST_UPLOAD, at=now)
        await store.delete_files(self._db, self._files)

    async def _delete_files(self) -> None:
        """Do so right after the commit that asked for it; what fails, the service's task does."""
        try:
            await self.delete_files()
        except (*TRANSIENT, Unavailable, OSError) as error:
            log.warning("files_not_deleted_yet", reason=type(error).__name__)

    async def _cleaned(self, content: bytes) -> Cleaned:
        async with self._children:
            try:
                return await clean(content)
            except Unclean as refused:
                raise InvalidArgument(refused.expected, field="chunk") from None

    @contextlib.asynccontextmanager
    async def _kept(self, file_ids: Sequence[UUID], *copies: bytes) -> AsyncIterator[UUID]:
        """Seal the copies under a new key, and give its id.

        If what is done within fails, the key goes, so that they open nowhere; whatever else keeps the document from
        being committed, they are taken out of the store of files as those of an upload that never ended.
        """
        key_id = await self._keys.create()
        try:
            for file_id, content in zip(file_ids, copies, strict=True):
                await self._files.put(file_id, await asyncio.to_thread(self._sealed, key_id, file_id, content))
            yield key_id
        except BaseException:
            self._keys.destroy(key_id)
            raise

    def _sealed(self, key_id: UUID, file_id: UUID, content: bytes) -> bytes:
        return self._keys.seal(key_id, content, table=store.DOCUMENTS, column="content", row_id=file_id)

    async def _pieces(self, document: Document, *, original: bool) -> AsyncIterator[bytes]:
        file_id = document.id if original else document.cleaned_id
        try:
            sealed = await self._files.get(file_id)
            content = await asyncio.to_thread(
                self._keys.open, document.key_id, sealed, table=store.DOCUMENTS, column="content", row_id=file_id
            )
        except (NotFound, KeyDestroyed):  # it was removed since
            raise NoSuchRow("document") from None
        for start in range(0, len(content), wire.LARGEST_CHUNK):
            yield content[start : start + wire.LARGEST_CHUNK]

    async def _take_away(self, tx: Transaction, document: Document, *, by: str, now: Moment) -> str:
        """Destroy a document; return what the public called it, empty if it was not public."""
        record = await store.lock_consultation_record(tx, document.consultation_id)
        public = [each for each in (record.documents if record else ()) if each.id == document.id]
        if record and public:
            fact = DocumentWithdrawn(
                id=record.id,
                version=record.version + 1,
                at=now.at,
                by=by,
                document_id=document.id,
                withdrawn_date=now.today,
            )
            await store.save_consultation_record(tx, evolve_consultation(record, fact))
            await event_log.append(tx, wire.consultation_event(fact, wire.Texts()))
        await store.remove_document(tx, document)
        await store.destroy_later(tx, [document.key_id], at=now.at)
        await store.delete_later(tx, [document.id, document.cleaned_id], at=now.at)
        return public[0].file_name if public else ""

    async def _noted(
        self, tx: Transaction, draft: Draft, action: str, document_id: UUID, *, by: UUID, now: Moment
    ) -> None:
        await store.touch_consultation(tx, draft.consultation, at=now.at)
        await store.audit(tx, at=now.at, actor=by, action=action, table="documents", row_id=document_id)


def _details(given: wire.Upload, content: bytes, cleaned: Cleaned) -> DocumentDetails:
    return DocumentDetails(
        kind=given.kind,
        title=given.title,
        language=given.language,
        uploaded_name=given.uploaded_name,
        all_visible_agreed=given.all_visible_agreed,
        media_type=cleaned.media_type,
        size_bytes=len(cleaned.content),
        sha256=hashlib.sha256(cleaned.content).hexdigest(),
        original_size_bytes=len(content),
        original_sha256=hashlib.sha256(content).hexdigest(),
    )
