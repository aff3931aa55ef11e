"""From rows to the words of a mail: texts that still exist, dates by the calendar, links."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from roundtable.common.v1 import text_pb2
from services.chassis import texts
from services.chassis.calendar import RELAY_DELAY_DAYS, Holidays, due_date
from services.chassis.database import Transaction
from services.mails import changes as news_mail
from services.mails import finding, request
from services.mails.changes import ChangedLine, ChangesMail
from services.mails.finding import FindingNotice
from services.mails.request import RequestLine, RequestMail
from services.mails.script import Language, Shown, shown
from services.mails.writing import Rendered
from services.notifications.domain.changes import News
from services.notifications.domain.content import Heading, Particulars
from services.notifications.domain.delivery import (
    KIND_ANSWERS,
    KIND_FINDING_TAKEN_BACK,
    KIND_RECEIPT,
    KINDS_OF_NEWS,
    Delivery,
    SmtpMode,
)
from services.notifications.store import changes, copies, lines
from services.notifications.store.findings import Window
from services.notifications.wire.copies import bodies

_COMMA: Final[Mapping[Language, str]] = {"en": ", ", "ur": "، "}


@dataclass(frozen=True)
class Content:
    """What a mail will say, in whatever language it will be."""

    heading: Heading
    particulars: Sequence[Particulars]
    texts: Mapping[UUID, text_pb2.Text]
    holidays: Holidays
    kind: str
    addressee_id: UUID
    """The body whose lines it is about."""
    window: Window | None
    """The right of reply to the finding of which the mail tells; None for everything else."""
    news: Sequence[News] = ()
    """What happened to lines; none for a mail that tells of the lines themselves."""
    lines: Mapping[UUID, Particulars] = field(default_factory=dict)
    """What the mail prints of the lines to which it happened."""
    bodies: Mapping[UUID, tuple[Mapping[str, str], str]] = field(default_factory=dict)
    """Names of the bodies to which lines went, by language, and the language that counts."""


async def read(
    tx: Transaction,
    delivery: Delivery,
    heading: Heading,
    *,
    base: Container[date],
    window: Window | None,
    news: Sequence[News] = (),
) -> Content:
    """Read what the mail says of the lines that it lists.

    Args:
        tx: The transaction.
        delivery: The mail.
        heading: What it is about.
        base: Days on which offices are closed without any correction of the calendar.
        window: The right of reply to the finding of which the mail tells; None for everything else.
        news: The changes of which the mail may tell, in order.
    """
    told = [each for each in news if each.change.id in delivery.change_ids]
    of_lines = {each.line.id: (await lines.particulars(tx, [each.line.id]))[0] for each in told}
    particulars = await lines.particulars(tx, delivery.assignment_ids) or list(of_lines.values())
    wanted = [heading.title_id, heading.host_name_id]
    wanted += [text_id for each in particulars for text_id in (each.title_id, each.text_id)]
    known = await texts.load(tx, [text_id for text_id in wanted if text_id])
    holidays = await copies.holidays(tx, base)
    bodies_ = await changes.names_of(tx, told)
    return Content(
        heading, particulars, known, holidays, delivery.kind, delivery.addressee_id, window, told, of_lines, bodies_
    )


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What is known only at the moment of sending."""

    language: Language
    """Of whoever is told."""
    mode: SmtpMode
    """What the hand-over proves: behind a relay the response clock starts later."""
    today: date
    """The day in the deployment's time zone."""
    public_url: str
    """Where readers find the public pages."""
    reply_reaches_facilitator: bool
    """False if replies go to the sender's address."""


def write(content: Content, now: Circumstances) -> Rendered:
    """Write the mail: a request, the notice of a finding or of its end, or news of lines."""
    if content.kind in KINDS_OF_NEWS:
        return news_mail.render(_changes_mail(content, now))
    if content.window is not None:
        return finding.render(_finding_notice(content, content.window, now))
    return request.render(_request_mail(content, now))


def _changes_mail(content: Content, now: Circumstances) -> ChangesMail:
    heading = content.heading
    return ChangesMail(
        language=now.language,
        addressee=shown(heading.addressee_names, heading.addressee_language, now.language).body,
        host=_text(content, heading.host_name_id, now.language).body,
        lines=tuple(_changed_line(content, each, now) for each in content.news),
        illustrative=any(each.illustrative for each in content.particulars),
        reply_reaches_facilitator=now.reply_reaches_facilitator,
        by_letter_only=heading.by_letter_only,
        to_host=content.kind == KIND_ANSWERS,
        is_receipt=content.kind == KIND_RECEIPT,
    )


def _changed_line(content: Content, news: News, now: Circumstances) -> ChangedLine:
    line, change = content.lines[news.line.id], news.change
    names, original = content.bodies.get(change.other_id, ({}, "")) if change.other_id else ({}, "")
    # Of what was withdrawn no word is repeated.
    title_id = None if news.line.withdrawn else line.title_id
    return ChangedLine(
        number=line.tracked_number,
        title=_text(content, title_id, now.language),
        kind=change.kind.value,
        day=change.day,
        details=change.details,
        body=shown(names, original, now.language).body,
        url=f"{now.public_url.rstrip('/')}/r/{line.tracked_number}",
    )


def _finding_notice(content: Content, window: Window, now: Circumstances) -> FindingNotice:
    heading, (line, *_) = content.heading, content.particulars
    slug = window.slug or heading.addressee_slug
    came = window.addressee_id not in (None, content.addressee_id)
    return FindingNotice(
        language=now.language,
        addressee=shown(heading.addressee_names, heading.addressee_language, now.language).body,
        host=_text(content, heading.host_name_id, now.language).body,
        consultation_number=heading.consultation_number,
        number=line.tracked_number,
        title=_text(content, line.title_id, now.language),
        claimed_by=shown(window.names, window.original_language, now.language).body if came else "",
        reply_until=window.reply_until,
        taken_back=content.kind == KIND_FINDING_TAKEN_BACK,
        url=f"{now.public_url.rstrip('/')}/finding/{line.tracked_number}{_of_body(slug)}",
        illustrative=line.illustrative,
        reply_reaches_facilitator=now.reply_reaches_facilitator,
        by_letter_only=heading.by_letter_only,
    )


def _of_body(slug: str) -> str:
    # Who answers for two bodies that were asked the same has to land on the line that was checked.
    return f"?{urlencode({'body': slug})}" if slug else ""


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
                former=_names(each.formers, now.language),
                earlier=_names(each.earlier, now.language),
            )
            for each in content.particulars
        ),
        illustrative=any(each.illustrative for each in content.particulars),
        through_relay=now.mode is SmtpMode.RELAY,
        reply_reaches_facilitator=now.reply_reaches_facilitator,
        by_letter_only=heading.by_letter_only,
    )


def _names(of: Sequence[tuple[Mapping[str, str], str]], language: Language) -> str:
    return _COMMA[language].join(shown(*each, language).body for each in of)


def _text(content: Content, text_id: UUID | None, language: Language) -> Shown:
    text = content.texts.get(text_id) if text_id else None
    original = text.authoritative_language if text is not None else ""
    by_machine = [each.language for each in text.localized if each.machine_assisted] if text is not None else []
    return shown(bodies(text), original, language, machine_assisted=by_machine)
