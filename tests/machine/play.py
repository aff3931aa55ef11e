"""The machine: anybody sends anything, mails go out and come back, days pass; after each step the invariants hold."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Any, ClassVar, Final
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from roundtable.recommendations.v1 import events_pb2 as events
from services.chassis.errors import Refusal
from services.recommendations.domain.addressee import Addressee
from services.recommendations.domain.values import CLOSED, Position, Progress, Publication, RecordState
from tests.machine import acts, reached, register_acts
from tests.machine.evaluated import held
from tests.machine.invariants import check
from tests.machine.stage import ANYBODY, PEOPLE, Seen, Stage, Step, World, named

PASTS = (
    "nothing",
    "promised",
    "declined",
    "closed",
    "contradicted",
    "an old letter",
    "its own report",
    "moot",
    "a commitment",
    "a group",
    "gone to another body",
    "late",
)
SEEDS: Final = st.integers(0, 2**32 - 1)


class Play(RuleBasedStateMachine):
    """The life of a line and of what stands around it. A subclass says where it is lived."""

    done: ClassVar[Counter[str]]  # how often each command was done; of all lives together
    reached: ClassVar[set[str]]  # rows of the table of transitions
    refusals: ClassVar[Counter[str]]  # how often somebody was refused so
    in_a_row: ClassVar[int] = 8  # acts in one step; fewer where each takes its time
    stage: Stage
    world: World

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Begin to count."""
        super().__init_subclass__(**kwargs)
        cls.done, cls.reached, cls.refusals = Counter(), set(), Counter()

    def open_stage(self, *, commitment: bool, group: bool) -> Stage:
        """Open lines to play with."""
        raise NotImplementedError

    @initialize(past=st.sampled_from(PASTS))
    def begin(self, past: str) -> None:
        """Open a line that has come some way already, so that lives get far."""
        self.stage = self.open_stage(commitment=past == "a commitment", group=past == "a group")
        self.world, self._steps = self.stage.see(), 0
        if past == "promised":
            self._send("liaison", acts.promise(self.stage.today), "now")
        elif past in {"declined", "closed"}:
            self._send("liaison", acts.refusal(self.stage.today), "now")
            self.days_pass(366)
            if past == "closed":
                self._send("facilitator", acts.closing(self.stage.today), "now")
        elif past == "contradicted":
            self._send("verifier", acts.contradiction(self.stage.today), "now")
        elif past == "an old letter":
            self._send("liaison", acts.promise(self.stage.today), "now")
            self._send("facilitator", acts.old_letter(self.stage.today), "now")
            self._confirm(self.stage.waiting()[0])
        elif past == "its own report":
            self._send("liaison", acts.claim(self.stage.today), "now")
            self._send("verifier", acts.own_report(self.stage.today), "now")
        elif past == "moot":
            self._send("facilitator", acts.moot(self.stage.today), "now")
            self._confirm(self.stage.waiting()[0])
        elif past == "gone to another body":
            self.a_mail("accepted")
            merger = register_acts.fit(self.world, self.stage.today, self._body)[3]
            self._enter("registrar", merger, "now")
        elif past == "late":
            self.a_mail("accepted")
            self.days_pass(70)

    @property
    def _line(self) -> Seen:
        return self.world.lines[UUID(self.stage.assignment_id)]

    @property
    def _body(self) -> Addressee:
        return self.world.bodies[self._line.assignment.addressee_id]

    # On the line in view.

    @rule(data=st.data(), who=st.sampled_from(PEOPLE), seen=st.sampled_from(["now", "now", "now", "before", "never"]))
    def anybody_sends_anything(self, data: st.DataObject, who: str, seen: str) -> None:
        """Whoever it is, whatever it is, on whatever version."""
        self._send(who, data.draw(acts.requests(self.stage.today)), seen)

    @rule(seed=SEEDS)
    def the_right_one_goes_on(self, seed: int) -> None:
        """So that a line gets far: somebody else tries it first, or it is sent in sight of another version.

        More than once: to draw a step costs more than to take it.
        """
        chance = self._chance(seed)
        for _ in range(self.in_a_row):
            request = acts.fit(self.stage.today, chance, self._likely())
            right = RIGHT[named(request)]
            if chance.random() < 0.4:
                # Whoever is next to the right one more often than the others.
                others = [each for each in PEOPLE if each not in {right, ALSO.get(named(request))}]
                who = chance.choice([*others, *[NEXT_TO[right]] * 6])
                self._send(who, request, "now")
                assert held(1, self.refused), f"invariant 1: {who} did {named(request)}"
            self._send(right, request, chance.choice(("now", "now", "before")))

    def _likely(self) -> list[str]:
        """Return kinds of what may be fit as the line stands: what leads on, more often."""
        line = self._line.assignment
        kinds = ["position", "progress", "everything", "letter", "note", "hand over", "moot", "promise", "claim"]
        if line.promised_date:
            kinds += ["move"] * 4
        if line.finding_id:
            kinds += ["reply"] * 4
        if line.progress is Progress.REPORTED_COMPLETE or line.position is Position.CLAIMS_ALREADY_DONE:
            kinds += ["finding"] * 4 + ["search", "question"]
        return kinds

    @rule(seed=SEEDS)
    def the_right_one_goes_further(self, seed: int) -> None:
        """As above: twice as often as the others."""
        self.the_right_one_goes_on(seed)

    def _chance(self, seed: int) -> Random:
        """Return another chance with every step: small seeds are drawn again and again."""
        self._steps += 1
        return Random(f"{seed} {self._steps}")

    def _send(self, who: str, request: Any, seen: str) -> None:
        version = self._line.assignment.version
        expected = {"now": version, "before": max(version - 1, 1), "never": version + 1}[seen]
        sent = acts.addressed(request, self.stage.assignment_id, expected)
        has_version = "expected_version" in sent.DESCRIPTOR.fields_by_name
        self._do(who, sent, expected=expected if has_version else None)

    @rule(data=st.data())
    def another_line_comes_into_view(self, data: st.DataObject) -> None:
        """People are who they are to that one."""
        there = [key for key, each in self.world.lines.items() if each.record.state is not RecordState.WITHDRAWN]
        self.stage.assignment_id = str(data.draw(st.sampled_from(there or list(self.world.lines))))
        self.world = self.stage.see()

    @rule(who=st.sampled_from(("liaison", "liaison", "stranger", "facilitator")), seen=st.sampled_from((0, 1)))
    def an_answer_is_kept(self, who: str, seen: int) -> None:
        """A liaison saves a draft, in sight of the last one or not."""
        request = acts.draft(self._line.assignment.version, max(self.world.drafts.get("liaison", 0) - seen, 0))
        sent = acts.addressed(request, self.stage.assignment_id, request.expected_version)
        self._do(who, sent)

    @precondition(lambda self: hasattr(self, "stage") and bool(self.world.drafts))
    @rule(who=st.sampled_from(("liaison", "liaison", "stranger", "facilitator")), seen=st.sampled_from((0, 1)))
    def an_answer_is_discarded(self, who: str, seen: int) -> None:
        """A liaison ends a draft, in sight of the last one or not."""
        kept = dict(self.world.drafts)
        request = acts.discarding(self.stage.draft_id(), max(kept["liaison"] - seen, 0))
        self._do(who, acts.addressed(request, "", request.expected_version))
        if not self.refused:
            assert held(3, not seen), "invariant 3: a draft was discarded in sight of another version"
            assert not self.world.drafts, "a draft that was discarded is still kept"

    @rule(
        who=st.sampled_from(("liaison", "liaison", "verifier", "stranger", "facilitator", "own_verifier")),
        visibility=st.sampled_from(events.EvidenceVisibility.values()),
        titled=st.booleans(),
    )
    def a_file_is_attached(self, who: str, visibility: int, titled: bool) -> None:
        """By the body, as evidence; or by a verifier, who keeps it for a finding."""
        public = visibility == events.EVIDENCE_VISIBILITY_PUBLIC and who == "liaison"
        request = acts.file(visibility, ("The report" if public else acts.SECRET) if titled else "")
        before = self._line.assignment.version
        self._do(who, acts.addressed(request, self.stage.assignment_id, 0))
        assert self.refused or titled, "a file without a title was attached"
        told = self._line.assignment.version > before
        assert held(9, told is (not self.refused and who == "liaison")), "invariant 9: a verifier's file was told of"

    @rule(
        who=st.sampled_from(("facilitator", "facilitator", "registrar", "liaison", "verifier", "other_host")),
        visibility=st.sampled_from(events.EvidenceVisibility.values()),
    )
    def a_scan_is_attached(self, who: str, visibility: int) -> None:
        """By the host or a registrar, for those who work on the line: nobody is told of it."""
        before = self._line.assignment.version
        self._do(who, acts.addressed(acts.scan(visibility), self.stage.assignment_id, 0))
        assert held(9, self._line.assignment.version == before), (
            "invariant 9: a scan was told of before anything names it"
        )
        if not self.refused:
            assert who in ("facilitator", "registrar"), "a scan was attached by somebody else than the host"
            assert visibility == events.EVIDENCE_VISIBILITY_OWNER, "a scan is public before anybody read it"

    @precondition(lambda self: hasattr(self, "stage") and self._line.assignment.position is Position.DECLINED)
    @rule()
    def what_was_declined_is_closed(self) -> None:
        """Or it is too early."""
        self._send("facilitator", acts.closing(self.stage.today), "now")

    @precondition(lambda self: hasattr(self, "stage") and self._line.assignment.finding_id)
    @rule()
    def the_addressee_replies(self) -> None:
        """As long as the right of reply lasts."""
        self._send("liaison", acts.reply(), "now")

    @precondition(lambda self: hasattr(self, "stage") and self._line.assignment.finding_id)
    @rule(who=st.sampled_from(("verifier", "verifier", "own_verifier", "liaison")))
    def the_finding_is_taken_back(self, who: str) -> None:
        """By whom it may, or not."""
        self._send(who, acts.taking_back(), "now")

    @precondition(lambda self: hasattr(self, "stage") and self._line.assignment.promised_date)
    @rule(days=st.sampled_from([1, 30]))
    def the_date_slips(self, days: int) -> None:
        """Again and again: from the third time on somebody answers for it."""
        promised = self._line.assignment.promised_date
        assert promised is not None
        self._send("liaison", acts.slip(max(promised, self.stage.today), days), "now")

    @precondition(lambda self: hasattr(self, "stage") and self._line.assignment.closure in CLOSED)
    @rule(who=st.sampled_from(("facilitator", "verifier", "liaison")))
    def what_is_closed_is_opened(self, who: str) -> None:
        """By whom it may, or not."""
        self._send(who, acts.opening(self.stage.today), "now")

    @precondition(lambda self: hasattr(self, "stage") and self.stage.waiting())
    @rule(data=st.data())
    def the_reviewer_confirms(self, data: st.DataObject) -> None:
        """What waits becomes public."""
        self._confirm(data.draw(st.sampled_from(self.stage.waiting())))

    def _confirm(self, what: tuple[str, UUID]) -> None:
        self._decide("reviewer", what, confirm=True)

    def _decide(self, who: str, what: tuple[str, UUID], *, confirm: bool) -> None:
        act = {"letter": "DecideOutsideAnswer", "proposal": "DecideClosureProposal"}[what[0]]
        self._step(who, lambda: self.stage.decide(who, *what, confirm=confirm), act=act)
        self.done[act] += not self.refused

    @precondition(lambda self: hasattr(self, "stage") and self.stage.waiting())
    @rule(data=st.data(), who=st.sampled_from(("reviewer", "reviewer", "facilitator", "nobody")), confirm=st.booleans())
    def somebody_decides(self, data: st.DataObject, who: str, confirm: bool) -> None:
        """Confirm or refuse what waits."""
        self._decide(who, data.draw(st.sampled_from(self.stage.waiting())), confirm=confirm)

    @rule(url=st.sampled_from([f"https://archive.example/{acts.SUGGESTED}", acts.OWN, "ftp://archive.example", ""]))
    def anybody_suggests_evidence(self, url: str) -> None:
        """For the line in view, whatever became of it."""
        request = acts.suggestion(self._line.record.tracked_number, self._body.slug, url)
        self._do(ANYBODY, acts.addressed(request, "", 0))

    @rule(seed=SEEDS)
    def a_suggestion_goes_its_way(self, seed: int) -> None:
        """Through both hands, after somebody else has tried it."""
        known, chance = set(self.world.suggestions), self._chance(seed)
        self.anybody_suggests_evidence(acts.OWN)
        for each in self.world.suggestions.keys() - known:
            passing, _, _, _, *settling = acts.decisions_on(each)
            for right, decision in (("reviewer", passing), ("verifier", chance.choice(settling))):
                self._do(chance.choice([who for who in PEOPLE if who != right]), acts.addressed(decision, "", 0))
                assert self.refused, f"row 28: somebody else than the {right} decided"
                self._do(right, acts.addressed(decision, "", 0))

    @precondition(lambda self: hasattr(self, "stage") and self.world.suggestions)
    @rule(data=st.data(), who=st.sampled_from(("reviewer", "reviewer", "verifier", "verifier", *PEOPLE)))
    def somebody_decides_on_a_suggestion(self, data: st.DataObject, who: str) -> None:
        """Passes it on, discards it, takes it up or sets it aside: by whom it may, or not."""
        chosen = data.draw(st.sampled_from(list(self.world.suggestions)))
        request = data.draw(st.sampled_from(acts.decisions_on(chosen)))
        self._do(who, acts.addressed(request, "", 0))

    @rule(outcome=st.sampled_from(["accepted", "bounced"]))
    def a_mail(self, outcome: str) -> None:
        """A mail arrives, or comes back. A group gets none."""
        if self._line.assignment.can_be_asked:
            self._step("mail", lambda: self.stage.mail(outcome))
            self.done[f"mail {outcome}"] += 1

    @rule(days=st.sampled_from([1, 15, 70, 366]))
    def days_pass(self, days: int) -> None:
        """The clock alone."""
        self._step("clock", lambda: self.stage.advance(days))

    # On the register and the calendar.

    @rule(
        who=st.sampled_from((*PEOPLE, "registrar", "registrar")),
        seen=st.sampled_from(["now", "now", "before", "never"]),
        seed=st.integers(0, 10_000),
    )
    def anybody_enters_anything(self, who: str, seen: str, seed: int) -> None:
        """In the register or the calendar."""
        self._enter(who, register_acts.request(self.world, self.stage.today, Random(seed)), seen)

    @rule(data=st.data())
    def the_registrar_enters_what_is_fit(self, data: st.DataObject) -> None:
        """A name, a remit, what became of the body or did not, a holiday."""
        wanted = register_acts.fit(self.world, self.stage.today, self._body)
        self._enter("registrar", data.draw(st.sampled_from(wanted)), "now")

    @precondition(lambda self: hasattr(self, "stage") and bool(register_acts.undoings(self.world)))
    @rule(data=st.data())
    def the_registrar_undoes_a_succession(self, data: st.DataObject) -> None:
        """Or something that it moved has moved on since."""
        self._enter("registrar", data.draw(st.sampled_from(register_acts.undoings(self.world))), "now")

    @rule(
        who=st.sampled_from(("liaison", "liaison", "stranger", "registrar", "facilitator")),
        seen=st.sampled_from(["now", "now", "before", "never"]),
        words=st.sampled_from(["We answer in May", "We answer in June", "", None]),
    )
    def a_body_speaks_for_itself(self, who: str, seen: str, words: str | None) -> None:
        """On its scorecard, in place of what it said there; or it takes that back."""
        self._speak(who, words, seen)

    def _speak(self, who: str, words: str | None, seen: str) -> None:
        request = register_acts.own_words(self._body, words, seen=seen)
        self._do(who, request, expected_entry=request.expected_version, about=self._body.id)

    @precondition(lambda self: hasattr(self, "stage") and bool(register_acts.placings(self.world)))
    @rule(data=st.data(), who=st.sampled_from(("registrar", "registrar", "facilitator", "liaison")))
    def a_line_is_placed(self, data: st.DataObject, who: str) -> None:
        """It was published for a body after something of it went to others."""
        self._enter(who, data.draw(st.sampled_from(register_acts.placings(self.world))), "now")

    def _enter(self, who: str, request: Any, seen: str) -> None:
        sent = register_acts.addressed(request, self.world, self._body, seen=seen)
        about = UUID(sent.addressee_id) if "addressee_id" in sent.DESCRIPTOR.fields_by_name else None
        self._do(who, sent, expected_entry=getattr(sent, "expected_version", None), about=about)

    # On the record.

    @rule(data=st.data())
    def consultations_announce(self, data: st.DataObject) -> None:
        """The record is hidden, withdrawn, merged, tracked or not, put to one more body; or it is as it was again."""
        self._news(data.draw(st.sampled_from(possible(self.world, self._line))))

    def _news(self, news: str) -> None:
        def announce() -> None:
            self.stage.announce(news)

        self._step("consultations", announce)
        self.done[news] += 1
        if news in {"linked", "unlinked"}:
            assert bool(self._line.record.links) is (news == "linked"), "a link is not what was announced"

    @precondition(lambda self: hasattr(self, "stage") and not self._line.hidden)
    @rule(seed=SEEDS)
    def while_it_is_hidden_nobody_acts(self, seed: int) -> None:
        """Another service hides the statement, and shows it again."""
        self._news("hidden")
        request = acts.fit(self.stage.today, self._chance(seed), self._likely())
        self._send(RIGHT[named(request)], request, "now")
        assert held(3, self.refused), "invariant 3: somebody acted on what is hidden"
        self._news("shown")

    # What follows every act.

    def _do(self, who: str, sent: Any, **seen: Any) -> None:
        act, preview = named(sent), bool(getattr(sent, "preview", False))
        self._step(who, lambda: self.stage.send(who, sent), act=act, preview=preview, **seen)
        self.done[act] += not self.refused

    def _step(self, who: str, doing: Callable[[], Refusal | None], **details: Any) -> None:
        before, today = self.world, self.stage.today
        refusal = doing()
        self.refused, self.refusal = refusal is not None, refusal
        if refusal:
            self.refusals[type(refusal).__name__] += 1
        self.world = self.stage.see()
        step = Step(
            who=who,
            view=UUID(self.stage.assignment_id),
            today=max(today, self.stage.today),
            refused=self.refused,
            **details,
        )
        check(before, self.world, step)
        self.reached.update(reached.rows(before, self.world, step))


