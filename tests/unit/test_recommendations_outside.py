"""Answers given outside the tracker: recorded by one, confirmed by another, counted from their own date."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import FailedPrecondition, InvalidArgument
from services.recommendations.domain import errors, outside
from services.recommendations.domain.answers import PositionAnswer, ProgressAnswer
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.guards import Line
from services.recommendations.domain.outside import OutsideAnswer, OutsideState
from services.recommendations.domain.promises import DateMove
from services.recommendations.domain.sources import OutsideSource
from services.recommendations.domain.standing import Role
from services.recommendations.domain.values import Channel, Position, Progress, RecordState
from tests.unit.recommendations_builders import (
    HOST,
    PERSON,
    TODAY,
    a_commitment,
    a_line,
    a_moment,
    a_record,
    a_text,
    an_act,
    somebody,
)

LETTER = TODAY - timedelta(days=20)


def an_answer(**changed: Any) -> OutsideAnswer:
    answer = OutsideAnswer(
        id=uuid4(),
        position=PositionAnswer(position=Position.DECLINED, reason=a_text("No budget")),
        progress=None,
        approval=None,
        source=OutsideSource(channel=Channel.LETTER, date=LETTER, reference="No. 12/2026"),
        recorded_by=PERSON,
    )
    return replace(answer, **changed)


def the_host() -> Any:
    return an_act(somebody(Role.FACILITATOR, HOST))


def a_reviewer() -> Any:
    return somebody(Role.REVIEWER, HOST, person_id=uuid4())


def confirm(line: Line, answer: OutsideAnswer, **changed: Any) -> Any:
    given = {"confirm": True, "reason": "", "by": a_reviewer(), "moment": a_moment()} | changed
    return outside.decide_outside_answer(line, answer, **given)


@pytest.mark.parametrize(
    "by", [somebody(Role.FACILITATOR, HOST), somebody(Role.REGISTRAR)], ids=["facilitator of the host", "registrar"]
)
def test_the_host_or_a_registrar_records_an_answer_and_it_waits(by: Any) -> None:
    line, answer = a_line(), an_answer()
    after = evolve(line.assignment, outside.record_outside_answer(line, answer, an_act(by)))
    assert after.outside_answers_pending == (answer.id,)
    assert after.position is Position.NONE


def test_nobody_else_records_one() -> None:
    for other in (somebody(Role.FACILITATOR), somebody(Role.VERIFIER), somebody(Role.REVIEWER)):
        with pytest.raises(errors.NotTheHost):
            outside.record_outside_answer(a_line(), an_answer(), an_act(other))


def _source(**changed: Any) -> OutsideSource:
    return replace(an_answer().source, **changed)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"source": _source(channel=Channel.COURIER)}, "source.channel"),
        ({"source": _source(date=TODAY + timedelta(days=1))}, "source.date"),
        ({"source": _source(reference=" ")}, "source.reference"),
        ({"position": None}, "position"),
        ({"position": PositionAnswer(position=Position.ACCEPTED)}, "position.delivery_date"),
        ({"position": None, "progress": ProgressAnswer(progress=Progress.PLANNED)}, "progress.text"),
    ],
)
def test_an_answer_carries_channel_date_reference_and_what_it_says(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        outside.record_outside_answer(a_line(), an_answer(**changed), the_host())
    assert [each.field for each in refused.value.violations] == [field]


def test_nothing_was_answered_before_it_was_said() -> None:
    line = a_line(record=a_record(said_date=LETTER))
    assert outside.record_outside_answer(line, an_answer(), the_host())
    with pytest.raises(errors.NotAsDated) as refused:
        outside.record_outside_answer(line, an_answer(source=_source(date=LETTER - timedelta(days=1))), the_host())
    assert [each.field for each in refused.value.violations] == ["source.date"]


def test_whoever_recorded_it_does_not_confirm_it() -> None:
    with pytest.raises(errors.SamePerson):
        confirm(a_line(), an_answer(), by=somebody(Role.REVIEWER, HOST))


@pytest.mark.parametrize(
    "by",
    [
        pytest.param(somebody(Role.FACILITATOR, HOST, person_id=uuid4()), id="a facilitator"),
        pytest.param(somebody(Role.REVIEWER, person_id=uuid4()), id="a reviewer of another host"),
    ],
)
def test_only_a_reviewer_of_the_host_confirms(by: Any) -> None:
    with pytest.raises(errors.RoleMissing):
        confirm(a_line(), an_answer(), by=by)


@pytest.mark.parametrize("state", [OutsideState.CONFIRMED, OutsideState.REFUSED])
def test_it_is_decided_once(state: OutsideState) -> None:
    with pytest.raises(errors.AlreadyDecided):
        confirm(a_line(), an_answer(state=state))


def test_a_refusal_needs_a_reason_and_may_follow_a_withdrawal() -> None:
    withdrawn = a_line(record=a_record(state=RecordState.WITHDRAWN))
    with pytest.raises(InvalidArgument):
        confirm(withdrawn, an_answer(), confirm=False)
    assert not confirm(withdrawn, an_answer(), confirm=False, reason="Not their letterhead").confirmed
    with pytest.raises(errors.Stale):
        confirm(withdrawn, an_answer())


def test_a_confirmed_answer_counts_from_its_own_date() -> None:
    line = a_line(clock_start_date=LETTER - timedelta(days=5), response_due_date=LETTER)
    fact = outside.stated_outside(line, an_answer(), moment=a_moment())
    assert fact is not None
    after = evolve(line.assignment, fact)
    assert (after.position, after.position_date, after.answered_date) == (Position.DECLINED, LETTER, LETTER)
    assert fact.occurred_at.date() == LETTER


def test_an_old_letter_takes_its_place_in_history_and_the_later_word_stands() -> None:
    line = a_line(
        position=Position.ACCEPTED,
        position_date=TODAY - timedelta(days=1),
        position_version=2,
        answered_date=TODAY - timedelta(days=1),
        delivery_date=TODAY + timedelta(days=9),
        delivery_given_date=TODAY - timedelta(days=1),
        version=2,
    )
    promised = PositionAnswer(position=Position.ACCEPTED_IN_PART, part=a_text(), delivery_date=TODAY)
    fact = outside.stated_outside(line, an_answer(position=promised), moment=a_moment())
    assert fact is not None
    after = evolve(line.assignment, fact)
    assert (after.position, after.position_version) == (Position.ACCEPTED, 2)
    assert after.answered_date == LETTER, "the clock stopped on the day of the letter"
    assert after.delivery_date == TODAY, "the first date given stays the measure"


def test_it_confirms_a_commitment_known_from_the_press() -> None:
    line = a_line(record=a_commitment(press_reported=True))
    report = ProgressAnswer(progress=Progress.IN_PROGRESS, text=a_text())
    answer = an_answer(position=None, progress=report)
    outside.record_outside_answer(line, answer, the_host())
    fact = outside.reported_outside(line, answer, moment=a_moment())
    assert fact is not None
    assert evolve(line.assignment, fact).confirmed


def test_a_commitment_gets_no_position_by_letter() -> None:
    with pytest.raises(errors.NoSuchStep):
        outside.record_outside_answer(a_line(record=a_commitment()), an_answer(), the_host())


def promised(**changed: Any) -> Line:
    """Return a line of which the body gave a day before the letter."""
    given: dict[str, Any] = {
        "position": Position.ACCEPTED,
        "delivery_date": TODAY + timedelta(days=30),
        "delivery_given_date": LETTER - timedelta(days=9),
        "promised_date": TODAY + timedelta(days=30),
    }
    return a_line(**given | changed)


def a_move(days: int = 60, **changed: Any) -> OutsideAnswer:
    moved = DateMove(delivery_date=TODAY + timedelta(days=days), reason=a_text("The tender failed"))
    return an_answer(**{"position": None, "moved": moved} | changed)


@pytest.mark.covers("row 8b", "row 15", "invariant 4")
def test_a_letter_moves_the_date_from_its_own_day_and_the_first_one_stays_the_measure() -> None:
    line, letter = promised(), a_move()
    outside.record_outside_answer(line, letter, the_host())
    confirm(line, letter)
    fact = outside.moved_outside(line, letter, moment=a_moment())
    assert fact is not None
    assert (fact.slip, fact.moved_date, fact.outside) == (1, LETTER, letter.source)
    after = evolve(line.assignment, fact)
    assert (after.delivery_date, after.promised_date) == (TODAY + timedelta(days=30), TODAY + timedelta(days=60))
    assert (after.slips, after.last_word_date) == (1, LETTER)


@pytest.mark.covers("row 8b", "row 15")
@pytest.mark.parametrize(
    ("line", "letter", "field"),
    [
        pytest.param(a_line(), a_move(), "moved.delivery_date", id="no day was given"),
        pytest.param(promised(), a_move(30), "moved.delivery_date", id="the day promised last"),
        pytest.param(
            promised(progress=Progress.REPORTED_COMPLETE, progress_date=TODAY),
            a_move(),
            "moved.delivery_date",
            id="said to be done",
        ),
        pytest.param(
            promised(),
            a_move(progress=ProgressAnswer(progress=Progress.REPORTED_COMPLETE, text=a_text())),
            "moved.delivery_date",
            id="said to be done in the same letter",
        ),
        pytest.param(
            promised(),
            a_move(moved=DateMove(delivery_date=TODAY + timedelta(days=60), reason=None)),
            "moved.reason",
            id="no reason",
        ),
        pytest.param(
            promised(slips=2),
            a_move(),
            "approval.approved_by approval.file_number",
            id="the third slip, approved by nobody",
        ),
        pytest.param(promised(), a_move(source=_source(reference="")), "source.reference", id="no reference"),
        pytest.param(promised(delivery_given_date=TODAY), a_move(), "source.date", id="before the first day was given"),
    ],
)
def test_a_moved_date_carries_what_the_table_asks_for(line: Line, letter: OutsideAnswer, field: str) -> None:
    with pytest.raises((InvalidArgument, FailedPrecondition)) as refused:
        outside.record_outside_answer(line, letter, the_host())
    violations = getattr(refused.value, "violations", None)
    named = [each.field for each in violations] if violations else [getattr(refused.value, "field", "")]
    assert named == field.split()


def test_a_letter_is_stale_if_the_date_was_moved_since() -> None:
    line = promised(delivery_version=2, version=2)
    with pytest.raises(errors.Stale):
        outside.record_outside_answer(line, a_move(), an_act(somebody(Role.FACILITATOR, HOST), version=1))


def test_a_letter_that_asks_for_time_needs_no_reason_for_a_change_of_mind() -> None:
    considering = PositionAnswer(
        position=Position.CONSIDERING, text=a_text("We read it"), decision_by_date=TODAY + timedelta(days=40)
    )
    for before in (Position.NONE, Position.DECLINED):
        answer = an_answer(position=considering)
        recorded = outside.record_outside_answer(a_line(position=before), answer, the_host())
        assert recorded.outside_answer_id == answer.id


def test_a_letter_from_a_day_on_which_the_body_was_no_more_is_none_of_it() -> None:
    before, since = (replace(a_line(), body_ended_date=LETTER + timedelta(days=late)) for late in (1, 0))
    outside.record_outside_answer(before, an_answer(), the_host())
    confirm(before, an_answer())
    for refused in (
        lambda: outside.record_outside_answer(since, an_answer(), the_host()),
        lambda: confirm(since, an_answer()),
    ):
        with pytest.raises(errors.BodyEnded) as raised:
            refused()
        assert raised.value.field == "source.date"
    confirm(since, an_answer(), confirm=False, reason="It was sent by nobody")
