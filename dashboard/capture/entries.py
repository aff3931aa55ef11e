"""Rows of somebody's spreadsheet as items: new, changed or the same; and every cell that has to be changed first."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from google.protobuf.message import Message

from dashboard import labels
from dashboard.capture import sheet
from dashboard.capture.columns import Layout
from dashboard.capture.meanings import Meanings, Wrong, split
from dashboard.labels import text
from dashboard.spreadsheets import cells
from dashboard.spreadsheets.limits import LONGEST_READ
from dashboard.spreadsheets.reading import Sheet
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations

_NUMBER: Final = re.compile(r"[A-Za-z0-9._-]{1,40}", re.ASCII)
_PLACE: Final = re.compile(r"#[0-9]{1,5}(?:-[0-9a-z]{1,6})?", re.ASCII)
# Written last: they speak of what the others hold.
_LAST: Final = ("lead_addressee", "machine_assisted", "authoritative")
_LONGEST_TITLE: Final = 200


@dataclass(frozen=True)
class Problem:
    """One cell that has to be changed, or a row as a whole."""

    row: int
    """As the spreadsheet counts, from 1."""

    place: int
    """The column, from 0."""

    name: str
    """What the column holds; empty for the row as a whole."""

    value: str
    expected: str
    """In the language of the page."""

    @property
    def letters(self) -> str:
        """The column as the spreadsheet calls it."""
        return cells.letters(self.place)


@dataclass(frozen=True)
class Entry:
    """One row that can be entered."""

    row: int
    state: str
    """`new`, `changed` or `same`."""

    details: consultations.StatementDetails
    statement_id: str = ""
    version: int = 0


class Reader:
    """Reads rows against a draft.

    Args:
        draft: The consultation.
        names: What ids stand for, by language.
        language: Of the page: problems are told in it.
    """

    def __init__(
        self, draft: consultations.Draft, names: Mapping[labels.Language, sheet.Names], language: labels.Language
    ) -> None:
        self._draft, self._names, self._language = draft, names, language
        self._means = Meanings(names, language)
        self._seen: dict[str, int] = {}

    def read(self, found: Sheet, layout: Layout) -> tuple[list[Entry], list[Problem]]:
        """Return what the rows would enter, and every problem. Empty rows are left out."""
        entries, problems = list[Entry](), list[Problem]()
        columns = [place for place, name in enumerate(layout.names) if name.startswith("by_when_")]
        days = [row[place] for row in found.rows[layout.first :] for place in columns if place < len(row)]
        self._month_first = cells.order(days) == "mdy"
        self.doubtful_day = cells.doubtful(days)
        for number, row in enumerate(found.rows[layout.first :], start=layout.first + 1):
            if any(each.strip() for each in row):
                entry, wrong = self._row(number, row, layout, found.formulas)
                problems += wrong
                entries += [entry] if entry else []
        return entries, problems

    def _row(
        self, number: int, row: Sequence[str], layout: Layout, formulas: frozenset[str]
    ) -> tuple[Entry | None, list[Problem]]:
        filled = [(place, name) for place, name in enumerate(layout.names) if name and place < len(row)]
        filled.sort(key=lambda each: each[1] in _LAST)
        typed = {name: row[place].strip() for place, name in filled}

        def problem(place: int, name: str, expected: str) -> Problem:
            return Problem(number, place, name, row[place][:200] if place < len(row) else "", expected)

        if not any(typed.get(f"{base}_{spoken}") for base in ("title", "text") for spoken in labels.LANGUAGES):
            first = next(place for place, each in enumerate(row) if each.strip())
            return None, [problem(first, "", text("import_expected_item", self._language))]
        problems = []
        existing = self._meant(typed)
        stays = self._declared(typed.get("authoritative", ""))
        details = consultations.StatementDetails()
        if existing:
            details.CopyFrom(existing.details)
        for place, name in filled:
            try:
                self._refuse_formula(f"{cells.letters(place)}{number}" in formulas)
                if not (existing and self._says_already(existing, name, typed[name])):
                    self._write(details, name if name in stays else _in_its_language(name, typed), typed[name])
            except Wrong as wrong:
                problems.append(problem(place, name, str(wrong)))
        if problems:
            return None, problems
        _finish(details)
        return self._entry(number, details, existing, lambda expected: problem(filled[0][0], "", expected))

    def _entry(
        self,
        number: int,
        details: consultations.StatementDetails,
        existing: consultations.Statement | None,
        problem: Any,
    ) -> tuple[Entry | None, list[Problem]]:
        said = details.SerializeToString(deterministic=True)
        name = existing.statement_id if existing else details.source_row or hashlib.sha256(said).hexdigest()
        if name in self._seen:
            return None, [problem(text("import_expected_once", self._language, row=self._seen[name]))]
        self._seen[name] = number
        if existing is None and said in self._said:
            return Entry(number, "same", details), []
        if existing is None:
            return Entry(number, "new", details), []
        if existing.details.SerializeToString(deterministic=True) == said:
            return Entry(number, "same", details, existing.statement_id), []
        if existing.record_state != consultations.RECORD_STATE_DRAFT:
            return None, [problem(text("import_expected_draft", self._language))]
        return Entry(number, "changed", details, existing.statement_id, existing.version), []

    def _meant(self, typed: Mapping[str, str]) -> consultations.Statement | None:
        """Return the item that a row speaks of: of several with one number the one that says just this already."""
        known = self._existing.get(cells.digits(typed.get("number", "")), [])
        if len(known) < 2:  # noqa: PLR2004 - one has that number, or none
            return next(iter(known), None)
        same = (each for each in known if all(self._says_already(each, *cell) for cell in typed.items()))
        return next((each for each in (*same, *known) if each.statement_id not in self._seen), next(iter(known), None))

    def _declared(self, typed: str) -> set[str]:
        """Return the columns that a row names as those whose words count: they are in the language of the column."""
        return {self._means.translatable.get(cells.folded(each), "") for each in split(typed)}

    @cached_property
    def _existing(self) -> dict[str, list[consultations.Statement]]:
        found: dict[str, list[consultations.Statement]] = {}
        for each in self._draft.statements:
            found.setdefault(each.details.source_row or sheet.mark(each), []).append(each)
        return found

    @cached_property
    def _said(self) -> frozenset[bytes]:
        return frozenset(each.details.SerializeToString(deterministic=True) for each in self._draft.statements)

    def _refuse_formula(self, is_one: bool) -> None:
        if is_one:
            raise Wrong(text("sheet_formula", self._language))

    def _says_already(self, existing: consultations.Statement, name: str, typed: str) -> bool:
        return any(
            typed == sheet.cell(existing, name, names, language).strip() for language, names in self._names.items()
        )

    def _write(self, details: consultations.StatementDetails, name: str, typed: str) -> None:
        """Write a cell into an item.

        Raises:
            Wrong: It means nothing in this column.
        """
        if name == "number":
            details.source_row = self._number(typed)
        elif name == "speaker":
            details.participant_id = self._means.one(typed, self._means.people, "import_expected_speaker")
        elif name == "addressees":
            named = self._means.bodies_in(typed)
            bodies = [self._means.one(each, self._means.bodies, "import_expected_addressee") for each in named]
            details.addressee_ids[:] = list(dict.fromkeys(bodies))
        elif name == "lead_addressee":
            lead = self._means.one(typed, self._means.bodies, "import_expected_addressee")
            if lead and lead not in details.addressee_ids:
                raise Wrong(text("import_expected_lead", self._language))
            details.lead_addressee_id = lead
        elif name == "themes":
            themes = {self._means.one(each, self._means.themes, "import_expected_theme") for each in split(typed)}
            details.themes[:] = sorted(themes)
        elif name in ("machine_assisted", "authoritative"):
            known = self._means.translatable
            named = [self._means.one(each, known, "import_expected_translation") for each in split(typed)]
            (self._mark if name == "machine_assisted" else self._count)(details, named)
        elif offered := self._means.choices.get(name):
            if typed and cells.folded(typed) not in offered:
                raise Wrong(self._means.expected(name))
            setattr(details, name, offered[cells.folded(typed)] if typed else 0)
        else:
            self._write_text(details, name, typed)

    def _write_text(self, details: consultations.StatementDetails, name: str, typed: str) -> None:
        base, _, spoken = name.rpartition("_")
        longest = _LONGEST_TITLE if base == "title" else LONGEST_READ
        if len(typed) > longest:
            raise Wrong(text("sheet_too_long", self._language, most=longest))
        if base == "by_when" and sheet.is_quoted(typed):
            typed = typed[1:-1]
        elif base == "by_when":
            try:
                typed = cells.day(typed, month_first=self._month_first) or typed
            except cells.NoDay:
                raise Wrong(text("sheet_expected_day", self._language)) from None
        holder = details.verifiability if base in sheet.ANSWERS else details
        _put(getattr(holder, base), spoken, typed)

    def _mark(self, details: consultations.StatementDetails, by_machine: Sequence[str]) -> None:
        for base in (*sheet.TEXTS, *sheet.ANSWERS):
            spoken = [each for each in labels.LANGUAGES if f"{base}_{each}" in by_machine]
            written = sheet.text_of(details, base)
            if spoken or written.machine_assisted:
                written.machine_assisted[:] = [each for each in spoken if each in written.bodies]

    def _count(self, details: consultations.StatementDetails, columns: Sequence[str]) -> None:
        for base in (*sheet.TEXTS, *sheet.ANSWERS):
            written = sheet.text_of(details, base)
            spoken = [each for each in labels.LANGUAGES if f"{base}_{each}" in columns and each in written.bodies]
            if spoken or written.authoritative_language:
                written.authoritative_language = next(iter(spoken), "")

    def _number(self, typed: str) -> str:
        plain = cells.digits(typed)
        if not plain or _PLACE.fullmatch(plain):  # a place in the list of an export is no number
            return ""
        if not _NUMBER.fullmatch(plain):
            raise Wrong(text("import_expected_number", self._language))
        return plain


def _in_its_language(name: str, typed: Mapping[str, str]) -> str:
    """Return where a cell belongs: words in the other language than the column's go there, unless it is filled."""
    base, _, spoken = name.rpartition("_")
    if (
        spoken not in labels.LANGUAGES
        or base not in (*sheet.TEXTS, *sheet.ANSWERS)
        or not cells.has_letters(typed[name])
    ):
        return name
    other = f"{base}_{'en' if spoken == 'ur' else 'ur'}"
    return name if typed.get(other) or cells.language_of(typed[name]) == spoken else other


