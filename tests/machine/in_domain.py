"""The machine's stage without a service: requests go through the wire's readers straight into the domain."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from services.chassis.errors import Aborted, Refusal
from services.recommendations.domain import (
    answers,
    checks,
    closures,
    delivery,
    drafts,
    evidence,
    findings,
    follow_ups,
    outside,
    promises,
    suggestions,
)
from services.recommendations.domain.errors import NoSuchSuggestion
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.outside import OutsideState
from services.recommendations.domain.sources import Visibility
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.values import AddresseeKind, Closure, Request, SuggestionState
from services.recommendations.wire import drafts as filled_in
from services.recommendations.wire import files, parts, requests, words
from services.recommendations.wire import suggestions as suggested
from tests.machine.domain_register import REGISTER
from tests.machine.domain_world import DomainWorld, a_body
from tests.machine.stage import ANYBODY, World, named
from tests.unit.recommendations_builders import HOST, a_commitment, a_record, somebody


def _somebody(role: Role | None = None, where: UUID | None = None, **changed: Any) -> Standing:
    return somebody(role, where, person_id=uuid4(), **changed)


def _liaison(body_id: UUID) -> Standing:
    return _somebody(addressees=frozenset({body_id}), speaks_for=frozenset({body_id}))


def _both() -> Standing:
    one = _somebody(Role.FACILITATOR, HOST)
    return replace(one, roles=one.roles | _somebody(Role.REVIEWER, HOST).roles)


class DomainStage(DomainWorld):
    """Three bodies, of which one is a group, and two records. Facts are all there is; every line is their fold."""

    def __init__(self, *, commitment: bool, group: bool) -> None:
        first, second, third = a_body(), a_body(), a_body(AddresseeKind.GROUP)
        super().__init__([first, second, third])
        # The second is put to both bodies: a line that goes from one to the other finds its like there.
        self.put(a_record(number="C-7/13", tracked_number="R-43"), first.id, second.id)
        record = a_commitment() if commitment else a_record()
        self.assignment_id = str(self.put(record, third.id if group else first.id)[0])
        self.liaisons = {each: _liaison(each) for each in self.bodies}
        self.people = {
            "facilitator": _somebody(Role.FACILITATOR, HOST),
            "reviewer": _somebody(Role.REVIEWER, HOST),
            "both": _both(),
            "verifier": _somebody(Role.VERIFIER),
            "registrar": _somebody(Role.REGISTRAR),
            "other_host": _somebody(Role.FACILITATOR),
            "own_verifier": _somebody(Role.VERIFIER, HOST),
            "nobody": _somebody(),
            ANYBODY: _somebody(),
        }
        self.letters: dict[UUID, tuple[UUID, outside.OutsideAnswer]] = {}
        self.proposals: dict[UUID, tuple[UUID, closures.Proposal]] = {}
        self.drafts: dict[tuple[UUID, UUID], drafts.AnswerDraft] = {}
        self.suggestions: dict[UUID, suggestions.Suggestion] = {}

    @property
    def key(self) -> UUID:
        """The id of the line in view."""
        return UUID(self.assignment_id)

    @property
    def line(self) -> Line:
        """The line in view."""
        return self.lines[self.key]

    def who(self, name: str) -> Standing:
        """Return who somebody is to the line in view."""
        body_id = self.line.assignment.addressee_id
        if name == "liaison":
            return self.liaisons.setdefault(body_id, _liaison(body_id))
        if name == "stranger":
            return next(each for key, each in self.liaisons.items() if key != body_id)
        return self.people[name]

    def see(self) -> World:
        """Look at everything."""
        names = {self.who(each).person_id: each for each in ("liaison", "stranger")}
        kept = {
            names.get(person, "?"): each.version for (line, person), each in self.drafts.items() if line == self.key
        }
        suggested = {key: each.state.value for key, each in self.suggestions.items()}
        return World(self.seen(), dict(self.bodies), self.calendar, self.holidays, kept, suggested)

    def waiting(self) -> list[tuple[str, UUID]]:
        """Return what waits for a second person."""
        letters = [("letter", each) for each in self.line.assignment.outside_answers_pending]
        return letters + [("proposal", each) for each in self.line.assignment.closure_proposals_pending]

    def send(self, who: str, request: Any) -> Refusal | None:
        """Let somebody try it."""
        by = self.who(who)
        expected = getattr(request, "expected_version", self.line.assignment.version)
        act = Act(by=by, expected_version=expected, moment=self.moment)
        before = dict(self.lines), {key: list(each) for key, each in self.facts.items()}
        try:
            if named(request) in REGISTER:
                REGISTER[named(request)](self, request, act)
            elif named(request) in _KEPT:
                _KEPT[named(request)](self, request, act)
            else:
                self.happened(self.key, *_DECIDE[named(request)](self, request, act))
        except Refusal as refusal:
            self.lines, self.facts = before  # as the transaction rolls back
            return refusal
        return None

    def decide(self, who: str, what: str, waiting_id: UUID, *, confirm: bool) -> Refusal | None:
        """Let somebody confirm or refuse what waits."""
        common: dict[str, Any] = {"confirm": confirm, "reason": "No", "by": self.who(who), "moment": self.moment}
        try:
            if what == "proposal":
                _, proposal = self.proposals[waiting_id]
                facts: list[Any] = [*closures.decide_proposal(self.line, proposal, **common)]
                state = OutsideState.CONFIRMED if confirm else OutsideState.REFUSED
                self.proposals[waiting_id] = self.key, replace(proposal, state=state)
            else:
                _, letter = self.letters[waiting_id]
                decided = outside.decide_outside_answer(self.line, letter, **common)
                if confirm:
                    self.happened(self.key, outside.stated_outside(self.line, letter, moment=self.moment))
                    self.happened(self.key, outside.reported_outside(self.line, letter, moment=self.moment))
                    self.happened(self.key, outside.moved_outside(self.line, letter, moment=self.moment))
                facts = [decided]
                after = OutsideState.CONFIRMED if confirm else OutsideState.REFUSED
                self.letters[waiting_id] = self.key, replace(letter, state=after)
        except Refusal as refusal:
            return refusal
        self.happened(self.key, *facts)
        return None

    def mail(self, outcome: str) -> None:
        """Let a mail arrive, or come back."""
        kind = Request.ACCEPTED_BY_MAIL_SERVER if outcome == "accepted" else Request.UNDELIVERABLE
        known = [each.id for each in self.line.assignment.deliveries if each.id]
        news = delivery.MailNews(
            delivery_id=known[0] if known else uuid4(), outcome=kind, date=self.today, through_relay=False
        )
        fact = delivery.record_mail(
            self.line.assignment,
            news,
            holidays=self.holidays,
            actor="service:notifications",
            occurred_at=self.moment.at,
        )
        self.happened(self.key, fact)

    def advance(self, days: int) -> None:
        """Let days pass, and do what the clock does."""
        self.days_pass(days)

    def announce(self, news: str) -> None:
        """Let consultations announce something of the record of the line in view."""
        record = self.line.record
        if news != "addressee_added":
            self.record_news(record, news)
            return
        asked = {each.assignment.addressee_id for each in self.lines.values() if each.record.id == record.id}
        self.put(record, next(each for each in self.bodies if each not in asked))

    def letter(self, request: Any, act: Act) -> list[Any]:
        """Write a letter down."""
        letter = requests.outside_answer(request, outside_answer_id=uuid4(), recorded_by=act.by.person_id)
        fact = outside.record_outside_answer(self.line, letter, act)
        self.letters[letter.id] = self.key, replace(letter, state=OutsideState.WAITING)
        return [fact]

    def proposal(self, request: Any, act: Act) -> list[Any]:
        """Propose to close it."""
        grounds = requests.grounds(request)
        proposal = closures.Proposal(id=uuid4(), grounds=grounds, proposed_by=act.by.person_id)
        fact = closures.propose_not_applicable(self.line, proposal, act)
        self.proposals[proposal.id] = self.key, proposal
        return [fact]

    def finding(self, request: Any, act: Act) -> list[Any]:
        """Record a finding, or announce it."""
        finding = requests.finding(request)
        if finding.verification not in checks.ANNOUNCED_FIRST:
            return [checks.record_verification(self.line, finding, act)]
        window = findings.window(act.moment, working_days=findings.REPLY_WORKING_DAYS, holidays=self.holidays)
        fact = findings.announce_finding(self.line, finding, act, finding_id=uuid4(), until_date=window.until_date)
        self.announced[self.key] = findings.Announced(
            id=fact.finding_id,
            finding=finding,
            verifier_id=act.by.person_id,
            verifier_organisation_id=uuid4(),
            announced_date=self.today,
            ends_at=window.ends_at,
            reply=None,
            replied_date=None,
        )
        return [fact]

    def reply(self, request: Any, act: Act) -> list[Any]:
        """Reply to a finding."""
        announced = self.announced.get(self.key)
        ends_at = announced.ends_at if announced else None
        return [findings.answer_finding(self.line, requests.reply(request), act, ends_at=ends_at)]

    def note(self, request: Any, act: Act) -> list[Any]:
        """Note a follow-up."""
        noted = requests.follow_up(request.follow_up, follow_up_id=uuid4(), public=request.public)
        return [follow_ups.note(self.line, noted, act)]

    def state(self, request: Any, act: Act) -> list[Any]:
        """State a position."""
        approval = parts.approval(request.approval)
        return [answers.state_position(self.line, requests.position(request.position), act, approval=approval)]

    def report(self, request: Any, act: Act) -> list[Any]:
        """Report progress."""
        approval = parts.approval(request.approval)
        return [answers.report_progress(self.line, requests.progress(request.progress), act, approval=approval)]

    def move(self, request: Any, act: Act) -> list[Any]:
        """Move the day of delivery."""
        approval = parts.approval(request.approval)
        return [promises.move_delivery_date(self.line, requests.date_move(request.moved), act, approval=approval)]

    def submit(self, request: Any, act: Act) -> list[Any]:
        """Answer everything at once: each part on the line as the one before left it. The draft ends with it."""
        given = [(name, how) for name, how in _PARTS if request.HasField(name)]
        if not given:
            raise Refusal("nothing is said")
        for _, how in given:
            self.happened(self.key, *how(self, request, act))
        if request.preview:
            raise Previewed
        self.drafts.pop((self.key, act.by.person_id), None)
        return []

    def attach(self, request: Any, act: Act) -> list[Any]:
        """Attach a file: evidence of the addressee at once, of a finding later, or the scan of something on paper."""
        upload = files.upload(request)
        by_addressee = self.line.assignment.addressee_id in act.by.addressees and not upload.is_scan
        title = words.text(upload.title, field="title")
        file = evidence.AttachedFile(
            id=uuid4(),
            assignment_id=self.key,
            visibility=upload.visibility,
            media_type=evidence.media_type(request.chunk),
            size_bytes=len(request.chunk),
            sha256="0" * 64,
            attached_date=self.today,
            attached_by=act.by.person_id,
            by_addressee=by_addressee,
            is_public=upload.visibility is Visibility.PUBLIC,
            is_scan=upload.is_scan,
        )
        if upload.is_scan:
            evidence.keep_scan(self.line, file, title, act)
            return []
        if not by_addressee:
            evidence.keep_for_a_finding(self.line, title, act)
            return []
        return [evidence.attach_evidence(self.line, file, title, act)]

    def draft_id(self) -> str:
        """Return the id of an answer that is kept on the line in view."""
        return str(next(each.id for (line, _), each in self.drafts.items() if line == self.key))

    def save(self, request: Any, act: Act) -> None:
        """Keep an answer."""
        filled_in.fields(request.fields)
        mine = (self.key, act.by.person_id)
        self.drafts[mine] = drafts.save_draft(
            self.line,
            self.drafts.get(mine),
            new_id=uuid4(),
            by=act.by,
            expected_version=request.expected_version,
            assignment_version=request.assignment_version,
            at=self.moment.at,
        )

    def discard(self, request: Any, act: Act) -> None:
        """End one without sending it: the own one or a colleague's."""
        found = {key: each for key, each in self.drafts.items() if str(each.id) == request.draft_id}
        for (line, person), draft in found.items():
            if self.lines[line].assignment.addressee_id in act.by.addressees:
                drafts.unchanged(draft, request.expected_version)
                del self.drafts[line, person]
                return
        raise Refusal("no such draft")

    def suggest(self, request: Any, _act: Act) -> None:
        """Suggest evidence for a line by its number and body."""
        lines = [
            each
            for each in self.lines.values()
            if each.record.tracked_number == request.tracked_number
            and self.bodies[each.assignment.addressee_id].slug == request.addressee_slug
        ]
        lines.sort(key=lambda each: each.assignment.closure is Closure.TRANSFERRED)
        line = lines[0] if lines else None
        state = suggestions.suggest(line, suggested.suggested(request))
        assert line is not None
        made = suggestions.Suggestion(id=uuid4(), assignment_id=line.assignment.id, state=state)
        self.suggestions[made.id] = made

    def screen(self, request: Any, act: Act) -> None:
        """Pass a suggestion on, or discard it: then it is erased."""
        found = self.suggested(request)
        line = self.lines[found.assignment_id]
        after = suggestions.screen(line, found, suggested.screening(request), act.by)
        if after is SuggestionState.DISCARDED:
            del self.suggestions[found.id]
        else:
            self.suggestions[found.id] = replace(found, state=after, screened_by=act.by.person_id)

    def settle(self, request: Any, act: Act) -> None:
        """Take a suggestion up, or set it aside."""
        found = self.suggested(request)
        line = self.lines[found.assignment_id]
        after = suggestions.settle(line, found, suggested.settlement(request), act.by)
        self.suggestions[found.id] = replace(found, state=after)

    def suggested(self, request: Any) -> suggestions.Suggestion:
        """Return the suggestion that a request names."""
        if found := self.suggestions.get(UUID(request.suggestion_id)):
            return found
        raise NoSuchSuggestion


