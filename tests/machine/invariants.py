"""What holds after every step, whoever did what: the invariants of a line. Each check says which one was broken.

They look at facts and state only, and say for themselves what follows from the facts: no code of the domain is trusted
but `evolve`, which the first of them compares with the state.
"""

from datetime import date, timedelta
from typing import Any

from services.recommendations.domain import clock, counts, facts, headline
from services.recommendations.domain.assignment import Assignment, evolve
from services.recommendations.domain.headline import Headline
from services.recommendations.domain.transitions import TABLE, Field
from services.recommendations.domain.values import (
    DECIDED,
    MOOT,
    SHOWN_DONE,
    Closure,
    Position,
    Progress,
    Publication,
    RecordState,
    Verification,
)
from tests.machine import public
from tests.machine import register_invariants as register
from tests.machine.acts import DRAFT, SECRET, SUGGESTED
from tests.machine.evaluated import held
from tests.machine.reached import MOVED_BY
from tests.machine.stage import ANYBODY, Seen, Step, World

_SAYS = (facts.PositionStated, facts.ProgressReported)
# Which facts each may bring about (1): nobody writes another's field. `mail` and `clock` are parts of the system.
MAY: dict[str, tuple[type, ...]] = {
    "liaison": (
        *_SAYS,
        facts.DeliveryDateMoved,
        facts.EvidenceAttached,
        facts.FindingAnswered,
        facts.Reopened,
    ),
    "registrar": (
        facts.OutsideAnswerRecorded,
        facts.AssignmentOpened,
        facts.AssignmentTransferred,
        facts.TransferUndone,
        facts.BodyEnded,
        facts.BodyEndUndone,
        facts.StepRetracted,
        facts.LineKept,
    ),
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
        facts.DeliveryDateMoved,
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
    "clock": (
        facts.VerificationRecorded,
        facts.DueDateRederived,
        facts.FindingExtended,
        facts.StepAnnounced,
        facts.StepRetracted,
        facts.Closed,
    ),
    # What they publish for a body that ended follows by itself to the one that a registrar named.
    "consultations": (facts.AssignmentOpened, facts.AssignmentTransferred, facts.BodyEnded),
}
# Of the host, facilitator and reviewer in one: nobody confirms what the same person wrote down.
MAY["both"] = (*MAY["facilitator"], *MAY["reviewer"])
_DECISIONS = (facts.OutsideAnswerDecided, facts.ClosureProposalDecided)
# Who moves a suggestion, and by what.
_SUGGESTING = {"SuggestEvidence": ANYBODY, "ScreenSuggestion": "reviewer", "SettleSuggestion": "verifier"}
# What happens to a line whatever became of its record: mails on their way, the register, the clock's corrections.
_GOES_ON = (
    facts.RequestRecorded,
    facts.AssignmentTransferred,
    facts.TransferUndone,
    facts.BodyEnded,
    facts.BodyEndUndone,
    facts.LineKept,
    facts.DueDateRederived,
    facts.StepRetracted,
)
_PUBLISHED = (
    *("id", "number", "type", "response_period_days", "illustrative"),
    *("published_date", "author_id", "host_organisation_id", "tracked_number"),
)
_OPENED = ("id", "recommendation_id", "addressee_id", "lead", "opened_date", "is_commitment", "origin_id")
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


def check(before: World, after: World, step: Step) -> None:
    """Check everything that has to hold after a step."""
    assert held(2, set(before.lines) <= set(after.lines)), "invariant 2: a line is gone"
    for key, now in after.lines.items():
        was = before.lines.get(key)
        if was == now and step.who != "clock":
            continue  # it was looked at when it became so
        new = now.facts[len(was.facts) if was else 0 :]
        if was:
            nothing_is_lost(was, now)
            published_stays(was, now, who=step.who)
            the_first_date_stays(was, now)
            what_stands_no_more_is_let_alone(was, new, who=step.who)
            if key == step.view:
                stale_is_refused(was, new, expected=step.expected)
        line_holds(now, new, step)
    register.check(before, after, step)
    if step.refused:
        refused_is_unchanged(before, after)
    drafts_are_their_writers(before, after, step)
    suggestions_move_nothing(before, after, step)
    public.check(after.public)
    kept_is_kept(before, after)


