"""Changes that wait for a second person: protobuf ↔ domain."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Final
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.consultations.domain.correcting import NewText, Reading, Wording
from services.consultations.domain.proposals import Change, ChangeKind, Proposal
from services.consultations.domain.record import StatementRecord
from services.consultations.domain.values import NOTHING, Addressee, LocalizedText
from services.consultations.wire.decided import verifiability
from services.consultations.wire.drafts import day, localized
from services.consultations.wire.drafts import verifiability as written_verifiability
from services.consultations.wire.requests import identifier, line_text, text
from services.consultations.wire.safeguarding import marked_spans

_LONGEST_REASON: Final = 2000


def change(request: pb.ProposeChangeRequest) -> Change:
    """Return what is proposed.

    Raises:
        InvalidArgument: A field is not as it should be, or nothing is proposed.
    """
    reason = text(request.reason, field="reason", longest=_LONGEST_REASON, required=True)
    match request.WhichOneof("change"):
        case "add_addressee":
            body = identifier(request.add_addressee.addressee_id, field="add_addressee.addressee_id")
            return Change(kind=ChangeKind.ADD_ADDRESSEE, reason=reason, addressee_id=body)
        case "track":
            answers = verifiability(request.track, field="track")
            return Change(kind=ChangeKind.TRACK, reason=reason, verifiability=answers)
        case "record_only":
            return Change(kind=ChangeKind.RECORD_ONLY, reason=reason)
        case "correct":
            wording = (
                NewText(field="title", text=line_text(request.correct.title, field="correct.title")),
                NewText(field="text", text=text(request.correct.text, field="correct.text")),
            )
            return Change(kind=ChangeKind.CORRECT, reason=reason, wording=wording)
        case _:
            raise InvalidArgument("add_addressee, track, record_only or correct", field="change")


def wording(record: StatementRecord, texts: Mapping[UUID, text_pb2.LocalizedText]) -> Wording:
    """Return how a statement reads now; what was erased is empty."""
    return {"title": _text(record.frame.title, texts), "text": _text(record.frame.text, texts)}


def _text(text_id: UUID | None, texts: Mapping[UUID, text_pb2.LocalizedText]) -> LocalizedText:
    found = texts.get(text_id) if text_id else None
    if found is None or found.erased:
        return NOTHING
    return LocalizedText(
        found.authoritative_language, tuple(sorted(found.bodies.items())), tuple(found.machine_assisted)
    )


def proposal(
    row: Proposal,
    statement: pb.PublicStatement,
    told: Sequence[pb.Told],
    *,
    register: Mapping[UUID, Addressee],
    caller_id: UUID,
    zone: tzinfo,
    read: Reading | None,
    is_reviewer: bool,
) -> pb.Proposal:
    """Write a proposal with the statement as the public sees it; for a reviewer, what to look at in a correction."""
    message = pb.Proposal(
        proposal_id=str(row.id),
        statement=statement,
        reason=localized(row.change.reason),
        proposed_date=day(row.proposed_at.astimezone(zone).date()),
        proposed_by_caller=row.proposed_by == caller_id,
        told=told,
    )
    match row.change.kind:
        case ChangeKind.ADD_ADDRESSEE:
            assert row.change.addressee_id
            body = register[row.change.addressee_id]
            message.add_addressee.addressee_id = str(body.id)
            message.add_addressee.name.CopyFrom(localized(body.name) or text_pb2.LocalizedText())
        case ChangeKind.TRACK:
            message.track.CopyFrom(written_verifiability(row.change.verifiability) or pb.VerifiabilityEntry())
        case ChangeKind.RECORD_ONLY:
            message.record_only.SetInParent()
        case ChangeKind.CORRECT:
            given = row.change.texts
            message.correct.CopyFrom(pb.Wording(title=localized(given["title"]), text=localized(given["text"])))
    if read:
        message.topics.extend(read.topics)
        message.second_reading = read.takes_two
        message.read = row.read_by is not None
        message.read_by_caller = row.read_by == caller_id
        message.final_text_digest = read.digest
    if read and is_reviewer:
        message.spans.extend(marked_spans(read.marked))
    return message
