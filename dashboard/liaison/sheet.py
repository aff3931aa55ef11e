"""A liaison's lines as a spreadsheet: to take along, have cleared, and bring back with the answers filled in.

The first row, hidden, names the columns by the fields of the form, so that neither language nor layout matters when the
sheet comes back. Every cell is written as text: what somebody else wrote never becomes a formula (SEC-13).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dashboard import labels
from dashboard.liaison import answer
from dashboard.spreadsheets.cells import digits, folded, letters
from dashboard.spreadsheets.reading import LONGEST_CELL, Sheet
from dashboard.spreadsheets.writing import FIRST_ROW, KEY_ROW, Column
from dashboard.spreadsheets.writing import write as write_sheet
from dashboard.web.forms import whole_number
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_LINE: Final = ("tracked_number", "body", "name", "title", "asked", "asked_by", "stands", "version")
COLUMNS: Final = (*_LINE, *answer.FIELDS)
_HIDDEN: Final = frozenset({"body", "version"})
_DAYS: Final = frozenset(name for name in answer.FIELDS if name.endswith("_date"))
_SILENT: Final = frozenset({"written_in", "evidence_date"})
_WIDTHS: Final = {"title": 40, "asked": 60, "answer_text": 50, "reason": 40, "stage_text": 40, "stands": 30}


@dataclass(frozen=True)
class Problem:
    """One cell that has to be changed."""

    row: int
    """As the spreadsheet counts, from 1."""

    column: str
    """The column's letters; empty for the row as a whole."""

    name: str
    """The field; empty for the row as a whole."""

    value: str
    expected: str
    """In the language of the page."""

    refusal: str = ""
    """What the service says of it; empty if it did not get that far."""


@dataclass(frozen=True)
class Filled:
    """One row with an answer."""

    row: int
    number: str
    body: str
    form: dict[str, str]
    """The form as it is filled in; `expected_version` is that of the line when the sheet was made."""

    @property
    def key(self) -> str:
        """The idempotency key: the same row of the same sheet is the same act, however often it is brought."""
        said = json.dumps([self.number, self.body, sorted(self.form.items())], ensure_ascii=True)
        return hashlib.sha256(said.encode()).hexdigest()


def heading(name: str, language: str) -> str:
    """Return what a column is called."""
    if name in {"ours", "answer", "stage"}:
        return labels.text(f"q_{name}", language)
    key = {"title": "sheet_title_of_line"}.get(name, f"sheet_{name}" if name in _LINE else f"field_{name}")
    return labels.text(key, language)


def choices(name: str, language: str) -> dict[str, str]:
    """Return the choices of a column, by the words that stand for them; none if anything can be written there."""
    match name:
        case "ours":
            return {labels.text(f"ours_{each}", language): each for each in answer.OURS}
        case "answer":
            return {labels.text(f"answer_{each}", language): each for each in answer.ANSWERS}
        case "stage":
            return {labels.text(f"stage_{each}", language): each for each in answer.STAGES}
        case "reason_kind":
            kinds = answer.REASONS.items()
            return {labels.value(events.DeclineReason, number, language): each for each, number in kinds}
        case "written_in":
            return {labels.text(f"language_{each}", language): each for each in labels.LANGUAGES}
    return {}


def write(
    lines: Sequence[recommendations.Assignment],
    kept: Mapping[str, recommendations.AnswerDraft],
    *,
    language: labels.Language,
) -> bytes:
    """Return the lines as an XLSX workbook.

    Args:
        lines: The lines of the reader's addressees.
        kept: The reader's own drafts by assignment: what they say is filled in.
        language: Of headings and choices; in Urdu the sheet runs from right to left.
    """
    columns = [
        Column(
            name=name,
            heading=heading(name, language),
            choices=list(choices(name, language)),
            note=_note(name, language),
            width=_WIDTHS.get(name, 18),
            hidden=name in _HIDDEN,
            fixed=name in _LINE,
        )
        for name in COLUMNS
    ]
    return write_sheet(
        columns,
        [_row(each, kept.get(each.assignment_id), language) for each in lines],
        titles=(labels.text("sheet_lines", language), labels.text("sheet_choices", language)),
        right_to_left=language == "ur",
    )


def _note(name: str, language: str) -> str:
    if name in _LINE:
        return ""
    return labels.text("sheet_note_day" if name in _DAYS else "sheet_note_text", language)


