"""What holds of records after every step, whoever did what: the invariants of consultations, said beside the domain."""

from collections import Counter
from typing import Any, Final
from uuid import UUID

from services.consultations.domain import facts
from services.consultations.domain.drafts import Draft, Statement
from services.consultations.domain.facts import evolve_consultation, evolve_programme, evolve_statement
from services.consultations.domain.record import ConsultationRecord, ProgrammeRecord, StatementRecord
from services.consultations.domain.safeguarding.acts import Act
from services.consultations.domain.values import Publication, RecordState
from tests.machine import public
from tests.machine.evaluated import held
from tests.record_machine import corrected_invariants as corrected
from tests.record_machine import gate_invariants as gate
from tests.record_machine.stage import (
    ELSEWHERE,
    FACILITATORS,
    REVIEWERS,
    Published,
    PublishedConsultation,
    PublishedProgramme,
    PublishedStatement,
    Step,
    World,
)
from tests.record_machine.standing import complete, framed

Record = PublishedConsultation | PublishedStatement | PublishedProgramme

ERASING: Final = "WithdrawConsent"
_ANY_HOST: Final = ("other_host", "other_reviewer")
_HIDERS: Final = (*FACILITATORS, *REVIEWERS, *ELSEWHERE)
# Whose act each fact may come from (1). Publishing takes a reviewer, or at low risk another facilitator.
MAY: Final[dict[type, tuple[str, ...]]] = {
    facts.ConsultationPublished: (*FACILITATORS, *REVIEWERS, *_ANY_HOST),
    facts.ConsultationDetailed: (*FACILITATORS, *REVIEWERS, *_ANY_HOST),
    facts.SpeakersShown: (*FACILITATORS, *REVIEWERS, *_ANY_HOST),
    facts.StatementPublished: (*FACILITATORS, *REVIEWERS, *_ANY_HOST),
    facts.StatementDetailed: (*FACILITATORS, *REVIEWERS, *_ANY_HOST),
    facts.StatementWithdrawn: (*FACILITATORS, "other_host"),
    facts.StatementJoined: (*FACILITATORS, "other_host"),
    facts.StatementUnmerged: (*FACILITATORS, "other_host"),
    facts.StatementLinked: (*FACILITATORS, "other_host"),
    facts.StatementUnlinked: (*FACILITATORS, "other_host"),
    facts.AddresseeAdded: (*REVIEWERS, "other_reviewer"),
    facts.StatementRetracked: (*REVIEWERS, "other_reviewer"),
    facts.StatementCorrected: (*REVIEWERS, "other_reviewer"),
    facts.StatementParticularsCorrected: (*REVIEWERS, "other_reviewer"),
    facts.OwnTextsCorrected: (*REVIEWERS, "other_reviewer"),
    facts.ProgrammePublished: (*FACILITATORS, *REVIEWERS, *_ANY_HOST),
    facts.TextErased: (*FACILITATORS, "other_host"),
    facts.ConsentWithdrawn: (*FACILITATORS, "other_host"),
    facts.Hidden: _HIDERS,
    facts.ShowAsked: _HIDERS,
    facts.Shown: _HIDERS,
}
# At the end of an embargo, what a reviewer approved before (row 2).
_BY_THE_CLOCK: Final = (
    facts.ConsultationPublished,
    facts.ConsultationDetailed,
    facts.SpeakersShown,
    facts.StatementPublished,
    facts.StatementDetailed,
    facts.ProgrammePublished,
)
# What is said of its consultation is said of it, however it stands.
_ALWAYS: Final = (facts.TextErased, facts.StatementParticularsCorrected)
_AFTER_THE_END: Final = (facts.Hidden, facts.ShowAsked, facts.Shown, facts.StatementUnlinked, *_ALWAYS)
_WHILE_HIDDEN: Final = (facts.Hidden, facts.ShowAsked, facts.Shown, facts.StatementWithdrawn, *_ALWAYS)
_BY_TWO: Final = (facts.AddresseeAdded, facts.StatementRetracked, facts.StatementCorrected)
_BY_ANOTHER_HOST: Final = (facts.StatementLinked, facts.StatementUnlinked)


