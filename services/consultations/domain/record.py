"""What is public. State keeps the ids of texts only: the bodies lie in one place and can be erased."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.consultations.domain.documents import DocumentKind
from services.consultations.domain.particulars import NO_PARTICULARS, Particulars
from services.consultations.domain.values import (
    AddresseeBasis,
    AttributionRule,
    ConsultationKind,
    ConsultationState,
    FigureBy,
    OutputKind,
    Publication,
    StatementType,
    Verifiable,
)


@dataclass(frozen=True, kw_only=True)
class PublishedFigure:
    """A figure as published."""

    label: str
    value: int
    as_printed: UUID | None = None
    by: FigureBy | None = None
    group: UUID | None = None
    part_of: str = ""


@dataclass(frozen=True, kw_only=True)
class PublishedAgendaItem:
    """A line of an agenda as published."""

    starts_time: str = ""
    ends_time: str = ""
    title: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class PublishedOutput:
    """An output as published."""

    kind: OutputKind
    count_printed: int = 0
    title: UUID | None = None
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsultationFrame:
    """What every service is told of a published consultation."""

    kind: ConsultationKind
    state: ConsultationState
    title: UUID | None
    host_name: UUID | None
    themes: tuple[str, ...]
    illustrative: bool
    published_date: date
    host_organisation_id: UUID
    facilitator_id: UUID


@dataclass(frozen=True, kw_only=True)
class ConsultationContent:
    """What only pages print of a published consultation."""

    summary: UUID | None = None
    organisers: UUID | None = None
    attending_bodies: tuple[UUID, ...] = ()
    place: UUID | None = None
    online: bool = False
    starts_date: date | None = None
    ends_date: date | None = None
    date_note: UUID | None = None
    attribution_rule: AttributionRule = AttributionRule.CHATHAM_HOUSE
    outputs: tuple[PublishedOutput, ...] = ()
    figures: tuple[PublishedFigure, ...] = ()
    figures_conflict: UUID | None = None
    source_type: str = ""
    source_name: UUID | None = None
    source_url: str = ""
    source_retrieved_date: date | None = None
    funder: UUID | None = None
    foreseen_addressees: tuple[UUID, ...] = ()
    programme_id: UUID | None = None
    partners: UUID | None = None
    starts_time: str = ""
    ends_time: str = ""
    time_zone: str = ""
    languages: tuple[str, ...] = ()
    agenda: tuple[PublishedAgendaItem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PublishedAddressee:
    """One addressee of a published statement."""

    addressee_id: UUID
    lead: bool


@dataclass(frozen=True, kw_only=True)
class PublishedVerifiability:
    """What would count as done, as published."""

    who: UUID | None
    what: UUID | None
    by_when: UUID | None
    shown_how: UUID | None


@dataclass(frozen=True, kw_only=True)
class StatementFrame:
    """What every service is told of a published statement; its wording as of now."""

    consultation_id: UUID
    publication_id: UUID  # of the publishing act
    number: str
    tracked_number: str  # empty if recorded
    type: StatementType
    publication: Publication
    title: UUID | None
    text: UUID | None
    verifiability: PublishedVerifiability | None
    addressees: tuple[PublishedAddressee, ...]
    themes: tuple[str, ...]
    response_period_days: int
    press_reported: bool
    illustrative: bool
    published_date: date
    said_date: date | None
    author_id: UUID
    host_organisation_id: UUID
    facilitator_id: UUID


@dataclass(frozen=True, kw_only=True)
class StatementContent:
    """What only pages print of a published statement."""

    source_sentence: UUID | None = None
    source_row: str = ""
    participant_id: UUID | None = None  # who said it, only if the public sees that
    speaker_note: UUID | None = None
    addressee_basis: AddresseeBasis | None = None
    addressee_note: UUID | None = None
    verifiable: Verifiable | None = None
    uncertain: bool = False
    note: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ProgrammeContent:
    """A programme as published."""

    title: UUID | None
    summary: UUID | None = None
    funder: UUID | None = None
    from_date: str = ""
    to_date: str = ""
    figures: tuple[PublishedFigure, ...] = ()
    figures_conflict: UUID | None = None
    outputs: tuple[PublishedOutput, ...] = ()
    illustrative: bool = False
    organisers: UUID | None = None
    partners: UUID | None = None
    themes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    source_type: str = ""
    source_name: UUID | None = None
    source_url: str = ""
    source_retrieved_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """Why a statement is a tombstone."""

    reason: UUID | None
    asked_by: UUID | None
    withdrawn_date: date


class Joining(StrEnum):
    """Why another statement stands for one."""

    MERGED = "merged"  # both say the same
    SUPERSEDED = "superseded"  # a newer one took its place


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Which statement stands for another one."""

    kind: Joining
    target_id: UUID
    target_number: str  # R-42 if it was tracked then, else C-7/12
    reason: UUID | None
    joined_date: date


@dataclass(frozen=True, kw_only=True)
class Link:
    """Another statement that a person found to be related. The other one has a link back."""

    other_id: UUID
    other_number: str  # R-42 if it was tracked then, else C-7/12
    reason: UUID | None
    linked_date: date


@dataclass(frozen=True, kw_only=True)
class AddedAddressee:
    """A body that was added after publication. It never leads."""

    addressee_id: UUID
    reason: UUID | None
    added_date: date