def _row(
    assignment: recommendations.Assignment, draft: recommendations.AnswerDraft | None, language: labels.Language
) -> dict[str, str]:
    line = assignment.line
    known = answer.known(draft.fields) if draft else {"written_in": language}
    words = {name: _word(name, value, language) for name, value in known.items()}
    name = labels.name(line.addressee.name, language)
    return words | {
        "tracked_number": line.tracked_number,
        "body": line.addressee.slug,
        "name": name,
        "title": labels.name(line.title, language),
        "asked": labels.name(assignment.text, language)[:LONGEST_CELL],
        "asked_by": line.response.due_date,
        "stands": labels.headline(line.headline, language, body=name),
        "version": str(draft.assignment_version if draft else assignment.version),
    }


def _word(name: str, value: str, language: str) -> str:
    return next((word for word, key in choices(name, language).items() if key == value), value)


def ours(sheets: Sequence[Sheet]) -> Sheet:
    """Return the sheet that we wrote, wherever it stands in the workbook; the first one if none is."""
    return next((each for each in sheets if _is_ours(each)), sheets[0])


def _is_ours(sheet: Sheet) -> bool:
    names = sheet.rows[KEY_ROW] if sheet.rows else []
    return "tracked_number" in names and "version" in names


def read(
    sheet: Sheet, mine: Sequence[recommendations.Assignment], *, language: str
) -> tuple[list[Filled], list[Problem]]:
    """Return the rows that hold an answer, and every cell that cannot be read. Rows without an answer are left out."""
    if not _is_ours(sheet):
        return [], [Problem(1, "", "", "", labels.text("sheet_not_ours", language))]
    names = sheet.rows[KEY_ROW]
    known = {(each.line.tracked_number, each.line.addressee.slug) for each in mine}
    filled: list[Filled] = []
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()
    for place, cells in enumerate(sheet.rows[FIRST_ROW:], start=FIRST_ROW):
        row = _Row(place + 1, {name: cell for name, cell in zip(names, cells, strict=False) if name}, names, language)
        if not any(row.cells.get(name, "").strip() for name in answer.FIELDS if name not in _SILENT):
            continue
        found, wrong = row.read(sheet.formulas)
        line = (found.number, found.body)
        if line not in known:
            wrong = [row.problem("tracked_number", labels.text("sheet_not_yours", language))]
        elif line in seen:
            wrong = [row.problem("tracked_number", labels.text("sheet_twice", language))]
        seen.add(line)
        problems += wrong
        if not wrong:
            filled.append(found)
    return filled, problems


@dataclass(frozen=True)
class _Row:
    """One row as it came back."""

    number: int
    cells: dict[str, str]
    names: list[str]
    language: str

    def problem(self, name: str, expected: str) -> Problem:
        column = letters(self.names.index(name)) if name in self.names else ""
        return Problem(self.number, column, name, self.cells.get(name, "")[:200], expected)

    def read(self, formulas: frozenset[str]) -> tuple[Filled, list[Problem]]:
        form, problems = {}, []
        for name in answer.FIELDS:
            typed = self.cells.get(name, "").strip()
            value = _value(name, typed)
            if f"{letters(self.names.index(name)) if name in self.names else ''}{self.number}" in formulas:
                problems.append(self.problem(name, labels.text("sheet_formula", self.language)))
            elif value is None:
                problems.append(self.problem(name, self._expected(name)))
            elif len(value) > LONGEST_CELL:
                problems.append(self.problem(name, labels.text("sheet_too_long", self.language, most=LONGEST_CELL)))
            elif value:
                form[name] = value
        version = whole_number(self.cells.get("version", "").strip())
        if not version:
            problems.append(self.problem("version", labels.text("sheet_no_version", self.language)))
        form.setdefault("written_in", self.language)
        form["expected_version"] = str(version)
        return Filled(self.number, self.cells.get("tracked_number", ""), self.cells.get("body", ""), form), problems

    def _expected(self, name: str) -> str:
        if name in _DAYS:
            return labels.text("sheet_expected_day", self.language)
        offered = labels.text("comma", self.language).join(choices(name, self.language))
        return labels.text("sheet_expected_choice", self.language, choices=offered)


def _value(name: str, typed: str) -> str | None:
    """Return what a cell means to the form; None if it means nothing there."""
    if not typed:
        return ""
    if name in _DAYS:
        return _day(typed)
    known = {folded(word): key for language in labels.LANGUAGES for word, key in choices(name, language).items()}
    if not known:
        return typed
    return known.get(folded(typed)) or (typed if typed in known.values() else None)


def _day(typed: str) -> str | None:
    """Return a day as `YYYY-MM-DD`, whatever digits it is written in; None if it is none."""
    plain = digits(typed)
    try:
        return date.fromisoformat(plain).isoformat() if len(plain) == len("2026-12-31") else None
    except ValueError:
        return None


def column(name: str) -> str:
    """Return the letters of a field's column in the sheets that we write; empty for none."""
    return letters(COLUMNS.index(name)) if name in COLUMNS else ""
