"""What all facts of an assignment have in common."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What all facts of an assignment have in common."""

    assignment_id: UUID
    version: int
    occurred_at: datetime  # in the world, not when it was recorded
    actor: str  # a person's uuid or `service:<name>`; of all events only a liaison's answer carries it
