"""Is it over? Rows 23 to 25: when, by whom, and what opens a line again."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.chassis.errors import FailedPrecondition, InvalidArgument
from services.recommendations.domain import answers, clock, closures, counts, errors, headline, outside
from services.recommendations.domain.answers import PositionAnswer, ProgressAnswer
from services.recommendations.domain.assignment import Delivery, evolve
from services.recommendations.domain.closures import Grounds, Proposal
from services.recommendations.domain.guards import Line
from services.recommendations.domain.headline import Headline
from services.recommendations.domain.outside import OutsideState
from services.recommendations.domain.sources import OutsideSource
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.values import (
    Channel,
    Closure,
    Position,
    Progress,
    ReopenedBy,
    Request,
    ResponseClock,
)
from tests.unit.recommendations_builders import (
    ADDRESSEE_ORGANISATION,
    HOST,
    TODAY,
    a_commitment,
    a_line,
    a_moment,
    a_text,
    an_act,
    some_evidence,
    somebody,
)

REASON = Grounds(reason=a_text("It said no twice"))
SHOWN = Grounds(reason=a_text("The office was closed"), evidence=(some_evidence(),))


def the_host() -> Standing:
    return somebody(Role.FACILITATOR, HOST)


def the_reviewer() -> Standing:
    return somebody(Role.REVIEWER, HOST, person_id=uuid4())


def declined(on: date, **changed: Any) -> Line:
    return a_line(position=Position.DECLINED, position_date=on, answered_date=on, **changed)


def after(line: Line, fact: Any) -> Line:
    return replace(line, assignment=evolve(line.assignment, fact))


@pytest.mark.parametrize(
    ("on", "today", "may"),
    [
        pytest.param(date(2026, 3, 2), date(2027, 3, 1), False, id="the day before a year is over"),
        pytest.param(date(2026, 3, 2), date(2027, 3, 2), True, id="a year on"),
        pytest.param(date(2028, 2, 29), date(2029, 2, 28), False, id="a leap day has no 29th a year on"),
        pytest.param(date(2028, 2, 29), date(2029, 3, 1), True, id="so it is 1 March"),
    ],
)
def test_a_line_is_closed_as_declined_a_year_after_the_body_declined(on: date, today: date, may: bool) -> None:
    line = declined(on)
    if may:
        fact = closures.close_declined(line, REASON, an_act(the_host(), day=today))
        assert after(line, fact).assignment.closed_date == today
        return
    with pytest.raises(errors.NoSuchStep) as refused:
        closures.close_declined(line, REASON, an_act(the_host(), day=today))
    assert refused.value.field == "closure"


@pytest.mark.parametrize(
    ("again", "may"),
    [
        pytest.param(Delivery(id=None, outcome=Request.HANDED_OVER, date=TODAY), True, id="handed over since"),
        pytest.param(
            Delivery(id=None, outcome=Request.HANDED_OVER, date=TODAY - timedelta(days=9)), False, id="on that day"
        ),
        pytest.param(
            Delivery(id=uuid4(), outcome=Request.ACCEPTED_BY_MAIL_SERVER, date=TODAY), False, id="the first mail, late"
        ),
    ],
)
def test_a_second_request_lets_it_be_closed_before(again: Delivery, may: bool) -> None:
    line = declined(TODAY - timedelta(days=9), deliveries=(again,))
    if may:
        assert closures.close_declined(line, REASON, an_act(the_host())).closure is Closure.CLOSED_DECLINED
    else:
        with pytest.raises(errors.NoSuchStep):
            closures.close_declined(line, REASON, an_act(the_host()))


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(a_line(position=Position.NOT_OURS, position_date=date(2024, 1, 1)), id="not responsible"),
        pytest.param(a_line(), id="silent"),
        pytest.param(
            declined(date(2024, 1, 1), progress=Progress.IN_PROGRESS, progress_date=date(2025, 1, 1)), id="begun later"
        ),
    ],
)
def test_only_what_was_declined_and_not_begun_since_is_closed_as_declined(line: Line) -> None:
    with pytest.raises(errors.NoSuchStep):
        closures.close_declined(line, REASON, an_act(the_host()))


def test_declined_is_not_dead_it_stays_listed_counted_and_may_start_later() -> None:
    line = declined(date(2024, 1, 1), clock_start_date=date(2023, 12, 1), request_date=date(2023, 12, 1))
    closed = after(line, closures.close_declined(line, REASON, an_act(the_host())))
    value = headline.of_line(closed.record, closed.assignment, hidden=False, today=TODAY)
    assert value.headline is Headline.DECLINED
    assert counts.is_listed(closed.record, closed.assignment, hidden=False)
    assert counts.counts_of(closed.assignment) == counts.counts_of(line.assignment) != frozenset()
    begun = ProgressAnswer(progress=Progress.IN_PROGRESS, text=a_text())
    started = after(closed, answers.report_progress(closed, begun, an_act(version=2)))
    value = headline.of_line(started.record, started.assignment, hidden=False, today=TODAY)
    assert value.headline is Headline.WORK_UNDER_WAY


def a_proposal(**changed: Any) -> Proposal:
    return replace(Proposal(id=uuid4(), grounds=SHOWN, proposed_by=uuid4()), **changed)


def test_what_no_longer_applies_is_closed_by_two_persons_and_its_clocks_stop() -> None:
    line = a_line(clock_start_date=TODAY - timedelta(days=9), response_due_date=TODAY + timedelta(days=51))
    closed, decided = closures.decide_proposal(
        line, a_proposal(), confirm=True, reason="", by=the_reviewer(), moment=a_moment()
    )
    assert closed is not None
    line = after(after(line, closed), decided)
    assert line.assignment.version == 3
    far = TODAY + timedelta(days=400)
    value = headline.of_line(line.record, line.assignment, hidden=False, today=far)
    assert value.headline is Headline.NO_LONGER_APPLIES
    assert clock.response_clock(line.assignment, today=far).state is ResponseClock.STOPPED
    assert clock.response_clock(line.assignment, today=far).days_left == 51


def test_whoever_proposed_it_does_not_confirm_it_nor_does_another_hosts_reviewer() -> None:
    both = replace(the_host(), roles=the_host().roles | the_reviewer().roles)
    proposal = a_proposal(proposed_by=both.person_id)
    common: dict[str, Any] = {"confirm": True, "reason": "", "moment": a_moment()}
    with pytest.raises(errors.SamePerson):
        closures.decide_proposal(a_line(), proposal, by=both, **common)
    with pytest.raises(errors.RoleMissing):
        closures.decide_proposal(a_line(), proposal, by=somebody(Role.REVIEWER, person_id=uuid4()), **common)


def test_a_proposal_is_decided_once_a_refusal_needs_a_reason_and_changes_nothing() -> None:
    common: dict[str, Any] = {"by": the_reviewer(), "moment": a_moment()}
    decided_before = a_proposal(state=OutsideState.REFUSED)
    with pytest.raises(errors.AlreadyDecided):
        closures.decide_proposal(a_line(), decided_before, confirm=True, reason="", **common)
    with pytest.raises(InvalidArgument) as refused:
        closures.decide_proposal(a_line(), a_proposal(), confirm=False, reason=" ", **common)
    assert [each.field for each in refused.value.violations] == ["reason"]
    line, proposal = a_line(), a_proposal()
    line = after(line, closures.propose_not_applicable(line, proposal, an_act(the_host())))
    assert line.assignment.closure_proposals_pending == (proposal.id,)
    closed, decided = closures.decide_proposal(line, proposal, confirm=False, reason="No", **common)
    assert closed is None
    assert after(line, decided).assignment == replace(line.assignment, closure_proposals_pending=(), version=3)


def test_what_was_closed_meanwhile_is_not_closed_again_by_an_old_proposal() -> None:
    line = a_line(closure=Closure.CLOSED_VERIFIED, closed_date=TODAY)
    with pytest.raises(errors.NoSuchStep):
        closures.decide_proposal(line, a_proposal(), confirm=True, reason="", by=the_reviewer(), moment=a_moment())


def closed_line(**changed: Any) -> Line:
    return a_line(closure=Closure.CLOSED_NOT_APPLICABLE, closed_date=TODAY, **changed)


def test_a_verifier_with_a_stake_opens_nothing() -> None:
    grounds = replace(SHOWN, verifier_organisation_name="Checking house")
    with pytest.raises(errors.ConflictOfInterest):
        closures.reopen(closed_line(), grounds, an_act(somebody(Role.VERIFIER, ADDRESSEE_ORGANISATION)))
    fact = closures.reopen(closed_line(), grounds, an_act(somebody(Role.VERIFIER)))
    assert (fact.reopened_by.value, fact.verifier_organisation_name) == ("verifier", "Checking house")


def test_an_open_line_is_not_opened() -> None:
    with pytest.raises(FailedPrecondition):
        closures.reopen(a_line(), SHOWN, an_act(the_host()))


def test_a_new_position_opens_a_closed_line_and_the_same_one_does_not() -> None:
    line = closed_line(position=Position.DECLINED, position_date=TODAY)
    again = PositionAnswer(position=Position.DECLINED, reason=a_text())
    stated = answers.state_position(line, again, an_act())
    assert closures.reopened_by_position(line.assignment, after(line, stated).assignment, stated) is None
    other = PositionAnswer(position=Position.ACCEPTED, reason=a_text())
    stated = answers.state_position(line, other, an_act())
    accepted = after(line, stated)
    fact = closures.reopened_by_position(line.assignment, accepted.assignment, stated)
    assert fact is not None
    assert after(accepted, fact).assignment.closure is Closure.OPEN


def test_another_progress_opens_a_closed_promise_with_a_reason_and_no_other_line() -> None:
    closed: dict[str, Any] = {
        "closure": Closure.CLOSED_NOT_APPLICABLE,
        "closed_date": TODAY,
        "progress": Progress.ABANDONED,
        "progress_date": TODAY - timedelta(days=30),
    }
    promise, asked = a_line(record=a_commitment(), **closed), a_line(**closed)
    again = ProgressAnswer(progress=Progress.IN_PROGRESS, text=a_text())
    for line, reason, reopens in ((promise, a_text(), True), (asked, a_text(), False)):
        fact = answers.report_progress(line, replace(again, reason=reason), an_act())
        then = after(line, fact)
        reopened = closures.reopened_by_progress(line.assignment, then.assignment, fact)
        assert (reopened is not None) is reopens
        if reopened:
            assert (reopened.reopened_by, reopened.reopened_date) == (ReopenedBy.ADDRESSEE, TODAY)
            assert after(then, reopened).assignment.closure is Closure.OPEN
    done = ProgressAnswer(progress=Progress.REPORTED_COMPLETE, text=a_text())
    with pytest.raises(errors.Missing) as refused:
        answers.report_progress(promise, done, an_act())
    assert [each.field for each in refused.value.violations] == ["progress.reason"]
    answers.report_progress(asked, done, an_act())
    old = replace(promise.assignment, closed_date=TODAY + timedelta(days=1))
    assert closures.reopened_by_progress(old, then.assignment, fact) is None


def test_a_letter_from_before_the_closing_opens_nothing() -> None:
    line = closed_line()
    source = OutsideSource(channel=Channel.LETTER, date=TODAY - timedelta(days=1), reference="No. 1")
    letter = outside.OutsideAnswer(
        id=uuid4(),
        position=PositionAnswer(position=Position.DECLINED, reason=a_text()),
        progress=None,
        approval=None,
        source=source,
        recorded_by=uuid4(),
    )
    for day, opens in ((source.date, False), (TODAY, True)):
        dated = replace(letter, source=replace(source, date=day))
        stated = outside.stated_outside(line, dated, moment=a_moment())
        assert stated is not None
        fact = closures.reopened_by_position(line.assignment, after(line, stated).assignment, stated)
        assert (fact is not None) is opens


def test_a_closing_is_stale_only_if_the_closure_changed_since() -> None:
    line = declined(date(2024, 1, 1), version=9, closure_version=5, position_version=9)
    assert closures.close_declined(line, REASON, an_act(the_host(), version=5)).version == 10
    with pytest.raises(errors.Stale):
        closures.close_declined(line, REASON, an_act(the_host(), version=4))
