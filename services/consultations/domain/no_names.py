"""Names that are nobody's: usual words, places, bodies. A text that has one in it names no person."""

import re
from collections.abc import Iterable
from typing import Final

from services.consultations.domain.errors import NobodysName
from services.consultations.domain.mentions import is_stand_in
from services.consultations.domain.safeguarding import latin_names, urdu_names, words
from services.consultations.domain.safeguarding.folding import fold, folded

_WORD: Final = re.compile(r"[\w-]+(?:'\w+)?")
_BRACKETS: Final = re.compile(r"[()]")
_NAMES: Final = folded(latin_names.GIVEN | latin_names.FAMILY | urdu_names.GIVEN | urdu_names.FAMILY)
_BODIES: Final = folded(words.BODIES | urdu_names.BODIES)
# Usual words that somebody may be called by all the same: where no other word stands with them they are a name.
_ALSO_NAMES: Final = folded(latin_names.WORDS | urdu_names.WORDS)
_BEFORE: Final = folded({"dr", "mr", "mrs", "ms", "miss", "prof", "ڈاکٹر", "جناب", "محترمہ", "مسز"})
_USUAL: Final = _ALSO_NAMES | folded(
    (words.USUAL | words.BINDING | words.BODIES | words.PLACES | latin_names.TITLES | latin_names.NAMING)
    | (urdu_names.STOPS | urdu_names.BINDING | urdu_names.USUAL)
    | (urdu_names.BODIES | urdu_names.TITLES | urdu_names.LOOSE_TITLES)
)


def is_nobodys(name: str, bodies: Iterable[str] = ()) -> bool:
    """Tell whether what is entered as a name of a person is none: only usual words, or what a body is called.

    Whoever is unsure is a person: one word that is a usual name, or that no list knows, is enough for that, and so are
    usual words that may all be names, such as Sardar Begum. Only the whole name of a body, with whichever words, is
    nobody's; a part of it is if it says itself that it is a body, since many bear the name of somebody.

    Args:
        name: As it is entered.
        bodies: What bodies of the register are called, in every language, and the host if its name is one.
    """
    said = _words(name)
    called = [_words(each) for body in bodies for each in (body, *_BRACKETS.split(body))]
    if not said or is_stand_in(name):
        return False
    if said in called:
        return True
    if any(each in _NAMES for each in said) or ({*said} - _BEFORE and {*said} <= _ALSO_NAMES | _BEFORE):
        return False
    return all(map(_is_usual, said)) or any(_is_part(said, each) for each in called)


def require_a_name(name: str, bodies: Iterable[str]) -> None:
    """Refuse as a participant's name what is nobody's: texts that have it would be erased when consent is withdrawn.

    Raises:
        NobodysName: It is.
    """
    if is_nobodys(name, bodies):
        raise NobodysName("a person's name, or a word such as “Participant 4”: this is none", field="details.name")


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text).text.casefold())


def _is_usual(word: str) -> bool:
    one = word.removesuffix("'s")
    return one.isdigit() or one in _USUAL or one.removesuffix("s") in _USUAL


def _is_part(said: list[str], called: list[str]) -> bool:
    """Tell whether some words are a part of a body's name that says so, or the letters with which its words begin."""
    if not _BODIES.isdisjoint(said) and any(called[place : place + len(said)] == said for place in range(len(called))):
        return True
    first = "".join(each[0] for each in called if each not in {"of", "on", "for", "and", "the"})
    return len(first) > 1 and said == [first]
