"""Documents on the wire: uploads in, descriptions out."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from roundtable.consultations.v1 import events_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import localized
from services.chassis.errors import InvalidArgument
from services.consultations.domain.documents import LANGUAGES, Document, DocumentKind
from services.consultations.domain.record import ConsultationRecord
from services.consultations.domain.values import LocalizedText
from services.consultations.wire.drafts import day
from services.consultations.wire.drafts import localized as written
from services.consultations.wire.requests import identifier, number_of, text, word

LARGEST_BYTES: Final = 10 * 1024 * 1024
LARGEST_CHUNK: Final = 512 * 1024


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What the first message of an upload says."""

    consultation_id: UUID
    kind: DocumentKind
    title: LocalizedText
    language: str
    uploaded_name: str
    all_visible_agreed: bool


async def received(requests: AsyncIterator[pb.AddDocumentRequest]) -> tuple[pb.AddDocumentRequest, bytes]:
    """Return the first message without its bytes, and all bytes.

    Raises:
        InvalidArgument: They are too many.
    """
    first, content = pb.AddDocumentRequest(), bytearray()
    begun = False
    async for request in requests:
        if not begun:
            first.CopyFrom(request)
            first.ClearField("chunk")
            begun = True
        if len(request.chunk) > LARGEST_CHUNK or len(content) + len(request.chunk) > LARGEST_BYTES:
            expected = f"at most {LARGEST_BYTES} bytes, in chunks of at most {LARGEST_CHUNK}"
            raise InvalidArgument(expected, field="chunk")
        content += request.chunk
    return first, bytes(content)


def upload(first: pb.AddDocumentRequest) -> Upload:
    """Return what is uploaded.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    kind = word(DocumentKind, events_pb2.DocumentKind, first.kind, field="kind")
    if kind is None:
        raise InvalidArgument("what the document is", field="kind")
    if first.language not in LANGUAGES:
        raise InvalidArgument("en, ur, or en_ur for both", field="language")
    title = text(first.title, field="title", longest=localized.LONGEST_LINE, one_line=True, required=True)
    return Upload(
        consultation_id=identifier(first.consultation_id, field="consultation_id"),
        kind=kind,
        title=title,
        language=first.language,
        uploaded_name=localized.line(first.uploaded_name, field="uploaded_name"),
        all_visible_agreed=first.all_visible_agreed,
    )


def document(row: Document, record: ConsultationRecord | None, caller_id: UUID) -> pb.Document:
    """Write a document for the host."""
    details = row.details
    public = (each.file_name for each in (record.documents if record else ()) if each.id == row.id)
    return pb.Document(
        document_id=str(row.id),
        kind=number_of(events_pb2.DocumentKind, details.kind),
        title=written(details.title),
        language=details.language,
        uploaded_name=details.uploaded_name,
        all_visible_agreed=details.all_visible_agreed,
        media_type=details.media_type,
        size_bytes=details.size_bytes,
        sha256=details.sha256,
        original_size_bytes=details.original_size_bytes,
        original_sha256=details.original_sha256,
        added_date=day(row.added_date),
        public_name=next(public, ""),
        waits=row.waits,
        added_by_caller=row.added_by == caller_id,
    )
