"""What a body says, in the tracker or elsewhere."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.recommendations.domain.facts.model import Fact
from services.recommendations.domain.sources import Approval, Evidence, OutsideSource, Visibility
from services.recommendations.domain.values import (
    DeclineReason,
    Position,
    Progress,
    Text,
)


@dataclass(frozen=True, kw_only=True)
class PositionStated(Fact):
    """What an addressee says about the request."""

    position: Position
    previous_position: Position
    text: Text | None
    part: Text | None
    reason: Text | None
    decline_reason: DeclineReason | None
    believed_responsible: str
    decision_by_date: date | None
    delivery_date: date | None
    evidence: tuple[Evidence, ...]
    approval: Approval | None
    outside: OutsideSource | None
    stated_date: date  # the day on which it counts
    corrects_version: int = 0  # with which an answer from outside the tracker was recorded wrongly


@dataclass(frozen=True, kw_only=True)
class ProgressReported(Fact):
    """What an addressee says it has done."""

    progress: Progress
    previous_progress: Progress
    text: Text | None
    reason: Text | None
    delivery_date: date | None
    evidence: tuple[Evidence, ...]
    approval: Approval | None
    outside: OutsideSource | None
    reported_date: date  # the day on which it counts
    corrects_version: int = 0  # with which an answer from outside the tracker was recorded wrongly


@dataclass(frozen=True, kw_only=True)
class DeliveryDateMoved(Fact):
    """The addressee moved the day by which it will deliver."""

    delivery_date: date
    previous_date: date
    slip: int  # 1 for the first
    reason: Text | None
    approval: Approval | None
    outside: OutsideSource | None
    moved_date: date


@dataclass(frozen=True, kw_only=True)
class EvidenceAttached(Fact):
    """The addressee attached a file. Of one that is not public nothing is told but that it is held."""

    file_id: UUID
    visibility: Visibility
    title: Text | None
    sha256: str
    media_type: str
    size_bytes: int
    attached_date: date

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The piece of evidence that it is."""
        return (
            Evidence(
                seen_date=self.attached_date,
                visibility=self.visibility,
                file_id=self.file_id,
                sha256=self.sha256,
                media_type=self.media_type,
                size_bytes=self.size_bytes,
            ),
        )


@dataclass(frozen=True, kw_only=True)
class OutsideAnswerRecorded(Fact):
    """An answer given outside the tracker was written down. What it says is not public until it is confirmed."""

    outside_answer_id: UUID


@dataclass(frozen=True, kw_only=True)
class OutsideAnswerDecided(Fact):
    """A reviewer confirmed it or refused it."""

    outside_answer_id: UUID
    confirmed: bool
