"""Rows of text: CSV with any of the usual separators, or cells pasted from a spreadsheet."""

import codecs
import csv
import io
from typing import Final

from dashboard.spreadsheets.reading import FILE_BYTES, LONGEST_CELL, Sheet, Unreadable
from dashboard.spreadsheets.reading import read as read_workbook

ROWS: Final = 5000
COLUMNS: Final = 50
_SEPARATORS: Final = ("\t", ";", ",", "|", "،", "؛")
_LOOKED_AT: Final = 20
# How files of other kinds begin that are text for the most part: a sheet saved as a web page calls itself a workbook.
_OTHER_KINDS: Final = ("%pdf-", "{\\rtf", "<!doctype", "<html", "<?xml", "<table", "mime-version:")
_MARKS: Final = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def read_any(packed: bytes) -> list[Sheet]:
    """Return the sheets of a workbook, or the rows of a text file as one.

    Raises:
        Unreadable: It is neither, or too big.
    """
    if packed.startswith(b"PK"):
        return read_workbook(packed)
    if len(packed) > FILE_BYTES:
        raise Unreadable("too_big")
    mark = next((each for each in _MARKS if packed.startswith(each)), b"")
    try:
        text = packed[len(mark) :].decode(_MARKS.get(mark, "utf-8"))
    except UnicodeDecodeError:
        raise Unreadable("no_text") from None
    if text[:100].lstrip().lower().startswith(_OTHER_KINDS):
        raise Unreadable("no_text")
    return [read_text(text)]


def read_text(text: str) -> Sheet:
    """Return the rows of a text, whichever separator it uses; rows at the end that are empty are left out.

    Raises:
        Unreadable: It holds what no text does, or too much.
    """
    if "\x00" in text:
        raise Unreadable("no_text")
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False):
            rows.append([each.replace("\r\n", "\n")[: LONGEST_CELL + 1] for each in cells])
            if len(rows) > ROWS + 1 or len(cells) > COLUMNS:
                raise Unreadable("too_many_cells")
    except csv.Error:
        raise Unreadable("too_big") from None
    while rows and not any(each.strip() for each in rows[-1]):
        rows.pop()
    return Sheet(rows, frozenset())


def _separator(text: str) -> str:
    """Return the separator that most of the first lines agree on."""
    lines = [each for each in text.splitlines()[:_LOOKED_AT] if each.strip()]

    def agreed(separator: str) -> int:
        counts = [_outside_quotes(each, separator) for each in lines]
        return max((counts.count(each) * each for each in set(counts)), default=0)

    return max(_SEPARATORS, key=agreed) if any(agreed(each) for each in _SEPARATORS) else ","


def _outside_quotes(line: str, separator: str) -> int:
    return sum(part.count(separator) for part in line.split('"')[::2])
