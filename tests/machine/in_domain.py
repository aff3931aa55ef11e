"""The machine's stage without a service: requests go through the wire's readers straight into the domain."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.chassis.errors import Refusal
from services.recommendations.domain import (
    answers,
    checks,
    closures,
    delivery,
    findings,
    follow_ups,
    outside,
    promises,
)
from services.recommendations.domain.assignment import evolve
from services.recommendations.domain.facts import AssignmentFact, PositionStated
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.outside import OutsideState
from services.recommendations.domain.values import Request, Role, Standing
from services.recommendations.wire import parts, requests
from tests.machine.stage import Seen, named
from tests.unit.recommendations_builders import (
    ADDRESSEE,
    HOST,
    TODAY,
    a_commitment,
    a_line,
    a_moment,
    a_record,
    somebody,
)


def _people() -> dict[str, Standing]:
    def one(role: Role | None = None, where: UUID | None = None, **changed: Any) -> Standing:
        return somebody(role, where, person_id=uuid4(), **changed)

    return {
        "liaison": one(addressees=frozenset({ADDRESSEE}), speaks_for=frozenset({ADDRESSEE})),
        "facilitator": one(Role.FACILITATOR, HOST),
        "reviewer": one(Role.REVIEWER, HOST),
        "verifier": one(Role.VERIFIER),
        "stranger": one(addressees=frozenset({uuid4()})),
        "other_host": one(Role.FACILITATOR),
        "own_verifier": one(Role.VERIFIER, HOST),
        "nobody": one(),
    }


class DomainStage:
    """One line in memory. Its facts are all there is; the line is their fold."""

    def __init__(self, *, commitment: bool) -> None:
        self.line: Line = a_line(record=a_commitment() if commitment else a_record())
        self.people = _people()
        self.facts: list[AssignmentFact] = []
        self.today: date = TODAY
        self.letters: dict[UUID, outside.OutsideAnswer] = {}
        self.proposals: dict[UUID, closures.Proposal] = {}
        self.announced: findings.Announced | None = None

    @property
    def assignment_id(self) -> str:
        """The line."""
        return str(self.line.assignment.id)

    def see(self) -> Seen:
        """Look at the line."""
        return Seen(self.line.record, self.line.assignment, self.line.hidden, tuple(self.facts), "")

    def waiting(self) -> list[tuple[str, UUID]]:
        """Return what waits for a second person."""
        return [("letter", each) for each in self.letters] + [("proposal", each) for each in self.proposals]

    def _happened(self, *facts: AssignmentFact | None) -> None:
        for fact in facts:
            if fact is not None:
                fact = replace(fact, version=self.line.assignment.version + 1)  # noqa: PLW2901
                before = self.line.assignment
                self.line = replace(self.line, assignment=evolve(before, fact))
                self.facts.append(fact)
                if isinstance(fact, PositionStated):
                    self._happened(closures.reopened_by_position(before, self.line.assignment, fact))

    def send(self, who: str, request: Any) -> Refusal | None:
        """Let somebody try it."""
        by = self.people[who]
        expected = getattr(request, "expected_version", self.line.assignment.version)
        act = Act(by=by, expected_version=expected, moment=a_moment(self.today))
        try:
            self._happened(_DECIDE[named(request)](self, request, act))
        except Refusal as refusal:
            return refusal
        return None

    def decide(self, who: str, what: str, waiting_id: UUID, *, confirm: bool) -> Refusal | None:
        """Let somebody confirm or refuse what waits."""
        common: dict[str, Any] = {"confirm": confirm, "reason": "No", "by": self.people[who]}
        moment = a_moment(self.today)
        try:
            if what == "proposal":
                proposal = self.proposals[waiting_id]
                facts: list[Any] = [*closures.decide_proposal(self.line, proposal, moment=moment, **common)]
                del self.proposals[waiting_id]
            else:
                letter = self.letters[waiting_id]
                decided = outside.decide_outside_answer(self.line, letter, moment=moment, **common)
                facts = [decided]
                if confirm:
                    self._happened(outside.stated_outside(self.line, letter, moment=moment))
                    self._happened(outside.reported_outside(self.line, letter, moment=moment))
                del self.letters[waiting_id]
        except Refusal as refusal:
            return refusal
        self._happened(*facts)
        return None

    def mail(self, outcome: str) -> None:
        """Let a mail arrive, or come back."""
        kind = Request.ACCEPTED_BY_MAIL_SERVER if outcome == "accepted" else Request.UNDELIVERABLE
        known = [each.id for each in self.line.assignment.deliveries if each.id]
        news = delivery.MailNews(
            delivery_id=known[0] if known else uuid4(), outcome=kind, date=self.today, through_relay=False
        )
        moment = a_moment(self.today)
        self._happened(
            delivery.record_mail(
                self.line.assignment, news, holidays=(), actor="service:notifications", occurred_at=moment.at
            )
        )

    def advance(self, days: int) -> None:
        """Let days pass; rights of reply end."""
        self.today += timedelta(days=days)
        if self.announced:
            fact = findings.end_right_of_reply(self.line, self.announced, a_moment(self.today))
            self._happened(fact)
            self.announced = None if fact else self.announced

    def hide(self, *, hidden: bool) -> None:
        """Hide the statement, or show it again."""
        self.line = replace(self.line, hidden=hidden)

    def letter(self, request: Any, act: Act) -> AssignmentFact:
        """Write a letter down."""
        letter = requests.outside_answer(request, outside_answer_id=uuid4(), recorded_by=act.by.person_id)
        fact = outside.record_outside_answer(self.line, letter, act)
        self.letters[letter.id] = replace(letter, state=OutsideState.WAITING)
        return fact

    def proposal(self, request: Any, act: Act) -> AssignmentFact:
        """Propose to close it."""
        grounds = requests.grounds(request)
        proposal = closures.Proposal(id=uuid4(), grounds=grounds, proposed_by=act.by.person_id)
        fact = closures.propose_not_applicable(self.line, proposal, act)
        self.proposals[proposal.id] = proposal
        return fact

    def finding(self, request: Any, act: Act) -> AssignmentFact:
        """Record a finding, or announce it."""
        finding = requests.finding(request)
        if finding.verification not in checks.ANNOUNCED_FIRST:
            return checks.record_verification(self.line, finding, act)
        window = findings.window(act.moment, working_days=findings.REPLY_WORKING_DAYS, holidays=())
        fact = findings.announce_finding(self.line, finding, act, finding_id=uuid4(), until_date=window.until_date)
        self.announced = findings.Announced(
            id=fact.finding_id,
            finding=finding,
            verifier_id=act.by.person_id,
            verifier_organisation_id=uuid4(),
            announced_date=self.today,
            ends_at=window.ends_at,
            reply=None,
            replied_date=None,
        )
        return fact

    def note(self, request: Any, act: Act) -> AssignmentFact:
        """Note a follow-up."""
        noted = requests.follow_up(request.follow_up, follow_up_id=uuid4(), public=request.public)
        return follow_ups.note(self.line, noted, act)


_DECIDE: dict[str, Callable[[DomainStage, Any, Act], AssignmentFact]] = {
    "StatePosition": lambda stage, r, act: answers.state_position(
        stage.line, requests.position(r.position), act, approval=parts.approval(r.approval)
    ),
    "ReportProgress": lambda stage, r, act: answers.report_progress(
        stage.line, requests.progress(r.progress), act, approval=parts.approval(r.approval)
    ),
    "MoveDeliveryDate": lambda stage, r, act: promises.move_delivery_date(
        stage.line, requests.date_move(r.moved), act, approval=parts.approval(r.approval)
    ),
    "RecordHandOver": lambda stage, r, act: delivery.record_hand_over(
        stage.line, requests.hand_over(r), act, holidays=()
    ),
    "RecordOutsideAnswer": DomainStage.letter,
    "RequestEvidence": lambda stage, r, act: checks.request_evidence(stage.line, requests.question(r), act),
    "RecordVerification": DomainStage.finding,
    "RecordNoEvidenceFound": lambda stage, r, act: checks.record_no_evidence_found(
        stage.line, requests.empty_search(r), act
    ),
    "RecordNotVerifiable": lambda stage, r, act: checks.record_not_verifiable(
        stage.line, requests.not_verifiable(r), act
    ),
    "AnswerFinding": lambda stage, r, act: findings.answer_finding(
        stage.line,
        requests.reply(r),
        act,
        ends_at=stage.announced.ends_at if stage.announced else None,
    ),
    "TakeFindingBack": lambda stage, r, act: findings.take_finding_back(stage.line, requests.taking_back(r), act),
    "CloseDeclined": lambda stage, r, act: closures.close_declined(stage.line, requests.grounds(r), act),
    "ProposeNotApplicable": DomainStage.proposal,
    "Reopen": lambda stage, r, act: closures.reopen(stage.line, requests.grounds(r), act),
    "NoteFollowUp": DomainStage.note,
}
