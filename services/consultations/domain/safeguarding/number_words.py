"""Numbers that are spelt, in English and Urdu, as digits."""

import re
from collections.abc import Collection
from fractions import Fraction
from typing import Final

from services.consultations.domain.safeguarding.folding import fold

_ENGLISH: Final = """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen
""".split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_URDU: Final = """
    ایک دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ تیرہ چودہ پندرہ سولہ سترہ اٹھارہ انیس بیس اکیس بائیس تئیس چوبیس
    پچیس چھبیس ستائیس اٹھائیس انتیس تیس اکتیس بتیس تینتیس چونتیس پینتیس چھتیس سینتیس اڑتیس انتالیس چالیس اکتالیس
    بیالیس تینتالیس چوالیس پینتالیس چھیالیس سینتالیس اڑتالیس انچاس پچاس اکیاون باون ترپن چون پچپن چھپن ستاون اٹھاون
    انسٹھ ساٹھ اکسٹھ باسٹھ تریسٹھ چونسٹھ پینسٹھ چھیاسٹھ سڑسٹھ اڑسٹھ انہتر ستر اکہتر بہتر تہتر چوہتر پچہتر چھہتر ستتر
    اٹھہتر اناسی اسی اکیاسی بیاسی تراسی چوراسی پچاسی چھیاسی ستاسی اٹھاسی نواسی نوے اکانوے بانوے ترانوے چورانوے پچانوے
    چھیانوے ستانوے اٹھانوے ننانوے
""".split()
# Words that say how many without counting, too: a handful is few.
_MORE: Final = {
    1: "single sole lone اکیلا اکیلی اکلوتا اکلوتی",
    2: "both couple pair دونوں جوڑا",
    3: "few handful trio تینوں چند",
    4: "چاروں",
}
_HUNDRED: Final = 100
_SCALES: Final = {
    fold(word).text: scale
    for scale, words in {
        12: "dozen درجن",
        _HUNDRED: "hundred سو",
        1_000: "thousand ہزار",
        100_000: "lakh لاکھ",
        1_000_000: "million",
        10_000_000: "crore کروڑ",
    }.items()
    for word in words.split()
}
_TEN_OF: Final = {word: 10 * tens for tens, word in enumerate(_TENS, start=2)}
_UNITS: Final = frozenset(_ENGLISH[:9])
_VALUES: Final = _TEN_OF | {
    fold(word).text: number
    for number, word in (
        *enumerate(_ENGLISH, start=1),
        *enumerate(_URDU, start=1),
        *((number, word) for number, words in _MORE.items() for word in words.split()),
    )
}

DIGITS: Final = r"\d+(?:(?:[,\u066c]\d\d)*[,\u066c]\d{3})*(?:[.\u066b]\d+)?"  # 1,200 as well as 1,20,000


def any_of(words: Collection[str]) -> str:
    """Return a pattern of one of these words."""
    return rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})\b"


_WORD: Final = rf"\b{any_of({**_VALUES, **_SCALES})}"
_SPELT: Final = re.compile(rf"(?:(?<![\w.,]){DIGITS}\s*(?={any_of(_SCALES)}))?{_WORD}(?:(?:\s+and)?[\s-]+{_WORD})*")
_PART: Final = re.compile(rf"{DIGITS}|\w+")


def in_digits(text: str) -> str:
    """Return a folded text in lower case with every number that is spelt in digits: a hundred and twenty as 120."""
    return _SPELT.sub(lambda found: " ".join(map(str, _numbers(_PART.findall(found[0])))), text)


def value_of(digits: str) -> Fraction:
    """Return a number that stands in digits."""
    return Fraction(digits.replace(",", "").replace("\u066c", "").replace("\u066b", "."))


def _numbers(words: list[str]) -> list[int]:
    """Return the numbers that neighbouring words make: `two three` are two, `sixty two` is one."""
    found, total, current, last = list[Fraction](), Fraction(0), Fraction(0), ""
    for word in words:
        if scale := _SCALES.get(word):
            if scale == _HUNDRED:
                current = (current or Fraction(1)) * scale
            else:
                total, current = total + (current or Fraction(1)) * scale, Fraction(0)
        elif word != "and":
            goes_on = _SCALES.get(last, 0) >= _HUNDRED or (last in _TEN_OF and word in _UNITS)
            if not goes_on and (total or current):
                found.append(total + current)
                total, current = Fraction(0), Fraction(0)
            current += _VALUES[word] if word in _VALUES else value_of(word)
        # Only behind a hundred, or more, an "and" goes on with the number.
        last = last if word == "and" and last in _SCALES else word
    return [int(each) for each in (*found, total + current)]
