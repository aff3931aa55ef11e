"""What cells mean, whatever hand wrote them: letters of columns, digits, days, choices, yes and no."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, Literal

# As a search folds: letters of Arabic keyboards that Urdu writes with other ones, and those with a hamza as those
# without; vowel signs and those of honour, a hamza that stands by itself, tatweel and joiners go.
_FOLDED: Final = str.maketrans("يىئكهھةۀۂۃأإٱآؤۓ", "یییکہہہہہہااااوے")
_DROPPED: Final = re.compile("[\u0610-\u061a\u0621\u064b-\u065f\u0670\u0640\u200b-\u200f\u061c]")
_NUMBERS: Final = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})(?:[ T]00:00(?::00)?)?\s*ء?")
_SERIAL: Final = re.compile(r"(\d{5})(?:\.0+)?")
_URDU: Final = re.compile("[\u0600-\u06ff]")
_LATIN: Final = re.compile("[A-Za-z]")
_BEGINNING: Final = date(1899, 12, 30)  # day 0 of a spreadsheet
_SERIALS: Final = range(18264, 73051)  # 1950 to 2099
_MONTHS: Final = (
    ("jan", "جنوری"),
    ("feb", "فروری"),
    ("mar", "مارچ"),
    ("apr", "اپریل"),
    ("may", "مئی"),
    ("jun", "جون"),
    ("jul", "جولائی"),
    ("aug", "اگست"),
    ("sep", "ستمبر"),
    ("oct", "اکتوبر"),
    ("nov", "نومبر"),
    ("dec", "دسمبر"),
)
_NAMED: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+([^\W\d_]+)\.?[,،]?[\s./-]+(\d{4})\s*ء?")
_MONTH_FIRST: Final = re.compile(r"([^\W\d_]+)\.?[\s./-]+(\d{1,2})(?:st|nd|rd|th)?[,،]?[\s./-]+(\d{4})\s*ء?")


def letters(place: int) -> str:
    """Return the letters of a column: 0 is `A`, 26 is `AA`."""
    found = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def digits(typed: str) -> str:
    """Return the words with every digit, of whichever script, as one of 0 to 9."""
    return "".join(str(unicodedata.decimal(each, each)) for each in typed)


def folded(typed: str) -> str:
    """Return words as they are compared: lower case, letters that look alike as one, one space between words."""
    plain = _DROPPED.sub("", unicodedata.normalize("NFKC", typed).casefold().translate(_FOLDED))
    return " ".join(digits(plain).split())


class NoDay(ValueError):
    """It is written as a day is, and is none."""


def order(values: Iterable[str]) -> str:
    """Return in which order a column writes day and month, `dmy` or `mdy`: the first day that leaves no doubt tells."""
    for each in values:
        if found := _NUMBERS.fullmatch(digits(each).strip()):
            first, second = int(found[1]), int(found[2])
            if len(found[1]) < len("2026") and max(first, second) > len(_MONTHS):
                return "mdy" if second > len(_MONTHS) else "dmy"
    return "dmy"


def doubtful(values: Iterable[str]) -> str:
    """Return a day of a column that is another one where the month comes first, if no day of it tells; else nothing."""
    found = ""
    for each in values:
        numbers = _NUMBERS.fullmatch(digits(each).strip())
        if not numbers or len(numbers[1]) == len("2026") or len(numbers[3]) != len("2026"):
            continue
        first, second = sorted((int(numbers[1]), int(numbers[2])))
        if second > len(_MONTHS):
            return ""
        found = found or (each if 0 < first < second else "")
    return found


def day(typed: str, *, month_first: bool = False) -> str | None:
    """Return a day as `YYYY-MM-DD`; None if the words are no day.

    Args:
        typed: A day in digits of any script, with a month's name, or as the number that a spreadsheet keeps.
        month_first: Whether 3/4/2027 is in March.

    Raises:
        NoDay: They are written as a day is, but there is no such day.
    """
    plain = digits(typed).strip()
    if (serial := _SERIAL.fullmatch(plain)) and int(serial[1]) in _SERIALS:
        return (_BEGINNING + timedelta(days=int(serial[1]))).isoformat()
    for pattern, spoken, numbered in ((_NAMED, 2, 1), (_MONTH_FIRST, 1, 2)):
        if named := pattern.fullmatch(plain):
            month = next((place for place, names in enumerate(_MONTHS, 1) if _is_month(named[spoken], names)), 0)
            return _made(int(named[3]), month, int(named[numbered])) if month else None
    found = _NUMBERS.fullmatch(plain)
    if not found:
        return None
    first, second, third = int(found[1]), int(found[2]), int(found[3])
    if len(found[1]) == len("2026"):
        return _made(first, second, third)
    if len(found[3]) != len("2026"):
        raise NoDay(typed)
    return _made(third, first, second) if month_first else _made(third, second, first)


def _is_month(word: str, names: tuple[str, str]) -> bool:
    english, urdu = names
    return word.casefold().startswith(english) or folded(word) == folded(urdu)


def _made(year: int, month: int, day_: int) -> str:
    try:
        return date(year, month, day_).isoformat()
    except ValueError:
        raise NoDay(f"{year}-{month}-{day_}") from None


def has_letters(words: str) -> bool:
    """Tell whether there is a letter among them, of whichever script."""
    return bool(re.search(r"[^\W\d_]", words))


def language_of(words: str) -> Literal["en", "ur"]:
    """Return the language in which most letters are."""
    return "ur" if len(_URDU.findall(words)) > len(_LATIN.findall(words)) else "en"
