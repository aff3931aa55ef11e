"""When what a facilitator typed as the name of the host counts as a body's: it may be somebody's who held a meeting."""

import re
from typing import Final

from services.consultations.domain.safeguarding import latin_names, urdu_names, words
from services.consultations.domain.safeguarding.folding import fold, folded
from services.consultations.domain.values import LocalizedText

_WORD: Final = re.compile(r"[\w-]+(?:'\w+)?")
_NAMES: Final = folded(latin_names.GIVEN | latin_names.FAMILY | urdu_names.GIVEN | urdu_names.FAMILY)
# Beside those of a sentence: what only the name of a body ends in.
_BODIES: Final = folded(words.BODIES | urdu_names.BODIES | set("body circle collective media lab labs watch".split()))
_USUAL: Final = folded(words.USUAL | urdu_names.USUAL)
# Usual words that stand in the name of a person, too, or beside it.
_SAY_NOTHING: Final = folded(
    (latin_names.WORDS | latin_names.TITLES | latin_names.NAMING | words.BINDING | words.PLACES)
    | (urdu_names.WORDS | urdu_names.TITLES | urdu_names.LOOSE_TITLES | urdu_names.BINDING | urdu_names.STOPS)
    | set("a an and at by for from in of on or the to with".split())
)


def bodies_of(host: LocalizedText | None) -> frozenset[str]:
    """Return the names of a host, in each language, that say themselves that they are a body's.

    Only they count beside those of the register: neither is a participant of such a name refused, nor is it passed over
    where a text has it. A name with a word that people are called by needs a word for a body, such as *trust*; any
    other needs a usual word that is no place, title or name, as "Digital Rights Now" has. What is unsure is a person's.
    """
    return frozenset(body for _, body in host.bodies if _says_so(body)) if host else frozenset()


def _says_so(name: str) -> bool:
    said = set(_WORD.findall(fold(name).text.casefold()))
    return not _BODIES.isdisjoint(said) or (_NAMES.isdisjoint(said) and bool(said & _USUAL - _SAY_NOTHING))
