"""Whom a sentence asks, who in it promises, and by when: only what it says itself, against the register."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from uuid import UUID

from services.consultations.domain.intake.text import Sentence, Span

_SMALL: Final = frozenset({"of", "on", "the", "for", "and", "in", "to", "a"})
_ACRONYM: Final = re.compile(r"\(([A-Za-z0-9-]{2,10})\)")
_STAND_IN: Final = re.compile(r"\s*\((?:example|مثال)\)\s*$")
_ENDINGS_UR: Final = re.compile("(?:یوں|یاں|یں|وں|ے|\u06c1|\u0627)$")
# Letters of Urdu that are typed in two ways.
_ALIKE: Final = {"ی": "[یيى]", "ک": "[کك]", "\u06c1": "[\u06c1\u0647ة]"}
_LEAST_ACRONYM: Final = 3


@dataclass(frozen=True)
class Body:
    """An entry of the register, by every name that a text may use."""

    id: UUID
    names: Mapping[str, str] = field(hash=False)
    """By language."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a text calls it: its names, without what stands in brackets, and its acronym."""
        return re.compile("|".join(dict.fromkeys(self._spellings())) or r"(?!)")

    def _spellings(self) -> Iterator[str]:
        for language, name in sorted(self.names.items()):
            shown = _STAND_IN.sub("", name).strip()
            acronyms = _ACRONYM.findall(shown)
            bare = _ACRONYM.sub("", shown).strip()
            if not bare:
                continue
            yield _urdu(bare) if language == "ur" else _english(bare)
            capitals = "".join(each[0] for each in re.findall(r"[A-Za-z]+", bare) if each.lower() not in _SMALL)
            if language == "en" and len(capitals) >= _LEAST_ACRONYM:
                acronyms.append(capitals.upper())
            for each in acronyms:
                yield rf"\b{re.escape(each)}s?\b"


def _english(name: str) -> str:
    words = [re.escape(each).replace("anis", "ani[sz]") for each in name.split()]
    return r"\b(?i:" + r"\s+".join(words) + r")\b"


def _urdu(name: str) -> str:
    """Return a pattern for a name in whichever case it stands: تنظیمیں is تنظیموں before کو."""
    parts = []
    for word in name.split():
        stem = _ENDINGS_UR.sub("", word) if len(word) > len("کے") else word
        ending = "[\u0600-\u06ff]{0,3}" if len(word) > len("کے") else ""
        parts.append("".join(_ALIKE.get(letter, re.escape(letter)) for letter in stem) + ending)
    return "(?<!\\w)" + r"\s+".join(parts) + "(?!\\w)"


_ASKS: Final = (
    r"(?:urg\w+|ask(?:s|ed|ing)?|request\w*|advis\w+|encourag\w+|call(?:s|ed|ing)?\s+(?:up)?on|demand\w*\s+(?:that|from|of)|"
    r"invit\w+|remind\w*|t(?:ell|ells|old)|recommend\w*\s+(?:that|to)|suggest\w*\s+(?:that|to)|propos\w+\s+(?:that|to)|"
    r"counsel\w*|exhort\w*|implor\w+)"
)
# Beside the word that asks, or joined to others that it asks: who stands behind a preposition is spoken of, not to.
_ASKED_BEFORE: Final = re.compile(
    rf"\b{_ASKS}(?:\s+(?:all|both|the|that))*\s+$"
    rf"|\b{_ASKS}(?:\s+(?!(?:to|by|on|at|from|about|with|in|what|which|who|how|why|when|if)\b)[\w’'-]+,?){{0,8}}?"
    r"(?:,|\s(?:and|or))\s+(?:all\s+|both\s+)?(?:the\s+)?$"
)
_MUST_AFTER: Final = re.compile(
    r"^(?:\s*\([^)]*\))?(?:\s*,[^,.;]{1,60},)?(?:\s+(?:and|or|also|now|all|therefore|[A-Z]\w+,?)){0,4}\s+(?:"
    r"(?:should|must|ought\s+to|ha(?:s|ve)\s+to|needs?\s+to)(?!\s+(?:also\s+)?be\s+(?!aware|able|ready|more|part)\w+)"
    r"|(?:was|were|is|are)\s+(?:asked|urged|told|advised|requested|called\s+upon)\s)"
)
_AGENT_BEFORE: Final = re.compile(
    r"\b(?:should|must|ought\s+to|needs?\s+to)\s+be\s+\w+(?:\s+\w+){0,4}\s+by\s+(?:the\s+)?$"
)
_TO_AFTER: Final = re.compile(r"^\s+to\s+[a-z]+")
_APPEALED_BEFORE: Final = re.compile(
    r"\b(?:appeal|plead|count|support|help|cooperation|assistance|call)\w*\s+(?:\w+\s+){0,2}?(?:to|on|of|from|upon|with)\b[^.;]*$"
)
_ASKING_UR: Final = "(?:اپیل|درخواست|مطالبہ|کہا)"
_WORD_UR: Final = "[\u0600-\u06ff]+"
_ASKED_AFTER_UR: Final = re.compile(
    f"^(?: (?!(?:سے|پر|نے|میں|تک) ){_WORD_UR}){{0,2}}? کو (?![^۔]*(?:ملنی|ملنا|دی جانی) )(?:(?! کہ )[^۔])*چاہ"
    f"|^(?: {_WORD_UR}){{0,3}}? سے [^۔]*{_ASKING_UR}|^(?: {_WORD_UR}){{0,2}}? پر زور(?! دین[اے] )"
    f"|^ اور [^۔]* سے [^۔]*{_ASKING_UR}"
)
_PROMISES_AFTER: Final = re.compile(
    r"^(?:\s*\([^)]*\))?(?:\s+(?:also|now|has|have|is|are))*\s+(?:will|would|shall|pledg\w+|promis\w+|vow\w*|committed|commits|"
    r"assur\w+|undert\w+|going\s+to)\b"
)
_WE_BEFORE: Final = re.compile(r"\b[Aa]t\s+$")
_WE_AFTER: Final = re.compile(r"^\s*,?\s+we\s+(?:will|shall|are)\b")
_PROMISES_AFTER_UR: Final = re.compile(
    "^(?: نے (?:عہد|وعدہ|یقین|عزم)|(?! (?:کی|کے|کا|کو|سے|پر|میں) )[^۔،]* گ[ےای](?: |$|۔))"
)

