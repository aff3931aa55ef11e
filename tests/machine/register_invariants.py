"""What holds of the register, of the calendar and of the clock after every step, by facts and state alone."""

from collections import Counter
from collections.abc import Container
from dataclasses import replace
from datetime import date, timedelta

from services.recommendations.domain import clock, counts, facts, headline
from services.recommendations.domain.addressee import Addressee
from services.recommendations.domain.headline import BarGroup
from services.recommendations.domain.steps import RESPONSE_RULES
from services.recommendations.domain.values import PAST_RULES, Closure, DeliveryClock, ResponseClock, StepRule
from tests.machine.evaluated import held
from tests.machine.stage import Seen, Step, World

_WEEKEND = (5, 6)
_AHEAD = (BarGroup.UNDER_WAY, BarGroup.WAITING, BarGroup.NO_ANSWER)
_DAYS_AFTER = {
    StepRule.TEN_DAYS_LEFT: -10,
    StepRule.THREE_DAYS_LEFT: -3,
    StepRule.PAST_DATE: 1,
    StepRule.THIRTY_DAYS_PAST: 30,
}


def check(before: World, after: World, step: Step) -> None:
    """Check everything that has to hold of what stands around the lines."""
    only_registrars_write(before, after, step)
    for key, was in before.bodies.items():
        names_stay(was, after.bodies[key])
    each_remit_is_at_one_body(after)
    slugs_lead_to_one_body(after)
    lines_go_along(after)
    what_was_placed_waits_no_more(after, step)
    nobody_is_waited_for(after, step.today)
    for key, now in after.lines.items():
        steps_are_announced_once(now, before.lines.get(key))
    if step.who == "clock":
        for now in after.lines.values():
            due_date_follows_the_calendar(now, after.holidays)
            no_wrong_step_stands(now)


def only_registrars_write(before: World, after: World, step: Step) -> None:
    """1 and 3: register and calendar are a registrar's, and nobody writes over what they did not see."""
    changed = [key for key in after.bodies if before.bodies.get(key) != after.bodies[key]]
    if step.act in OWN_WORDS and changed:
        own_words_are_the_bodys(before, after, step)
        return
    if changed or before.calendar != after.calendar:
        assert held(1, step.who == "registrar"), f"invariant 1: {step.who} changed the register or the calendar"
    if step.about in changed and step.about in before.bodies:
        assert held(3, step.expected_entry == before.bodies[step.about].version), (
            "invariant 3: a stale change of the register"
        )
    for day, correction in after.calendar.corrections.items():
        was = before.calendar.corrections.get(day)
        if was and was != correction:
            assert step.expected_entry is not None
            assert held(3, was.version <= step.expected_entry), "invariant 3: a stale correction of the calendar"


OWN_WORDS = ("PutScorecardReply", "WithdrawScorecardReply")


def own_words_are_the_bodys(before: World, after: World, step: Step) -> None:
    """1, 2 and 3: only its liaison speaks for a body that goes on; what it said before stays to be read."""
    assert held(1, step.who == "liaison"), f"invariant 1: {step.who} spoke for a body"
    assert step.about is not None
    was, now = before.bodies[step.about], after.bodies[step.about]
    assert held(1, before.calendar == after.calendar), "invariant 1: a liaison changed the calendar"
    assert was.ended_by is None, "row 26: somebody spoke for a body that ended"
    assert step.expected_entry is not None
    assert held(3, was.reply_version <= step.expected_entry <= was.version), (
        "invariant 3: a stale change of the own words"
    )
    same = replace(now, version=was.version, replies=was.replies, reply_version=was.reply_version)
    assert held(1, same == was), "invariant 1: a liaison changed the register"
    said = [each.text_id for each in now.replies]
    assert held(2, said[: len(was.replies)] == [each.text_id for each in was.replies]), (
        "invariant 2: what a body said is gone"
    )
    assert held(2, len(said) - len(was.replies) == (step.act == "PutScorecardReply")), (
        "invariant 2: said twice, or not at all"
    )
    standing = [each for each in now.replies if each.until_date is None]
    assert len(standing) == (step.act == "PutScorecardReply"), "a body says two things at once"


def names_stay(before: Addressee, after: Addressee) -> None:
    """2: names are added, slugs lead there for ever, what became of a body stays to be seen."""
    undone, changes = before.undone_names, before.organisation_changes
    struck = [each.name for each in reversed(after.undone_names[len(undone) :])]
    assert held(2, after.undone_names[: len(undone)] == undone), (
        "invariant 2: a name entered by mistake was changed or lost"
    )
    assert held(2, (*after.names, *struck)[: len(before.names)] == before.names), (
        "invariant 2: a name was changed or lost"
    )
    assert held(2, after.organisation_changes[: len(changes)] == changes), "invariant 2: an organisation was forgotten"
    had = {before.slug, *before.former_slugs}
    assert held(2, had <= {after.slug, *after.former_slugs}), "invariant 2: a slug leads nowhere"
    for was, now in zip(before.successions, after.successions, strict=False):
        kept = (was.id, was.kind, was.effective_date, was.source_url, was.successor_ids, was.lines)
        assert held(2, kept == (now.id, now.kind, now.effective_date, now.source_url, now.successor_ids, now.lines)), (
            "invariant 2: a succession was changed"
        )
        assert held(2, was.undone_date in {None, now.undone_date}), "invariant 2: an undoing was undone"
    assert held(2, len(before.successions) <= len(after.successions)), "invariant 2: a succession was lost"


def each_remit_is_at_one_body(after: World) -> None:
    """Row 26: a remit moves; it is never in two places and never gone without anybody having said so."""
    where = Counter(remit.id for body in after.bodies.values() for remit in body.remits)
    assert all(count == 1 for count in where.values()), "row 26: a remit is at two bodies"


