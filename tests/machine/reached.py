"""Which rows of the table of transitions a step has reached: seen in its facts, by who did it and by which RPC."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

from services.recommendations.domain import facts
from services.recommendations.domain.assignment import Assignment, evolve
from services.recommendations.domain.transitions import TABLE, Field, Transition
from services.recommendations.domain.values import DeliveryClock, FindingState, NoteState, StepState
from tests.machine.stage import Seen, Step, World

ROWS: Final = frozenset(f"row {row.row}" for row in TABLE)
# What each part of the system, or a registrar through it, does in somebody's place.
MOVED_BY: Final = {"clock": {"clock", "verifier"}, "mail": {"notifications"}, "consultations": {"registrar"}}
_ON_THE_LINE: Final = (
    Field.REQUEST,
    Field.POSITION,
    Field.PROGRESS,
    Field.VERIFICATION,
    Field.FINDING,
    Field.CLOSURE,
)
# What moves where the line stays as it is, or where it is not a field of the line that moves.
_BESIDE: Final[dict[type, tuple[Field, StrEnum, StrEnum]]] = {
    facts.DeliveryDateMoved: (Field.DELIVERY, DeliveryClock.ON_TRACK, DeliveryClock.ON_TRACK),
    facts.StepAnnounced: (Field.STEP, StepState.NONE, StepState.ANNOUNCED),
    facts.StepRetracted: (Field.STEP, StepState.ANNOUNCED, StepState.NONE),
    facts.FollowUpNoted: (Field.NOTE, NoteState.NONE, NoteState.PUBLIC),
    facts.FollowUpKept: (Field.NOTE, NoteState.NONE, NoteState.KEPT),
    facts.FindingAnswered: (Field.FINDING, FindingState.ANNOUNCED, FindingState.ANNOUNCED),
}


def rows(before: World, after: World, step: Step) -> set[str]:
    """Return the rows that a step has reached, as marks name them: `row 8b`."""
    found = {f"row {row.row}" for move in _moves(before, after) for row in _led(*move, step)}
    return found | {f"row {row.row}" for row in _of_suggestions(before, after, step)}


def _moves(before: World, after: World) -> Iterator[tuple[Field, Any, Any]]:
    for key, now in after.lines.items():
        was = before.lines.get(key)
        if was != now:
            yield from _of_a_line(now, len(was.facts) if was else 1)


def _of_a_line(now: Seen, known: int) -> Iterator[tuple[Field, Any, Any]]:
    state: Assignment | None = None
    for place, fact in enumerate(now.facts):
        was, state = state, evolve(state, fact)
        if was is None or place < known:
            continue
        if type(fact) in _BESIDE:
            yield _BESIDE[type(fact)]
        if isinstance(fact, facts.PositionStated):
            yield Field.POSITION, was.position, fact.position
        elif isinstance(fact, facts.ProgressReported):
            yield Field.PROGRESS, was.progress, fact.progress
        for field in _ON_THE_LINE:
            a, b = getattr(was, field.value), getattr(state, field.value)
            if a is not b:
                yield field, a, b


def _led(field: Field, before: StrEnum, after: StrEnum, step: Step) -> Iterator[Transition]:
    movers = MOVED_BY.get(step.who, {step.who})
    for row in TABLE:
        by = row.rpcs if movers & set(row.who) else ()
        by += (row.confirming,) if row.confirmed_by in movers else ()
        of_the_system = not step.act and movers & set(row.who)
        if row.field is field and row.leads(before, after) and (step.act in by or of_the_system):
            yield row


def _of_suggestions(before: World, after: World, step: Step) -> Iterator[Transition]:
    if before.suggestions != after.suggestions:
        yield from (row for row in TABLE if row.field is Field.SUGGESTION and step.act in row.rpcs)
