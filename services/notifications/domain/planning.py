"""Who is told of which lines, and in which mail: one per liaison and publishing act.

The mail goes out when all lines of the act are there, or a minute after the first with those that are; a line that
comes later gets a mail of its own. A finding in its right of reply gets one mail per liaison, and another one if it is
taken back. What happened to lines since goes into one mail per liaison and host, and not more than one a day; once a
colleague answered, not more than one an hour. Whoever answered gets a receipt, as soon, in a mail of its own.
Facilitators of the host are told of answers, and of nothing else.
Nothing here sends: these functions only decide.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from services.notifications.domain.assignment import Assignment
from services.notifications.domain.changes import ChangeKind, News
from services.notifications.domain.delivery import (
    KIND_CHANGES,
    KIND_FINDING,
    KIND_FINDING_TAKEN_BACK,
    KIND_REQUEST,
    Delivery,
    DeliveryOpened,
    LinesAdded,
)

PATIENCE_FOR_LINES: Final = timedelta(seconds=60)
"""How long the mail waits for the other lines of its publishing act."""

PATIENCE_FOR_CHANGES: Final = timedelta(seconds=5)
"""How long a mail about changes waits for the next one: a succession moves many lines within seconds."""

BETWEEN_CHANGES: Final = timedelta(hours=24)
"""How long after one mail about changes the next one goes out at the earliest, with all that came meanwhile."""

BETWEEN_ANSWERS: Final = timedelta(hours=1)
"""As `BETWEEN_CHANGES`, once an answer is among them: whoever did not agree to it should soon hear of it."""


def delivery_id(assignment: Assignment, person_id: UUID, *, earlier: int) -> UUID:
    """Return the id of the mail that tells the person of the line's publishing act: always the same one.

    Args:
        assignment: Any line of the act for that addressee.
        person_id: The liaison.
        earlier: How many mails about the act and the addressee the person has been due before.
    """
    return uuid5(assignment.publication_id, f"{KIND_REQUEST} {assignment.addressee_id} {person_id} {earlier}")


def open_delivery(
    lines: Iterable[Assignment], person_id: UUID, *, complete: bool, earlier: int, at: datetime
) -> DeliveryOpened:
    """Decide on a new mail that tells the person of these lines of one publishing act.

    Args:
        lines: At least one; all of one act and one addressee.
        person_id: The liaison.
        complete: True if no other line of the act is still to come.
        earlier: How many mails about the act and the addressee the person has been due before.
        at: Now.
    """
    listed = tuple(lines)
    first = listed[0]
    return DeliveryOpened(
        delivery_id=delivery_id(first, person_id, earlier=earlier),
        version=1,
        at=at,
        kind=KIND_REQUEST,
        person_id=person_id,
        addressee_id=first.addressee_id,
        publication_id=first.publication_id,
        consultation_id=first.consultation_id,
        host_organisation_id=first.host_organisation_id,
        facilitator_id=first.facilitator_id,
        assignment_ids=tuple(line.id for line in listed),
        next_attempt_at=at if complete else at + PATIENCE_FOR_LINES,
    )


def open_finding_mail(
    line: Assignment, person_id: UUID, *, finding_id: UUID, taken_back: bool = False, earlier: int, at: datetime
) -> DeliveryOpened:
    """Decide on a mail that tells the person that a check of the line found something it may answer, or did not.

    Args:
        line: The line that was checked, or the one that is open where it went.
        person_id: The liaison.
        finding_id: The finding.
        taken_back: Whether it was taken back.
        earlier: How many mails of this kind about the finding the person has been due before.
        at: Now: it goes out at once.
    """
    kind = KIND_FINDING_TAKEN_BACK if taken_back else KIND_FINDING
    return DeliveryOpened(
        delivery_id=uuid5(finding_id, f"{kind} {line.addressee_id} {person_id} {earlier}"),
        version=1,
        at=at,
        kind=kind,
        person_id=person_id,
        addressee_id=line.addressee_id,
        publication_id=line.publication_id,
        consultation_id=line.consultation_id,
        host_organisation_id=line.host_organisation_id,
        facilitator_id=line.facilitator_id,
        assignment_ids=(line.id,),
        next_attempt_at=at,
        finding_id=finding_id,
    )


def open_changes_mail(
    news: Sequence[News],
    person_id: UUID,
    *,
    kind: str = KIND_CHANGES,
    earlier: int,
    last_at: datetime | None,
    at: datetime,
) -> DeliveryOpened:
    """Decide on a mail that tells the person what happened to lines of one host.

    Args:
        news: At least one; all of one addressee and one host.
        person_id: The liaison or, for `KIND_ANSWERS`, the facilitator.
        kind: One of `KINDS_OF_NEWS`.
        earlier: How many such mails about the addressee and the host the person has been due before.
        last_at: When the last such mail about the addressee and the host went out to the person; None if none did.
        at: Now.
    """
    first = news[0].line
    return DeliveryOpened(
        # Whatever order the changes came in: the first such mail of a host to a liaison is the first.
        delivery_id=uuid5(first.addressee_id, f"{kind} {first.host_organisation_id} {person_id} {earlier}"),
        version=1,
        at=at,
        kind=kind,
        person_id=person_id,
        addressee_id=first.addressee_id,
        publication_id=first.publication_id,
        consultation_id=first.consultation_id,
        host_organisation_id=first.host_organisation_id,
        facilitator_id=first.facilitator_id,
        assignment_ids=(),
        change_ids=tuple(each.change.id for each in news),
        next_attempt_at=_due(news, last_at=last_at, at=at),
    )


def open_copy(delivery: Delivery, contact_id: UUID, news: Sequence[News], *, at: datetime) -> DeliveryOpened | None:
    """Decide on a copy of a mail about answers to another contact of the person; None if no answer is among them.

    Args:
        delivery: The mail.
        contact_id: The contact.
        news: Of which it tells.
        at: Now: it goes out at once.
    """
    answers = tuple(each.change.id for each in news if each.change.kind is ChangeKind.ANSWER)
    if not answers:
        return None
    return DeliveryOpened(
        delivery_id=uuid5(delivery.id, f"copy {contact_id}"),
        version=1,
        at=at,
        kind=delivery.kind,
        person_id=delivery.person_id,
        addressee_id=delivery.addressee_id,
        publication_id=delivery.publication_id,
        consultation_id=delivery.consultation_id,
        host_organisation_id=delivery.host_organisation_id,
        facilitator_id=delivery.facilitator_id,
        assignment_ids=(),
        change_ids=answers,
        next_attempt_at=at,
        copy_contact_id=contact_id,
    )


def add_changes(gathering: Delivery, news: Sequence[News], *, last_at: datetime | None, at: datetime) -> LinesAdded:
    """Decide what more changes make of a mail that has not gone out yet: an answer may let it go out earlier.

    Args:
        gathering: The mail.
        news: At least one; all of its addressee and its host.
        last_at: When the last such mail about the addressee and the host went out to the person; None if none did.
        at: Now.
    """
    due = _due(news, last_at=last_at, at=at)
    if not _has_answer(news):
        due = max(gathering.next_attempt_at or at, at + PATIENCE_FOR_CHANGES)
    return LinesAdded(
        delivery_id=gathering.id,
        version=gathering.version + 1,
        at=at,
        assignment_ids=(),
        change_ids=tuple(each.change.id for each in news),
        next_attempt_at=due,
    )


def _due(news: Sequence[News], *, last_at: datetime | None, at: datetime) -> datetime:
    soon = at + PATIENCE_FOR_CHANGES
    return max(soon, last_at + (BETWEEN_ANSWERS if _has_answer(news) else BETWEEN_CHANGES)) if last_at else soon


def _has_answer(news: Sequence[News]) -> bool:
    return any(each.change.kind is ChangeKind.ANSWER for each in news)


def add_lines(gathering: Delivery, lines: Iterable[Assignment], *, complete: bool, at: datetime) -> LinesAdded | None:
    """Decide what more lines make of a mail that has not gone out yet; None if nothing.

    Args:
        gathering: A mail of the same act, addressee and person.
        lines: Lines that it does not list; none if only the act has become complete.
        complete: True if no other line of the act is still to come.
        at: Now.
    """
    added = tuple(line.id for line in lines)
    due = gathering.next_attempt_at or at
    if complete:
        due = min(due, at)
    if not added and due == gathering.next_attempt_at:
        return None
    return LinesAdded(
        delivery_id=gathering.id,
        version=gathering.version + 1,
        at=at,
        assignment_ids=added,
        next_attempt_at=due,
    )
