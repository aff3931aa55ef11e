"""The request: what became of each mail (row 7) or hand-over (row 7b), and what that means for the clock."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from services.chassis.calendar import RELAY_DELAY_DAYS, due_date
from services.recommendations.domain import errors, guards, transitions
from services.recommendations.domain.assignment import Assignment, Delivery, with_delivery
from services.recommendations.domain.facts import RequestRecorded
from services.recommendations.domain.guards import Act, Line
from services.recommendations.domain.sources import Evidence
from services.recommendations.domain.transitions import Actor, Field
from services.recommendations.domain.values import Channel, Request


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """A request given by hand, courier or letter, as a facilitator enters it."""

    channel: Channel
    handed_over_date: date
    reference: str  # diary number or receipt
    scan: Evidence | None = None  # of the receipt, as the public is told of it


@dataclass(frozen=True, kw_only=True)
class MailNews:
    """What notifications tells of one mail."""

    delivery_id: UUID
    outcome: Request  # sent, accepted by the mail server, or undeliverable
    date: date
    through_relay: bool


def record_hand_over(line: Line, hand_over: HandOver, act: Act, *, holidays: Container[date]) -> RequestRecorded:
    """Decide whether the hand-over stands, and return the fact to record.

    Raises:
        NotTheHost: The caller is no facilitator of the host organisation.
        NobodyCanBeAsked: The addressee is a group.
        Stale: The request changed after the version the caller saw, or the record was withdrawn or hidden.
        Missing: Channel or reference is missing; the field is named.
        NotAsDated: The day lies in the future or before the publication.
        BodyEnded: The body was no more on that day.
    """
    guards.is_host(line, act.by)
    guards.stands(line)
    guards.went_on(line, hand_over.handed_over_date, field="handed_over_date")
    guards.fresh(
        line,
        changed_at_version=line.assignment.request_version,
        expected_version=act.expected_version,
        field="request",
    )
    guards.can_be_asked(line)
    before = line.assignment.request
    rows = transitions.step(Field.REQUEST, before, Request.HANDED_OVER, by=Actor.FACILITATOR, path="request")
    transitions.check(rows, hand_over, path="")
    if not line.assignment.opened_date <= hand_over.handed_over_date <= act.moment.today:
        raise errors.NotAsDated(
            f"a day from {line.assignment.opened_date.isoformat()}, when the line was opened, to today",
            field="handed_over_date",
        )
    latest = Delivery(id=None, outcome=Request.HANDED_OVER, date=hand_over.handed_over_date)
    return _recorded(
        line.assignment,
        latest,
        holidays=holidays,
        actor=act.actor,
        occurred_at=act.moment.on(hand_over.handed_over_date),
        channel=hand_over.channel,
        reference=hand_over.reference.strip(),
        scan=hand_over.scan,
    )


def record_mail(
    assignment: Assignment, news: MailNews, *, holidays: Container[date], actor: str, occurred_at: datetime
) -> RequestRecorded:
    """Return the fact that follows from what became of a mail. What happened, happened: nothing is refused."""
    latest = Delivery(id=news.delivery_id, outcome=news.outcome, date=news.date, through_relay=news.through_relay)
    return _recorded(assignment, latest, holidays=holidays, actor=actor, occurred_at=occurred_at)


@dataclass(frozen=True, kw_only=True)
class _Standing:
    """What all mails and hand-overs together make of the request."""

    request: Request
    request_date: date
    through_relay: bool = False
    start_date: date | None = None


def _recorded(
    assignment: Assignment,
    latest: Delivery,
    *,
    holidays: Container[date],
    actor: str,
    occurred_at: datetime,
    channel: Channel | None = None,
    reference: str = "",
    scan: Evidence | None = None,
) -> RequestRecorded:
    now = _standing(with_delivery(assignment.deliveries, latest))
    # A promise has no position, so no answer to it can be late: its maker may have been told of it, nothing more.
    start = None if assignment.is_commitment else now.start_date
    due = due_date(start, assignment.response_period_days, holidays) if start else None
    return RequestRecorded(
        assignment_id=assignment.id,
        version=assignment.version + 1,
        occurred_at=occurred_at,
        actor=actor,
        delivery_id=latest.id,
        outcome=latest.outcome,
        outcome_date=latest.date,
        outcome_through_relay=latest.through_relay,
        request=now.request,
        request_date=now.request_date,
        through_relay=now.through_relay,
        clock_start_date=start,
        response_due_date=due,
        channel=channel,
        reference=reference,
        scan=scan,
    )


def start_date(delivery: Delivery) -> date | None:
    """Return the first day of the response clock as far as this mail or hand-over decides it; None if it starts none.

    A relay's acceptance proves nothing: the clock waits some days for a bounce.
    """
    if delivery.outcome is Request.HANDED_OVER:
        return delivery.date
    if delivery.outcome is not Request.ACCEPTED_BY_MAIL_SERVER:
        return None
    return delivery.date + timedelta(days=RELAY_DELAY_DAYS) if delivery.through_relay else delivery.date


def _standing(deliveries: tuple[Delivery, ...]) -> _Standing:
    """The earliest acceptance or hand-over counts; it is undeliverable when everything bounced."""
    reached = [(start, each) for each in deliveries if (start := start_date(each))]
    if reached:
        start, first = min(reached, key=_first)
        # Behind a relay only this much is known: it was sent.
        request = Request.SENT if first.through_relay else first.outcome
        return _Standing(request=request, request_date=first.date, through_relay=first.through_relay, start_date=start)
    on_their_way = [each for each in deliveries if each.outcome is Request.SENT]
    if on_their_way:
        first = min(on_their_way, key=lambda each: (each.date, each.through_relay))
        return _Standing(request=Request.SENT, request_date=first.date, through_relay=first.through_relay)
    return _Standing(request=Request.UNDELIVERABLE, request_date=max(each.date for each in deliveries))


def _first(reached: tuple[date, Delivery]) -> tuple[date, bool, bool, date]:
    """Return what to sort by: of the same day, what is surest counts, in whichever order it became known."""
    start, each = reached
    return start, each.through_relay, each.outcome is not Request.HANDED_OVER, each.date
