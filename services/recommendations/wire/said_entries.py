"""Dated entries of what a body and its host said and did: requests, answers, work, dates, closings, contacts."""

from typing import Any

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain import facts
from services.recommendations.wire import parts, words


def of_people(  # noqa: PLR0911  # one return per fact
    fact: facts.AssignmentFact, common: dict[str, Any]
) -> pb.TimelineEntry | None:
    """Return the entry of what the body or its host said or did; None for what is no entry.

    Args:
        fact: What happened.
        common: The fields that every entry has.
    """
    match fact:
        case facts.RequestRecorded():
            return _request(fact, common)
        case facts.PositionStated():
            return _position(fact, common)
        case facts.ProgressReported():
            return _progress(fact, common)
        case facts.DeliveryDateMoved():
            return _moved(fact, common)
        case facts.Closed() | facts.Reopened():
            return _closure(fact, common)
        case facts.FollowUpNoted():
            return _follow_up(fact, common)
        case facts.EvidenceAttached():
            return _attached(fact, common)
        case _:
            return None


def _request(fact: facts.RequestRecorded, common: dict[str, Any]) -> pb.TimelineEntry:
    outside = None
    if fact.channel:
        outside = events.OutsideSource(
            channel=words.to_enum(events.Channel, "CHANNEL", fact.channel),
            date=words.written(fact.outcome_date),
            reference=fact.reference,
            scan=parts.scan_message(fact.scan),
        )
    return pb.TimelineEntry(
        **common,
        kind=pb.TIMELINE_KIND_REQUEST,
        request=words.to_enum(events.Request, "REQUEST", fact.request),
        through_relay=fact.through_relay,
        outside=outside,
    )


def _position(fact: facts.PositionStated, common: dict[str, Any]) -> pb.TimelineEntry:
    return pb.TimelineEntry(
        **common,
        kind=pb.TIMELINE_KIND_POSITION,
        position=words.to_enum(events.Position, "POSITION", fact.position),
        previous_position=words.to_enum(events.Position, "POSITION", fact.previous_position),
        text=words.shown_text(fact.text),
        part=words.shown_text(fact.part),
        reason=words.shown_text(fact.reason),
        decline_reason=words.to_enum(events.DeclineReason, "DECLINE_REASON", fact.decline_reason),
        believed_responsible=fact.believed_responsible,
        decision_by_date=words.written(fact.decision_by_date),
        delivery_date=words.written(fact.delivery_date),
        evidence=parts.evidence_messages(fact.evidence),
        approval=parts.approval_message(fact.approval),
        assurance=parts.assurance(fact.outside),
        outside=parts.source_message(fact.outside),
        corrects_outside=bool(fact.corrects_version),
    )


def _progress(fact: facts.ProgressReported, common: dict[str, Any]) -> pb.TimelineEntry:
    return pb.TimelineEntry(
        **common,
        kind=pb.TIMELINE_KIND_PROGRESS,
        progress=words.to_enum(events.Progress, "PROGRESS", fact.progress),
        previous_progress=words.to_enum(events.Progress, "PROGRESS", fact.previous_progress),
        text=words.shown_text(fact.text),
        reason=words.shown_text(fact.reason),
        delivery_date=words.written(fact.delivery_date),
        evidence=parts.evidence_messages(fact.evidence),
        approval=parts.approval_message(fact.approval),
        assurance=parts.assurance(fact.outside),
        outside=parts.source_message(fact.outside),
        corrects_outside=bool(fact.corrects_version),
    )


def _moved(fact: facts.DeliveryDateMoved, common: dict[str, Any]) -> pb.TimelineEntry:
    return pb.TimelineEntry(
        **common,
        kind=pb.TIMELINE_KIND_DELIVERY_DATE_MOVED,
        delivery_date=words.written(fact.delivery_date),
        previous_delivery_date=words.written(fact.previous_date),
        slip=fact.slip,
        reason=words.shown_text(fact.reason),
        approval=parts.approval_message(fact.approval),
        assurance=parts.assurance(fact.outside),
        outside=parts.source_message(fact.outside),
    )


def _closure(fact: facts.Closed | facts.Reopened, common: dict[str, Any]) -> pb.TimelineEntry:
    common |= {
        "previous_closure": words.to_enum(events.Closure, "CLOSURE", fact.previous_closure),
        "reason": words.shown_text(fact.reason),
        "evidence": parts.evidence_messages(fact.evidence),
    }
    if isinstance(fact, facts.Closed):
        closure = words.to_enum(events.Closure, "CLOSURE", fact.closure)
        return pb.TimelineEntry(**common, kind=pb.TIMELINE_KIND_CLOSED, closure=closure)
    return pb.TimelineEntry(
        **common,
        kind=pb.TIMELINE_KIND_REOPENED,
        closure=events.CLOSURE_OPEN,
        reopened_by=words.to_enum(events.ReopenedBy, "REOPENED_BY", fact.reopened_by),
        verifier_organisation_name=fact.verifier_organisation_name,
    )


def _follow_up(fact: facts.FollowUpNoted, common: dict[str, Any]) -> pb.TimelineEntry:
    return pb.TimelineEntry(
        **common,
        kind=pb.TIMELINE_KIND_FOLLOW_UP,
        follow_up=words.to_enum(events.FollowUpKind, "FOLLOW_UP_KIND", fact.kind),
        text=words.shown_text(fact.text),
    )


def _attached(fact: facts.EvidenceAttached, common: dict[str, Any]) -> pb.TimelineEntry:
    return pb.TimelineEntry(
        **common,
        kind=pb.TIMELINE_KIND_EVIDENCE_ATTACHED,
        text=words.shown_text(fact.title),
        evidence=parts.evidence_messages(each.told for each in fact.evidence),
    )
