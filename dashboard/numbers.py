"""Public numbers as people type them, in whichever letter case, digits and dashes; each has one canonical address."""

import re
import unicodedata
from typing import Final

_TRACKED: Final = re.compile(r"(EX-)?R-([1-9][0-9]{0,8})", re.IGNORECASE)
_CONSULTATION: Final = re.compile(r"(EX-)?C-([1-9][0-9]{0,8})", re.IGNORECASE)
_ITEM: Final = re.compile(r"[1-9][0-9]{0,8}")
_SLUG: Final = re.compile(r"[a-z0-9-]{2,60}", re.IGNORECASE)


def plain(typed: str) -> str:
    """Return a number in capitals, digits of 0 to 9 and plain dashes, without what is not drawn, such as marks."""
    return "".join(_plain(each) for each in typed.strip().upper())


def _plain(letter: str) -> str:
    category = unicodedata.category(letter)
    if category == "Cf":
        return ""
    return "-" if category == "Pd" else str(unicodedata.decimal(letter, letter))


def tracked(typed: str) -> str | None:
    """Return `R-42` as it is written; None if it is no such number."""
    return number if _TRACKED.fullmatch(number := plain(typed)) else None


def consultation(typed: str) -> str | None:
    """Return `C-7` as it is written; None if it is no such number."""
    return number if _CONSULTATION.fullmatch(number := plain(typed)) else None


def item(typed: str) -> str | None:
    """Return the item's part of `C-7/12`; None if it is none."""
    return number if _ITEM.fullmatch(number := plain(typed)) else None


def slug(typed: str) -> str | None:
    """Return the last part of a body's address; None if it is none."""
    return typed.lower() if _SLUG.fullmatch(typed) else None


def path_of(typed: str) -> str | None:
    """Return the page of whatever number was typed into a search box; None if it is none."""
    compact = "".join(typed.split())
    if number := tracked(compact):
        return f"/r/{number}"
    first, slash, second = compact.partition("/")
    if (number := consultation(first)) and not slash:
        return f"/c/{number}"
    if number and (found := item(second)):
        return f"/c/{number}/{found}"
    return None
