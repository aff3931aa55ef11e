"""The response and the delivery clock: computed from dates when somebody looks."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.chassis.calendar import due_date
from services.recommendations.domain import clock
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.values import DeliveryClock, Position, Progress, ResponseClock, Verification
from tests.unit.recommendations_builders import an_assignment

START, DUE = date(2026, 3, 2), date(2026, 5, 4)


def _asked(**changed: object) -> Assignment:
    return an_assignment(clock_start_date=START, response_due_date=DUE, **changed)


@pytest.mark.parametrize(
    ("start", "period", "holidays", "due"),
    [
        pytest.param(date(2026, 3, 2), 60, (), date(2026, 5, 1), id="a Friday"),
        pytest.param(date(2026, 3, 3), 60, (), date(2026, 5, 4), id="Saturday becomes Monday"),
        pytest.param(date(2026, 3, 4), 60, (), date(2026, 5, 4), id="Sunday becomes Monday"),
        pytest.param(date(2026, 3, 2), 60, (date(2026, 5, 1),), date(2026, 5, 4), id="a holiday before a weekend"),
        pytest.param(date(2026, 3, 2), 30, (), date(2026, 4, 1), id="the shortest period"),
        pytest.param(date(2026, 3, 2), 120, (), date(2026, 6, 30), id="the longest period"),
    ],
)
def test_the_due_day_is_start_and_period_or_the_next_working_day(
    start: date, period: int, holidays: tuple[date, ...], due: date
) -> None:
    assert due_date(start, period, holidays) == due


@pytest.mark.parametrize(
    ("today", "state", "days_left"),
    [
        pytest.param(START - timedelta(days=1), ResponseClock.NOT_STARTED, 64, id="behind a relay: not yet"),
        pytest.param(START, ResponseClock.ON_TIME, 63, id="the first day"),
        pytest.param(DUE - timedelta(days=11), ResponseClock.ON_TIME, 11, id="eleven days left"),
        pytest.param(DUE - timedelta(days=10), ResponseClock.DUE_SOON, 10, id="ten days left"),
        pytest.param(DUE, ResponseClock.DUE_SOON, 0, id="on the due date"),
        pytest.param(DUE + timedelta(days=1), ResponseClock.PAST_DATE, -1, id="the day after"),
    ],
)
def test_the_response_clock_compares_today_with_the_date_asked(
    today: date, state: ResponseClock, days_left: int
) -> None:
    found = clock.response_clock(_asked(), today=today)
    assert (found.state, found.days_left) == (state, days_left)


@pytest.mark.parametrize(
    ("answered", "state"),
    [
        pytest.param(DUE, ResponseClock.ANSWERED_ON_TIME, id="on the due date"),
        pytest.param(DUE + timedelta(days=1), ResponseClock.ANSWERED_LATE, id="the day after"),
        pytest.param(START - timedelta(days=30), ResponseClock.ANSWERED_ON_TIME, id="before it was asked"),
    ],
)
def test_an_answer_stops_the_clock_for_ever(answered: date, state: ResponseClock) -> None:
    found = clock.response_clock(_asked(answered_date=answered), today=DUE + timedelta(days=500))
    assert found.state is state


def test_a_line_that_was_not_asked_has_no_response_clock() -> None:
    assert clock.response_clock(an_assignment(), today=DUE).state is ResponseClock.NOT_STARTED


def test_a_withdrawn_record_stops_the_clocks() -> None:
    long_after, stopped = DUE + timedelta(days=100), DUE - timedelta(days=20)
    line = _asked(delivery_date=DUE)
    response = clock.response_clock(line, today=long_after, stopped_date=stopped)
    delivery = clock.delivery_clock(line, today=long_after, stopped_date=stopped)
    assert (response.state, response.days_left) == (ResponseClock.STOPPED, 20)
    assert (delivery.state, delivery.days_left) == (DeliveryClock.STOPPED, 20)


@pytest.mark.parametrize("late", [-20, 5], ids=["before it was late", "after it was late"])
@pytest.mark.covers("row 26")
def test_nobody_is_waited_for_where_the_body_is_no_more(late: int) -> None:
    ended = DUE + timedelta(days=late)
    line = _asked(delivery_date=DUE, body_ended_date=ended, body_end_recorded_date=ended)
    for today in (ended, DUE + timedelta(days=100)):
        assert clock.response_clock(line, today=today).state is ResponseClock.STOPPED
        assert clock.delivery_clock(line, today=today).state is DeliveryClock.STOPPED


def test_what_was_answered_and_done_before_the_body_ended_stays_so() -> None:
    line = _asked(
        answered_date=DUE + timedelta(days=1),
        delivery_date=DUE,
        progress=Progress.REPORTED_COMPLETE,
        progress_date=DUE,
        body_ended_date=DUE + timedelta(days=2),
    )
    assert clock.response_clock(line, today=DUE + timedelta(days=9)).state is ResponseClock.ANSWERED_LATE
    assert clock.delivery_clock(line, today=DUE + timedelta(days=9)).state is DeliveryClock.MET


@pytest.mark.parametrize(
    ("today", "state"),
    [
        pytest.param(DUE - timedelta(days=11), DeliveryClock.ON_TRACK, id="eleven days left"),
        pytest.param(DUE - timedelta(days=10), DeliveryClock.DUE_SOON, id="ten days left"),
        pytest.param(DUE, DeliveryClock.DUE_SOON, id="on the day promised"),
        pytest.param(DUE + timedelta(days=1), DeliveryClock.PAST_DATE, id="the day after"),
    ],
)
def test_the_delivery_clock_compares_today_with_the_date_promised(today: date, state: DeliveryClock) -> None:
    assert clock.delivery_clock(an_assignment(delivery_date=DUE), today=today).state is state


def test_without_a_date_there_is_no_delivery_clock() -> None:
    assert clock.delivery_clock(an_assignment(), today=DUE).state is DeliveryClock.NO_DATE


@pytest.mark.parametrize(("late", "state"), [(0, DeliveryClock.MET), (1, DeliveryClock.MET_LATE)])
def test_what_is_said_or_shown_to_be_done_meets_the_date(late: int, state: DeliveryClock) -> None:
    promised = an_assignment(delivery_date=DUE)
    day = DUE + timedelta(days=late)
    for done in (
        replace(promised, progress=Progress.REPORTED_COMPLETE, progress_date=day),
        replace(promised, position=Position.CLAIMS_ALREADY_DONE, position_date=day),
        replace(promised, verification=Verification.VERIFIED_ALTERNATIVE, verification_date=day),
    ):
        assert clock.delivery_clock(done, today=DUE + timedelta(days=400)).state is state


def test_going_back_to_work_opens_the_delivery_clock_again() -> None:
    back = an_assignment(delivery_date=DUE, progress=Progress.IN_PROGRESS, progress_date=DUE)
    assert clock.delivery_clock(back, today=DUE + timedelta(days=1)).state is DeliveryClock.PAST_DATE
