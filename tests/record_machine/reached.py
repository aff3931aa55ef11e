"""Which rows of the table of transitions a step has reached; a move that no row names, by its people, is a fault."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.consultations.domain import transitions
from services.consultations.domain.transitions import TABLE, Addressing, Field, Record, Transition
from services.consultations.domain.values import Role
from tests.record_machine.stage import Step, World

PARTS: Final = frozenset(range(len(TABLE)))
_HELD: Final[dict[str, tuple[Role, ...]]] = {
    "facilitator": (Role.FACILITATOR,),
    "colleague": (Role.FACILITATOR,),
    "both": (Role.FACILITATOR, Role.REVIEWER),
    "reviewer": (Role.REVIEWER,),
    "second_reviewer": (Role.REVIEWER,),
    "other_host": (Role.FACILITATOR,),
    "other_reviewer": (Role.REVIEWER,),
    "registrar": (Role.REGISTRAR,),
}
Move = tuple[Field, StrEnum, StrEnum]


def rows(parts: Iterable[int]) -> set[str]:
    """Return the rows at some places of the table, as marks name them: `row 5b`."""
    return {f"row {TABLE[place].row}" for place in parts}


def parts(before: World, after: World, step: Step) -> set[int]:
    """Return the places in the table that a step has reached: a row has parts, each with its own people."""
    found = set()
    for move in _moves(before, after):
        led = {place for place, row in enumerate(TABLE) if _leads(row, move, step)}
        field, a, b = move
        assert led, f"no row leads {step.who} by {step.act} from {field} {a} to {b}"
        found |= led
    return found


def _leads(row: Transition, move: Move, step: Step) -> bool:
    field, before, after = move
    clock = not row.who and step.who == "clock"
    held = _HELD.get(step.who, ())
    done = step.act in row.rpcs and not row.confirmed_by and set(held) & set(row.who)
    confirmed = step.act == row.confirming and row.confirmed_by in held
    return row.field is field and before in row.before and after in row.after and bool(done or confirmed or clock)


def _moves(before: World, after: World) -> Iterator[Move]:
    yield from _corrected(before, after)
    was, now = _records(before), _records(after)
    for key in was.keys() & now.keys():
        if was[key] is not now[key]:
            yield Field.RECORD, was[key], now[key]
    for of_before, of_after in ((before.statements, after.statements), (before.consultations, after.consultations)):
        for key in of_before.keys() & of_after.keys():
            a, b = (transitions.visibility(each[key].record) for each in (of_before, of_after))
            if a is not b:
                yield Field.VISIBILITY, a, b
    for key in before.statements.keys() & after.statements.keys():
        one, other = before.statements[key].record, after.statements[key].record
        if one.publication is not other.publication:
            yield Field.PUBLICATION, one.publication, other.publication
        if len(other.addressees) > len(one.addressees):
            yield Field.ADDRESSEES, Addressing.NOT_ADDRESSED, Addressing.ADDRESSED


def _corrected(before: World, after: World) -> Iterator[Move]:
    for name in ("statements", "consultations", "published_programmes"):
        was, now = getattr(before, name), getattr(after, name)
        for key in was.keys() & now.keys():
            if len(now[key].record.corrections) > len(was[key].record.corrections):
                yield Field.RECORD, Record.PUBLISHED, Record.PUBLISHED


def _records(world: World) -> dict[UUID, Record]:
    """Return where each statement stands."""
    entered = {each.id: Record(each.state) for _, each in world.entered()}
    return entered | {key: transitions.stands_as(each.record) for key, each in world.statements.items()}
