"""Merged, superseded, and back: row 6. Numbers, texts and history stay through each of them."""

from dataclasses import dataclass
from typing import Final

from services.chassis.errors import Violation
from services.consultations.domain.errors import AlreadyJoined, NotPublishable, Stale
from services.consultations.domain.facts import StatementJoined, StatementUnmerged
from services.consultations.domain.record import ConsultationRecord, Joined, Joining, StatementRecord
from services.consultations.domain.transitions import Transition, states
from services.consultations.domain.transitions.public import MERGE, SUPERSEDE, UNMERGE
from services.consultations.domain.values import Keep, LocalizedText, Moment, Publication, Standing

_ROWS: Final = {Joining.MERGED: MERGE, Joining.SUPERSEDED: SUPERSEDE}


@dataclass(frozen=True, kw_only=True)
class Standalone:
    """A statement as an act finds it, locked."""

    record: StatementRecord
    consultation: ConsultationRecord
    stands_for_others: bool  # others were merged into it, or superseded by it


def join(
    source: Standalone,
    target: Standalone,
    kind: Joining,
    reason: LocalizedText,
    *,
    who: Standing,
    seen_version: int | None,
    keep: Keep,
    moment: Moment,
) -> StatementJoined:
    """Return that the target stands for the source from now on.

    Args:
        source: What is merged or superseded.
        target: What stands for it; may be another organisation's.
        kind: Why.
        reason: In words; the public reads it.
        who: Who does it.
        seen_version: The source's version that the caller saw; None if the caller saw only the public page.
        keep: Takes the texts that become public.
        moment: Now.

    Raises:
        NotTheHost: The person is no facilitator of the organisation that published the source.
        Stale: The source changed after the version that the caller saw.
        AlreadyWithdrawn: One of the two is a tombstone.
        HiddenNow: One of the two is hidden.
        AlreadyJoined: One of the two was merged or superseded, or others were merged into the source.
        NotPublishable: The two do not fit together; `target_number` says why.
    """
    _ROWS[kind].allow(who, source.record.frame.host_organisation_id)
    is_fresh(source.record, seen_version)
    _fit(source, target, _ROWS[kind])
    tracked = target.record.publication is Publication.TRACKED
    return StatementJoined(
        id=source.record.id,
        version=source.record.version + 1,
        at=moment.at,
        by=str(who.person_id),
        joined=Joined(
            kind=kind,
            target_id=target.record.id,
            target_number=target.record.tracked_number if tracked else target.record.frame.number,
            reason=keep(reason),
            joined_date=moment.today,
        ),
    )


def unmerge(
    source: Standalone,
    reason: LocalizedText,
    *,
    who: Standing,
    seen_version: int | None,
    keep: Keep,
    moment: Moment,
) -> StatementUnmerged:
    """Return that the statement stands on its own again.

    Raises:
        NotTheHost: The person is no facilitator of the organisation that published it.
        Stale: It changed after the version that the caller saw.
        AlreadyWithdrawn: It is a tombstone.
        HiddenNow: It is hidden.
        NotJoined: It was neither merged nor superseded.
    """
    record = source.record
    UNMERGE.allow(who, record.frame.host_organisation_id)
    is_fresh(record, seen_version)
    refuse(UNMERGE, source)
    assert record.joined
    return StatementUnmerged(
        id=record.id,
        version=record.version + 1,
        at=moment.at,
        by=str(who.person_id),
        target_id=record.joined.target_id,
        target_number=record.joined.target_number,
        reason=keep(reason),
        unmerged_date=moment.today,
    )


def is_fresh(record: StatementRecord, seen_version: int | None) -> None:
    """Refuse an act on another version than the caller saw."""
    if seen_version is not None and seen_version != record.version:
        raise Stale("the statement changed meanwhile", record)


def refuse(row: Transition, each: Standalone) -> None:
    """Refuse what a row does not lead from, by the statement's number."""
    row.refuse(states(each.record, each.consultation), number=each.record.frame.number)


def _fit(source: Standalone, target: Standalone, row: Transition) -> None:
    for each in (source, target):
        refuse(row, each)
    if source.stands_for_others:
        raise AlreadyJoined("others were merged into it; let them stand on their own first")
    if violations := unlike(source.record, target.record):
        raise NotPublishable(violations=violations)


def unlike(source: StatementRecord, target: StatementRecord) -> list[Violation]:
    """Return why one statement cannot stand for another: of another kind, or what was asked would be lost."""
    expected = []
    if source.id == target.id:
        expected.append("another statement")
    if source.frame.type is not target.frame.type:
        expected.append(f"a statement of the same type: {source.frame.type}")
    if source.frame.illustrative is not target.frame.illustrative:
        expected.append("an invented one only if this one is, and a real one if it is not")
    if source.publication is Publication.TRACKED and target.publication is not Publication.TRACKED:
        expected.append("a tracked one, so that what was asked is not lost; or merge that one into this one")
    return [Violation("target_number", each) for each in expected]
