"""Where the machine plays: what it can do to some lines and to what stands around them, and what it sees of both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from google.protobuf.message import Message

from services.chassis.calendar import Holidays
from services.chassis.errors import Refusal
from services.recommendations.domain.addressee import Addressee
from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.calendar import Calendar
from services.recommendations.domain.facts import AssignmentFact
from services.recommendations.domain.guards import Line
from services.recommendations.domain.recommendation import Recommendation

PEOPLE = (
    "liaison",
    "facilitator",
    "reviewer",
    "verifier",
    "registrar",
    "stranger",
    "other_host",
    "own_verifier",
    "nobody",
)
"""The last four have no business at the line: another body's liaison, another host's facilitator, a verifier of the
host, and somebody without any role.
"""

ANYBODY = "anybody"  # who is not signed in


class Told(Refusal):
    """A refusal as it comes over the wire.

    Args:
        says: The sentence.
        code: The status, as gRPC names it.
        fields: Those that it names.
    """

    def __init__(self, says: str, *, code: str, fields: tuple[str, ...]) -> None:
        super().__init__(says)
        self.code, self.fields = code, fields


@dataclass(frozen=True)
class Seen:
    """A line as it stands, with all that ever happened to it, from its opening on."""

    line: Line
    facts: tuple[AssignmentFact, ...]

    @property
    def record(self) -> Recommendation:
        """The record that it belongs to."""
        return self.line.record

    @property
    def assignment(self) -> Assignment:
        """The assignment."""
        return self.line.assignment

    @property
    def hidden(self) -> bool:
        """Whether the record is hidden."""
        return self.line.hidden


@dataclass(frozen=True)
class World:
    """Everything that the machine sees."""

    lines: Mapping[UUID, Seen]  # in the order in which they were opened
    bodies: Mapping[UUID, Addressee]
    calendar: Calendar
    holidays: Holidays = field(compare=False)  # follow from the calendar
    drafts: Mapping[str, int] = field(default_factory=dict)  # of the line in view: who keeps one, and its version
    suggestions: Mapping[UUID, str] = field(default_factory=dict)  # of any line, in the order in which they came in
    public: str = field(default="", compare=False)  # all that anybody can read of it, where the stage has a public


@dataclass(frozen=True)
class Step:
    """What was tried: by whom, and how it went."""

    who: str
    view: UUID  # the line in view
    today: date
    refused: bool
    act: str = ""  # the RPC, if it was one
    expected: int | None = None  # the version of the line that they said they had seen; None if the act has none
    preview: bool = False
    about: UUID | None = None  # the entry of the register
    expected_entry: int | None = None  # the version seen of that entry, or of the calendar


class Stage(Protocol):
    """Either the domain itself or the running service. One line is in view: people are who they are to that one."""

    assignment_id: str

    @property
    def today(self) -> date:
        """The day it is."""

    def see(self) -> World:
        """Look at everything."""

    def send(self, who: str, request: Any) -> Refusal | None:
        """Send a command as somebody; return why it was refused."""

    def waiting(self) -> list[tuple[str, UUID]]:
        """Return what waits on the line in view for a second person: `letter` or `proposal`, and its id."""

    def decide(self, who: str, what: str, waiting_id: UUID, *, confirm: bool) -> Refusal | None:
        """Confirm or refuse it."""

    def draft_id(self) -> str:
        """Return the id of an answer that is kept on the line in view."""

    def mail(self, outcome: str) -> None:
        """Let a mail about the line in view be `accepted` or `bounced`."""

    def advance(self, days: int) -> None:
        """Let days pass, and do what the clock does."""

    def announce(self, news: str) -> None:
        """Let consultations announce something of the record of the line in view.

        `hidden`, `shown`, `withdrawn`, `merged`, `superseded`, `unmerged`, `recorded`, `tracked`, `linked`,
        `unlinked`, `corrected`, or `addressee_added`: the body that no line of it went to.
        """


def named(request: Message) -> str:
    """Return the RPC of a request."""
    return type(request).__name__.removesuffix("Request")