def slugs_lead_to_one_body(after: World) -> None:
    """2: a permalink leads to one body."""
    slugs = Counter(slug for body in after.bodies.values() for slug in {body.slug, *body.former_slugs})
    assert held(2, all(count == 1 for count in slugs.values())), "invariant 2: a slug leads to two bodies"


def what_was_placed_waits_no_more(after: World, step: Step) -> None:
    """Row 26: whoever says where a line belongs has said it: it went there, or it stays."""
    if step.act == "PlaceLine" and not step.refused:
        assert step.about is not None
        of_it = [each for each in after.lines.values() if each.assignment.addressee_id == step.about]
        placed = (facts.LineKept, facts.AssignmentTransferred)
        assert any(isinstance(each.facts[-1], placed) for each in of_it), "row 26: not placed"


def lines_go_along(after: World) -> None:
    """Row 26: what went away leads, from line to line, to one that is there; the register says by which succession."""
    known = {done.id: done for body in after.bodies.values() for done in body.successions}
    for key, seen in after.lines.items():
        line, been = seen.assignment, {key}
        while line.closure is Closure.TRANSFERRED:
            assert line.successor_assignment_id is not None, "row 26: a line went nowhere"
            line = after.lines[line.successor_assignment_id].assignment
            assert line.id not in been, "row 26: a line went round in a circle"
            been.add(line.id)
        if seen.assignment.closure is Closure.TRANSFERRED:
            assert seen.assignment.succession_id in known, "row 26: a line went by no succession"
        else:
            assert seen.assignment.succession_id is None, "row 26: a line that is there went by a succession"
    there = Counter(
        (seen.record.id, seen.assignment.addressee_id)
        for seen in after.lines.values()
        if seen.assignment.closure is not Closure.TRANSFERRED
    )
    assert all(count == 1 for count in there.values()), "row 26: a body has two lines of one recommendation"


_WAITS = (
    *(ResponseClock.NOT_STARTED, ResponseClock.ON_TIME, ResponseClock.DUE_SOON, ResponseClock.PAST_DATE),
    *(DeliveryClock.ON_TRACK, DeliveryClock.DUE_SOON, DeliveryClock.PAST_DATE),
)


def nobody_is_waited_for(after: World, today: date) -> None:
    """Row 26: a line that stays with a body which is no more waits for nobody, and no other line knows of an end."""
    for seen in after.lines.values():
        line = seen.assignment
        end = after.bodies[line.addressee_id].ended_by if line.closure is not Closure.TRANSFERRED else None
        assert line.body_ended_date == (end.effective_date if end else None), "row 26: the line does not know the end"
        if end is None:
            continue
        for day in (today, today + timedelta(days=400)):
            states = {clock.response_clock(line, today=day).state, clock.delivery_clock(line, today=day).state}
            assert not states & {*_WAITS}, f"row 26: a body that is no more is {states}"
            said = headline.of_line(seen.record, line, hidden=seen.hidden, today=day)
            assert said.bar_group not in _AHEAD, f"row 26: of a body that is no more it says {said.headline}"
            assert said.days == 0, "row 26: days are counted on for a body that is no more"
        assert not counts.needs_answer(seen.record, line), "row 26: a body that is no more has to answer"
        assert not [each for each in line.steps if each.rule in RESPONSE_RULES and each.day >= end.effective_date], (
            "row 26: a step stands for a day on which the body was no more"
        )


def steps_are_announced_once(after: Seen, before: Seen | None) -> None:
    """Row 27: each step once by rule and day, for a line that waits and a record that stands."""
    standing: Counter[tuple[StepRule, date]] = Counter()
    for fact in after.facts:
        if isinstance(fact, facts.StepAnnounced):
            standing[fact.rule, fact.day] += 1
        elif isinstance(fact, facts.StepRetracted):
            standing[fact.rule, fact.day] -= 1
        assert set(standing.values()) <= {0, 1}, "row 27: a step was announced twice, or taken back twice"
    rules = Counter(each.rule for each in after.assignment.steps)
    assert all(count == 1 for count in rules.values()), "row 27: a step stands twice"
    new = after.facts[len(before.facts) if before else 0 :]
    announced = [each for each in new if isinstance(each, facts.StepAnnounced)]
    if before and announced:
        assert before.record.stands, "row 5: the clock runs on for what stands no more"
        assert not before.hidden, "row 5b: the clock runs on for what is hidden"


def due_date_follows_the_calendar(after: Seen, holidays: Container[date]) -> None:
    """The last day on time is start and period, moved to a working day of the calendar as it is known now."""
    state = after.assignment
    if state.clock_start_date is None or state.response_due_date is None:
        return
    due = state.clock_start_date + timedelta(days=state.response_period_days)
    while due.weekday() in _WEEKEND or due in holidays:
        due += timedelta(days=1)
    assert state.response_due_date == due, f"the due date is {state.response_due_date}, by the calendar {due}"


def no_wrong_step_stands(after: Seen) -> None:
    """Row 27: after the clock ran, no step stands that had not been reached on its day."""
    state = after.assignment
    for each in state.steps:
        if each.rule not in _DAYS_AFTER:
            continue
        assert state.response_due_date is not None, "row 27: a step of a clock that does not run stands"
        assert state.response_due_date + timedelta(days=_DAYS_AFTER[each.rule]) <= each.day, "row 27: a wrong step"
        if each.rule in PAST_RULES and state.answered_date:
            assert state.answered_date >= each.day, "row 27: past the date, although it had answered"
