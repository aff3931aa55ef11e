"""Whether a succession that was wrong can be undone, and what goes back."""

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from services.chassis.calendar import due_date
from services.recommendations.domain import facts
from services.recommendations.domain.addressee import (
    Addressee,
    Succession,
    SuccessionUndone,
)
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.errors import NoSuchSuccession, SucceededSince
from services.recommendations.domain.guards import Line
from services.recommendations.domain.succession.recording import may
from services.recommendations.domain.values import Closure, Moment, Text

_Undone = TypeVar("_Undone", facts.TransferUndone, facts.BodyEndUndone)


@dataclass(frozen=True, kw_only=True)
class _Reason:
    reason: Text | None


def undo(
    before: Addressee,
    succession_id: UUID,
    reason: Text | None,
    *,
    bodies: Mapping[UUID, Addressee],
    pairs: Sequence[tuple[Line, Line]],
    shared: Collection[UUID],
    actor: str,
    moment: Moment,
) -> SuccessionUndone:
    """Decide whether a succession that was recorded wrongly can be undone: the last one first.

    Args:
        before: The body that was succeeded.
        succession_id: Which succession.
        reason: Why it was wrong.
        bodies: All bodies of the register.
        pairs: The lines that it moved, each with the one it led to, locked.
        shared: Lines of successors that another succession led to, too.
        actor: Who undoes it.
        moment: When.

    Raises:
        Missing: No reason is given.
        NoSuchSuccession: The body has none of that id.
        SucceededSince: It was undone before, or something that it moved has moved on since.
    """
    succession = next((each for each in before.successions if each.id == succession_id), None)
    if succession is None:
        raise NoSuchSuccession("the body has no such succession")
    may(Closure.TRANSFERRED, Closure.OPEN, _Reason(reason=reason), path="succession_id")
    if succession.undone_date:
        raise SucceededSince(f"it was undone on {succession.undone_date}", field="succession_id")
    if before.ended_by and before.ended_by.id != succession_id:
        raise SucceededSince("the body has ended since: undo that first", field="succession_id")
    _nothing_moved_on(succession, bodies, pairs, shared)
    return SuccessionUndone(
        addressee_id=before.id,
        version=before.version + 1,
        occurred_at=moment.at,
        actor=actor,
        succession_id=succession_id,
        reason=reason,
        undone_date=moment.today,
    )


def _nothing_moved_on(
    succession: Succession,
    bodies: Mapping[UUID, Addressee],
    pairs: Sequence[tuple[Line, Line]],
    shared: Collection[UUID],
) -> None:
    for moved in succession.remits:
        if bodies[moved.successor_id].remit(moved.remit.id) is None:
            raise SucceededSince("a remit has moved on since: undo that first", field="succession_id")
    for origin, there in pairs:
        if not opened_for(origin, there):
            continue
        number = origin.record.tracked_number
        if there.assignment.closure is Closure.TRANSFERRED:
            raise SucceededSince(f"{number} has moved on since: undo that first", field="succession_id")
        if there.assignment.id in shared:
            raise SucceededSince(f"another succession led {number} there, too: undo that first", field="succession_id")


def opened_for(origin: Line, there: Line) -> bool:
    """Tell whether a line was opened because the other one went there; if not, it had been there before."""
    return there.assignment.origin_id == origin.assignment.id


def handed_back(
    there: Line, origin: Line, succession: Succession, *, actor: str, moment: Moment
) -> facts.AssignmentTransferred:
    """Return the fact that a line which a wrong succession opened went back to where it came from."""
    return facts.AssignmentTransferred(
        assignment_id=there.assignment.id,
        version=there.assignment.version + 1,
        occurred_at=moment.at,
        actor=actor,
        succession_id=succession.id,
        kind=succession.kind,
        successor_id=origin.assignment.addressee_id,
        successor_assignment_id=origin.assignment.id,
        joined=True,
        remit_id=there.assignment.remit_id,
        source_url=succession.source_url,
        transferred_date=moment.today,
        recorded_date=moment.today,
        undone=True,
    )


def returned(
    origin: Line,
    succession: Succession,
    reason: Text | None,
    *,
    holidays: Container[date],
    actor: str,
    moment: Moment,
) -> facts.TransferUndone:
    """Return the fact that a line is where it was again. Its clock goes on; the days it was away do not count."""
    left = max(succession.recorded_date, origin.assignment.closed_date or succession.recorded_date)
    return _goes_on(
        facts.TransferUndone, origin, succession, reason, left, holidays=holidays, actor=actor, moment=moment
    )


def end_undone(
    line: Line,
    succession: Succession,
    reason: Text | None,
    *,
    holidays: Container[date],
    actor: str,
    moment: Moment,
) -> facts.BodyEndUndone:
    """Return the fact that the body of a line goes on. So do its clocks; days when nobody could answer do not count."""
    left = line.assignment.body_end_recorded_date or succession.recorded_date
    return _goes_on(facts.BodyEndUndone, line, succession, reason, left, holidays=holidays, actor=actor, moment=moment)


def _goes_on(
    kind: type[_Undone],
    line: Line,
    succession: Succession,
    reason: Text | None,
    left: date,
    *,
    holidays: Container[date],
    actor: str,
    moment: Moment,
) -> _Undone:
    """Return the fact that a line goes on: since the day `left` nobody could answer there."""
    assignment = line.assignment
    away, due = _going_on(assignment, left, holidays, moment)
    return kind(
        assignment_id=assignment.id,
        version=assignment.version + 1,
        occurred_at=moment.at,
        actor=actor,
        succession_id=succession.id,
        reason=reason,
        undone_date=moment.today,
        days_away=away,
        response_due_date=due,
    )


def _going_on(assignment: Assignment, left: date, holidays: Container[date], moment: Moment) -> tuple[int, date | None]:
    """Return how many days nobody could answer since `left`, and until when an answer is asked with these."""
    start = assignment.clock_start_date if assignment.answered_date is None else None  # one that stopped stays as it is
    if start is None:
        return 0, assignment.response_due_date
    away = (moment.today - left).days
    return away, due_date(start, assignment.response_period_days + away, holidays)
