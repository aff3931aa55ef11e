"""This service's copy of a consultation: what pages name it by, and whether it is hidden."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

from services.recommendations.domain.values import Text


@dataclass(frozen=True, kw_only=True)
class Consultation:
    """A published consultation."""

    id: UUID
    number: str  # C-7
    title_id: UUID | None
    host_name_id: UUID | None
    themes: tuple[str, ...]
    illustrative: bool
    published_date: date
    host_organisation_id: UUID
    facilitator_id: UUID | None
    hidden: bool = False
    version: int


@dataclass(frozen=True, kw_only=True)
class ConsultationCopied:
    """A consultation became public."""

    version: int
    occurred_at: datetime
    consultation_id: UUID
    number: str
    title: Text | None
    host_name: Text | None
    themes: tuple[str, ...]
    illustrative: bool
    published_date: date
    host_organisation_id: UUID
    facilitator_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ConsultationVisibilityCopied:
    """A consultation was hidden with all its statements, or shown again."""

    version: int
    occurred_at: datetime
    consultation_id: UUID
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class ConsultationCorrectionCopied:
    """What pages name a consultation by, or its themes, were corrected."""

    version: int
    occurred_at: datetime
    consultation_id: UUID
    title: Text | None  # from now on; None: it stays
    host_name: Text | None  # from now on; None: it stays
    themes: tuple[str, ...] | None = None  # from now on; None: they stay


ConsultationFact: TypeAlias = ConsultationCopied | ConsultationVisibilityCopied | ConsultationCorrectionCopied


def evolve(consultation: Consultation | None, fact: ConsultationFact) -> Consultation:
    """Return the copy as the fact leaves it. Refuses nothing."""
    if isinstance(fact, ConsultationVisibilityCopied):
        assert consultation is not None, "a consultation begins with its publication"
        return replace(consultation, hidden=fact.hidden, version=fact.version)
    if isinstance(fact, ConsultationCorrectionCopied):
        assert consultation is not None, "a consultation begins with its publication"
        return replace(
            consultation,
            title_id=fact.title.id if fact.title else consultation.title_id,
            host_name_id=fact.host_name.id if fact.host_name else consultation.host_name_id,
            themes=consultation.themes if fact.themes is None else fact.themes,
            version=fact.version,
        )
    return Consultation(
        id=fact.consultation_id,
        number=fact.number,
        title_id=fact.title.id if fact.title else None,
        host_name_id=fact.host_name.id if fact.host_name else None,
        themes=fact.themes,
        illustrative=fact.illustrative,
        published_date=fact.published_date,
        host_organisation_id=fact.host_organisation_id,
        facilitator_id=fact.facilitator_id,
        hidden=consultation.hidden if consultation else False,
        version=fact.version,
    )
