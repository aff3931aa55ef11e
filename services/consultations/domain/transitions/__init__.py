"""This service's rows of the table of transitions, once: what refuses, what documents and what tests all read them.

One `Transition` says from where to where something moves, who may do it, what the act has to carry, and what somebody
is told who tries it otherwise. A new row is an entry in `TABLE`; `docs/transitions.md` follows from it.
"""

from enum import StrEnum
from typing import Final

from services.consultations.domain.record import ConsultationRecord, Joining, StatementRecord
from services.consultations.domain.transitions import entered, public
from services.consultations.domain.transitions.model import (
    Addressing,
    Denial,
    Field,
    Need,
    Part,
    Record,
    Transition,
    Visibility,
    missing,
)
from services.consultations.domain.values import Publication

__all__ = [
    "STATES",
    "TABLE",
    "Addressing",
    "Denial",
    "Field",
    "Need",
    "Part",
    "Record",
    "Transition",
    "Visibility",
    "entered",
    "missing",
    "public",
    "stands_as",
    "states",
    "visibility",
]

TABLE: Final[tuple[Transition, ...]] = (*entered.ROWS, *public.ROWS)
STATES: Final[dict[Field, type[StrEnum]]] = {
    Field.RECORD: Record,
    Field.PUBLICATION: Publication,
    Field.VISIBILITY: Visibility,
    Field.ADDRESSEES: Addressing,
}


def states(record: StatementRecord, consultation: ConsultationRecord) -> frozenset[StrEnum]:
    """Return where a published statement stands, for each field that is the statement's own."""
    hidden = record.hidden or consultation.hidden
    return frozenset({stands_as(record), record.publication, Visibility.HIDDEN if hidden else Visibility.SHOWN})


def stands_as(record: StatementRecord) -> Record:
    """Return where a published statement stands."""
    if record.withdrawal:
        return Record.WITHDRAWN
    if record.joined:
        return Record.MERGED if record.joined.kind is Joining.MERGED else Record.SUPERSEDED
    return Record.PUBLISHED


def visibility(record: StatementRecord | ConsultationRecord) -> Visibility:
    """Return whether somebody hid it, or asked to show it again."""
    if not record.hidden:
        return Visibility.SHOWN
    return Visibility.SHOW_ASKED if record.show_asked_by else Visibility.HIDDEN
