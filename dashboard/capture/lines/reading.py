"""A text with one item per line, as rows: words, bodies named behind `>`, and what stands in the way of entering it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from dashboard.capture.lines.bodies import Register
from dashboard.capture.lines.chat import Cleaned, cleaned
from dashboard.spreadsheets.cells import language_of
from dashboard.spreadsheets.reading import LONGEST_CELL
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

MOST_LINES: Final = 100
_TITLE: Final = 120
_TO: Final = re.compile(r"(.*?)(?:^|\s)[>→]+\s*([^>→]*)")
# Typed in Urdu the other one looks the same.
_TO_RIGHT_TO_LEFT: Final = re.compile(r"(.*?)(?:^|\s)[<>←→]+\s*([^<>←→]*)")
_NAMES: Final = re.compile("[,،;؛]")
_JOINED: Final = re.compile(r"\s+(?:and|&|اور)\s+", re.IGNORECASE)


@dataclass
class Row:
    """One item: a line, and a line beneath it that only names bodies."""

    number: int
    """Of its line in the text, from 1: empty lines count."""

    words: str
    bodies: list[str] = field(default_factory=list)
    """Ids of those that the register knows."""

    unknown: list[str] = field(default_factory=list)
    """Names that it does not know, as typed."""

    removed: list[Cleaned] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    """Its lines as they were typed."""

    problem: str = ""
    """Key of what stands in the way; empty if it may be entered."""

    entered: str = ""
    """Key of why it is not ticked: it is there already, twice, or no item."""

    @property
    def language(self) -> str:
        """In which language most of it is."""
        return language_of(self.words)

    def details(
        self, type_: events.StatementType.ValueType, chosen: Callable[[int], str] = lambda _: ""
    ) -> consultations.StatementDetails:
        """Return the draft that it becomes.

        Args:
            type_: What kind of thing was said.
            chosen: The body that is meant by an unknown name, by its place; empty keeps the name as it was typed.
        """
        meant = [chosen(place) for place in range(len(self.unknown))]
        printed = [name for name, id_ in zip(self.unknown, meant, strict=True) if not id_]
        made = consultations.StatementDetails(
            type=type_,
            title=self._said(shortened(self.words)),
            text=self._said(self.words),
            addressee_ids=list(dict.fromkeys([*self.bodies, *filter(None, meant)])),
            addressee_basis=consultations.ADDRESSEE_BASIS_NONE,
        )
        if printed:
            made.addressee_note.CopyFrom(self._said(("، " if self.language == "ur" else ", ").join(printed)))
        if made.addressee_ids or printed:
            made.addressee_basis = consultations.ADDRESSEE_BASIS_EXPLICIT
        if len(made.addressee_ids) > 1:
            made.lead_addressee_id = made.addressee_ids[0]
        return made

    def _said(self, words: str) -> LocalizedText:
        return LocalizedText(authoritative_language=self.language, bodies={self.language: words})


def rows(text: str, register: Register, there: Sequence[consultations.StatementDetails] = ()) -> list[Row]:
    """Return every line of a text that is not empty. None is left out: what cannot be entered says why.

    Args:
        text: As typed or pasted.
        register: Who can be named.
        there: The items that the consultation has already.
    """
    found = list(_read(text, register))
    known = {body for each in there for body in each.text.bodies.values()}
    seen: set[str] = set()
    for each in found:
        if not each.words:
            each.problem = "lines_no_words"
        elif len(each.words) > LONGEST_CELL:
            each.problem = "lines_too_long"
        elif each.removed and any(part.attachment for part in each.removed):
            each.entered = "lines_attachment"
        elif each.words in known:
            each.entered = "lines_there"
        elif each.words in seen:
            each.entered = "lines_twice"
        seen.add(each.words)
    return found


def _read(text: str, register: Register) -> Iterator[Row]:
    row: Row | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        part = cleaned(line)
        pattern = _TO_RIGHT_TO_LEFT if language_of(part.words) == "ur" else _TO
        found = pattern.fullmatch(part.words)
        words, named = (found[1].strip(), found[2]) if found else (part.words, "")
        if row is None or words or not found:
            if row:
                yield row
            row = Row(number, words)
        row.source.append(line)
        _name(row, named, register)
        _tell(row, part)
    if row:
        yield row


def _tell(row: Row, part: Cleaned) -> None:
    if part.prefix or part.numbers or part.attachment:
        row.removed.append(part)


def _name(row: Row, named: str, register: Register) -> None:
    for name in filter(None, map(str.strip, _NAMES.split(named))):
        together = [name] if register.find(name) else _JOINED.split(name)
        parts = together if all(map(register.find, together)) else [name]
        for each in parts:
            id_ = register.find(each)
            known = row.bodies if id_ else row.unknown
            if (id_ or each) not in known:
                known.append(id_ or each)


def shortened(words: str) -> str:
    """Return a line that names an item: its first words."""
    if len(words) <= _TITLE:
        return words
    return f"{words[: _TITLE - 1].rpartition(' ')[0] or words[: _TITLE - 1]}…"
