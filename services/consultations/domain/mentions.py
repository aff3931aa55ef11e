"""Whether a public text names somebody: the words of a name, however they are written."""

import re
from collections.abc import Iterator
from typing import Final

from services.consultations.domain.safeguarding.folding import fold, readings

# What stands for a name where none was given: "Participant 4". Found in a text it names nobody.
_STAND_IN: Final = re.compile(r"(participant|شریک|شرکت کنندہ)\W*\w*")

_SHORTEST: Final = 3

REMOVED_NAME: Final = ("[name removed]", "[نام ہٹا دیا گیا]")
"""What stands where a name was, in English and in Urdu."""


def mentions(text: str, name: str) -> bool:
    """Tell whether the text has the name in it, as whole words in this order, whatever lies between them."""
    # Letters of ASCII are folded already: most texts are searched a hundred times as fast.
    read = [text] if text.isascii() else [fold(each).text for each in readings(text)]
    return any(pattern.search(each.casefold()) for pattern in _patterns(name.casefold()) for each in read)


def without(text: str, name: str) -> str:
    """Return the text with the name taken out, as whole words in this order, in whichever letter forms."""
    patterns, found = list(_patterns(name)), dict[int, int]()
    for folded in map(fold, readings(text)):
        for pattern in patterns:
            for each in pattern.finditer(folded.text):
                start, end = folded.original(each.start(), each.end())
                found[start] = max(end, found.get(start, end))
    upto = len(text)
    for start, end in sorted(found.items(), reverse=True):
        if end <= upto:
            in_english, in_urdu = REMOVED_NAME
            instead = in_urdu if any("؀" <= letter <= "ۿ" for letter in text[start:end]) else in_english
            text, upto = f"{text[:start]}{instead}{text[end:]}", start
    return text


def _patterns(name: str) -> Iterator[re.Pattern[str]]:
    """Return what finds the name in a folded text, in each way in which it may be read."""
    if is_stand_in(name):
        return
    for each in readings(name):
        if words := re.findall(r"\w+", fold(each).text):
            together = r"\W+".join(map(re.escape, words))
            yield re.compile(rf"(?<!\w){together}(?!\w)", re.IGNORECASE)


def is_full(name: str) -> bool:
    """Tell whether a name has two words or more, so that hardly anybody else is meant where it stands."""
    return all(len(re.findall(r"\w+", fold(each).text)) > 1 for each in readings(name)) and not is_stand_in(name)


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
