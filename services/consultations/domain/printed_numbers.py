"""Numbers of people in the words in which a source prints a figure: they may tell of a group that no figure counts."""

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Final

from services.consultations.domain.safeguarding.counted_words import PEOPLE, THINGS
from services.consultations.domain.safeguarding.folding import fold, folded
from services.consultations.domain.safeguarding.number_words import DIGITS, any_of, in_digits, value_of

_PARTS: Final = {
    fold(word).text: part
    for part, words in (
        (2, "half halves نصف آدھا آدھی آدھے"),
        (3, "third thirds تہائی"),
        (4, "quarter quarters چوتھائی"),
        (5, "fifth fifths"),
        (10, "tenth tenths"),
    )
    for word in words.split()
}
_ONE_OF_THEM: Final = re.compile(r"\b(including|among (?:them|whom)|of (?:them|whom)),? an?\b(?! few)")
_FRACTION: Final = re.compile(r"(?<![\d.,/])(\d+)\s*[/\u2044]\s*([1-9]\d*)(?![\d/])")
_PART: Final = re.compile(rf"(?:(?<![\d.,])(\d)[\s-]+|\b)({any_of(_PARTS)})")
_NUMBER: Final = re.compile(rf"([%\u066a]\s*)?({DIGITS})\s*([%\u066a]|(?:per[ -]?cent|pc)\b|فی ?صد)?")

_WORD: Final = re.compile(r"[^\W\d_]+")
_CLAUSE: Final = re.compile(r"[,;:.()\[\]\d\u060c\u061b\u06d4]")  # what ends the words behind a number
_OF_SOMEBODY: Final = re.compile(r"\b(?:by|with|for|of|from|including|among)(?: the| them| whom| only)*\s*$")
_BEFORE: Final = re.compile(r"([^\W\d_]+)\s*[(:=\u2013-]\s*$")  # women: 3
_PLACING: Final = folded({"at", "each", "every", "in", "on", "per", "were", "was", "میں", "پر", "ہر"})
_NEAR: Final = 5  # words behind a number that may say what it counts
_FEW: Final = 5  # a number of nobody knows what is looked at only if it is smaller


def numbers_in(words: str, wholes: Collection[int]) -> set[int]:
    """Return every number of people that the words print, in digits or spelt; shares as their part of each whole.

    Args:
        words: As the source prints the figure of people.
        wholes: How many people a share may be of. It may also be of any number that stands in the words.
    """
    read, shares = _read(words)
    numbers = set[int]()
    for found in _NUMBER.finditer(read):
        if _is_share(found):
            shares.append(value_of(found[2]) / 100)
        else:
            numbers.add(int(value_of(found[2])))
    return numbers | {round(share * whole) for share in shares for whole in {*wholes, *numbers}}


def people_in(words: str, wholes: Collection[int]) -> set[int]:
    """Return the numbers in the words that may be of people, where the figure itself counts things.

    What a number counts is said by the words near it: in "12 posters by 3 transgender participants" one is of posters
    and one of people. Where none of them is known, a few are taken for people, unless only a place or a day follows, as
    in "4 in Urdu".

    Args:
        words: As the source prints the figure of things.
        wholes: How many people a share may be of. It may also be of any number of people in the words.
    """
    read, parts = _read(words)
    numbers = set[int]()
    shares = parts if not PEOPLE.isdisjoint(_forms(*_WORD.findall(read))) else []
    for found in _NUMBER.finditer(read):
        value, of_people = value_of(found[2]), _counts_people(read, found)
        if _is_share(found):
            shares += [value / 100] if of_people else []
        elif of_people or (of_people is None and value < _FEW):
            numbers.add(int(value))
    return numbers | {round(share * whole) for share in shares for whole in {*wholes, *numbers}}


def _read(words: str) -> tuple[str, list[Fraction]]:
    """Return the words with their numbers in digits, without fractions, and these."""
    shares = list[Fraction]()

    def take(share: Fraction, found: re.Match[str]) -> str:
        if share > 1:
            return found[0]
        shares.append(share)
        return " "

    read = in_digits(_ONE_OF_THEM.sub(r"\1 1", fold(words).text.casefold()))
    read = _FRACTION.sub(lambda found: take(Fraction(int(found[1]), int(found[2])), found), read)
    return _PART.sub(lambda found: take(Fraction(int(found[1] or 1), _PARTS[found[2]]), found), read), shares


def _is_share(found: re.Match[str]) -> bool:
    return bool(found[1] or found[3])


def _counts_people(read: str, found: re.Match[str]) -> bool | None:
    """Tell whether the words near a number say that it counts people, or things; None if they do not say."""
    before, behind = read[: found.start()], _CLAUSE.split(read[found.end() :], maxsplit=1)[0]
    listed = _BEFORE.search(before)
    if listed and not PEOPLE.isdisjoint(_forms(listed[1])):
        return True
    near = _WORD.findall(behind)[:_NEAR]
    for word in near:
        forms = _forms(word)
        if not PEOPLE.isdisjoint(forms):
            return True
        if not THINGS.isdisjoint(forms):
            return False
    if _OF_SOMEBODY.search(before):
        return None
    return False if not near or near[0] in _PLACING else None


def _forms(*words: str) -> set[str]:
    return {form for each in words for form in (each, each.removesuffix("s"))}