_MONTH: Final = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
# "Posts published before 2020" and "was passed by 2016" tell a time, not by when something is asked.
_TOLD: Final = re.compile(
    r"(?<!\bbe )(?<!\bget )\b(?:\w+ed|made|held|sent|given|written|taken|built|born|set\s+up)\s+(?:before|until)\b"
    r"|\b(?:was|were|been)\s+(?:\w+\s+)?(?:\w+ed|made|held|sent|given|written|taken|built|born|set\s+up)\s+"
    r"(?:by|before|until|within)\b"
)
_BY_WHEN: Final = re.compile(
    rf"\b(?:by|before|until|no\s+later\s+than|by\s+the\s+end\s+of)\s+(?:the\s+end\s+of\s+)?"
    rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+[0-9]{{4}})?|"
    rf"{_MONTH}\s+[0-9]{{1,2}}(?:st|nd|rd|th)?(?:,?\s+[0-9]{{4}})?(?![0-9])|"
    rf"{_MONTH}\s+[0-9]{{4}}|{_MONTH}(?!\s+[A-Z0-9])|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{1,2}}[/.][0-9]{{1,2}}[/.][0-9]{{4}}|(?:the\s+year\s+)?20[0-9]{{2}}|"
    rf"(?:next|this|the)\s+(?:week|month|quarter|year|year[-\s]end))\b"
    rf"|\bwithin\s+(?:the\s+next\s+)?(?:[0-9]+|an?|one|two|three|four|five|six|nine|ten|twelve|thirty|sixty|ninety)\s+"
    rf"(?:working\s+)?(?:days?|weeks?|months?|quarters?|years?)\b"
)
_MONTH_UR: Final = "(?:جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر)"
_COUNT_UR: Final = r"(?:\d+|ایک|دو|تین|چار|پانچ|چھ|نو|دس|بارہ|تیس|ساٹھ|نوے)"
_BY_WHEN_UR: Final = re.compile(
    rf"(?:(?:\d{{1,2}} )?{_MONTH_UR}(?: \d{{4}})?|\d{{4}}|"
    r"(?:اگلے|آئندہ|رواں|اس) (?:ہفتے|ماہ|مہینے|سال)(?: کے آخر)?) (?:تک|سے پہلے|سے قبل)"
    rf"(?! (?:جو|جتن)|(?: {_WORD_UR}){{0,3}} وال[اےی] )"
    rf"|(?<!گزشتہ )(?<!پچھلے )(?<!آخری ){_COUNT_UR} (?:دن|دنوں|ہفتے|ہفتوں|ماہ|مہینے|مہینوں|سال) (?:کے اندر|میں)"
)


def asked(sentence: Sentence, bodies: Collection[Body], *, appeal: bool) -> tuple[UUID, ...]:
    """Return the bodies that the sentence names as asked, in its order. Being mentioned is not being asked."""
    return _those(sentence, bodies, _is_appealed_to if appeal else _is_asked)


def makers(sentence: Sentence, bodies: Collection[Body]) -> tuple[UUID, ...]:
    """Return the bodies that the sentence names as promising, in its order."""
    return _those(sentence, bodies, _is_promising)


def by_when(sentence: Sentence) -> Span | None:
    """Return the words that say by when; None if there are none. What day they mean is for a person to say."""
    pattern = _BY_WHEN_UR if sentence.language == "ur" else _BY_WHEN
    told = {each.end() for each in _TOLD.finditer(sentence.words)}
    at = next((each for each in pattern.finditer(sentence.words) if _opening(each) not in told), None)
    return Span(sentence.span.start + at.start(), sentence.span.start + at.end()) if at else None


def _opening(found: re.Match[str]) -> int:
    """Return where the word ends with which what says by when begins."""
    return found.start() + len(found[0].split(maxsplit=1)[0])


def _those(sentence: Sentence, bodies: Collection[Body], is_meant: Callable[[str, str, str], bool]) -> tuple[UUID, ...]:
    found: list[tuple[int, UUID]] = []
    for body in bodies:
        for at in body.pattern.finditer(sentence.words):
            if is_meant(sentence.words[: at.start()], sentence.words[at.end() :], sentence.language):
                found.append((at.start(), body.id))
                break
    return tuple(each for _, each in sorted(found))


def _is_asked(before: str, after: str, language: str) -> bool:
    if language == "ur":
        return bool(_ASKED_AFTER_UR.search(after))
    first = not before.strip("“\"' ") and bool(_TO_AFTER.search(after))  # an entry of minutes: "PTA to publish …"
    return first or bool(_ASKED_BEFORE.search(before) or _MUST_AFTER.search(after) or _AGENT_BEFORE.search(before))


def _is_appealed_to(before: str, after: str, language: str) -> bool:
    if language == "ur":
        return bool(_ASKED_AFTER_UR.search(after))
    return bool(_APPEALED_BEFORE.search(before))


def _is_promising(before: str, after: str, language: str) -> bool:
    if language == "ur":
        return bool(_PROMISES_AFTER_UR.search(after))
    return bool(_PROMISES_AFTER.search(after) or (_WE_BEFORE.search(before) and _WE_AFTER.search(after)))
