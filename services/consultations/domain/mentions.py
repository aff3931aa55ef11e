"""Whether a public text names somebody: the words of a name, however they are written."""

import re
from typing import Final

from services.consultations.domain.safeguarding.folding import fold

# What stands for a name where none was given: "Participant 4". Found in a text it names nobody.
_STAND_IN: Final = re.compile(r"(participant|شریک|شرکت کنندہ)\W*\w*")

_SHORTEST: Final = 3

REMOVED_NAME: Final = ("[name removed]", "[نام ہٹا دیا گیا]")
"""What stands where a name was, in English and in Urdu."""


def mentions(text: str, name: str) -> bool:
    """Tell whether the text has the name in it, as whole words in this order, whatever lies between them."""
    words = re.findall(r"\w+", fold(name).text.casefold())
    if not words or is_stand_in(name):
        return False
    pattern = r"\W+".join(re.escape(each) for each in words)
    # Letters of ASCII are folded already: most texts are searched a hundred times as fast.
    known = text if text.isascii() else fold(text).text
    return re.search(rf"(?<!\w){pattern}(?!\w)", known.casefold()) is not None


def without(text: str, name: str) -> str:
    """Return the text with the name taken out, as whole words in this order, in whichever letter forms."""
    folded, words = fold(text), re.findall(r"\w+", fold(name).text)
    if not words or is_stand_in(name):
        return text
    pattern = r"\W+".join(re.escape(each) for each in words)
    for found in reversed(list(re.finditer(rf"(?<!\w){pattern}(?!\w)", folded.text, re.IGNORECASE))):
        start, end = folded.original(found.start(), found.end())
        in_english, in_urdu = REMOVED_NAME
        instead = in_urdu if any("؀" <= letter <= "ۿ" for letter in text[start:end]) else in_english
        text = f"{text[:start]}{instead}{text[end:]}"
    return text


def is_full(name: str) -> bool:
    """Tell whether a name has two words or more, so that hardly anybody else is meant where it stands."""
    return len(re.findall(r"\w+", fold(name).text)) > 1 and not is_stand_in(name)


def same(one: str, other: str) -> bool:
    """Tell whether two names are written with the same words, in whichever letter forms."""
    return mentions(one, other) and mentions(other, one)


def parts_of(name: str) -> tuple[str, ...]:
    """Return the words of a name by which alone somebody may be known: three letters and more, none of a stand-in."""
    if is_stand_in(name):
        return ()
    return tuple(each for each in re.findall(r"\w+", fold(name).text) if len(each) >= _SHORTEST)


def is_stand_in(name: str) -> bool:
    """Tell whether a name stands for nobody in particular."""
    return _STAND_IN.fullmatch(name.strip().casefold()) is not None
