"""The articles of `articles/`, read with their tags, and how well the rules find what is tagged."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from services.consultations.domain.intake import Body, Candidate, Span, find

_FOLDER = Path(__file__).with_name("articles")
_TAG = re.compile(r"\[\[(?P<tag>[^\]]*)\]\](?P<words>.*?)\[\[/\]\]", re.DOTALL)
# The register of the published sources.
_NAMES = {
    "gnmi": {"en": "Global Neighbourhood for Media Innovation (GNMI)"},
    "panoply-digital": {"en": "Panoply Digital"},
    "meta": {"en": "Meta", "ur": "میٹا"},
    "civil-society-organisations": {"en": "Civil society organisations", "ur": "سول سوسائٹی کی تنظیمیں"},
    "digital-outlets-and-influencers": {"en": "Digital outlets and influencers", "ur": "ڈیجیٹل ادارے اور انفلوئنسرز"},
    "social-media-users": {"en": "Social media users", "ur": "سوشل میڈیا صارفین"},
    "government-institutions": {"en": "Government institutions", "ur": "سرکاری ادارے"},
}


def _id(slug: str) -> UUID:
    return uuid5(NAMESPACE_URL, slug)


BODIES = [Body(_id(slug), names) for slug, names in _NAMES.items()]
_SLUGS = {_id(slug): slug for slug in _NAMES}


@dataclass(frozen=True)
class Tagged:
    """What a careful reader finds in a sentence."""

    span: Span
    row: str  # of the source, such as `C0-13`; empty if it is no item
    type: str
    by: str
    to: frozenset[str]
    garbled: bool


@dataclass
class Article:
    """One article, its tags taken out."""

    name: str
    text: str
    tagged: list[Tagged]

    def found(self) -> list[Candidate]:
        """Return what the rules find, as of an article."""
        return find(self.text, BODIES, press=True)


def articles(folder: str, language: str) -> list[Article]:
    files = sorted((_FOLDER / folder).glob(f"*.{language}.txt"))
    return [_article(each.name, each.read_text(encoding="utf-8").strip()) for each in files]


def _article(name: str, marked: str) -> Article:
    plain, tagged, at = "", [], 0
    for each in _TAG.finditer(marked):
        plain += marked[at : each.start()]
        span = Span(len(plain), len(plain) + len(each["words"]))
        plain, at = plain + each["words"], each.end()
        tagged.append(_tagged(each["tag"], span))
    return Article(name, plain + marked[at:], tagged)


def _tagged(tag: str, span: Span) -> Tagged:
    head, *rest = (each.strip() for each in tag.split(";"))
    fields = dict(each.split("=") for each in rest if "=" in each)
    row, _, type_ = "" if head == "garbled" else head, "", ""
    if row:
        row, type_ = head.split()
    to = frozenset(each for each in fields.get("to", "").split(",") if each)
    return Tagged(span, row, type_, fields.get("by", ""), to, "garbled" in (head, *rest))


@dataclass
class Measure:
    """How many of one thing were found, and how many of what was found are right."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def add(self, expected: object, found: object, *, same: bool) -> None:
        """Count one place at which something is expected, found, or both."""
        if found and (not expected or not same):
            self.wrong += 1
        if expected and (not found or not same):
            self.missed += 1
        self.right += bool(expected and found and same)

    @property
    def precision(self) -> float:
        """How much of what was found is right."""
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        """How much of what is there was found."""
        return self.right / ((self.right + self.missed) or 1)

    def __str__(self) -> str:
        """Both, as counts and as shares."""
        if not self.right + self.wrong + self.missed:
            return "none"
        given, expected = self.right + self.wrong, self.right + self.missed
        return f"P {self.right}/{given} = {self.precision:.2f}, R {self.right}/{expected} = {self.recall:.2f}"


@dataclass
class Measured:
    """The rules against a set of articles."""

    items: Measure = field(default_factory=Measure)  # a sentence that is an item, whatever its type
    types: Measure = field(default_factory=Measure)  # … and of the right type
    speakers: Measure = field(default_factory=Measure)
    addressees: Measure = field(default_factory=Measure)
    garbled: Measure = field(default_factory=Measure)
    by_type: dict[str, Measure] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def measure(those: list[Article]) -> Measured:
    result = Measured()
    for article in those:
        found = {each.sentence: each for each in article.found()}
        expected = {each.span: each for each in article.tagged if each.row}
        for span in sorted({*found, *expected}):
            _compare(result, article, span, expected.get(span), found.get(span))
        damaged = {each.span for each in article.tagged if each.garbled}
        flagged = {span for span, each in found.items() if each.garbled}
        for span in damaged | flagged:
            result.garbled.add(span in damaged, span in flagged, same=True)
    return result


def _compare(result: Measured, article: Article, span: Span, tagged: Tagged | None, found: Candidate | None) -> None:
    want, got = tagged.type if tagged else "", found.type.value if found and found.type else ""
    result.items.add(want, got, same=True)
    result.types.add(want, got, same=want == got)
    for type_ in {want, got} - {""}:
        result.by_type.setdefault(type_, Measure()).add(want == type_, got == type_, same=True)
    by = found.speaker.name if found and found.speaker else ""
    wanted_by = tagged.by if tagged else ""
    if tagged and found:
        result.speakers.add(wanted_by, by, same=_same_person(wanted_by, by))
    elif wanted_by:
        result.speakers.missed += 1
    to = Counter(_SLUGS[each] for each in found.addressees) if found else Counter()
    for slug in {*to, *(tagged.to if tagged else ())}:
        result.addressees.add(tagged and slug in tagged.to, slug in to, same=True)
    if (
        want != got
        or (tagged and found and not _same_person(wanted_by, by))
        or set(to) != (tagged.to if tagged else set())
    ):
        wanted = (tagged.row, want, wanted_by, sorted(tagged.to)) if tagged else "nothing"
        result.errors.append(
            f"{article.name}: {span.of(article.text)}\n    want {wanted}\n    got  {(got, by, sorted(to))}"
        )


def _same_person(one: str, other: str) -> bool:
    one, other = one.casefold(), other.casefold()
    return one == other or bool(one and other and (one in other or other in one))
