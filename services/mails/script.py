"""Text of people inside a mail: made harmless, shown in the best language there is, kept apart where directions mix."""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from services.chassis.localized import clean

Language: TypeAlias = Literal["en", "ur"]
Direction: TypeAlias = Literal["ltr", "rtl"]

_RIGHT_TO_LEFT: Final = frozenset({"ur", "ar", "fa", "ps", "sd"})
_FIRST_STRONG_ISOLATE: Final = "\u2068"
_POP_ISOLATE: Final = "\u2069"
_STRONG_RIGHT: Final = frozenset({"R", "AL", "AN"})
_STRONG_LEFT: Final = frozenset({"L", "EN"})


def language_of(tag: str) -> Language:
    """Return the language a mail is written in for a person who asked for `tag`: English unless it is Urdu."""
    return "ur" if tag.partition("-")[0] == "ur" else "en"


def direction_of(tag: str) -> Direction:
    """Return the direction in which a language is written."""
    return "rtl" if tag.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


@dataclass(frozen=True)
class Shown:
    """One language of a text, as a mail shows it."""

    body: str
    """Empty if the text was erased."""

    language: str
    original: str
    """The language whose body counts."""

    machine_assisted: bool = False
    """True for a translation by a machine that nobody has reviewed."""

    @property
    def direction(self) -> Direction:
        """The direction of the language shown."""
        return direction_of(self.language)


def shown(
    bodies: Mapping[str, str], original: str, wanted: Language, *, machine_assisted: Collection[str] = ()
) -> Shown:
    """Choose the language of a text for a reader: the wanted one, else the one that counts, else any."""
    there = {tag: body for tag, body in bodies.items() if body.strip()}
    for tag in (wanted, original, *sorted(there)):
        if tag in there:
            return Shown(there[tag], tag, original, tag in machine_assisted)
    return Shown("", wanted, original or wanted)


def one_line(text: str) -> str:
    """Return the text as one line that is safe in a header: a line break becomes a blank, so none begins another."""
    return " ".join(clean(text).split())


def paragraphs(text: str) -> str:
    """Return the text with its line breaks as newlines, none at either end, without any other control character."""
    return "\n".join(line.rstrip() for line in clean(text).split("\n"))


def isolated(value: str, around: Direction) -> str:
    """Wrap the value in isolates if it holds the other direction: it then cannot reorder what stands around it."""
    other = _STRONG_RIGHT if around == "ltr" else _STRONG_LEFT
    if any(unicodedata.bidirectional(character) in other for character in value):
        return f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}"
    return value
