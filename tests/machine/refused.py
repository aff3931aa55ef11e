"""What a tour asks for in vain: every kind of refusal that chance seldom comes upon."""

from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.integration.recommendations_things import a_body, words
from tests.machine import acts, register_acts
from tests.machine.play import Play
from tests.machine.register_acts import SOURCE
from tests.machine.stage import ANYBODY
from tests.machine.tour import Machine, Tour

_WHY: Final = words("Words")


def refused(kind: type[Machine]) -> None:
    """Ask in vain, in the domain's own kinds."""
    here = Tour(kind())
    _by_the_wrong_people(here)
    _in_the_wrong_way(here)
    _about_a_body(here)
    _about_lines_and_days(here)
    _a_second_time(here)
    _after_a_succession(here)
    _on_the_line_of_a_group(kind())


def _expect(here: Tour, kind: str) -> None:
    assert type(here.play.refusal).__name__ == kind, f"{here.play.refusal!r} and no {kind}"


def _by_the_wrong_people(here: Tour) -> None:
    for who, request, kind in (
        ("other_host", acts.handing_over(here.today), "NotTheHost"),
        ("stranger", acts.promise(here.today), "NotTheAddressee"),
        ("own_verifier", acts.question(here.today), "ConflictOfInterest"),
        ("facilitator", acts.question(here.today), "RoleMissing"),
    ):
        here.play._send(who, request, "now")
        _expect(here, kind)


def _in_the_wrong_way(here: Tour) -> None:
    play, tomorrow = here.play, here.today + timedelta(days=1)
    unsaid = pb.StatePositionRequest(position=pb.PositionAnswer(position=events.POSITION_DECLINED))
    paused = pb.ReportProgressRequest(progress=pb.ProgressAnswer(progress=events.PROGRESS_ON_HOLD, text=_WHY))
    for who, request, kind in (
        ("liaison", unsaid, "Missing"),
        ("liaison", paused, "NoSuchStep"),
        ("facilitator", acts.handing_over(tomorrow), "NotAsDated"),
    ):
        play._send(who, request, "now")
        _expect(here, kind)
    here.done("liaison", acts.promise(here.today))
    play._send("liaison", acts.refusal(here.today), "before")
    _expect(here, "Stale")
    here.done("verifier", acts.contradiction(here.today))
    play._send("verifier", acts.search(here.today), "now")
    _expect(here, "RightOfReply")
    here.done("verifier", acts.taking_back())


def _about_a_body(here: Tour) -> None:
    play = here.play
    common: dict[str, Any] = {"effective_date": here.today.isoformat(), "source_url": SOURCE}
    other, new = list(play.world.bodies.values())[1], a_body()
    name = dict(other.names[-1].name)["en"]
    for request, kind in (
        (pb.UndoRenamingRequest(reason=_WHY), "NothingToUndo"),
        (pb.UndoSuccessionRequest(succession_id=str(uuid4()), reason=_WHY), "NoSuchSuccession"),
        (pb.RenameAddresseeRequest(**common, name=new.name, slug=other.slug), "SlugTaken"),
        (pb.RenameAddresseeRequest(**common, name=words(name), slug=new.slug), "LooksAlike"),
    ):
        play._enter("registrar", request, "now")
        _expect(here, kind)
    for minimum in (events.ASSURANCE_LETTER, events.ASSURANCE_EMAIL_CODE):
        play._enter("registrar", pb.SetMinimumAssuranceRequest(minimum_assurance=minimum), "now")
        play._speak("liaison", None, "now")
        _expect(here, "NotSureEnough" if minimum == events.ASSURANCE_LETTER else "NoReply")
    play._speak("liaison", "We answer in May", "now")
    play._speak("liaison", "We answer in June", "before")
    _expect(here, "ScorecardChanged")


def _about_lines_and_days(here: Tour) -> None:
    play = here.play
    there = [key for key, each in play.world.lines.items() if each.assignment.addressee_id != play._body.id]
    for line, kind in ((play._line.assignment.id, "NotToPlace"), (there[0], "NoSuchAssignment")):
        play._enter("registrar", pb.PlaceLineRequest(assignment_id=str(line)), "now")
        _expect(here, kind)
    play._do(ANYBODY, acts.addressed(acts.suggestion("R-999", play._body.slug, acts.OWN), "", 0))
    _expect(here, "NoSuchLine")
    play._do("reviewer", acts.addressed(acts.decisions_on(uuid4())[0], "", 0))
    _expect(here, "NoSuchSuggestion")
    play._enter("registrar", register_acts.holiday(here.today), "now")
    play._enter("registrar", register_acts.workday(here.today), "before")
    _expect(here, "DayCorrected")
    play._enter("registrar", register_acts.holiday(here.today), "now")
    _expect(here, "NothingToCorrect")


def _a_second_time(here: Tour) -> None:
    play = here.play
    here.done("both", acts.letter(events.POSITION_ACKNOWLEDGED, here.today))
    (letter,) = play.stage.waiting()
    play._decide("both", letter, confirm=True)
    _expect(here, "SamePerson")
    here.confirmed()
    play._decide("reviewer", letter, confirm=True)
    _expect(here, "AlreadyDecided")


def _after_a_succession(here: Tour) -> None:
    play = here.play
    first, second = list(play.world.bodies.values())[:2]
    here.entered("registrar", register_acts.moving(play.world, first, to=second.id, today=here.today))
    play._send("facilitator", acts.handing_over(here.today), "now")
    _expect(here, "PassedOn")
    undoing: Any = register_acts.undoings(play.world)[0]
    here.entered("registrar", undoing)
    play._enter("registrar", undoing, "now")
    _expect(here, "SucceededSince")
    group = list(play.world.bodies.values())[2]
    play._enter("registrar", register_acts.moving(play.world, group, to=second.id, today=here.today), "now")
    _expect(here, "CannotSucceed")
    here.entered("registrar", register_acts.merging(first, into=second.id, today=here.today))
    here.look_at(next(key for key, each in play.world.lines.items() if each.assignment.addressee_id == first.id))
    play._speak("liaison", "We answer in May", "now")
    _expect(here, "BodyEnded")


def _on_the_line_of_a_group(play: Play) -> None:
    play.begin("a group")
    play._send("facilitator", acts.handing_over(play.stage.today), "now")
    assert type(play.refusal).__name__ == "NobodyCanBeAsked", play.refusal
