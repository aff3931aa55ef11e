"""Facts of closing and opening again, as events carry them, both ways."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from google.protobuf.message import Message

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import internal_pb2 as internal
from services.recommendations.domain import facts
from services.recommendations.domain.values import Closure, ReopenedBy
from services.recommendations.wire import parts, words


def _closed(fact: facts.Closed) -> Message:
    return events.Closed(
        assignment_id=str(fact.assignment_id),
        closure=words.to_enum(events.Closure, "CLOSURE", fact.closure),
        previous_closure=words.to_enum(events.Closure, "CLOSURE", fact.previous_closure),
        reason=words.text_message(fact.reason),
        evidence=parts.evidence_messages(fact.evidence),
        closed_date=words.written(fact.closed_date),
    )


def _from_closed(message: events.Closed, common: dict[str, Any]) -> facts.Closed:
    return facts.Closed(
        **common,
        closure=_closure(message.closure),
        previous_closure=_closure(message.previous_closure),
        reason=words.text_of(message.reason),
        evidence=parts.evidence(message.evidence, field="evidence"),
        closed_date=words.required_day(message.closed_date, field="closed_date"),
    )


def _reopened(fact: facts.Reopened) -> Message:
    return events.Reopened(
        assignment_id=str(fact.assignment_id),
        previous_closure=words.to_enum(events.Closure, "CLOSURE", fact.previous_closure),
        reopened_by=words.to_enum(events.ReopenedBy, "REOPENED_BY", fact.reopened_by),
        reason=words.text_message(fact.reason),
        evidence=parts.evidence_messages(fact.evidence),
        verifier_organisation_name=fact.verifier_organisation_name,
        reopened_date=words.written(fact.reopened_date),
    )


def _from_reopened(message: events.Reopened, common: dict[str, Any]) -> facts.Reopened:
    return facts.Reopened(
        **common,
        previous_closure=_closure(message.previous_closure),
        reopened_by=words.from_enum(events.ReopenedBy, "REOPENED_BY", message.reopened_by, ReopenedBy)
        or ReopenedBy.HOST,
        reason=words.text_of(message.reason),
        evidence=parts.evidence(message.evidence, field="evidence"),
        verifier_organisation_name=message.verifier_organisation_name,
        reopened_date=words.required_day(message.reopened_date, field="reopened_date"),
    )


def _closure(number: int) -> Closure:
    return words.from_enum(events.Closure, "CLOSURE", number, Closure) or Closure.OPEN


def _closure_proposed(fact: facts.ClosureProposed) -> Message:
    return internal.ClosureProposed(
        assignment_id=str(fact.assignment_id), closure_proposal_id=str(fact.closure_proposal_id)
    )


def _from_closure_proposed(message: internal.ClosureProposed, common: dict[str, Any]) -> facts.ClosureProposed:
    return facts.ClosureProposed(**common, closure_proposal_id=UUID(message.closure_proposal_id))


def _closure_decided(fact: facts.ClosureProposalDecided) -> Message:
    return internal.ClosureProposalDecided(
        assignment_id=str(fact.assignment_id),
        closure_proposal_id=str(fact.closure_proposal_id),
        confirmed=fact.confirmed,
    )


def _from_closure_decided(
    message: internal.ClosureProposalDecided, common: dict[str, Any]
) -> facts.ClosureProposalDecided:
    return facts.ClosureProposalDecided(
        **common, closure_proposal_id=UUID(message.closure_proposal_id), confirmed=message.confirmed
    )


TO_MESSAGE: Final[dict[type[facts.Fact], Callable[[Any], Message]]] = {
    facts.Closed: _closed,
    facts.Reopened: _reopened,
    facts.ClosureProposed: _closure_proposed,
    facts.ClosureProposalDecided: _closure_decided,
}
FROM_MESSAGE: Final[dict[type[Message], Callable[[Any, dict[str, Any]], facts.AssignmentFact]]] = {
    events.Closed: _from_closed,
    events.Reopened: _from_reopened,
    internal.ClosureProposed: _from_closure_proposed,
    internal.ClosureProposalDecided: _from_closure_decided,
}
