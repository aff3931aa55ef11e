"""Names of persons: by lists of usual names, by titles and kinship, and by capitals that nothing else explains."""

import re
from collections.abc import Iterator
from typing import Final

from services.consultations.domain.safeguarding import latin_names, urdu_names, words
from services.consultations.domain.safeguarding.folding import folded
from services.consultations.domain.safeguarding.spans import Kind, Span

_LATIN: Final = re.compile(r"[A-Za-z][A-Za-z'-]*[A-Za-z]|[A-Za-z]")
_KIN: Final = re.compile(
    r"(?:,? ?\b(?:[sdw]/o|(?:son|daughter|wife|widow) of|bint?|ul|ur|un|al)\b\.? ?|[ -])", re.IGNORECASE
)
_OF_WHOM: Final = re.compile(
    r"\b(?:[sdw]/o|son of|daughter of|wife of|widow of|name is|names are|name was)[ :]\s?$", re.IGNORECASE
)
_WHOSE: Final = re.compile(r",? ?[sdw]/o\b", re.IGNORECASE)
_LOOK_BACK: Final = 24
_SHORT: Final = 3


def find_people(text: str) -> Iterator[Span]:
    """Find names of persons in folded text."""
    yield from _joined_by_kinship(text, _latin(text))
    yield from _urdu(text)


# Latin letters


