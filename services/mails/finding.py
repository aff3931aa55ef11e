"""The finding notice: that a check found something the addressee may answer before it becomes public, and nothing more.

Or that it was taken back since, which is all of its end that a mail says.

What was found, and of which kind it is, stands only on the page behind the sign-in: a mail may be read by anybody.
"""

from dataclasses import dataclass
from datetime import date

from services.mails.script import Language, Shown, direction_of
from services.mails.writing import Plain, Rendered, write


@dataclass(frozen=True, kw_only=True)
class FindingNotice:
    """All that a finding notice says."""

    language: Language
    addressee: str
    host: str
    consultation_number: str
    number: str
    """`R-42`."""
    title: Shown
    """Of the line, as the public page shows it."""
    claimed_by: str = ""
    """Whose claim was checked, if the line came from another body since; empty if it is the addressee's own."""
    reply_until: date
    """Last day for a reply."""
    taken_back: bool
    """Whether it was taken back, and the right of reply with it."""
    url: str
    """Of the page that asks for a sign-in: an address, no credential."""
    illustrative: bool
    reply_reaches_facilitator: bool
    by_letter_only: bool
    """Whether the addressee answers by letter only."""


def render(notice: FindingNotice) -> Rendered:
    """Write the mail."""
    plain = Plain(notice.language, direction_of(notice.language))
    subject = plain.say(
        "taken_back_subject" if notice.taken_back else "finding_subject",
        number=notice.number,
        addressee=notice.addressee,
        date=plain.date(notice.reply_until),
        host=notice.host,
        consultation=notice.consultation_number,
    )
    return write(
        "taken_back" if notice.taken_back else "finding",
        {"mail": notice},
        subject=subject,
        plain=plain,
        illustrative=notice.illustrative,
    )
