"""The request mail: who asks, what, by when, and how to answer. In the liaison's language, as text and as HTML."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from services.notifications.mail.script import Direction, Language, Shown, direction_of, isolated, one_line, paragraphs
from services.notifications.mail.words import LANGUAGES, WORDS

_LOCALES: Final = {"en": "en_GB", "ur": "ur_PK"}
_PLACEHOLDER: Final = re.compile(r"{(\w+)}")
_LOADER: Final = PackageLoader("services.notifications.mail", "templates")
_TEXT: Final = Environment(
    loader=_LOADER,
    undefined=StrictUndefined,
    autoescape=False,  # noqa: S701 - plain text
    trim_blocks=True,
    lstrip_blocks=True,
)
_HTML: Final = Environment(
    loader=_LOADER, undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
)


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


@dataclass(frozen=True)
class Rendered:
    """The mail in words."""

    subject: str
    text: str
    html: str


def render(mail: RequestMail) -> Rendered:
    """Write the mail."""
    direction = direction_of(mail.language)
    plain = _Plain(mail.language, direction)
    context = {"mail": mail, "count": plain.count(mail.lines), "direction": direction}
    text = _TEXT.get_template("request.txt").render(
        context, t=plain.say, date=plain.date, title=plain.title, body=plain.body
    )
    marked = _Marked(mail.language, direction)
    html = _HTML.get_template("request.html").render(context, t=marked.say, date=marked.date, body=marked.body)
    return Rendered(_subject(mail, plain), text.strip("\n") + "\n", html.strip("\n") + "\n")


def _subject(mail: RequestMail, plain: "_Plain") -> str:
    subject = plain.say(
        "subject",
        count=plain.count(mail.lines),
        addressee=mail.addressee,
        host=mail.host,
        consultation=mail.consultation_number,
    )
    return f"{WORDS[mail.language]['example']}: {subject}" if mail.illustrative else subject


class _Plain:
    """Fills sentences in for plain text: values are made harmless, and isolated where directions mix."""

    def __init__(self, language: Language, direction: Direction) -> None:
        self.language = language
        self.direction = direction

    def say(self, key: str, **values: object) -> str:
        return _filled(WORDS[self.language][key], values, lambda value: isolated(one_line(value), self.direction))

    def count(self, lines: tuple[RequestLine, ...]) -> str:
        key = "one_recommendation" if len(lines) == 1 else "recommendations"
        return WORDS[self.language][key].replace("{number}", str(len(lines)))

    def date(self, day: date) -> str:
        return format_date(day, "d MMMM y", locale=_LOCALES[self.language])

    def title(self, line: RequestLine) -> str:
        number = isolated(line.number, self.direction)
        return f"{number} – {isolated(one_line(line.title.body), self.direction)}" if line.title.body else number

    def body(self, text: Shown) -> str:
        said = paragraphs(text.body) or WORDS[self.language]["erased"]
        # A paragraph of the other direction stands on lines of its own, so only its last sign could stray.
        return "\n".join("   " + line if line else "" for line in said.split("\n"))


class _Marked:
    """Fills sentences in for HTML: values are escaped and stand in `<bdi>`."""

    def __init__(self, language: Language, direction: Direction) -> None:
        self.language = language
        self.plain = _Plain(language, direction)

    def say(self, key: str, **values: object) -> Markup:
        sentence = str(escape(WORDS[self.language][key]))
        return Markup(_filled(sentence, values, lambda value: f"<bdi>{escape(one_line(value))}</bdi>"))  # noqa: S704

    def date(self, day: date) -> str:
        return self.plain.date(day)

    def body(self, text: Shown) -> Markup:
        said = paragraphs(text.body) or WORDS[self.language]["erased"]
        return Markup("<br>").join(said.split("\n"))


def _filled(sentence: str, values: dict[str, object], fill: Callable[[str], str]) -> str:
    """Fill the placeholders in one pass: braces inside a value mean nothing."""
    return _PLACEHOLDER.sub(lambda found: fill(str(values[found[1]])), sentence)


def original_note(text: Shown, language: Language) -> str:
    """Return the sentence that names the language that counts, if it is not the one shown; else an empty one."""
    if not text.body or text.language == text.original:
        return ""
    name = LANGUAGES[language].get(text.original, text.original)
    return WORDS[language]["original"].replace("{language}", name)


for _environment in (_TEXT, _HTML):
    _environment.globals["original_note"] = original_note
