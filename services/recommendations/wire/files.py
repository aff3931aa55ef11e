"""Attached files on the wire: uploads in, descriptions out."""

from dataclasses import dataclass
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import localized
from services.chassis.errors import InvalidArgument
from services.recommendations.domain.evidence import LARGEST_BYTES, AttachedFile
from services.recommendations.domain.sources import Visibility
from services.recommendations.wire import parts, words

LARGEST_CHUNK = 512 * 1024


@dataclass(frozen=True, kw_only=True)
class Upload:
    """What the first message of an upload says."""

    assignment_id: UUID
    visibility: Visibility
    title: text_pb2.LocalizedText
    is_scan: bool


def upload(first: pb.AttachEvidenceRequest) -> Upload:
    """Return what is uploaded, and for whom.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    visibility = parts.visibility(first.visibility)
    if visibility is None:
        raise InvalidArgument("who may look at it", field="visibility")
    bodies, language = localized.normalise(
        first.title.bodies,
        first.title.authoritative_language,
        field="title",
        longest=words.LONGEST_WORDS,
        one_line=True,
        required=True,
    )
    return Upload(
        assignment_id=words.uuid(first.assignment_id, field="assignment_id"),
        visibility=visibility,
        title=text_pb2.LocalizedText(
            authoritative_language=language,
            bodies=bodies,
            machine_assisted=localized.marked(first.title.machine_assisted, bodies, language, field="title"),
        ),
        is_scan=first.is_scan,
    )


def take(content: bytearray, chunk: bytes) -> None:
    """Add a chunk to what has come so far.

    Raises:
        InvalidArgument: The chunk, or the file, is too large.
    """
    if len(chunk) > LARGEST_CHUNK or len(content) + len(chunk) > LARGEST_BYTES:
        raise InvalidArgument(f"at most {LARGEST_BYTES} bytes, in chunks of at most {LARGEST_CHUNK}", field="chunk")
    content += chunk


def attached(file: AttachedFile, title: text_pb2.LocalizedText) -> pb.AttachedFile:
    """Return a file for those who may see it."""
    return pb.AttachedFile(
        file_id=str(file.id),
        title=title,
        visibility=words.to_enum(events.EvidenceVisibility, "EVIDENCE_VISIBILITY", file.visibility),
        sha256=file.sha256,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        attached_date=words.written(file.attached_date),
        by_addressee=file.by_addressee,
        is_scan=file.is_scan,
        is_unused=file.is_unused,
    )
