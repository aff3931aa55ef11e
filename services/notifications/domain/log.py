"""The delivery log as people see it: no address, no name of a person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One delivery as the log shows it."""

    id: UUID
    kind: str
    state: str
    """A state, or `leased` while a sender works on it."""
    addressee_name: str
    addressee_names: dict[str, str]
    addressee_language: str
    """In which of them it is authoritative; empty if the addressee is not known yet."""
    consultation_number: str
    tracked_numbers: list[str]
    attempts: int
    last_answer: str
    recorded_at: datetime
    next_attempt_at: datetime | None
    accepted_at: datetime | None
    version: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in the log: just after this entry."""

    recorded_at: datetime
    id: UUID
