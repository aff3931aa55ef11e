"""The machine of records: anybody sends anything, the right ones go on, days pass; the invariants hold after each step.

Before something fit is done it is sent three times with one thing wrong: by somebody else, in sight of another version,
without something that it has to carry. Each has to be refused in its own way.
"""

from collections import Counter
from random import Random
from typing import Any, ClassVar, Final
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.domain.values import RecordState
from tests.machine.evaluated import held
from tests.record_machine import reached
from tests.record_machine.anything import about, damaged, wild
from tests.record_machine.asks import CHATHAM_HOUSE, ON_RECORD, Asks, codes, moved, without
from tests.record_machine.fit import KINDS, Fits
from tests.record_machine.fit_base import Fit
from tests.record_machine.invariants import check
from tests.record_machine.stage import FACILITATORS, PEOPLE, REVIEWERS, STRANGERS, Refused, Stage, Step, World, named
from tests.record_machine.standing import over, sensitive, unsubmitted

_SEEDS: Final = st.integers(0, 2**32 - 1)
PASTS: Final[dict[str, tuple[str, ...]]] = {
    "nothing": (),
    "entered": ("statement", "participant", "statement"),
    "in review": ("statement", "statement", "submit", "safeguard"),
    "public": ("statement", "statement", "participant", "submit", "safeguard", "safeguard", "publish"),
    "of two hosts": ("statement", "statement", "submit", "publish", "publish"),
    "proposed": ("statement", "statement", "submit", "publish", "propose", "decide", "propose"),
    "corrected": ("programme", "update", "statement", "submit", "publish", "correct", "decide", "correct"),
    "joined": ("statement", "statement", "statement", "submit", "publish", "join"),
    "linked": ("statement", "statement", "submit", "publish", "link"),
    "scheduled": ("statement", "participant", "submit", "schedule", "statement", "submit"),
    "withdrawn": ("statement", "submit", "publish", "withdraw"),
    "hidden": ("statement", "submit", "publish", "hide", "show"),
    "invented": ("statement", "statement", "submit", "publish"),
    "sensitive": ("statement", "statement", "submit"),
    "a name": ("statement", "statement", "submit", "safeguard", "safeguard", "safeguard", "publish"),
}
_WRONG_PERSON: Final = ("PERMISSION_DENIED", "NOT_FOUND")


