"""Which column of somebody's spreadsheet holds what: guessed from its headings, confirmed by whoever brought it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from dashboard import labels
from dashboard.capture import sheet
from dashboard.spreadsheets.cells import folded, language_of

_HEADED_WITHIN: Final = 10
_SAMPLE: Final = 50
# What else people call the columns.
_ALSO: Final[Mapping[str, str]] = {
    "no": "number",
    "no.": "number",
    "#": "number",
    "id": "number",
    "ref": "number",
    "row": "number",
    "نمبر شمار": "number",
    "kind": "type",
    "category": "type",
    "heading": "title",
    "name": "title",
    "recommendation": "text",
    "item": "text",
    "statement": "text",
    "what was said": "text",
    "سفارش": "text",
    "متن": "text",
    "عنوان": "title",
    "said by": "speaker",
    "who said it": "speaker",
    "addressee": "addressees",
    "addressed to": "addressees",
    "agency": "addressees",
    "body": "addressees",
    "ادارہ": "addressees",
    "theme": "themes",
    "topic": "themes",
    "deadline": "by_when",
    "date": "by_when",
    "due": "by_when",
    "due date": "by_when",
    "تاریخ": "by_when",
    "quote": "source_sentence",
    "source": "source_sentence",
}


@dataclass(frozen=True)
class Layout:
    """How a sheet is laid out."""

    first: int
    """The first row with an item, from 0."""

    names: tuple[str, ...]
    """Per column what it holds; empty for a column that is not read."""

    headings: tuple[str, ...] = ()
    """Per column what the sheet calls it."""


def guess(rows: Sequence[Sequence[str]]) -> Layout:
    """Return how a sheet seems to be laid out: its headings are in the row where most are known."""
    width = max((len(each) for each in rows), default=0)
    best: tuple[int, int, list[str]] = (0, -1, [])
    for place in range(min(len(rows), _HEADED_WITHIN)):
        for headings in _readings(rows, place, width):
            known = len({_known(each) for each in headings} - {""})
            if known > best[0]:
                best = (known, place, headings)
    known, head, headings = best
    first = head + 1
    # A row of keys, as ours have it, with a row of headings beneath.
    if 0 < first < len(rows) and len({_known(each) for each in rows[first]} - {""}) * 2 > known > 1:
        first += 1
    names: list[str] = []
    for column in range(width):
        cells = [each[column] for each in rows[first : first + _SAMPLE] if column < len(each)]
        name = _spoken(_known(headings[column]) if headings else "", cells)
        names.append("" if name in names else name)
    return Layout(first, tuple(names), tuple(headings) or ("",) * width)


def fits(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a sheet looks like one of items: a column of it is headed as what is said, or as what names it."""
    return any(each.startswith(("title_", "text_")) for each in guess(rows).names)


def _readings(rows: Sequence[Sequence[str]], place: int, width: int) -> list[list[str]]:
    """Return a row's headings alone, and beneath merged ones: "Title" above "English" and "Urdu"."""
    own = [*rows[place], *[""] * (width - len(rows[place]))]
    if place == 0:
        return [own]
    above, merged = "", []
    for column, each in enumerate(own):
        above = (rows[place - 1][column] if column < len(rows[place - 1]) else "") or above
        merged.append(f"{above} ({each})" if each and above else each or above)
    return [own, merged]


@cache
def _vocabulary() -> dict[str, str]:
    found = {folded(words): name for words, name in _ALSO.items()}
    for name in sheet.COLUMNS:
        found[folded(name)] = name
        base = name.rpartition("_")[0]
        for language in labels.LANGUAGES:
            found[folded(sheet.heading(name, language))] = name
            if base in (*sheet.TEXTS, *sheet.ANSWERS):
                found.setdefault(folded(sheet.heading(base, language)), base)
                found.setdefault(folded(base), base)
    return found


def _known(heading: str) -> str:
    return _vocabulary().get(folded(heading).rstrip(": *"), "")


def _spoken(name: str, cells: Sequence[str]) -> str:
    """Return the column in the language of its cells, where the heading names none."""
    if name not in (*sheet.TEXTS, *sheet.ANSWERS):
        return name
    return f"{name}_{language_of(' '.join(cells))}"
