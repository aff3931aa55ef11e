"""Every word on the screen, in English and Urdu. One vocabulary: that of the glossary.

- `text(key, language, **values)`: a sentence, button or heading from `texts/`. An area's words lie in one file there,
  both languages side by side; a new area is a new file and one line in `texts/__init__`.
- `value(Position, line.says.position, language)`: an enum's value in plain words.
- `headline(value, language, body=…)`: the sentence that stands first.
- `day`, `relative`, `days`, `instant`, `age`: dates and durations. `theme`, `figure`: keys of the glossary.
- `said(localized, language)`: which body of a text written by people to show, and in which language it is. It returns
  text that is *not* safe to show as it stands: `dashboard.show` is.
- `problem(error, language)`: what to tell somebody whose call failed. `sentences` has what happened, in one sentence.
"""

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

from dashboard.backend import errors
from dashboard.labels.dates import age, day, days, instant, long_ago, long_day, month, months_since, parse, relative
from dashboard.labels.texts import TEXTS
from dashboard.labels.texts.headlines import HEADLINES
from dashboard.labels.texts.keys import FIGURES, GENDERS, SPOKEN, THEMES, THINGS
from dashboard.labels.texts.values import VALUES
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import service_pb2

__all__ = [
    "FIGURES",
    "GENDERS",
    "LANGUAGES",
    "SPOKEN",
    "THEMES",
    "THINGS",
    "Language",
    "Said",
    "age",
    "day",
    "days",
    "direction",
    "figure",
    "headline",
    "instant",
    "isolated",
    "long_ago",
    "long_day",
    "month",
    "months_since",
    "name",
    "parse",
    "problem",
    "relative",
    "said",
    "spoken",
    "text",
    "theme",
    "translation",
    "value",
]

Language = Literal["en", "ur"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "ur")

_SECONDS_A_MINUTE: Final = 60
_IN_MINUTES_FROM: Final = 2 * _SECONDS_A_MINUTE

_INDEX: Final[dict[str, int]] = {"en": 0, "ur": 1}
_NOT_STATED: Final = ("not stated", "نہیں بتایا گیا")
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


def direction(language: str) -> str:
    """Return in which direction the language runs: `ltr` or `rtl`."""
    return "rtl" if language == "ur" else "ltr"


def text(key: str, language: str, /, **values: object) -> str:
    """Return the words for a key.

    Raises:
        KeyError: There are none, or a value they need is missing.
    """
    words = TEXTS[key][_INDEX[language]]
    return words.format(**values) if values else words


def isolated(words: str) -> str:
    """Return words of people for use inside a sentence of ours: their direction does not spill over."""
    return f"{_FIRST_STRONG_ISOLATE}{words}{_POP_ISOLATE}" if words else ""


def value(enum: Any, number: int, language: str) -> str:
    """Return an enum's value in plain words. `enum` is the generated enum: `value(Position, 4, "en")`."""
    known = number in enum.values()
    return VALUES.get(enum.Name(number) if known else "", _NOT_STATED)[_INDEX[language]]


def theme(key: str, language: str) -> str:
    """Return the name of a theme; of one we do not know, its key in words."""
    known = THEMES.get(key)
    return known[_INDEX[language]] if known else key.replace("_", " ").capitalize()


def figure(key: str, language: str) -> str:
    """Return what a figure counts; of one we do not know, its key in words."""
    known = FIGURES.get(key)
    return known[_INDEX[language]] if known else key.replace("_", " ").capitalize()


def spoken(code: str, language: str) -> str:
    """Return the name of a language; of one we do not know, its code."""
    known = SPOKEN.get(code)
    return known[_INDEX[language]] if known else code


