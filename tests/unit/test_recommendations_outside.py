"""Answers given outside the tracker: recorded by one, confirmed by another, counted from their own date."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import InvalidArgument
from services.recommendations.domain import errors, outside
from services.recommendations.domain.answers import PositionAnswer, ProgressAnswer
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.guards import Line
from services.recommendations.domain.outside import OutsideAnswer, OutsideState
from services.recommendations.domain.values import (
    Channel,
    OutsideSource,
    Position,
    Progress,
    RecordState,
    Role,
)
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


def test_a_letter_that_asks_for_time_needs_no_reason_for_a_change_of_mind() -> None:
    considering = PositionAnswer(
        position=Position.CONSIDERING, text=a_text("We read it"), decision_by_date=TODAY + timedelta(days=40)
    )
    for before in (Position.NONE, Position.DECLINED):
        answer = an_answer(position=considering)
        recorded = outside.record_outside_answer(a_line(position=before), answer, the_host())
        assert recorded.outside_answer_id == answer.id
