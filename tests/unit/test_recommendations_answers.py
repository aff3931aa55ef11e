"""What a liaison may say: rows 8 to 14 of the table, with exactly what each has to carry."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from services.chassis.errors import FailedPrecondition, InvalidArgument, PermissionDenied, Violation
from services.recommendations.domain import answers, errors
from services.recommendations.domain.answers import PositionAnswer, ProgressAnswer
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.standing import Role
from services.recommendations.domain.values import DeclineReason, Position, Progress, RecordState, Verification
from tests.unit.recommendations_builders import (
    HOST,
    TODAY,
    a_commitment,
    a_line,
    a_record,
    a_text,
    an_act,
    some_evidence,
    somebody,
)

SOON = TODAY + timedelta(days=30)


def a_position(position: Position, **changed: Any) -> PositionAnswer:
    """Return a position with everything that it has to carry."""
    carries: dict[Position, dict[str, Any]] = {
        Position.ACKNOWLEDGED: {},
        Position.CONSIDERING: {"text": a_text(), "decision_by_date": SOON},
        Position.ACCEPTED: {"delivery_date": SOON},
        Position.ACCEPTED_IN_PART: {"part": a_text(), "delivery_date": SOON},
        Position.CLAIMS_ALREADY_DONE: {"text": a_text(), "evidence": (some_evidence(),)},
        Position.DECLINED: {"reason": a_text()},
        Position.NOT_OURS: {"reason": a_text(), "believed_responsible": "unknown"},
    }
    return PositionAnswer(position=position, **(carries[position] | changed))


def fields_of(refusal: InvalidArgument) -> list[str]:
    return [each.field for each in refusal.violations]


STATED = [each for each in Position if each is not Position.NONE]


@pytest.mark.parametrize("after", STATED)
def test_every_position_can_be_the_first_word(after: Position) -> None:
    line = a_line()
    fact = answers.state_position(line, a_position(after), an_act())
    assert evolve(line.assignment, fact).position is after
    assert fact.previous_position is Position.NONE


@pytest.mark.parametrize(
    ("before", "after"),
    [
        *((each, Position.ACKNOWLEDGED) for each in STATED),
        (Position.CONSIDERING, Position.CONSIDERING),
    ],
)
def test_no_row_leads_back_to_acknowledging_or_from_considering_to_itself(before: Position, after: Position) -> None:
    line = a_line(position=before)
    with pytest.raises(errors.NoSuchStep) as refused:
        answers.state_position(line, a_position(after, reason=a_text()), an_act())
    assert refused.value.field == "position.position"


@pytest.mark.parametrize(
    ("position", "without", "field"),
    [
        (Position.CONSIDERING, {"text": None}, "position.text"),
        (Position.CONSIDERING, {"decision_by_date": None}, "position.decision_by_date"),
        (Position.ACCEPTED, {"delivery_date": None}, "position.delivery_date"),
        (Position.ACCEPTED_IN_PART, {"part": None}, "position.part"),
        (Position.ACCEPTED_IN_PART, {"delivery_date": None}, "position.delivery_date"),
        (Position.DECLINED, {"reason": None}, "position.reason"),
        (Position.NOT_OURS, {"reason": None}, "position.reason"),
        (Position.NOT_OURS, {"believed_responsible": " "}, "position.believed_responsible"),
        (Position.CLAIMS_ALREADY_DONE, {"text": None}, "position.text"),
        (Position.CLAIMS_ALREADY_DONE, {"evidence": ()}, "position.evidence"),
    ],
)
def test_a_position_that_lacks_what_it_has_to_carry_is_refused_by_field(
    position: Position, without: dict[str, Any], field: str
) -> None:
    with pytest.raises(errors.Missing) as refused:
        answers.state_position(a_line(), a_position(position, **without), an_act())
    assert fields_of(refused.value) == [field]


@pytest.mark.parametrize(
    ("position", "instead"),
    [
        (Position.CONSIDERING, {"decision_by_date": None, "reason": a_text()}),
        (Position.ACCEPTED, {"delivery_date": None, "reason": a_text()}),
        (Position.DECLINED, {"reason": None, "decline_reason": DeclineReason.NO_BUDGET}),
        (Position.NOT_OURS, {"reason": None, "decline_reason": DeclineReason.PROVINCIAL_SUBJECT}),
    ],
)
def test_a_reason_stands_in_for_a_date_and_a_listed_one_for_own_words(
    position: Position, instead: dict[str, Any]
) -> None:
    assert answers.state_position(a_line(), a_position(position, **instead), an_act()).position is position


@pytest.mark.parametrize("field", ["decision_by_date", "delivery_date"])
def test_nobody_promises_for_yesterday(field: str) -> None:
    position = Position.CONSIDERING if field == "decision_by_date" else Position.ACCEPTED
    with pytest.raises(errors.NotAsDated) as refused:
        answers.state_position(a_line(), a_position(position, **{field: TODAY - timedelta(days=1)}), an_act())
    assert refused.value.violations == (
        Violation(f"position.{field}", "a day that is not before the day of the answer"),
    )


DECIDED = [
    Position.ACCEPTED,
    Position.ACCEPTED_IN_PART,
    Position.CLAIMS_ALREADY_DONE,
    Position.DECLINED,
    Position.NOT_OURS,
]


@pytest.mark.parametrize(
    ("before", "after"),
    [(before, after) for before, after in product(DECIDED, [*DECIDED, Position.CONSIDERING]) if before is not after],
)
def test_a_change_of_mind_needs_a_reason_and_keeps_the_position_before(before: Position, after: Position) -> None:
    line = a_line(position=before, position_date=TODAY)
    listed = {"decline_reason": DeclineReason.SECURITY}
    with pytest.raises(errors.Missing) as refused:
        answers.state_position(line, a_position(after, **(listed | {"reason": None})), an_act())
    assert fields_of(refused.value) == ["position.reason"]
    fact = answers.state_position(line, a_position(after, reason=a_text("We looked again")), an_act())
    assert (fact.previous_position, fact.position) == (before, after)


@pytest.mark.parametrize(
    ("position", "stops"),
    [(each, each not in {Position.ACKNOWLEDGED, Position.CONSIDERING}) for each in STATED],
)
def test_a_decision_stops_the_response_clock_and_an_acknowledgement_does_not(position: Position, stops: bool) -> None:
    line = a_line()
    after = evolve(line.assignment, answers.state_position(line, a_position(position), an_act()))
    assert (after.answered_date == TODAY) is stops


def test_a_commitment_has_no_position() -> None:
    with pytest.raises(errors.NoSuchStep):
        answers.state_position(a_line(record=a_commitment()), a_position(Position.ACCEPTED), an_act())


STEPS = {
    ("none_declared", "planned"),
    ("none_declared", "in_progress"),
    ("planned", "in_progress"),
    ("in_progress", "on_hold"),
    ("on_hold", "in_progress"),
    ("planned", "abandoned"),
    ("in_progress", "abandoned"),
    ("on_hold", "abandoned"),
    ("abandoned", "in_progress"),
    ("reported_complete", "in_progress"),
    ("none_declared", "reported_complete"),
    ("planned", "reported_complete"),
    ("in_progress", "reported_complete"),
    ("on_hold", "reported_complete"),
    ("abandoned", "reported_complete"),
}


@pytest.mark.parametrize(
    ("before", "after"), list(product(Progress, [each for each in Progress if each is not Progress.NONE_DECLARED]))
)
def test_progress_takes_only_the_steps_of_the_table(before: Progress, after: Progress) -> None:
    line = a_line(progress=before)
    report = ProgressAnswer(progress=after, text=a_text(), reason=a_text())
    if (before, after) in STEPS:
        changed = evolve(line.assignment, answers.report_progress(line, report, an_act()))
        assert (changed.progress, changed.answered_date, changed.confirmed) == (after, TODAY, True)
    else:
        with pytest.raises(errors.NoSuchStep):
            answers.report_progress(line, report, an_act())


@pytest.mark.parametrize(
    ("before", "after", "needed"),
    [
        (Progress.IN_PROGRESS, Progress.ON_HOLD, True),
        (Progress.PLANNED, Progress.ABANDONED, True),
        (Progress.ABANDONED, Progress.IN_PROGRESS, True),
        (Progress.REPORTED_COMPLETE, Progress.IN_PROGRESS, True),
        (Progress.ON_HOLD, Progress.IN_PROGRESS, False),
        (Progress.NONE_DECLARED, Progress.PLANNED, False),
        (Progress.ON_HOLD, Progress.REPORTED_COMPLETE, False),
    ],
)
def test_pausing_dropping_and_going_back_need_a_reason(before: Progress, after: Progress, needed: bool) -> None:
    line, report = a_line(progress=before), ProgressAnswer(progress=after, text=a_text())
    if not needed:
        assert answers.report_progress(line, report, an_act()).progress is after
        return
    with pytest.raises(errors.Missing) as refused:
        answers.report_progress(line, report, an_act())
    assert fields_of(refused.value) == ["progress.reason"]


def test_every_report_needs_a_text() -> None:
    with pytest.raises(errors.Missing) as refused:
        answers.report_progress(a_line(), ProgressAnswer(progress=Progress.REPORTED_COMPLETE), an_act())
    assert fields_of(refused.value) == ["progress.text"]


def test_the_first_date_given_stays_the_measure() -> None:
    line = a_line()
    first = evolve(line.assignment, answers.state_position(line, a_position(Position.ACCEPTED), an_act()))
    line = replace(line, assignment=first)
    report = ProgressAnswer(progress=Progress.PLANNED, text=a_text(), delivery_date=SOON + timedelta(days=1))
    with pytest.raises(FailedPrecondition) as refused:
        answers.report_progress(line, report, an_act(version=2))
    assert refused.value.field == "progress.delivery_date"
    for same in (SOON, None):
        kept = answers.report_progress(line, replace(report, delivery_date=same), an_act(version=2))
        assert evolve(first, kept).delivery_date == SOON


def test_only_the_addressees_own_liaison_answers() -> None:
    report = ProgressAnswer(progress=Progress.PLANNED, text=a_text())
    for other in (somebody(), somebody(Role.FACILITATOR, HOST), somebody(Role.VERIFIER)):
        with pytest.raises(errors.NotTheAddressee) as refused:
            answers.state_position(a_line(), a_position(Position.ACCEPTED), an_act(other))
        assert isinstance(refused.value, PermissionDenied)
        with pytest.raises(errors.NotTheAddressee):
            answers.report_progress(a_line(), report, an_act(other))


def test_nobody_can_answer_for_a_group() -> None:
    with pytest.raises(errors.NobodyCanBeAsked):
        answers.state_position(a_line(can_be_asked=False), a_position(Position.ACCEPTED), an_act())


def test_an_answer_is_stale_only_if_the_same_field_changed_since() -> None:
    line = a_line(version=9, position_version=3, progress_version=7, verification_version=9)
    assert answers.state_position(line, a_position(Position.ACCEPTED), an_act(version=3)).version == 10
    with pytest.raises(errors.Stale) as stale:
        answers.report_progress(line, ProgressAnswer(progress=Progress.PLANNED, text=a_text()), an_act(version=6))
    assert stale.value.assignment is line.assignment


@pytest.mark.parametrize("version", [0, -1, 10])
def test_nobody_saw_such_a_version(version: int) -> None:
    with pytest.raises(InvalidArgument) as refused:
        answers.state_position(a_line(version=9), a_position(Position.ACCEPTED), an_act(version=version))
    assert fields_of(refused.value) == ["expected_version"]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(a_line(hidden=True), id="hidden"),
        pytest.param(a_line(record=a_record(state=RecordState.WITHDRAWN)), id="withdrawn"),
    ],
)
def test_an_answer_to_what_is_no_longer_public_is_stale(line: Any) -> None:
    with pytest.raises(errors.Stale):
        answers.state_position(line, a_position(Position.ACCEPTED), an_act())


def test_new_evidence_ends_no_evidence_found_and_known_evidence_does_not() -> None:
    known = some_evidence()
    line = a_line(
        verification=Verification.NO_EVIDENCE_FOUND,
        verification_date=TODAY,
        own_evidence=(known.place,),
        progress=Progress.IN_PROGRESS,
    )
    done = ProgressAnswer(progress=Progress.REPORTED_COMPLETE, text=a_text(), evidence=(known,))
    again = evolve(line.assignment, answers.report_progress(line, done, an_act()))
    assert again.verification is Verification.NO_EVIDENCE_FOUND
    fresh = replace(done, evidence=(known, some_evidence("https://commission.example/other")))
    looked_at = evolve(line.assignment, answers.report_progress(line, fresh, an_act()))
    assert (looked_at.verification, looked_at.verification_version) == (Verification.UNASSESSED, 2)


def test_evidence_says_where_to_look_and_was_not_seen_tomorrow() -> None:
    report = ProgressAnswer(progress=Progress.PLANNED, text=a_text())
    nowhere = replace(report, evidence=(some_evidence(), some_evidence("")))
    with pytest.raises(errors.Missing) as refused:
        answers.report_progress(a_line(), nowhere, an_act())
    assert fields_of(refused.value) == ["progress.evidence[1]"]
    tomorrow = replace(report, evidence=(some_evidence(seen=TODAY + timedelta(days=1)),))
    with pytest.raises(errors.NotAsDated) as dated:
        answers.report_progress(a_line(), tomorrow, an_act())
    assert fields_of(dated.value) == ["progress.evidence[0].seen_date"]
