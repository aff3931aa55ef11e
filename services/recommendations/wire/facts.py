"""Facts of an assignment, as events carry them, both ways: appended by commands, read back by timelines and rebuild."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import internal_pb2 as internal
from services.chassis.event_log import NewEvent, Recorded
from services.recommendations.domain import facts
from services.recommendations.domain.sources import Visibility
from services.recommendations.domain.values import (
    Channel,
    DeclineReason,
    FollowUpKind,
    Position,
    Progress,
    Request,
    StatementType,
)
from services.recommendations.wire import check_facts, clock_facts, closure_facts, parts, transfers, words

ASSIGNMENT: Final = "assignment"


def event(fact: facts.AssignmentFact) -> NewEvent:
    """Return the fact as the event to append."""
    return NewEvent(
        aggregate_type=ASSIGNMENT,
        aggregate_id=fact.assignment_id,
        version=fact.version,
        message=_TO_MESSAGE[type(fact)](fact),
        actor=fact.actor,
        occurred_at=fact.occurred_at,
    )


def fact(recorded: Recorded) -> facts.AssignmentFact:
    """Return the fact that an event of an assignment tells."""
    common = {
        "assignment_id": recorded.aggregate_id,
        "version": recorded.version,
        "occurred_at": recorded.occurred_at,
        "actor": recorded.actor,
    }
    return _FROM_MESSAGE[type(recorded.message)](recorded.message, common)


def _opened(fact: facts.AssignmentOpened) -> Message:
    return events.AssignmentOpened(
        assignment_id=str(fact.assignment_id),
        statement_id=str(fact.statement_id),
        consultation_id=str(fact.consultation_id),
        publication_id=str(fact.publication_id),
        lines_in_publication=fact.lines_in_publication,
        addressee_id=str(fact.addressee_id),
        can_be_asked=fact.can_be_asked,
        lead=fact.lead,
        tracked_number=fact.tracked_number,
        type=words.to_enum(published.StatementType, "STATEMENT_TYPE", fact.type),
        title=words.text_message(fact.title),
        text=words.text_message(fact.text),
        response_period_days=fact.response_period_days,
        published_date=words.written(fact.published_date),
        illustrative=fact.illustrative,
        press_reported=fact.press_reported,
        host_organisation_id=str(fact.host_organisation_id),
        facilitator_id=str(fact.facilitator_id or ""),
        origin_assignment_id=str(fact.origin_id or ""),
        origin_addressee_id=str(fact.origin_addressee_id or ""),
        succession_id=str(fact.succession_id or ""),
        remit_id=str(fact.remit_id or ""),
        opened_date=words.written(fact.opened_date),
    )


def _from_opened(message: events.AssignmentOpened, common: dict[str, Any]) -> facts.AssignmentOpened:
    statement_type = words.from_enum(published.StatementType, "STATEMENT_TYPE", message.type, StatementType)
    return facts.AssignmentOpened(
        **common,
        statement_id=UUID(message.statement_id),
        consultation_id=UUID(message.consultation_id),
        publication_id=UUID(message.publication_id),
        lines_in_publication=message.lines_in_publication,
        addressee_id=UUID(message.addressee_id),
        can_be_asked=message.can_be_asked,
        lead=message.lead,
        tracked_number=message.tracked_number,
        type=statement_type or StatementType.RECOMMENDATION,
        title=words.text_of(message.title),
        text=words.text_of(message.text),
        response_period_days=message.response_period_days,
        published_date=words.required_day(message.published_date, field="published_date"),
        illustrative=message.illustrative,
        press_reported=message.press_reported,
        host_organisation_id=UUID(message.host_organisation_id),
        facilitator_id=words.optional_uuid(message.facilitator_id, field="facilitator_id"),
        origin_id=words.optional_uuid(message.origin_assignment_id, field="origin_assignment_id"),
        origin_addressee_id=words.optional_uuid(message.origin_addressee_id, field="origin_addressee_id"),
        succession_id=words.optional_uuid(message.succession_id, field="succession_id"),
        remit_id=words.optional_uuid(message.remit_id, field="remit_id"),
        opened_date=words.day(message.opened_date, field="opened_date"),
    )


def _requested(fact: facts.RequestRecorded) -> Message:
    return events.RequestRecorded(
        assignment_id=str(fact.assignment_id),
        request=words.to_enum(events.Request, "REQUEST", fact.request),
        date=words.written(fact.request_date),
        through_relay=fact.through_relay,
        clock_start_date=words.written(fact.clock_start_date),
        response_due_date=words.written(fact.response_due_date),
        channel=words.to_enum(events.Channel, "CHANNEL", fact.channel),
        reference=fact.reference,
        scan=parts.scan_message(fact.scan),
        delivery_id=str(fact.delivery_id or ""),
        outcome=words.to_enum(events.Request, "REQUEST", fact.outcome),
        outcome_date=words.written(fact.outcome_date),
        outcome_through_relay=fact.outcome_through_relay,
    )


def _from_requested(message: events.RequestRecorded, common: dict[str, Any]) -> facts.RequestRecorded:
    return facts.RequestRecorded(
        **common,
        delivery_id=words.optional_uuid(message.delivery_id, field="delivery_id"),
        outcome=words.from_enum(events.Request, "REQUEST", message.outcome, Request) or Request.NOT_ASKED,
        outcome_date=words.required_day(message.outcome_date, field="outcome_date"),
        outcome_through_relay=message.outcome_through_relay,
        request=words.from_enum(events.Request, "REQUEST", message.request, Request) or Request.NOT_ASKED,
        request_date=words.required_day(message.date, field="date"),
        through_relay=message.through_relay,
        clock_start_date=words.day(message.clock_start_date, field="clock_start_date"),
        response_due_date=words.day(message.response_due_date, field="response_due_date"),
        channel=words.from_enum(events.Channel, "CHANNEL", message.channel, Channel),
        reference=message.reference,
        scan=parts.recorded_evidence([message.scan])[0] if message.HasField("scan") else None,
    )


def _answered_by(fact: facts.PositionStated | facts.ProgressReported | facts.DeliveryDateMoved) -> str:
    # Of an answer given outside the tracker the actor is who recorded it: that stays in this database.
    return "" if fact.outside else fact.actor


def _stated(fact: facts.PositionStated) -> Message:
    return events.PositionStated(
        assignment_id=str(fact.assignment_id),
        position=words.to_enum(events.Position, "POSITION", fact.position),
        previous_position=words.to_enum(events.Position, "POSITION", fact.previous_position),
        text=words.text_message(fact.text),
        part=words.text_message(fact.part),
        reason=words.text_message(fact.reason),
        decline_reason=words.to_enum(events.DeclineReason, "DECLINE_REASON", fact.decline_reason),
        believed_responsible=fact.believed_responsible,
        decision_by_date=words.written(fact.decision_by_date),
        delivery_date=words.written(fact.delivery_date),
        evidence=parts.evidence_messages(fact.evidence),
        approval=parts.approval_message(fact.approval),
        assurance=parts.assurance(fact.outside),
        outside=parts.source_message(fact.outside),
        stated_date=words.written(fact.stated_date),
        corrects_version=fact.corrects_version,
        answered_by_id=_answered_by(fact),
    )


def _from_stated(message: events.PositionStated, common: dict[str, Any]) -> facts.PositionStated:
    return facts.PositionStated(
        **common,
        position=words.from_enum(events.Position, "POSITION", message.position, Position) or Position.NONE,
        previous_position=words.from_enum(events.Position, "POSITION", message.previous_position, Position)
        or Position.NONE,
        text=words.text_of(message.text),
        part=words.text_of(message.part),
        reason=words.text_of(message.reason),
        decline_reason=words.from_enum(events.DeclineReason, "DECLINE_REASON", message.decline_reason, DeclineReason),
        believed_responsible=message.believed_responsible,
        decision_by_date=words.day(message.decision_by_date, field="decision_by_date"),
        delivery_date=words.day(message.delivery_date, field="delivery_date"),
        evidence=parts.recorded_evidence(message.evidence),
        approval=parts.approval(message.approval),
        outside=parts.recorded_source(message.outside) if message.HasField("outside") else None,
        stated_date=words.required_day(message.stated_date, field="stated_date"),
        corrects_version=message.corrects_version,
    )


def _reported(fact: facts.ProgressReported) -> Message:
    return events.ProgressReported(
        assignment_id=str(fact.assignment_id),
        progress=words.to_enum(events.Progress, "PROGRESS", fact.progress),
        previous_progress=words.to_enum(events.Progress, "PROGRESS", fact.previous_progress),
        text=words.text_message(fact.text),
        reason=words.text_message(fact.reason),
        delivery_date=words.written(fact.delivery_date),
        evidence=parts.evidence_messages(fact.evidence),
        approval=parts.approval_message(fact.approval),
        assurance=parts.assurance(fact.outside),
        outside=parts.source_message(fact.outside),
        reported_date=words.written(fact.reported_date),
        corrects_version=fact.corrects_version,
        answered_by_id=_answered_by(fact),
    )


def _from_reported(message: events.ProgressReported, common: dict[str, Any]) -> facts.ProgressReported:
    return facts.ProgressReported(
        **common,
        progress=words.from_enum(events.Progress, "PROGRESS", message.progress, Progress) or Progress.NONE_DECLARED,
        previous_progress=words.from_enum(events.Progress, "PROGRESS", message.previous_progress, Progress)
        or Progress.NONE_DECLARED,
        text=words.text_of(message.text),
        reason=words.text_of(message.reason),
        delivery_date=words.day(message.delivery_date, field="delivery_date"),
        evidence=parts.recorded_evidence(message.evidence),
        approval=parts.approval(message.approval),
        outside=parts.recorded_source(message.outside) if message.HasField("outside") else None,
        reported_date=words.required_day(message.reported_date, field="reported_date"),
        corrects_version=message.corrects_version,
    )


def _moved(fact: facts.DeliveryDateMoved) -> Message:
    return events.DeliveryDateMoved(
        assignment_id=str(fact.assignment_id),
        delivery_date=words.written(fact.delivery_date),
        previous_date=words.written(fact.previous_date),
        slip=fact.slip,
        reason=words.text_message(fact.reason),
        approval=parts.approval_message(fact.approval),
        assurance=parts.assurance(fact.outside),
        moved_date=words.written(fact.moved_date),
        outside=parts.source_message(fact.outside),
        answered_by_id=_answered_by(fact),
    )


def _from_moved(message: events.DeliveryDateMoved, common: dict[str, Any]) -> facts.DeliveryDateMoved:
    return facts.DeliveryDateMoved(
        **common,
        delivery_date=words.required_day(message.delivery_date, field="delivery_date"),
        previous_date=words.required_day(message.previous_date, field="previous_date"),
        slip=message.slip,
        reason=words.text_of(message.reason),
        approval=parts.approval(message.approval),
        outside=parts.recorded_source(message.outside) if message.HasField("outside") else None,
        moved_date=words.required_day(message.moved_date, field="moved_date"),
    )


def _outside_recorded(fact: facts.OutsideAnswerRecorded) -> Message:
    return internal.OutsideAnswerRecorded(
        assignment_id=str(fact.assignment_id), outside_answer_id=str(fact.outside_answer_id)
    )


def _outside_decided(fact: facts.OutsideAnswerDecided) -> Message:
    return internal.OutsideAnswerDecided(
        assignment_id=str(fact.assignment_id),
        outside_answer_id=str(fact.outside_answer_id),
        confirmed=fact.confirmed,
    )


def _from_outside_recorded(
    message: internal.OutsideAnswerRecorded, common: dict[str, Any]
) -> facts.OutsideAnswerRecorded:
    return facts.OutsideAnswerRecorded(**common, outside_answer_id=UUID(message.outside_answer_id))


def _from_outside_decided(message: internal.OutsideAnswerDecided, common: dict[str, Any]) -> facts.OutsideAnswerDecided:
    return facts.OutsideAnswerDecided(
        **common, outside_answer_id=UUID(message.outside_answer_id), confirmed=message.confirmed
    )


def _noted(fact: facts.FollowUpNoted) -> Message:
    return events.FollowUpNoted(
        assignment_id=str(fact.assignment_id),
        kind=words.to_enum(events.FollowUpKind, "FOLLOW_UP_KIND", fact.kind),
        text=words.text_message(fact.text),
        contact_date=words.written(fact.contact_date),
    )


def _from_noted(message: events.FollowUpNoted, common: dict[str, Any]) -> facts.FollowUpNoted:
    return facts.FollowUpNoted(
        **common,
        kind=words.from_enum(events.FollowUpKind, "FOLLOW_UP_KIND", message.kind, FollowUpKind) or FollowUpKind.WROTE,
        text=words.text_of(message.text),
        contact_date=words.required_day(message.contact_date, field="contact_date"),
    )


def _kept(fact: facts.FollowUpKept) -> Message:
    return internal.FollowUpKept(assignment_id=str(fact.assignment_id), follow_up_id=str(fact.follow_up_id))


def _line_kept(fact: facts.LineKept) -> Message:
    return internal.LineKept(
        assignment_id=str(fact.assignment_id),
        remit_id=str(fact.remit_id or ""),
        kept_date=words.written(fact.kept_date),
    )


def _from_line_kept(message: internal.LineKept, common: dict[str, Any]) -> facts.LineKept:
    return facts.LineKept(
        **common,
        remit_id=words.optional_uuid(message.remit_id, field="remit_id"),
        kept_date=words.required_day(message.kept_date, field="kept_date"),
    )


def _from_kept(message: internal.FollowUpKept, common: dict[str, Any]) -> facts.FollowUpKept:
    return facts.FollowUpKept(**common, follow_up_id=UUID(message.follow_up_id))


def _attached(fact: facts.EvidenceAttached) -> Message:
    return events.EvidenceAttached(
        assignment_id=str(fact.assignment_id),
        file_id=str(fact.file_id),
        visibility=words.to_enum(events.EvidenceVisibility, "EVIDENCE_VISIBILITY", fact.visibility),
        title=words.text_message(fact.title),
        sha256=fact.sha256,
        media_type=fact.media_type,
        size_bytes=fact.size_bytes,
        attached_date=words.written(fact.attached_date),
    )


def _from_attached(message: events.EvidenceAttached, common: dict[str, Any]) -> facts.EvidenceAttached:
    return facts.EvidenceAttached(
        **common,
        file_id=UUID(message.file_id),
        visibility=parts.visibility(message.visibility) or Visibility.RESTRICTED,
        title=words.text_of(message.title),
        sha256=message.sha256,
        media_type=message.media_type,
        size_bytes=message.size_bytes,
        attached_date=words.required_day(message.attached_date, field="attached_date"),
    )


_TO_MESSAGE: Final[dict[type[facts.Fact], Callable[[Any], Message]]] = {
    facts.AssignmentOpened: _opened,
    facts.RequestRecorded: _requested,
    facts.PositionStated: _stated,
    facts.ProgressReported: _reported,
    facts.DeliveryDateMoved: _moved,
    facts.EvidenceAttached: _attached,
    **check_facts.TO_MESSAGE,
    **clock_facts.TO_MESSAGE,
    facts.OutsideAnswerRecorded: _outside_recorded,
    facts.OutsideAnswerDecided: _outside_decided,
    **closure_facts.TO_MESSAGE,
    facts.FollowUpNoted: _noted,
    facts.FollowUpKept: _kept,
    facts.LineKept: _line_kept,
    facts.AssignmentTransferred: transfers.transferred,
    facts.TransferUndone: transfers.undone,
    facts.BodyEnded: transfers.ended,
    facts.BodyEndUndone: transfers.undone,
}
_FROM_MESSAGE: Final[dict[type[Message], Callable[[Any, dict[str, Any]], facts.AssignmentFact]]] = {
    events.AssignmentOpened: _from_opened,
    events.RequestRecorded: _from_requested,
    events.PositionStated: _from_stated,
    events.ProgressReported: _from_reported,
    events.DeliveryDateMoved: _from_moved,
    events.EvidenceAttached: _from_attached,
    **check_facts.FROM_MESSAGE,
    **clock_facts.FROM_MESSAGE,
    internal.OutsideAnswerRecorded: _from_outside_recorded,
    internal.OutsideAnswerDecided: _from_outside_decided,
    **closure_facts.FROM_MESSAGE,
    events.FollowUpNoted: _from_noted,
    internal.FollowUpKept: _from_kept,
    internal.LineKept: _from_line_kept,
    events.AssignmentTransferred: transfers.from_transferred,
    events.TransferUndone: transfers.from_undone,
    events.BodyEnded: transfers.from_ended,
    events.BodyEndUndone: transfers.from_undone,
}
