"""What a pasted chat carries beside its words: who wrote when, and telephone numbers. It goes, and is told."""

import re
from dataclasses import dataclass
from typing import Final

# Marks of direction that chats put around what they write by themselves; joiners belong to the words and stay.
_MARKS: Final = "[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"
_DAY: Final = r"\d{1,4}[/.\-]\d{1,2}(?:[/.\-]\d{1,4})?"
_HALF: Final = r"(?:[ap]\.?\s?m\.?|ق\.?\s?ظ\.?|ب\.?\s?ظ\.?|صبح|دوپہر|شام|رات|ص|م)"
_TIME: Final = rf"\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:\s?{_HALF})?"
_WHO: Final = r"(?:[^:\n]{1,60}:(?:\s+|$))?"
_BRACKETS: Final = re.compile(rf"{_MARKS}\[{_MARKS}{_DAY}[,،]?\s*{_TIME}{_MARKS}\]\s*{_MARKS}{_WHO}", re.IGNORECASE)
_DASH: Final = re.compile(rf"{_MARKS}{_DAY}[,،]?\s+{_TIME}{_MARKS}\s*[-\u2013]\s*{_MARKS}{_WHO}", re.IGNORECASE)
_PHONE: Final = re.compile(r"(?<![\w/.,])(?:\+\s?\d|\(?[0\u06f0]\d{2,}|92[\s-]?3\d)[\d\s()\-]{4,16}\d(?!\w)")
_DIGITS: Final = range(9, 16)  # of a number that can be called, with its prefixes
_ATTACHED: Final = re.compile(
    rf"{_MARKS}<?\s*(?:media|image|video|audio|sticker|gif|document|contact card)\s+omitted\s*>?{_MARKS}", re.IGNORECASE
)


@dataclass(frozen=True)
class Cleaned:
    """A line without what a chat put into it."""

    words: str
    prefix: str = ""
    """Who wrote when, as it stood there."""

    numbers: tuple[str, ...] = ()
    """Telephone numbers that were taken out."""

    attachment: bool = False
    """It says no more than that something was attached."""


def cleaned(line: str) -> Cleaned:
    """Take prefix and telephone numbers out of one line."""
    found = _BRACKETS.match(line) or _DASH.match(line)
    prefix = found[0] if found else ""
    numbers: list[str] = []

    def take(number: re.Match[str]) -> str:
        if sum(each.isdecimal() for each in number[0]) not in _DIGITS:
            return number[0]
        numbers.append(number[0].strip())
        return ""

    words = " ".join(_PHONE.sub(take, line[len(prefix) :]).split(" ")).strip()
    if numbers:
        words = " ".join(words.split())
    return Cleaned(words, prefix.strip(), tuple(numbers), attachment=bool(_ATTACHED.fullmatch(words)))
