"""Lines that went to another body, came from one, or came back: facts as events carry them, and as pages tell them."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain import facts
from services.recommendations.domain.addressee import SuccessionKind
from services.recommendations.wire import words

Undone = facts.TransferUndone | facts.BodyEndUndone
TransferFact = facts.AssignmentOpened | facts.AssignmentTransferred | facts.BodyEnded | Undone

_MESSAGES: Final[Mapping[type[Undone], Any]] = {
    facts.TransferUndone: events.TransferUndone,
    facts.BodyEndUndone: events.BodyEndUndone,
}


def transferred(fact: facts.AssignmentTransferred) -> Message:
    """Return the fact that a line went to another body as the wire has it."""
    return events.AssignmentTransferred(
        assignment_id=str(fact.assignment_id),
        succession_id=str(fact.succession_id),
        kind=_kind(fact.kind),
        successor_id=str(fact.successor_id),
        successor_assignment_id=str(fact.successor_assignment_id),
        joined=fact.joined,
        remit_id=str(fact.remit_id or ""),
        source_url=fact.source_url,
        transferred_date=words.written(fact.transferred_date),
        recorded_date=words.written(fact.recorded_date),
        undone=fact.undone,
        clock_rule=_rule(goes_on=fact.joined),
    )


def from_transferred(message: events.AssignmentTransferred, common: dict[str, Any]) -> facts.AssignmentTransferred:
    """Return the fact that an event tells."""
    return facts.AssignmentTransferred(
        **common,
        succession_id=UUID(message.succession_id),
        kind=_from_kind(message.kind),
        successor_id=UUID(message.successor_id),
        successor_assignment_id=UUID(message.successor_assignment_id),
        joined=message.joined,
        remit_id=words.optional_uuid(message.remit_id, field="remit_id"),
        source_url=message.source_url,
        transferred_date=words.required_day(message.transferred_date, field="transferred_date"),
        recorded_date=words.required_day(message.recorded_date, field="recorded_date"),
        undone=message.undone,
    )


def undone(fact: Undone) -> Message:
    """Return the fact that a line came back, or that its body goes on, as the wire has it."""
    message: Message = _MESSAGES[type(fact)](
        assignment_id=str(fact.assignment_id),
        succession_id=str(fact.succession_id),
        reason=words.text_message(fact.reason),
        undone_date=words.written(fact.undone_date),
        days_away=fact.days_away,
        response_due_date=words.written(fact.response_due_date),
    )
    return message


def from_undone(message: events.TransferUndone | events.BodyEndUndone, common: dict[str, Any]) -> Undone:
    """Return the fact that an event tells."""
    kind = facts.TransferUndone if isinstance(message, events.TransferUndone) else facts.BodyEndUndone
    return kind(
        **common,
        succession_id=UUID(message.succession_id),
        reason=words.text_of(message.reason),
        undone_date=words.required_day(message.undone_date, field="undone_date"),
        days_away=message.days_away,
        response_due_date=words.day(message.response_due_date, field="response_due_date"),
    )


def ended(fact: facts.BodyEnded) -> Message:
    """Return the fact that a line stayed with a body that is no more as the wire has it."""
    return events.BodyEnded(
        assignment_id=str(fact.assignment_id),
        succession_id=str(fact.succession_id),
        kind=_kind(fact.kind),
        source_url=fact.source_url,
        ended_date=words.written(fact.ended_date),
        recorded_date=words.written(fact.recorded_date),
    )


def from_ended(message: events.BodyEnded, common: dict[str, Any]) -> facts.BodyEnded:
    """Return the fact that an event tells."""
    return facts.BodyEnded(
        **common,
        succession_id=UUID(message.succession_id),
        kind=_from_kind(message.kind),
        source_url=message.source_url,
        ended_date=words.required_day(message.ended_date, field="ended_date"),
        recorded_date=words.required_day(message.recorded_date, field="recorded_date"),
    )


def entry(fact: TransferFact, common: dict[str, Any], other: pb.PublicAddressee | None) -> pb.TimelineEntry | None:
    """Return what a page tells of the fact; None for a line that a publication opened.

    Args:
        fact: What happened.
        common: What all entries have.
        other: The body that the line went to or came from, as it was called on the day.
    """
    match fact:
        case facts.AssignmentOpened():
            if fact.origin_id is None:
                return None
            return pb.TimelineEntry(
                **common,
                kind=pb.TIMELINE_KIND_OPENED_BY_SUCCESSION,
                transfer=pb.Transfer(other=other, clock_rule=events.CLOCK_RULE_ASKED_ANEW),
            )
        case facts.AssignmentTransferred():
            return pb.TimelineEntry(
                **common,
                kind=pb.TIMELINE_KIND_TRANSFERRED,
                transfer=pb.Transfer(
                    kind=_kind(fact.kind),
                    other=other,
                    source_url=fact.source_url,
                    clock_rule=_rule(goes_on=fact.joined),
                    undone=fact.undone,
                    joined=fact.joined and not fact.undone,
                ),
            )
        case facts.BodyEnded():
            return pb.TimelineEntry(
                **common,
                kind=pb.TIMELINE_KIND_BODY_ENDED,
                transfer=pb.Transfer(
                    kind=_kind(fact.kind), source_url=fact.source_url, clock_rule=events.CLOCK_RULE_STOPS
                ),
            )
        case facts.TransferUndone() | facts.BodyEndUndone():
            came_back = isinstance(fact, facts.TransferUndone)
            return pb.TimelineEntry(
                **common,
                kind=pb.TIMELINE_KIND_TRANSFER_UNDONE if came_back else pb.TIMELINE_KIND_BODY_END_UNDONE,
                reason=words.shown_text(fact.reason),
                transfer=pb.Transfer(clock_rule=events.CLOCK_RULE_GOES_ON),
            )


def other_of(fact: facts.AssignmentFact) -> UUID | None:
    """Return the other body of a transfer, or of a reply to what was found."""
    if isinstance(fact, facts.AssignmentTransferred):
        return fact.successor_id
    if isinstance(fact, facts.VerificationRecorded):
        return fact.replied_by_id
    return fact.origin_addressee_id if isinstance(fact, facts.AssignmentOpened) else None


def _kind(kind: SuccessionKind) -> Any:
    return words.to_enum(events.SuccessionKind, "SUCCESSION_KIND", kind)


def _from_kind(kind: Any) -> SuccessionKind:
    return SuccessionKind[events.SuccessionKind.Name(kind).removeprefix("SUCCESSION_KIND_")]


def _rule(*, goes_on: bool) -> Any:
    return events.CLOCK_RULE_GOES_ON if goes_on else events.CLOCK_RULE_ASKED_ANEW
