"""The holiday calendar as a registrar corrects it, and the due dates that follow."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.calendar import due_date
from services.chassis.errors import InvalidArgument
from services.chassis.public_holidays import PublicHolidays
from services.recommendations.domain import calendar, errors
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.calendar import Calendar, NewCorrection
from services.recommendations.domain.facts import DueDateRederived
from services.recommendations.domain.guards import Act
from services.recommendations.domain.standing import Role
from services.recommendations.domain.values import DayKind
from tests.unit.recommendations_builders import TODAY, a_moment, a_text, an_act, an_assignment, somebody

EID = date(2026, 3, 20)  # a Friday
BASE = frozenset({EID})


def _wanted(**changed: Any) -> NewCorrection:
    wanted = NewCorrection(
        day=EID + timedelta(days=3),
        kind=DayKind.HOLIDAY,
        reason=a_text("The moon was seen a day later"),
        source="No. 4/2026",
        declared_date=TODAY,
    )
    return replace(wanted, **changed)


def _registrar(version: int = 0) -> Act:
    return an_act(somebody(Role.REGISTRAR), version=version)


def _corrected(*wanted: NewCorrection) -> Calendar:
    state = Calendar()
    for each in wanted:
        state = calendar.evolve(state, calendar.correct(state, each, _registrar(state.version), base=BASE))
    return state


def test_a_corrected_day_is_what_the_last_correction_says() -> None:
    state = _corrected(_wanted(), _wanted(kind=DayKind.WORKING_DAY), _wanted(day=EID, kind=DayKind.WORKING_DAY))
    holidays = state.holidays(BASE)
    assert state.version == 3
    assert EID not in holidays
    assert EID + timedelta(days=3) not in holidays


def test_what_nobody_corrected_is_as_the_base_says() -> None:
    holidays = _corrected(_wanted()).holidays(BASE)
    assert EID in holidays
    assert EID + timedelta(days=3) in holidays
    assert EID + timedelta(days=4) not in holidays


def test_it_counts_from_the_day_of_the_declaration() -> None:
    fact = calendar.correct(Calendar(), _wanted(declared_date=TODAY - timedelta(days=9)), _registrar(), base=BASE)
    assert fact.occurred_at.date() == TODAY - timedelta(days=9)
    assert fact.entered_date == TODAY


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.REGISTRAR])
def test_nobody_but_a_registrar_corrects_the_calendar(role: Role) -> None:
    with pytest.raises(errors.RoleMissing):
        calendar.correct(Calendar(), _wanted(), an_act(somebody(role), version=0), base=BASE)


@pytest.mark.parametrize(
    ("changed", "refusal", "field"),
    [
        pytest.param({"reason": None}, errors.Missing, "reason", id="no reason"),
        pytest.param({"source": ""}, errors.Missing, "source", id="no source"),
        pytest.param({"declared_date": TODAY + timedelta(days=1)}, errors.NotAsDated, "declared_date", id="tomorrow"),
        pytest.param({"day": date(2037, 1, 1)}, errors.NotAsDated, "date", id="eleven years away"),
    ],
)
def test_what_a_correction_carries_is_asked_for_by_field(
    changed: dict[str, Any], refusal: type[InvalidArgument], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        calendar.correct(Calendar(), _wanted(**changed), _registrar(), base=BASE)
    assert [each.field for each in refused.value.violations] == [field]


@pytest.mark.parametrize("day", [date(2036, 12, 31), date(2016, 1, 1)])
def test_a_day_of_the_tenth_year_from_now_is_near_enough(day: date) -> None:
    assert calendar.correct(Calendar(), _wanted(day=day), _registrar(), base=BASE).day == day


@pytest.mark.parametrize(("day", "kind"), [(EID, DayKind.HOLIDAY), (EID + timedelta(days=3), DayKind.WORKING_DAY)])
def test_a_day_that_is_that_already_is_not_corrected(day: date, kind: DayKind) -> None:
    with pytest.raises(errors.NothingToCorrect):
        calendar.correct(Calendar(), _wanted(day=day, kind=kind), _registrar(), base=BASE)


def test_a_correction_is_stale_only_if_the_same_day_was_corrected_since() -> None:
    state = _corrected(_wanted())
    with pytest.raises(errors.DayCorrected):
        calendar.correct(state, _wanted(kind=DayKind.WORKING_DAY), _registrar(0), base=BASE)
    other = _wanted(day=EID + timedelta(days=4))
    assert calendar.correct(state, other, _registrar(0), base=BASE).version == 2


@pytest.mark.parametrize("version", [-1, 1])
def test_a_version_that_nobody_saw_is_refused(version: int) -> None:
    with pytest.raises(InvalidArgument):
        calendar.correct(Calendar(), _wanted(), _registrar(version), base=BASE)


START = EID - timedelta(days=30)


@pytest.mark.parametrize(
    ("wanted", "due"),
    [
        pytest.param(_wanted(), EID + timedelta(days=4), id="a holiday on the due day"),
        pytest.param(_wanted(day=EID, kind=DayKind.WORKING_DAY), EID, id="no holiday before it after all"),
        pytest.param(_wanted(day=EID + timedelta(days=4)), None, id="a holiday after it"),
    ],
)
def test_a_due_date_follows_the_correction(wanted: NewCorrection, due: date | None) -> None:
    state = _corrected(wanted)
    before = an_assignment(
        clock_start_date=START, response_period_days=30, response_due_date=due_date(START, 30, BASE), version=7
    )
    fact = calendar.rederive(before, state.corrections[wanted.day], a_moment(), holidays=state.holidays(BASE))
    told = None if fact is None else (fact.version, fact.previous_due_date, fact.response_due_date, fact.actor)
    assert told == (None if due is None else (8, EID + timedelta(days=3), due, "clock"))


def test_a_line_whose_clock_does_not_run_has_no_due_date_to_move() -> None:
    state = _corrected(_wanted())
    correction = state.corrections[EID + timedelta(days=3)]
    assert calendar.rederive(an_assignment(), correction, a_moment(), holidays=state.holidays(BASE)) is None


_days = st.dates(date(2026, 3, 1), date(2026, 4, 10))


@given(
    start=_days,
    base=st.frozensets(_days),
    flips=st.lists(_days, max_size=6),
    derived_after=st.integers(min_value=0, max_value=6),
)
def test_no_moved_due_date_escapes_whatever_was_corrected_in_between(
    start: date, base: frozenset[date], flips: list[date], derived_after: int
) -> None:
    """A line derived after any of the corrections is touched by one of those after it if its date is another now."""
    states = [Calendar()]
    for day in flips:
        kind = DayKind.WORKING_DAY if day in states[-1].holidays(base) else DayKind.HOLIDAY
        fact = calendar.correct(states[-1], _wanted(day=day, kind=kind), _registrar(states[-1].version), base=base)
        states.append(calendar.evolve(states[-1], fact))
    known = min(derived_after, len(flips))
    before, now = (due_date(start, 0, each.holidays(base)) for each in (states[known], states[-1]))
    touched = [
        day
        for day in flips[known:]
        if start <= day <= before <= calendar.latest_due_date(day, calendar.ever_closed(states[-1], base))
    ]
    assert before == now or touched


def test_the_base_names_holidays_in_both_languages() -> None:
    named = PublicHolidays().of_year(2026)
    assert named[date(2026, 3, 23)] == {"en": "Pakistan Day", "ur": "یوم پاکستان"}
    assert date(2026, 3, 23) in PublicHolidays()
    assert all(day.year == 2026 for day in named)


def test_a_rederived_date_is_the_due_date_from_then_on() -> None:
    before = an_assignment(clock_start_date=START, response_due_date=EID, version=3)
    fact = DueDateRederived(
        assignment_id=before.id,
        version=4,
        occurred_at=a_moment().at,
        actor="clock",
        response_due_date=EID + timedelta(days=3),
        previous_due_date=EID,
        corrected_date=EID,
        kind=DayKind.HOLIDAY,
        calendar_version=1,
        rederived_date=TODAY,
    )
    assert evolve(before, fact) == replace(before, response_due_date=EID + timedelta(days=3), version=4)