def line_holds(now: Seen, new: tuple[facts.AssignmentFact, ...], step: Step) -> None:
    """Check what holds of every line, whatever happened."""
    state_is_the_fold(now)
    everybody_writes_their_own(new, who=step.who)
    moves_are_of_the_table(now, new, who=step.who)
    the_latest_word_stands(now)
    no_evidence_has_a_date(now, step.today)
    declined_is_not_dead(now)
    own_report_is_never_done(now, step.today)
    clocks_are_computed(now, step.today)
    nobody_answers_for_a_group(now)


def nothing_is_lost(before: Seen, after: Seen) -> None:
    """2: what happened is never deleted or changed."""
    assert held(2, after.facts[: len(before.facts)] == before.facts), "invariant 2: a fact was changed or lost"


def state_is_the_fold(after: Seen) -> None:
    """2: the state is what the facts make of it; versions have no gaps."""
    assert held(2, [each.version for each in after.facts] == list(range(1, len(after.facts) + 1))), (
        "invariant 2: versions"
    )
    state = None
    for fact in after.facts:
        state = evolve(state, fact)
    assert held(2, state == after.assignment), "invariant 2: the state is not the fold of the facts"


def refused_is_unchanged(before: World, after: World) -> None:
    """3: a refusal changes nothing."""
    assert held(3, before == after), "invariant 3: a refusal changed something"


def everybody_writes_their_own(new: tuple[facts.AssignmentFact, ...], *, who: str) -> None:
    """1: each writes only their own fields; who has no business here writes nothing."""
    for fact in new:
        assert held(1, isinstance(fact, MAY.get(who, ()))), f"invariant 1: {who} brought about {type(fact).__name__}"


def moves_are_of_the_table(after: Seen, new: tuple[facts.AssignmentFact, ...], *, who: str) -> None:
    """Every move of position, progress, verification, finding and closure is a row of the table, by its people."""
    state: Assignment | None = None
    for fact in after.facts:
        was, state = state, evolve(state, fact)
        if was is None or fact not in new:
            continue
        for field in (Field.POSITION, Field.PROGRESS, Field.VERIFICATION, Field.FINDING, Field.CLOSURE):
            a, b = getattr(was, field.value), getattr(state, field.value)
            if a is b:
                continue
            movers = MOVED_BY.get(who, {who})
            rows = [row for row in TABLE if row.field is field and row.leads(a, b)]
            assert any(movers & {*row.who, row.confirmed_by} for row in rows), (
                f"no row leads {who} from {field} {a} to {b}"
            )


def stale_is_refused(before: Seen, new: tuple[facts.AssignmentFact, ...], *, expected: int | None) -> None:
    """3: nobody writes over what they did not see."""
    if expected is None:
        return
    for fact in new:
        changed_at = getattr(before.assignment, _CHANGED_AT.get(type(fact), "_"), 0)
        assert held(3, changed_at <= expected <= before.assignment.version), "invariant 3: a stale act was done"


def what_stands_no_more_is_let_alone(before: Seen, new: tuple[facts.AssignmentFact, ...], *, who: str) -> None:
    """3: nobody acts on what is hidden, withdrawn, merged, superseded, only recorded or gone to another body.

    A second person may still refuse what waits; a body that ended, or did not, takes its lines along; and a letter from
    before a line went to another body belongs where it was sent.
    """
    stands = before.record.stands and not before.hidden and before.assignment.closure is not Closure.TRANSFERRED
    if stands:
        return
    for fact in new:
        refusal = isinstance(fact, _DECISIONS) and not fact.confirmed
        assert held(3, refusal or isinstance(fact, _GOES_ON) or _belongs_here(before, fact)), (
            f"invariant 3: {type(fact).__name__} by {who} on what stands no more"
        )


