"""Who said it, where the text says so: a name beside a word of speech, or a pronoun after one."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.consultations.domain.intake.addressees import Body
from services.consultations.domain.intake.text import Sentence, Span

_TITLE: Final = r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Professor|Captain|Justice|Senator|Minister|Barrister|Advocate)\.?\s+)"
_PART: Final = r"[A-Z][A-Za-z’'-]*[a-z][A-Za-z’'-]*"
_NAME: Final = rf"(?P<name>{_TITLE}?{_PART}(?:\s+(?:ul|ur|bin|e|al)\b)?(?:\s+{_PART}){{1,3}}|{_TITLE}{_PART})"
_NUMBERED: Final = r"(?P<name>Participant\s+[0-9]{1,3})"
# Capitalised words that name bodies, places and events, not persons.
_NO_PERSON: Final = frozenset(
    {
        *("agency", "association", "authority", "board", "campaign", "center", "centre", "chamber", "club"),
        *("coalition", "collective", "college", "commission", "committee", "community", "company"),
        *("conference", "council", "court", "department", "development", "digital", "directorate"),
        *("federation", "forum", "foundation", "government", "group", "guide", "human", "innovation"),
        *("institute", "institution", "international", "islamabad", "karachi", "lahore", "law", "league"),
        *("media", "meetup", "ministry", "national", "network", "news", "office", "organisation"),
        *("organization", "pakistan", "parliament", "peshawar", "police", "policy", "press", "program"),
        *("programme", "project", "province", "quetta", "rights", "senate", "service", "social", "society"),
        *("standards", "state", "summit", "team", "television", "times", "trust", "union", "united"),
        *("university", "women", "workshop"),
        *("assembly", "bank", "bureau", "cabinet", "fund", "tribune"),
        # Labels of minutes: "Next Steps: …".
        *("action", "actions", "agenda", "answer", "answers", "background", "challenges", "comment", "comments"),
        *("conclusion", "conclusions", "decision", "decisions", "discussion", "findings", "forward", "issues"),
        *("item", "items", "minutes", "outcome", "outcomes", "point", "points", "question", "questions"),
        *("recommendation", "recommendations", "remarks", "session", "steps", "suggestion", "suggestions", "summary"),
    }
)
# With these a sentence begins, and what they govern is no part of the name after it: "In Sindh Amna Baig said".
_GOVERNS: Final = frozenset({"on", "in", "at", "last", "this", "next", "from", "during", "after", "since"})
_WITH_OBJECT: Final = 2
_BEGINS: Final = frozenset(
    {
        *("for", "but", "and", "when", "while", "as", "senior", "then", "later", "today", "yesterday", "however"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    }
)
_SAID: Final = (
    r"(?:said|says|say|told|tells|noted|notes|added|adds|argued|argues|explained|explains|remarked|observed|observes|"
    r"stated|states|stressed|stresses|emphasi[sz]ed|underlined|underscored|highlighted|pointed\s+out|points\s+out|"
    r"maintained|believed|believes|warned|warns|complained|admitted|described|describes|reminded|claimed|opined|shared|"
    r"commented|lamented|concluded|agreed|acknowledged|felt|feels|assured|promised|pledged|vowed|informed|revealed|"
    r"recalled|asserted|reiterated|mentioned|cautioned|regretted|suggested|suggests|recommended|recommends|advised|"
    r"advises|urged|urges|asked|asks|called|calls|encouraged|encourages|proposed|proposes|demanded|appealed|requested|"
    r"counsell?ed|invited|committed|hoped|hopes|wanted|wants|insisted|declared|announced|thought|thinks|was\s+of\s+the\s+"
    r"(?:view|opinion)|is\s+of\s+the\s+(?:view|opinion))"
)
_ASIDE: Final = r"(?:\s*,[^,.;“”]{1,90},|\s*\([^)]{1,60}\)|\s+(?:of|from|at|with|for)\s+(?:the\s+)?[^,.;“”]{1,60}?,?)"
_GROUP: Final = (
    r"(?P<name>(?:(?:[Ss]ome|[Ss]everal|[Mm]any|[Mm]ost|[Aa]ll|[Tt]he|[Dd]evelopment|[Ll]ocal|[Yy]oung)\s+){0,2}"
    r"(?:[Pp]articipants|[Pp]ractitioners|[Ss]peakers|[Pp]anell?ists|[Ee]xperts|[Aa]ttendees|[Dd]elegates|[Tt]rainees|"
    r"[Tt]eachers|[Pp]arents|[Ss]tudents)|[Tt]hose\s+present)"
)
_ENGLISH: Final = tuple(
    re.compile(each)
    for each in (
        rf"^{_NUMBERED}\s*:",
        rf"^{_NAME}(?:\s*\([^)]{{1,60}}\))?\s*:\s",
        rf"{_NAME}{_ASIDE}{{0,2}}\s*(?:who\s+[^.;“”]{{1,80}}?,\s*)?(?:also\s+|then\s+)?\b{_SAID}\b",
        rf"\b{_SAID}\s+(?:by\s+)?{_NAME}",
        rf"[Aa]ccording\s+to\s+(?:[a-z ]{{1,30}},\s*)?{_NAME}",
        rf"\b(?:advice|words|view|opinion|suggestion)\s+of\s+{_NAME}",
        rf"^(?:For|In\s+the\s+(?:view|opinion)\s+of)\s+{_NAME}",
        rf"{_NUMBERED}\s+{_SAID}\b",
        rf"{_GROUP}\s+(?:also\s+)?{_SAID}\b",
        rf"^{_GROUP}\s+\w+\s+themselves\b",
    )
)
_PRONOUN: Final = re.compile(
    rf"(?:^|[,”\"]\s*)(?:He|She|he|she)\s+(?:also\s+|further\s+|then\s+)?{_SAID}\b|\baccording\s+to\s+(?:him|her)\b|"
    rf"^According\s+to\s+(?:him|her)\b|\bin\s+(?:his|her)\s+(?:view|opinion)\b|"
    rf"^(?:His|Her)\s+(?:own\s+)?(?:advice|proposal|suggestion|view|goal|aim|point|message|hope)\b"
)

_SAID_UR: Final = (
    "(?:کہا|بتایا|کہنا|واضح کیا|نشاندہی|شکوہ|شکایت|اعتراف|خیال ظاہر|رائے|مشورہ|تجویز|زور|مطالبہ|اپیل|یقین|وعدہ|عہد|"
    "خبردار|اعلان|امید ظاہر|سفارش|درخواست)"
)
_WORD_UR: Final = "[\u0600-\u06ff\u200c]+"
# After these words a name begins: titles, offices, and what joins a name to its body.
_BEFORE_NAME: Final = frozenset(
    {
        *("کے", "کی", "کا", "صدر", "سربراہ", "ڈائریکٹر", "بانی", "چیئرمین", "چیئرپرسن"),
        *("صحافی", "وزیر", "سیکرٹری", "رکن", "نمائندہ", "نمائندے", "ماہر", "پروفیسر"),
        *("ڈاکٹر", "محترمہ", "جناب", "سینئر", "رہنما", "ترجمان", "کہ", "اور", "میں"),
        *("سے", "پر"),
    }
)
# Bodies and papers, which "نے کہا" and "کے مطابق" follow as they follow a name.
_NO_PERSON_UR: Final = frozenset(
    {
        *("حکومت", "عدالت", "اجلاس", "رپورٹ", "ہدف", "قانون", "آئین", "وزارت", "کمیشن", "ادارے", "ادارہ", "بینک"),
        *("پولیس", "کمیٹی", "اتھارٹی", "پارلیمان", "پارلیمنٹ", "اسمبلی", "سینیٹ", "کونسل", "بورڈ", "تنظیم"),
        *("کمپنی", "ورکشاپ", "پروگرام", "منصوبے", "سروے", "تحقیق", "جائزے", "اخبار", "روزنامہ", "روزنامے"),
        *("محکمے", "بیورو", "کابینہ", "اعداد", "معلومات", "اطلاعات", "پالیسی"),
    }
)
_NUMBERED_UR: Final = re.compile("^(?P<name>شریک \\d{1,3})\\s*:")
# What follows a name: the mark of who acts, or "according to".
_AFTER_NAME_UR: Final = re.compile("(?<= )(?:نے |کا (?:بھی )?(?:کہنا|خیال|مؤقف|موقف)|کے (?:مطابق|بقول|نزدیک))")
_PRONOUN_UR: Final = re.compile("(?:انہوں|انھوں|اس) نے |(?:ان|اُن|اس) (?:کا|کے) (?:بھی )?(?:کہنا|مطابق|خیال|بقول|نزدیک)")
_LONGEST_NAME_UR: Final = 4


@dataclass(frozen=True)
class Speaker:
    """Who a sentence says said it."""

    name: str
    """As the text prints it, a title left out."""

    span: Span
    """Where the name stands: in this sentence, or where the pronoun points to."""


class Following:
    """Follows a text sentence by sentence, so that a pronoun finds the name before it.

    Args:
        known: Names of participants: found even where no pattern would see a name.
        bodies: The register: none of its names is a person's.
    """

    def __init__(self, known: Sequence[str], bodies: Collection[Body] = ()) -> None:
        self._bodies = bodies
        self._known = [re.compile(rf"(?<!\w){re.escape(each)}(?!\w)") for each in known if len(each) > 1]
        self._last: Speaker | None = None
        self._paragraph = -1

    def speaker(self, sentence: Sentence) -> Speaker | None:
        """Return who said it, and remember whom a pronoun would mean. Sentences have to come in their order."""
        if sentence.paragraph > self._paragraph + 1:
            self._last = None  # two paragraphs away nobody is "he" any more
        self._paragraph = sentence.paragraph if self._last is None else self._paragraph
        found = next(self._named(sentence), None)
        pointed = _PRONOUN_UR if sentence.language == "ur" else _PRONOUN
        if found is None and self._last and pointed.search(sentence.words):
            self._paragraph = sentence.paragraph
            return self._last
        mentioned = found or next(_mentioned(sentence), None)
        if mentioned and not _is_group(mentioned.name):
            self._last, self._paragraph = self._whole(mentioned), sentence.paragraph
        return self._whole(found) if found else None

    def _whole(self, found: Speaker) -> Speaker:
        """Return "Mr Roy" as the Shehzad Roy before him."""
        if self._last and " " not in found.name and self._last.name.split()[-1] == found.name:
            return self._last
        return found

    def _named(self, sentence: Sentence) -> Iterator[Speaker]:
        words, start = sentence.words, sentence.span.start
        speaks = re.search(_SAID_UR if sentence.language == "ur" else rf"\b{_SAID}\b|:\s", words)
        for each in self._known if speaks else ():
            if at := each.search(words):
                yield Speaker(at[0], Span(start + at.start(), start + at.end()))
        for found in _urdu_names(words) if sentence.language == "ur" else _english_names(words):
            name = found.of(words)
            if not any(each.pattern.fullmatch(name) for each in self._bodies):
                yield Speaker(name, Span(start + found.start, start + found.end))


def _english_names(words: str) -> Iterator[Span]:
    for pattern in _ENGLISH:
        for at in pattern.finditer(words):
            if found := _english_name(words, Span(*at.span("name"))):
                yield found


def _urdu_names(words: str) -> Iterator[Span]:
    if numbered := _NUMBERED_UR.search(words):
        yield Span(*numbered.span("name"))
    for at in _AFTER_NAME_UR.finditer(words):
        if at[0] != "نے " or re.search(_SAID_UR, words[at.end() :]):
            # A name of four words, and what may stand before it.
            before = list(re.finditer(_WORD_UR, words[: at.start()]))[-_LONGEST_NAME_UR - 1 :]
            if before and (found := _urdu_name(words, Span(before[0].start(), before[-1].end()))):
                yield found


def _english_name(words: str, span: Span) -> Span | None:
    title = re.match(_TITLE, span.of(words))
    start = span.start + (title.end() if title else 0)
    parts = words[start : span.end].split()
    # "Broadcast journalist Syed …", "Senior …": an office is no part of a name, nor is the word that begins a sentence.
    while len(parts) > 1 and (first := parts[0].lower()) in _BEGINS | _GOVERNS:
        for _ in range(_WITH_OBJECT if first in _GOVERNS and len(parts) > _WITH_OBJECT else 1):
            start += words[start:].index(parts[1], len(parts[0]))
            parts = parts[1:]
    if _is_group(" ".join(parts)):
        return Span(start, span.end)
    if not parts or any(each.lower().removesuffix("’s").removesuffix("'s") in _NO_PERSON for each in parts):
        return None
    return Span(start, span.end)


def _urdu_name(words: str, span: Span) -> Span | None:
    parts = list(re.finditer(_WORD_UR, span.of(words)))
    for place in range(len(parts) - 1, -1, -1):
        if parts[place][0] in _BEFORE_NAME and not _is_inside(parts, place):
            parts = parts[place + 1 :]
            break
    if any(each[0] in _NO_PERSON_UR for each in parts):
        return None
    if not parts or len(parts) > _LONGEST_NAME_UR or parts[-1][0] in {"انہوں", "انھوں", "ان", "اس", "جس", "جنہوں"}:
        return None
    return Span(span.start + parts[0].start(), span.start + parts[-1].end())


def _is_inside(parts: Sequence[re.Match[str]], place: int) -> bool:
    """Tell whether a word that could end what comes before a name stands inside one: "شعبے کے ماہرین"."""
    return place == len(parts) - 1 or parts[-1][0] in {"ماہرین", "شرکا", "شرکاء", "مقررین", "نمائندوں"}


def _mentioned(sentence: Sentence) -> Iterator[Speaker]:
    """Give persons whom the sentence is about without their saying anything: the next "he" is one of them."""
    if sentence.language == "en":
        for at in re.finditer(rf"(?:^|\s){_NAME}", sentence.words):
            if found := _english_name(sentence.words, Span(*at.span("name"))):
                start = sentence.span.start
                yield Speaker(found.of(sentence.words), Span(start + found.start, start + found.end))


def _is_group(name: str) -> bool:
    return bool(re.fullmatch(_GROUP, name)) or name.startswith("شرکا")
