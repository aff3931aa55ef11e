"""A walk along every row of the table: the same steps every time, so that a row which cannot be reached is noticed.

Chance leads the other lives; what they reach differs. Here each command is done at least once, and each row leads
somewhere; the invariants are looked at after every step, as in any life.
"""

from datetime import date, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.integration.recommendations_things import a_body, words
from tests.machine import acts, register_acts
from tests.machine.play import Play
from tests.machine.register_acts import SOURCE
from tests.machine.stage import ANYBODY
from tests.machine.vain import Vain

NAME: Final = "Checking house"
APPROVED: Final = events.Approval(approved_by="Secretary", file_number="7-2/2026")
SAID: Final = words("Words")
Machine = TypeVar("Machine", bound=Play)


def tour(kind: type[Machine]) -> Vain:
    """Walk along, life by life; what was asked in vain on the way."""
    vain = Vain()
    for leg in (_answered, _checked, _closed, _registered):
        leg(Tour(kind(), vain))
    return vain


class Tour:
    """A life that is walked along step by step.

    Args:
        play: Whose steps they are.
        vain: What is asked in vain before and after each step, if anything is.
    """

    def __init__(self, play: Play, vain: Vain | None = None) -> None:
        self.play, self._vain = play, vain
        play.begin("nothing")

    @property
    def today(self) -> date:
        """The day it is."""
        return self.play.stage.today

    def done(self, who: str, request: Any) -> None:
        """Do something on the line in view."""
        line = self.play._line.assignment
        self._in_vain(who, acts.addressed(request, str(line.id), line.version))
        self.play._send(who, request, "now")
        self._was_done(request)

    def entered(self, who: str, request: Any) -> None:
        """Do something in the register or the calendar."""
        self._in_vain(who, register_acts.addressed(request, self.play.world, self.play._body, seen="now"))
        self.play._enter(who, request, "now")
        self._was_done(request)

    def sent(self, who: str, request: Any) -> None:
        """Do something that is about neither."""
        self._in_vain(who, acts.addressed(request, "", getattr(request, "expected_version", 0)))
        self.play._do(who, acts.addressed(request, "", getattr(request, "expected_version", 0)))
        self._was_done(request)

    def confirmed(self) -> None:
        """Let the reviewer confirm what waits."""
        self.play._confirm(self.play.stage.waiting()[0])
        assert not self.play.refused, self.play.refusal

    def look_at(self, key: UUID) -> None:
        """Bring another line into view."""
        self.play.stage.assignment_id = str(key)
        self.play.world = self.play.stage.see()

    def says(self, position: Any, **changed: Any) -> None:
        """Let the liaison state a position."""
        given: dict[str, Any] = {"text": SAID, "part": SAID, "reason": SAID, "believed_responsible": "unknown"}
        answer = pb.PositionAnswer(position=position, **(given | changed))
        self.done("liaison", pb.StatePositionRequest(position=answer))

    def does(self, progress: Any, *evidence: events.Evidence) -> None:
        """Let the liaison report progress."""
        report = pb.ProgressAnswer(progress=progress, text=SAID, reason=SAID, evidence=evidence)
        self.done("liaison", pb.ReportProgressRequest(progress=report))

    def finds(self, verification: Any) -> None:
        """Let the verifier record a finding that rests on something else than the body's own report."""
        finding = pb.RecordVerificationRequest(
            verification=verification,
            method=events.METHOD_SITE_VISIT,
            finding=SAID,
            evidence=[acts.seen(acts.OTHER, self.today)],
            verifier_organisation_name=NAME,
        )
        self.done("verifier", finding)

    def _in_vain(self, who: str, sent: Any) -> None:
        if self._vain:
            self._vain.before(self.play, who, sent)

    def _was_done(self, request: Any) -> None:
        assert not self.play.refused, f"{type(request).__name__} is refused: {self.play.refusal}"
        if self._vain:
            self._vain.after(self.play)


def _answered(here: Tour) -> None:
    """Rows 7 to 15, 27, 28 and 30: asked, past the date, answered in every way, by letter, too, done."""
    here.play.a_mail("accepted")
    here.play.days_pass(70)
    here.done("facilitator", acts.note(here.today))
    here.done("liaison", acts.file(events.EVIDENCE_VISIBILITY_PUBLIC, "The report"))
    here.says(events.POSITION_ACKNOWLEDGED)
    here.says(events.POSITION_CONSIDERING)
    here.says(events.POSITION_ACCEPTED, delivery_date=(here.today + timedelta(days=90)).isoformat())
    here.done("liaison", acts.slip(here.today + timedelta(days=90), 30))
    later = (here.today + timedelta(days=150)).isoformat()
    here.done("facilitator", acts.by_letter(here.today, moved=pb.DateMove(delivery_date=later, reason=SAID)))
    here.confirmed()
    here.says(events.POSITION_ACCEPTED_IN_PART)
    here.says(events.POSITION_NOT_OURS)
    here.says(events.POSITION_CLAIMS_ALREADY_DONE, evidence=[acts.seen(acts.OWN, here.today)])
    here.says(events.POSITION_CONSIDERING)
    planned = pb.ProgressAnswer(progress=events.PROGRESS_PLANNED, text=SAID)
    here.done("facilitator", acts.by_letter(here.today, progress=planned))
    here.confirmed()
    here.does(events.PROGRESS_IN_PROGRESS)
    here.done("liaison", acts.draft(here.play._line.assignment.version, 0))
    here.sent("liaison", acts.discarding(here.play.stage.draft_id(), 1))
    everything = pb.SubmitAnswerRequest(
        progress=pb.ProgressAnswer(progress=events.PROGRESS_REPORTED_COMPLETE, text=SAID), approval=APPROVED
    )
    here.done("liaison", everything)
    _suggested(here)


