"""Right of reply: row 19. Nothing of a finding is public before its time has passed, and then it is so once."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from services.chassis.calendar import add_working_days
from services.recommendations.domain import checks, errors, findings
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.calendar import Calendar, Correction
from services.recommendations.domain.checks import Finding, Wording
from services.recommendations.domain.facts import FindingAnswered
from services.recommendations.domain.findings import Announced, Reply, TakingBack
from services.recommendations.domain.guards import Line
from services.recommendations.domain.headline import Headline, of_line
from services.recommendations.domain.standing import Role
from services.recommendations.domain.values import (
    Assurance,
    Closure,
    DayKind,
    Method,
    Moment,
    Progress,
    RecordState,
    Verification,
)
from services.recommendations.wire import facts as wire
from tests.unit.recommendations_builders import (
    ADDRESSEE,
    HOST,
    PERSON,
    TODAY,
    a_line,
    a_moment,
    a_record,
    a_text,
    an_act,
    some_evidence,
    somebody,
    the_liaison,
)

KARACHI = ZoneInfo("Asia/Karachi")
FINDING, VERIFIER, SUCCESSOR = uuid4(), UUID(int=99), UUID(int=98)
UNTIL = date(2026, 3, 16)  # ten working days after Monday the 2nd
ENDS = datetime(2026, 3, 17, tzinfo=KARACHI)


def the_verifier() -> Any:
    return somebody(Role.VERIFIER, person_id=VERIFIER)


def a_finding(**changed: Any) -> Finding:
    finding = Finding(
        verification=Verification.CONTRADICTED,
        method=Method.SERVICE_TESTED,
        finding=a_text("Nobody answers"),
        evidence=(some_evidence("https://archive.example/call"),),
        verifier_organisation_name="Checking house",
    )
    return replace(finding, **changed)


def a_wording() -> Wording:
    return Wording(reason=a_text("No number is named"), verifier_organisation_name="Checking house")


def says_done(**changed: Any) -> Line:
    fields: dict[str, Any] = {"progress": Progress.REPORTED_COMPLETE, "progress_date": TODAY}
    return a_line(**(fields | changed))


def announced_line(**changed: Any) -> Line:
    line = says_done()
    fact = findings.announce_finding(line, a_finding(), an_act(the_verifier()), finding_id=FINDING, until_date=UNTIL)
    return replace(line, assignment=evolve(line.assignment, fact), **changed)


def announced(**changed: Any) -> Announced:
    opened = Announced(
        id=FINDING,
        finding=a_finding(),
        verifier_id=VERIFIER,
        verifier_organisation_id=uuid4(),
        announced_date=TODAY,
        ends_at=ENDS,
        reply=None,
        replied_date=None,
    )
    return replace(opened, **changed)


@pytest.mark.parametrize(
    ("start", "days", "holidays", "last"),
    [
        pytest.param(date(2026, 3, 2), 10, (), date(2026, 3, 16), id="two weekends between"),
        pytest.param(date(2026, 3, 6), 1, (), date(2026, 3, 9), id="friday to monday"),
        pytest.param(date(2026, 3, 7), 1, (), date(2026, 3, 9), id="from a saturday"),
        pytest.param(date(2026, 3, 2), 10, (date(2026, 3, 16),), date(2026, 3, 17), id="a holiday on the last day"),
        pytest.param(date(2026, 12, 31), 1, (date(2027, 1, 1),), date(2027, 1, 4), id="over the end of a year"),
    ],
)
def test_the_window_counts_working_days_after_the_day(
    start: date, days: int, holidays: tuple[date, ...], last: date
) -> None:
    assert add_working_days(start, days, holidays) == last


@pytest.mark.parametrize("hour", [pytest.param(0, id="midnight"), pytest.param(18, id="23:00 in Karachi")])
def test_the_window_ends_when_its_last_day_has_ended(hour: int) -> None:
    moment = Moment(at=datetime(2026, 3, 2, hour, tzinfo=UTC), zone=KARACHI)
    assert findings.window(moment, working_days=10, holidays=()) == findings.Window(until_date=UNTIL, ends_at=ENDS)


def test_a_trial_may_have_a_window_of_its_own_length() -> None:
    moment = a_moment()
    window = findings.window(moment, working_days=10, holidays=(), instead=timedelta(seconds=5))
    assert (window.until_date, window.ends_at) == (TODAY, moment.at + timedelta(seconds=5))


def declared(day: date, kind: DayKind = DayKind.HOLIDAY) -> Calendar:
    correction = Correction(
        version=1, day=day, kind=kind, reason_id=None, source="SRO 1", declared_date=TODAY, entered_date=TODAY
    )
    return Calendar(version=1, corrections={day: correction})


def test_a_holiday_declared_within_the_time_for_a_reply_makes_it_longer() -> None:
    moment, late = a_moment(), declared(UNTIL)
    fact = findings.extend(announced_line(), TODAY, moment, working_days=10, calendar=late, base=())
    assert fact is not None
    assert (fact.reply_until_date, fact.previous_until_date, fact.corrected_date) == (
        UNTIL + timedelta(days=1),
        UNTIL,
        UNTIL,
    )
    line = announced_line()
    after = replace(line, assignment=evolve(line.assignment, fact))
    assert after.assignment.finding_until_date == fact.reply_until_date
    assert findings.extend(after, TODAY, moment, working_days=10, calendar=late, base=()) is None, "once only"
    reply = findings.answer_finding(
        after, Reply(reply=a_text()), an_act(the_liaison(), version=2), ends_at=findings.end_of(UNTIL, moment)
    )
    assert reply.finding_id == FINDING, "what was seen before is not stale for it"


@pytest.mark.parametrize(
    ("calendar", "base", "working_days"),
    [
        pytest.param(declared(UNTIL + timedelta(days=1)), (), 10, id="a holiday after its end"),
        pytest.param(declared(TODAY), (), 10, id="a holiday on the day of the finding"),
        pytest.param(declared(UNTIL, DayKind.WORKING_DAY), (UNTIL,), 10, id="a holiday that was none"),
        pytest.param(Calendar(), (), 12, id="more days by a setting"),
    ],
)
def test_nothing_else_moves_the_end_of_the_time_for_a_reply(
    calendar: Calendar, base: tuple[date, ...], working_days: int
) -> None:
    line = announced_line()
    fact = findings.extend(line, TODAY, a_moment(), working_days=working_days, calendar=calendar, base=base)
    assert fact is None
    nobody = says_done()
    assert findings.extend(nobody, TODAY, a_moment(), working_days=10, calendar=declared(UNTIL), base=()) is None


@pytest.mark.parametrize("verification", [Verification.CONTRADICTED, Verification.LAPSED])
def test_what_contradicts_is_never_recorded_at_once(verification: Verification) -> None:
    with pytest.raises(errors.Missing):
        checks.record_verification(says_done(), a_finding(verification=verification), an_act(the_verifier()))
    line = announced_line()
    assert line.assignment.verification is Verification.UNASSESSED
    assert of_line(line.record, line.assignment, hidden=False, today=TODAY).headline is Headline.SAYS_DONE_NOT_CHECKED


def test_an_announcement_tells_the_day_and_nothing_of_the_finding() -> None:
    line = says_done()
    fact = findings.announce_finding(line, a_finding(), an_act(the_verifier()), finding_id=FINDING, until_date=UNTIL)
    message = wire.event(fact).message
    told = {field.name for field, _ in message.ListFields()}
    assert told == {"assignment_id", "finding_id", "announced_date", "reply_until_date"}


@pytest.mark.parametrize(
    ("without", "field"),
    [
        ({"evidence": ()}, "evidence"),
        ({"method": None}, "method"),
        ({"finding": None}, "finding"),
        ({"verifier_organisation_name": " "}, "verifier_organisation_name"),
    ],
)
def test_an_announced_finding_carries_what_any_finding_carries(without: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.Missing) as refused:
        findings.announce_finding(
            says_done(), a_finding(**without), an_act(the_verifier()), finding_id=FINDING, until_date=UNTIL
        )
    assert [each.field for each in refused.value.violations] == [field]


def test_nothing_else_is_recorded_of_the_claim_meanwhile() -> None:
    line, act = announced_line(), an_act(the_verifier(), version=2)
    with pytest.raises(errors.RightOfReply):
        findings.announce_finding(line, a_finding(), act, finding_id=uuid4(), until_date=UNTIL)
    with pytest.raises(errors.RightOfReply):
        checks.record_verification(line, a_finding(verification=Verification.PARTIAL), act)
    with pytest.raises(errors.RightOfReply):
        checks.record_not_verifiable(line, a_wording(), act)


def test_only_the_addressees_own_liaison_replies() -> None:
    for other in (the_verifier(), somebody(Role.FACILITATOR), somebody(addressees=frozenset({uuid4()}))):
        with pytest.raises(errors.NotTheAddressee):
            findings.answer_finding(announced_line(), Reply(reply=a_text()), an_act(other, version=2), ends_at=ENDS)


@pytest.mark.covers("SEC 7")
def test_a_reply_is_as_sure_as_the_body_wants_that_replies() -> None:
    there = uuid4()
    gone = announced_line(now_with=there, minimum_there=Assurance.LETTER)
    both = somebody(addressees=frozenset({ADDRESSEE, SUCCESSOR}))
    for line, by, told in (
        (announced_line(minimum_assurance=Assurance.LETTER), the_liaison(), "by letter only"),
        (gone, somebody(addressees=frozenset({there})), "by letter only"),
        (announced_line(), the_liaison(assurance=None), "sign in with one"),
        (gone_line(minimum_assurance=Assurance.LETTER), both, "by letter only"),
    ):
        with pytest.raises(errors.NotSureEnough, match=told):
            findings.answer_finding(line, Reply(reply=a_text()), an_act(by, version=2), ends_at=ENDS)
    findings.answer_finding(gone, Reply(reply=a_text()), an_act(the_liaison(), version=2), ends_at=ENDS)
    reply_of(gone_line(minimum_there=Assurance.LETTER), ADDRESSEE, SUCCESSOR)
    reply_of(gone_line(minimum_assurance=Assurance.LETTER, body_ended_date=TODAY), ADDRESSEE, SUCCESSOR)


def test_a_reply_needs_a_finding_words_and_time() -> None:
    line, act = announced_line(), an_act(the_liaison(), version=2)
    with pytest.raises(errors.NoSuchStep):
        findings.answer_finding(says_done(), Reply(reply=a_text()), an_act(the_liaison()), ends_at=None)
    with pytest.raises(errors.Missing):
        findings.answer_finding(line, Reply(reply=None), act, ends_at=ENDS)
    with pytest.raises(errors.NoSuchStep):
        findings.answer_finding(
            line, Reply(reply=a_text()), replace(act, moment=Moment(at=ENDS, zone=KARACHI)), ends_at=ENDS
        )
    in_time = replace(act, moment=Moment(at=ENDS - timedelta(seconds=1), zone=KARACHI))
    assert findings.answer_finding(line, Reply(reply=a_text()), in_time, ends_at=ENDS).finding_id == FINDING


def test_a_reply_over_one_that_was_not_seen_is_stale() -> None:
    line = announced_line()
    first = findings.answer_finding(line, Reply(reply=a_text()), an_act(the_liaison(), version=2), ends_at=ENDS)
    line = replace(line, assignment=evolve(line.assignment, first))
    with pytest.raises(errors.Stale):
        findings.answer_finding(line, Reply(reply=a_text()), an_act(the_liaison(), version=2), ends_at=ENDS)
    assert (
        findings.answer_finding(line, Reply(reply=a_text()), an_act(the_liaison(), version=3), ends_at=ENDS).version
        == 4
    )


def taken_back(line: Line, **changed: Any) -> Any:
    act = an_act(changed.pop("by", the_verifier()), version=changed.pop("version", line.assignment.version))
    return findings.take_finding_back(line, TakingBack(reason=changed.pop("reason", a_text("A wrong number"))), act)


def test_a_finding_that_was_taken_back_leaves_the_claim_as_it_was_and_never_becomes_public() -> None:
    before = announced_line()
    line = replace(before, assignment=evolve(before.assignment, taken_back(before)))
    assert line.assignment.verification is Verification.UNASSESSED
    assert (line.assignment.finding_id, line.assignment.finding_until_date) == (None, None)
    shown = of_line(line.record, line.assignment, hidden=False, today=TODAY)
    assert shown.headline is Headline.SAYS_DONE_NOT_CHECKED
    assert findings.end_right_of_reply(line, announced(), Moment(at=ENDS, zone=KARACHI)) is None
    again = findings.announce_finding(
        line, a_finding(), an_act(the_verifier(), version=3), finding_id=uuid4(), until_date=UNTIL
    )
    assert again.version == 4


def test_the_fact_that_it_was_taken_back_says_nothing_of_finding_or_reason() -> None:
    said = str(wire.event(taken_back(announced_line())))
    for secret in ("wrong number", "nobody answers", "contradicted", "checking house", "archive.example"):
        assert secret not in said.lower()


def test_only_a_verifier_without_a_conflict_takes_a_finding_back() -> None:
    for other in (the_liaison(), somebody(Role.FACILITATOR), somebody(Role.REVIEWER)):
        with pytest.raises(errors.RoleMissing):
            taken_back(announced_line(), by=other)
    line = announced_line()
    own = somebody(Role.VERIFIER, line.record.host_organisation_id)
    with pytest.raises(errors.ConflictOfInterest):
        taken_back(line, by=own)


def test_taking_back_needs_a_finding_a_reason_and_a_record_that_stands() -> None:
    with pytest.raises(errors.NoSuchStep):
        taken_back(says_done())
    with pytest.raises(errors.Missing) as refused:
        taken_back(announced_line(), reason=None)
    assert [each.field for each in refused.value.violations] == ["reason"]
    with pytest.raises(errors.Stale):
        taken_back(announced_line(hidden=True))


def test_who_has_not_read_the_reply_takes_nothing_back() -> None:
    line = announced_line()
    reply = findings.answer_finding(line, Reply(reply=a_text()), an_act(the_liaison(), version=2), ends_at=ENDS)
    line = replace(line, assignment=evolve(line.assignment, reply))
    with pytest.raises(errors.Stale):
        taken_back(line, version=2)
    assert taken_back(line, version=3).version == 4


@pytest.mark.parametrize(
    ("at", "is_public"),
    [
        pytest.param(ENDS - timedelta(seconds=1), False, id="the last second of the last day"),
        pytest.param(ENDS, True, id="midnight"),
        pytest.param(ENDS + timedelta(days=3), True, id="three days late"),
    ],
)
def test_it_becomes_public_at_the_instant_and_counts_from_it(at: datetime, is_public: bool) -> None:
    reply = a_text("The line was down for a day")
    opened = announced(reply=reply, replied_date=TODAY)
    fact = findings.end_right_of_reply(announced_line(), opened, Moment(at=at, zone=KARACHI))
    assert (fact is not None) is is_public
    if fact is not None:
        assert (fact.verified_date, fact.occurred_at, fact.announced_date) == (ENDS.date(), ENDS, TODAY)
        assert (fact.reply, fact.actor) == (reply, str(VERIFIER))


@pytest.mark.parametrize(
    ("verification", "headline"),
    [(Verification.CONTRADICTED, Headline.CONTRADICTED), (Verification.LAPSED, Headline.SINCE_UNDONE)],
)
def test_once_it_is_public_the_headline_says_so_and_the_line_is_free(
    verification: Verification, headline: Headline
) -> None:
    line, moment = announced_line(), Moment(at=ENDS, zone=KARACHI)
    fact = findings.end_right_of_reply(line, announced(finding=a_finding(verification=verification)), moment)
    assert fact is not None
    after = replace(line, assignment=evolve(line.assignment, fact))
    assert of_line(line.record, after.assignment, hidden=False, today=ENDS.date()).headline is headline
    assert (after.assignment.finding_id, after.assignment.finding_until_date) == (None, None)
    assert findings.end_right_of_reply(after, announced(), moment) is None, "once only"
    complete = a_finding(verification=Verification.VERIFIED_COMPLETE)
    assert checks.record_verification(after, complete, an_act(the_verifier(), version=3)).version == 4


GONE: dict[str, Any] = {"closure": Closure.TRANSFERRED, "closed_date": TODAY}


def gone_line(**changed: Any) -> Line:
    """Return a line that went to another body while the finding waits for a reply."""
    line = announced_line()
    return replace(line, assignment=replace(line.assignment, **GONE), now_with=SUCCESSOR, **changed)


def reply_of(line: Line, *addressees: UUID) -> FindingAnswered:
    by = somebody(addressees=frozenset(addressees), speaks_for=frozenset(addressees))
    reply = findings.Reply(reply=a_text())
    return findings.answer_finding(line, reply, an_act(by, version=line.assignment.version), ends_at=ENDS)


def test_of_a_line_that_went_to_another_body_both_may_reply_to_what_was_found() -> None:
    line = gone_line()
    for body in (ADDRESSEE, SUCCESSOR):
        assert reply_of(line, body).finding_id == FINDING
    with pytest.raises(errors.NotTheAddressee):
        reply_of(line, uuid4())
    with pytest.raises(errors.NotTheAddressee):
        reply_of(replace(line, now_with=None), SUCCESSOR)


def test_of_a_body_that_is_no_more_only_its_successor_replies() -> None:
    line = gone_line(body_ended_date=TODAY)
    assert reply_of(line, SUCCESSOR).finding_id == FINDING
    assert reply_of(line, ADDRESSEE, SUCCESSOR).finding_id == FINDING
    with pytest.raises(errors.BodyEnded):
        reply_of(line, ADDRESSEE)


def test_what_was_found_of_a_line_is_taken_back_wherever_it_went() -> None:
    line = gone_line()
    act = an_act(the_verifier(), version=line.assignment.version)
    fact = findings.take_finding_back(line, findings.TakingBack(reason=a_text()), act)
    assert evolve(line.assignment, fact).finding_id is None


def test_of_what_is_withdrawn_or_hidden_nothing_becomes_public() -> None:
    moment = Moment(at=ENDS, zone=KARACHI)
    assert findings.end_right_of_reply(announced_line(hidden=True), announced(), moment) is None
    withdrawn = announced_line(record=a_record(state=RecordState.WITHDRAWN))
    assert findings.end_right_of_reply(withdrawn, announced(), moment) is None


def test_nobody_checks_what_the_same_person_reported() -> None:
    line = says_done(spoken_by=(VERIFIER,))
    with pytest.raises(errors.ConflictOfInterest) as refused:
        checks.record_verification(line, a_finding(verification=Verification.PARTIAL), an_act(the_verifier()))
    assert refused.value.reason == "own_claim"
    assert checks.conflict_of_interest(says_done(spoken_by=(PERSON,)), the_verifier()) == ""


def test_a_verifier_or_a_reviewer_of_the_host_says_that_words_cannot_be_checked() -> None:
    for by in (the_verifier(), somebody(Role.REVIEWER, HOST)):
        line = says_done()
        fact = checks.record_not_verifiable(line, a_wording(), an_act(by))
        after = evolve(line.assignment, fact)
        assert after.verification is Verification.NOT_VERIFIABLE
        assert of_line(line.record, after, hidden=False, today=TODAY).headline is Headline.SAYS_DONE_NOT_CHECKED
    for other in (somebody(Role.FACILITATOR, HOST), somebody(Role.REVIEWER)):
        with pytest.raises(errors.RoleMissing):
            checks.record_not_verifiable(says_done(), a_wording(), an_act(other))
