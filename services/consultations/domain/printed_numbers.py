"""Numbers of people in the words in which a source prints a figure: they may tell of a group that no figure counts."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from services.consultations.domain.safeguarding.folding import fold

_NUMBER: Final = re.compile(
    r"(\d+(?:[,\u066c]\d{3})*)(?:[.\u066b](\d+))?\s*([%\u066a]|per ?cent\b|فی ?صد)?", re.IGNORECASE
)
_WORDS: Final = {
    word: number
    for number, words in enumerate(("one single ایک", "two دو", "three تین", "four چار"), start=1)
    for word in words.split()
}
# "One hundred" is no one.
_WORD: Final = re.compile(rf"\b({'|'.join(_WORDS)})\b(?!\W+(?:hundred|thousand|million|سو|ہزار|لاکھ))", re.IGNORECASE)


def numbers_in(words: str, whole: int) -> Iterator[int]:
    """Return every number of people that the words print, in whichever digits; a percentage as its part of the whole.

    Args:
        words: As the source prints the figure.
        whole: How many people a percentage is of.
    """
    read = fold(words).text
    for found in _NUMBER.finditer(read):
        number = Fraction(f"{re.sub(r'[^0-9]', '', found[1])}.{found[2] or 0}")
        yield round(number * whole / 100) if found[3] else int(number)
    for found in _WORD.finditer(read):
        yield _WORDS[found[1].casefold()]
