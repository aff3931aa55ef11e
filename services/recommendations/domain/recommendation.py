"""This service's copy of the record: what consultations published, withdrew and hid."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from services.recommendations.domain.values import (
    Publication,
    RecordState,
    StatementType,
    Text,
)


@dataclass(frozen=True, kw_only=True)
class PutTo:
    """One addressee of a statement."""

    addressee_id: UUID
    lead: bool
    lines_in_publication: int  # tracked statements of the same publication that go to it


@dataclass(frozen=True, kw_only=True)
class Verifiability:
    """What would count as done; None where it was not said."""

    who: Text | None = None
    what: Text | None = None
    by_when: Text | None = None
    shown_how: Text | None = None

    def ids(self) -> tuple[UUID | None, UUID | None, UUID | None, UUID | None]:
        """Return the ids of the four texts, in the order of the fields."""
        return (_id(self.who), _id(self.what), _id(self.by_when), _id(self.shown_how))


@dataclass(frozen=True, kw_only=True)
class RecordLink:
    """Another statement that a person found to be related: both stay as they are."""

    other_id: UUID
    other_number: str
    reason_id: UUID | None
    linked_date: date


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """A published statement. Addressees stay as published; wording, themes and the day of saying are as of now."""

    id: UUID
    consultation_id: UUID
    publication_id: UUID
    number: str  # C-7/12
    tracked_number: str  # R-42; empty if recorded
    type: StatementType
    publication: Publication
    title_id: UUID | None
    text_id: UUID | None
    who_id: UUID | None
    what_id: UUID | None
    by_when_id: UUID | None
    shown_how_id: UUID | None
    themes: tuple[str, ...]
    response_period_days: int
    press_reported: bool
    illustrative: bool
    published_date: date
    said_date: date | None
    author_id: UUID | None
    host_organisation_id: UUID
    facilitator_id: UUID | None
    state: RecordState = RecordState.PUBLISHED
    withdrawn_date: date | None = None
    withdrawn_reason_id: UUID | None = None
    withdrawn_asked_by_id: UUID | None = None
    stopped_date: date | None = None  # later days do not count for the clocks: it stands no more, or is only recorded
    joined_id: UUID | None = None  # the record that stands for it
    joined_number: str = ""  # that one's
    joined_reason_id: UUID | None = None
    links: tuple[RecordLink, ...] = ()  # in the order in which they were made
    hidden: bool = False  # on its own
    version: int

    @property
    def stands(self) -> bool:
        """Tell whether bodies can be asked about it: it is tracked, not withdrawn, and no other stands for it."""
        return self.state is RecordState.PUBLISHED and self.publication is Publication.TRACKED

    @property
    def others(self) -> frozenset[UUID]:
        """The statements that it names: the one that stands for it, and those it is linked with."""
        joined = {self.joined_id} if self.joined_id else frozenset[UUID]()
        return frozenset(each.other_id for each in self.links) | joined

    @property
    def is_commitment(self) -> bool:
        """Tell whether it is a promise its maker made for itself."""
        return self.type is StatementType.COMMITMENT


@dataclass(frozen=True, kw_only=True)
class RecordPublished:
    """A statement became public."""

    version: int
    occurred_at: datetime
    statement_id: UUID
    consultation_id: UUID
    publication_id: UUID
    number: str
    tracked_number: str
    type: StatementType
    publication: Publication
    title: Text | None
    text: Text | None
    verifiability: Verifiability
    put_to: tuple[PutTo, ...]
    themes: tuple[str, ...]
    response_period_days: int
    press_reported: bool
    illustrative: bool
    published_date: date
    said_date: date | None
    author_id: UUID | None
    host_organisation_id: UUID
    facilitator_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class RecordWithdrawn:
    """A statement was withdrawn: number and answers stay, clocks stop."""

    version: int
    occurred_at: datetime
    statement_id: UUID
    reason: Text | None
    asked_by: Text | None
    withdrawn_date: date


@dataclass(frozen=True, kw_only=True)
class RecordHidden:
    """A statement was hidden while it is being checked, or shown again."""

    version: int
    occurred_at: datetime
    statement_id: UUID
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class RecordAddresseeAdded:
    """A statement was put to one more body."""

    version: int
    occurred_at: datetime
    statement_id: UUID
    publication_id: UUID
    put_to: PutTo
    reason: Text | None
    added_date: date


@dataclass(frozen=True, kw_only=True)
class RecordRetracked:
    """A statement became tracked, or is only recorded again."""

    version: int
    occurred_at: datetime
    statement_id: UUID
    publication_id: UUID
    publication: Publication
    tracked_number: str
    verifiability: Verifiability
    put_to: tuple[PutTo, ...]
    reason: Text | None
    retracked_date: date


@dataclass(frozen=True, kw_only=True)
class RecordCorrected:
    """Its wording was corrected."""

    version: int
    occurred_at: datetime
    statement_id: UUID
    title: Text | None  # from now on; None: it stays
    text: Text | None  # from now on; None: it stays
    reason: Text | None
    corrected_date: date


@dataclass(frozen=True, kw_only=True)
class RecordParticularsCorrected:
    """What it has of its consultation was corrected there: the day on which it was said, its themes or both."""

    version: int
    occurred_at: datetime
    statement_id: UUID
    said_date: date | None  # from now on
    former_said_date: date | None  # the same if it stays
    themes: tuple[str, ...]  # from now on
    former_themes: tuple[str, ...]  # the same if they stay
    corrected_date: date


@dataclass(frozen=True, kw_only=True)
class RecordJoined:
    """Another statement stands for it: it was merged or superseded (`state`); or it stands on its own again."""

    version: int
    occurred_at: datetime
    statement_id: UUID
    state: RecordState
    target_id: UUID
    target_number: str
    reason: Text | None
    joined_date: date  # or of the day on which it stands on its own again


@dataclass(frozen=True, kw_only=True)
class RecordLinked:
    """It was linked with another statement, or (`linked` is false) the link was taken back."""

    version: int
    occurred_at: datetime
    statement_id: UUID
    linked: bool
    other_id: UUID
    other_number: str
    reason: Text | None
    on_date: date


RecordFact: TypeAlias = (
    RecordPublished
    | RecordWithdrawn
    | RecordHidden
    | RecordAddresseeAdded
    | RecordRetracked
    | RecordCorrected
    | RecordParticularsCorrected
    | RecordJoined
    | RecordLinked
)


def evolve(record: Recommendation | None, fact: RecordFact) -> Recommendation:  # noqa: PLR0911  # one per fact
    """Return the record as the fact leaves it. Refuses nothing: what happened, happened."""
    if isinstance(fact, RecordPublished):
        return _published(fact)
    assert record is not None, "a record begins with its publication"
    match fact:
        case RecordWithdrawn():
            return replace(
                record,
                state=RecordState.WITHDRAWN,
                withdrawn_date=fact.withdrawn_date,
                withdrawn_reason_id=_id(fact.reason),
                withdrawn_asked_by_id=_id(fact.asked_by),
                stopped_date=fact.withdrawn_date,
                version=fact.version,
            )
        case RecordHidden():
            return replace(record, hidden=fact.hidden, version=fact.version)
        case RecordAddresseeAdded():
            return replace(record, version=fact.version)
        case RecordRetracked():
            return _retracked(record, fact)
        case RecordCorrected():
            return replace(
                record,
                title_id=_id(fact.title) or record.title_id,
                text_id=_id(fact.text) or record.text_id,
                version=fact.version,
            )
        case RecordParticularsCorrected():
            return replace(record, said_date=fact.said_date, themes=fact.themes, version=fact.version)
        case RecordJoined():
            return _joined(record, fact)
        case RecordLinked():
            return _linked(record, fact)


def _retracked(record: Recommendation, fact: RecordRetracked) -> Recommendation:
    who_id, what_id, by_when_id, shown_how_id = fact.verifiability.ids()
    return replace(
        record,
        publication=fact.publication,
        tracked_number=fact.tracked_number,
        who_id=who_id,
        what_id=what_id,
        by_when_id=by_when_id,
        shown_how_id=shown_how_id,
        stopped_date=fact.retracked_date if fact.publication is Publication.RECORDED else None,
        version=fact.version,
    )


def _joined(record: Recommendation, fact: RecordJoined) -> Recommendation:
    """Let the clocks stand still; once it stands on its own again, they go on to the dates that they had."""
    if fact.state is RecordState.PUBLISHED:
        return replace(
            record,
            state=fact.state,
            joined_id=None,
            joined_number="",
            joined_reason_id=None,
            # What is only recorded stood still before.
            stopped_date=record.stopped_date if record.publication is Publication.RECORDED else None,
            version=fact.version,
        )
    return replace(
        record,
        state=fact.state,
        joined_id=fact.target_id,
        joined_number=fact.target_number,
        joined_reason_id=_id(fact.reason),
        stopped_date=record.stopped_date or fact.joined_date,
        version=fact.version,
    )


def _linked(record: Recommendation, fact: RecordLinked) -> Recommendation:
    others = tuple(each for each in record.links if each.other_id != fact.other_id)
    if not fact.linked:
        return replace(record, links=others, version=fact.version)
    made = RecordLink(
        other_id=fact.other_id, other_number=fact.other_number, reason_id=_id(fact.reason), linked_date=fact.on_date
    )
    return replace(record, links=(*others, made), version=fact.version)


def _published(fact: RecordPublished) -> Recommendation:
    who_id, what_id, by_when_id, shown_how_id = fact.verifiability.ids()
    return Recommendation(
        id=fact.statement_id,
        consultation_id=fact.consultation_id,
        publication_id=fact.publication_id,
        number=fact.number,
        tracked_number=fact.tracked_number,
        type=fact.type,
        publication=fact.publication,
        title_id=_id(fact.title),
        text_id=_id(fact.text),
        who_id=who_id,
        what_id=what_id,
        by_when_id=by_when_id,
        shown_how_id=shown_how_id,
        themes=fact.themes,
        response_period_days=fact.response_period_days,
        press_reported=fact.press_reported,
        illustrative=fact.illustrative,
        published_date=fact.published_date,
        said_date=fact.said_date,
        author_id=fact.author_id,
        host_organisation_id=fact.host_organisation_id,
        facilitator_id=fact.facilitator_id,
        version=fact.version,
    )


def _id(text: Text | None) -> UUID | None:
    return text.id if text else None
