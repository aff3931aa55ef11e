"""Workbooks that we write hold words and nothing that acts, whatever somebody typed (SEC-13)."""

import ast
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest

import dashboard
from dashboard.spreadsheets.writing import Column, Sheet, write, write_marked, write_sheets

REPOSITORY: Final = Path(dashboard.__file__).parents[1]
TYPED: Final = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "\t=1", "{=1+1}", "\uff1d1", "|cmd", "12", "TRUE"),
    *("https://x.example", "mailto:a@x.example", "internal:A1", "external:x.xlsx", '=cmd|"/c calc"!A1'),
)


def _columns(words: Sequence[str]) -> bytes:
    columns = [Column("a", each, choices=words, note=each) for each in words] + [Column("b", "b", note=words[0])]
    return write(columns, [{"a": each, "b": each} for each in words], titles=("Lines", "Lists"))


def _sheets(words: Sequence[str]) -> bytes:
    return write_sheets([Sheet("Lines", words, [words])])


def _marked(words: Sequence[str]) -> bytes:
    return write_marked([words, words], {(0, place): each for place, each in enumerate(words)}, title="Lines")


@pytest.mark.covers("SEC 13")
@pytest.mark.parametrize("written", [_columns, _sheets, _marked])
def test_no_cell_of_a_workbook_is_a_formula_a_number_or_a_link(written: Callable[[Sequence[str]], bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(written(TYPED))) as book:
        parts = {name: book.read(name).decode() for name in book.namelist()}
    sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    for sheet in sheets:
        assert "<f>" not in sheet
        assert "hyperlink" not in sheet
        assert sheet.count("<v>") == sheet.count('t="s"'), "every value is words"
    assert not [name for name in parts if "externalLink" in name or "connections" in name]


def test_there_is_one_place_that_writes_workbooks_and_one_that_writes_csv() -> None:
    writing = {"xlsxwriter": set[str](), "csv": set[str](), "openpyxl": set[str]()}
    for folder in ("dashboard", "services"):
        for file in (REPOSITORY / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                for name in writing.keys() & {each.partition(".")[0] for each in names}:
                    writing[name].add(str(file.relative_to(REPOSITORY)))
    assert writing == {
        "xlsxwriter": {"dashboard/spreadsheets/writing.py"},
        "csv": {"dashboard/spreadsheets/comma.py", "dashboard/spreadsheets/delimited.py"},
        "openpyxl": set(),
    }
    reading = (REPOSITORY / "dashboard/spreadsheets/delimited.py").read_text(encoding="utf-8")
    assert "csv.writer" not in reading
