"""What a try makes of a delivery: entitlement first, then what the mail server said, or what came back later.

Each function decides and returns the facts to record, in order; none means that nothing happened.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from services.notifications.domain.assignment import Assignment
from services.notifications.domain.changes import News
from services.notifications.domain.delivery import (
    KIND_FINDING,
    KIND_REQUEST,
    KINDS_OF_NEWS,
    AttemptFailed,
    Delivery,
    DeliveryGivenUp,
    DeliveryReopened,
    Fact,
    GivenUpReason,
    LinesLeftOut,
    RequestAccepted,
    RequestBounced,
    RequestSent,
    SmtpMode,
    State,
)
from services.notifications.domain.errors import NothingListed, NotOver, Stale

TRYING_FOR: Final = timedelta(hours=72)
"""How long one round of tries lasts."""

LONGEST_WAIT: Final = timedelta(hours=4)
"""Upper bound of the wait between two tries, before jitter."""

JITTER: Final = 0.2
"""A wait is up to this part shorter or longer than planned."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a mail server said."""

    reply_code: int
    """SMTP reply code; 0 if it said nothing."""
    status_code: str = ""
    """Enhanced status code of RFC 3463; empty if it gave none."""
    final: bool = False
    """True if trying again is of no use."""


def prepare(
    delivery: Delivery,
    lines: Sequence[Assignment],
    *,
    entitled: bool,
    mode: SmtpMode,
    at: datetime,
    today: date,
    reply_until: date | None = None,
    news: Sequence[News] = (),
) -> tuple[Fact, ...]:
    """Look at the entitlement again and decide whether the mail goes out, and with which lines.

    Args:
        delivery: A pending one.
        lines: The lines that it lists, as they are now.
        entitled: Whether the person still holds the mandate or the role by which they are told, and can be reached.
        mode: What the hand-over will prove.
        at: Now.
        today: The day in the deployment's time zone.
        reply_until: Last day for a reply to the finding of which it tells; None for a request, or if it was taken back.
        news: The changes of which it tells, as they are now.

    Returns:
        Facts after which the delivery is pending if it goes out, and dead if not.
    """
    if not entitled:
        return _give_up(delivery, GivenUpReason.NOT_ENTITLED, at=at, today=today)
    fit = _fit(delivery, lines, news, today=today, reply_until=reply_until)
    barred = tuple(each for each in delivery.item_ids if each not in fit)
    kept = tuple(each for each in delivery.item_ids if each in fit)
    facts: list[Fact] = []
    version = delivery.version
    if barred:
        version += 1
        facts.append(_left_out(delivery, barred, version=version, at=at))
    if not kept:
        version += 1
        reason = GivenUpReason.NOTHING_LEFT
        facts.append(DeliveryGivenUp(delivery_id=delivery.id, version=version, at=at, reason=reason))
    elif delivery.trying_since is None:
        version += 1
        facts.append(_sent(delivery, kept, version=version, mode=mode, at=at, today=today))
    return tuple(facts)


def accept(delivery: Delivery, *, mode: SmtpMode, at: datetime, today: date) -> tuple[Fact, ...]:
    """Decide what it means that the next mail server took the mail over.

    A bounce that was reported before this could be recorded wins: it tells what came afterwards.
    """
    if delivery.state is not State.PENDING:
        return ()
    accepted = RequestAccepted(
        delivery_id=delivery.id,
        version=delivery.version + 1,
        at=at,
        assignment_ids=delivery.asked_assignment_ids,
        addressee_id=delivery.addressee_id,
        accepted_date=today,
        smtp_mode=mode,
    )
    return (accepted,)


def fail(
    delivery: Delivery, answer: Answer, *, first_wait: timedelta, jitter: float, at: datetime, today: date
) -> tuple[Fact, ...]:
    """Decide what a refusal means: wait and try again, bounce, or give up after 72 hours.

    Args:
        delivery: The delivery as it is now.
        answer: What the server said.
        first_wait: The wait after the first refusal; it doubles with each.
        jitter: A number from 0 to 1, drawn at random.
        at: Now.
        today: The day in the deployment's time zone.
    """
    if delivery.state is not State.PENDING:
        return ()
    last_try = (delivery.trying_since or at) + TRYING_FOR
    over = answer.final or at >= last_try
    wait = backoff(delivery.attempts, first_wait=first_wait, jitter=jitter)
    failed = AttemptFailed(
        delivery_id=delivery.id,
        version=delivery.version + 1,
        at=at,
        reply_code=answer.reply_code,
        status_code=answer.status_code,
        next_attempt_at=None if over else min(at + wait, last_try),
    )
    if not over:
        return (failed,)
    if answer.final:
        return (failed, _bounced(delivery, version=failed.version + 1, at=at, today=today))
    given_up = DeliveryGivenUp(
        delivery_id=delivery.id, version=failed.version + 1, at=at, reason=GivenUpReason.TRIED_TOO_LONG
    )
    return (failed, given_up, _bounced(delivery, version=given_up.version + 1, at=at, today=today))


