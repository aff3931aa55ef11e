"""Whether a succession stands as a registrar entered it, and where every line goes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid5

from services.chassis.errors import InvalidArgument
from services.recommendations.domain import transitions
from services.recommendations.domain.addressee import (
    ENDINGS,
    Addressee,
    MovedLine,
    MovedRemit,
    Succession,
    SuccessionKind,
    SuccessionRecorded,
)
from services.recommendations.domain.errors import CannotSucceed
from services.recommendations.domain.guards import Line
from services.recommendations.domain.registering import dated_and_sourced
from services.recommendations.domain.transitions import Actor, Field
from services.recommendations.domain.values import SHOWN_DONE, AddresseeKind, Closure, Moment, RecordState

FEWEST_OF_A_SPLIT: Final = 2


@dataclass(frozen=True, kw_only=True)
class Move:
    """What goes to one successor, as a registrar enters it."""

    successor_id: UUID
    remit_ids: tuple[UUID, ...] = ()
    assignment_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewSuccession:
    """A succession, as a registrar enters it."""

    id: UUID
    kind: SuccessionKind
    effective_date: date
    source_url: str
    moves: tuple[Move, ...]


def late(line: Line, succession: Succession, standing: Mapping[tuple[UUID, UUID], UUID]) -> MovedLine | None:
    """Return where a line goes that is published for a body after it ended; None if nobody but a registrar can say."""
    if len(succession.successor_ids) != 1 or not moves_on(line):
        return None
    return moved_line(line, succession.successor_ids[0], None, succession.id, standing)


def moves_on(line: Line) -> bool:
    """Tell whether a line goes to a successor at all.

    What is over stays where it was: closed, shown to be done, withdrawn. So does a commitment: only the body that made
    a promise is shown as having made it.
    """
    assignment = line.assignment
    return (
        assignment.closure is Closure.OPEN
        and assignment.verification not in SHOWN_DONE
        and assignment.can_be_asked
        and not assignment.is_commitment
        and line.record.state is RecordState.PUBLISHED
    )


def record(
    before: Addressee,
    wanted: NewSuccession,
    *,
    bodies: Mapping[UUID, Addressee],
    lines: Sequence[Line],
    standing: Mapping[tuple[UUID, UUID], UUID],
    actor: str,
    moment: Moment,
) -> SuccessionRecorded:
    """Decide whether the succession stands as entered, and where every line goes.

    Args:
        before: The body that is succeeded.
        wanted: What a registrar entered.
        bodies: All bodies of the register.
        lines: All its lines, locked.
        standing: Lines that successors have already: recommendation and addressee to assignment.
        actor: Who entered it.
        moment: When.

    Raises:
        InvalidArgument: A field is not as it should be; it is named.
        CannotSucceed: The state of a body forbids it; the field is named.
    """
    may(Closure.OPEN, Closure.TRANSFERRED, wanted, path="kind")
    dated_and_sourced(wanted.effective_date, wanted.source_url, moment)
    _can_be_succeeded(before)
    _successors(before, wanted, bodies)
    remits = _remits(before, wanted)
    moved = _lines(before, wanted, [each for each in lines if moves_on(each)], standing)
    return SuccessionRecorded(
        addressee_id=before.id,
        version=before.version + 1,
        occurred_at=moment.on(wanted.effective_date),
        actor=actor,
        succession=Succession(
            id=wanted.id,
            kind=wanted.kind,
            effective_date=wanted.effective_date,
            recorded_date=moment.today,
            source_url=wanted.source_url,
            successor_ids=tuple(each.successor_id for each in wanted.moves),
            remits=remits,
            lines=moved,
        ),
    )


def may(before: Closure, after: Closure, act: object, *, path: str) -> None:
    """Check the act against row 26 of the table: what it has to carry.

    Raises:
        Missing: Something is missing; the field is named.
    """
    rows = transitions.step(Field.CLOSURE, before, after, by=Actor.REGISTRAR, path=path)
    transitions.check(rows, act, path="")


def _can_be_succeeded(before: Addressee) -> None:
    if before.ended_by:
        raise CannotSucceed(f"a body that goes on: this one ended on {before.ended_by.effective_date}", field="kind")
    if before.kind is AddresseeKind.GROUP:
        raise CannotSucceed("a body: a group has nothing that could move", field="addressee_id")


def _successors(before: Addressee, wanted: NewSuccession, bodies: Mapping[UUID, Addressee]) -> None:
    found = [each.successor_id for each in wanted.moves]
    if len(set(found)) < len(found):
        raise InvalidArgument("each successor once", field="moves")
    if wanted.kind is SuccessionKind.MERGER and len(found) != 1:
        raise InvalidArgument("one successor: the body that this one went into", field="moves")
    if wanted.kind is SuccessionKind.SPLIT and len(found) < FEWEST_OF_A_SPLIT:
        raise InvalidArgument("at least two successors", field="moves")
    if wanted.kind is SuccessionKind.MOVED_REMIT and not found:
        raise InvalidArgument("the body that is responsible now", field="moves")
    for number, successor_id in enumerate(found):
        field = f"moves[{number}].successor_id"
        body = bodies.get(successor_id)
        if body is None or body.id == before.id:
            raise InvalidArgument("another body of the register", field=field)
        if body.kind is AddresseeKind.GROUP:
            raise InvalidArgument("a body that can answer, not a group", field=field)
        if body.illustrative is not before.illustrative:
            raise InvalidArgument("a stand-in for a stand-in, a real body for a real one", field=field)
        if body.ended_by:
            raise CannotSucceed(f"a body that goes on: this one ended on {body.ended_by.effective_date}", field=field)


def _remits(before: Addressee, wanted: NewSuccession) -> tuple[MovedRemit, ...]:
    whole = wanted.kind in ENDINGS and len(wanted.moves) == 1
    moved: list[MovedRemit] = []
    for number, move in enumerate(wanted.moves):
        field = f"moves[{number}].remit_ids"
        if wanted.kind is SuccessionKind.MOVED_REMIT and not move.remit_ids:
            raise InvalidArgument("which remit moves", field=field)
        for remit_id in [each.id for each in before.remits] if whole else move.remit_ids:
            remit = before.remit(remit_id)
            if remit is None or remit_id in {each.remit.id for each in moved}:
                raise InvalidArgument("remits of the body, each of them once", field=field)
            if remit.from_date and wanted.effective_date < remit.from_date:
                raise InvalidArgument(f"not before {remit.from_date}, when the remit came here", field="effective_date")
            moved.append(MovedRemit(remit=remit, successor_id=move.successor_id))
    left = len(before.remits) - len(moved)
    if wanted.kind in ENDINGS and wanted.moves and left:
        raise InvalidArgument("all remits of a body that ends", field="moves")
    return tuple(moved)


def _lines(
    before: Addressee,
    wanted: NewSuccession,
    movable: Sequence[Line],
    standing: Mapping[tuple[UUID, UUID], UUID],
) -> tuple[MovedLine, ...]:
    """Return where each line goes. With one successor of all that there is, nobody has to name any."""
    whole = wanted.kind in ENDINGS and len(wanted.moves) == 1
    by_id = {each.assignment.id: each for each in movable}
    moved: dict[UUID, MovedLine] = {}
    for number, move in enumerate(wanted.moves):
        field = f"moves[{number}].assignment_ids"
        for assignment_id in by_id if whole else move.assignment_ids:
            line = by_id.get(assignment_id)
            if line is None or assignment_id in moved:
                raise InvalidArgument("open lines of the body that are not shown to be done, each once", field=field)
            remit_id = _remit_of(line, move, whole=whole, field=field)
            moved[assignment_id] = moved_line(line, move.successor_id, remit_id, wanted.id, standing)
    _none_left(before, wanted, [each for each in movable if each.assignment.id not in moved])
    return tuple(moved.values())


def _remit_of(line: Line, move: Move, *, whole: bool, field: str) -> UUID | None:
    known = line.assignment.remit_id
    if whole or known in move.remit_ids:
        return known
    if known is not None and move.remit_ids:
        raise InvalidArgument(f"{line.record.tracked_number} belongs to a remit that does not go there", field=field)
    return move.remit_ids[0] if len(move.remit_ids) == 1 else known


def _none_left(before: Addressee, wanted: NewSuccession, left: Iterable[Line]) -> None:
    """Refuse to leave lines behind that have to go along: all of them are named at once."""
    going = {each for move in wanted.moves for each in move.remit_ids}
    ends = wanted.kind is not SuccessionKind.MOVED_REMIT and bool(wanted.moves)
    only = len(before.remits) == 1 and before.remits[0].id in going
    numbers = [line.record.tracked_number for line in left if ends or only or line.assignment.remit_id in going]
    if numbers:
        left_over = ", ".join(numbers)
        raise InvalidArgument(
            f"all open lines of a body that ends: {left_over} left over"
            if ends
            else f"all lines of the remit: {left_over} left over",
            field="moves",
        )


def moved_line(
    line: Line,
    successor_id: UUID,
    remit_id: UUID | None,
    succession_id: UUID,
    standing: Mapping[tuple[UUID, UUID], UUID],
) -> MovedLine:
    """Return where a line goes: to the one that the successor has already, or to a new one."""
    there = standing.get((line.record.id, successor_id))
    return MovedLine(
        assignment_id=line.assignment.id,
        successor_id=successor_id,
        successor_assignment_id=there or uuid5(succession_id, str(line.assignment.id)),
        joined=there is not None,
        remit_id=remit_id,
    )