def _belongs_here(before: Seen, fact: facts.AssignmentFact) -> bool:
    gone = before.assignment.closed_date if before.assignment.closure is Closure.TRANSFERRED else None
    if gone is None or not before.record.stands or before.hidden:
        return False
    if isinstance(fact, facts.PositionStated | facts.ProgressReported | facts.DeliveryDateMoved):
        return fact.outside is not None and fact.outside.date < gone
    # What was found of a line stays there, and so does the reply to it.
    waits = facts.OutsideAnswerRecorded | facts.OutsideAnswerDecided | facts.FindingAnswered | facts.FindingTakenBack
    return isinstance(fact, waits)


def published_stays(before: Seen, after: Seen, *, who: str) -> None:
    """5: text, day and addressee as published are never overwritten; no act on a line changes the record (1)."""
    if who != "consultations":
        assert held(1, before.record == after.record), f"invariant 1: {who} changed the record"
    for name in _PUBLISHED:
        assert held(5, getattr(before.record, name) == getattr(after.record, name)), f"invariant 5: {name} changed"
    for name in _OPENED:
        assert held(5, getattr(before.assignment, name) == getattr(after.assignment, name)), (
            f"invariant 5: {name} changed"
        )
    was, now = ((each.record.said_date, each.record.themes) for each in (before, after))
    assert was == now or before.assignment == after.assignment, "row 31: a corrected day or theme moved a line"
    if after.record.state is RecordState.PUBLISHED:
        joined = (after.record.joined_id, after.record.joined_number, after.record.joined_reason_id)
        assert joined == (None, "", None), "row 6: what stands on its own again stands for nothing else"


def the_latest_word_stands(after: Seen) -> None:
    """4: a late letter takes its place in history; the latest word stands, the earliest answer stops the clock."""
    positions = [each for each in after.facts if isinstance(each, facts.PositionStated)]
    reports = [each for each in after.facts if isinstance(each, facts.ProgressReported)]
    state = after.assignment
    if positions:
        last = max(positions, key=lambda each: (each.stated_date, each.version))
        assert held(4, state.position is last.position), "invariant 4: not the latest position stands"
        assert held(4, state.position_version == last.version), "invariant 4: not the latest position stands"
    if reports:
        report = max(reports, key=lambda each: (each.reported_date, each.version))
        assert held(4, state.progress is report.progress), "invariant 4: not the latest progress stands"
    answered = [each.stated_date for each in positions if each.position in DECIDED]
    answered += [each.reported_date for each in reports]
    if not state.is_commitment:
        assert held(4, state.answered_date == min(answered, default=None)), (
            "invariant 4: the clock stopped on another day"
        )


def the_first_date_stays(before: Seen, after: Seen) -> None:
    """5: the first date a body gave stays the measure; every move is counted."""
    was, now = before.assignment, after.assignment
    if was.delivery_date and was.delivery_date != now.delivery_date:
        assert was.delivery_given_date is not None
        assert now.delivery_given_date is not None
        assert held(5, now.delivery_given_date < was.delivery_given_date), "invariant 5: the first date was overwritten"
    moves = [each for each in after.facts if isinstance(each, facts.DeliveryDateMoved)]
    assert held(5, now.slips == len(moves)), "invariant 5: a slip was not counted"
    assert all(each.approval and each.approval.approved_by and each.approval.file_number for each in moves[2:]), (
        "row 15: nobody answers for the third slip"
    )


def no_evidence_has_a_date(after: Seen, today: date) -> None:
    """6: "no evidence" always shows a date."""
    if after.assignment.verification is Verification.NO_EVIDENCE_FOUND:
        assert held(6, after.assignment.verification_date is not None), "invariant 6: no evidence, as of no date"
        value = _headline(after, today)
        if value.headline is Headline.SAYS_DONE_NO_EVIDENCE_FOUND:
            assert held(6, value.of_date is not None), "invariant 6: the sentence has no date"


def declined_is_not_dead(after: Seen) -> None:
    """7: what was closed as declined stays listed and counted, for as long as it is tracked."""
    declined = after.assignment.closure is Closure.CLOSED_DECLINED
    if declined and not after.hidden and after.record.publication is Publication.TRACKED:
        assert held(7, counts.contribution(after.record, after.assignment, hidden=False)), (
            "invariant 7: declined is not counted"
        )


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
    assert held(8, shown), "invariant 8: done, checked, with the body's own report alone"


