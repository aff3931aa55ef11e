"""The table of transitions: the domain does what it says, refuses the rest with its sentences, and the wire agrees."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from roundtable.common.v1 import options_pb2
from roundtable.recommendations.v1 import service_pb2
from services.chassis.errors import InvalidArgument, PermissionDenied
from services.recommendations.domain import (
    answers,
    checks,
    closures,
    delivery,
    errors,
    findings,
    outside,
    promises,
    transitions,
)
from services.recommendations.domain.answers import PositionAnswer, ProgressAnswer
from services.recommendations.domain.assignment import Step, evolve
from services.recommendations.domain.guards import Line
from services.recommendations.domain.promises import DateMove
from services.recommendations.domain.sources import Approval, OutsideSource, Search
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.transitions import STATES, TABLE, Actor, Field, Need, Transition
from services.recommendations.domain.values import (
    Channel,
    Closure,
    DeclineReason,
    DeliveryClock,
    Method,
    Position,
    Progress,
    StepRule,
    Verification,
)
from tests.unit.recommendations_builders import (
    HOST,
    TODAY,
    a_commitment,
    a_line,
    a_moment,
    a_text,
    an_act,
    some_evidence,
    somebody,
    the_liaison,
)

SOON = TODAY + timedelta(days=30)
PEOPLE: dict[Actor, Standing] = {
    Actor.LIAISON: the_liaison(),
    Actor.FACILITATOR: somebody(Role.FACILITATOR, HOST),
    Actor.REVIEWER: somebody(Role.REVIEWER, HOST),
    Actor.VERIFIER: somebody(Role.VERIFIER),
    Actor.REGISTRAR: somebody(Role.REGISTRAR),
}
Decide = Callable[[Line, Any, Standing], Any]


def standing(row: Transition, before: Any, rpc: str) -> Line:
    if row.field is Field.DELIVERY:
        return promised(before, slips=2)
    if row.field is Field.FINDING:
        return a_line(finding_id=uuid4(), finding_until_date=SOON)
    fields: dict[str, Any] = {row.field.value: before}
    if row.field is Field.CLOSURE and before is not Closure.OPEN:
        fields |= {"closed_date": TODAY}
    if row.row == "23":
        fields |= {"position": Position.DECLINED, "position_date": TODAY - timedelta(days=366)}
    if row.row == "21":
        fields |= {"steps": (Step(rule=StepRule.RECHECK_DUE, day=TODAY, response_due_date=None),)}
    if row.field is Field.CLOSURE and rpc == "ReportProgress":  # only a promise, which has no position
        fields |= {"record": a_commitment()}
    return a_line(**fields)


def promised(state: Any, *, slips: int = 0) -> Line:
    """Return a line whose delivery clock stands so."""
    days = {DeliveryClock.ON_TRACK: 90, DeliveryClock.DUE_SOON: 1, DeliveryClock.PAST_DATE: -1}
    if state is DeliveryClock.NO_DATE:
        return a_line()
    first, given = TODAY + timedelta(days=days.get(state, 1)), TODAY - timedelta(days=99)
    done: dict[str, Any] = {"progress": Progress.REPORTED_COMPLETE, "progress_date": TODAY}
    if state is DeliveryClock.MET_LATE:
        done["progress_date"] = first + timedelta(days=1)
    met = done if state in {DeliveryClock.MET, DeliveryClock.MET_LATE} else {}
    return a_line(delivery_date=first, delivery_given_date=given, promised_date=first, slips=slips, **met)


def a_position(after: Any) -> PositionAnswer:
    """Return a position with everything that any row could ask of it."""
    return PositionAnswer(
        position=after,
        text=a_text(),
        part=a_text(),
        reason=a_text(),
        believed_responsible="unknown",
        decision_by_date=SOON,
        delivery_date=SOON,
        evidence=(some_evidence(),),
    )


def a_report(after: Any) -> ProgressAnswer:
    return ProgressAnswer(progress=after, text=a_text(), reason=a_text())


def a_letter(**changed: Any) -> outside.OutsideAnswer:
    source = OutsideSource(channel=Channel.LETTER, date=TODAY, reference="No. 12")
    letter = outside.OutsideAnswer(
        id=uuid4(), position=None, progress=None, approval=None, source=source, recorded_by=uuid4()
    )
    return replace(letter, **changed)


def says(after: Any) -> dict[str, Any]:
    """Return what a letter says that leads to the state given."""
    if isinstance(after, Progress):
        return {"progress": a_report(after)}
    if isinstance(after, DeliveryClock):
        return vars(a_move_of_the_date())
    return {"position": a_position(Position.ACCEPTED if after is Closure.OPEN else after)}


@dataclass(frozen=True)
class Move:
    """A moved date with who approved it, as the request has them."""

    moved: DateMove
    approval: Approval


def a_move_of_the_date() -> Move:
    return Move(
        moved=DateMove(delivery_date=TODAY + timedelta(days=99), reason=a_text()),
        approval=Approval(approved_by="Joint Secretary", file_number="7-2/2026"),
    )


NAME = "Checking house"
# An act of each RPC that carries everything, and leads to the state given.
ACTS: dict[str, Callable[[Any], Any]] = {
    # A position that opens a closed line again is any.
    "StatePosition": lambda after: a_position(Position.ACCEPTED if after is Closure.OPEN else after),
    "ReportProgress": lambda after: a_report(Progress.IN_PROGRESS if after is Closure.OPEN else after),
    "RecordHandOver": lambda _: delivery.HandOver(
        channel=Channel.COURIER, handed_over_date=TODAY, reference="Receipt 4"
    ),
    "RecordOutsideAnswer": lambda after: a_letter(**says(after)),
    "MoveDeliveryDate": lambda _: a_move_of_the_date(),
    "CloseDeclined": lambda _: closures.Grounds(reason=a_text()),
    "ProposeNotApplicable": lambda _: closures.Grounds(reason=a_text(), evidence=(some_evidence(),)),
    "Reopen": lambda _: closures.Grounds(reason=a_text(), evidence=(some_evidence(),), verifier_organisation_name=NAME),
    "RequestEvidence": lambda _: checks.Question(
        question=a_text(), reply_by_date=SOON, verifier_organisation_name=NAME
    ),
    "RecordVerification": lambda after: checks.Finding(
        verification=after,
        method=Method.SITE_VISIT,
        finding=a_text(),
        evidence=(some_evidence("https://archive.example/visit"),),
        verifier_organisation_name=NAME,
    ),
    "AnswerFinding": lambda _: findings.Reply(reply=a_text()),
    "TakeFindingBack": lambda _: findings.TakingBack(reason=a_text()),
    "RecordNotVerifiable": lambda _: checks.Wording(reason=a_text(), verifier_organisation_name=NAME),
    "RecordNoEvidenceFound": lambda _: checks.EmptySearch(
        search_log=(Search(place="The gazette", searched_date=TODAY),),
        finding=a_text(),
        verifier_organisation_name=NAME,
    ),
}


def find(line: Line, finding: checks.Finding, by: Standing) -> Any:
    """Record a finding; of one that is announced first, return what its end brings."""
    act = an_act(by)
    if finding.verification not in checks.ANNOUNCED_FIRST:
        return checks.record_verification(line, finding, act)
    fact = findings.announce_finding(line, finding, act, finding_id=uuid4(), until_date=TODAY)
    announced = findings.Announced(
        id=fact.finding_id,
        finding=finding,
        verifier_id=by.person_id,
        verifier_organisation_id=uuid4(),
        announced_date=TODAY,
        ends_at=act.moment.at,
        reply=None,
        replied_date=None,
    )
    return findings.end_right_of_reply(replace(line, assignment=evolve(line.assignment, fact)), announced, act.moment)


def state(line: Line, act: PositionAnswer, by: Standing) -> Any:
    """State a position; of one on a closed line, return what it does to the closure."""
    stated = answers.state_position(line, act, an_act(by))
    return closures.reopened_by_position(line.assignment, evolve(line.assignment, stated), stated) or stated


def report(line: Line, act: ProgressAnswer, by: Standing) -> Any:
    """Report progress; of a report on a closed promise, return what it does to the closure."""
    reported = answers.report_progress(line, act, an_act(by))
    return closures.reopened_by_progress(line.assignment, evolve(line.assignment, reported), reported) or reported


def propose(line: Line, act: closures.Grounds, by: Standing) -> Any:
    """Propose to close a line and let another person confirm it."""
    proposal = closures.Proposal(id=uuid4(), grounds=act, proposed_by=by.person_id)
    closures.propose_not_applicable(line, proposal, an_act(by))
    reviewer = somebody(Role.REVIEWER, HOST, person_id=uuid4())
    return closures.decide_proposal(line, proposal, confirm=True, reason="", by=reviewer, moment=a_moment())[0]


DECIDE: dict[str, Decide] = {
    "StatePosition": state,
    "CloseDeclined": lambda line, act, by: closures.close_declined(line, act, an_act(by)),
    "ProposeNotApplicable": propose,
    "Reopen": lambda line, act, by: closures.reopen(line, act, an_act(by)),
    "ReportProgress": report,
    "MoveDeliveryDate": lambda line, act, by: promises.move_delivery_date(
        line, act.moved, an_act(by), approval=act.approval
    ),
    "RecordHandOver": lambda line, act, by: delivery.record_hand_over(line, act, an_act(by), holidays=()),
    "RecordOutsideAnswer": lambda line, act, by: outside.record_outside_answer(line, act, an_act(by)),
    "RequestEvidence": lambda line, act, by: checks.request_evidence(line, act, an_act(by)),
    "RecordVerification": find,
    "AnswerFinding": lambda line, act, by: findings.answer_finding(
        line, act, an_act(by), ends_at=a_moment().at + timedelta(days=1)
    ),
    "TakeFindingBack": lambda line, act, by: findings.take_finding_back(line, act, an_act(by)),
    "RecordNotVerifiable": lambda line, act, by: checks.record_not_verifiable(line, act, an_act(by)),
    "RecordNoEvidenceFound": lambda line, act, by: checks.record_no_evidence_found(line, act, an_act(by)),
}
# Where in the request the act stands.
PATHS = {"StatePosition": "position", "ReportProgress": "progress"}
# Decided by a person, and not what follows from another field's move. Row 26 is decided for a body with all its lines,
# and what rows 28 and 30 move is no field of a line, so their tests stand apart.
DECIDED_ROWS = [
    each
    for each in TABLE
    if each.rpcs
    and each.row not in {"26", "28", "30"}
    and not (each.field is Field.VERIFICATION and Verification.UNASSESSED in each.after)
]
# Announcing a finding is the first half of what row 19 makes of the verification.
BY_HAND = [
    (row, rpc)
    for row in DECIDED_ROWS
    for rpc in row.rpcs
    if rpc != "SubmitAnswer" and not (row.field is Field.FINDING and rpc == "RecordVerification")
]


def named(given: Any) -> str:
    return f"row {given.row}" if isinstance(given, Transition) else str(getattr(given, "field", given))


def a_move(row: Transition) -> tuple[Any, Any]:
    """Return one move of the row: the first word if it may be one, so that no other row asks for more."""
    moves = [(before, after) for before in row.before for after in row.after if row.leads(before, after)]
    return min(moves, key=lambda move: (move[0] not in {Position.NONE, Progress.NONE_DECLARED}, move))


@pytest.mark.covers(
    "row 7b",
    "row 8",
    "row 8b",
    "row 9",
    "row 10",
    "row 11",
    "row 12",
    "row 13",
    "row 14",
    "row 15",
    "row 16",
    "row 17",
    "row 18",
    "row 19",
    "row 20",
    "row 21",
    "row 23",
    "row 24",
    "row 25",
    "invariant 1",
)
@pytest.mark.parametrize(("row", "rpc"), BY_HAND, ids=named)
def test_every_move_of_a_row_is_made_by_its_people_and_by_nobody_else(row: Transition, rpc: str) -> None:
    for before, after in product(row.before, row.after):
        if not row.leads(before, after):
            continue
        line, act = standing(row, before, rpc), ACTS[rpc](after)
        others = {actor for each in TABLE if rpc in each.rpcs and each.leads(before, after) for actor in each.who}
        for actor, by in PEOPLE.items():
            if actor in others - set(row.who):
                continue
            if actor in row.who:
                fact = DECIDE[rpc](line, act, by)
                if rpc not in {"RecordOutsideAnswer", "MoveDeliveryDate"}:
                    assert getattr(evolve(line.assignment, fact), row.field.value) is after
            else:
                with pytest.raises(PermissionDenied):
                    DECIDE[rpc](line, act, by)


NEEDS = [(row, rpc, need) for row, rpc in BY_HAND for need in row.carries]


@pytest.mark.covers(
    "row 7b",
    "row 8",
    "row 8b",
    "row 9",
    "row 10",
    "row 11",
    "row 12",
    "row 13",
    "row 14",
    "row 15",
    "row 16",
    "row 17",
    "row 18",
    "row 19",
    "row 20",
    "row 21",
    "row 23",
    "row 24",
    "row 25",
)
@pytest.mark.parametrize(("row", "rpc", "need"), NEEDS, ids=named)
def test_what_a_row_asks_for_is_asked_for_in_its_words(row: Transition, rpc: str, need: Need) -> None:
    before, after = a_move(row)
    act = ACTS[rpc](after)
    for name in (need.field, *need.or_else):
        act = without(act, name)
    with pytest.raises(errors.Missing) as refused:
        DECIDE[rpc](standing(row, before, rpc), act, PEOPLE[row.who[0]])
    path = f"{PATHS[rpc]}.{need.field}" if rpc in PATHS else need.field
    (violation,) = refused.value.violations
    assert (violation.field, violation.expected) == (path, need.expected.format(before=before))


INSTEAD: dict[str, Any] = {
    "source.url": lambda act: replace(act, source=replace(act.source, url="https://commission.example")),
    "source.scan": lambda act: replace(act, source=replace(act.source, scan=some_evidence())),
    "decline_reason": lambda act: replace(act, decline_reason=DeclineReason.NO_BUDGET),
}
OR_ELSE = [(row, rpc, need, other) for row, rpc, need in NEEDS for other in need.or_else]


@pytest.mark.parametrize(("row", "rpc", "need", "other"), OR_ELSE, ids=named)
def test_what_may_stand_in_for_it_does(row: Transition, rpc: str, need: Need, other: str) -> None:
    before, after = a_move(row)
    act = without(ACTS[rpc](after), need.field)
    act = INSTEAD.get(other, lambda act: act)(act)
    assert DECIDE[rpc](standing(row, before, rpc), act, PEOPLE[row.who[0]])


def without(act: Any, name: str) -> Any:
    first, _, rest = name.partition(".")
    if rest:
        return replace(act, **{first: without(getattr(act, first), rest)})
    value = getattr(act, first)
    return replace(
        act, **{first: type(value)() if isinstance(value, str | tuple) and not hasattr(value, "name") else None}
    )


REFUSED = [
    (field, rpc, by, before, after)
    for field, rpc, by in (
        (Field.POSITION, "StatePosition", Actor.LIAISON),
        (Field.PROGRESS, "ReportProgress", Actor.LIAISON),
        (Field.VERIFICATION, "RequestEvidence", Actor.VERIFIER),
    )
    for before, after in product(STATES[field], STATES[field])
    if after not in {Position.NONE, Progress.NONE_DECLARED}
    and (rpc != "RequestEvidence" or after is Verification.EVIDENCE_REQUESTED)
    and not any(row.field is field and by in row.who and row.leads(before, after) for row in TABLE)
]


@pytest.mark.covers("row 8", "row 12", "row 13", "row 14", "row 16")
@pytest.mark.parametrize(("field", "rpc", "by", "before", "after"), REFUSED)
def test_what_no_row_names_is_refused_with_field_and_reason(
    field: Field, rpc: str, by: Actor, before: Any, after: Any
) -> None:
    line = a_line(**{field.value: before})
    with pytest.raises(errors.NoSuchStep) as refused:
        DECIDE[rpc](line, ACTS[rpc](after), PEOPLE[by])
    assert refused.value.field == (f"{field}.{field}" if rpc in PATHS else field)
    said = str(refused.value)
    assert any(row.refusal in said for row in TABLE if row.field is field and after in row.after)
    assert f"the {field} is {before}" in said
    onward = said.rpartition("leads to: ")[2]
    assert onward == (", ".join(transitions.leading_from(field, before, by=by)) or "nothing")


@pytest.mark.parametrize("after", [Position.NONE, Progress.NONE_DECLARED])
def test_nobody_takes_back_that_something_was_said(after: Any) -> None:
    rpc = "StatePosition" if after is Position.NONE else "ReportProgress"
    with pytest.raises(InvalidArgument):
        DECIDE[rpc](a_line(), ACTS[rpc](after), PEOPLE[Actor.LIAISON])


METHODS = service_pb2.DESCRIPTOR.services_by_name["RecommendationService"].methods_by_name


@pytest.mark.covers("invariant 1", "row 26")
@pytest.mark.parametrize("rpc", sorted({rpc for row in TABLE for rpc in (*row.rpcs, row.confirming) if rpc}))
def test_the_wire_lets_in_exactly_the_people_of_the_rows(rpc: str) -> None:
    policy = METHODS[rpc].GetOptions().Extensions[options_pb2.policy]
    callers = {options_pb2.Caller.Name(each).removeprefix("CALLER_").lower() for each in policy.callers}
    if callers == {"dashboard"}:
        callers = {"anyone"}  # of a reader who is not signed in, nobody knows more
    doing = {actor.value for row in TABLE if rpc in row.rpcs for actor in row.who}
    confirming = {row.confirmed_by.value for row in TABLE if row.confirming == rpc and row.confirmed_by}
    assert callers - {"operator"} == doing | confirming, "whose certificate may stand in for a registrar"
    assert policy.mutating
