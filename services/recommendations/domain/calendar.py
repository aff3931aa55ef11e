"""The holiday calendar as a registrar corrects it, and what a correction does to dates. Holidays follow the moon."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import NAMESPACE_DNS, UUID, uuid5

from services.chassis.calendar import Holidays, due_date, is_working_day
from services.recommendations.domain import errors, guards
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.facts import DueDateRederived
from services.recommendations.domain.guards import Act
from services.recommendations.domain.standing import Role
from services.recommendations.domain.values import CLOCK, DayKind, Moment, Text

CALENDAR_ID: Final = uuid5(NAMESPACE_DNS, "calendar.roundtable")
FARTHEST_YEARS: Final = 10


@dataclass(frozen=True, kw_only=True)
class NewCorrection:
    """A correction as a registrar enters it."""

    day: date
    kind: DayKind
    reason: Text | None
    source: str
    declared_date: date


@dataclass(frozen=True, kw_only=True)
class CalendarCorrected:
    """A day of the calendar was corrected."""

    version: int
    occurred_at: datetime
    actor: str
    day: date
    kind: DayKind
    reason: Text | None
    source: str
    declared_date: date
    entered_date: date


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What stands in the calendar of one correction."""

    version: int
    day: date
    kind: DayKind
    reason_id: UUID | None
    source: str
    declared_date: date
    entered_date: date


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The corrected days, each with its last correction."""

    version: int = 0
    corrections: Mapping[date, Correction] = field(default_factory=dict)

    def holidays(self, base: Container[date]) -> Holidays:
        """Return the days on which offices are closed.

        Args:
            base: What is a holiday without any correction.
        """
        return Holidays(base, {day: each.kind is DayKind.HOLIDAY for day, each in self.corrections.items()})


def correct(before: Calendar, wanted: NewCorrection, act: Act, *, base: Container[date]) -> CalendarCorrected:
    """Decide whether the day may be corrected, and return the fact to record.

    Raises:
        RoleMissing: The caller is no registrar.
        InvalidArgument: Nobody can have seen such a version.
        DayCorrected: The same day was corrected after the version that the caller saw.
        Missing: Reason or source is missing; the field is named.
        NotAsDated: It was declared in the future, or the day lies too far away.
        NothingToCorrect: The day is that already.
    """
    if not act.by.organisations_as(Role.REGISTRAR):
        raise errors.RoleMissing("only a registrar may correct the calendar")
    last = before.corrections.get(wanted.day)
    guards.seen(act.expected_version, before.version)
    if last and last.version > act.expected_version:
        raise errors.DayCorrected("the day was corrected since you opened the calendar", day=wanted.day)
    if wanted.reason is None:
        raise errors.Missing("why the calendar is corrected", field="reason")
    if not wanted.source:
        raise errors.Missing("where it was declared: an address or the number of a notification", field="source")
    guards.not_after(wanted.declared_date, act.moment, field="declared_date")
    if abs(wanted.day.year - act.moment.today.year) > FARTHEST_YEARS:
        raise errors.NotAsDated(f"a day at most {FARTHEST_YEARS} years away", field="date")
    if (wanted.day in before.holidays(base)) is (wanted.kind is DayKind.HOLIDAY):
        raise errors.NothingToCorrect(f"{wanted.day.isoformat()} is that already", field="kind")
    return CalendarCorrected(
        version=before.version + 1,
        occurred_at=act.moment.on(wanted.declared_date),
        actor=act.actor,
        day=wanted.day,
        kind=wanted.kind,
        reason=wanted.reason,
        source=wanted.source,
        declared_date=wanted.declared_date,
        entered_date=act.moment.today,
    )


def correction_of(fact: CalendarCorrected) -> Correction:
    """Return what stands in the calendar of the fact."""
    return Correction(
        version=fact.version,
        day=fact.day,
        kind=fact.kind,
        reason_id=fact.reason.id if fact.reason else None,
        source=fact.source,
        declared_date=fact.declared_date,
        entered_date=fact.entered_date,
    )


def evolve(before: Calendar, fact: CalendarCorrected) -> Calendar:
    """Return the calendar as the fact leaves it: of one day the last correction counts."""
    return replace(before, version=fact.version, corrections={**before.corrections, fact.day: correction_of(fact)})


def ever_closed(calendar: Calendar, base: Container[date]) -> Holidays:
    """Return the days on which offices were closed by any version of the calendar."""
    return Holidays(base, dict.fromkeys(calendar.corrections, True))


def latest_due_date(day: date, closed: Container[date]) -> date:
    """Return the last due date that a change of the day can have moved, whatever was corrected before or since.

    A due date that does not lie before `day`, while the day asked for does not lie after it, was moved over closed days
    only; so it does not lie after the first day that was a working day all along.

    Args:
        day: The day.
        closed: Every day on which offices were closed by any version of the calendar.
    """
    last = day
    while not is_working_day(last, closed):
        last += timedelta(days=1)
    return last


def rederive(
    assignment: Assignment, correction: Correction, moment: Moment, *, holidays: Container[date]
) -> DueDateRederived | None:
    """Return the fact that the due date is another one by the corrected calendar; None if it is the same."""
    start, before = assignment.clock_start_date, assignment.response_due_date
    if start is None or before is None:
        return None
    due = due_date(start, assignment.response_period_days, holidays)
    if due == before:
        return None
    return DueDateRederived(
        assignment_id=assignment.id,
        version=assignment.version + 1,
        occurred_at=moment.at,
        actor=CLOCK,
        response_due_date=due,
        previous_due_date=before,
        corrected_date=correction.day,
        kind=correction.kind,
        calendar_version=correction.version,
        rederived_date=moment.today,
    )
