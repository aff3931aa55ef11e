"""The table of transitions, once: what refuses, what documents and what tests all read it.

One `Transition` says which states of one field lead to which, who may do it, what the act has to carry, and what
somebody is told who tries it from elsewhere. A new row is an entry in `TABLE`; `docs/transitions.md` follows from it.
"""

from collections.abc import Iterable
from enum import StrEnum
from operator import attrgetter
from typing import Final

from services.chassis.errors import Violation
from services.recommendations.domain import errors
from services.recommendations.domain.transitions import (
    checks,
    closures,
    notes,
    requests,
    says,
    steps,
    successions,
    suggestions,
)
from services.recommendations.domain.transitions.model import Actor, Field, Need, Transition
from services.recommendations.domain.values import (
    Closure,
    DeliveryClock,
    FindingState,
    NoteState,
    Position,
    Progress,
    Request,
    StepState,
    SuggestionState,
    Verification,
)

__all__ = ["STATES", "TABLE", "Actor", "Field", "Need", "Transition", "check", "leading_from", "step", "why_not"]

TABLE: Final[tuple[Transition, ...]] = (
    *requests.ROWS,
    *says.ROWS,
    *checks.ROWS,
    *closures.ROWS,
    *successions.ROWS,
    *steps.ROWS,
    *suggestions.ROWS,
    *notes.ROWS,
)
STATES: Final[dict[Field, type[StrEnum]]] = {
    Field.REQUEST: Request,
    Field.POSITION: Position,
    Field.PROGRESS: Progress,
    Field.DELIVERY: DeliveryClock,
    Field.VERIFICATION: Verification,
    Field.FINDING: FindingState,
    Field.CLOSURE: Closure,
    Field.STEP: StepState,
    Field.SUGGESTION: SuggestionState,
    Field.NOTE: NoteState,
}


def step(field: Field, before: StrEnum, after: StrEnum, *, by: Actor, path: str) -> tuple[Transition, ...]:
    """Return the rows by which somebody may move a field: all of what they carry is needed.

    Args:
        field: What is moved.
        before: Where it stands.
        after: Where it shall stand.
        by: In which role.
        path: The request's field, for the refusal.

    Raises:
        NoSuchStep: No row leads from there to there.
    """
    found = tuple(each for each in _rows(field, by) if each.leads(before, after))
    if not found:
        raise errors.NoSuchStep(why_not(field, before, after, by=by), field=path)
    return found


def why_not(field: Field, before: StrEnum, after: StrEnum, *, by: Actor) -> str:
    """Return why no row leads somebody from the one state to the other, and where rows lead instead."""
    reasons = dict.fromkeys(each.refusal for each in _rows(field, by) if after in each.after)
    reason = "; ".join(reasons) or f"nobody moves the {field} to {after} as {by}"
    return (
        f"{reason}; the {field} is {before}, and leads to: {', '.join(leading_from(field, before, by=by)) or 'nothing'}"
    )


def leading_from(field: Field, before: StrEnum, *, by: Actor) -> list[str]:
    """Return the states to which some row leads somebody from this one, in the order of their words."""
    rows = _rows(field, by)
    return [after.value for after in STATES[field] if any(each.leads(before, after) for each in rows)]


def _rows(field: Field, by: Actor) -> list[Transition]:
    return [each for each in TABLE if each.field is field and by in each.who]


def check(rows: Iterable[Transition], act: object, *, path: str, before: StrEnum | None = None) -> None:
    """Check that an act carries what the rows ask for.

    Args:
        rows: As `step` found them.
        act: Its attributes are what it carries. None, empty and blank are: not given.
        path: Where in the request the act stands, such as `position`; empty if it is the request itself.
        before: The state it moves from.

    Raises:
        Missing: Something is missing; all of it is named at once.
    """
    missing = {
        f"{path}.{need.field}" if path else need.field: need.expected.format(before=before)
        for row in rows
        for need in row.carries
        if not _carries(act, need)
    }
    if missing:
        alone = next(iter(missing.values())) if len(missing) == 1 else ""
        raise errors.Missing(alone, violations=[Violation(*each) for each in missing.items()])


def _carries(act: object, need: Need) -> bool:
    if need.unless and attrgetter(need.unless)(act):
        return True
    return any(_given(act, name) for name in (need.field, *need.or_else)) and _among(act, need)


def _given(act: object, name: str) -> bool:
    value = attrgetter(name)(act)
    return bool(value.strip() if isinstance(value, str) else value)


def _among(act: object, need: Need) -> bool:
    return not need.among or attrgetter(need.field)(act) in need.among
