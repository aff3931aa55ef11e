"""Where the machine of records plays: what it can do to consultations, and what it sees of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from google.protobuf.message import Message

from services.consultations.domain.drafts import Draft, Programme, Statement
from services.consultations.domain.facts import ConsultationFact, ProgrammeFact, StatementFact
from services.consultations.domain.proposals import Proposal
from services.consultations.domain.record import ConsultationRecord, ProgrammeRecord, StatementRecord
from services.consultations.domain.safeguarding.acts import Act
from services.consultations.domain.values import Addressee, LocalizedText

SECRET = "canarykept"  # stands in every field that never becomes public, whatever anybody does
NAME = "Zarqa Bhattani"  # stands in statements: public only if a reviewer cleared it
NAME_IN_A_REASON = "Shabana Mirza"  # what is public at once, without a reviewer, is refused with it

FACILITATORS = ("facilitator", "colleague", "both")
REVIEWERS = ("reviewer", "second_reviewer", "both")
STRANGERS = ("verifier", "nobody")
ELSEWHERE = ("other_host", "other_reviewer", "registrar")
PEOPLE = (*FACILITATORS, "reviewer", "second_reviewer", *ELSEWHERE, *STRANGERS)
"""Of the host, but for those elsewhere and the strangers: `both` is facilitator and reviewer; the other host has one of
each; the registrar belongs to neither; the last two hold no role that counts here.
"""

Record = TypeVar("Record", ConsultationRecord, StatementRecord, ProgrammeRecord)
Fact = TypeVar("Fact", ConsultationFact, StatementFact, ProgrammeFact)


@dataclass(frozen=True)
class Published(Generic[Record, Fact]):
    """A record as it stands, with all that ever happened to it."""

    record: Record
    facts: tuple[Fact, ...]


PublishedConsultation = Published[ConsultationRecord, ConsultationFact]
PublishedStatement = Published[StatementRecord, StatementFact]
PublishedProgramme = Published[ProgrammeRecord, ProgrammeFact]


@dataclass(frozen=True)
class Refused:
    """How an act was refused."""

    code: str  # as gRPC names it: ABORTED
    says: str
    current: bool  # it carries what the row is now
    fields: tuple[str, ...] = ()  # that it names
    kind: str = ""  # as the domain calls it, where the domain can be asked


@dataclass(frozen=True)
class World:
    """Everything that the machine sees."""

    today: date
    people: Mapping[UUID, str]
    hosts: Mapping[UUID, str]  # organisation to its only facilitator's name; of the first host `facilitator`
    register: Mapping[UUID, Addressee]
    programmes: Mapping[UUID, Programme]
    published_programmes: Mapping[UUID, PublishedProgramme]
    drafts: Mapping[UUID, Draft]  # in the order in which they were made
    consultations: Mapping[UUID, PublishedConsultation]
    statements: Mapping[UUID, PublishedStatement]
    proposals: Mapping[UUID, Proposal]  # that wait
    acts: tuple[Act, ...]  # in the gate
    apart: frozenset[frozenset[UUID]]
    texts: Mapping[UUID, LocalizedText] = field(compare=False)  # of events
    told: str = field(compare=False)  # every event with its texts, as other services read it
    public: str = field(compare=False)  # all that anybody can read

    def entered(self) -> Iterator[tuple[Draft, Statement]]:
        """Yield every statement as entered, with its consultation."""
        for draft in self.drafts.values():
            for each in draft.statements:
                yield draft, each

    def of(self, statement: StatementRecord) -> ConsultationRecord:
        """Return the consultation in which something was said."""
        return self.consultations[statement.frame.consultation_id].record

    def sessions(self, programme_id: UUID) -> list[ConsultationRecord]:
        """Return the published consultations of a programme."""
        found = (each.record for each in self.consultations.values())
        return [each for each in found if each.content.programme_id == programme_id]

    def version(self, statement_id: UUID) -> int:
        """Return the version of a published statement as its host sees it: row and record together."""
        row = next(each for _, each in self.entered() if each.id == statement_id)
        return row.version + self.statements[statement_id].record.version


@dataclass(frozen=True)
class Step:
    """What was tried: by whom, and how it went."""

    who: str
    act: str  # the RPC, or `days` that pass
    request: Any
    refused: Refused | None
    stale: bool = False  # the request said that another version was seen


class Stage(Protocol):
    """Either the domain itself or the running service."""

    def see(self) -> World:
        """Look at everything."""

    def send(self, who: str, request: Any) -> Refused | None:
        """Send a command as somebody; return how it was refused."""

    def advance(self, days: int) -> None:
        """Let days pass, and do what the clock does."""


def named(request: Message) -> str:
    """Return the RPC of a request."""
    return type(request).__name__.removesuffix("Request")
