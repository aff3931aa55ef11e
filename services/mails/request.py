"""The request mail: who asks, what, by when, and how to answer. In the liaison's language, as text and as HTML."""

from dataclasses import dataclass
from datetime import date

from services.mails.script import Language, Shown, direction_of
from services.mails.words import WORDS
from services.mails.writing import Plain, Rendered, write


@dataclass(frozen=True, kw_only=True)
class RequestLine:
    """One line of the mail."""

    number: str
    """`R-42`."""
    title: Shown
    text: Shown
    answer_by: date
    """Last day on time if the mail is accepted today."""
    url: str
    former: str = ""
    """The body or bodies from which the line came; empty if it was put to no other before."""
    earlier: str = ""
    """The body or bodies that were asked when it was published; empty unless this body was added since."""


@dataclass(frozen=True, kw_only=True)
class RequestMail:
    """All that a request mail says."""

    language: Language
    addressee: str
    host: str
    consultation_title: Shown
    consultation_number: str
    lines: tuple[RequestLine, ...]
    """At least one."""
    illustrative: bool
    through_relay: bool
    reply_reaches_facilitator: bool
    by_letter_only: bool
    """Whether the addressee answers by letter only."""


def render(mail: RequestMail) -> Rendered:
    """Write the mail."""
    plain = Plain(mail.language, direction_of(mail.language))
    key = "one_recommendation" if len(mail.lines) == 1 else "recommendations"
    count = WORDS[mail.language][key].replace("{number}", str(len(mail.lines)))
    subject = plain.say(
        "subject",
        count=count,
        addressee=mail.addressee,
        host=mail.host,
        consultation=mail.consultation_number,
    )
    context = {"mail": mail, "count": count}
    return write("request", context, subject=subject, plain=plain, illustrative=mail.illustrative)
