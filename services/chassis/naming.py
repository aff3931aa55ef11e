"""Names and slugs that nobody can take for another's.

A name stands in one script: Latin for English, Arabic for Urdu. No name and no slug may look like another one: two that
have the same skeleton (Unicode Technical Standard 39, section 4) are one to a reader. So it is with bodies of the
register, whose former names count as well – whoever finds an old page must not take another body for the one that is
meant –, and with organisations.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from confusable_homoglyphs.categories import unique_aliases
from confusable_homoglyphs.confusables import confusables_data

SCRIPTS: Final[Mapping[str, str]] = {"en": "LATIN", "ur": "ARABIC"}
# Signs, digits and vowel marks that every script shares.
_SHARED: Final = {"COMMON", "INHERITED"}
# The library's table keeps these around letters that are written from right to left.
_MARK: Final = "\u200e"
# What Urdu may leave out without saying anything else: vowel marks (by their combining class), letters drawn longer.
_VOWEL_MARKS: Final = range(27, 36)
_TATWEEL: Final = "\u0640"


def foreign_script(name: str, language: str) -> str:
    """Return a script in the name that is not the language's, in capitals; empty if there is none."""
    return min(unique_aliases(name) - _SHARED - {SCRIPTS[language]}, default="")


def is_mixed(name: str) -> bool:
    """Tell whether a name of which no language is known holds letters of two of our scripts, or of another."""
    return all(foreign_script(name, language) for language in SCRIPTS)


def look_alike(words: str, taken: Iterable[str]) -> str:
    """Return one of the names or slugs that a reader would take for `words`; empty if there is none."""
    looks = _looks(words)
    return next((each for each in taken if not looks.isdisjoint(_looks(each))), "")


@cache
def _looks(words: str) -> frozenset[str]:
    """Return what the words look like, whatever the case in which they are written: equal ones look alike.

    Small and capital letters look like different things ("I" like "l", "i" like nothing else), so there may be two.
    """
    return frozenset({_skeleton(each).casefold() for each in (words, words.casefold())})


def _skeleton(words: str) -> str:
    """Return the skeleton of UTS 39: every letter replaced by the one that stands for all that look like it."""
    seen = (each for each in unicodedata.normalize("NFD", words) if not _overlooked(each))
    return unicodedata.normalize("NFD", "".join(_prototype(each) for each in seen))


def _overlooked(sign: str) -> bool:
    """Tell whether it tells no name from another: spaces, signs, what is not drawn, vowel marks, long lines."""
    category = unicodedata.category(sign)
    return category[0] in "ZP" or category == "Cf" or unicodedata.combining(sign) in _VOWEL_MARKS or sign == _TATWEEL


@cache
def _prototype(letter: str) -> str:
    """Return the letters that stand for all that look like this one.

    Unicode's table leads from each letter to its prototype; the library keeps each pair in both directions. What is
    longer than a letter is always a prototype; of two letters it is the one to which more lead.
    """
    near = _pairs().get(letter, ())
    longer = [each for each in near if len(each) > 1]
    if longer:
        return "".join(_prototype(each) for each in min(longer))
    if len(near) != 1:
        return letter
    (other,) = near
    leads_there = len(_pairs()[other]) > 1 or other < letter
    return _prototype(other) if leads_there else letter


@cache
def _pairs() -> Mapping[str, frozenset[str]]:
    return {
        letter.strip(_MARK): frozenset(each["c"].strip(_MARK) for each in near)
        for letter, near in confusables_data.items()
    }