def possible(world: World, line: Seen) -> list[str]:
    """Return what consultations may announce of a record as it stands: they refuse the rest."""
    record = line.record
    back = 4  # times as likely as to go away: nobody acts on what is away
    others = [each.record for each in world.lines.values() if each.record.id != record.id]
    asked = {each.assignment.addressee_id for each in world.lines.values() if each.record.id == record.id}
    found = ["shown"] * back if record.hidden else ["hidden"]
    if record.state is RecordState.PUBLISHED:
        found += ["withdrawn", *(["recorded"] if record.publication is Publication.TRACKED else ["tracked"] * back)]
        if any(each.stands and each.type is record.type for each in others):
            found += ["merged", "superseded"]
        if set(world.bodies) - asked:
            found.append("addressee_added")
        found += ["corrected", "particulars", "unlinked" if record.links else "linked"]
    elif record.state is not RecordState.WITHDRAWN:
        found += ["unmerged"] * back
    return found


ALSO = {"RecordOutsideAnswer": "registrar"}
NEXT_TO = {"liaison": "stranger", "facilitator": "other_host", "verifier": "own_verifier"}
RIGHT = {
    "StatePosition": "liaison",
    "ReportProgress": "liaison",
    "MoveDeliveryDate": "liaison",
    "SubmitAnswer": "liaison",
    "RecordHandOver": "facilitator",
    "RecordOutsideAnswer": "facilitator",
    "ProposeNotApplicable": "facilitator",
    "NoteFollowUp": "facilitator",
    "AnswerFinding": "liaison",
    "RequestEvidence": "verifier",
    "RecordVerification": "verifier",
    "RecordNoEvidenceFound": "verifier",
}
