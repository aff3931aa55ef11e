"""What became of bodies: as registrars enter it, and as pages tell it."""

from collections.abc import Mapping
from uuid import UUID

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.recommendations.domain.addressee import Addressee, Succession, SuccessionKind
from services.recommendations.domain.succession import Move, NewSuccession, Placement
from services.recommendations.wire import parts, words
from services.recommendations.wire.addressees import public_addressee

MOST_MOVES = 20
MOST_LINES = 2000


def entered(request: pb.RecordSuccessionRequest, *, succession_id: UUID) -> NewSuccession:
    """Return a succession as a registrar entered it.

    Raises:
        InvalidArgument: A field is not as it should be.
    """
    kind = words.from_enum(events.SuccessionKind, "SUCCESSION_KIND", request.kind, SuccessionKind)
    if kind is None:
        raise InvalidArgument("what became of the body", field="kind")
    if len(request.moves) > MOST_MOVES:
        raise InvalidArgument(f"at most {MOST_MOVES} successors", field="moves")
    return NewSuccession(
        id=succession_id,
        kind=kind,
        effective_date=words.required_day(request.effective_date, field="effective_date"),
        source_url=parts.url(request.source_url, field="source_url"),
        moves=tuple(_move(each, field=f"moves[{number}]") for number, each in enumerate(request.moves)),
    )


def _move(given: pb.Move, *, field: str) -> Move:
    if len(given.remit_ids) + len(given.assignment_ids) > MOST_LINES:
        raise InvalidArgument(f"at most {MOST_LINES} lines", field=f"{field}.assignment_ids")
    return Move(
        successor_id=words.uuid(given.successor_id, field=f"{field}.successor_id"),
        remit_ids=tuple(words.uuid(each, field=f"{field}.remit_ids") for each in given.remit_ids),
        assignment_ids=tuple(words.uuid(each, field=f"{field}.assignment_ids") for each in given.assignment_ids),
    )


def cut(
    done: Succession,
    *,
    others: Mapping[UUID, Addressee],
    numbers: Mapping[UUID, str],
    texts: Mapping[UUID, text_pb2.Text],
    gained_by: UUID | None = None,
    owner: Addressee | None = None,
) -> pb.Cut:
    """Return a succession as pages tell it: of the body that was succeeded, or of a successor.

    Args:
        done: The succession.
        others: The bodies, by id.
        numbers: Numbers of the lines that may be named, by assignment.
        texts: Reasons, by id.
        gained_by: The successor whose page it is; None for the page of the body that was succeeded.
        owner: The body that was succeeded, on a successor's page.
    """
    lines = [each for each in done.lines if gained_by in {None, each.successor_id}]
    remits = [each.remit for each in done.remits if gained_by in {None, each.successor_id}]
    bodies = [owner] if owner else [others[each] for each in done.successor_ids if each in others]
    named = {numbers[each.assignment_id] for each in lines if each.assignment_id in numbers}
    return pb.Cut(
        kind=words.to_enum(events.SuccessionKind, "SUCCESSION_KIND", done.kind),
        gained=gained_by is not None,
        others=[public_addressee(each) for each in bodies],
        effective_date=words.written(done.effective_date),
        recorded_date=words.written(done.recorded_date),
        source_url=done.source_url,
        remits=[words.names(each.words, each.language) for each in remits],
        lines=len(lines),
        tracked_numbers=sorted(named, key=lambda each: int(each.rpartition("-")[2])),
        undone_date=words.written(done.undone_date),
        undone_reason=words.shown(texts, done.undone_reason_id),
    )


def newest_first(cuts: list[pb.Cut]) -> list[pb.Cut]:
    """Return cuts in the order of a page."""
    return sorted(cuts, key=lambda each: (each.effective_date, each.recorded_date), reverse=True)


def placement(request: pb.PlaceLineRequest) -> Placement:
    """Return where a registrar says that a line belongs.

    Raises:
        InvalidArgument: An id is none, or only one of succession and successor is given; the field is named.
    """
    succession_id = words.optional_uuid(request.succession_id, field="succession_id")
    successor_id = words.optional_uuid(request.successor_id, field="successor_id")
    if (succession_id is None) is not (successor_id is None):
        field = "succession_id" if succession_id is None else "successor_id"
        raise InvalidArgument("both the succession and the successor, or neither of them", field=field)
    return Placement(
        succession_id=succession_id,
        successor_id=successor_id,
        remit_id=words.optional_uuid(request.remit_id, field="remit_id"),
    )