@dataclass(frozen=True, kw_only=True)
class Retracking:
    """What a statement is since it became tracked, or only recorded again."""

    publication: Publication
    tracked_number: str
    verifiability: PublishedVerifiability | None
    reason: UUID | None
    retracked_date: date


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a statement said until its wording was corrected."""

    title: UUID | None  # None: it stayed
    text: UUID | None  # None: it stayed
    reason: UUID | None
    corrected_date: date
    version: int  # of the event


@dataclass(frozen=True, kw_only=True)
class CorrectedText:
    """One text that a consultation or programme said of itself until it was corrected."""

    field: str  # as in what is entered: `title`, `agenda[2].title`
    former: UUID
    text: UUID  # in its place


@dataclass(frozen=True, kw_only=True)
class CorrectedFigure:
    """How many a figure counted until that was corrected. Figures keep their places."""

    place: int  # among all that were published, from 0
    former: int
    value: int  # in its place


@dataclass(frozen=True, kw_only=True)
class OwnCorrection:
    """What a consultation or programme said of itself until that was corrected in one act."""

    texts: tuple[CorrectedText, ...]
    figures: tuple[CorrectedFigure, ...] = ()
    particulars: Particulars = NO_PARTICULARS  # of a consultation: what they were until then
    withheld: bool = False  # beside other records, what figures counted before tells of a few people
    reason: UUID | None
    corrected_date: date


@dataclass(frozen=True, kw_only=True)
class WithdrawnConsent:
    """A participant whom the public saw withdrew consent: an id that leads to nothing any more, and the day."""

    participant_id: UUID
    withdrawn_date: date


@dataclass(frozen=True, kw_only=True)
class PublishedDocument:
    """A document as published."""

    id: UUID
    kind: DocumentKind
    title: UUID | None
    language: str
    media_type: str
    size_bytes: int
    sha256: str
    file_name: str
    published_date: date
    withdrawn_date: date | None = None  # it was taken away


@dataclass(frozen=True, kw_only=True)
class ConsultationRecord:
    """A consultation as published: an aggregate."""

    id: UUID
    number: str
    frame: ConsultationFrame
    content: ConsultationContent = ConsultationContent()
    speakers: tuple[UUID, ...] = ()  # participants whom the public sees
    withdrawn_consents: tuple[WithdrawnConsent, ...] = ()  # in the order in which they were withdrawn
    documents: tuple[PublishedDocument, ...] = ()  # in the order in which they became public
    corrections: tuple[OwnCorrection, ...] = ()  # of its own texts and figures, in order
    corrected_later: tuple[OwnCorrection, ...] = ()  # as at a day: what was corrected after it; never kept
    hidden: bool = False
    show_asked_by: str = ""  # who asked to show it again; a second person has to agree
    version: int

    def consent_withdrawn_date(self, participant_id: UUID | None) -> date | None:
        """Return the day on which a participant whom the public saw withdrew consent; None if that did not happen."""
        found = (each.withdrawn_date for each in self.withdrawn_consents if each.participant_id == participant_id)
        return next(found, None)


@dataclass(frozen=True, kw_only=True)
class StatementRecord:
    """A statement as published: an aggregate."""

    id: UUID
    frame: StatementFrame
    content: StatementContent = StatementContent()
    hidden: bool = False
    show_asked_by: str = ""
    withdrawal: Withdrawal | None = None
    added: tuple[AddedAddressee, ...] = ()
    retracking: Retracking | None = None
    joined: Joined | None = None
    links: tuple[Link, ...] = ()
    corrections: tuple[Correction, ...] = ()  # of its wording, in order
    withdrawn_later: date | None = None  # as at a day before it became a tombstone; never kept
    version: int

    @property
    def publication(self) -> Publication:
        """Recorded or tracked, as of now."""
        return self.retracking.publication if self.retracking else self.frame.publication

    @property
    def tracked_number(self) -> str:
        """Return `R-42`; empty if it never was tracked."""
        return self.retracking.tracked_number if self.retracking else self.frame.tracked_number

    @property
    def verifiability(self) -> PublishedVerifiability | None:
        """What would count as done, as of now."""
        return self.retracking.verifiability if self.retracking else self.frame.verifiability

    @property
    def worded_version(self) -> int:
        """The version of the event that gave it its wording: the publication, or the last correction."""
        return self.corrections[-1].version if self.corrections else 1

    @property
    def others(self) -> tuple[UUID, ...]:
        """The statements that it names: the one that stands for it, and those it is linked with."""
        joined = (self.joined.target_id,) if self.joined else ()
        return (*joined, *(each.other_id for each in self.links))

    def link_with(self, other_id: UUID) -> Link | None:
        """Return the link with another statement, if there is one."""
        return next((each for each in self.links if each.other_id == other_id), None)

    @property
    def addressees(self) -> tuple[PublishedAddressee, ...]:
        """All addressees, those of the publication first."""
        later = (PublishedAddressee(addressee_id=each.addressee_id, lead=False) for each in self.added)
        return (*self.frame.addressees, *later)


@dataclass(frozen=True, kw_only=True)
class ProgrammeRecord:
    """A programme as published: an aggregate."""

    id: UUID
    content: ProgrammeContent
    corrections: tuple[OwnCorrection, ...] = ()  # of its texts and figures, in order
    corrected_later: tuple[OwnCorrection, ...] = ()  # as at a day: what was corrected after it; never kept
    version: int