def kept_is_kept(before: World, after: World) -> None:
    """9: nothing that nobody confirmed is in a fact or in public, nor what the host or a liaison keeps to itself."""
    told = str([each.facts for key, each in after.lines.items() if each != before.lines.get(key)])
    assert held(9, DRAFT not in told), "invariant 9: a fact holds what nobody sent"
    assert held(9, DRAFT not in after.public), "invariant 9: the public reads what nobody sent"
    assert held(9, SUGGESTED not in told), "invariant 9: a fact holds what somebody suggested"
    assert held(9, SUGGESTED not in after.public), "invariant 9: the public reads what somebody suggested"
    confirmed = any(
        (isinstance(each, _DECISIONS) and each.confirmed)
        or (isinstance(each, facts.VerificationRecorded) and each.finding_id)
        for seen in after.lines.values()
        for each in seen.facts
    )
    if not confirmed:
        assert held(9, SECRET not in told), "invariant 9: a fact holds what nobody confirmed"
        assert held(9, SECRET not in after.public), "invariant 9: the public reads what nobody confirmed"


def drafts_are_their_writers(before: World, after: World, step: Step) -> None:
    """1: only a liaison of the body keeps an answer, one each, and it is gone once it was sent."""
    if before.drafts != after.drafts:
        assert held(1, step.who == "liaison"), f"invariant 1: {step.who} changed what a liaison keeps"
    assert held(1, set(after.drafts) <= {"liaison"}), "invariant 1: somebody else keeps an answer"
    if step.act == "SubmitAnswer" and not step.refused and not step.preview:
        assert not after.drafts, "an answer that was sent is still kept as a draft"


def suggestions_move_nothing(before: World, after: World, step: Step) -> None:
    """Row 28: no line changes by a suggestion, and nothing but its own people moves it (1)."""
    if step.act in _SUGGESTING:
        around = ("lines", "bodies", "calendar", "drafts")
        assert all(getattr(before, each) == getattr(after, each) for each in around), (
            f"row 28: {step.act} changed something"
        )
    if before.suggestions == after.suggestions:
        return
    assert held(1, _SUGGESTING.get(step.act) == step.who), f"invariant 1: {step.who} moved a suggestion"
    moves = {
        (before.suggestions.get(key, "none"), after.suggestions.get(key, "discarded"))
        for key in before.suggestions.keys() | after.suggestions.keys()
        if before.suggestions.get(key) != after.suggestions.get(key)
        # What was settled is erased some days later.
        and (key in after.suggestions or before.suggestions[key] not in {"taken_up", "set_aside"})
    }
    for a, b in moves:
        rows = [row for row in TABLE if row.field is Field.SUGGESTION and a in row.before and b in row.after]
        assert any(step.act in row.rpcs for row in rows), f"row 28: no row leads a suggestion from {a} to {b}"


def nobody_answers_for_a_group(after: Seen) -> None:
    """A group is never asked and never answers, and its line has no clock."""
    state = after.assignment
    if not state.can_be_asked:
        assert (state.position, state.progress) == (Position.NONE, Progress.NONE_DECLARED), "somebody answered for it"
        assert state.clock_start_date is None, "a group has a clock"


def clocks_are_computed(after: Seen, today: date) -> None:
    """1: lateness follows from dates alone, for every day; what no longer applies is never late again."""
    for day in (today, today + timedelta(days=400)):
        response = clock.response_clock(after.assignment, today=day)
        if after.assignment.closure in MOOT and after.assignment.closed_date:
            stopped = clock.response_clock(after.assignment, today=after.assignment.closed_date)
            assert response == stopped, "row 24: a clock runs on"
        _headline(after, day)
    bar = counts.bar_of(after.record, after.assignment, hidden=after.hidden)
    assert held(1, bar.on(today) is _headline(after, today).bar_group), "invariant 1: the bar is not that of the day"


def _headline(after: Seen, day: date) -> Any:
    return headline.of_line(after.record, after.assignment, hidden=after.hidden, today=day)
