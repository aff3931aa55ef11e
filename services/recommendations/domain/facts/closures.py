"""A line was closed, or opened again."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from services.recommendations.domain.facts.model import Fact
from services.recommendations.domain.sources import Evidence
from services.recommendations.domain.values import (
    Closure,
    ReopenedBy,
    Text,
)


@dataclass(frozen=True, kw_only=True)
class Closed(Fact):
    """A line was closed."""

    closure: Closure
    previous_closure: Closure
    reason: Text | None
    evidence: tuple[Evidence, ...]
    closed_date: date


@dataclass(frozen=True, kw_only=True)
class Reopened(Fact):
    """A closed line was opened again."""

    previous_closure: Closure
    reopened_by: ReopenedBy
    reason: Text | None
    evidence: tuple[Evidence, ...]
    verifier_organisation_name: str
    reopened_date: date


@dataclass(frozen=True, kw_only=True)
class ClosureProposed(Fact):
    """A facilitator proposed to close a line; a reviewer has to confirm it."""

    closure_proposal_id: UUID


@dataclass(frozen=True, kw_only=True)
class ClosureProposalDecided(Fact):
    """A reviewer confirmed or refused the proposal."""

    closure_proposal_id: UUID
    confirmed: bool


ClosureFact: TypeAlias = Closed | Reopened | ClosureProposed | ClosureProposalDecided
