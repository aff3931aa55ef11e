"""The holiday calendar: requests in, events both ways, replies out."""

from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.chassis.event_log import NewEvent, Recorded
from services.recommendations.domain.calendar import (
    CALENDAR_ID,
    FARTHEST_YEARS,
    CalendarCorrected,
    Correction,
    NewCorrection,
)
from services.recommendations.domain.values import DayKind
from services.recommendations.wire import words

CALENDAR: Final = "calendar"


def correction(request: pb.CorrectCalendarRequest) -> NewCorrection:
    """Return a correction as a registrar entered it.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    kind = day_kind(request.kind)
    if kind is None:
        raise InvalidArgument("whether it is a holiday or a working day", field="kind")
    return NewCorrection(
        day=words.required_day(request.date, field="date"),
        kind=kind,
        reason=words.text(request.reason, field="reason"),
        source=words.line(request.source, field="source"),
        declared_date=words.required_day(request.declared_date, field="declared_date"),
    )


def year(request: pb.GetCalendarRequest, *, today: date) -> int:
    """Return the year asked for.

    Raises:
        InvalidArgument: It lies too far away.
    """
    asked = request.year or today.year
    if abs(asked - today.year) > FARTHEST_YEARS:
        raise InvalidArgument(f"a year at most {FARTHEST_YEARS} years away", field="year")
    return asked


def day_kind(number: int) -> DayKind | None:
    """Return the domain's word; None if it is not stated."""
    return words.from_enum(events.CalendarDayKind, "CALENDAR_DAY_KIND", number, DayKind)


def event(fact: CalendarCorrected) -> NewEvent:
    """Return the fact as the event to append."""
    message = events.CalendarCorrected(
        calendar_id=str(CALENDAR_ID),
        date=words.written(fact.day),
        kind=words.to_enum(events.CalendarDayKind, "CALENDAR_DAY_KIND", fact.kind),
        reason=words.text_message(fact.reason),
        source=fact.source,
        declared_date=words.written(fact.declared_date),
        entered_date=words.written(fact.entered_date),
    )
    return NewEvent(
        aggregate_type=CALENDAR,
        aggregate_id=CALENDAR_ID,
        version=fact.version,
        message=message,
        actor=fact.actor,
        occurred_at=fact.occurred_at,
    )


def fact(recorded: Recorded) -> CalendarCorrected:
    """Return the fact that an event of the calendar tells."""
    message = recorded.message
    assert isinstance(message, events.CalendarCorrected)
    return CalendarCorrected(
        version=recorded.version,
        occurred_at=recorded.occurred_at,
        actor=recorded.actor,
        day=words.required_day(message.date, field="date"),
        kind=day_kind(message.kind) or DayKind.HOLIDAY,
        reason=words.text_of(message.reason),
        source=message.source,
        declared_date=words.required_day(message.declared_date, field="declared_date"),
        entered_date=words.required_day(message.entered_date, field="entered_date"),
    )


def of_year(
    year: int,
    *,
    version: int,
    base: Mapping[date, Mapping[str, str]],
    holidays: Container[date],
    corrections: Iterable[Correction],
    texts: Mapping[UUID, text_pb2.Text],
    today: date,
) -> pb.GetCalendarResponse:
    """Return the calendar of a year.

    Args:
        year: Which.
        version: The calendar's.
        base: What is a holiday without any correction, with its names by language.
        holidays: What is a holiday with them.
        corrections: Those of days of that year, newest first.
        texts: Their reasons.
        today: The day of the answer.
    """
    listed = list(corrections)
    days = sorted({*base, *(each.day for each in listed)})
    last = {each.day: each.version for each in reversed(listed)}
    return pb.GetCalendarResponse(
        year=year,
        holidays=[
            pb.Holiday(
                date=words.written(day),
                name=words.names(tuple(base[day].items()), "en") if day in base else None,
                corrected=day not in base,
            )
            for day in days
            if day in holidays
        ],
        corrections=[
            pb.CalendarCorrection(
                date=words.written(each.day),
                kind=words.to_enum(events.CalendarDayKind, "CALENDAR_DAY_KIND", each.kind),
                reason=words.shown(texts, each.reason_id),
                source=each.source,
                declared_date=words.written(each.declared_date),
                entered_date=words.written(each.entered_date),
                superseded=last[each.day] != each.version,
            )
            for each in listed
        ],
        version=version,
        as_of_date=words.written(today),
    )