def check(before: World, after: World, step: Step, hands: dict[UUID, frozenset[str]]) -> None:
    """Check everything that has to hold after a step.

    Args:
        before: What there was.
        after: What there is.
        step: What was tried.
        hands: Per statement or consultation, who had entered or submitted something of it before the step.
    """
    if step.refused:
        assert held(3, before == after), "invariant 3: a refusal changed something"
        return
    assert held(3, not step.stale), f"invariant 3: {step.act} was done in sight of another version"
    for key, now in after.consultations.items():
        _record_holds(before.consultations.get(key), now, step)
    for key, of_programme in after.published_programmes.items():
        _record_holds(before.published_programmes.get(key), of_programme, step)
    for key, said in after.statements.items():
        was = before.statements.get(key)
        _record_holds(was, said, step)
        if was != said:
            statement_holds(was, said, before, after, step)
    assert held(2, set(before.consultations) <= set(after.consultations)), "invariant 2: a consultation is gone"
    assert held(2, set(before.statements) <= set(after.statements)), "invariant 2: a statement is gone"
    assert held(2, _by_owner(before.acts) <= _by_owner(after.acts) or step.act == ERASING), (
        "invariant 2: an act in the gate was changed or lost"
    )
    assert held(2, before.apart <= after.apart), "invariant 2: what was kept apart is not any more"
    numbers_have_no_gaps(after)
    links_lead_both_ways(after)
    entering_is_the_hosts(before, after, step)
    what_was_read_is_not_changed(before, after, step)
    corrected.corrected_as_decided(before, after, step)
    corrected.two_read_what_is_sensitive(before, after, step)
    corrected.what_was_refused_stays_as_it_was(before, after, step)
    corrected.what_it_said_before_is_read(after)
    corrected.statements_have_the_day_of_their_consultation(after)
    corrected.what_particulars_were_is_read(after)
    corrected.what_figures_counted_before_is_read_unless_it_tells_of_a_few(after)
    gate.what_is_new_was_reviewed(before, after, step, hands)
    corrected.who_withdrew_consent_is_named_nowhere(before, after, step)
    gate.nothing_restricted_is_told(after)
    gate.what_is_away_is_not_public(after)
    public.check(after.public)


def _by_owner(acts: tuple[Act, ...]) -> set[tuple[UUID, int, Act]]:
    """Return each act with its place among those of the same statement."""
    places: Counter[UUID] = Counter()
    found = set()
    for act in acts:
        places[act.owner_id] += 1
        found.add((act.owner_id, places[act.owner_id], act))
    return found


def _new(was: Published[Any, Any] | None, now: Published[Any, Any]) -> tuple[Any, ...]:
    return now.facts[len(was.facts) if was else 0 :]


def _record_holds(
    was: Record | None,
    now: Record,
    step: Step,
) -> None:
    if was == now:
        return
    if was:
        assert held(2, now.facts[: len(was.facts)] == was.facts), "invariant 2: a fact was changed or lost"
        (frame, details), after = corrected.as_published(was.record), corrected.as_published(now.record)
        assert held(5, frame == after[0]), "invariant 5: what was published was overwritten"
        detailed = was.facts[1:] or isinstance(was.record, ProgrammeRecord)
        assert held(5, details == after[1] or not detailed), "invariant 5: a detail was overwritten"
    assert held(2, [each.version for each in now.facts] == list(range(1, len(now.facts) + 1))), "invariant 2: versions"
    assert held(2, now.record == folded(now)), "invariant 2: the state is not the fold of the facts"
    for fact in _new(was, now):
        may = step.who in MAY[type(fact)] or (step.who == "clock" and isinstance(fact, _BY_THE_CLOCK))
        assert held(1, may), f"invariant 1: {step.who} brought about {type(fact).__name__}"
    it_takes_two(now)


def folded(now: Record) -> ConsultationRecord | StatementRecord | ProgrammeRecord | None:
    """Return what the facts make of a record."""
    state: Any = None
    folds: dict[type, Any] = {StatementRecord: evolve_statement, ConsultationRecord: evolve_consultation}
    fold = folds.get(type(now.record), evolve_programme)
    for fact in now.facts:
        state = fold(state, fact)
    return state  # type: ignore[no-any-return]


def it_takes_two(now: Record) -> None:
    """Row 5b: one hides, two show; nobody agrees to what they asked for."""
    asked = ""
    for fact in now.facts:
        if isinstance(fact, facts.Hidden):
            asked = ""
        elif isinstance(fact, facts.ShowAsked):
            assert not asked, "row 5b: asked twice"
            asked = fact.by
        elif isinstance(fact, facts.Shown):
            assert asked, "row 5b: shown again by one person"
            assert asked != fact.by, "row 5b: shown again by one person"
            asked = ""


