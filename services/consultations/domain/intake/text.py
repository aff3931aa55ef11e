"""Where things stand in a pasted text: spans, sentences, paragraphs. English, Urdu, or both in one text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_ENDS: Final = ".!?؟۔…"
_CLOSES: Final = "\"'”’»)]"
_BULLET: Final = re.compile(
    r"[ ]*(?:[-*•–—▪◦●○■□·‣\u2043➢➤✓✔\uf0a7\uf0b7]|\(?\d{1,3}[.):۔]|\(?(?:[A-Za-z]|[ivx]{2,4})\)|[ivx]{2,4}\.|"
    r"(?:o|\d{1,2}(?:\.\d{1,2}){1,3}[.):]?)(?=[ ]+[A-Z“\"]))[ ]+"
)
_BLANK: Final = re.compile(r"\n[ ]*\n\s*")
# A full stop after these ends no sentence.
_SHORT: Final = frozenset(
    {
        *("mr", "mrs", "ms", "dr", "prof", "hon", "rev", "adv", "engr", "col", "capt", "lt", "maj", "gen", "brig"),
        *("sr", "jr", "st", "vs", "e.g", "i.e", "no", "nos", "u.s", "u.k", "a.m", "p.m"),
    }
)
# Spaces of word processors and web pages.
_SPACE: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_URDU: Final = re.compile("[\u0600-\u06ff]")
_WORD: Final = re.compile(r"\w")
_LATIN: Final = re.compile("[A-Za-z]")
# A line of this length may have been broken by the width of a page, not by whoever wrote it. No page is wider.
_FULL_LINE: Final = 60
_WIDEST_LINE: Final = 100
# What parts the cells of a table: its rows are lines.
_CELLS: Final = " | "
# How far the next word may be: white space of a whole page is read once, not once for each mark in it.
_NEAR: Final = 20


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the text, in code points: `start` is the first in it, `end` the first after it."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words."""
        return text[self.start : self.end]


@dataclass(frozen=True)
class Sentence:
    """One sentence."""

    span: Span
    words: str
    paragraph: int  # 0, 1, 2 …
    bullet: bool  # it is an entry of a list, in which nobody ends lines with full stops
    ended: bool  # it ends as sentences end

    @property
    def language(self) -> str:
        """The language in which most letters of it are: `en` or `ur`."""
        return "ur" if len(_URDU.findall(self.words)) > len(_LATIN.findall(self.words)) else "en"


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text, in their order. Together they hold every letter and digit of it."""
    text = _SPACE.sub(" ", text)  # one for one: spans count in the text as it was given
    found: list[Sentence] = []
    for number, paragraph in enumerate(_paragraphs(text)):
        for line in _lines(text, paragraph):
            bullet = _BULLET.match(text, line.start, line.end)
            begin = bullet.end() if bullet else line.start
            found += [
                Sentence(each, each.of(text), number, bool(bullet), _is_ended(each.of(text)))
                for each in _split(text, Span(begin, line.end))
            ]
    return found


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for blank in _BLANK.finditer(text):
        yield Span(start, blank.start())
        start = blank.end()
    yield Span(start, len(text))


def _lines(text: str, paragraph: Span) -> Iterator[Span]:
    """Give lines; one that only the width of a page broke is one with the next."""
    start, at = paragraph.start, paragraph.start
    widest = max(map(len, paragraph.of(text).split("\n")))
    while at < paragraph.end:
        end = text.find("\n", at, paragraph.end)
        end = paragraph.end if end < 0 else end
        if not _goes_on(text, Span(at, end), paragraph.end, widest):
            yield Span(start, end)
            start = end + 1
        at = end + 1


def _goes_on(text: str, line: Span, paragraph_end: int, widest: int) -> bool:
    """Tell whether only the width of the page ended a line: the next word would not have fitted into it."""
    words = line.of(text).rstrip()
    if (
        line.end >= paragraph_end
        or not words
        or _CELLS in words
        or _is_ended(words)
        or _BULLET.match(text, line.end + 1)
    ):
        return False
    following = text[line.end + 1 : min(paragraph_end, line.end + _NEAR)].split(maxsplit=1)
    if not following or following[0][0].islower():
        return bool(following)
    return _FULL_LINE <= len(words) <= _WIDEST_LINE and len(words) + 1 + len(following[0]) > widest


def _split(text: str, line: Span) -> Iterator[Span]:
    start = line.start
    for at in range(line.start, line.end):
        if text[at] not in _ENDS or not _is_end(text, at, line):
            continue
        end = at + 1
        while end < line.end and text[end] in _ENDS + _CLOSES:
            end += 1
        if end > start:
            yield from _stripped(text, Span(start, end))
            start = end
    yield from _stripped(text, Span(start, line.end))


def _stripped(text: str, span: Span) -> Iterator[Span]:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    end = start + len(words.strip())
    if _WORD.search(words):
        yield Span(start, end)


def _is_end(text: str, at: int, line: Span) -> bool:
    """Tell whether a sentence ends with this mark."""
    after = at + 1
    while after < line.end and text[after] in _ENDS + _CLOSES:
        after += 1
    if after < line.end and text[after] not in " \n":
        return text[at] in "۔؟"
    following = text[after : min(line.end, after + _NEAR)].lstrip()[:1]
    if following.islower():  # “Is that so?” he asked.
        return False
    return text[at] != "." or not _is_short(text, at, line)


def _is_short(text: str, at: int, line: Span) -> bool:
    start = max(text.rfind(" ", line.start, at), text.rfind("\n", line.start, at), line.start - 1) + 1
    word = text[start:at].lstrip("(“\"'")
    return word.lower() in _SHORT or (len(word) == 1 and word.isalpha() and word.isupper())


def _is_ended(words: str) -> bool:
    return words.rstrip(_CLOSES + " ")[-1:] in tuple(_ENDS)
