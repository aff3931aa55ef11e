"""Publishing is an explicit copy: every public field is named here or in `contents`; nothing else becomes public."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from services.consultations.domain.attribution import public_name
from services.consultations.domain.contents import (
    consultation_content,
    programme_content,
    statement_content,
    verifiability,
)
from services.consultations.domain.counting import same_counts
from services.consultations.domain.counting_across import PublicCounts, programme_beside, session_beside
from services.consultations.domain.details import (
    ConsultationDetails,
    Figure,
    ProgrammeDetails,
)
from services.consultations.domain.documents import Document
from services.consultations.domain.documents import public_name as name_for_the_public
from services.consultations.domain.drafts import Consultation, Draft, Programme
from services.consultations.domain.facts import (
    ConsultationDetailed,
    ConsultationFact,
    ConsultationPublished,
    DocumentPublished,
    ProgrammePublished,
    SpeakersShown,
    StatementDetailed,
    StatementPublished,
)
from services.consultations.domain.particulars import Days
from services.consultations.domain.record import (
    ConsultationFrame,
    ConsultationRecord,
    PublishedAddressee,
    PublishedDocument,
    StatementFrame,
)
from services.consultations.domain.record_particulars import day_of_saying, said_on
from services.consultations.domain.review import Chosen
from services.consultations.domain.values import (
    NOTHING,
    ConsultationKind,
    Keep,
    Moment,
)

Details = TypeVar("Details", ConsultationDetails, ProgrammeDetails)


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """The public numbers of one publication, drawn in its transaction."""

    consultation: str  # of the consultation, whether it is new or not
    items: tuple[str, ...]  # one per statement, in the order of the list
    tracked: tuple[str, ...]  # one per tracked statement, in the order of the list


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """One act of publishing: what, by whom, when, under which numbers."""

    id: UUID
    draft: Draft
    chosen: tuple[Chosen, ...]  # in the order of the list
    record: ConsultationRecord | None  # None: the consultation becomes public with it
    programme: Programme | None  # that becomes public with it
    documents: tuple[Document, ...] = ()  # that become public with it
    numbers: Numbers
    published_date: date
    by: UUID
    keep: Keep
    moment: Moment

    @property
    def at(self) -> datetime:
        """When it happens in the world: now, or on the earlier day given."""
        return self.moment.on(self.published_date)


@dataclass(frozen=True, kw_only=True)
class Published:
    """What happened, per aggregate, in order."""

    programme: ProgrammePublished | None
    consultation: tuple[ConsultationFact, ...]
    statements: tuple[tuple[StatementPublished, StatementDetailed], ...]


def consultation_number(number: int, *, illustrative: bool) -> str:
    """Return `C-7`, or `EX-C-7`."""
    return f"{'EX-' if illustrative else ''}C-{number}"


def tracked_number(number: int, *, illustrative: bool) -> str:
    """Return `R-42`, or `EX-R-42`."""
    return f"{'EX-' if illustrative else ''}R-{number}"


def item_number(consultation: str, item: int) -> str:
    """Return `C-7/12`."""
    return f"{consultation}/{item}"


def lines_per_addressee(chosen: Sequence[Chosen]) -> Counter[UUID]:
    """Return how many tracked statements of the publication go to each addressee."""
    return Counter(each for one in chosen if one.tracked for each in one.statement.details.addressee_ids)


def publish(act: Publishing) -> Published:
    """Return the facts of the publication. Whether it may happen was decided before (`review.py`)."""
    programme = None
    if act.programme:
        programme = ProgrammePublished(
            id=act.programme.id,
            version=1,
            at=act.at,
            by=str(act.by),
            content=programme_content(act.programme.details, act.keep),
        )
    tracked = iter(act.numbers.tracked)
    lines = lines_per_addressee(act.chosen)
    statements = tuple(
        _statement(act, chosen, number, next(tracked) if chosen.tracked else "", lines)
        for chosen, number in zip(act.chosen, act.numbers.items, strict=True)
    )
    return Published(programme=programme, consultation=tuple(_consultation(act)), statements=statements)


def keep_back(
    consultation: Consultation, programme: Programme | None, public: PublicCounts
) -> tuple[Consultation, Programme | None]:
    """Return both without the figures that with each other, or with what is public, tell of too few people.

    Args:
        consultation: That becomes public.
        programme: That becomes public with it.
        public: What its programme counts already, if it was public before.
    """
    session = consultation.details.figures
    whole = consultation.details.kind is ConsultationKind.SERIES
    if programme:
        figures = programme_beside(programme.details.figures, session, public, whole=whole)
        return consultation, replace(programme, details=_only(programme.details, figures))
    return replace(
        consultation, details=_only(consultation.details, session_beside(session, public, whole=whole))
    ), None


def _only(details: Details, figures: tuple[Figure, ...]) -> Details:
    # Words about figures that are not public would tell them.
    conflict = details.figures_conflict if same_counts(figures, details.figures) else NOTHING
    return replace(details, figures=figures, figures_conflict=conflict)


def _consultation(act: Publishing) -> list[ConsultationFact]:
    facts: list[ConsultationFact] = []
    at, by = act.at, str(act.by)
    entered = act.draft.consultation
    version = act.record.version if act.record else 0
    if act.record is None:
        frame = _frame(act)
        content = consultation_content(entered.details, act.keep)
        number = act.numbers.consultation
        facts.append(ConsultationPublished(id=entered.id, version=1, at=at, by=by, number=number, frame=frame))
        facts.append(ConsultationDetailed(id=entered.id, version=2, at=at, by=by, content=content))
        version = 2
    # Published alone it says nothing of people: nobody has read who they are.
    before = act.record.speakers if act.record else ()
    speakers = shown_participants(act.draft) if act.chosen else before
    if speakers != before:
        version += 1
        facts.append(SpeakersShown(id=entered.id, version=version, at=at, by=by, speakers=speakers))
    documents = act.record.documents if act.record else ()
    for each in act.documents:
        version += 1
        documents = (*documents, _document(act, each, [other.file_name for other in documents]))
        facts.append(DocumentPublished(id=entered.id, version=version, at=at, by=by, document=documents[-1]))
    return facts


def _document(act: Publishing, document: Document, taken: list[str]) -> PublishedDocument:
    details = document.details
    return PublishedDocument(
        id=document.id,
        kind=details.kind,
        title=act.keep(details.title),
        language=details.language,
        media_type=details.media_type,
        size_bytes=details.size_bytes,
        sha256=details.sha256,
        file_name=name_for_the_public(act.numbers.consultation, details, taken),
        published_date=act.published_date,
    )


def shown_participants(draft: Draft) -> tuple[UUID, ...]:
    """Return the participants whom the public may see, in the order in which they were entered."""
    rule = draft.consultation.details.attribution_rule
    return tuple(each.id for each in draft.participants if public_name(rule, each.details))


def _frame(act: Publishing) -> ConsultationFrame:
    entered = act.draft.consultation
    details = entered.details
    assert details.kind
    assert details.state
    return ConsultationFrame(
        kind=details.kind,
        state=details.state,
        title=act.keep(details.title),
        host_name=act.keep(details.host_name),
        themes=details.themes,
        illustrative=details.illustrative,
        published_date=act.published_date,
        host_organisation_id=entered.organisation_id,
        facilitator_id=entered.created_by,
    )


def _statement(
    act: Publishing, chosen: Chosen, number: str, tracked: str, lines: Counter[UUID]
) -> tuple[StatementPublished, StatementDetailed]:
    entered = chosen.statement
    common = {"id": entered.id, "at": act.at, "by": str(act.by)}
    frame = _statement_frame(act, chosen, number, tracked)
    told = tuple(lines[each.addressee_id] if chosen.tracked else 0 for each in frame.addressees)
    content = statement_content(act.draft, entered.details, act.keep)
    return (
        StatementPublished(**common, version=1, frame=frame, lines=told),  # type: ignore[arg-type]
        StatementDetailed(**common, version=2, content=content),  # type: ignore[arg-type]
    )


def _statement_frame(act: Publishing, chosen: Chosen, number: str, tracked: str) -> StatementFrame:
    consultation, entered, record = act.draft.consultation, chosen.statement, act.record
    details = entered.details
    assert details.type
    return StatementFrame(
        consultation_id=consultation.id,
        publication_id=act.id,
        number=number,
        tracked_number=tracked,
        type=details.type,
        publication=chosen.publication,
        title=act.keep(details.title),
        text=act.keep(details.text),
        verifiability=verifiability(details.verifiability, act.keep) if chosen.tracked else None,
        addressees=tuple(
            PublishedAddressee(addressee_id=each, lead=each == details.lead) for each in details.addressee_ids
        ),
        themes=details.themes or (record.frame.themes if record else consultation.details.themes),
        response_period_days=consultation.details.response_period_days,
        press_reported=details.press_reported,
        illustrative=consultation.details.illustrative,
        published_date=act.published_date,
        said_date=_said_date(consultation.details, record),
        author_id=entered.author_id,
        host_organisation_id=consultation.organisation_id,
        facilitator_id=consultation.created_by,
    )


def _said_date(details: ConsultationDetails, record: ConsultationRecord | None) -> date | None:
    # What the public reads of it, corrected or not, holds for what is published now, too.
    if record:
        return said_on(record)
    return day_of_saying(Days(starts_date=details.starts_date, ends_date=details.ends_date), details.state)
