"""Rows as CSV that any spreadsheet opens: UTF-8 with its mark, no cell a formula."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

MARK: Final = codecs.BOM_UTF8
"""Stands first in a file: without it spreadsheets take Urdu for another script."""

# What begins a formula, in ASCII and as wide letters, and what a spreadsheet skips before it looks (SEC-13).
_FORMULA: Final = tuple("=+-@\uff1d\uff0b\uff0d\uff20\t\r\n|")
_SKIPPED: Final = (
    " \u00a0\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as lines of CSV, each cell quoted; what would be read as a formula begins with an apostrophe."""
    made = io.StringIO(newline="")
    lines = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerows([_plain(each) for each in row] for row in rows)
    return made.getvalue().encode()


def _plain(cell: str) -> str:
    """Return a cell that is text to a spreadsheet."""
    return f"'{cell}" if cell.lstrip(_SKIPPED).startswith(_FORMULA) else cell
