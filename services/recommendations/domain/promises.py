"""The delivery date moved (row 15): the first one stays the measure, each move is a slip and is counted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from services.recommendations.domain import clock, errors, guards, transitions
from services.recommendations.domain.answers import check_approval
from services.recommendations.domain.facts import DeliveryDateMoved
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.sources import Approval, OutsideSource
from services.recommendations.domain.transitions import Actor, Field
from services.recommendations.domain.values import Text

EARLY_SLIPS: Final = 2  # so many need no approving officer


@dataclass(frozen=True, kw_only=True)
class DateMove:
    """A new day of delivery as a liaison, or the host from a letter, enters it."""

    delivery_date: date | None
    reason: Text | None


@dataclass(frozen=True, kw_only=True)
class _Carried:
    """What the move carries, as the table asks for it."""

    moved: DateMove
    approval: Approval
    is_early: bool
    source: OutsideSource | None


def check_was_given(line: Line) -> None:
    """Refuse to move a date that the same answer gives for the first time: there is nothing yet to move.

    Args:
        line: The line before that answer.

    Raises:
        NoSuchStep: No date was given yet.
    """
    if line.assignment.delivery_date is None:
        raise errors.NoSuchStep(
            "the day that is given first is the measure: give the right one now, and move it later",
            field="moved.delivery_date",
        )


def move_delivery_date(line: Line, moved: DateMove, act: Act, *, approval: Approval | None = None) -> DeliveryDateMoved:
    """Decide whether the date may be moved, and return the fact to record.

    Raises:
        NotTheAddressee: The caller holds no mandate for the addressee.
        Stale: The date changed after the version the caller saw, or the record was withdrawn or hidden.
        NoSuchStep: No date was given yet, or it is said or shown to be done.
        Missing: Day or reason is missing, or, from the third slip on, who approved it; the field is named.
        NotAsDated: The day is not after the one promised last, or lies in the past.
    """
    guards.is_liaison(line, act.by)
    guards.stands(line)
    guards.fresh(
        line,
        changed_at_version=line.assignment.delivery_version,
        expected_version=act.expected_version,
        field="delivery date",
    )
    check_move(line, moved, by=Actor.LIAISON, on=act.moment.today, approval=approval)
    check_approval(approval, today=act.moment.today)
    return move_fact(line, moved, actor=act.actor, occurred_at=act.moment.at, day=act.moment.today, approval=approval)


def check_move(
    line: Line,
    moved: DateMove,
    *,
    by: Actor,
    on: date,
    approval: Approval | None,
    source: OutsideSource | None = None,
) -> None:
    """Check what a moved date has to carry, as of the day `on` which it was moved.

    Raises:
        NoSuchStep: No date was given yet, or it is said or shown to be done.
        Missing: Something is missing; the field is named.
        NotAsDated: The day is not after the one promised last and the day of the move.
    """
    before = line.assignment
    # Moving the date does not move the clock: it goes on against the first one.
    state = clock.delivery_clock(before, today=on).state
    rows = transitions.step(Field.DELIVERY, state, state, by=by, path="moved.delivery_date")
    is_early = before.slips + 1 <= EARLY_SLIPS
    carried = _Carried(moved=moved, approval=approval or Approval(), is_early=is_early, source=source)
    transitions.check(rows, carried, path="")
    promised = before.promised_date
    assert moved.delivery_date is not None, "the table asks for it"
    assert promised is not None, "the table leads from a date that was given"
    if moved.delivery_date <= max(promised, on):
        raise errors.NotAsDated(
            f"a day to come, after {promised.isoformat()}, the day promised last", field="moved.delivery_date"
        )


def move_fact(
    line: Line,
    moved: DateMove,
    *,
    actor: str,
    occurred_at: datetime,
    day: date,
    approval: Approval | None,
    outside: OutsideSource | None = None,
) -> DeliveryDateMoved:
    """Return the fact of a move that has been found to stand."""
    before = line.assignment
    assert moved.delivery_date is not None, "checked before"
    assert before.promised_date is not None, "checked before"
    return DeliveryDateMoved(
        assignment_id=before.id,
        version=before.version + 1,
        occurred_at=occurred_at,
        actor=actor,
        delivery_date=moved.delivery_date,
        previous_date=before.promised_date,
        slip=before.slips + 1,
        reason=moved.reason,
        approval=approval,
        outside=outside,
        moved_date=day,
    )
