"""Steps of the clock: their days, announced once and not for the past, taken back where they turn out wrong."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.recommendations.domain import closures, steps
from services.recommendations.domain.assignment import Step, evolve
from services.recommendations.domain.facts import StepAnnounced, StepRetracted
from services.recommendations.domain.guards import Line
from services.recommendations.domain.values import (
    Closure,
    Moment,
    Publication,
    RecordState,
    RetractionReason,
    StepRule,
    Verification,
)
from tests.unit.recommendations_builders import a_line, a_moment, a_record

KARACHI = ZoneInfo("Asia/Karachi")
DUE = date(2026, 5, 4)  # a Monday
RULES = steps.RESPONSE_RULES


def _line(**changed: Any) -> Line:
    fields: dict[str, Any] = {"clock_start_date": date(2026, 3, 5), "response_due_date": DUE, "version": 4}
    return a_line(**(fields | changed))


def _announced(line: Line, rule: StepRule, day: date, today: date | None = None) -> StepAnnounced | None:
    return steps.announce(line, rule, a_moment(today or day), done=day - timedelta(days=1), holidays=())


def _with(line: Line, *announced: tuple[StepRule, date]) -> Line:
    found = tuple(Step(rule=rule, day=day, response_due_date=DUE) for rule, day in announced)
    return replace(line, assignment=replace(line.assignment, steps=found))


@pytest.mark.parametrize(
    ("rule", "holidays", "day"),
    [
        pytest.param(StepRule.TEN_DAYS_LEFT, (), date(2026, 4, 24), id="ten days before"),
        pytest.param(StepRule.THREE_DAYS_LEFT, (), date(2026, 5, 1), id="three days before"),
        pytest.param(StepRule.PAST_DATE, (), date(2026, 5, 5), id="the day after"),
        pytest.param(StepRule.TEN_WORKING_DAYS_PAST, (), date(2026, 5, 18), id="ten working days after"),
        pytest.param(StepRule.TEN_WORKING_DAYS_PAST, (date(2026, 5, 8),), date(2026, 5, 19), id="and a holiday"),
        pytest.param(StepRule.THIRTY_DAYS_PAST, (), date(2026, 6, 3), id="thirty days after, over a month's end"),
    ],
)
def test_each_step_has_its_day(rule: StepRule, holidays: tuple[date, ...], day: date) -> None:
    assert steps.day_of(rule, DUE, holidays) == day
    assert DUE in steps.due_dates(rule, day, holidays)


_days = st.dates(date(2026, 4, 1), date(2026, 6, 30))


@given(rule=st.sampled_from(RULES), due=_days, holidays=st.frozensets(_days, max_size=12))
def test_who_looks_for_a_days_steps_finds_exactly_those_whose_day_it_is(
    rule: StepRule, due: date, holidays: frozenset[date]
) -> None:
    day = steps.day_of(rule, due, holidays)
    assert due in steps.due_dates(rule, day, holidays)
    for offset in (-1, 1):
        for other in steps.due_dates(rule, day + timedelta(days=offset), holidays):
            assert steps.day_of(rule, other, holidays) == day + timedelta(days=offset)


@given(due=_days, base=st.frozensets(_days, max_size=12), day=_days)
def test_a_corrected_day_inside_a_step_is_looked_for_far_enough_back(
    due: date, base: frozenset[date], day: date
) -> None:
    if due < day <= steps.day_of(StepRule.TEN_WORKING_DAYS_PAST, due, base):
        assert steps.earliest_due_date(day, base) <= due


@pytest.mark.parametrize("rule", RULES)
def test_a_step_is_announced_on_its_day(rule: StepRule) -> None:
    day = steps.day_of(rule, DUE, ())
    fact = _announced(_line(), rule, day)
    assert fact is not None
    assert (fact.rule, fact.day, fact.response_due_date, fact.version, fact.actor) == (rule, day, DUE, 5, "clock")
    assert _announced(_line(), rule, day, today=day - timedelta(days=1)) is None
    assert _announced(_line(), rule, day + timedelta(days=1)) is None, "its day is done with"


@pytest.mark.parametrize(
    ("at", "reached"),
    [
        pytest.param(datetime(2026, 5, 4, 18, 59, 59, tzinfo=UTC), False, id="23:59:59 on the due day in Karachi"),
        pytest.param(datetime(2026, 5, 4, 19, 0, tzinfo=UTC), True, id="00:00 of the day after"),
    ],
)
def test_a_day_begins_at_midnight_where_the_deployment_is(at: datetime, reached: bool) -> None:
    moment = Moment(at=at, zone=KARACHI)
    fact = steps.announce(_line(), StepRule.PAST_DATE, moment, done=date(2026, 5, 3), holidays=())
    assert (fact is not None) is reached
    days = steps.open_days(date(2026, 5, 3), moment)
    assert days[-1] == (date(2026, 5, 5) if reached else DUE)


def test_it_is_announced_once() -> None:
    line = _line()
    fact = _announced(line, StepRule.PAST_DATE, date(2026, 5, 5))
    assert fact is not None
    after = replace(line, assignment=evolve(line.assignment, fact))
    assert after.assignment.steps == (Step(rule=StepRule.PAST_DATE, day=date(2026, 5, 5), response_due_date=DUE),)
    assert _announced(after, StepRule.PAST_DATE, date(2026, 5, 5), today=date(2026, 5, 6)) is None


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(_line(answered_date=date(2026, 4, 1)), id="answered"),
        pytest.param(_line(response_due_date=None), id="the clock does not run"),
        pytest.param(_line(closure=Closure.CLOSED_NOT_APPLICABLE), id="closed"),
        pytest.param(_line(hidden=True), id="hidden"),
        pytest.param(_line(record=a_record(state=RecordState.WITHDRAWN, withdrawn_date=DUE)), id="withdrawn"),
        pytest.param(_line(record=a_record(publication=Publication.RECORDED)), id="only recorded again"),
    ],
)
@pytest.mark.parametrize("rule", RULES)
def test_nothing_is_announced_of_a_line_that_does_not_wait(line: Line, rule: StepRule) -> None:
    assert _announced(line, rule, steps.day_of(rule, DUE, ())) is None


def test_a_reminder_that_the_date_is_near_comes_late_only_while_it_is_ahead() -> None:
    near = date(2026, 4, 24)
    assert _announced(_line(), StepRule.TEN_DAYS_LEFT, near, today=near + timedelta(days=3))
    assert _announced(_line(), StepRule.TEN_DAYS_LEFT, near, today=DUE)
    assert _announced(_line(), StepRule.TEN_DAYS_LEFT, near, today=DUE + timedelta(days=1)) is None
    past = DUE + timedelta(days=1)
    assert _announced(_line(), StepRule.PAST_DATE, past, today=past + timedelta(days=3))


def test_the_open_days_are_those_after_the_last_one_that_is_done_with() -> None:
    days = steps.open_days(DUE - timedelta(days=3), a_moment(DUE))
    assert days == [DUE - timedelta(days=2), DUE - timedelta(days=1), DUE]
    assert steps.open_days(DUE, a_moment(DUE)) == []


def _retracted(line: Line, today: date = DUE + timedelta(days=3)) -> StepRetracted | None:
    return steps.retract(line, a_moment(today), holidays=())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        pytest.param({"response_due_date": DUE + timedelta(days=1)}, RetractionReason.DATE_MOVED, id="moved on"),
        pytest.param({"answered_date": DUE}, RetractionReason.ANSWERED_BEFORE, id="answered on the due day"),
        pytest.param({"response_due_date": None}, RetractionReason.NOT_DELIVERED, id="it had not arrived"),
        pytest.param({}, None, id="nothing changed"),
        pytest.param({"answered_date": DUE + timedelta(days=1)}, None, id="answered on the day it was past"),
        pytest.param({"response_due_date": DUE - timedelta(days=3)}, None, id="moved back: past it was all the same"),
    ],
)
def test_a_wrong_past_the_date_is_taken_back(changed: dict[str, Any], reason: RetractionReason | None) -> None:
    line = _with(_line(**changed), (StepRule.PAST_DATE, DUE + timedelta(days=1)))
    assignment, fact = line.assignment, _retracted(line)
    assert (fact.reason if fact else None) is reason
    assert steps.steps_in_doubt(assignment) is (reason is not None)
    if fact is not None:
        assert (fact.day, fact.retracted_date) == (DUE + timedelta(days=1), DUE + timedelta(days=3))
        assert evolve(assignment, fact).steps == ()


def test_a_holiday_inside_ten_working_days_takes_back_that_step_only() -> None:
    announced = (StepRule.PAST_DATE, DUE + timedelta(days=1)), (StepRule.TEN_WORKING_DAYS_PAST, date(2026, 5, 18))
    line = _with(_line(), *announced)
    fact = steps.retract(line, a_moment(date(2026, 5, 18)), holidays=(date(2026, 5, 18),))
    assert fact is not None
    assert (fact.rule, fact.reason) == (StepRule.TEN_WORKING_DAYS_PAST, RetractionReason.DATE_MOVED)
    assert _retracted(replace(line, assignment=evolve(line.assignment, fact))) is None


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("ended_after", "taken_back"),
    [
        pytest.param(-1, True, id="the body ended the day before"),
        pytest.param(0, True, id="on the day"),
        pytest.param(1, False, id="the day after"),
    ],
)
def test_of_a_body_that_was_no_more_no_step_is_announced_and_none_stands(
    rule: StepRule, ended_after: int, taken_back: bool
) -> None:
    day = steps.day_of(rule, DUE, ())
    line = replace(_line(), body_ended_date=day + timedelta(days=ended_after))
    assert (_announced(line, rule, day) is None) is taken_back
    fact = _retracted(_with(line, (rule, day)), today=day + timedelta(days=9))
    assert (fact.reason if fact else None) is (RetractionReason.BODY_ENDED if taken_back else None)
    with_another = replace(line, assignment=replace(line.assignment, closure=Closure.TRANSFERRED))
    assert _retracted(_with(with_another, (rule, day))) is None, "there its clock stopped, and its successor's runs"


def test_what_a_body_did_that_is_no_more_is_looked_at_again_all_the_same() -> None:
    line = replace(_line(**SHOWN), body_ended_date=VERIFIED + timedelta(days=30))
    assert steps.announce_recheck(line, a_moment(date(2027, 3, 2))) is not None


def test_that_the_date_was_near_stays_true_of_whoever_had_answered() -> None:
    line = _with(_line(answered_date=date(2026, 4, 20)), (StepRule.TEN_DAYS_LEFT, date(2026, 4, 24)))
    assert _retracted(line) is None


VERIFIED = date(2026, 3, 2)
SHOWN = {"verification": Verification.VERIFIED_COMPLETE, "verification_date": VERIFIED, "verification_version": 3}


@pytest.mark.parametrize(
    ("verified", "today", "due"),
    [
        pytest.param(VERIFIED, date(2027, 3, 1), False, id="a day too early"),
        pytest.param(VERIFIED, date(2027, 3, 2), True, id="twelve months on"),
        pytest.param(date(2028, 2, 29), date(2029, 2, 28), False, id="a leap day: not yet"),
        pytest.param(date(2028, 2, 29), date(2029, 3, 1), True, id="a leap day: the first of March"),
        pytest.param(VERIFIED, date(2027, 8, 1), True, id="noticed late"),
    ],
)
def test_what_was_shown_to_be_done_is_looked_at_again_after_twelve_months(
    verified: date, today: date, due: bool
) -> None:
    line = _line(**(SHOWN | {"verification_date": verified}))
    fact = steps.announce_recheck(line, a_moment(today))
    assert (fact is not None) is due
    if fact is not None:
        after = replace(line, assignment=evolve(line.assignment, fact))
        assert steps.is_recheck_due(after.assignment)
        assert steps.announce_recheck(after, a_moment(today)) is None
        assert after.assignment.verification is Verification.VERIFIED_COMPLETE, "until somebody has looked"


@pytest.mark.parametrize(
    ("changed", "today", "closed"),
    [
        pytest.param({}, date(2026, 3, 16), False, id="on the tenth working day the body may still object"),
        pytest.param({}, date(2026, 3, 17), True, id="the day after"),
        pytest.param({"verification": Verification.PARTIAL}, date(2027, 3, 17), False, id="partly shown"),
        pytest.param({"closure_version": 4}, date(2027, 3, 17), False, id="opened again since"),
        pytest.param({"closure": Closure.CLOSED_DECLINED}, date(2027, 3, 17), False, id="closed already"),
        pytest.param({"hidden": True}, date(2027, 3, 17), False, id="hidden"),
    ],
)
def test_what_was_shown_to_be_done_is_closed_once_nobody_objected_in_time(
    changed: dict[str, Any], today: date, closed: bool
) -> None:
    line = _line(**(SHOWN | changed))
    fact = closures.close_verified(line, a_moment(today), working_days=10, holidays=())
    assert (fact is not None) is closed
    if fact is not None:
        assert (fact.closure, fact.closed_date, fact.actor) == (Closure.CLOSED_VERIFIED, date(2026, 3, 17), "clock")
