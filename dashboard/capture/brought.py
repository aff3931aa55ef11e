"""What somebody brought: the sheets of a workbook, or rows alone, and which one is read.

It travels with the form and is kept nowhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dashboard import labels
from dashboard.capture import columns
from dashboard.spreadsheets.reading import Sheet
from dashboard.web import carried

FORM_BYTES: Final = 4 * 1024 * 1024
"""How long a form is that carries what was brought: twice as long as five thousand rows of usual length."""

_CARRIED: Final = FORM_BYTES - 64 * 1024  # what stands beside it in the form fits in, too
_UNPACKED_BYTES: Final = 16 * 1024 * 1024
_MOST_CELLS: Final = 600_000
_MOST_SHEETS: Final = 250
# What parts sheets, rows and cells: no cell of ours holds one, and no text that is kept.
_SHEET, _ROW, _CELL = "\x1d", "\x1e", "\x1f"
_SEPARATORS: Final = str.maketrans("", "", _SHEET + _ROW + _CELL)


@dataclass(frozen=True)
class Brought:
    """Sheets, of which one is read."""

    sheets: Sequence[Sheet]
    place: int = 0

    @property
    def read(self) -> Sheet:
        """The one that is read."""
        return self.sheets[self.place]

    @property
    def others(self) -> list[tuple[int, Sheet]]:
        """Those that are not read, with their places: a page names each, so that none is dropped unseen."""
        return [(place, each) for place, each in enumerate(self.sheets) if place != self.place]


def of(sheets: Sequence[Sheet]) -> Brought | None:
    """Return what was brought, with the first sheet chosen that looks like one of items; None if no row is in it."""
    found = [each for each in sheets if each.left_out or (count(each) and not _ours(each))]
    readable = [place for place, each in enumerate(found) if not each.left_out]
    if not readable:
        return None
    best = [place for place in readable if columns.fits(found[place].rows)]
    visible = [place for place in readable if not found[place].hidden]
    return Brought(found, next(iter((*best, *visible, *readable))))


def count(sheet: Sheet) -> int:
    """Return how many rows of a sheet hold something."""
    return sum(any(cell.strip() for cell in row) for row in sheet.rows)


def _ours(sheet: Sheet) -> bool:
    """Tell whether it is the list of choices that our template hides."""
    return sheet.hidden and sheet.title in {labels.text("sheet_choices", each) for each in labels.LANGUAGES}


def fitting(brought: Brought) -> Brought | None:
    """Return as much of it as a form can carry: all sheets, or those rows that are read; None if they do not fit."""
    alone = [
        each if place == brought.place else replace(each, rows=[], formulas=frozenset(), left_out=True)
        for place, each in enumerate(brought.sheets)
    ]
    for each in (brought, Brought(alone, brought.place)):
        if len(pack(each)) <= _CARRIED:
            return each
    return None


def pack(brought: Brought) -> str:
    """Return the sheets for the form: the browser keeps them, we keep nothing."""
    sheets = [
        _ROW.join([_joined([each.title, *_flags(each), *sorted(each.formulas)]), *map(_joined, each.rows)])
        for each in brought.sheets
    ]
    return carried.pack(_SHEET.join(sheets))


def _flags(sheet: Sheet) -> tuple[str, str]:
    return "hidden" * sheet.hidden, "left out" * sheet.left_out


def _joined(row: Sequence[str]) -> str:
    return _CELL.join(each.translate(_SEPARATORS) for each in row)


def unpack(rows: str, place: str) -> Brought | None:
    """Return the sheets that were carried, with the one at a place chosen; None if they are not as we packed them."""
    try:
        said, chosen = carried.unpack_text(rows, most=_UNPACKED_BYTES), int(place or "0")
    except (carried.NotOurs, ValueError):
        return None
    # Counted before they are parted: what somebody else packed takes no more room than what we did.
    if not said or said.count(_CELL) + said.count(_ROW) > _MOST_CELLS:
        return None
    sheets = [_sheet(each.split(_ROW)) for each in said.split(_SHEET, _MOST_SHEETS)]
    known = 0 <= chosen < len(sheets) and not sheets[chosen].left_out
    return Brought(sheets, chosen) if known else None


def _sheet(rows: Sequence[str]) -> Sheet:
    title, hidden, left_out, *formulas = [*rows[0].split(_CELL), "", ""]
    cells = [each.split(_CELL) for each in rows[1:]]
    return Sheet(cells, frozenset(filter(None, formulas)), title, bool(hidden), bool(left_out))
