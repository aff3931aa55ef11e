"""What reviewers did in the gate: an append-only list. Where a span or a label stands follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.consultations.domain.safeguarding.spans import Kind

PERSONS_TO_LOWER: Final = 2


class ActKind(StrEnum):
    """What somebody did."""

    CLEAR = "clear"  # a span may stay
    REDACT = "redact"  # a span goes
    READ = "read"  # the final public text, as its second reader
    RESTRICT = "restrict"  # the statement is not to be public as it stands
    LOWER = "lower"  # it may be, after all


class Outcome(StrEnum):
    """What became of a span."""

    OPEN = "open"
    CLEARING = "clearing"  # it restricts: one person cleared it, a second one has to agree
    CLEARED = "cleared"
    REDACTED = "redacted"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Which span is meant, so that it is found again after other words of the text have changed."""

    field: str  # of the statement, the consultation or its programme, such as `title.bodies[ur]`
    kind: Kind
    words: str
    occurrence: int = 1  # of these words, as this kind, in the field


@dataclass(frozen=True, kw_only=True)
class Act:
    """What somebody did to a statement, a document, a consultation's own texts, or its programme's."""

    owner_id: UUID
    kind: ActKind
    by: UUID
    at: datetime
    mark: Mark | None = None  # of a span
    digest: str = ""  # of the final text that was read
    reason: str = ""  # of a label


def outcome(mark: Mark, owner_id: UUID, acts: Sequence[Act], *, restricts: bool) -> Outcome:
    """Return where a span stands. What restricts is cleared by two persons."""
    last = next((act for act in reversed(acts) if act.owner_id == owner_id and act.mark == mark), None)
    if last is None:
        return Outcome.OPEN
    if last.kind is ActKind.REDACT:
        return Outcome.REDACTED
    persons = len(cleared_by(mark, owner_id, acts))
    return Outcome.CLEARING if restricts and persons < PERSONS_TO_LOWER else Outcome.CLEARED


def cleared_by(mark: Mark, owner_id: UUID, acts: Sequence[Act]) -> frozenset[UUID]:
    """Return who cleared a span since it was redacted last."""
    by = frozenset[UUID]()
    for act in acts:
        if act.owner_id == owner_id and act.mark == mark:
            by = by | {act.by} if act.kind is ActKind.CLEAR else frozenset()
    return by


@dataclass(frozen=True, kw_only=True)
class Label:
    """Whether somebody restricted a statement, and who wants that lowered."""

    restricted: bool = False
    lowered_by: frozenset[UUID] = frozenset()


def label(owner_id: UUID, acts: Sequence[Act]) -> Label:
    """Return the label of a statement. One person raises it, two lower it."""
    found = Label()
    for act in acts:
        if act.owner_id != owner_id:
            continue
        if act.kind is ActKind.RESTRICT:
            found = Label(restricted=True)
        elif act.kind is ActKind.LOWER and found.restricted:
            by = found.lowered_by | {act.by}
            found = Label(restricted=len(by) < PERSONS_TO_LOWER, lowered_by=by)
    return found


def readers(owner_id: UUID, digest: str, acts: Sequence[Act]) -> frozenset[UUID]:
    """Return who read the final text that has this digest, as its second reader."""
    return frozenset(
        act.by for act in acts if act.owner_id == owner_id and act.kind is ActKind.READ and act.digest == digest
    )
