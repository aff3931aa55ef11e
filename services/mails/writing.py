"""How sentences and texts of people are written into a mail, as plain text and as HTML."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from services.mails.script import Direction, Language, Shown, isolated, one_line, paragraphs
from services.mails.words import LANGUAGES, WORDS

_LOCALES: Final = {"en": "en_GB", "ur": "ur_PK"}
_PLACEHOLDER: Final = re.compile(r"{(\w+)}")
_LOADER: Final = PackageLoader("services.mails", "templates")
TEXT: Final = Environment(
    loader=_LOADER,
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - plain text
    trim_blocks=True,
    lstrip_blocks=True,
)
HTML: Final = Environment(
    loader=_LOADER, undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True)
class Rendered:
    """The mail in words."""

    subject: str
    text: str
    html: str


def write(template: str, context: dict[str, object], *, subject: str, plain: "Plain", illustrative: bool) -> Rendered:
    """Write a mail by its two templates.

    Args:
        template: Their name, without its ending.
        context: What they print.
        subject: Of the mail.
        plain: The language it is in.
        illustrative: True for an invented example: the subject says so first.
    """
    marked = Marked(plain.language, plain.direction)
    given = {**context, "direction": plain.direction, "date": plain.date}
    text = TEXT.get_template(f"{template}.txt").render(
        given, t=plain.say, title=plain.title, body=plain.body, said=plain.one
    )
    html = HTML.get_template(f"{template}.html").render(given, t=marked.say, body=marked.body, said=marked.one)
    if illustrative:
        subject = f"{WORDS[plain.language]['example']}: {subject}"
    return Rendered(subject, text.strip("\n") + "\n", html.strip("\n") + "\n")


class Plain:
    """Fills sentences in for plain text: values are made harmless, and isolated where directions mix."""

    def __init__(self, language: Language, direction: Direction) -> None:
        self.language = language
        self.direction = direction

    def say(self, key: str, **values: object) -> str:
        """Fill a sentence in."""
        return _filled(WORDS[self.language][key], values, lambda value: isolated(one_line(value), self.direction))

    def date(self, day: date) -> str:
        """Write a day."""
        return format_date(day, "d MMMM y", locale=_LOCALES[self.language])

    def title(self, number: str, title: Shown) -> str:
        """Write what a line is called, on one line."""
        shown_number = isolated(number, self.direction)
        return f"{shown_number} – {isolated(one_line(title.body), self.direction)}" if title.body else shown_number

    def one(self, words: str) -> str:
        """Write a string of people, of which no language is known."""
        return isolated(one_line(words), self.direction)

    def body(self, text: Shown) -> str:
        """Write a text of people, indented."""
        said = paragraphs(text.body) or WORDS[self.language]["erased"]
        # A paragraph of the other direction stands on lines of its own, so only its last sign could stray.
        return "\n".join("   " + line if line else "" for line in said.split("\n"))


class Marked:
    """Fills sentences in for HTML: values are escaped and stand in `<bdi>`."""

    def __init__(self, language: Language, direction: Direction) -> None:
        self.language = language
        self.plain = Plain(language, direction)

    def say(self, key: str, **values: object) -> Markup:
        """Fill a sentence in."""
        sentence = str(escape(WORDS[self.language][key]))
        return Markup(_filled(sentence, values, lambda value: f"<bdi>{escape(one_line(value))}</bdi>"))  # noqa: S704

    def date(self, day: date) -> str:
        """Write a day."""
        return self.plain.date(day)

    def one(self, words: str) -> Markup:
        """Write a string of people, of which no language is known."""
        return Markup("<bdi>{}</bdi>").format(one_line(words))

    def body(self, text: Shown) -> Markup:
        """Write a text of people."""
        said = paragraphs(text.body) or WORDS[self.language]["erased"]
        return Markup("<br>").join(said.split("\n"))


def _filled(sentence: str, values: dict[str, object], fill: Callable[[str], str]) -> str:
    """Fill the placeholders in one pass: braces inside a value mean nothing."""
    return _PLACEHOLDER.sub(lambda found: fill(str(values[found[1]])), sentence)


def original_note(text: Shown, language: Language) -> str:
    """Return the sentence that names the language that counts, if another one is shown; else an empty one."""
    if not text.body or text.language == text.original:
        return ""
    name = LANGUAGES[language].get(text.original, text.original)
    return WORDS[language]["by_machine" if text.machine_assisted else "original"].replace("{language}", name)


for _environment in (TEXT, HTML):
    _environment.globals["original_note"] = original_note