def _suggested(here: Tour) -> None:
    """Row 28: passed on and set aside; discarded."""
    number, known = here.play._line.record.tracked_number, set[UUID]()
    for passed_on in (True, False):
        here.sent(ANYBODY, acts.suggestion(number, here.play._body.slug, acts.OWN))
        (suggested,) = here.play.world.suggestions.keys() - known
        known.add(suggested)
        passing, _, discarding, _, *settling = acts.decisions_on(suggested)
        here.sent("reviewer", passing if passed_on else discarding)
        if passed_on:
            here.sent("verifier", settling[-1])


def _checked(here: Tour) -> None:
    """Rows 7b, 8b and 16 to 22: handed over, answered by letter, checked, undone, checked again a year later."""
    here.done("facilitator", acts.handing_over(here.today))
    here.done("facilitator", acts.letter(events.POSITION_ACCEPTED, here.today))
    here.confirmed()
    here.does(events.PROGRESS_REPORTED_COMPLETE)
    here.done("verifier", acts.question(here.today))
    here.done("verifier", acts.search(here.today))
    here.does(events.PROGRESS_IN_PROGRESS, acts.seen(acts.OWN, here.today))
    here.done("verifier", pb.RecordNotVerifiableRequest(reason=SAID, verifier_organisation_name=NAME))
    here.finds(events.VERIFICATION_PARTIAL)
    here.finds(events.VERIFICATION_CONTRADICTED)
    here.done("verifier", acts.taking_back())
    here.finds(events.VERIFICATION_CONTRADICTED)
    here.done("liaison", acts.reply())
    here.play.days_pass(15)
    here.finds(events.VERIFICATION_VERIFIED_COMPLETE)
    here.play.days_pass(366)
    here.done("verifier", acts.question(here.today))
    here.done("verifier", acts.opening(here.today))


def _closed(here: Tour) -> None:
    """Rows 23 to 25: closed as declined, opened again, closed as no longer applicable, opened by the body."""
    here.says(events.POSITION_DECLINED)
    here.play.days_pass(366)
    here.done("facilitator", acts.closing(here.today))
    here.done("facilitator", acts.opening(here.today))
    here.done("facilitator", acts.moot(here.today))
    here.confirmed()
    here.says(events.POSITION_CONSIDERING)


def _registered(here: Tour) -> None:
    """Row 26, and everything else that a registrar enters: names, remits, days; and what a body says for itself."""
    body = here.play._body
    new = a_body()
    common: dict[str, Any] = {"effective_date": here.today.isoformat(), "source_url": SOURCE}
    here.entered("registrar", a_body())
    here.entered("registrar", pb.RenameAddresseeRequest(**common, name=new.name, slug=new.slug))
    here.entered("registrar", pb.UndoRenamingRequest(reason=SAID))
    here.entered("registrar", pb.SetAddresseeOrganisationRequest(organisation_id=str(UUID(int=7)), reason=SAID))
    for minimum in (events.ASSURANCE_LETTER, events.ASSURANCE_EMAIL_CODE):
        here.entered("registrar", pb.SetMinimumAssuranceRequest(minimum_assurance=minimum))
    remits = [register_acts.remit(each.id) for each in body.remits] + [pb.RemitEntry(words=words("Cybercrime"))]
    here.entered("registrar", pb.ChangeRemitsRequest(**common, remits=remits))
    here.entered("registrar", register_acts.holiday(here.today))
    for said in ("We answer in May", None):
        here.play._speak("liaison", said, "now")
        assert not here.play.refused, here.play.refusal
    # A remit of the second body goes to the first, and the line with it; then the first record is put to the second.
    first, second = here.play._line, list(here.play.world.bodies.values())[1]
    there = next(key for key, each in here.play.world.lines.items() if each.assignment.addressee_id == second.id)
    here.look_at(there)
    here.entered("registrar", register_acts.moving(here.play.world, second, to=body.id, today=here.today))
    here.entered("registrar", register_acts.undoings(here.play.world)[0])
    here.entered("registrar", register_acts.moving(here.play.world, second, to=body.id, today=here.today))
    here.look_at(first.assignment.id)
    here.play._news("corrected")
    here.play._news("particulars")
    here.play._news("addressee_added")
    here.entered("registrar", register_acts.placings(here.play.world)[-1])
