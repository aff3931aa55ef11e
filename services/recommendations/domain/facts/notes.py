"""The host followed up."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.recommendations.domain.facts.model import Fact
from services.recommendations.domain.values import (
    FollowUpKind,
    Text,
)


@dataclass(frozen=True, kw_only=True)
class FollowUpNoted(Fact):
    """The host followed up, and the public reads what came of it."""

    kind: FollowUpKind
    text: Text | None
    contact_date: date


@dataclass(frozen=True, kw_only=True)
class FollowUpKept(Fact):
    """The host followed up, and keeps the note to itself."""

    follow_up_id: UUID
