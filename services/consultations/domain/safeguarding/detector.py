"""All kinds at once: what overlaps is one span, of the surest kind."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Final

from services.consultations.domain.safeguarding.context import is_about_a_child, sentence_around
from services.consultations.domain.safeguarding.folding import Folded, fold, readings
from services.consultations.domain.safeguarding.links import find_links
from services.consultations.domain.safeguarding.numbers import find_numbers
from services.consultations.domain.safeguarding.people import find_people
from services.consultations.domain.safeguarding.schools import find_schools
from services.consultations.domain.safeguarding.spans import RESTRICTING, Span
from services.consultations.domain.safeguarding.words import PHRASES

# Takes the place of what is known to be no person: it ends a name on either side.
_MASK: Final = "\u0001"


def find(text: str, known: Iterable[str] = ()) -> tuple[Span, ...]:
    """Find what has to be looked at before a text becomes public, in its order; no two spans overlap.

    Args:
        text: As it is stored.
        known: Names of bodies that are public anyway, in whatever spelling; they are no names of persons.
    """
    names = frozenset(known)
    found, *others = (_found(each, names) for each in readings(text))
    for each in chain(*others):
        found = _together(found, each)
    return tuple(found)


def _found(text: str, known: frozenset[str]) -> list[Span]:
    folded = fold(text)
    taken = bytearray(len(folded.text))
    found: list[Span] = []
    for span in (*find_links(folded.text), *find_numbers(folded.text), *find_schools(folded.text)):
        if 1 not in taken[span.start : span.end]:
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            found.append(span)
    rest = "".join(_MASK if gone else letter for letter, gone in zip(folded.text, taken, strict=True))
    found += find_people(_known(known).sub(_masked, rest))
    return [_whole(folded, each) for each in sorted(found, key=lambda each: each.start)]


def _together(found: list[Span], other: Span) -> list[Span]:
    """Add what was found in another reading: it is one span with whatever it overlaps, of the kind of the longest."""
    same = [each for each in found if each.start < other.end and other.start < each.end]
    whole = replace(
        max((*same, other), key=lambda each: each.end - each.start),
        start=min(each.start for each in (*same, other)),
        end=max(each.end for each in (*same, other)),
        restricts=any(each.restricts for each in (*same, other)),
    )
    return sorted([*(each for each in found if each not in same), whole], key=lambda each: each.start)


def _masked(found: re.Match[str]) -> str:
    return _MASK * len(found.group())


@lru_cache(maxsize=64)
def _known(names: frozenset[str]) -> re.Pattern[str]:
    read = (one for each in (*PHRASES, *names) if each.strip() for one in readings(each))
    phrases = sorted({fold(each).text for each in read}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)", re.IGNORECASE)


def _whole(folded: Folded, span: Span) -> Span:
    """Return a span of the folded text as one of the original."""
    start, end = folded.original(span.start, span.end)
    restricts = span.kind in RESTRICTING or is_about_a_child(sentence_around(folded.text, span.start, span.end))
    return Span(kind=span.kind, start=start, end=end, restricts=restricts)
