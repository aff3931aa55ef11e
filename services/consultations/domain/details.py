"""What a facilitator enters. Everything may be empty while it is being entered; texts are fit to keep already."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.consultations.domain.values import (
    NOTHING,
    AddresseeBasis,
    Attribution,
    AttributionRule,
    ConsentHow,
    ConsultationKind,
    ConsultationState,
    FigureBy,
    LocalizedText,
    OutputKind,
    StatementType,
    Verifiable,
)

DEFAULT_RESPONSE_PERIOD_DAYS = 60
SHORTEST_RESPONSE_PERIOD_DAYS = 30
LONGEST_RESPONSE_PERIOD_DAYS = 120


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure as a source prints it. Never summed, never repaired."""

    label: str
    value: int
    as_printed: str = ""
    by: FigureBy | None = None  # None: all of them
    group: str = ""  # which one, if it is broken down
    part_of: str = ""  # the label of which the source prints it as a part


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """A line of an agenda."""

    starts_time: str = ""  # HH:MM; empty: not given
    ends_time: str = ""
    title: LocalizedText = NOTHING


@dataclass(frozen=True, kw_only=True)
class Output:
    """Something that came out of a programme or session."""

    kind: OutputKind
    count_printed: int = 0  # as printed; 0 if not given
    title: LocalizedText = NOTHING
    url: str = ""
    consented: bool = False  # by everybody who can be seen or heard in it; else its address is never public


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where the record comes from."""

    type: str = ""  # own_notes, published_article, or not stated
    name: str = ""
    url: str = ""
    retrieved_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class ConsultationDetails:
    """What is entered of a consultation."""

    kind: ConsultationKind | None = None
    state: ConsultationState | None = None
    title: LocalizedText = NOTHING
    summary: LocalizedText = NOTHING
    host_name: LocalizedText = NOTHING
    organisers: LocalizedText = NOTHING
    attending_bodies: tuple[str, ...] = ()
    place: LocalizedText = NOTHING
    online: bool = False
    starts_date: date | None = None  # None: not given
    ends_date: date | None = None
    date_note: LocalizedText = NOTHING
    themes: tuple[str, ...] = ()  # sorted
    attribution_rule: AttributionRule = AttributionRule.CHATHAM_HOUSE
    outputs: tuple[Output, ...] = ()
    figures: tuple[Figure, ...] = ()
    figures_conflict: LocalizedText = NOTHING
    source: Source = Source()
    funder: LocalizedText = NOTHING
    foreseen_addressees: tuple[str, ...] = ()
    illustrative: bool = False
    response_period_days: int = DEFAULT_RESPONSE_PERIOD_DAYS
    programme_id: UUID | None = None
    sensitive: bool = False
    partners: LocalizedText = NOTHING
    starts_time: str = ""  # HH:MM; empty: not given
    ends_time: str = ""
    time_zone: str = ""  # its name in the tz database; empty: not given
    languages: tuple[str, ...] = ()  # codes of ISO 639, sorted
    agenda: tuple[AgendaItem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProgrammeDetails:
    """What is entered of a programme."""

    title: LocalizedText = NOTHING
    summary: LocalizedText = NOTHING
    funder: LocalizedText = NOTHING
    from_date: str = ""  # a day or a year; empty: not given
    to_date: str = ""
    figures: tuple[Figure, ...] = ()
    figures_conflict: LocalizedText = NOTHING
    outputs: tuple[Output, ...] = ()
    illustrative: bool = False
    organisers: LocalizedText = NOTHING
    partners: LocalizedText = NOTHING
    themes: tuple[str, ...] = ()  # sorted
    languages: tuple[str, ...] = ()  # codes of ISO 639, sorted
    source: Source = Source()


@dataclass(frozen=True, kw_only=True)
class Consent:
    """To what a participant consented, and who recorded it."""

    how: ConsentHow | None = None  # None: not stated
    given_date: date | None = None
    name: bool = False  # with role and organisation
    organisation: bool = False
    recorded_by: UUID | None = None
    recorded_date: date | None = None


@dataclass(frozen=True, kw_only=True)
class ConsentReport:
    """What the withdrawal of a participant's consent did. It names nobody, so it stays."""

    withdrawn_date: date
    statements: bool  # what the person said was withdrawn, too
    shown_numbers: tuple[str, ...] = ()  # of what showed name, affiliation, or words that were erased
    shown_from_date: date | None = None  # first day on which it did; None if it never did
    withdrawn_numbers: tuple[str, ...] = ()  # of what became a tombstone
    erased_numbers: tuple[str, ...] = ()  # of what lost public texts, in whichever consultation of the host
    reread_numbers: tuple[str, ...] = ()  # of what stays and may still tell of the person
    others_numbers: tuple[str, ...] = ()  # of what other hosts published that has the name in it
    removed: int = 0  # statements that were not public yet
    programme_erased: bool = False  # public texts of the programme named the person, and were erased
    programme_reread: bool = False  # texts of the programme may still tell of the person


@dataclass(frozen=True, kw_only=True)
class ParticipantDetails:
    """What is entered of a participant. Empty means not stated."""

    name: str = ""
    role_title: str = ""
    organisation: str = ""
    sector: str = ""
    gender: str = ""
    region: str = ""
    attribution: Attribution = Attribution.ANONYMOUS
    consent_basis: str = ""
    contact: str = ""  # only facilitators of the host ever read it
    consent: Consent = Consent()
    hidden_by_card: date | None = None  # since when the public may not see who it is, whatever is entered
    consent_report: ConsentReport | None = None  # consent was withdrawn: nothing else is known of the person


@dataclass(frozen=True, kw_only=True)
class Verifiability:
    """What would count as done."""

    who: LocalizedText = NOTHING
    what: LocalizedText = NOTHING
    by_when: LocalizedText = NOTHING
    shown_how: LocalizedText = NOTHING


@dataclass(frozen=True, kw_only=True)
class StatementDetails:
    """What is entered of a statement."""

    type: StatementType | None = None
    title: LocalizedText = NOTHING
    text: LocalizedText = NOTHING
    source_sentence: LocalizedText = NOTHING
    source_sentence_public: bool = False
    source_row: str = ""
    participant_id: UUID | None = None
    speaker_note: LocalizedText = NOTHING
    addressee_basis: AddresseeBasis | None = None
    addressee_ids: tuple[UUID, ...] = ()
    lead_addressee_id: UUID | None = None
    addressee_note: LocalizedText = NOTHING
    verifiability: Verifiability = Verifiability()
    verifiable: Verifiable | None = None
    uncertain: bool = False
    note: LocalizedText = NOTHING
    garbled: bool = False
    press_reported: bool = False
    themes: tuple[str, ...] = ()

    @property
    def lead(self) -> UUID | None:
        """The addressee that leads: the one named, or the only one."""
        if self.lead_addressee_id is None and len(self.addressee_ids) == 1:
            return self.addressee_ids[0]
        return self.lead_addressee_id
