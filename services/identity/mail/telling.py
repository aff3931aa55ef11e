"""What a notice says: in the language of whoever is told, and below that in the other one.

No name of a person, no code, and no link but the address of the product's first page: nothing in it does anything.
"""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Final

from babel.dates import format_date

from services.identity.domain.notices import Notice
from services.identity.domain.people import Addressee
from services.identity.mail.message import DIRECTIONS, FONTS
from services.identity.mail.words import WORDS, Words

_LOCALES: Final = {"en": "en_GB", "ur": "ur_PK"}
_ISOLATED: Final = "\u2068{}\u2069"


def notice_mail(
    notice: Notice, *, body: Addressee | None, language: str, to: str, sender: str, public_url: str, at: datetime
) -> EmailMessage:
    """Compose the mail, as text and as HTML.

    Args:
        notice: What is told.
        body: The body, if it is about one. In Urdu it has its Urdu name, if there is one.
        language: `en` or `ur`: of whoever is told.
        to: The mailbox.
        sender: Address in `From`.
        public_url: Where readers find the public pages.
        at: Now.

    Raises:
        ValueError: An address would break a header.
    """
    said = {each: _said(notice, each, body, public_url) for each in (language, "ur" if language == "en" else "en")}
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Roundtable <{sender}>"
    message["To"] = to
    message["Subject"] = said[language].subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<notice-{notice.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    lines = [line for each in said.values() for line in each.lines]
    message.set_content("\n\n".join(lines) + "\n", cte="quoted-printable")
    message.add_alternative(_html(said), subtype="html", cte="quoted-printable")
    return message


def _said(notice: Notice, language: str, body: Addressee | None, public_url: str) -> Words:
    words = WORDS[notice.kind][language]
    values = {
        "body": _ISOLATED.format(body.called(language)) if body else "",
        "day": format_date(notice.day, "d MMMM y", locale=_LOCALES[language]),
        "site": _ISOLATED.format(public_url),
    }
    return Words(words.subject.format(**values), tuple(line.format(**values) for line in words.lines))


def _html(said: dict[str, Words]) -> str:
    first = next(iter(said))
    parts = "".join(
        f'<div lang="{language}" dir="{DIRECTIONS[language]}" style="max-width:520px;margin:0 auto 24px;'
        f'font:16px/{"1.6" if language == "en" else "2.1"} {FONTS[language]}">'
        + "".join(f'<p style="margin:0 0 14px">{escape(line)}</p>' for line in words.lines)
        + "</div>"
        for language, words in said.items()
    )
    return (
        f'<!DOCTYPE html><html lang="{first}" dir="{DIRECTIONS[first]}"><head><meta charset="utf-8">'
        f"<title>{escape(said[first].subject)}</title></head>"
        f'<body style="margin:0;padding:24px;background:#ffffff;color:#1b262c">{parts}</body></html>\n'
    )
