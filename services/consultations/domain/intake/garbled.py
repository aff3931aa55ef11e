"""Wording that was damaged on its way: flagged, so that a person looks at it. Nothing is repaired."""

import re
from enum import StrEnum
from typing import Final


class Garbled(StrEnum):
    """What about a sentence looks damaged."""

    LETTERS = "letters"  # letters were lost or exchanged by a machine
    REPEATED = "repeated"  # a word stands there twice
    BRACKETS = "brackets"  # a bracket is never closed, or never opened
    BROKEN_OFF = "broken_off"  # it ends where no sentence ends
    CONTRADICTION = "contradiction"  # it asks to avoid what is good
    ENDLESS = "endless"  # it is so long that the rules do not read it


_LETTERS: Final = re.compile("\ufffd|Ã[\u0080-\u00bf]|â€|Ø[\u0080-\u00ff]|Ù[\u0080-\u00ff]|\\?{3,}|&[a-z]{2,6};")
# Urdu doubles words for emphasis; English does not, but for "that that" and "had had".
_REPEATED: Final = (
    re.compile(r"\b(?!that\b|had\b|very\b|no\b|so\b|many\b)([A-Za-z]+)\s+\1\b", re.IGNORECASE),
    re.compile(r"\b([a-z]{4,})\s+(?:for|of|in)\s+the\s+(?:\w+\s+)?\1\b"),
)
_BROKEN_OFF: Final = re.compile(r"(?:,|\b(?:a|an|the|of|and|or|from|than))\s*[.]?[”\"')]*$")
_BROKEN_OFF_UR: Final = re.compile("(?:،| (?:کہ|اور|کا|کے|کو))\\s*۔?$")
_CONTRADICTION: Final = re.compile(
    r"\b(?:avoid|refrain|discourage|stop|shun|reject|prevent)\w*\b[^.;]*?\b(?:promot|protect|uphold|respect|advanc|"
    r"strengthen)\w*\s+(?:human\s+rights|women’?s\s+rights|equality|inclusion|peace|justice|dignity|safety|tolerance)\b",
    re.IGNORECASE,
)
_CONTRADICTION_UR: Final = re.compile("(?:انسانی حقوق|مساوات|امن|انصاف) کو فروغ دینے والے[^۔]*(?:گریز|پرہیز|بچ)")


def garbled(words: str, *, ended: bool, bullet: bool) -> Garbled | None:
    """Return what looks damaged about a sentence; None if nothing does.

    Args:
        words: The sentence.
        ended: Whether it ends as sentences end.
        bullet: Whether it is an entry of a list.
    """
    if _LETTERS.search(words):
        return Garbled.LETTERS
    if any(each.search(words) for each in _REPEATED):
        return Garbled.REPEATED
    if any(words.count(opening) != words.count(closing) for opening, closing in ("()", "[]")):
        return Garbled.BRACKETS
    if _CONTRADICTION.search(words) or _CONTRADICTION_UR.search(words):
        return Garbled.CONTRADICTION
    if (_BROKEN_OFF.search(words) or _BROKEN_OFF_UR.search(words)) and (ended or not bullet):
        return Garbled.BROKEN_OFF
    return None
