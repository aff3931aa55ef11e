"""What happened to records. `evolve` is the only place that says what a fact changes."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from services.consultations.domain.particulars import NO_PARTICULARS, Particulars
from services.consultations.domain.record import (
    AddedAddressee,
    ConsultationContent,
    ConsultationFrame,
    ConsultationRecord,
    CorrectedFigure,
    CorrectedText,
    Correction,
    Joined,
    Link,
    OwnCorrection,
    ProgrammeContent,
    ProgrammeRecord,
    PublishedAddressee,
    PublishedDocument,
    Retracking,
    StatementContent,
    StatementFrame,
    StatementRecord,
    Withdrawal,
    WithdrawnConsent,
)
from services.consultations.domain.record_particulars import with_particulars
from services.consultations.domain.record_texts import with_texts, with_values


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something that happened to a record."""

    id: UUID  # of the aggregate
    version: int  # that it makes
    at: datetime  # in the world
    by: str  # as the event log names actors


@dataclass(frozen=True, kw_only=True)
class ConsultationPublished(Fact):
    """A consultation became public."""

    number: str
    frame: ConsultationFrame


@dataclass(frozen=True, kw_only=True)
class ConsultationDetailed(Fact):
    """The rest of what became public with a consultation."""

    content: ConsultationContent


@dataclass(frozen=True, kw_only=True)
class SpeakersShown(Fact):
    """These participants are seen by the public from now on."""

    speakers: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ConsentWithdrawn(Fact):
    """A participant whom the public saw withdrew consent, and is seen no more."""

    participant_id: UUID
    withdrawn_date: date


@dataclass(frozen=True, kw_only=True)
class DocumentPublished(Fact):
    """A document of a consultation became public."""

    document: PublishedDocument


@dataclass(frozen=True, kw_only=True)
class DocumentWithdrawn(Fact):
    """A public document was taken away."""

    document_id: UUID
    withdrawn_date: date


@dataclass(frozen=True, kw_only=True)
class TextErased(Fact):
    """A public text was erased; its id and commitment stay."""

    text_id: UUID
    reason: str  # `consent_withdrawn`, `safeguarding`, `correction`


@dataclass(frozen=True, kw_only=True)
class StatementPublished(Fact):
    """A statement became public."""

    frame: StatementFrame
    lines: tuple[int, ...]  # per addressee: its tracked statements in the same publication


@dataclass(frozen=True, kw_only=True)
class StatementDetailed(Fact):
    """The rest of what became public with a statement."""

    content: StatementContent


@dataclass(frozen=True, kw_only=True)
class StatementWithdrawn(Fact):
    """A statement became a tombstone."""

    withdrawal: Withdrawal


@dataclass(frozen=True, kw_only=True)
class AddresseeAdded(Fact):
    """A statement was put to one more body."""

    publication_id: UUID  # of the act
    added: AddedAddressee


@dataclass(frozen=True, kw_only=True)
class StatementRetracked(Fact):
    """A statement became tracked, or is only recorded again."""

    publication_id: UUID  # of the act
    retracking: Retracking
    addressees: tuple[PublishedAddressee, ...]  # if tracked


@dataclass(frozen=True, kw_only=True)
class StatementCorrected(Fact):
    """The wording of a statement was corrected."""

    title: UUID | None  # from now on; None: it stays
    text: UUID | None  # from now on; None: it stays
    corrects_version: int  # of the event that gave it the wording until then
    reason: UUID | None
    corrected_date: date


@dataclass(frozen=True, kw_only=True)
class OwnTextsCorrected(Fact):
    """What a consultation or programme says of itself was corrected: what other services were told, or the rest."""

    texts: tuple[CorrectedText, ...]
    figures: tuple[CorrectedFigure, ...] = ()
    particulars: Particulars = NO_PARTICULARS  # of a consultation: from now on
    former: Particulars = NO_PARTICULARS  # the same, until now
    withheld: bool = False  # beside other records, what figures counted until then tells of a few people
    reason: UUID | None  # None: it belongs to the correction before
    corrected_date: date


