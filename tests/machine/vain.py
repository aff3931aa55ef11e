"""What a tour asks for in vain on its way, on every stage, held against the table of transitions.

Before a step: everybody whom no row of it names, and the step without each thing that its row has to carry. After it:
whatever no row leads to from where the line stands now. Each refusal says its status, and which field is missing.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

from google.protobuf.message import Message

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument, Refusal
from services.chassis.server import STATUS
from services.recommendations.domain.transitions import TABLE, Actor, Field, Need, Transition
from services.recommendations.domain.values import Closure, Position, Progress, Verification
from tests.integration.recommendations_things import words
from tests.machine import acts
from tests.machine.evaluated import held
from tests.machine.play import Play
from tests.machine.stage import ANYBODY, PEOPLE, Seen, Told, named

_ACTORS: Final = {
    "liaison": Actor.LIAISON,
    "facilitator": Actor.FACILITATOR,
    "reviewer": Actor.REVIEWER,
    "verifier": Actor.VERIFIER,
    "registrar": Actor.REGISTRAR,
}
_ON_THE_LINE: Final = (
    Field.REQUEST,
    Field.POSITION,
    Field.PROGRESS,
    Field.VERIFICATION,
    Field.FINDING,
    Field.CLOSURE,
)
_SAID: Final = {Field.POSITION: "position", Field.PROGRESS: "progress"}
_WITHIN: Final = {"StatePosition": ("position",), "ReportProgress": ("progress",), "NoteFollowUp": ("follow_up",)}
_SAYING: Final = ("StatePosition", "ReportProgress", "SubmitAnswer", "RecordOutsideAnswer")


def _follows(row: Transition) -> bool:
    """Tell whether it follows from new evidence, which may be attached by others as well: nobody asks for it."""
    return row.field is Field.VERIFICATION and Verification.UNASSESSED in row.after


ASKED: Final = tuple(row for row in TABLE if row.rpcs and not _follows(row))
NEEDS: Final = frozenset((row.row, row.field, need.field) for row in ASKED for need in row.carries if not need.unless)
"""Everything that anybody has to carry; what depends on how often a date was moved is watched by the invariants."""
PEOPLED: Final = frozenset(rpc for row in ASKED for rpc in row.rpcs if row.who != (Actor.ANYONE,))


class Vain:
    """What was asked in vain so far: each thing once."""

    def __init__(self) -> None:
        self.people: set[tuple[str, str]] = set()
        self.needs: set[tuple[str, Field, str]] = set()  # row, field of the line, field of the act
        self.states: set[tuple[str, StrEnum, Any]] = set()

    def before(self, play: Play, who: str, sent: Any) -> None:
        """Ask before a step that will be done."""
        rpc = named(sent)
        rows = [row for row in ASKED if rpc in row.rpcs]
        asked = len(self.people) + len(self.needs)
        if rows:
            self._other_people(play, who, sent, {each for row in rows for each in row.who})
        for row in rows:
            unsaid = row.field in _SAID and rpc in _SAYING and not sent.HasField(_SAID[row.field])
            if not unsaid and _leads(row, play._line, _after(row, sent)):
                self._what_it_carries(play, who, sent, row)
        if len(self.people) + len(self.needs) > asked:
            assert held(3, play.stage.see() == play.world), "invariant 3: a refusal changed something"

    def _other_people(self, play: Play, who: str, sent: Any, named_by_rows: set[Actor]) -> None:
        rpc = named(sent)
        for each in () if who == ANYBODY else PEOPLE:
            if each == who or _ACTORS.get(each) in named_by_rows or (rpc, each) in self.people:
                continue
            self.people.add((rpc, each))
            code, _ = told(play.stage.send(each, _anew(sent)))
            assert held(1, code in {"PERMISSION_DENIED", "NOT_FOUND"}), (
                f"invariant 1: {each} did {rpc}, or was told {code}"
            )

    def _what_it_carries(self, play: Play, who: str, sent: Any, row: Transition) -> None:
        for need in row.carries:
            asked = (row.row, row.field, need.field)
            lacking = None if need.unless or asked in self.needs else _without(sent, row, need)
            if lacking is None:
                continue
            self.needs.add(asked)
            code, fields = told(play.stage.send(who, lacking))
            assert code == "INVALID_ARGUMENT", f"row {row.row}: {named(sent)} without {need.field}: {code}"
            assert any(each.endswith(need.field) for each in fields), f"row {row.row}: {need.field} and {fields}"

    def left_out(self) -> list[object]:
        """Return what was not asked for in vain: a thing that a row carries, or an RPC by somebody else."""
        return [*(NEEDS - self.needs), *(PEOPLED - {rpc for rpc, _ in self.people})]

    def after(self, play: Play) -> None:
        """Ask after a step for what no row leads to from there."""
        line = play._line
        if line.hidden or not line.record.stands or line.assignment.closure is Closure.TRANSFERRED:
            return
        asked = len(self.states)
        for who, request in _everything(play):
            rpc = named(request)
            rows = [row for row in TABLE if rpc in row.rpcs and row.field in _ON_THE_LINE]
            moved = {"StatePosition": Field.POSITION, "ReportProgress": Field.PROGRESS}.get(rpc, rows[0].field)
            rows = [row for row in rows if row.field is moved]
            wanted = _after(rows[0], request)
            if any(_leads(row, line, wanted) for row in rows) or not any(wanted in {None, *row.after} for row in rows):
                continue
            for state in {_state(row, line) for row in rows}:
                if (rpc, state, wanted) not in self.states:
                    self.states.add((rpc, state, wanted))
                    sent = acts.addressed(request, play.stage.assignment_id, line.assignment.version)
                    code, _ = told(play.stage.send(who, sent))
                    assert code == "FAILED_PRECONDITION", f"{rpc} to {wanted} from {state}: {code}"
        if len(self.states) > asked:
            assert held(3, play.stage.see() == play.world), "invariant 3: a refusal changed something"


def told(refusal: Refusal | None) -> tuple[str, tuple[str, ...]]:
    """Return the status of a refusal and the fields that it names; no status if it was done."""
    if refusal is None:
        return "", ()
    if isinstance(refusal, Told):
        return refusal.code, refusal.fields
    violations = refusal.violations if isinstance(refusal, InvalidArgument) else ()
    code = next(code for kind, code in STATUS.items() if isinstance(refusal, kind))
    return code.name, tuple(each.field for each in violations)


def _state(row: Transition, line: Seen) -> StrEnum:
    state: StrEnum = getattr(line.assignment, row.field.value)
    return state


def _leads(row: Transition, line: Seen, after: StrEnum | None) -> bool:
    if row.field not in _ON_THE_LINE:
        return True
    state = _state(row, line)
    return any(row.leads(state, each) for each in ({after} if after else row.after))


def _after(row: Transition, sent: Any) -> StrEnum | None:
    """Return where a request asks to go, if its RPC leads to several states."""
    rpc = named(sent)
    if row.field in _SAID and rpc in _SAYING:
        kind, said = {Field.POSITION: (Position, events.Position), Field.PROGRESS: (Progress, events.Progress)}[
            row.field
        ]
        name = _SAID[row.field]
        value: Any = getattr(getattr(sent, name), name) if sent.HasField(name) else 0
        return kind(said.Name(value).removeprefix(f"{name.upper()}_").lower()) if value else None
    if row.field is Field.VERIFICATION and rpc == "RecordVerification":
        return Verification(events.Verification.Name(sent.verification).removeprefix("VERIFICATION_").lower())
    return None


def _without(sent: Any, row: Transition, need: Need) -> Any:
    """Return the request without something, and without what may stand in for it; None if it carries none of it."""
    copied, found = _anew(sent), False
    for name in (need.field, *need.or_else):
        within = _WITHIN.get(named(sent), ()) or ((_SAID[row.field],) if row.field in _SAID else ())
        for path in (*(f"{each}.{name}" for each in within), name):
            if _cleared(copied, path):
                found = True
                break
    return copied if found else None


def _cleared(message: Any, path: str) -> bool:
    *above, name = path.split(".")
    for each in above:
        if each not in message.DESCRIPTOR.fields_by_name:
            return False
        message = getattr(message, each)
        if not isinstance(message, Message):
            return False
    given = name in {field.name for field, _ in message.ListFields()}
    if given:
        message.ClearField(name)
    return given


def _anew(sent: Any) -> Any:
    copied: Any = type(sent)()
    copied.CopyFrom(sent)
    copied.idempotency_key = str(uuid4())
    return copied


def _everything(play: Play) -> Iterator[tuple[str, Message]]:
    """Yield each act on a line, complete."""
    today, said = play.stage.today, words("Words")
    given: dict[str, Any] = {"text": said, "reason": said}
    for position in events.Position.values()[2:]:
        answer = pb.PositionAnswer(position=position, **given, part=said, believed_responsible="unknown")
        answer.evidence.append(acts.seen(acts.OTHER, today))
        yield "liaison", pb.StatePositionRequest(position=answer)
    for progress in events.Progress.values()[2:]:
        yield "liaison", pb.ReportProgressRequest(progress=pb.ProgressAnswer(progress=progress, **given))
    for verification in events.Verification.values()[4:]:
        finding: Any = acts.contradiction(today)
        finding.verification = verification
        yield "verifier", finding
    yield "verifier", acts.question(today)
    yield "verifier", acts.search(today)
    yield "verifier", pb.RecordNotVerifiableRequest(reason=said, verifier_organisation_name="Checking house")
    yield "verifier", acts.taking_back()
    yield "liaison", acts.reply()
    yield "facilitator", acts.handing_over(today)
    yield "facilitator", acts.closing(today)
    yield "facilitator", acts.moot(today)
    yield "facilitator", acts.opening(today)
