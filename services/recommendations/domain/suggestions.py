"""Suggestions of evidence by anybody (row 28): read by a reviewer of the host, then by a verifier.

No line moves by them, and nothing of them is an event: they are personal data until somebody has read them, and are
erased afterwards.
"""

from dataclasses import dataclass
from uuid import UUID

from services.chassis.errors import InvalidArgument
from services.recommendations.domain import errors, guards, transitions
from services.recommendations.domain.checks import conflict_of_interest
from services.recommendations.domain.guards import Line
from services.recommendations.domain.standing import Role, Standing
from services.recommendations.domain.transitions import Actor, Field
from services.recommendations.domain.values import Closure, DiscardReason, SuggestionState

SCREENED_BY_CALLER = "screened_by_caller"


@dataclass(frozen=True, kw_only=True)
class Suggested:
    """What somebody types."""

    url: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A suggestion without what it says."""

    id: UUID
    assignment_id: UUID
    state: SuggestionState
    screened_by: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Screening:
    """What a reviewer decides."""

    pass_on: bool
    note: str | None = None  # what a verifier reads in place of what came in; None: that
    discard_reason: DiscardReason | None = None


def suggest(line: Line | None, suggested: Suggested) -> SuggestionState:
    """Decide whether a suggestion may come in, and return its state.

    Raises:
        NoSuchLine: There is no such line, or nobody is asked about it now.
        Missing: No address is given.
    """
    rows = _step(SuggestionState.NONE, SuggestionState.WAITING, Actor.ANYONE)
    transitions.check(rows, suggested, path="")
    if line is None or not guards.is_standing(line) or line.assignment.closure is Closure.TRANSFERRED:
        raise errors.NoSuchLine
    return SuggestionState.WAITING


def screen(line: Line, suggestion: Suggestion, screening: Screening, by: Standing) -> SuggestionState:
    """Decide whether the reviewer may pass it on or discard it, and return its state then.

    Raises:
        RoleMissing: The caller is no reviewer.
        NoSuchSuggestion: It is another host's, or its record is hidden.
        NoSuchStep: It was decided before.
        Missing: It is discarded without a reason.
        InvalidArgument: It is to be passed on and discarded, or words are to stand in what is discarded.
    """
    if line.hidden or line.record.host_organisation_id not in screened_hosts(by):
        raise errors.NoSuchSuggestion
    after = SuggestionState.PASSED if screening.pass_on else SuggestionState.DISCARDED
    rows = _step(suggestion.state, after, Actor.REVIEWER)
    transitions.check(rows, screening, path="")
    if screening.pass_on and screening.discard_reason:
        raise InvalidArgument("nothing: it is passed on", field="discard_reason")
    if not screening.pass_on and screening.note is not None:
        raise InvalidArgument("nothing: it is discarded", field="note")
    return after


def settle(line: Line, suggestion: Suggestion, after: SuggestionState, by: Standing) -> SuggestionState:
    """Decide whether the verifier may take it up or set it aside, and return its state then.

    Raises:
        RoleMissing: The caller is no verifier.
        NoSuchSuggestion: It was not passed on, or its record is hidden.
        ConflictOfInterest: The claim or the recommendation is the verifier's own.
        SamePerson: The caller passed it on.
        NoSuchStep: It was decided before.
    """
    is_verifier(by)
    if line.hidden or suggestion.state in {SuggestionState.WAITING, SuggestionState.DISCARDED}:
        raise errors.NoSuchSuggestion
    if stake := conflict_of_interest(line, by):
        raise errors.ConflictOfInterest(stake)
    if suggestion.screened_by == by.person_id:
        raise errors.SamePerson("somebody else decides on what you passed on")
    _step(suggestion.state, after, Actor.VERIFIER)
    return after


def why_not_to_settle(line: Line, suggestion: Suggestion, by: Standing) -> str:
    """Return why the verifier may not decide on it; empty if nothing speaks against it."""
    own = SCREENED_BY_CALLER if suggestion.screened_by == by.person_id else ""
    return conflict_of_interest(line, by) or own


def screened_hosts(by: Standing) -> frozenset[UUID]:
    """Return the hosts whose suggestions the person reads first.

    Raises:
        RoleMissing: The person is no reviewer.
    """
    hosts = by.organisations_as(Role.REVIEWER)
    if not hosts:
        raise errors.RoleMissing("only a reviewer reads what somebody suggested first")
    return hosts


def is_verifier(by: Standing) -> None:
    """Let only verifiers pass.

    Raises:
        RoleMissing: The person is none.
    """
    if not by.organisations_as(Role.VERIFIER):
        raise errors.RoleMissing("only a verifier reads what was passed on")


def _step(before: SuggestionState, after: SuggestionState, by: Actor) -> tuple[transitions.Transition, ...]:
    return transitions.step(Field.SUGGESTION, before, after, by=by, path="suggestion_id")