@dataclass(frozen=True, kw_only=True)
class StatementParticularsCorrected(Fact):
    """What a statement has of its consultation was corrected there: the day on which it was said, its themes."""

    said_date: date | None  # from now on
    former_said_date: date | None  # the same if it stays
    themes: tuple[str, ...]  # from now on
    former_themes: tuple[str, ...]  # the same if they stay
    corrected_date: date


@dataclass(frozen=True, kw_only=True)
class StatementJoined(Fact):
    """Another statement stands for it: it was merged or superseded."""

    joined: Joined


@dataclass(frozen=True, kw_only=True)
class StatementUnmerged(Fact):
    """It stands on its own again."""

    target_id: UUID
    target_number: str
    reason: UUID | None
    unmerged_date: date


@dataclass(frozen=True, kw_only=True)
class StatementLinked(Fact):
    """It is related to another one."""

    link: Link


@dataclass(frozen=True, kw_only=True)
class StatementUnlinked(Fact):
    """A link with another one was taken back."""

    other_id: UUID
    other_number: str
    reason: UUID | None
    unlinked_date: date


@dataclass(frozen=True, kw_only=True)
class Hidden(Fact):
    """It is not public while it is being checked."""

    hidden_date: date


@dataclass(frozen=True, kw_only=True)
class ShowAsked(Fact):
    """Somebody asked to show it again."""


@dataclass(frozen=True, kw_only=True)
class Shown(Fact):
    """A second person agreed: it is public again."""

    shown_date: date


@dataclass(frozen=True, kw_only=True)
class ProgrammePublished(Fact):
    """A programme became public with the first of its consultations."""

    content: ProgrammeContent


ProgrammeFact: TypeAlias = ProgrammePublished | OwnTextsCorrected | TextErased
VisibilityFact: TypeAlias = Hidden | ShowAsked | Shown
ConsultationFact: TypeAlias = (
    ConsultationPublished
    | ConsultationDetailed
    | SpeakersShown
    | ConsentWithdrawn
    | DocumentPublished
    | DocumentWithdrawn
    | OwnTextsCorrected
    | TextErased
    | VisibilityFact
)
StatementFact: TypeAlias = (
    StatementPublished
    | StatementDetailed
    | StatementWithdrawn
    | AddresseeAdded
    | StatementRetracked
    | StatementCorrected
    | StatementParticularsCorrected
    | StatementJoined
    | StatementUnmerged
    | StatementLinked
    | StatementUnlinked
    | TextErased
    | VisibilityFact
)

Record = TypeVar("Record", ConsultationRecord, StatementRecord)
Own = TypeVar("Own", ConsultationRecord, ProgrammeRecord)


def evolve_consultation(before: ConsultationRecord | None, fact: ConsultationFact) -> ConsultationRecord:  # noqa: PLR0911
    """Return the consultation as the fact leaves it. Refuses nothing: what happened, happened."""
    if isinstance(fact, ConsultationPublished):
        return ConsultationRecord(id=fact.id, number=fact.number, frame=fact.frame, version=fact.version)
    assert before is not None
    match fact:
        case ConsultationDetailed():
            return replace(before, content=fact.content, version=fact.version)
        case SpeakersShown():
            return replace(before, speakers=fact.speakers, version=fact.version)
        case ConsentWithdrawn():
            withdrawn = WithdrawnConsent(participant_id=fact.participant_id, withdrawn_date=fact.withdrawn_date)
            return replace(
                before,
                speakers=tuple(each for each in before.speakers if each != fact.participant_id),
                withdrawn_consents=(*before.withdrawn_consents, withdrawn),
                version=fact.version,
            )
        case DocumentPublished():
            return replace(before, documents=(*before.documents, fact.document), version=fact.version)
        case DocumentWithdrawn():
            left = tuple(
                replace(each, withdrawn_date=fact.withdrawn_date) if each.id == fact.document_id else each
                for each in before.documents
            )
            return replace(before, documents=left, version=fact.version)
        case OwnTextsCorrected():
            frame = with_texts(before.frame, _new_texts(fact))
            return with_particulars(replace(_reworded(before, fact), frame=frame), fact.particulars)
        case _:
            return _evolve_visibility(before, fact)


