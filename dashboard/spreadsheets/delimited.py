"""Rows of text: CSV with any of the usual separators, or cells pasted from a spreadsheet."""

import codecs
import csv
import re
from collections.abc import Iterator
from typing import Final

from dashboard.spreadsheets.limits import COLUMNS, HEADS, LONGEST_READ, ROWS, Unreadable

_SEPARATORS: Final = ("\t", ";", ",", "|", "،", "؛")
_LOOKED_AT: Final = 20
_MOST_BLANK: Final = 100_000  # beneath the last row that holds something
_MOST_SEPARATORS: Final = 50_000  # of a line, those within quotation marks included
_SAMPLE: Final = 64 * 1024
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SAID: Final = re.compile(r"sep=([\t;,|،؛])[ \t]*(?:\r\n|\r|\n)", re.IGNORECASE)
_QUOTED: Final = re.compile(r'(?:^|(?<=[\t;,|،؛]))"(?:[^"]|"")*+"(?=[\t;,|،؛\r\n]|\Z)', re.MULTILINE)
# How files of other kinds begin that are text for the most part: a sheet saved as a web page calls itself a workbook.
_OTHER_KINDS: Final = ("%pdf-", "{\\rtf", "<!doctype", "<html", "<?xml", "<table", "mime-version:")
MARKS: Final = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def decoded(content: bytes) -> str:
    """Return a file as text.

    Raises:
        Unreadable: It is none.
    """
    mark = next((each for each in MARKS if content.startswith(each)), b"")
    try:
        text = content[len(mark) :].decode(MARKS.get(mark, "utf-8"))
    except UnicodeDecodeError:
        raise Unreadable("no_text") from None
    if text[:100].lstrip().lower().startswith(_OTHER_KINDS):
        raise Unreadable("no_text")
    return text


def rows(text: str) -> list[list[str]]:
    """Return the rows of a text, whichever separator it uses; rows and cells at the end that are empty are left out.

    Raises:
        Unreadable: It holds what no text does, or too much.
    """
    if "\x00" in text:
        raise Unreadable("no_text")
    # Spreadsheets say so themselves, in a first line of its own.
    said = _SAID.match(text)
    separator = said[1] if said else _separator(text[:_SAMPLE])
    found: list[list[str]] = []
    blank = 0
    try:
        lines = _lines(text[said.end() :] if said else text, separator)
        for cells in csv.reader(lines, delimiter=separator, strict=False):
            row = [each.replace("\r\n", "\n").replace("\r", "\n")[: LONGEST_READ + 1] for each in cells]
            while len(row) > COLUMNS and not row[-1].strip():
                row.pop()
            if not any(each.strip() for each in row):
                blank += 1
                if blank > _MOST_BLANK:
                    raise Unreadable("too_many_cells")
                continue
            found += [[] for _ in range(min(blank, ROWS + HEADS))]
            found.append(row)
            blank = 0
            if len(found) > ROWS + HEADS or len(row) > COLUMNS:
                raise Unreadable("too_many_cells")
    except csv.Error:
        raise Unreadable("too_big") from None
    return found


def _lines(text: str, separator: str) -> Iterator[str]:
    """Return the lines one by one: a copy of a long text is four times as long. None parts into endless cells."""
    for each in _LINE.finditer(text):
        if each[0].count(separator) > _MOST_SEPARATORS:
            raise Unreadable("too_many_cells")
        yield each[0]


def _separator(sample: str) -> str:
    """Return the separator that most of the first lines agree on, outside of cells in quotation marks."""
    lines = [each for each in _QUOTED.sub("", sample).splitlines()[:_LOOKED_AT] if each.strip()]

    def agreed(separator: str) -> int:
        counts = [each.count(separator) for each in lines]
        return max((counts.count(each) * each for each in set(counts)), default=0)

    return max(_SEPARATORS, key=agreed) if any(agreed(each) for each in _SEPARATORS) else ","
