"""What the mail with a sign-in code says, in both languages.

No link, so that there is nothing for a scanner to fetch; no name, and no code in the subject, which lock screens show.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Final
from uuid import UUID


@dataclass(frozen=True)
class _Words:
    direction: str
    subject: str
    above: str
    below: tuple[str, ...]
    font: str


_FONT: Final = "system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif"
_URDU_FONT: Final = f"'Noto Nastaliq Urdu','Jameel Noori Nastaleeq','Urdu Typesetting',{_FONT}"
DIRECTIONS: Final = {"en": "ltr", "ur": "rtl"}
FONTS: Final = {"en": _FONT, "ur": _URDU_FONT}

_WORDS: Final = {
    "en": _Words(
        direction="ltr",
        subject="Your Roundtable sign-in code",
        above="Your code to sign in to Roundtable:",
        below=(
            "Type it in the browser in which you asked for it. It works once, for 30 minutes.",
            "Nobody from Roundtable will ever ask you for it, by telephone, message or mail. Do not pass it on.",
            "If you did not ask for a code, there is nothing to do: without it nobody can sign in as you.",
        ),
        font=_FONT,
    ),
    "ur": _Words(
        direction="rtl",
        subject="راؤنڈ ٹیبل میں داخل ہونے کا کوڈ",
        above="راؤنڈ ٹیبل میں داخل ہونے کے لیے آپ کا کوڈ:",
        below=(
            "یہ کوڈ اسی براؤزر میں لکھیں جس میں آپ نے اسے مانگا تھا۔",
            "یہ صرف ایک بار، 30 منٹ کے اندر استعمال ہو سکتا ہے۔",
            "راؤنڈ ٹیبل کا کوئی فرد فون، پیغام یا ای میل پر آپ سے یہ کوڈ کبھی نہیں مانگے گا۔ یہ کسی کو نہ بتائیں۔",
            "اگر آپ نے کوڈ نہیں مانگا تو آپ کو کچھ کرنے کی ضرورت نہیں: اس کے بغیر کوئی آپ کے نام سے داخل نہیں ہو سکتا۔",
        ),
        font=_URDU_FONT,
    ),
}


def code_mail(code: str, *, language: str, to: str, sender: str, code_id: UUID, at: datetime) -> EmailMessage:
    """Compose the mail, as text and as HTML.

    Args:
        code: The eight characters. They stay together: a space or hyphen would let right-to-left lines swap the halves.
        language: `en` or `ur`.
        to: The mailbox.
        sender: Address in `From`.
        code_id: Gives the Message-ID, so that a second copy can be told to be one.
        at: Now.

    Raises:
        ValueError: An address would break a header.
    """
    words = _WORDS[language]
    message = EmailMessage(policy=SMTP)
    message["From"] = f"Roundtable <{sender}>"
    message["To"] = to
    message["Subject"] = words.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<code-{code_id}@{sender.rpartition('@')[2]}>"
    # RFC 3834: no out-of-office answers; nobody reads what comes back.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n\n".join((words.above, f"    {code}", *words.below)) + "\n", cte="quoted-printable")
    message.add_alternative(_html(code, words, language), subtype="html", cte="quoted-printable")
    message["Content-Language"] = language  # of the whole; set earlier, it would move into the first part
    return message


def _html(code: str, words: _Words, language: str) -> str:
    box = "margin:24px 0;padding:16px 24px;border:1px solid #b8c4cc;border-radius:8px;text-align:center"
    # Left to right in both languages: it is typed that way.
    letters = "font:700 32px/1.2 ui-monospace,Consolas,Menlo,monospace;letter-spacing:6px"
    below = "".join(f'<p style="margin:0 0 14px">{escape(line)}</p>' for line in words.below)
    height = "1.6" if words.direction == "ltr" else "2.1"
    return (
        f'<!DOCTYPE html><html lang="{language}" dir="{words.direction}"><head><meta charset="utf-8">'
        f"<title>{escape(words.subject)}</title></head>"
        f'<body style="margin:0;padding:24px;background:#ffffff;color:#1b262c">'
        f'<div dir="{words.direction}" style="max-width:520px;margin:0 auto;font:16px/{height} {words.font}">'
        f'<p style="margin:0">{escape(words.above)}</p>'
        f'<p dir="ltr" style="{box}"><bdi dir="ltr" style="{letters}">{escape(code)}</bdi></p>'
        f"{below}</div></body></html>\n"
    )