def evolve_statement(  # noqa: PLR0911, C901  # one case per fact
    before: StatementRecord | None, fact: StatementFact
) -> StatementRecord:
    """Return the statement as the fact leaves it. Refuses nothing: what happened, happened."""
    if isinstance(fact, StatementPublished):
        return StatementRecord(id=fact.id, frame=fact.frame, version=fact.version)
    assert before is not None
    match fact:
        case StatementDetailed():
            return replace(before, content=fact.content, version=fact.version)
        case StatementWithdrawn():
            return replace(before, withdrawal=fact.withdrawal, version=fact.version)
        case AddresseeAdded():
            return replace(before, added=(*before.added, fact.added), version=fact.version)
        case StatementRetracked():
            return replace(before, retracking=fact.retracking, version=fact.version)
        case StatementCorrected():
            return _corrected(before, fact)
        case StatementParticularsCorrected():
            frame = replace(before.frame, said_date=fact.said_date, themes=fact.themes)
            return replace(before, frame=frame, version=fact.version)
        case StatementJoined():
            return replace(before, joined=fact.joined, version=fact.version)
        case StatementUnmerged():
            return replace(before, joined=None, version=fact.version)
        case StatementLinked():
            return replace(before, links=(*before.links, fact.link), version=fact.version)
        case StatementUnlinked():
            left = tuple(each for each in before.links if each.other_id != fact.other_id)
            return replace(before, links=left, version=fact.version)
        case _:
            return _evolve_visibility(before, fact)


def _corrected(before: StatementRecord, fact: StatementCorrected) -> StatementRecord:
    frame = before.frame
    former = Correction(
        title=frame.title if fact.title else None,
        text=frame.text if fact.text else None,
        reason=fact.reason,
        corrected_date=fact.corrected_date,
        version=fact.version,
    )
    return replace(
        before,
        frame=replace(frame, title=fact.title or frame.title, text=fact.text or frame.text),
        corrections=(*before.corrections, former),
        version=fact.version,
    )


def evolve_programme(before: ProgrammeRecord | None, fact: ProgrammeFact) -> ProgrammeRecord:
    """Return the programme as the fact leaves it. Refuses nothing: what happened, happened."""
    if isinstance(fact, ProgrammePublished):
        return ProgrammeRecord(id=fact.id, content=fact.content, version=fact.version)
    assert before is not None
    if isinstance(fact, OwnTextsCorrected):
        return _reworded(before, fact)
    return replace(before, version=fact.version)  # the state keeps ids of texts only


def _reworded(before: Own, fact: OwnTextsCorrected) -> Own:
    content: Any = with_texts(before.content, _new_texts(fact))
    if fact.figures:
        values = {each.place: each.value for each in fact.figures}
        content = replace(content, figures=with_values(content.figures, values))
    corrections = _more(before.corrections, fact)
    return replace(before, content=content, corrections=corrections, version=fact.version)


def _more(before: tuple[OwnCorrection, ...], fact: OwnTextsCorrected) -> tuple[OwnCorrection, ...]:
    if fact.reason is None:
        last = before[-1]
        whole = replace(
            last,
            texts=(*last.texts, *fact.texts),
            figures=(*last.figures, *fact.figures),
            particulars=last.particulars.beside(fact.former),
            withheld=fact.withheld,
        )
        return (*before[:-1], whole)
    done = OwnCorrection(
        texts=fact.texts,
        figures=fact.figures,
        particulars=fact.former,
        withheld=fact.withheld,
        reason=fact.reason,
        corrected_date=fact.corrected_date,
    )
    return (*before, done)


def _new_texts(fact: OwnTextsCorrected) -> dict[UUID, UUID]:
    return {each.former: each.text for each in fact.texts}


def _evolve_visibility(before: Record, fact: VisibilityFact | TextErased) -> Record:
    match fact:
        case TextErased():  # the state keeps ids of texts only
            return replace(before, version=fact.version)
        case Hidden():
            return replace(before, hidden=True, show_asked_by="", version=fact.version)
        case ShowAsked():
            return replace(before, show_asked_by=fact.by, version=fact.version)
        case Shown():
            return replace(before, hidden=False, show_asked_by="", version=fact.version)