def statement_holds(
    was: PublishedStatement | None, now: PublishedStatement, before: World, after: World, step: Step
) -> None:
    """What holds of a statement that changed: numbers and origins stay, and what is over is let alone."""
    record = now.record
    frame = record.frame.addressees
    assert held(5, record.addressees[: len(frame)] == frame), "invariant 5: an addressee was overwritten"
    if was is None:
        return
    old = was.record
    assert old.tracked_number in ("", record.tracked_number), "row 4: the R- number did not stay"
    assert held(5, record.added[: len(old.added)] == old.added), "invariant 5: an addressee was lost"
    if old.withdrawal:
        assert record.withdrawal == old.withdrawal, "row 5: the tombstone changed"
    new = _new(was, now)
    there = not before.of(old).hidden and not old.hidden
    for fact in new:
        assert there or isinstance(fact, _WHILE_HIDDEN), "row 5b: somebody acted on what is hidden"
        if old.withdrawal:
            assert isinstance(fact, _AFTER_THE_END), f"row 5: {type(fact).__name__} on a tombstone"
        if old.joined:
            assert not isinstance(fact, facts.StatementJoined | facts.StatementLinked), "row 6: joined twice"
            assert not isinstance(fact, _BY_TWO), "row 6: it does not stand"
        if not isinstance(fact, _BY_ANOTHER_HOST + _WHILE_HIDDEN[:3]):
            host = after.hosts[old.frame.host_organisation_id]
            elsewhere = step.who in ELSEWHERE
            assert held(1, elsewhere is (host != "facilitator")), (
                f"invariant 1: {step.who} changed another host's statement"
            )
    facts_do_what_they_say(new, record)
    two_persons_decide(new, before, after, step)
    joined_leads_somewhere(record, after)


def facts_do_what_they_say(new: tuple[Any, ...], record: StatementRecord) -> None:
    """The fold is not compared with itself: what each kind of fact leaves is said here once more."""
    for fact in new:
        match fact:
            case facts.StatementJoined():
                assert record.joined == fact.joined, "row 6: joined, and nothing stands for it"
            case facts.StatementUnmerged():
                assert record.joined is None, "row 6: on its own again, and something stands for it"
            case facts.StatementWithdrawn():
                assert record.withdrawal == fact.withdrawal, "row 5: withdrawn, and no tombstone"
            case facts.AddresseeAdded():
                assert record.added[-1:] == (fact.added,), "row 29: the addressee is not there"
            case facts.StatementRetracked():
                assert record.publication is fact.retracking.publication, "row 4: retracked, and as before"
            case facts.StatementLinked():
                assert record.link_with(fact.link.other_id) == fact.link, "linked, and no link"
            case facts.StatementUnlinked():
                assert record.link_with(fact.other_id) is None, "unlinked, and a link"
            case facts.Hidden() | facts.Shown():
                assert record.hidden is isinstance(fact, facts.Hidden), "row 5b: not as it was decided"


def two_persons_decide(new: tuple[Any, ...], before: World, after: World, step: Step) -> None:
    """Rows 4, 29 and 31: a proposal waited, and somebody else agreed."""
    for fact in new:
        if isinstance(fact, _BY_TWO):
            decided = [each for key, each in before.proposals.items() if key not in after.proposals]
            assert [each.subject_id for each in decided] == [fact.id], "rows 4 and 29: nobody had proposed it"
            assert before.people[decided[0].proposed_by] != step.who, "rows 4 and 29: one person alone"
            if isinstance(fact, facts.StatementRetracked) and fact.retracking.publication is Publication.TRACKED:
                assert fact.retracking.tracked_number, "row 4: tracked without a number"


def joined_leads_somewhere(record: StatementRecord, after: World) -> None:
    """Row 6: what stands for another stands itself: no chains, no circles."""
    if record.joined:
        target = after.statements[record.joined.target_id].record
        assert target.id != record.id, "row 6: it stands for itself"
        assert target.frame.type is record.frame.type, "row 6: another type stands for it"
        others = [each.record for each in after.statements.values() if each.record.joined]
        assert not any(each.joined and each.joined.target_id == record.id for each in others), "row 6: a chain"


def links_lead_both_ways(after: World) -> None:
    """A link is on both sides, once."""
    pairs = [(key, link.other_id) for key, each in after.statements.items() for link in each.record.links]
    assert len(set(pairs)) == len(pairs), "linked twice"
    assert {(b, a) for a, b in pairs} == set(pairs), "a link leads one way only"


