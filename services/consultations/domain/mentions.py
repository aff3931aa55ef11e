"""Whether a public text names somebody: the words of a name, however they are written."""

import re
from typing import Final

from services.consultations.domain.safeguarding.folding import fold

# What stands for a name where none was given: "Participant 4". Found in a text it names nobody.
_STAND_IN: Final = re.compile(r"(participant|شریک|شرکت کنندہ)\W*\w*")

_SHORTEST: Final = 3


def mentions(text: str, name: str) -> bool:
    """Tell whether the text has the name in it, as whole words in this order, whatever lies between them."""
    words = re.findall(r"\w+", fold(name).text.casefold())
    if not words or is_stand_in(name):
        return False
    pattern = r"\W+".join(re.escape(each) for each in words)
    return re.search(rf"(?<!\w){pattern}(?!\w)", fold(text).text.casefold()) is not None


def parts_of(name: str) -> tuple[str, ...]:
    """Return the words of a name by which alone somebody may be known: three letters and more, none of a stand-in."""
    if is_stand_in(name):
        return ()
    return tuple(each for each in re.findall(r"\w+", fold(name).text) if len(each) >= _SHORTEST)


def is_stand_in(name: str) -> bool:
    """Tell whether a name stands for nobody in particular."""
    return _STAND_IN.fullmatch(name.strip().casefold()) is not None