def _put(written: LocalizedText, spoken: str, typed: str) -> None:
    if typed:
        written.bodies[spoken] = typed
    else:
        written.bodies.pop(spoken, None)


def _finish(details: consultations.StatementDetails) -> None:
    """Say which body of each text counts, and leave out what is empty, as the service keeps it."""
    both: tuple[tuple[Message, Sequence[str]], ...] = (
        (details.verifiability, sheet.ANSWERS),
        (details, sheet.TEXTS),
    )
    for holder, names in both:
        for name in names:
            written = getattr(holder, name)
            if not written.bodies:
                holder.ClearField(name)
                continue
            original = written.authoritative_language
            if original not in written.bodies or original in written.machine_assisted:
                # What a machine translated is not what counts, unless nothing else is there.
                by_people = [each for each in written.bodies if each not in written.machine_assisted]
                written.authoritative_language = min(by_people or written.bodies)
            kept = [each for each in written.machine_assisted if each in written.bodies]
            written.machine_assisted[:] = sorted(set(kept) - {written.authoritative_language})
    if not details.verifiability.ByteSize():
        details.ClearField("verifiability")
    if len(details.addressee_ids) < 2:  # noqa: PLR2004 - one leads by itself
        details.lead_addressee_id = ""
    elif details.lead_addressee_id not in details.addressee_ids:
        details.lead_addressee_id = details.addressee_ids[0]
    if not details.addressee_basis:
        named = bool(details.addressee_ids or details.addressee_note.bodies)
        details.addressee_basis = (
            consultations.ADDRESSEE_BASIS_EXPLICIT if named else consultations.ADDRESSEE_BASIS_NONE
        )
