"""Names of schools: one of them and a child's age are as good as the child's name."""

import re
from collections.abc import Iterator
from typing import Final

from services.consultations.domain.safeguarding.folding import folded
from services.consultations.domain.safeguarding.spans import Kind, Span
from services.consultations.domain.safeguarding.urdu_names import STOPS

_CAPITAL: Final = r"(?:St\.|[A-Z][\w'-]*)"
_SMALL: Final = r"(?:of|the|ul|ur|e|al|for|and|&)"
_SCHOOL: Final = re.compile(
    rf"\b(?:{_CAPITAL}(?: {_SMALL})? ){{1,6}}(?:School|Academy|College|Montessori|Kindergarten|Seminary)\b"
    rf"(?P<tail>(?:,? (?!The\b|And\b|In\b){_CAPITAL}){{0,3}}(?: \d{{1,4}}\b)?)"
    rf"|\b(?:Madrassa|Madrasa|Madrasah|Jamia|Maktab|GG?HSS?|GBHSS?|GGPS|GBPS)(?: {_CAPITAL}(?: {_SMALL})?){{1,4}}"
)
_KINDS: Final = frozenset("school academy college montessori kindergarten seminary".split())
_GENERIC: Final = frozenset(
    "the a an our every each public government govt private high primary middle secondary higher girls boys model "
    "medical safe at in of for and after before no any all art engineering".split()
)
_NO_TAIL: Final = frozenset(
    "students student department council councils safety policy education board teachers network children programme "
    "program bus system systems uniform management committee".split()
)

_WORD: Final = re.compile(r"[\u0620-\u06d3ۀ-ۿ]+|\d+")
_URDU_SCHOOLS: Final = folded("سکول اسکول کالج اکیڈمی مونٹیسوری".split())
_URDU_SEMINARIES: Final = folded("مدرسہ جامعہ مکتب".split())
_URDU_KINDS: Final = folded(
    (
        "گورنمنٹ گرلز بوائز ہائی مڈل پرائمری پبلک ماڈل گرامر سکالرز اسکالرز کیڈٹ کانونٹ کانوینٹ سیکنڈری ہائیر پرائیویٹ"
    ).split()
)
_URDU_STOPS: Final = folded(
    STOPS
    | frozenset("سرکاری نجی پرائیویٹ متعدد چند دیگر قریبی مقامی میرے ہمارے".split())
    | frozenset("واقعہ حفاظت نظام والوں کونسل پالیسی".split())
)
_FEW_WORDS: Final = 5


def find_schools(text: str) -> Iterator[Span]:
    """Find names of schools in folded text."""
    for found in _SCHOOL.finditer(text):
        words = {each.strip(",.").lower() for each in found.group().split()} - _KINDS
        tail = [each.strip(",.").lower() for each in (found["tail"] or "").split()]
        if tail and tail[0] in _NO_TAIL:
            continue
        if words - _GENERIC:
            start = found.start() + _generic_lead(found.group())
            yield Span(kind=Kind.SCHOOL, start=start, end=found.end())
    yield from _urdu(text)


def _generic_lead(words: str) -> int:
    """Return how many characters at the beginning belong to the sentence, not to the name."""
    lead = re.match(r"(?:(?:The|A|An|Our|Every|Each|At|In|After|Before|No|Any|All) )+", words)
    return lead.end() if lead else 0


def _urdu(text: str) -> Iterator[Span]:
    words = list(_WORD.finditer(text))
    for place, found in enumerate(words):
        if found.group() in _URDU_SCHOOLS:
            first = place
            while first > max(place - _FEW_WORDS, 0) and _joined(text, words, first) and _names(words[first - 1]):
                first -= 1
            before = {each.group() for each in words[first:place]}
            if not before & _URDU_KINDS:
                continue
            last = _follow(text, words, place, 3 if before <= _URDU_KINDS else 0)
            yield Span(kind=Kind.SCHOOL, start=words[first].start(), end=words[last].end())
        elif found.group() in _URDU_SEMINARIES and (last := _follow(text, words, place, 3)) > place:
            yield Span(kind=Kind.SCHOOL, start=found.start(), end=words[last].end())


def _follow(text: str, words: list[re.Match[str]], place: int, most: int) -> int:
    last = place
    while last < min(place + most, len(words) - 1) and _joined(text, words, last + 1) and _names(words[last + 1]):
        last += 1
    return last


def _names(word: re.Match[str]) -> bool:
    return word.group() not in _URDU_STOPS


def _joined(text: str, words: list[re.Match[str]], place: int) -> bool:
    """Tell whether nothing but a space parts a word from the one before."""
    return text[words[place - 1].end() : words[place].start()] == " "
