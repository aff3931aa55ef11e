"""What the stand-in services know, and what they were told: tests read and change it while they run."""

from dataclasses import dataclass, field

from google.protobuf.message import Message

from roundtable.consultations.v1 import service_pb2 as consultations_pb2
from roundtable.identity.v1 import service_pb2 as identity_pb2
from roundtable.recommendations.v1 import service_pb2 as recommendations_pb2

CODE = "ABCD2345"
ENROLMENT_CODE = "enrol-me-once"
CARD = "ABCD-EFGH-JKMN-PQRS"


@dataclass
class World:
    """Everything the stand-in services serve."""

    recommendations: dict[str, recommendations_pb2.GetRecommendationResponse] = field(default_factory=dict)
    past: dict[tuple[str, str], recommendations_pb2.GetRecommendationResponse] = field(default_factory=dict)
    """By number and day: what was known when it ended."""

    consultations: dict[str, tuple[consultations_pb2.PublicConsultation, list[consultations_pb2.PublicStatement]]] = (
        field(default_factory=dict)
    )
    addressees: list[recommendations_pb2.PublicAddressee] = field(default_factory=list)
    cards: dict[str, recommendations_pb2.GetAddresseeResponse] = field(default_factory=dict)
    """By the slug asked for: what a scorecard says beside, or instead of, what follows from the lines."""

    recorded_headlines: dict[str, recommendations_pb2.HeadlineValue] = field(default_factory=dict)
    people: dict[str, identity_pb2.Person] = field(default_factory=dict)
    """By address."""

    sessions: dict[str, str] = field(default_factory=dict)
    """Session to address."""

    calendar_links: dict[str, str] = field(default_factory=dict)
    """Secret to address of whoever made it."""

    calendar_links_made: dict[str, str] = field(default_factory=dict)
    """The key of a request to the secret that it was told."""

    codes: dict[str, str] = field(default_factory=dict)
    """Browser id to the address for which it asked."""

    asked_keys: list[str] = field(default_factory=list)
    lost: set[str] = field(default_factory=set)
    """Keys of acts of which the answer was lost once."""

    """Idempotency key of each request for a code."""

    full_for: int = 0
    """Seconds for which no suggestion is taken; 0: they are."""

    gone: set[str] = field(default_factory=set)
    """Numbers of lines that are not followed up any more, although a page may still be open."""

    down: set[str] = field(default_factory=set)
    """Services that do not answer."""

    busy: set[str] = field(default_factory=set)
    denied: set[str] = field(default_factory=set)
    """Services that have too much to do."""

    calls: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Service, method and metadata of every call."""

    drafts: dict[str, consultations_pb2.Draft] = field(default_factory=dict)
    """What is being entered, by id."""

    erased: set[str] = field(default_factory=set)
    """Those of them whose key is gone, by id."""

    unsent: dict[tuple[int, str], consultations_pb2.UnsentText] = field(default_factory=dict)
    """What the one person has typed and not sent yet, by the page and its consultation, or its form."""

    versions: int = 0
    """How often it was saved."""

    alike: list[consultations_pb2.AlikeDrafts] = field(default_factory=list)

    saves: int = 0
    """How often its details were saved."""

    programmes: list[consultations_pb2.Programme] = field(default_factory=list)
    public_programmes: list[consultations_pb2.PublicProgramme] = field(default_factory=list)
    enrolled: list[identity_pb2.EnrolRegistrarRequest] = field(default_factory=list)
    assignments: dict[str, recommendations_pb2.Assignment] = field(default_factory=dict)
    """By tracked number: what the person at work on it sees."""

    copies: dict[tuple[str, str], tuple[str, bytes]] = field(default_factory=dict)
    """By line and SHA-256: media type and bytes of the copy of a page."""

    named_numbers: list[str] = field(default_factory=list)
    named_in_programme: bool = False
    """Where else the name of who holds the card is public."""
    words_cut: bool = False

    asked: list[Message] = field(default_factory=list)
    """Every command that was sent, in order."""

    refused: str = ""
    """The sentence with which a finding's reply and files are refused as things stand; empty: they are taken."""

    days: list[tuple[str, str]] = field(default_factory=list)
    """Of every public call to recommendations, the past day it asked about; empty for now."""

    waits: set[str] = field(default_factory=set)
    """Days of which it is not known yet what was known then."""

    unknown_then: set[str] = field(default_factory=set)
    """Bodies that were in the register on no past day."""

    lines_then: dict[str, list[recommendations_pb2.Line]] = field(default_factory=dict)
    changes_looked_at: int = 5_000
    items_in_an_answer: int = 200
    """The lines as they were known on a past day, if otherwise than now."""

    corrections: list[recommendations_pb2.CalendarCorrection] = field(default_factory=list)
    """Of the holiday calendar, newest first."""

    as_of_date: str = "2026-11-20"

    @property
    def lines(self) -> list[recommendations_pb2.Line]:
        """Every line."""
        return [line for each in self.recommendations.values() for line in each.lines]