class Previewed(Aborted):
    """Nothing was recorded."""

    def __init__(self) -> None:
        super().__init__("previewed", None)


_PARTS: tuple[tuple[str, Callable[[DomainStage, Any, Act], list[Any]]], ...] = (
    ("position", DomainStage.state),
    ("progress", DomainStage.report),
    ("moved", DomainStage.move),
)
# What is kept beside the lines, and no fact.
_KEPT: dict[str, Callable[[DomainStage, Any, Act], None]] = {
    "SaveAnswerDraft": DomainStage.save,
    "DiscardAnswerDraft": DomainStage.discard,
    "SuggestEvidence": DomainStage.suggest,
    "ScreenSuggestion": DomainStage.screen,
    "SettleSuggestion": DomainStage.settle,
}
_DECIDE: dict[str, Callable[[DomainStage, Any, Act], list[Any]]] = {
    "StatePosition": DomainStage.state,
    "ReportProgress": DomainStage.report,
    "MoveDeliveryDate": DomainStage.move,
    "SubmitAnswer": DomainStage.submit,
    "RecordHandOver": lambda stage, r, act: [
        delivery.record_hand_over(stage.line, requests.hand_over(r), act, holidays=stage.holidays)
    ],
    "RecordOutsideAnswer": DomainStage.letter,
    "RequestEvidence": lambda stage, r, act: [checks.request_evidence(stage.line, requests.question(r), act)],
    "RecordVerification": DomainStage.finding,
    "RecordNoEvidenceFound": lambda stage, r, act: [
        checks.record_no_evidence_found(stage.line, requests.empty_search(r), act)
    ],
    "RecordNotVerifiable": lambda stage, r, act: [
        checks.record_not_verifiable(stage.line, requests.not_verifiable(r), act)
    ],
    "AnswerFinding": DomainStage.reply,
    "TakeFindingBack": lambda stage, r, act: [findings.take_finding_back(stage.line, requests.taking_back(r), act)],
    "CloseDeclined": lambda stage, r, act: [closures.close_declined(stage.line, requests.grounds(r), act)],
    "ProposeNotApplicable": DomainStage.proposal,
    "Reopen": lambda stage, r, act: [closures.reopen(stage.line, requests.grounds(r), act)],
    "NoteFollowUp": DomainStage.note,
    "AttachEvidence": DomainStage.attach,
}
KNOWN = frozenset({*REGISTER, *_KEPT, *_DECIDE, "DecideOutsideAnswer", "DecideClosureProposal"})
"""The commands that the machine sends."""
