"""Merged, superseded, and back: row 6. Numbers, texts and history stay through each of them."""

from dataclasses import dataclass

from services.chassis.errors import Violation
from services.consultations.domain.errors import (
    AlreadyJoined,
    AlreadyWithdrawn,
    HiddenNow,
    NotJoined,
    NotPublishable,
    NotTheHost,
    Stale,
)
from services.consultations.domain.facts import StatementJoined, StatementUnmerged
from services.consultations.domain.record import ConsultationRecord, Joined, Joining, StatementRecord
from services.consultations.domain.values import Keep, LocalizedText, Moment, Publication, Role, Standing


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
    is_host(source.record, who)
    is_fresh(source.record, seen_version)
    _fit(source, target)
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
    is_host(record, who)
    is_fresh(record, seen_version)
    stands(source)
    if record.joined is None:
        raise NotJoined("it stands on its own")
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


def is_host(record: StatementRecord, who: Standing) -> None:
    """Refuse whoever is no facilitator of the organisation that published the statement."""
    if not who.holds(Role.FACILITATOR, record.frame.host_organisation_id):
        raise NotTheHost("only a facilitator of the organisation that published it may do this")


def is_fresh(record: StatementRecord, seen_version: int | None) -> None:
    """Refuse an act on another version than the caller saw."""
    if seen_version is not None and seen_version != record.version:
        raise Stale("the statement changed meanwhile", record)


def stands(each: Standalone) -> None:
    """Refuse to change what is withdrawn or hidden."""
    if each.record.withdrawal:
        raise AlreadyWithdrawn(f"{each.record.frame.number} is withdrawn")
    is_shown(each)


def is_shown(each: Standalone) -> None:
    """Refuse to change what is hidden."""
    if each.record.hidden or each.consultation.hidden:
        raise HiddenNow(f"{each.record.frame.number} is hidden; nothing of it changes before it is shown again")


def _fit(source: Standalone, target: Standalone) -> None:
    for each in (source, target):
        stands(each)
        if each.record.joined:
            raise AlreadyJoined(f"another statement stands for {each.record.frame.number}")
    if source.stands_for_others:
        raise AlreadyJoined("others were merged into it; let them stand on their own first")
    if violations := _unlike(source.record, target.record):
        raise NotPublishable(violations=violations)


def _unlike(source: StatementRecord, target: StatementRecord) -> list[Violation]:
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
