"""Entries of a timeline that follow from dates alone."""

from typing import Any

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain import facts
from services.recommendations.wire import words


def of_clock(fact: facts.ClockFact, common: dict[str, Any]) -> pb.TimelineEntry:
    """Return the entry of a fact of the clock.

    Args:
        fact: What happened.
        common: The fields that every entry has.
    """
    match fact:
        case facts.DueDateRederived():
            return pb.TimelineEntry(
                **common,
                kind=pb.TIMELINE_KIND_DUE_DATE_REDERIVED,
                response_due_date=words.written(fact.response_due_date),
                previous_due_date=words.written(fact.previous_due_date),
                corrected_date=words.written(fact.corrected_date),
                calendar_day_kind=words.to_enum(events.CalendarDayKind, "CALENDAR_DAY_KIND", fact.kind),
            )
        case facts.FindingExtended():
            return pb.TimelineEntry(
                **common,
                kind=pb.TIMELINE_KIND_FINDING_EXTENDED,
                reply_by_date=words.written(fact.reply_until_date),
                corrected_date=words.written(fact.corrected_date),
                calendar_day_kind=events.CALENDAR_DAY_KIND_HOLIDAY,
            )
        case facts.StepAnnounced():
            return pb.TimelineEntry(
                **common,
                kind=pb.TIMELINE_KIND_STEP,
                step_rule=words.to_enum(events.StepRule, "STEP_RULE", fact.rule),
                response_due_date=words.written(fact.response_due_date),
            )
        case facts.StepRetracted():
            return pb.TimelineEntry(
                **common,
                kind=pb.TIMELINE_KIND_STEP_RETRACTED,
                step_rule=words.to_enum(events.StepRule, "STEP_RULE", fact.rule),
                step_date=words.written(fact.day),
                retraction_reason=words.to_enum(events.RetractionReason, "RETRACTION_REASON", fact.reason),
                response_due_date=words.written(fact.response_due_date),
            )
