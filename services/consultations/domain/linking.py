"""Links: a person finds two published statements to be related. Both stay as they are, and each names the other."""

from typing import NoReturn
from uuid import UUID

from services.chassis.errors import Violation
from services.consultations.domain.errors import AlreadyLinked, NotLinked, NotPublishable, NotTheHost
from services.consultations.domain.facts import StatementLinked, StatementUnlinked
from services.consultations.domain.joining import Standalone, is_fresh, refuse
from services.consultations.domain.record import Link, StatementRecord
from services.consultations.domain.transitions import Visibility, states
from services.consultations.domain.transitions.public import MERGE
from services.consultations.domain.values import Keep, LocalizedText, Moment, Publication, Role, Standing


def link(
    one: Standalone,
    other: Standalone,
    reason: LocalizedText,
    *,
    who: Standing,
    seen_version: int | None,
    keep: Keep,
    moment: Moment,
) -> tuple[StatementLinked, StatementLinked]:
    """Return that two statements are linked: what happened to the one, and to the other.

    Args:
        one: A statement of the caller's organisation.
        other: The other one; may be another organisation's.
        reason: How they are related; the public reads it.
        who: Who links them.
        seen_version: The first one's version that the caller saw; None if the caller saw only the public page.
        keep: Takes the texts that become public.
        moment: Now.

    Raises:
        NotTheHost: The person is no facilitator of the organisation that published the first.
        Stale: The first changed after the version that the caller saw.
        AlreadyWithdrawn: One of the two is a tombstone.
        HiddenNow: One of the two is hidden.
        AlreadyJoined: Another statement stands for one of the two.
        AlreadyLinked: They are linked.
        NotPublishable: The two do not fit together; `other_number` says why.
    """
    MERGE.allow(who, one.record.frame.host_organisation_id)
    is_fresh(one.record, seen_version)
    for each in (one, other):
        refuse(MERGE, each)  # as for merging: both stand, and nothing stands for them
    if expected := _unlike(one.record, other.record):
        raise NotPublishable(violations=[Violation("other_number", expected)])
    if one.record.link_with(other.record.id):
        raise AlreadyLinked(f"{one.record.frame.number} and {other.record.frame.number} are linked")

    def linked(record: StatementRecord, to: StatementRecord) -> StatementLinked:
        made = Link(other_id=to.id, other_number=_number(to), reason=keep(reason), linked_date=moment.today)
        return StatementLinked(id=record.id, version=record.version + 1, at=moment.at, by=str(who.person_id), link=made)

    return linked(one.record, other.record), linked(other.record, one.record)


def unlink(
    one: Standalone,
    other: Standalone,
    reason: LocalizedText,
    *,
    who: Standing,
    seen_version: int | None,
    keep: Keep,
    moment: Moment,
) -> tuple[StatementUnlinked, StatementUnlinked]:
    """Return that two statements are linked no more: what happened to the one, and to the other.

    Raises:
        NotTheHost: The person is no facilitator of an organisation that published one of the two.
        Stale: The first changed after the version that the caller saw.
        HiddenNow: One of the two is hidden.
        NotLinked: They are not linked.
    """
    if not any(who.holds(Role.FACILITATOR, each.record.frame.host_organisation_id) for each in (one, other)):
        raise NotTheHost("only a facilitator of an organisation that published one of them may do this")
    is_fresh(one.record, seen_version)
    for each in (one, other):
        MERGE.refuse(states(each.record, each.consultation) & {Visibility.HIDDEN}, number=each.record.frame.number)

    def unlinked(record: StatementRecord, other_id: UUID) -> StatementUnlinked:
        known = record.link_with(other_id) or _not_linked()
        return StatementUnlinked(
            id=record.id,
            version=record.version + 1,
            at=moment.at,
            by=str(who.person_id),
            other_id=other_id,
            other_number=known.other_number,
            reason=keep(reason),
            unlinked_date=moment.today,
        )

    return unlinked(one.record, other.record.id), unlinked(other.record, one.record.id)


def _not_linked() -> NoReturn:
    raise NotLinked("the two are not linked")


def _number(record: StatementRecord) -> str:
    return record.tracked_number if record.publication is Publication.TRACKED else record.frame.number


def _unlike(one: StatementRecord, other: StatementRecord) -> str:
    if one.id == other.id:
        return "another statement"
    if one.frame.illustrative is not other.frame.illustrative:
        return "an invented one only if this one is, and a real one if it is not"
    return ""
