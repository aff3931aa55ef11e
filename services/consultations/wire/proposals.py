"""Changes that wait for a second person: protobuf ↔ domain."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Final
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.consultations.domain.correcting import NewText, Reading, Wording
from services.consultations.domain.proposals import OF_OWN_TEXTS, Change, ChangeKind, Proposal
from services.consultations.domain.record import StatementRecord
from services.consultations.domain.safeguarding.original import Original
from services.consultations.domain.transitions.public import CHANGE
from services.consultations.domain.values import Addressee, LocalizedText
from services.consultations.wire.decided import verifiability
from services.consultations.wire.drafts import day, localized
from services.consultations.wire.drafts import verifiability as written_verifiability
from services.consultations.wire.own_texts import known_text, recounting, rewording, written_rewording
from services.consultations.wire.particulars import particulars
from services.consultations.wire.requests import (
    identifier,
    is_consultation,
    line_text,
    public_number,
    required_number,
    text,
    version,
)
from services.consultations.wire.safeguarding import marked_spans, original_spans

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
        case "correct_consultation" | "correct_programme" as name:
            return _rewording(getattr(request, name), ChangeKind(name), reason)
        case _:
            raise InvalidArgument(CHANGE.expected, field=CHANGE.field)


def _rewording(given: pb.Rewording, kind: ChangeKind, reason: LocalizedText) -> Change:
    proposed = Change(
        kind=kind,
        reason=reason,
        wording=rewording(given, field=kind),
        figures=recounting(given, field=kind),
        particulars=particulars(given.particulars, field=f"{kind}.particulars"),
    )
    if kind is ChangeKind.CORRECT_PROGRAMME and given.HasField("particulars"):
        raise InvalidArgument("nothing: it is a consultation that has them", field=f"{kind}.particulars")
    return proposed


def changed_number(request: pb.ProposeChangeRequest, change: Change) -> tuple[str, int | None]:
    """Return the public number of what is to change, and its version that the caller saw, if there is one.

    Raises:
        InvalidArgument: It is no number of that, or the version is none.
    """
    if change.kind in OF_OWN_TEXTS:
        number = public_number(request.number)
        if not number or not is_consultation(number):
            raise InvalidArgument("a consultation's public number such as C-7", field="number")
        if request.expected_version:
            raise InvalidArgument("0: what is public has no version", field="expected_version")
        return number, None
    number = required_number(request.number, of_consultations=False)
    return number, version(request.expected_version) if request.expected_version else None


def wording(record: StatementRecord, texts: Mapping[UUID, text_pb2.LocalizedText]) -> Wording:
    """Return how a statement reads now; what was erased is empty."""
    return {"title": known_text(record.frame.title, texts), "text": known_text(record.frame.text, texts)}


def proposal(
    row: Proposal,
    told: Sequence[pb.Told],
    *,
    register: Mapping[UUID, Addressee],
    caller_id: UUID,
    zone: tzinfo,
    read: Reading | None,
    is_reviewer: bool,
    originals: Sequence[Original] = (),
    figures: Iterable[tuple[int, int]] = (),
) -> pb.Proposal:
    """Write a proposal, without what it is about; for a reviewer, what to look at in a correction.

    Args:
        row: The proposal.
        told: Who is told if it is agreed to.
        register: The bodies that it names.
        caller_id: Who asks.
        zone: Of days.
        read: What a reviewer reads of a correction; None for another change.
        is_reviewer: The caller is a reviewer of the host.
        originals: What a correction is about, as it was entered.
        figures: Place and value of the figures that it is about, as they were entered.
    """
    message = pb.Proposal(
        proposal_id=str(row.id),
        reason=localized(row.change.reason),
        proposed_date=day(row.proposed_at.astimezone(zone).date()),
        proposed_by_caller=row.proposed_by == caller_id,
        told=told,
    )
    _write_change(message, row.change, register)
    if read:
        message.topics.extend(read.topics)
        message.second_reading = read.takes_two
        message.read = row.read_by is not None
        message.read_by_caller = row.read_by == caller_id
        message.final_text_digest = read.digest
    if read and is_reviewer:
        message.spans.extend(marked_spans(read.marked))
        message.entered.extend(pb.OwnText(field=each.field, text=localized(each.text)) for each in originals)
        message.entered_spans.extend(original_spans(originals))
        message.entered_figures.extend(pb.FigureValue(place=place, value=value) for place, value in figures)
    return message


def _write_change(message: pb.Proposal, change: Change, register: Mapping[UUID, Addressee]) -> None:
    """Write what is proposed."""
    match change.kind:
        case ChangeKind.ADD_ADDRESSEE:
            assert change.addressee_id
            body = register[change.addressee_id]
            message.add_addressee.addressee_id = str(body.id)
            message.add_addressee.name.CopyFrom(localized(body.name) or text_pb2.LocalizedText())
        case ChangeKind.TRACK:
            message.track.CopyFrom(written_verifiability(change.verifiability) or pb.VerifiabilityEntry())
        case ChangeKind.RECORD_ONLY:
            message.record_only.SetInParent()
        case ChangeKind.CORRECT:
            given = change.texts
            message.correct.CopyFrom(pb.Wording(title=localized(given["title"]), text=localized(given["text"])))
        case ChangeKind.CORRECT_CONSULTATION:
            message.correct_consultation.CopyFrom(written_rewording(change))
        case ChangeKind.CORRECT_PROGRAMME:
            message.correct_programme.CopyFrom(written_rewording(change))