def _latin(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    run: list[re.Match[str]] = []
    for word in _LATIN.finditer(text):
        if not word.group()[0].isupper():
            found += _in_run(text, run)
            run = []
            continue
        if run and not _go_on(text, run[-1], word):
            found += _in_run(text, run)
            run = []
        run.append(word)
    return [*found, *_in_run(text, run)]


def _go_on(text: str, last: re.Match[str], word: re.Match[str]) -> bool:
    """Tell whether a word goes on with the one before: a full stop between them only shortens a title or a name."""
    gap = text[last.end() : word.start()]
    return gap == " " or (gap == ". " and (last.group().lower() in latin_names.TITLES or len(last.group()) == 1))


def _in_run(text: str, run: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Find names in words that begin with capitals and follow each other."""
    part: list[re.Match[str]] = []
    for index, word in enumerate(run):
        if _is_word(word.group()):
            if part and not _is_body(run[index:]):
                yield from _named(text, part)
            part = []
        else:
            part.append(word)
    if part:
        yield from _named(text, part)


def _named(text: str, part: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    lower = [each.group().lower() for each in part]
    titled = lower[0] in latin_names.TITLES
    known = [each for each in lower if _is_name(each)]
    whole = part[0].start(), part[-1].end()
    if len(part) > 1:
        named = titled or bool(known) or _are_unexplained(part)
    else:
        named = not titled and (_is_telling(lower[0]) or _is_introduced(text, part[0]))
    if named:
        yield whole


def _is_word(word: str) -> bool:
    lower = word.lower().removesuffix("'s")
    if lower in words.PLACES or "-e-" in lower:
        return True
    if _is_name(lower) or lower in latin_names.TITLES:
        return False
    usual = lower in words.USUAL or lower in words.BODIES or lower.endswith(words.ENDINGS)
    return usual or len(lower) == 1 or (word.isupper() and len(word) <= _SHORT + 2)


def _is_body(rest: list[re.Match[str]]) -> bool:
    """Tell whether what follows makes of a name that of a body or a place: Jinnah Hospital, Iqbal Open University."""
    return any(each.group().lower() in words.BODIES for each in rest[:3])


def _is_name(word: str) -> bool:
    whole = word.removesuffix("'s")
    if whole in latin_names.GIVEN or whole in latin_names.FAMILY:
        return True
    return "-" in whole and any(each in latin_names.GIVEN for each in whole.split("-"))


def _is_telling(word: str) -> bool:
    whole = word.removesuffix("'s")
    if whole in latin_names.AMBIGUOUS:
        return False
    return whole in latin_names.GIVEN or ("-" in whole and _is_name(whole))


def _are_unexplained(part: list[re.Match[str]]) -> bool:
    return all(len(each.group()) > _SHORT - 1 and not each.group().isupper() for each in part)


def _is_introduced(text: str, word: re.Match[str]) -> bool:
    before = text[max(word.start() - _LOOK_BACK, 0) : word.start()]
    if _OF_WHOM.search(before) or _WHOSE.match(text, word.end()):
        return True
    last = re.search(r"([A-Za-z]+),? $", before)
    return bool(last and last[1].lower() in latin_names.NAMING)


def _joined_by_kinship(text: str, found: list[tuple[int, int]]) -> Iterator[Span]:
    """Join what kinship joins: a name, `d/o`, and the father's."""
    start, end = -1, -1
    for each_start, each_end in found:
        if start >= 0 and _KIN.fullmatch(text, end, each_start):
            end = each_end
            continue
        if start >= 0:
            yield Span(kind=Kind.NAME, start=start, end=end)
        start, end = each_start, each_end
    if start >= 0:
        yield Span(kind=Kind.NAME, start=start, end=end)


# Urdu

_URDU: Final = re.compile(r"[\u0620-\u06d3\u06fa-\u06ff]+")
_GIVEN: Final = folded(urdu_names.GIVEN)
_FAMILY: Final = folded(urdu_names.FAMILY)
_AMBIGUOUS: Final = folded(urdu_names.AMBIGUOUS)
_TITLES: Final = folded(urdu_names.TITLES)
_LOOSE_TITLES: Final = folded(urdu_names.LOOSE_TITLES)
_TAILS: Final = folded(urdu_names.TAILS)
_LINKS: Final = folded(urdu_names.LINKS)
_STOPS: Final = folded(urdu_names.STOPS)
_BODIES: Final = folded(urdu_names.BODIES)
_CASES: Final = folded("نے کا کی کے کو سے پر".split())
_NAME_OF: Final = folded(["نام"])
_IS: Final = folded("ہے ہیں تھا تھی بتایا رکھا لیا".split())
_CALLED: Final = folded(["نامی"])
_NAMES: Final = _GIVEN | _FAMILY
_PARTS: Final = _NAMES | _TAILS | _LINKS


class _Words:
    """Urdu words in their order, and which of them stand directly beside each other."""

    def __init__(self, text: str) -> None:
        self._found = list(_URDU.finditer(text))
        self.words = [each.group() for each in self._found]
        self._joined = [
            place > 0 and text[self._found[place - 1].end() : each.start()] == " "
            for place, each in enumerate(self._found)
        ]

    def __len__(self) -> int:
        return len(self.words)

    def at(self, place: int, *, after: int) -> str:
        """Return a word if nothing but spaces part it from the one at `after`; else nothing."""
        low, high = min(place, after), max(place, after)
        if low < 0 or high >= len(self.words):
            return ""
        return self.words[place] if all(self._joined[low + 1 : high + 1]) else ""

    def span(self, first: int, last: int) -> Span:
        """Return the characters from one word to another one."""
        return Span(kind=Kind.NAME, start=self._found[first].start(), end=self._found[last].end())


def _urdu(text: str) -> Iterator[Span]:
    found = _Words(text)
    place = 0
    while place < len(found):
        last = _name_from(found, place)
        if last is None:
            place += 1
            continue
        yield found.span(place, last)
        place = last + 1


def _name_from(found: _Words, place: int) -> int | None:
    """Return the last word of the name that begins at a place; None if none does."""
    word = found.words[place]
    if word in _TITLES or word in _LOOSE_TITLES:
        first = place + 1
        while found.at(first, after=place) in _TITLES | _LOOSE_TITLES | _TAILS:
            first += 1
        begins = found.at(first, after=place)
        if not begins or _is_none(begins) or (word in _LOOSE_TITLES and begins not in _NAMES):
            return _plain(found, place) if word in _NAMES else None
        return _unless_body(found, _extend(found, first))
    introduced = found.at(place - 1, after=place) in _NAME_OF and found.at(place + 1, after=place) in _IS
    if (introduced and not _is_none(word)) or (found.at(place + 1, after=place) in _CALLED and not _is_none(word)):
        return _extend(found, place)
    return _plain(found, place)


def _plain(found: _Words, place: int) -> int | None:
    """Return the last word of a name that nothing introduces."""
    word = found.words[place]
    after = found.at(place + 1, after=place)
    if word in _NAMES:
        last = _extend(found, place)
        if last == place and (word in _AMBIGUOUS or word not in _GIVEN):
            return None
        if all(each in _AMBIGUOUS and each not in _GIVEN for each in found.words[place : last + 1]):
            return None
        return _unless_body(found, last, first=place)
    if not _is_none(word) and after in _FAMILY - _AMBIGUOUS and after not in _GIVEN:
        return _unless_body(found, _extend(found, place + 1), first=place)
    return None


def _extend(found: _Words, place: int) -> int:
    """Return the last of the words that go on with a name."""
    last = place
    while (after := found.at(last + 1, after=last)) in _PARTS:
        if after in _LINKS and _is_none(found.at(last + 2, after=last)):
            break
        last += 1
    if found.words[last] in _LINKS:
        last += 1
        while found.at(last + 1, after=last) in _PARTS:
            last += 1
        return last
    after = found.at(last + 1, after=last)
    if not _is_none(after) and found.at(last + 2, after=last) in _CASES | _LINKS:
        last += 1
    return last


def _unless_body(found: _Words, last: int, first: int | None = None) -> int | None:
    if found.at(last + 1, after=last) in _BODIES or found.words[last] in _BODIES:
        return None
    if first is not None and found.at(first - 1, after=first) in _BODIES:
        return None
    return last


def _is_none(word: str) -> bool:
    return not word or word in _STOPS or word in _BODIES
