"""Row 15: the first date stays the measure, each move is a slip, from the third somebody answers for it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.chassis.errors import FailedPrecondition, InvalidArgument
from services.recommendations.domain import answers, clock, errors, headline, promises
from services.recommendations.domain.answers import PositionAnswer, ProgressAnswer
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.guards import Line
from services.recommendations.domain.headline import Headline
from services.recommendations.domain.promises import DateMove
from services.recommendations.domain.sources import Approval
from services.recommendations.domain.values import Position, Progress
from tests.unit.recommendations_builders import TODAY, a_line, a_text, an_act

FIRST = TODAY + timedelta(days=30)
OFFICER = Approval(approved_by="Joint Secretary", file_number="7-2/2026")


def accepted() -> Line:
    line = a_line()
    answer = PositionAnswer(position=Position.ACCEPTED, delivery_date=FIRST)
    return after(line, answers.state_position(line, answer, an_act()))


def after(line: Line, fact: object) -> Line:
    return replace(line, assignment=evolve(line.assignment, fact))  # type: ignore[arg-type]


def moved(line: Line, days: int, approval: Approval | None = None) -> Line:
    move = DateMove(delivery_date=FIRST + timedelta(days=days), reason=a_text("The tender failed"))
    return after(
        line,
        promises.move_delivery_date(line, move, an_act(version=line.assignment.version), approval=approval),
    )


@pytest.mark.covers("row 15", "invariant 5")
def test_the_first_date_stays_the_measure_and_each_move_is_counted() -> None:
    line = moved(moved(accepted(), 10), 20)
    assert line.assignment.delivery_date == FIRST
    assert line.assignment.promised_date == FIRST + timedelta(days=20)
    assert line.assignment.slips == 2
    late = FIRST + timedelta(days=1)
    assert clock.delivery_clock(line.assignment, today=late).days_left == -1
    value = headline.of_line(line.record, line.assignment, hidden=False, today=late)
    assert (value.headline, value.of_date) == (Headline.LATE, FIRST)


@pytest.mark.covers("row 15")
@pytest.mark.parametrize(
    ("slips", "approval", "field"),
    [
        pytest.param(2, None, "approval.approved_by approval.file_number", id="nobody approved"),
        pytest.param(2, Approval(file_number="7-2/2026"), "approval.approved_by", id="no designation"),
        pytest.param(2, Approval(approved_by="Joint Secretary"), "approval.file_number", id="no reference"),
        pytest.param(9, None, "approval.approved_by approval.file_number", id="the tenth slip"),
        pytest.param(1, None, "", id="the second slip needs none"),
        pytest.param(2, OFFICER, "", id="the third with officer and reference"),
    ],
)
def test_from_the_third_slip_the_officer_who_approved_it_is_named(
    slips: int, approval: Approval | None, field: str
) -> None:
    line = accepted()
    line = replace(line, assignment=replace(line.assignment, slips=slips))
    if not field:
        assert moved(line, 10, approval).assignment.slips == slips + 1
        return
    with pytest.raises(errors.Missing) as refused:
        moved(line, 10, approval)
    assert [each.field for each in refused.value.violations] == field.split()


@pytest.mark.parametrize("days", [0, -1])
def test_a_date_is_moved_to_a_later_one(days: int) -> None:
    line = moved(accepted(), 10)
    with pytest.raises(errors.NotAsDated) as refused:
        moved(line, 10 + days)
    assert [each.field for each in refused.value.violations] == ["moved.delivery_date"]


def test_a_date_is_moved_to_a_day_to_come() -> None:
    line = accepted()
    move = DateMove(delivery_date=FIRST + timedelta(days=5), reason=a_text())
    with pytest.raises(errors.NotAsDated):
        promises.move_delivery_date(line, move, an_act(version=2, day=FIRST + timedelta(days=5)))


def test_what_was_never_dated_or_is_said_to_be_done_is_not_moved() -> None:
    done = ProgressAnswer(progress=Progress.REPORTED_COMPLETE, text=a_text())
    line = accepted()
    for settled in (a_line(version=2), after(line, answers.report_progress(line, done, an_act(version=2)))):
        with pytest.raises(errors.NoSuchStep) as refused:
            moved(settled, 10)
        assert refused.value.field == "moved.delivery_date"


def test_a_date_is_not_moved_by_the_answer_that_gives_it_first() -> None:
    with pytest.raises(errors.NoSuchStep, match="the day that is given first is the measure") as refused:
        promises.check_was_given(a_line())
    assert refused.value.field == "moved.delivery_date"
    promises.check_was_given(a_line(delivery_date=TODAY))


def test_a_move_is_stale_only_if_the_date_was_moved_since() -> None:
    line = accepted()
    reported = ProgressAnswer(progress=Progress.PLANNED, text=a_text())
    later = after(line, answers.report_progress(line, reported, an_act(version=2)))
    move = DateMove(delivery_date=FIRST + timedelta(days=10), reason=a_text())
    assert promises.move_delivery_date(later, move, an_act(version=2)).slip == 1
    with pytest.raises(errors.Stale):
        promises.move_delivery_date(moved(line, 5), move, an_act(version=2))


def test_an_answer_may_repeat_the_first_or_the_last_date_and_no_other() -> None:
    line = moved(accepted(), 10)
    for day in (FIRST, FIRST + timedelta(days=10)):
        again = PositionAnswer(position=Position.ACCEPTED, delivery_date=day)
        assert answers.state_position(line, again, an_act(version=2)).delivery_date == day
    other = PositionAnswer(position=Position.ACCEPTED, delivery_date=FIRST + timedelta(days=11))
    with pytest.raises(FailedPrecondition) as refused:
        answers.state_position(line, other, an_act(version=2))
    assert not isinstance(refused.value, InvalidArgument)
    assert refused.value.field == "position.delivery_date"


def test_moving_a_date_is_a_word_of_the_body_and_no_answer() -> None:
    line = moved(replace(accepted(), assignment=replace(accepted().assignment, answered_date=None)), 10)
    assert (line.assignment.answered_date, line.assignment.last_word_date) == (None, TODAY)
