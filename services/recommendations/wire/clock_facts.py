"""Facts that follow from dates alone, as events carry them, both ways."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.recommendations.v1 import events_pb2 as events
from services.recommendations.domain import facts
from services.recommendations.domain.values import DayKind, RetractionReason, StepRule
from services.recommendations.wire import words


def _rederived(fact: facts.DueDateRederived) -> Message:
    return events.DueDateRederived(
        assignment_id=str(fact.assignment_id),
        response_due_date=words.written(fact.response_due_date),
        previous_due_date=words.written(fact.previous_due_date),
        corrected_date=words.written(fact.corrected_date),
        kind=words.to_enum(events.CalendarDayKind, "CALENDAR_DAY_KIND", fact.kind),
        calendar_version=fact.calendar_version,
        rederived_date=words.written(fact.rederived_date),
    )


def _from_rederived(message: events.DueDateRederived, common: dict[str, Any]) -> facts.DueDateRederived:
    kind = words.from_enum(events.CalendarDayKind, "CALENDAR_DAY_KIND", message.kind, DayKind)
    return facts.DueDateRederived(
        **common,
        response_due_date=words.required_day(message.response_due_date, field="response_due_date"),
        previous_due_date=words.required_day(message.previous_due_date, field="previous_due_date"),
        corrected_date=words.required_day(message.corrected_date, field="corrected_date"),
        kind=kind or DayKind.HOLIDAY,
        calendar_version=message.calendar_version,
        rederived_date=words.required_day(message.rederived_date, field="rederived_date"),
    )


def _extended(fact: facts.FindingExtended) -> Message:
    return events.FindingExtended(
        assignment_id=str(fact.assignment_id),
        finding_id=str(fact.finding_id),
        reply_until_date=words.written(fact.reply_until_date),
        previous_until_date=words.written(fact.previous_until_date),
        corrected_date=words.written(fact.corrected_date),
        extended_date=words.written(fact.extended_date),
    )


def _from_extended(message: events.FindingExtended, common: dict[str, Any]) -> facts.FindingExtended:
    return facts.FindingExtended(
        **common,
        finding_id=UUID(message.finding_id),
        reply_until_date=words.required_day(message.reply_until_date, field="reply_until_date"),
        previous_until_date=words.required_day(message.previous_until_date, field="previous_until_date"),
        corrected_date=words.required_day(message.corrected_date, field="corrected_date"),
        extended_date=words.required_day(message.extended_date, field="extended_date"),
    )


def _announced(fact: facts.StepAnnounced) -> Message:
    return events.StepAnnounced(
        assignment_id=str(fact.assignment_id),
        rule=words.to_enum(events.StepRule, "STEP_RULE", fact.rule),
        date=words.written(fact.day),
        response_due_date=words.written(fact.response_due_date),
    )


def _from_announced(message: events.StepAnnounced, common: dict[str, Any]) -> facts.StepAnnounced:
    return facts.StepAnnounced(
        **common,
        rule=_rule(message.rule),
        day=words.required_day(message.date, field="date"),
        response_due_date=words.day(message.response_due_date, field="response_due_date"),
    )


def _retracted(fact: facts.StepRetracted) -> Message:
    return events.StepRetracted(
        assignment_id=str(fact.assignment_id),
        rule=words.to_enum(events.StepRule, "STEP_RULE", fact.rule),
        date=words.written(fact.day),
        reason=words.to_enum(events.RetractionReason, "RETRACTION_REASON", fact.reason),
        response_due_date=words.written(fact.response_due_date),
        retracted_date=words.written(fact.retracted_date),
    )


def _from_retracted(message: events.StepRetracted, common: dict[str, Any]) -> facts.StepRetracted:
    reason = words.from_enum(events.RetractionReason, "RETRACTION_REASON", message.reason, RetractionReason)
    return facts.StepRetracted(
        **common,
        rule=_rule(message.rule),
        day=words.required_day(message.date, field="date"),
        reason=reason or RetractionReason.DATE_MOVED,
        response_due_date=words.day(message.response_due_date, field="response_due_date"),
        retracted_date=words.required_day(message.retracted_date, field="retracted_date"),
    )


def _rule(number: int) -> StepRule:
    return words.from_enum(events.StepRule, "STEP_RULE", number, StepRule) or StepRule.PAST_DATE


TO_MESSAGE: Final[dict[type[facts.Fact], Callable[[Any], Message]]] = {
    facts.DueDateRederived: _rederived,
    facts.FindingExtended: _extended,
    facts.StepAnnounced: _announced,
    facts.StepRetracted: _retracted,
}
FROM_MESSAGE: Final[dict[type[Message], Callable[[Any, dict[str, Any]], facts.AssignmentFact]]] = {
    events.DueDateRederived: _from_rederived,
    events.FindingExtended: _from_extended,
    events.StepAnnounced: _from_announced,
    events.StepRetracted: _from_retracted,
}
