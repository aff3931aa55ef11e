"""Steps of the clock: which day each falls on, when it is announced, and when it has to be taken back.

A step is announced once per rule and day. It is about the day on which it falls: a process that was down announces it
later all the same, and what becomes known after its day announces nothing for the past.
"""

from collections.abc import Container, Iterator
from datetime import date, timedelta
from typing import Final

from services.chassis.calendar import add_working_days, is_working_day
from services.recommendations.domain import guards
from services.recommendations.domain.assignment import Assignment, Step
from services.recommendations.domain.clock import year_on
from services.recommendations.domain.facts import StepAnnounced, StepRetracted
from services.recommendations.domain.guards import Line
from services.recommendations.domain.transitions.steps import ANNOUNCE
from services.recommendations.domain.values import (
    CLOCK,
    PAST_RULES,
    SHOWN_DONE,
    Closure,
    Moment,
    RetractionReason,
    StepRule,
    StepState,
)

# Days after the last day on time; before it if negative.
_DAYS: Final = {
    StepRule.TEN_DAYS_LEFT: -10,
    StepRule.THREE_DAYS_LEFT: -3,
    StepRule.PAST_DATE: 1,
    StepRule.THIRTY_DAYS_PAST: 30,
}
WORKING_DAYS_PAST: Final = 10
RESPONSE_RULES: Final = tuple(each for each in StepRule if each is not StepRule.RECHECK_DUE)


def day_of(rule: StepRule, due: date, holidays: Container[date]) -> date:
    """Return the day on which the step falls for a last day on time."""
    if rule is StepRule.TEN_WORKING_DAYS_PAST:
        return add_working_days(due, WORKING_DAYS_PAST, holidays)
    return due + timedelta(days=_DAYS[rule])


def due_dates(rule: StepRule, day: date, holidays: Container[date]) -> list[date]:
    """Return the last days on time whose step falls on the day: `day_of` the other way round."""
    if rule is not StepRule.TEN_WORKING_DAYS_PAST:
        return [day - timedelta(days=_DAYS[rule])]
    if not is_working_day(day, holidays):
        return []
    return [each for each in _back(day, WORKING_DAYS_PAST, holidays) if day_of(rule, each, holidays) == day]


def _back(day: date, working_days: int, holidays: Container[date]) -> Iterator[date]:
    """Yield the days before, as far back as so many working days lie between."""
    passed = int(is_working_day(day, holidays))
    while passed <= working_days:
        day -= timedelta(days=1)
        yield day
        passed += is_working_day(day, holidays)


def earliest_due_date(day: date, closed: Container[date]) -> date:
    """Return the earliest last day on time of which a step can lie on or after the day.

    Args:
        day: The day.
        closed: Every day on which offices were closed by any version of the calendar.
    """
    return min(_back(day, WORKING_DAYS_PAST + 1, closed))


def open_days(done: date, moment: Moment) -> list[date]:
    """Return the days whose steps are still announced: those after the last one that is done with, up to today."""
    return [done + timedelta(days=number) for number in range(1, (moment.today - done).days + 1)]


def announce(
    line: Line, rule: StepRule, moment: Moment, *, done: date, holidays: Container[date]
) -> StepAnnounced | None:
    """Return the fact that a response step was reached; None if it was not, or was announced before.

    Nothing is announced while the record is hidden, and of a reminder that the date is near nothing once it has passed.
    Nor is it of a body that was no more on that day: nobody is left who could be reminded, or be late.

    Args:
        line: The line.
        rule: The step.
        moment: Now.
        done: The last day that is done with: for it and for those before nothing is announced any more.
        holidays: On which days offices are closed.
    """
    assignment = line.assignment
    due = assignment.response_due_date
    waits = assignment.answered_date is None and assignment.closure is Closure.OPEN and guards.is_standing(line)
    if due is None or not waits or not ANNOUNCE.leads(_stands(assignment, rule), StepState.ANNOUNCED):
        return None
    day = day_of(rule, due, holidays)
    if not done < day <= moment.today or (rule not in PAST_RULES and moment.today > due) or _had_ended(line, day):
        return None
    return _announced(assignment, rule, day, moment, due=due)


