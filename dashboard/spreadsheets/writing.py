"""Workbooks that we write: keys in a hidden first row, headings in the second, every cell typed as text (SEC-13)."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter

from dashboard.spreadsheets.cells import letters

KEY_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_TEXT: Final = {"num_format": "@", "text_wrap": True, "valign": "top"}


@dataclass(frozen=True)
class Column:
    """One column."""

    name: str
    heading: str
    choices: Sequence[str] = ()
    free: bool = False
    """Whether something else than one of the choices may be written there, such as several of them."""

    note: str = ""
    """Beside the heading, where there are no choices."""

    width: int = 18
    hidden: bool = False
    fixed: bool = False
    """Not to be changed: grey."""


def write(
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, str]],
    *,
    titles: tuple[str, str],
    spare: int = 1,
    right_to_left: bool = False,
) -> bytes:
    """Return rows as an XLSX workbook.

    Args:
        columns: In their order.
        rows: Words by the name of the column.
        titles: Of the sheet, and of the hidden one that holds the choices.
        spare: How many rows beneath offer choices, too.
        right_to_left: Whether columns begin at the right.
    """
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, _OPTIONS)
    sheet, lists = (book.add_worksheet(each) for each in titles)
    text = book.add_format(_TEXT)
    fixed = book.add_format({**_TEXT, "bg_color": "#EEEEEE"})
    bold = book.add_format({**_TEXT, "bold": True})
    for each in (sheet, lists):
        if right_to_left:
            each.right_to_left()
    lists.hide()
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, text, {"hidden": column.hidden})
        sheet.write_string(KEY_ROW, place, column.name)
        sheet.write_string(HEAD_ROW, place, column.heading, bold)
        _offer(sheet, lists, place, column, last=FIRST_ROW + len(rows) + spare, lists_title=titles[1])
    for number, row in enumerate(rows, start=FIRST_ROW):
        for place, column in enumerate(columns):
            if value := row.get(column.name, ""):
                sheet.write_string(number, place, value, fixed if column.fixed else text)
    sheet.set_row(KEY_ROW, None, None, {"hidden": True})
    sheet.freeze_panes(FIRST_ROW, 1)
    book.close()
    return packed.getvalue()


def _offer(sheet: Any, lists: Any, place: int, column: Column, *, last: int, lists_title: str) -> None:
    """Offer a column's choices, or say what belongs in it."""
    if column.choices:
        for row, each in enumerate(column.choices):
            lists.write_string(row, place, each)
        letter = letters(place)
        source = f"='{lists_title}'!${letter}$1:${letter}${len(column.choices)}"
        sheet.data_validation(
            FIRST_ROW, place, last, place, {"validate": "list", "source": source, "show_error": not column.free}
        )
    elif column.note:
        sheet.write_comment(HEAD_ROW, place, column.note)


@dataclass(frozen=True)
class Sheet:
    """A list, as it is read."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


def write_sheets(sheets: Sequence[Sheet], *, right_to_left: bool = False) -> bytes:
    """Return lists as an XLSX workbook, one sheet each.

    Args:
        sheets: In their order.
        right_to_left: Whether columns begin at the right.
    """
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, _OPTIONS)
    text, bold = book.add_format(_TEXT), book.add_format({**_TEXT, "bold": True})
    for each in sheets:
        sheet = book.add_worksheet(each.title)
        if right_to_left:
            sheet.right_to_left()
        sheet.set_column(0, max(len(each.headings) - 1, 0), 28, text)
        for number, cells in enumerate([each.headings, *each.rows]):
            for place, value in enumerate(cells):
                sheet.write_string(number, place, value, text if number else bold)
        sheet.freeze_panes(1, 0)
    book.close()
    return packed.getvalue()


def write_marked(
    rows: Sequence[Sequence[str]], wrong: Mapping[tuple[int, int], str], *, title: str, right_to_left: bool = False
) -> bytes:
    """Return rows as they came, each cell that is wrong marked and with what was expected as its comment.

    Args:
        rows: As they were read.
        wrong: By row and column, both from 0.
        title: Of the sheet.
        right_to_left: Whether columns begin at the right.
    """
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, _OPTIONS)
    sheet = book.add_worksheet(title)
    if right_to_left:
        sheet.right_to_left()
    text = book.add_format(_TEXT)
    bad = book.add_format({**_TEXT, "bg_color": "#FFC7CE", "font_color": "#9C0006"})
    for number, cells in enumerate(rows):
        for place, value in enumerate(cells):
            if (number, place) in wrong:
                sheet.write_string(number, place, value, bad)
            elif value:
                sheet.write_string(number, place, value, text)
    for (number, place), expected in wrong.items():
        sheet.write_comment(number, place, expected)
    book.close()
    return packed.getvalue()
