"""What other services' events say of what happened to lines, as far as a mail may tell it: public words only."""

from datetime import UTC, date, datetime
from typing import Final, TypeAlias
from uuid import UUID, uuid5

from roundtable.consultations.v1 import events_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.chassis.consumer import Envelope
from services.notifications.domain.changes import Change, ChangeKind

Answer: TypeAlias = (
    recommendations.PositionStated | recommendations.ProgressReported | recommendations.DeliveryDateMoved
)
Joining: TypeAlias = consultations.StatementMerged | consultations.StatementSuperseded

_UUID7: Final = 7


def answer(event: Answer, envelope: Envelope) -> Change | None:
    """Read what a liaison answered in the tracker, and who did. No word of the answer itself.

    None of an event of before the upgrade that does not say who: nobody is told that a colleague said what they said.
    """
    if not event.answered_by_id:
        return None
    if isinstance(event, recommendations.PositionStated):
        day = event.stated_date
    elif isinstance(event, recommendations.ProgressReported):
        day = event.reported_date
    else:
        day = event.moved_date
    return Change(
        id=envelope.event_id,
        kind=ChangeKind.ANSWER,
        assignment_id=UUID(event.assignment_id),
        day=_day(day, envelope),
        details=_said(event),
        author_id=UUID(event.answered_by_id),
    )


def letter(event: Answer, envelope: Envelope) -> Change:
    """Read what was recorded for a body that said it elsewhere."""
    details = _said(event) | {
        "channel": _word(recommendations.Channel.Name(event.outside.channel)),
        "reference": event.outside.reference,
    }
    return Change(
        id=envelope.event_id,
        kind=ChangeKind.LETTER,
        assignment_id=UUID(event.assignment_id),
        day=_day(event.outside.date, envelope),
        details=details,
    )


def closed(event: recommendations.Closed, envelope: Envelope) -> Change:
    """Read that a line was closed."""
    return Change(
        id=envelope.event_id,
        kind=ChangeKind.CLOSED,
        assignment_id=UUID(event.assignment_id),
        day=_day(event.closed_date, envelope),
        details={"closure": _word(recommendations.Closure.Name(event.closure))},
    )


def reopened(event: recommendations.Reopened, envelope: Envelope) -> Change:
    """Read that a closed line was opened again, by whom."""
    return Change(
        id=envelope.event_id,
        kind=ChangeKind.REOPENED,
        assignment_id=UUID(event.assignment_id),
        day=_day(event.reopened_date, envelope),
        details={"by": _word(recommendations.ReopenedBy.Name(event.reopened_by))},
    )


def transferred(event: recommendations.AssignmentTransferred, envelope: Envelope) -> Change:
    """Read that a line went to another body."""
    return Change(
        id=envelope.event_id,
        kind=ChangeKind.TRANSFERRED,
        assignment_id=UUID(event.assignment_id),
        day=_day(event.transferred_date, envelope),
        other_id=UUID(event.successor_id) if event.successor_id else None,
    )


def transfer_undone(event: recommendations.TransferUndone, envelope: Envelope) -> Change:
    """Read that a line is where it was again."""
    return Change(
        id=envelope.event_id,
        kind=ChangeKind.TRANSFER_UNDONE,
        assignment_id=UUID(event.assignment_id),
        day=_day(event.undone_date, envelope),
    )


def withdrawn(event: consultations.StatementWithdrawn, envelope: Envelope) -> Change:
    """Read that a statement was withdrawn."""
    return Change(
        id=envelope.event_id,
        kind=ChangeKind.WITHDRAWN,
        statement_id=UUID(event.statement_id),
        day=_day(event.withdrawn_date, envelope),
    )


def joined(event: Joining, envelope: Envelope) -> Change:
    """Read that another statement stands for one."""
    if isinstance(event, consultations.StatementMerged):
        kind, day = ChangeKind.MERGED, event.merged_date
    else:
        kind, day = ChangeKind.SUPERSEDED, event.superseded_date
    return Change(
        id=envelope.event_id,
        kind=kind,
        statement_id=UUID(event.statement_id),
        day=_day(day, envelope),
        details={"number": event.target_number},
        other_id=UUID(event.target_id) if event.target_id else None,
    )


def unmerged(event: consultations.StatementUnmerged, envelope: Envelope) -> Change:
    """Read that a statement stands on its own again."""
    return Change(
        id=envelope.event_id,
        kind=ChangeKind.UNMERGED,
        statement_id=UUID(event.statement_id),
        day=_day(event.unmerged_date, envelope),
        details={"number": event.target_number},
        other_id=UUID(event.target_id) if event.target_id else None,
    )


def corrected(event: consultations.StatementCorrected, envelope: Envelope, assignment_id: UUID) -> Change:
    """Read that a line reads otherwise."""
    return Change(
        id=uuid5(envelope.event_id, str(assignment_id)),
        kind=ChangeKind.CORRECTED,
        assignment_id=assignment_id,
        day=_day(event.corrected_date, envelope),
    )


def recorded_at(envelope: Envelope) -> datetime:
    """Return when its owner recorded an event: that of an old letter may have occurred long before.

    The id of an event is a uuid7, which begins with the millisecond.
    """
    if envelope.event_id.version != _UUID7:
        return envelope.occurred_at
    return datetime.fromtimestamp((envelope.event_id.int >> 80) / 1000, UTC)


def _said(event: Answer) -> dict[str, str]:
    if isinstance(event, recommendations.PositionStated):
        return {"says": _word(recommendations.Position.Name(event.position))}
    if isinstance(event, recommendations.ProgressReported):
        return {"says": _word(recommendations.Progress.Name(event.progress))}
    return {"says": "delivery_date_moved", "delivery_date": event.delivery_date}


def _day(given: str, envelope: Envelope) -> date:
    """What an event says of its day; an event without one counts from when it occurred, rather than not at all."""
    return date.fromisoformat(given) if given else envelope.occurred_at.date()


def _word(name: str) -> str:
    """`POSITION_ACCEPTED_IN_PART` is `accepted_in_part`."""
    return name.partition("_")[2].lower()
