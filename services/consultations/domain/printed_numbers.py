"""Numbers of people in the words in which a source prints a figure: they may tell of a group that no figure counts."""

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Final

from services.consultations.domain.safeguarding.folding import fold
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


def numbers_in(words: str, wholes: Collection[int]) -> set[int]:
    """Return every number of people that the words print, in digits or spelt; shares as their part of each whole.

    Args:
        words: As the source prints the figure.
        wholes: How many people a share may be of. It may also be of any number that stands in the words.
    """
    shares, numbers = list[Fraction](), set[int]()

    def take(share: Fraction, found: re.Match[str]) -> str:
        if share > 1:
            return found[0]
        shares.append(share)
        return " "

    read = in_digits(_ONE_OF_THEM.sub(r"\1 1", fold(words).text.casefold()))
    read = _FRACTION.sub(lambda found: take(Fraction(int(found[1]), int(found[2])), found), read)
    read = _PART.sub(lambda found: take(Fraction(int(found[1] or 1), _PARTS[found[2]]), found), read)
    for found in _NUMBER.finditer(read):
        before, digits, behind = found.groups()
        if before or behind:
            shares.append(value_of(digits) / 100)
        else:
            numbers.add(int(value_of(digits)))
    return numbers | {round(share * whole) for share in shares for whole in {*wholes, *numbers}}
