"""From rows to the words of a mail: texts that still exist, dates by the calendar, links."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from roundtable.common.v1 import text_pb2
from services.chassis import texts
from services.chassis.calendar import RELAY_DELAY_DAYS, Holidays, due_date
from services.chassis.database import Transaction
from services.notifications.domain.content import Heading, Particulars
from services.notifications.domain.delivery import Delivery, SmtpMode
from services.notifications.mail.request import RequestLine, RequestMail
from services.notifications.mail.script import Language, Shown, shown
from services.notifications.store import copies, lines
from services.notifications.wire.copies import bodies


@dataclass(frozen=True)
class Content:
    """What a mail will say, in whatever language it will be."""

    heading: Heading
    particulars: Sequence[Particulars]
    texts: Mapping[UUID, text_pb2.Text]
    holidays: Holidays


async def read(tx: Transaction, delivery: Delivery, heading: Heading, *, base: Container[date]) -> Content:
    """Read what the mail says of the lines that it lists.

    Args:
        tx: The transaction.
        delivery: The mail.
        heading: What it is about.
        base: Days on which offices are closed without any correction of the calendar.
    """
    particulars = await lines.particulars(tx, delivery.assignment_ids)
    wanted = [heading.title_id, heading.host_name_id]
    wanted += [text_id for each in particulars for text_id in (each.title_id, each.text_id)]
    known = await texts.load(tx, [text_id for text_id in wanted if text_id])
    return Content(heading, particulars, known, await copies.holidays(tx, base))


def request_mail(
    content: Content,
    *,
    language: Language,
    mode: SmtpMode,
    today: date,
    public_url: str,
    reply_reaches_facilitator: bool,
) -> RequestMail:
    """Put the mail's content together.

    Args:
        content: What was read.
        language: The liaison's.
        mode: What the hand-over proves: behind a relay the response clock starts later.
        today: The day in the deployment's time zone.
        public_url: Where readers find the public pages.
        reply_reaches_facilitator: False if replies go to the sender's address.
    """
    start = today + timedelta(days=RELAY_DELAY_DAYS if mode is SmtpMode.RELAY else 0)
    heading = content.heading
    return RequestMail(
        language=language,
        addressee=shown(heading.addressee_names, heading.addressee_language, language).body,
        host=_text(content, heading.host_name_id, language).body,
        consultation_title=_text(content, heading.title_id, language),
        consultation_number=heading.consultation_number,
        lines=tuple(
            RequestLine(
                number=each.tracked_number,
                title=_text(content, each.title_id, language),
                text=_text(content, each.text_id, language),
                answer_by=due_date(start, each.response_period_days, content.holidays),
                url=f"{public_url.rstrip('/')}/r/{each.tracked_number}",
            )
            for each in content.particulars
        ),
        illustrative=any(each.illustrative for each in content.particulars),
        through_relay=mode is SmtpMode.RELAY,
        reply_reaches_facilitator=reply_reaches_facilitator,
    )


def _text(content: Content, text_id: UUID | None, language: Language) -> Shown:
    text = content.texts.get(text_id) if text_id else None
    original = text.authoritative_language if text is not None else ""
    return shown(bodies(text), original, language)
