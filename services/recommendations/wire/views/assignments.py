"""Lines as people who work on them see them, and what waits beside a line for a second person."""

from collections.abc import Sequence
from uuid import UUID

from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain.claims import Claim
from services.recommendations.wire import archives, timeline, words
from services.recommendations.wire.views.lines import View, line
from services.recommendations.wire.views.recommendations import verifiability


def assignment(
    view: View,
    *,
    conflict: str = "",
    finding: pb.AnnouncedFinding | None = None,
    taken_back: pb.TakenBackFinding | None = None,
    waits: Claim | None = None,
    drafts: Sequence[pb.AnswerDraft] = (),
    files: Sequence[pb.AttachedFile] = (),
) -> pb.Assignment:
    """Return an assignment as people who work on it see it. Its timeline is there if the view has all events."""
    record = view.line.record
    message = pb.Assignment(
        assignment_id=str(view.line.assignment.id),
        line=line(view),
        version=view.line.assignment.version,
        conflict_of_interest=bool(conflict),
        conflict_reason=conflict,
        outside_answer_pending=bool(view.line.assignment.outside_answers_pending),
        drafts=drafts,
    )
    if view.line.hidden:
        return message
    if view.line.assignment.can_be_asked and view.line.body_ended_date is None:
        message.liaisons = view.liaisons
        message.told_liaisons = view.liaisons if view.line.assignment.is_known_to_its_body else 0
    recorded = [view.entries[version] for version in sorted(view.entries)]
    complete = bool(recorded) and recorded[0].version == 1 and len(recorded) == view.line.assignment.version
    message.MergeFrom(
        pb.Assignment(
            text=words.shown(view.texts, record.text_id),
            verifiability=verifiability(record, view.texts),
            host_name=words.shown(view.texts, view.consultation.host_name_id if view.consultation else None),
            finding=finding,
            taken_back=taken_back,
            claim_reason=words.to_enum(pb.ClaimReason, "CLAIM_REASON", waits.reason if waits else None),
            claim_date=words.written(waits.day if waits else None),
            files=files,
            timeline=timeline.newest_first(timeline.of_assignment(recorded, zone=view.zone, named=view.named))
            if complete
            else [],
        )
    )
    archives.note(message.timeline, view.archives)
    return message


def outside_answer(
    outside_answer_id: UUID,
    kept: pb.RecordOutsideAnswerRequest,
    view: View,
    *,
    recorded_by_caller: bool,
    scan: pb.AttachedFile | None,
) -> pb.OutsideAnswer:
    """Return an answer given outside the tracker, as it was recorded, beside its line."""
    return pb.OutsideAnswer(
        outside_answer_id=str(outside_answer_id),
        assignment=assignment(view),
        position=kept.position if kept.HasField("position") else None,
        progress=kept.progress if kept.HasField("progress") else None,
        moved=kept.moved if kept.HasField("moved") else None,
        approval=kept.approval if kept.HasField("approval") else None,
        source=kept.source,
        scan=scan,
        recorded_by_caller=recorded_by_caller,
    )


def closure_proposal(
    closure_proposal_id: UUID, kept: pb.ProposeNotApplicableRequest, view: View, *, proposed_by_caller: bool
) -> pb.ClosureProposal:
    """Return a proposal to close, as it was entered, beside its line."""
    return pb.ClosureProposal(
        closure_proposal_id=str(closure_proposal_id),
        assignment=assignment(view),
        reason=kept.reason,
        evidence=kept.evidence,
        proposed_by_caller=proposed_by_caller,
    )
