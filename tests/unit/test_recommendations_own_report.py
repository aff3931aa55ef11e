"""Invariant 8: an addressee's own report alone never yields "Done – checked", whatever it says and points to."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refusal
from services.recommendations.domain import answers, checks, errors, findings, promises
from services.recommendations.domain.answers import PositionAnswer, ProgressAnswer
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.checks import Finding
from services.recommendations.domain.facts import AssignmentFact
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.headline import BarGroup, Headline, of_line
from services.recommendations.domain.promises import DateMove
from services.recommendations.domain.sources import Evidence
from services.recommendations.domain.standing import Role
from services.recommendations.domain.values import SHOWN_DONE, DeclineReason, Method, Position, Progress, Verification
from tests.unit.recommendations_builders import (
    TODAY,
    a_commitment,
    a_line,
    a_record,
    a_text,
    an_act,
    some_evidence,
    somebody,
    the_liaison,
)

LATER = TODAY.replace(year=TODAY.year + 1)
PIECES = st.lists(
    st.sampled_from(
        [
            some_evidence(),
            some_evidence("https://commission.example/photographs"),
            Evidence(reference="Letter 7", seen_date=TODAY),
        ]
    ),
    max_size=3,
    unique=True,
).map(tuple)
POSITIONS = st.builds(
    PositionAnswer,
    position=st.sampled_from(Position),
    text=st.just(a_text()),
    part=st.just(a_text()),
    reason=st.just(a_text()),
    decline_reason=st.sampled_from(DeclineReason),
    believed_responsible=st.just("unknown"),
    decision_by_date=st.just(LATER),
    delivery_date=st.sampled_from([None, LATER]),
    evidence=PIECES,
)
REPORTS = st.builds(
    ProgressAnswer,
    progress=st.sampled_from(Progress),
    text=st.just(a_text()),
    reason=st.just(a_text()),
    delivery_date=st.sampled_from([None, LATER]),
    evidence=PIECES,
)
MOVES = st.builds(DateMove, delivery_date=st.just(LATER.replace(year=LATER.year + 1)), reason=st.just(a_text()))
WORDS = st.lists(st.one_of(POSITIONS, REPORTS, REPORTS, MOVES), min_size=1, max_size=8)


def say(line: Line, said: PositionAnswer | ProgressAnswer | DateMove, act: Act) -> AssignmentFact:
    match said:
        case PositionAnswer():
            return answers.state_position(line, said, act)
        case ProgressAnswer():
            return answers.report_progress(line, said, act)
        case DateMove():
            return promises.move_delivery_date(line, said, act)


def told(line: Line, words: list[PositionAnswer | ProgressAnswer | DateMove]) -> Line:
    """Return the line after all that its body said; what is refused is not said."""
    for said in words:
        try:
            fact = say(line, said, an_act(the_liaison(), version=line.assignment.version))
        except Refusal:
            continue
        line = replace(line, assignment=evolve(line.assignment, fact))
    return line


@pytest.mark.covers("invariant 8")
@given(
    words=WORDS,
    commitment=st.booleans(),
    found=st.sampled_from([each for each in Verification if each not in SHOWN_DONE]),
)
def test_whatever_a_body_says_it_never_reads_done_and_checked(
    words: list[PositionAnswer | ProgressAnswer | DateMove], commitment: bool, found: Verification
) -> None:
    line = told(a_line(record=a_commitment() if commitment else a_record(), verification=found), words)
    value = of_line(line.record, line.assignment, hidden=False, today=TODAY)
    assert (value.headline is Headline.DONE_CHECKED, value.bar_group is BarGroup.DONE_CHECKED) == (False, False)
    assert line.assignment.verification in {found, Verification.UNASSESSED}


@pytest.mark.covers("invariant 8")
@given(
    words=WORDS,
    chosen=st.data(),
    verification=st.sampled_from([*SHOWN_DONE, Verification.PARTIAL, Verification.LAPSED]),
)
def test_nor_does_a_verifier_who_has_nothing_but_what_the_body_pointed_to(
    words: list[PositionAnswer | ProgressAnswer | DateMove], chosen: st.DataObject, verification: Verification
) -> None:
    line = told(a_line(), words)
    own = [each for said in words if not isinstance(said, DateMove) for each in said.evidence]
    own = [each for each in own if each.place in line.assignment.own_evidence]
    evidence = chosen.draw(st.lists(st.sampled_from(own), max_size=3)) if own else []
    finding = Finding(
        verification=verification,
        method=Method.DOCUMENT_SEEN,
        finding=a_text(),
        evidence=tuple(evidence),
        verifier_organisation_name="Checking house",
    )
    act = an_act(somebody(Role.VERIFIER, person_id=UUID(int=99)), version=line.assignment.version)
    with pytest.raises(errors.Missing, match="not the addressee's own report"):
        find(line, finding, act)


def find(line: Line, finding: Finding, act: Act) -> AssignmentFact:
    if finding.verification is Verification.LAPSED:
        return findings.announce_finding(line, finding, act, finding_id=UUID(int=7), until_date=LATER)
    return checks.record_verification(line, finding, act)