def numbers_have_no_gaps(after: World) -> None:
    """Row 2: 1, 2, 3 … for consultations, their items and tracked statements; never reused, never given back."""
    consultations = [each.record.number for each in after.consultations.values()]
    said = [each.record.frame.number for each in after.statements.values()]
    tracked = [each.record.tracked_number for each in after.statements.values() if each.record.tracked_number]
    for prefix, numbers in (("C-", consultations), ("R-", tracked)):
        for kind in (prefix, f"EX-{prefix}"):
            found = sorted(int(each.removeprefix(kind)) for each in numbers if each.startswith(kind))
            assert found == list(range(1, len(found) + 1)), f"row 2: numbers {kind} {found}"
    for number in consultations:
        parts = [each.rpartition("/") for each in said]
        items = sorted(int(item) for of, _, item in parts if of == number)
        assert items == list(range(1, len(items) + 1)), f"row 2: items {number} {items}"
    for one in after.statements.values():
        frame, of = one.record.frame, after.of(one.record)
        assert frame.number.startswith(f"{of.number}/"), "row 2: numbered in another consultation"
        for number in filter(None, (frame.number, one.record.tracked_number)):
            assert number.startswith("EX-") is frame.illustrative, "an invented one bears EX-, and no other"
        assert frame.published_date >= of.frame.published_date, "row 2: before its consultation"
        assert frame.published_date <= after.today, "row 2: in the future"


def entering_is_the_hosts(before: World, after: World, step: Step) -> None:
    """1: only facilitators of the host enter; reviewers only send back; statement and participant keep their place."""
    for key, now in after.drafts.items():
        was = before.drafts.get(key)
        if was == now:
            continue
        if step.who == "clock":
            held(1, was)
            assert was, "invariant 1: the clock entered something"
            assert held(1, was.schedule), "invariant 1: the clock changed what waited for nothing"
            continue
        own = FACILITATORS if after.hosts[now.consultation.organisation_id] == "facilitator" else ("other_host",)
        reviewers = REVIEWERS if "facilitator" in own else ("other_reviewer",)
        if step.act in ("PublishConsultation", "Hide", "Show"):
            continue  # who may is said of their facts
        may: tuple[str, ...] = reviewers if step.act == "ReturnStatements" else own
        if step.act == "UnschedulePublication":
            may = (*own, *reviewers)
        assert held(1, step.who in may), f"invariant 1: {step.who} changed what is entered"
    assert held(2, set(before.drafts) <= set(after.drafts)), "invariant 2: a consultation is gone"


def rows_of(world: World) -> dict[UUID, tuple[Draft, Statement]]:
    return {each.id: (draft, each) for draft, each in world.entered()}


def what_was_read_is_not_changed(before: World, after: World, step: Step) -> None:
    """Rows 1 to 3: what waits or is public is not entered anew; from draft to review to public, or back."""
    now = rows_of(after)
    for key, (draft, was) in rows_of(before).items():
        if key not in now:
            assert held(2, was.state is RecordState.DRAFT), f"invariant 2: what was {was.state} is gone"
            continue
        after_draft, row = now[key]
        moved = (was.state, row.state)
        by_the_clock = step.who == "clock" and moved in _OF_THE_CLOCK
        assert by_the_clock or moved in _MOVES, f"row 1: from {was.state} to {row.state}"
        if RecordState.DRAFT not in moved and step.act != ERASING:
            assert _without_speaker(row) == _without_speaker(was), "row 2: what was read was changed"
        if row.state is RecordState.IN_REVIEW and was.state is RecordState.DRAFT:
            assert complete(row), "row 1: something is missing"
            assert framed(after_draft), "row 1: something of the consultation is missing"
        if row != was:
            assert held(3, row.version > was.version), "invariant 3: it changed under its version"
        if draft.published and step.act != ERASING:
            assert held(5, draft.consultation.details == after_draft.consultation.details), "invariant 5: entered anew"


_MOVES: Final = {
    *((each, each) for each in RecordState),
    (RecordState.DRAFT, RecordState.IN_REVIEW),
    (RecordState.IN_REVIEW, RecordState.DRAFT),
    (RecordState.IN_REVIEW, RecordState.PUBLISHED),
    (RecordState.IN_REVIEW, RecordState.SCHEDULED),
    (RecordState.SCHEDULED, RecordState.IN_REVIEW),
}


_OF_THE_CLOCK: Final = {
    (RecordState.SCHEDULED, RecordState.PUBLISHED),
    (RecordState.SCHEDULED, RecordState.IN_REVIEW),
}


def _without_speaker(row: Statement) -> dict[str, Any]:
    return {name: value for name, value in vars(row.details).items() if name != "participant_id"}