def announce_recheck(line: Line, moment: Moment) -> StepAnnounced | None:
    """Return the fact that what was shown to be done has to be looked at again; None if it has not, or is known.

    Whether the body is still there makes no difference: a verifier looks, and what was done may have been undone since.
    """
    assignment = line.assignment
    if assignment.verification not in SHOWN_DONE or assignment.verification_date is None:
        return None
    day = year_on(assignment.verification_date)
    known = _stands(assignment, StepRule.RECHECK_DUE) is StepState.ANNOUNCED
    if known or day > moment.today or assignment.closure is Closure.TRANSFERRED or not guards.is_standing(line):
        return None
    return _announced(assignment, StepRule.RECHECK_DUE, day, moment, due=None)


def is_recheck_due(assignment: Assignment) -> bool:
    """Tell whether what was shown to be done waits for a second look."""
    return _stands(assignment, StepRule.RECHECK_DUE) is StepState.ANNOUNCED


def _stands(assignment: Assignment, rule: StepRule) -> StepState:
    return StepState.ANNOUNCED if any(each.rule is rule for each in assignment.steps) else StepState.NONE


def _announced(assignment: Assignment, rule: StepRule, day: date, moment: Moment, *, due: date | None) -> StepAnnounced:
    return StepAnnounced(
        assignment_id=assignment.id,
        version=assignment.version + 1,
        occurred_at=moment.at,
        actor=CLOCK,
        rule=rule,
        day=day,
        response_due_date=due,
    )


def steps_in_doubt(assignment: Assignment) -> bool:
    """Tell whether something that stands may have to be taken back. Which, the calendar decides: `retract`."""
    due, answered = assignment.response_due_date, assignment.answered_date
    return any(
        due is None
        or (each.response_due_date is not None and due > each.response_due_date)
        or _answered_before(each, answered)
        for each in assignment.steps
        if each.rule in RESPONSE_RULES
    )


def retract(line: Line, moment: Moment, *, holidays: Container[date]) -> StepRetracted | None:
    """Return the fact that the first standing step that was wrong is taken back; None if all were right.

    A step was wrong if, as known now, it had not been reached on its day: the date moved, an answer of an earlier day
    has come to light, the request had not reached the body at all, or the body was no more.
    """
    assignment = line.assignment
    for each in assignment.steps:
        reason = _why_wrong(line, each, holidays) if each.rule in RESPONSE_RULES else None
        if reason is not None:
            return StepRetracted(
                assignment_id=assignment.id,
                version=assignment.version + 1,
                occurred_at=moment.at,
                actor=CLOCK,
                rule=each.rule,
                day=each.day,
                reason=reason,
                response_due_date=assignment.response_due_date,
                retracted_date=moment.today,
            )
    return None


def _why_wrong(line: Line, step: Step, holidays: Container[date]) -> RetractionReason | None:
    due = line.assignment.response_due_date
    if due is None:
        return RetractionReason.NOT_DELIVERED
    if day_of(step.rule, due, holidays) > step.day:
        return RetractionReason.DATE_MOVED
    if _had_ended(line, step.day):
        return RetractionReason.BODY_ENDED
    return RetractionReason.ANSWERED_BEFORE if _answered_before(step, line.assignment.answered_date) else None


def _had_ended(line: Line, day: date) -> bool:
    """Tell whether the line's body was no more on a day, and no other one has the line."""
    ended = line.body_ended_date
    return ended is not None and day >= ended and line.assignment.closure is not Closure.TRANSFERRED


def _answered_before(step: Step, answered: date | None) -> bool:
    return step.rule in PAST_RULES and answered is not None and answered < step.day
