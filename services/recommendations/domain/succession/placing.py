"""A line that was published for a body after something of it went to others: a registrar says where it belongs."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.chassis.errors import InvalidArgument
from services.recommendations.domain import facts
from services.recommendations.domain.addressee import Addressee, MovedLine, Remit, Succession
from services.recommendations.domain.errors import NoSuchAssignment, NoSuchSuccession, NotToPlace
from services.recommendations.domain.guards import Line
from services.recommendations.domain.succession.recording import moved_line, moves_on
from services.recommendations.domain.values import Moment


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where a registrar says that a line belongs: with a successor, or (both None) where it is."""

    succession_id: UUID | None
    successor_id: UUID | None
    remit_id: UUID | None  # None: not said


def to_place(body: Addressee, line: Line) -> bool:
    """Tell whether somebody has to say where a line belongs.

    It was opened on or after the day on which something of the body was recorded to have gone to others, and nobody has
    said since which remit it belongs to. What goes to a single successor does so by itself.
    """
    opened = line.assignment.opened_date
    went = (each for each in body.successions if each.successor_ids and not each.undone_date)
    return (
        moves_on(line)
        and line.assignment.remit_id is None
        and not line.assignment.kept_here
        and any(each.recorded_date <= opened for each in went)
    )


def place(
    body: Addressee,
    line: Line,
    wanted: Placement,
    standing: Mapping[tuple[UUID, UUID], UUID],
) -> tuple[Succession, MovedLine]:
    """Return with which succession a line goes to a successor, and to which line there.

    Raises:
        NoSuchAssignment: The line is not the body's.
        NotToPlace: The line does not wait to be placed.
        NoSuchSuccession: The body has no such succession, or it was undone.
        InvalidArgument: It was not succeeded by that body, or the remit did not go there; the field is named.
    """
    _waits(body, line)
    done = next((each for each in body.successions if each.id == wanted.succession_id and not each.undone_date), None)
    if done is None:
        raise NoSuchSuccession("the body has no such succession that stands")
    if wanted.successor_id is None or wanted.successor_id not in done.successor_ids:
        raise InvalidArgument("a successor by that succession", field="successor_id")
    went = [each.remit.id for each in done.remits if each.successor_id == wanted.successor_id]
    if wanted.remit_id and wanted.remit_id not in went:
        raise InvalidArgument("a remit that went to that successor", field="remit_id")
    remit_id = wanted.remit_id or (went[0] if len(went) == 1 else None)
    return done, moved_line(line, wanted.successor_id, remit_id, done.id, standing)


def keep(body: Addressee, line: Line, wanted: Placement, *, actor: str, moment: Moment) -> facts.LineKept:
    """Return the fact that a line stays where it is.

    Raises:
        NoSuchAssignment: The line is not the body's.
        NotToPlace: The line does not wait to be placed, or the body is no more.
        InvalidArgument: The remit is not this body's; the field is named.
    """
    _waits(body, line)
    if body.ended_by:
        raise NotToPlace(f"the body ended on {body.ended_by.effective_date}: the line goes to one of its successors")
    if wanted.remit_id and body.remit(wanted.remit_id) is None:
        raise InvalidArgument("a remit of the body", field="remit_id")
    return facts.LineKept(
        assignment_id=line.assignment.id,
        version=line.assignment.version + 1,
        occurred_at=moment.at,
        actor=actor,
        remit_id=wanted.remit_id or _only(body.remits),
        kept_date=moment.today,
    )


def _only(remits: tuple[Remit, ...]) -> UUID | None:
    return remits[0].id if len(remits) == 1 else None


def _waits(body: Addressee, line: Line) -> None:
    if line.assignment.addressee_id != body.id:
        raise NoSuchAssignment  # of this body
    if not to_place(body, line):
        raise NotToPlace("the line does not wait to be placed")
