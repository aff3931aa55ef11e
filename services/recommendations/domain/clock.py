"""Lateness: never typed in, never stored, computed when somebody looks. Only due dates are kept."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.values import MOOT, SHOWN_DONE, DeliveryClock, ResponseClock

DUE_SOON_DAYS: Final = 10


@dataclass(frozen=True, kw_only=True)
class Response:
    """The answer, against the date asked by the host."""

    state: ResponseClock
    due_date: date | None
    days_left: int  # negative: days past it; of a clock that stopped, on the day it did


@dataclass(frozen=True, kw_only=True)
class Promise:
    """The work, against the first date that the addressee itself gave."""

    state: DeliveryClock
    due_date: date | None
    days_left: int


def response_clock(assignment: Assignment, *, today: date, stopped_date: date | None = None) -> Response:
    """Compare the answer with the date asked.

    Args:
        assignment: Whose answer.
        today: The day in the deployment's time zone. A clock that stopped has stopped, whatever the day.
        stopped_date: The day from which on the record stands no more: nobody is waited for.
    """
    start, due, answered = assignment.clock_start_date, assignment.response_due_date, assignment.answered_date
    if answered is not None:
        late = due is not None and answered > due
        state = ResponseClock.ANSWERED_LATE if late else ResponseClock.ANSWERED_ON_TIME
        return Response(state=state, due_date=due, days_left=(due - answered).days if due else 0)
    stopped = stop_date(assignment, stopped_date)
    day = stopped or today
    if stopped:
        state = ResponseClock.STOPPED
    elif start is None or due is None or day < start:
        state = ResponseClock.NOT_STARTED
    elif day > due:
        state = ResponseClock.PAST_DATE
    elif day >= due - timedelta(days=DUE_SOON_DAYS):
        state = ResponseClock.DUE_SOON
    else:
        state = ResponseClock.ON_TIME
    return Response(state=state, due_date=due, days_left=(due - day).days if due else 0)


def delivery_clock(assignment: Assignment, *, today: date, stopped_date: date | None = None) -> Promise:
    """Compare the work with the date promised.

    What is said or shown to be done meets it; whether that is true is another question, and another field.
    """
    due = assignment.delivery_date
    if due is None:
        return Promise(state=DeliveryClock.NO_DATE, due_date=None, days_left=0)
    done = done_date(assignment)
    if done is not None:
        state = DeliveryClock.MET if done <= due else DeliveryClock.MET_LATE
        return Promise(state=state, due_date=due, days_left=(due - done).days)
    stopped = stop_date(assignment, stopped_date)
    day = stopped or today
    if stopped:
        state = DeliveryClock.STOPPED
    elif day > due:
        state = DeliveryClock.PAST_DATE
    elif day >= due - timedelta(days=DUE_SOON_DAYS):
        state = DeliveryClock.DUE_SOON
    else:
        state = DeliveryClock.ON_TRACK
    return Promise(state=state, due_date=due, days_left=(due - day).days)


def year_on(day: date) -> date:
    """Return the day twelve months later; 1 March after 29 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)


def done_date(assignment: Assignment) -> date | None:
    """Return the day from which it is said or shown to be done, or None."""
    days = [day for day in (assignment.says_done_date, checked_date(assignment)) if day is not None]
    return min(days, default=None)


def checked_date(assignment: Assignment) -> date | None:
    """Return the day on which it was shown to be done, whole or in another way, or None."""
    return assignment.verification_date if assignment.verification in SHOWN_DONE else None


def stop_date(assignment: Assignment, stopped_date: date | None) -> date | None:
    """Return the day on which the clocks stopped; None while they run.

    They do when nobody is waited for any more: the record stands no more, the line is over or went to another body, or
    its body is no more.
    """
    moot_date = assignment.closed_date if assignment.closure in MOOT else None
    return min((day for day in (stopped_date, moot_date, assignment.body_ended_date) if day), default=None)
