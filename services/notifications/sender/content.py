"""From rows to the words of a mail: texts that still exist, dates by the calendar, links."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from roundtable.common.v1 import text_pb2
from services.chassis import texts
from services.chassis.calendar import RELAY_DELAY_DAYS, Holidays, due_date
from services.chassis.database import Transaction
from services.notifications.domain.content import Heading, Particulars
from services.notifications.domain.delivery import KIND_FINDING_TAKEN_BACK, Delivery, SmtpMode
from services.notifications.mail import finding, request
from services.notifications.mail.finding import FindingNotice
from services.notifications.mail.request import RequestLine, RequestMail
from services.notifications.mail.script import Language, Shown, shown
from services.notifications.mail.writing import Rendered
from services.notifications.store import copies, lines
from services.notifications.wire.copies import bodies


@dataclass(frozen=True)
class Content:
    """What a mail will say, in whatever language it will be."""

    heading: Heading
    particulars: Sequence[Particulars]
    texts: Mapping[UUID, text_pb2.Text]
    holidays: Holidays
    kind: str
    reply_until: date | None
    """Last day for a reply to the finding of which the mail tells; None for a request."""


async def read(
    tx: Transaction, delivery: Delivery, heading: Heading, *, base: Container[date], reply_until: date | None
) -> Content:
    """Read what the mail says of the lines that it lists.

    Args:
        tx: The transaction.
        delivery: The mail.
        heading: What it is about.
        base: Days on which offices are closed without any correction of the calendar.
        reply_until: Last day for a reply to the finding of which the mail tells; None for a request.
    """
    particulars = await lines.particulars(tx, delivery.assignment_ids)
    wanted = [heading.title_id, heading.host_name_id]
    wanted += [text_id for each in particulars for text_id in (each.title_id, each.text_id)]
    known = await texts.load(tx, [text_id for text_id in wanted if text_id])
    return Content(heading, particulars, known, await copies.holidays(tx, base), delivery.kind, reply_until)


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What is known only at the moment of sending."""

    language: Language
    """The liaison's."""
    mode: SmtpMode
    """What the hand-over proves: behind a relay the response clock starts later."""
    today: date
    """The day in the deployment's time zone."""
    public_url: str
    """Where readers find the public pages."""
    reply_reaches_facilitator: bool
    """False if replies go to the sender's address."""


def write(content: Content, now: Circumstances) -> Rendered:
    """Write the mail: a request, or the notice of a finding or of its end."""
    if content.reply_until is not None:
        return finding.render(_finding_notice(content, content.reply_until, now))
    return request.render(_request_mail(content, now))


def _finding_notice(content: Content, reply_until: date, now: Circumstances) -> FindingNotice:
    heading, (line, *_) = content.heading, content.particulars
    return FindingNotice(
        language=now.language,
        addressee=shown(heading.addressee_names, heading.addressee_language, now.language).body,
        host=_text(content, heading.host_name_id, now.language).body,
        consultation_number=heading.consultation_number,
        number=line.tracked_number,
        title=_text(content, line.title_id, now.language),
        reply_until=reply_until,
        taken_back=content.kind == KIND_FINDING_TAKEN_BACK,
        url=f"{now.public_url.rstrip('/')}/finding/{line.tracked_number}{_of_body(heading)}",
        illustrative=line.illustrative,
        reply_reaches_facilitator=now.reply_reaches_facilitator,
    )


def _of_body(heading: Heading) -> str:
    # Who answers for two bodies that were asked the same has to land on the line of this one.
    return f"?{urlencode({'body': heading.addressee_slug})}" if heading.addressee_slug else ""


def _request_mail(content: Content, now: Circumstances) -> RequestMail:
    start = now.today + timedelta(days=RELAY_DELAY_DAYS if now.mode is SmtpMode.RELAY else 0)
    heading = content.heading
    return RequestMail(
        language=now.language,
        addressee=shown(heading.addressee_names, heading.addressee_language, now.language).body,
        host=_text(content, heading.host_name_id, now.language).body,
        consultation_title=_text(content, heading.title_id, now.language),
        consultation_number=heading.consultation_number,
        lines=tuple(
            RequestLine(
                number=each.tracked_number,
                title=_text(content, each.title_id, now.language),
                text=_text(content, each.text_id, now.language),
                answer_by=due_date(start, each.response_period_days, content.holidays),
                url=f"{now.public_url.rstrip('/')}/r/{each.tracked_number}",
            )
            for each in content.particulars
        ),
        illustrative=any(each.illustrative for each in content.particulars),
        through_relay=now.mode is SmtpMode.RELAY,
        reply_reaches_facilitator=now.reply_reaches_facilitator,
    )


def _text(content: Content, text_id: UUID | None, language: Language) -> Shown:
    text = content.texts.get(text_id) if text_id else None
    original = text.authoritative_language if text is not None else ""
    return shown(bodies(text), original, language)
