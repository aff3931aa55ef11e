"""What holds after every step, whoever did what: the invariants of a line. Each check says which one was broken.

They look at facts and state only, and say for themselves what follows from the facts: no code of the domain is trusted
but `evolve`, which the first of them compares with the state.
"""

from datetime import date, timedelta
from typing import Any

from services.recommendations.domain import clock, counts, facts, headline
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.headline import Headline
from services.recommendations.domain.transitions import TABLE, Field
from services.recommendations.domain.values import (
    DECIDED,
    MOOT,
    SHOWN_DONE,
    Closure,
    Verification,
)
from tests.machine.acts import SECRET
from tests.machine.stage import Seen

_SAYS = (facts.PositionStated, facts.ProgressReported)
# Which facts each may bring about (1): nobody writes another's field. `mail` and `clock` are parts of the system.
MAY: dict[str, tuple[type, ...]] = {
    "liaison": (*_SAYS, facts.DeliveryDateMoved, facts.FindingAnswered, facts.Reopened),
    "facilitator": (
        facts.RequestRecorded,
        facts.OutsideAnswerRecorded,
        facts.Closed,
        facts.ClosureProposed,
        facts.Reopened,
        facts.FollowUpKept,
        facts.FollowUpNoted,
    ),
    # A reviewer confirms: what somebody else wrote down then happens.
    "reviewer": (
        *_SAYS,
        facts.OutsideAnswerDecided,
        facts.Closed,
        facts.ClosureProposalDecided,
        facts.Reopened,
        facts.NotVerifiable,
    ),
    "verifier": (
        facts.EvidenceRequested,
        facts.VerificationRecorded,
        facts.NoEvidenceFound,
        facts.FindingAnnounced,
        facts.FindingTakenBack,
        facts.NotVerifiable,
        facts.Reopened,
    ),
    "mail": (facts.RequestRecorded,),
    "clock": (facts.VerificationRecorded,),
}
_MOVED_BY = {"clock": {"clock", "verifier"}, "mail": {"notifications"}}
_CHANGED_AT = {
    facts.PositionStated: "position_version",
    facts.ProgressReported: "progress_version",
    facts.DeliveryDateMoved: "delivery_version",
    facts.EvidenceRequested: "verification_version",
    facts.NoEvidenceFound: "verification_version",
    facts.VerificationRecorded: "verification_version",
    facts.FindingTakenBack: "finding_version",
    facts.Closed: "closure_version",
    facts.ClosureProposed: "closure_version",
}


def check(before: Seen, after: Seen, *, who: str, refused: bool, expected: int | None, today: date) -> None:
    """Check everything that has to hold after a step.

    Args:
        before: The line before the step.
        after: The line after it.
        who: Who did it.
        refused: Whether they were refused.
        expected: The version they said they had seen; None if the act has none.
        today: The day.
    """
    new = after.facts[len(before.facts) :]
    nothing_is_lost(before, after)
    state_is_the_fold(before, after, new)
    refused_is_unchanged(before, after, refused=refused)
    everybody_writes_their_own(new, who=who)
    moves_are_of_the_table(before, new, who=who)
    stale_is_refused(before, new, expected=expected)
    published_stays(before, after)
    the_latest_word_stands(after)
    the_first_date_stays(before, after)
    no_evidence_has_a_date(after, today)
    declined_is_not_dead(after)
    own_report_is_never_done(after, today)
    kept_is_kept(after)
    clocks_are_computed(after, today)


def nothing_is_lost(before: Seen, after: Seen) -> None:
    """2: what happened is never deleted or changed; versions have no gaps."""
    assert after.facts[: len(before.facts)] == before.facts, "invariant 2: a fact was changed or lost"
    versions = [each.version for each in after.facts]
    first = versions[0] if versions else 0
    assert versions == list(range(first, first + len(versions))), f"invariant 2: versions {versions}"


def state_is_the_fold(before: Seen, after: Seen, new: tuple[facts.AssignmentFact, ...]) -> None:
    """2: the state is what the facts make of it."""
    state = before.assignment
    for fact in new:
        state = evolve(state, fact)
    assert state == after.assignment, "invariant 2: the state is not the fold of the facts"


def refused_is_unchanged(before: Seen, after: Seen, *, refused: bool) -> None:
    """3: a refusal changes nothing."""
    if refused:
        assert (before.assignment, before.facts) == (after.assignment, after.facts), "invariant 3: a refusal changed it"


def everybody_writes_their_own(new: tuple[facts.AssignmentFact, ...], *, who: str) -> None:
    """1: each writes only their own fields; who has no business here writes nothing."""
    for fact in new:
        assert isinstance(fact, MAY.get(who, ())), f"invariant 1: {who} brought about {type(fact).__name__}"


def moves_are_of_the_table(before: Seen, new: tuple[facts.AssignmentFact, ...], *, who: str) -> None:
    """Every move of position, progress, verification, finding and closure is a row of the table, by its people."""
    state = before.assignment
    for fact in new:
        was, state = state, evolve(state, fact)
        for field in (Field.POSITION, Field.PROGRESS, Field.VERIFICATION, Field.FINDING, Field.CLOSURE):
            a, b = getattr(was, field.value), getattr(state, field.value)
            if a is b:
                continue
            movers = _MOVED_BY.get(who, {who})
            rows = [row for row in TABLE if row.field is field and row.leads(a, b)]
            assert any(movers & {*row.who, row.confirmed_by} for row in rows), (
                f"no row leads {who} from {field} {a} to {b}"
            )


