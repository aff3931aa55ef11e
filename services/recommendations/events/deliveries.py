"""What became of request mails, as notifications announces it: row 7, and the start of the response clock."""

from collections.abc import Container, Iterable
from datetime import date
from uuid import UUID

from roundtable.notifications.v1 import events_pb2 as mails
from services.chassis.consumer import Envelope
from services.chassis.database import Transaction
from services.recommendations import wire
from services.recommendations.domain.delivery import MailNews, record_mail
from services.recommendations.domain.guards import Line
from services.recommendations.domain.values import Request
from services.recommendations.recording import record
from services.recommendations.store import calendar, lines

_ACTOR = "service:notifications"


class UnknownAssignment(Exception):
    """A mail lists a line that is not here, although only this service opens lines."""


class MailHandlers:
    """Handlers that know the calendar.

    Args:
        base: Days on which no office is open, without any correction.
    """

    def __init__(self, base: Container[date]) -> None:
        self._base = base

    async def on_sent(self, tx: Transaction, event: mails.RequestSent, envelope: Envelope) -> None:
        """Note that a mail is on its way."""
        day = wire.words.required_day(event.sent_date, field="sent_date")
        await self._record(tx, event, _news(event, Request.SENT, day), envelope)

    async def on_accepted(self, tx: Transaction, event: mails.RequestAccepted, envelope: Envelope) -> None:
        """Note that the next mail server took it: the clock starts."""
        day = wire.words.required_day(event.accepted_date, field="accepted_date")
        await self._record(tx, event, _news(event, Request.ACCEPTED_BY_MAIL_SERVER, day), envelope)

    async def on_bounced(self, tx: Transaction, event: mails.RequestBounced, envelope: Envelope) -> None:
        """Note that it came back: undelivered is not silence."""
        day = wire.words.required_day(event.bounced_date, field="bounced_date")
        news = MailNews(
            delivery_id=UUID(event.delivery_id), outcome=Request.UNDELIVERABLE, date=day, through_relay=False
        )
        await self._record(tx, event, news, envelope)

    async def _record(
        self,
        tx: Transaction,
        event: mails.RequestSent | mails.RequestAccepted | mails.RequestBounced,
        news: MailNews,
        envelope: Envelope,
    ) -> None:
        found = await _lock(tx, event.assignment_ids)
        holidays = await calendar.holidays(tx, self._base)
        for line in found:
            fact = record_mail(
                line.assignment,
                news,
                holidays=holidays,
                actor=_ACTOR,
                occurred_at=envelope.occurred_at,
            )
            await record(tx, line, fact)


async def _lock(tx: Transaction, given: Iterable[str]) -> list[Line]:
    ids = {UUID(each) for each in given}
    found = await lines.lock_all(tx, ids)
    if missing := ids - {each.assignment.id for each in found}:
        raise UnknownAssignment(f"no assignment {min(missing)}")
    return found


def _news(event: mails.RequestSent | mails.RequestAccepted, outcome: Request, day: date) -> MailNews:
    return MailNews(
        delivery_id=UUID(event.delivery_id),
        outcome=outcome,
        date=day,
        through_relay=event.smtp_mode == mails.SMTP_MODE_RELAY,
    )
