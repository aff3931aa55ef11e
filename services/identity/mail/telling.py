"""What a notice says: in the language of whoever is told, and below that in the other one.

No name of a person, no code, and no link but the address of the product's first page: nothing in it does anything.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Final

from babel.dates import format_date

from services.identity.domain.notices import Notice, NoticeKind
from services.identity.mail.message import DIRECTIONS, FONTS

_LOCALES: Final = {"en": "en_GB", "ur": "ur_PK"}
_ISOLATED: Final = "\u2068{}\u2069"


@dataclass(frozen=True)
class _Words:
    subject: str
    lines: tuple[str, ...]


_UNKNOWN: Final = {
    "en": "If that is not right, tell the organisation that asks you for answers at once, by telephone or letter.",
    "ur": "اگر یہ درست نہیں تو جو تنظیم آپ سے جواب مانگتی ہے اسے فوراً فون یا خط سے بتائیں۔",
}
_NOT_YOURS: Final = {
    "en": (
        "If that was not your wish, tell the registrars of this Roundtable at once, by telephone or letter, and if you"
        " answer for a body the organisation that asks it, too."
    ),
    "ur": (
        "اگر آپ نے یہ نہیں چاہا تھا تو اس راؤنڈ ٹیبل کے رجسٹراروں کو فوراً فون یا خط سے بتائیں، اور اگر آپ کسی ادارے کی"
        " طرف سے جواب دیتے ہیں تو پوچھنے والی تنظیم کو بھی۔"
    ),
}
_NOTHING_TO_DO: Final = {
    "en": "You need do nothing. If you know that it is wrong, tell the registrars of this Roundtable at once.",
    "ur": "آپ کو کچھ کرنے کی ضرورت نہیں۔ اگر آپ جانتے ہیں کہ یہ غلط ہے تو اس راؤنڈ ٹیبل کے رجسٹراروں کو فوراً بتائیں۔",
}

_WORDS: Final[dict[NoticeKind, dict[str, _Words]]] = {
    NoticeKind.ADDRESS_CHANGED: {
        "en": _Words(
            "Your address for signing in to Roundtable was changed",
            (
                (
                    "Since {day} codes to sign in to your account go to a new mailbox, and no more to the one before:"
                    " it was reported as lost. One registrar proposed that, and a second one agreed."
                ),
                "Every session and every code from before has ended.",
                _NOT_YOURS["en"],
            ),
        ),
        "ur": _Words(
            "راؤنڈ ٹیبل میں داخل ہونے کا آپ کا پتہ بدل گیا",
            (
                (
                    "{day} سے آپ کے اکاؤنٹ میں داخل ہونے کے کوڈ ایک نئے میل باکس پر جاتے ہیں، پہلے"
                    " والے پر نہیں: اطلاع تھی کہ وہ اب آپ کے پاس نہیں رہا۔ ایک رجسٹرار نے یہ تجویز"
                    " کیا اور دوسرے نے اس پر اتفاق کیا۔"
                ),
                "اس سے پہلے کا ہر سیشن اور ہر کوڈ ختم ہو گیا ہے۔",
                _NOT_YOURS["ur"],
            ),
        ),
    },
    NoticeKind.INVITED: {
        "en": _Words(
            "You may answer for {body} on Roundtable",
            (
                ("From {day} on, until that is ended, you may answer for {body} what it is asked on Roundtable."),
                (
                    "To sign in, type {site} into a browser, choose “Sign in”, and give this address: a code"
                    " arrives here, and you type it in there. There is no password, and this mail holds no code."
                ),
                (
                    "What {body} is asked comes in mails of its own. The other liaisons of the body, and whoever"
                    " asks it, are told that somebody new answers for it, without your name."
                ),
                _UNKNOWN["en"],
            ),
        ),
        "ur": _Words(
            "آپ راؤنڈ ٹیبل پر {body} کی طرف سے جواب دے سکتے ہیں",
            (
                ("{day} سے، جب تک یہ ختم نہ کیا جائے، آپ راؤنڈ ٹیبل پر {body} کی طرف سے جواب دے سکتے ہیں۔"),
                (
                    "داخل ہونے کے لیے براؤزر میں {site} لکھیں، ”سائن اِن“ چنیں اور یہی پتہ دیں:"
                    " کوڈ یہاں آئے گا اور آپ اسے وہاں لکھیں گے۔ کوئی پاس ورڈ نہیں، اور اس ای میل"
                    " میں کوئی کوڈ نہیں۔"
                ),
                (
                    "{body} سے جو پوچھا جاتا ہے وہ الگ ای میلز میں آتا ہے۔ ادارے کے دوسرے نمائندوں"
                    " اور پوچھنے والوں کو آپ کے نام کے بغیر بتایا جاتا ہے کہ اب ایک نیا فرد جواب"
                    " دیتا ہے۔"
                ),
                _UNKNOWN["ur"],
            ),
        ),
    },
    NoticeKind.HANDED_OVER: {
        "en": _Words(
            "You answer for {body} no more",
            (
                (
                    "On {day} the mandate to answer for {body} was handed over from your account to a colleague."
                    " You answer for it no more, and every session and code from before has ended."
                ),
                _UNKNOWN["en"],
            ),
        ),
        "ur": _Words(
            "اب آپ {body} کی طرف سے جواب نہیں دیتے",
            (
                (
                    "{day} کو {body} کی طرف سے جواب دینے کی نمائندگی آپ کے اکاؤنٹ سے ایک ساتھی کے"
                    " حوالے کی گئی۔ اب آپ اس کی طرف سے جواب نہیں دیتے، اور اس سے پہلے کا ہر سیشن"
                    " اور کوڈ ختم ہو گیا ہے۔"
                ),
                _UNKNOWN["ur"],
            ),
        ),
    },
    NoticeKind.MANDATE_ENDED: {
        "en": _Words(
            "You answer for {body} no more",
            (
                (
                    "On {day} those who run this Roundtable ended your mandate to answer for {body}. You answer for it"
                    " no more, and every session and code from before has ended."
                ),
                _UNKNOWN["en"],
            ),
        ),
        "ur": _Words(
            "اب آپ {body} کی طرف سے جواب نہیں دیتے",
            (
                (
                    "{day} کو اس راؤنڈ ٹیبل کو چلانے والوں نے {body} کی طرف سے جواب دینے کی آپ کی نمائندگی ختم کر دی۔"
                    " اب آپ اس کی طرف سے جواب نہیں دیتے، اور اس سے پہلے کا ہر سیشن اور کوڈ ختم ہو گیا ہے۔"
                ),
                _UNKNOWN["ur"],
            ),
        ),
    },
    NoticeKind.LIAISON_ADDRESS_CHANGED: {
        "en": _Words(
            "A liaison of {body} signs in with another mailbox",
            (
                (
                    "Since {day} somebody who answers for {body} signs in with another mailbox: the one so far"
                    " was reported as lost, and two registrars agreed to that."
                ),
                _NOTHING_TO_DO["en"],
            ),
        ),
        "ur": _Words(
            "{body} کا ایک نمائندہ اب کسی اور میل باکس سے داخل ہوتا ہے",
            (
                (
                    "{day} سے {body} کی طرف سے جواب دینے والا ایک فرد کسی اور میل باکس سے داخل"
                    " ہوتا ہے: اطلاع تھی کہ پہلا میل باکس نہیں رہا، اور دو رجسٹراروں نے اس پر"
                    " اتفاق کیا۔"
                ),
                _NOTHING_TO_DO["ur"],
            ),
        ),
    },
    NoticeKind.LIAISON_JOINED: {
        "en": _Words(
            "One more person answers for {body}",
            ("From {day} on one more person may answer for {body} on Roundtable.", _NOTHING_TO_DO["en"]),
        ),
        "ur": _Words(
            "{body} کی طرف سے اب ایک اور فرد جواب دیتا ہے",
            ("{day} سے راؤنڈ ٹیبل پر ایک اور فرد {body} کی طرف سے جواب دے سکتا ہے۔", _NOTHING_TO_DO["ur"]),
        ),
    },
    NoticeKind.LIAISON_LEFT: {
        "en": _Words(
            "Somebody answers for {body} no more",
            (
                (
                    "Since {day} somebody who answered for {body} on Roundtable does so no more. Answers that"
                    " were given stay, as a liaison's."
                ),
                _NOTHING_TO_DO["en"],
            ),
        ),
        "ur": _Words(
            "ایک فرد اب {body} کی طرف سے جواب نہیں دیتا",
            (
                (
                    "{day} سے راؤنڈ ٹیبل پر {body} کی طرف سے جواب دینے والا ایک فرد اب جواب نہیں"
                    " دیتا۔ دیے گئے جواب نمائندے کے طور پر باقی رہتے ہیں۔"
                ),
                _NOTHING_TO_DO["ur"],
            ),
        ),
    },
    NoticeKind.LIAISON_FOLLOWED: {
        "en": _Words(
            "Another person answers for {body}",
            (
                ("Since {day} another person answers for {body} on Roundtable: a liaison handed over to a colleague."),
                _NOTHING_TO_DO["en"],
            ),
        ),
        "ur": _Words(
            "{body} کی طرف سے اب کوئی اور جواب دیتا ہے",
            (
                (
                    "{day} سے راؤنڈ ٹیبل پر {body} کی طرف سے کوئی اور فرد جواب دیتا ہے: ایک"
                    " نمائندے نے اپنی جگہ ساتھی کو دی۔"
                ),
                _NOTHING_TO_DO["ur"],
            ),
        ),
    },
}


def notice_mail(
    notice: Notice, *, body: str, language: str, to: str, sender: str, public_url: str, at: datetime
) -> EmailMessage:
    """Compose the mail, as text and as HTML.

    Args:
        notice: What is told.
        body: What the body is called, if it is about one.
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


def _said(notice: Notice, language: str, body: str, public_url: str) -> _Words:
    words = _WORDS[notice.kind][language]
    values = {
        "body": _ISOLATED.format(body),
        "day": format_date(notice.day, "d MMMM y", locale=_LOCALES[language]),
        "site": _ISOLATED.format(public_url),
    }
    return _Words(words.subject.format(**values), tuple(line.format(**values) for line in words.lines))


def _html(said: dict[str, _Words]) -> str:
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