def stale_is_refused(before: Seen, new: tuple[facts.AssignmentFact, ...], *, expected: int | None) -> None:
    """3: nobody writes over what they did not see, nor on what is hidden or withdrawn."""
    if expected is None:
        return
    for fact in new[:1]:
        changed_at = getattr(before.assignment, _CHANGED_AT.get(type(fact), "_"), 0)
        assert changed_at <= expected <= before.assignment.version, "invariant 3: a stale act was done"
        assert not before.hidden, "invariant 3: somebody acted on what is hidden"


def published_stays(before: Seen, after: Seen) -> None:
    """5: text, day and addressee as published are never overwritten; no act on a line changes the record (1)."""
    assert before.record == after.record, "invariant 5: an act changed the record"
    kept = ("id", "recommendation_id", "addressee_id", "lead", "opened_date", "response_period_days", "is_commitment")
    for name in kept:
        assert getattr(before.assignment, name) == getattr(after.assignment, name), f"invariant 5: {name} changed"


def the_latest_word_stands(after: Seen) -> None:
    """4: a late letter takes its place in history; the latest word stands, the earliest answer stops the clock."""
    positions = [each for each in after.facts if isinstance(each, facts.PositionStated)]
    reports = [each for each in after.facts if isinstance(each, facts.ProgressReported)]
    state = after.assignment
    if positions:
        last = max(positions, key=lambda each: (each.stated_date, each.version))
        assert state.position is last.position, "invariant 4: not the latest position stands"
        assert state.position_version == last.version, "invariant 4: not the latest position stands"
    if reports:
        report = max(reports, key=lambda each: (each.reported_date, each.version))
        assert state.progress is report.progress, "invariant 4: not the latest progress stands"
    answered = [each.stated_date for each in positions if each.position in DECIDED]
    answered += [each.reported_date for each in reports]
    if not state.is_commitment:
        assert state.answered_date == min(answered, default=None), "invariant 4: the clock stopped on another day"


def the_first_date_stays(before: Seen, after: Seen) -> None:
    """5: the first date a body gave stays the measure; every move is counted."""
    was, now = before.assignment, after.assignment
    if was.delivery_date and was.delivery_date != now.delivery_date:
        assert was.delivery_given_date is not None
        assert now.delivery_given_date is not None
        assert now.delivery_given_date < was.delivery_given_date, "invariant 5: the first date was overwritten"
    moves = [each for each in after.facts if isinstance(each, facts.DeliveryDateMoved)]
    assert now.slips == len(moves), "invariant 5: a slip was not counted"
    assert all(each.approval and each.approval.approved_by and each.approval.file_number for each in moves[2:]), (
        "row 15: nobody answers for the third slip"
    )


def no_evidence_has_a_date(after: Seen, today: date) -> None:
    """6: "no evidence" always shows a date."""
    if after.assignment.verification is Verification.NO_EVIDENCE_FOUND:
        assert after.assignment.verification_date is not None, "invariant 6: no evidence, as of no date"
        value = _headline(after, today)
        if value.headline is Headline.SAYS_DONE_NO_EVIDENCE_FOUND:
            assert value.of_date is not None, "invariant 6: the sentence has no date"


def declined_is_not_dead(after: Seen) -> None:
    """7: what was closed as declined stays listed and counted."""
    if after.assignment.closure is Closure.CLOSED_DECLINED and not after.hidden:
        assert counts.contribution(after.record, after.assignment, hidden=False), "invariant 7: declined is not counted"


def own_report_is_never_done(after: Seen, today: date) -> None:
    """8: what only the body itself points to never yields "Done – checked"."""
    if after.hidden or _headline(after, today).headline is not Headline.DONE_CHECKED:
        return
    own: set[str] = set()
    shown = False
    for fact in after.facts:
        if isinstance(fact, _SAYS):
            own |= {each.place for each in fact.evidence}
        if isinstance(fact, facts.VerificationRecorded):
            others = {each.place for each in fact.evidence} - own
            shown = fact.verification in SHOWN_DONE and bool(others)
    assert shown, "invariant 8: done, checked, with the body's own report alone"


def kept_is_kept(after: Seen) -> None:
    """9: nothing that nobody confirmed is in a fact or in public, nor what the host keeps to itself."""
    confirmed = any(
        (isinstance(each, facts.OutsideAnswerDecided | facts.ClosureProposalDecided) and each.confirmed)
        or (isinstance(each, facts.VerificationRecorded) and each.finding_id)
        for each in after.facts
    )
    if not confirmed:
        assert SECRET not in str(after.facts), "invariant 9: a fact holds what nobody confirmed"
        assert SECRET not in after.public, "invariant 9: the public reads what nobody confirmed"


def clocks_are_computed(after: Seen, today: date) -> None:
    """1: lateness follows from dates alone, for every day; what no longer applies is never late again."""
    for day in (today, today + timedelta(days=400)):
        response = clock.response_clock(after.assignment, today=day)
        if after.assignment.closure in MOOT and after.assignment.closed_date:
            stopped = clock.response_clock(after.assignment, today=after.assignment.closed_date)
            assert response == stopped, "row 24: a clock runs on"
        _headline(after, day)
    bar = counts.bar_of(after.record, after.assignment, hidden=after.hidden)
    assert bar.on(today) is _headline(after, today).bar_group, "invariant 1: the bar is not that of the day"


def _headline(after: Seen, day: date) -> Any:
    return headline.of_line(after.record, after.assignment, hidden=after.hidden, today=day)