class Play(RuleBasedStateMachine):
    """The life of some consultations. A subclass says where it is lived."""

    done: ClassVar[Counter[str]]  # how often each command was done; of all lives together
    reached: ClassVar[set[int]]  # places in the table of transitions
    refusals: ClassVar[Counter[str]]  # how often somebody was refused so
    in_a_row: ClassVar[int] = 3  # acts in one step; fewer where each takes its time
    stage: Stage
    world: World

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Begin to count."""
        super().__init_subclass__(**kwargs)
        cls.done, cls.reached, cls.refusals = Counter(), set(), Counter()

    def open_stage(self) -> Stage:
        """Open a house without any consultation."""
        raise NotImplementedError

    @initialize(past=st.sampled_from(sorted(PASTS)), seed=_SEEDS)
    def begin(self, past: str, seed: int) -> None:
        """Enter what has come some way already, so that lives get far; the other host has published something."""
        self.stage, self._codes = self.open_stage(), codes()
        self._entered, self._submitted = dict[UUID, frozenset[str]](), dict[UUID, frozenset[str]]()
        self.hands = dict[UUID, frozenset[str]]()
        self.world, self._steps = self.stage.see(), 0
        chance = self._chance(seed)
        asks = Asks(self._codes, chance)
        marks: dict[str, Any] = {"illustrative": past == "invented", "sensitive": past == "sensitive"}
        rule_ = chance.choice((ON_RECORD, ON_RECORD, CHATHAM_HOUSE))
        self._send("facilitator", pb.CreateConsultationRequest(details=asks.consultation(rule_, **marks)))
        if past in ("of two hosts", "joined", "linked"):
            self._send("other_host", pb.CreateConsultationRequest(details=asks.consultation(ON_RECORD)))
            for kind in ("statement", "submit", "publish"):
                self._go_on(chance, kind, easy=True)
        for kind in PASTS[past]:
            self._go_on(chance, kind, easy=past != "a name")

    @rule(seed=_SEEDS)
    def the_right_one_goes_on(self, seed: int) -> None:
        """What is fit is done; before that everybody else is refused, and whoever saw or said too little.

        More than once: to draw a step costs more than to take it.
        """
        chance = self._chance(seed)
        for _ in range(self.in_a_row):
            fit = self._fit(chance)
            if fit is None:
                return
            self._refused_to_somebody_else(fit, chance)
            self._refused_in_sight_of_another_version(fit, chance)
            self._refused_by_the_name_of_what_is_missing(fit, chance)
            self._do(fit, chance)

    @rule(seed=_SEEDS)
    def the_right_one_goes_further(self, seed: int) -> None:
        """As above: twice as often as the others."""
        self.the_right_one_goes_on(seed)

    @rule(seed=_SEEDS, kind=st.sampled_from(sorted(KINDS)))
    def something_of_a_kind_is_done(self, seed: int, kind: str) -> None:
        """What is seldom fit is done as soon as it is."""
        self._go_on(self._chance(seed), kind)

    def _chance(self, seed: int) -> Random:
        """Return another chance with every step: small seeds are drawn again and again."""
        self._steps += 1
        return Random(f"{seed} {self._steps}")

    def _go_on(self, chance: Random, kind: str, *, easy: bool = False) -> None:
        if fit := self._fit(chance, kind, easy=easy):
            self._do(fit, chance)

    def _do(self, fit: Fit, chance: Random) -> None:
        self._send(chance.choice(sorted(fit.may)), fit.request)
        assert self.refused is None, f"{named(fit.request)} is refused: {self.refused}"

    def _fit(self, chance: Random, kind: str = "", *, easy: bool = False) -> Fit | None:
        fit = Fits(self.world, Asks(self._codes, chance, easy=easy), self.hands).some(kind)
        return fit if fit and fit.may else None

    def _refused_to_somebody_else(self, fit: Fit, chance: Random) -> None:
        """1: what is fit is refused to everybody else, whatever they are elsewhere."""
        who = chance.choice([*sorted(set(PEOPLE) - fit.may), *_next_to(fit.may) * 3])
        self._send(who, fit.request)
        held(1, self.refused)
        assert self.refused, f"invariant 1: {who} did {named(fit.request)}"
        # Somebody who may do the like may be told what is missing for it.
        expected = _WRONG_PERSON if who in STRANGERS else (*_WRONG_PERSON, "INVALID_ARGUMENT", "ABORTED")
        assert self.refused.code in expected, f"{named(fit.request)} by {who}: {self.refused}"

    def _refused_in_sight_of_another_version(self, fit: Fit, chance: Random) -> None:
        """3: what was decided in sight of another version is refused with what there is now."""
        request = _copy(fit.request)
        if getattr(request, "final_text_digest", "") and isinstance(request, pb.DecideProposalRequest):
            request.final_text_digest = "0" * 64
            self._send(chance.choice(sorted(fit.may)), request, stale=True)
            assert held(3, self.refused), "invariant 3: agreed to a text that is not the one that was read"
            assert self.refused
            assert self.refused.code == "ABORTED", f"invariant 3: agreed to another text: {self.refused}"
        request = _copy(fit.request)
        if moved(request, chance.choice((-1, 1, 7))):
            self._send(chance.choice(sorted(fit.may)), request, stale=True)
            held(3, self.refused)
            assert self.refused, f"invariant 3: {named(request)} in sight of another version"
            if self.refused.code != "INVALID_ARGUMENT":  # no version is less than 1
                told = (self.refused.code, self.refused.current)
                assert held(3, told == ("ABORTED", True)), f"invariant 3: {named(request)}: {self.refused}"

    def _refused_by_the_name_of_what_is_missing(self, fit: Fit, chance: Random) -> None:
        """What has to be carried is asked for, by the name of the field."""
        if not fit.needs:
            return
        request, path = _copy(fit.request), chance.choice(fit.needs)
        without(request, path)
        self._send(chance.choice(sorted(fit.may)), request)
        assert self.refused, f"{named(request)} without {path}"
        assert self.refused.code == "INVALID_ARGUMENT", f"{named(request)} without {path}: {self.refused}"
        wanted, fields = path.split("."), " ".join(self.refused.fields)
        assert wanted[-1] in {*_ONEOFS} or any(each in fields for each in (wanted[0], wanted[-1])), (
            f"{named(request)} without {path} names {fields}"
        )

    @precondition(lambda self: hasattr(self, "stage") and bool(sensitive(self.world)))
    @rule(seed=_SEEDS)
    def what_is_sensitive_is_read_by_two(self, seed: int) -> None:
        """Row 2: nobody publishes what nobody else has read."""
        asks = Asks(self._codes, self._chance(seed))
        draft, row = sensitive(self.world)[0]
        decision = asks.decision(row.id, row.version, tracked=False, low=False)
        publication = asks.publication(draft.consultation.id, draft.consultation.version, decision)
        seen: dict[str, Any] = {"statement_id": str(row.id), "expected_version": row.version}
        acts = [pb.SafeguardingAct(**seen, read=pb.SecondReading())]
        if not draft.published:
            acts.append(pb.SafeguardingAct(expected_version=draft.consultation.version, read=pb.SecondReading()))
        reading = pb.SafeguardConsultationRequest(consultation_id=str(draft.consultation.id), acts=acts)
        self._send("reviewer", publication)
        self._send("reviewer", reading)
        self._send("reviewer", publication)
        self._send("second_reviewer", publication)

    @precondition(lambda self: hasattr(self, "stage") and bool(over(self.world)))
    @rule(seed=_SEEDS)
    def what_is_over_is_let_alone(self, seed: int) -> None:
        """Rows 5 and 5b: nothing is merged into a tombstone or what is hidden, linked with it or put to somebody."""
        chance = self._chance(seed)
        gone, others = chance.choice(over(self.world)), list(self.world.statements.values())
        for request in about(gone, chance.choice(others).record, Asks(self._codes, chance)):
            host = self.world.statements[gone.id].record.frame.host_organisation_id
            who = "facilitator" if self.world.hosts[host] == "facilitator" else "other_host"
            self._send(who, request)
            assert self.refused, f"row 5: {named(request)} on what is over"

    @precondition(lambda self: hasattr(self, "stage") and bool(unsubmitted(self.world)))
    @rule(seed=_SEEDS)
    def what_was_not_submitted_is_not_published(self, seed: int) -> None:
        """Row 2: a draft waits for nobody."""
        asks = Asks(self._codes, self._chance(seed))
        draft, row = asks.chance.choice(unsubmitted(self.world))
        decision = asks.decision(row.id, row.version, tracked=False, low=False)
        self._send("reviewer", asks.publication(draft.consultation.id, draft.consultation.version, decision))
        assert self.refused, "row 2: a draft was published"

    @rule(seed=_SEEDS, who=st.sampled_from(PEOPLE))
    def anybody_sends_anything(self, seed: int, who: str) -> None:
        """Whoever it is, whatever it is, about whatever."""
        chance = self._chance(seed)
        asks = Asks(self._codes, chance)
        request = wild(self.world, asks)
        if chance.random() < 0.5:
            damaged(request, chance)
        self._send(who, request)

    @rule(days=st.sampled_from([1, 1, 1, 40]))
    def days_pass(self, days: int) -> None:
        """Nothing happens by itself but the end of an embargo."""
        self.stage.advance(days)
        before, self.world = self.world, self.stage.see()
        self._looked_at(before, Step("clock", "days", None, None))

    # What follows every act.

    def _send(self, who: str, request: Any, *, stale: bool = False) -> None:
        before = self.world
        self.refused: Refused | None = self.stage.send(who, request)
        self.world = self.stage.see()
        self.done[named(request)] += self.refused is None
        self._looked_at(before, Step(who, named(request), request, self.refused, stale))
        if self.refused:
            self.refusals[self.refused.kind] += 1
        if self.refused is None and named(request) not in _NO_HAND:
            self._note_hands(before, who)

    def _looked_at(self, before: World, step: Step) -> None:
        check(before, self.world, step, self.hands)
        self.reached.update(reached.parts(before, self.world, step))

    def _note_hands(self, before: World, who: str) -> None:
        """Note who entered or submitted what: nobody publishes their own work."""
        for key, draft in self.world.drafts.items():
            was = before.drafts.get(key)
            if was is None or was.consultation.details != draft.consultation.details:
                self._entered[key] = self._entered.get(key, frozenset()) | {who}
            rows = {each.id: each for each in was.statements} if was else {}
            for each in draft.statements:
                old = rows.get(each.id)
                if old is None or old.details != each.details:
                    self._entered[each.id] = self._entered.get(each.id, frozenset()) | {who}
                if each.state is RecordState.DRAFT:
                    self._submitted.pop(each.id, None)  # it was returned
                elif old and old.state is RecordState.DRAFT:
                    self._submitted[each.id] = frozenset({who})
        self.hands = {
            key: self._entered.get(key, frozenset()) | self._submitted.get(key, frozenset())
            for key in {*self._entered, *self._submitted}
        }


def _next_to(may: frozenset[str]) -> list[str]:
    """Return who holds the role and may not for another reason: it is their own work, or another host's."""
    found: set[str] = set()
    for role, elsewhere in ((FACILITATORS, "other_host"), (REVIEWERS, "other_reviewer")):
        if may & set(role):
            found |= {*role, elsewhere}
    return sorted(found - may)


def _copy(request: Any) -> Any:
    copied = type(request)()
    copied.CopyFrom(request)
    return copied


# A statement from which a speaker is removed was not entered anew.
_NO_HAND: Final = frozenset({"RemoveParticipant", "WithdrawConsent"})
# Of a oneof the refusal names the whole.
_ONEOFS: Final = frozenset(
    {"add_addressee", "track", "record_only", "correct", "correct_consultation", "correct_programme"}
)
assert set().union(*PASTS.values()) <= set(KINDS)
