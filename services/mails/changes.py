"""The news mail: what happened to lines of a body since it was asked. It asks for nothing.

It goes to liaisons of the body; of what it answered, another one goes to facilitators of the host, and a receipt to
whoever answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from services.mails.script import Language, Shown, direction_of
from services.mails.words import WORDS
from services.mails.writing import Plain, Rendered, write


@dataclass(frozen=True, kw_only=True)
class ChangedLine:
    """One thing that happened to one line."""

    number: str
    """`R-42`."""
    title: Shown
    """Of the line; empty of what was withdrawn."""
    kind: str
    """A `ChangeKind`."""
    day: date
    """The day on which it counts."""
    details: Mapping[str, str]
    """What else is said of it."""
    body: str
    """The body to which the line went; empty if it went to none, or to one not known here."""
    url: str

    @property
    def is_letter(self) -> bool:
        """Tell whether something was recorded for the body, which it may correct."""
        return self.kind == "letter"

    def page_says(self, *, by_letter_only: bool) -> str:
        """Return the key of the sentence that says what is found on the page, and what may be done about it."""
        if self.kind != "answer":
            return "changes_page"
        return "changes_answer_page_by_letter" if by_letter_only else "changes_answer_page"

    @property
    def sentence(self) -> str:
        """The key of the sentence that says what happened."""
        if self.kind == "closed":
            return f"changes_{self.details['closure']}"
        if self.kind == "transferred" and not self.body:
            return "changes_transferred_away"
        return f"changes_{self.kind}"

    def values(self, plain: Plain, *, host: str, addressee: str) -> dict[str, str]:
        """Return what the sentence is filled in with."""
        words = WORDS[plain.language]
        filled = {"host": host, "addressee": addressee, "date": plain.date(self.day), "body": self.body}
        filled["target"] = self.details.get("number", "")
        if "says" in self.details:
            moved_to = self.details.get("delivery_date")
            says = words[f"says_{self.details['says']}"]
            filled["says"] = says.replace("{date}", plain.date(date.fromisoformat(moved_to)) if moved_to else "")
        if self.is_letter:
            filled["channel"] = words[f"changes_channel_{self.details['channel']}"]
        return filled


@dataclass(frozen=True, kw_only=True)
class ChangesMail:
    """All that a news mail says."""

    language: Language
    addressee: str
    host: str
    lines: tuple[ChangedLine, ...]
    """At least one."""
    illustrative: bool
    reply_reaches_facilitator: bool
    by_letter_only: bool
    """Whether the addressee answers by letter only."""
    to_host: bool = False
    """Whether it tells a facilitator what the body answered."""
    is_receipt: bool = False
    """Whether it tells a liaison what was answered in their own name."""

    @property
    def about(self) -> str:
        """The first part of the keys of its subject and of the sentence with which it begins."""
        return "answers" if self.to_host else "receipt" if self.is_receipt else "changes"


def render(mail: ChangesMail) -> Rendered:
    """Write the mail."""
    plain = Plain(mail.language, direction_of(mail.language))
    template = "answers" if mail.to_host else "changes"
    numbers = list(dict.fromkeys(line.number for line in mail.lines))
    subject = plain.say(
        f"{mail.about}_subject_one" if len(numbers) == 1 else f"{mail.about}_subject",
        number=numbers[0],
        count=str(len(numbers)),
        addressee=mail.addressee,
        host=mail.host,
    )
    filled = [(line, line.values(plain, host=mail.host, addressee=mail.addressee)) for line in mail.lines]
    return write(
        template, {"mail": mail, "lines": filled}, subject=subject, plain=plain, illustrative=mail.illustrative
    )
