"""Where the machine plays: what it can do to a line, and what it sees of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from google.protobuf.message import Message

from services.chassis.errors import Refusal
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.facts import AssignmentFact
from services.recommendations.domain.recommendation import Recommendation

PEOPLE = ("liaison", "facilitator", "reviewer", "verifier", "stranger", "other_host", "own_verifier", "nobody")
"""The last four have no business here: another body's liaison, another host's facilitator, a verifier of the host, and
somebody without any role.
"""


@dataclass(frozen=True)
class Seen:
    """A line as it stands, with all that ever happened to it."""

    record: Recommendation
    assignment: Assignment
    hidden: bool
    facts: tuple[AssignmentFact, ...]
    public: str  # everything that the public can read of it, where the stage has a public


class Stage(Protocol):
    """Either the domain itself or the running service."""

    @property
    def today(self) -> date:
        """The day it is."""

    @property
    def assignment_id(self) -> str:
        """The line."""

    def see(self) -> Seen:
        """Look at the line."""

    def send(self, who: str, request: Any) -> Refusal | None:
        """Send a command as somebody; return why it was refused."""

    def waiting(self) -> list[tuple[str, UUID]]:
        """Return what waits for a second person: `letter` or `proposal`, and its id."""

    def decide(self, who: str, what: str, waiting_id: UUID, *, confirm: bool) -> Refusal | None:
        """Confirm or refuse it."""

    def mail(self, outcome: str) -> None:
        """Let a mail be `accepted` or `bounced`."""

    def advance(self, days: int) -> None:
        """Let days pass, and rights of reply end."""

    def hide(self, *, hidden: bool) -> None:
        """Hide the statement, or show it again."""


def named(request: Message) -> str:
    """Return the RPC of a request."""
    return type(request).__name__.removesuffix("Request")