def backoff(attempts: int, *, first_wait: timedelta, jitter: float) -> timedelta:
    """Return how long to wait after a refusal, if `attempts` tries have ended before it.

    Args:
        attempts: 0 or more.
        first_wait: The wait after the first refusal.
        jitter: A number from 0 to 1, drawn at random.
    """
    doubled: timedelta = first_wait * 2.0 ** min(attempts, 20)
    return min(doubled, LONGEST_WAIT) * (1 - JITTER + 2 * JITTER * jitter)


def cancel(delivery: Delivery, *, at: datetime, today: date) -> tuple[Fact, ...]:
    """Decide what the end of the person's mandate means for a mail that nobody is sending just now."""
    if delivery.state is not State.PENDING:
        return ()
    return _give_up(delivery, GivenUpReason.NOT_ENTITLED, at=at, today=today)


def report_bounce(delivery: Delivery, *, at: datetime, today: date) -> tuple[Fact, ...]:
    """Decide what it means that the mail came back. The same report again means nothing."""
    never_sent = delivery.state is State.PENDING and delivery.trying_since is None
    if delivery.state in (State.BOUNCED, State.DEAD) or never_sent:
        return ()
    return (_bounced(delivery, version=delivery.version + 1, at=at, today=today),)


def retry(
    delivery: Delivery, *, expected_version: int, told_otherwise: Collection[UUID], at: datetime
) -> tuple[Fact, ...]:
    """Decide whether the mail is tried once more, and with which lines.

    Args:
        delivery: The delivery as it is now.
        expected_version: The last version that the caller saw.
        told_otherwise: Lines or changes of it of which another mail tells the person.
        at: Now.

    Raises:
        Stale: The delivery changed after `expected_version`.
        NotOver: It is neither dead nor bounced.
        NothingListed: No line is left in it.
    """
    if expected_version != delivery.version:
        raise Stale(delivery)
    if delivery.state not in (State.DEAD, State.BOUNCED):
        raise NotOver(f"the mail is {delivery.state.value}: only a dead or bounced one can be sent again")
    left_out = tuple(each for each in delivery.item_ids if each in told_otherwise)
    if len(left_out) == len(delivery.item_ids):
        raise NothingListed("no line is left in the mail, so there is nothing to send")
    facts: list[Fact] = []
    version = delivery.version + 1
    if left_out:
        facts.append(_left_out(delivery, left_out, version=version, at=at))
        version += 1
    facts.append(DeliveryReopened(delivery_id=delivery.id, version=version, at=at, next_attempt_at=at))
    return tuple(facts)


def _sent(
    delivery: Delivery, kept: tuple[UUID, ...], *, version: int, mode: SmtpMode, at: datetime, today: date
) -> RequestSent:
    return RequestSent(
        delivery_id=delivery.id,
        version=version,
        at=at,
        assignment_ids=kept if delivery.kind == KIND_REQUEST else (),
        addressee_id=delivery.addressee_id,
        sent_date=today,
        smtp_mode=mode,
    )


def _left_out(delivery: Delivery, items: tuple[UUID, ...], *, version: int, at: datetime) -> LinesLeftOut:
    changes = delivery.kind in KINDS_OF_NEWS
    return LinesLeftOut(
        delivery_id=delivery.id,
        version=version,
        at=at,
        assignment_ids=() if changes else items,
        change_ids=items if changes else (),
    )


def _fit(
    delivery: Delivery,
    lines: Sequence[Assignment],
    news: Sequence[News],
    *,
    today: date,
    reply_until: date | None,
) -> frozenset[UUID]:
    """Return the lines, or the changes, of which the mail may still tell."""
    if delivery.kind in KINDS_OF_NEWS:
        return frozenset(each.change.id for each in news if each.may_be_listed)
    if delivery.kind == KIND_REQUEST:
        return frozenset(line.id for line in lines if line.may_be_listed)
    if delivery.kind == KIND_FINDING and (reply_until is None or today > reply_until):
        return frozenset()
    return frozenset(line.id for line in lines if line.stands)


def _give_up(delivery: Delivery, reason: GivenUpReason, *, at: datetime, today: date) -> tuple[Fact, ...]:
    given_up = DeliveryGivenUp(delivery_id=delivery.id, version=delivery.version + 1, at=at, reason=reason)
    if delivery.trying_since is None:
        return (given_up,)
    # It was announced as sent, so that it will not arrive has to be announced, too. No address is to blame for it.
    told = _bounced(delivery, version=given_up.version + 1, at=at, today=today, blame=False)
    return (given_up, told)


def _bounced(delivery: Delivery, *, version: int, at: datetime, today: date, blame: bool = True) -> RequestBounced:
    return RequestBounced(
        delivery_id=delivery.id,
        version=version,
        at=at,
        assignment_ids=delivery.asked_assignment_ids,
        addressee_id=delivery.addressee_id,
        bounced_date=today,
        person_id=delivery.person_id if blame else None,
    )