def headline(headline_value: service_pb2.HeadlineValue, language: str, *, body: str = "") -> str:
    """Return the sentence that stands first; empty if a statement has none.

    Args:
        headline_value: The sentence with its values, as computed by recommendations.
        language: `en` or `ur`.
        body: Name of the addressee.
    """
    if headline_value.headline not in service_pb2.Headline.values():
        return _NOT_STATED[_INDEX[language]]
    words = HEADLINES.get(service_pb2.Headline.Name(headline_value.headline))
    if not words:
        return ""
    if headline_value.headline == service_pb2.HEADLINE_WAITING and not headline_value.date:
        return text("waiting_not_counted", language)  # sent, but no mail server has accepted it yet
    return words[_INDEX[language]].format(
        date=day(headline_value.date, language),
        days=days(headline_value.days, language),
        body=isolated(body) if body else text("the_body", language),
    )


@dataclass(frozen=True)
class Said:
    """Words that people wrote, with the language they are in. Not safe to show as they stand."""

    words: str
    language: str
    """`en`, `ur`, or empty if nothing was given."""

    other_language: bool = False
    """True if they are not in the language of the page."""

    machine_assisted: bool = False
    """True if they are a machine-assisted translation that nobody has reviewed."""

    original: str = ""
    """The language whose body counts, if these words translate it; else empty."""

    erased: bool = False
    """True if they were public and have since been erased."""

    def __bool__(self) -> bool:
        """Tell whether there is anything to show."""
        return bool(self.words)


def said(localized: LocalizedText, language: str) -> Said:
    """Return the body in the page's language, else the one that counts, else any."""
    bodies = localized.bodies
    for choice in (language, localized.authoritative_language, *sorted(bodies)):
        if words := bodies.get(choice, ""):
            original = localized.authoritative_language
            return Said(
                words,
                choice,
                other_language=choice != language,
                machine_assisted=choice in localized.machine_assisted,
                original=original if original != choice and bodies.get(original) else "",
            )
    return Said("", "", erased=localized.erased)


def translation(localized: LocalizedText, language: str) -> str:
    """Return in words which body of a text counts and what the other one is; empty if there is no text."""
    original = localized.authoritative_language
    if not localized.bodies.get(original):
        return ""
    told = [text("translation_counts", language, language=text(f"language_{original}", language))]
    for other in LANGUAGES:
        if other != original:
            state = "machine" if other in localized.machine_assisted else "human"
            key = f"translation_{state if localized.bodies.get(other) else 'missing'}"
            told.append(text(key, language, language=text(f"language_{other}", language)))
    return text("comma", language).join(told)


def translated(localized: LocalizedText, language: str) -> str:
    """Return what `translation` does, if what `said` returns is not the body that counts in the page's language."""
    counts = localized.authoritative_language == language and localized.bodies.get(language)
    return "" if counts else translation(localized, language)


def name(localized: LocalizedText, language: str) -> str:
    """Return a short text, such as a body's name, in the page's language if it has one. Not safe to show as it is."""
    return said(localized, language).words


_PROBLEMS: Final[dict[type[errors.BackendError], str]] = {
    errors.BadRequest: "problem_bad_request",
    errors.TooLarge: "problem_too_large",
    errors.SignedOut: "problem_signed_out",
    errors.Denied: "problem_denied",
    errors.NotFound: "problem_not_found",
    errors.AlreadyThere: "problem_already_there",
    errors.NotNow: "problem_not_now",
    errors.Stale: "problem_stale",
    errors.TooMany: "problem_too_many",
    errors.Unavailable: "problem_unavailable",
    errors.Broken: "problem_broken",
}


def problem(error: errors.BackendError, language: str) -> str:
    """Return what to tell somebody whose call failed. What the service itself says is `str(error)`, in English."""
    if isinstance(error, errors.TooMany) and error.retry_after:
        if error.retry_after < _IN_MINUTES_FROM:
            return text("problem_too_many_seconds", language, seconds=error.retry_after)
        return text("problem_too_many_minutes", language, minutes=math.ceil(error.retry_after / _SECONDS_A_MINUTE))
    return text(_PROBLEMS.get(type(error), "problem_broken"), language)
