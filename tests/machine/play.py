"""The machine: anybody sends anything, mails go out and come back, days pass; after each step the invariants hold."""

from collections import Counter
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from services.chassis.errors import Refusal
from services.recommendations.domain.values import CLOSED, Position
from tests.machine import acts
from tests.machine.invariants import check
from tests.machine.stage import PEOPLE, Seen, Stage, named

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
)


class Play(RuleBasedStateMachine):
    """One line's life. A subclass says where it is lived."""

    done: ClassVar[Counter[str]]  # how often each command was done; of all lives together

    def open_stage(self, *, commitment: bool) -> Stage:
        """Open a line to play with."""
        raise NotImplementedError

    @initialize(past=st.sampled_from(PASTS))
    def begin(self, past: str) -> None:
        """Open a line that has come some way already, so that lives get far."""
        self.stage = self.open_stage(commitment=past == "a commitment")
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

    @rule(data=st.data(), who=st.sampled_from(PEOPLE), seen=st.sampled_from(["now", "now", "now", "before", "never"]))
    def anybody_sends_anything(self, data: st.DataObject, who: str, seen: str) -> None:
        """Whoever it is, whatever it is, on whatever version."""
        self._send(who, data.draw(acts.requests(self.stage.today)), seen)

    @rule(data=st.data())
    def the_right_one_goes_on(self, data: st.DataObject) -> None:
        """As below: twice as often as the others."""
        self.the_right_one_sends_what_is_fit(data)

    @rule(data=st.data())
    def the_right_one_sends_what_is_fit(self, data: st.DataObject) -> None:
        """So that a line gets far."""
        request = data.draw(acts.fit(self.stage.today))
        self._send(RIGHT[named(request)], request, "now")

    def _send(self, who: str, request: Any, seen: str) -> None:
        version = self.stage.see().assignment.version
        expected = {"now": version, "before": max(version - 1, 1), "never": version + 1}[seen]
        sent = acts.addressed(request, self.stage.assignment_id, expected)
        has_version = "expected_version" in sent.DESCRIPTOR.fields_by_name
        self._step(who, lambda: self.stage.send(who, sent), expected=expected if has_version else None)
        self.done[named(request)] += not self.refused

    @precondition(lambda self: hasattr(self, "stage") and self.stage.see().assignment.position is Position.DECLINED)
    @rule()
    def what_was_declined_is_closed(self) -> None:
        """Or it is too early."""
        self._send("facilitator", acts.closing(self.stage.today), "now")

    @precondition(lambda self: hasattr(self, "stage") and self.stage.see().assignment.finding_id)
    @rule()
    def the_addressee_replies(self) -> None:
        """As long as the right of reply lasts."""
        self._send("liaison", acts.reply(), "now")

    @precondition(lambda self: hasattr(self, "stage") and self.stage.see().assignment.finding_id)
    @rule(who=st.sampled_from(("verifier", "verifier", "own_verifier", "liaison")))
    def the_finding_is_taken_back(self, who: str) -> None:
        """By whom it may, or not."""
        self._send(who, acts.taking_back(), "now")

    @precondition(lambda self: hasattr(self, "stage") and self.stage.see().assignment.promised_date)
    @rule(days=st.sampled_from([1, 30]))
    def the_date_slips(self, days: int) -> None:
        """Again and again: from the third time on somebody answers for it."""
        promised = self.stage.see().assignment.promised_date
        assert promised is not None
        self._send("liaison", acts.slip(max(promised, self.stage.today), days), "now")

    @precondition(lambda self: hasattr(self, "stage") and self.stage.see().assignment.closure in CLOSED)
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
        self._step("reviewer", lambda: self.stage.decide("reviewer", *what, confirm=True))
        self.done[f"decide {what[0]} True"] += not self.refused

    @precondition(lambda self: hasattr(self, "stage") and self.stage.waiting())
    @rule(data=st.data(), who=st.sampled_from(("reviewer", "reviewer", "facilitator", "nobody")), confirm=st.booleans())
    def somebody_decides(self, data: st.DataObject, who: str, confirm: bool) -> None:
        """Confirm or refuse what waits."""
        what, waiting_id = data.draw(st.sampled_from(self.stage.waiting()))
        self._step(who, lambda: self.stage.decide(who, what, waiting_id, confirm=confirm))
        self.done[f"decide {what} {confirm}"] += not self.refused

    @rule(outcome=st.sampled_from(["accepted", "bounced"]))
    def a_mail(self, outcome: str) -> None:
        """A mail arrives, or comes back."""
        self._step("mail", lambda: self.stage.mail(outcome))

    @rule(days=st.sampled_from([1, 15, 70, 366]))
    def days_pass(self, days: int) -> None:
        """The clock alone."""
        self._step("clock", lambda: self.stage.advance(days))

    @rule(data=st.data())
    def while_it_is_hidden_nobody_acts(self, data: st.DataObject) -> None:
        """Another service hides the statement, and shows it again."""
        self.stage.hide(hidden=True)
        self.the_right_one_sends_what_is_fit(data)
        assert self.refused, "invariant 3: somebody acted on what is hidden"
        self.stage.hide(hidden=False)

    def _step(self, who: str, act: Callable[[], Refusal | None], *, expected: int | None = None) -> None:
        before: Seen = self.stage.see()
        refusal = act()
        self.refused = refusal is not None
        check(before, self.stage.see(), who=who, refused=self.refused, expected=expected, today=self.stage.today)


RIGHT = {
    "StatePosition": "liaison",
    "ReportProgress": "liaison",
    "MoveDeliveryDate": "liaison",
    "RecordHandOver": "facilitator",
    "RecordOutsideAnswer": "facilitator",
    "ProposeNotApplicable": "facilitator",
    "NoteFollowUp": "facilitator",
    "AnswerFinding": "liaison",
    "RequestEvidence": "verifier",
    "RecordVerification": "verifier",
    "RecordNoEvidenceFound": "verifier",
}
