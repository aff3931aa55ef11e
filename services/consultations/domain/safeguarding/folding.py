"""Text as it is compared: one form per letter and digit, with the way back to where each stands."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

_SAME: Final = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ", "ۃ": "ہ", "ھ": "ھ", "’": "'", "‘": "'"})
_JOINERS: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff")
_DROPPED: Final = "\u0640"  # a letter drawn longer


@dataclass(frozen=True)
class Folded:
    """A folded text; `places[i]` is where its i-th character stands in the original."""

    text: str
    places: tuple[int, ...]
    length: int  # of the original

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the part of the original that a part of the folded text stands for, with the marks on its letters."""
        last = self.places[end] if end < len(self.places) else self.length
        return self.places[start], last


def fold(text: str) -> Folded:
    """Return the text in compatibility form, without marks, with one form of each letter and European digits.

    What joins letters (ZWNJ and its like) is dropped between Latin letters, where nobody needs it, and between digits;
    elsewhere it parts words as a space does.
    """
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character in _JOINERS:
            dropped = not letters or letters[-1].isascii()
            if not dropped:
                letters.append(" ")
                places.append(place)
            continue
        for letter in _letters(character):
            letters.append(letter)
            places.append(place)
    return Folded("".join(letters), tuple(places), len(text))


def readings(text: str) -> tuple[str, ...]:
    """Return the text in each way in which it may be read, letter for letter as long as it is.

    In Urdu what joins letters (ZWNJ and its like) parts two words, or stands unseen within one: after letters such as
    ر, which join nothing, nobody sees it. A name is the same with it and without.
    """
    if _JOINERS.isdisjoint(text):
        return (text,)
    return text, "".join(_DROPPED if each in _JOINERS else each for each in text)


def folded(words: Iterable[str]) -> frozenset[str]:
    """Return words as they are compared."""
    return frozenset(fold(each).text for each in words)


@cache
def _letters(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in {"Mn", "Cf"} or character == _DROPPED:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Pd":
        return "-"
    whole = unicodedata.normalize("NFKD", character).translate(_SAME)
    kept = "".join(each for each in whole if unicodedata.category(each) != "Mn")
    return " " if kept.isspace() else kept
