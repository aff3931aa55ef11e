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

_CARRIED: Final = 400_000  # of a form, so that it can be sent
_UNPACKED_BYTES: Final = 16 * 1024 * 1024


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
    said = [[each.rows, sorted(each.formulas), each.title, each.hidden, each.left_out] for each in brought.sheets]
    return carried.pack(said)


def unpack(rows: str, place: str) -> Brought | None:
    """Return the sheets that were carried, with the one at a place chosen; None if they are not as we packed them."""
    try:
        sheets = [
            Sheet(
                [[str(cell) for cell in row] for row in lines],
                frozenset(map(str, formulas)),
                str(title),
                hidden is True,
                left_out is True,
            )
            for lines, formulas, title, hidden, left_out in carried.unpack(rows, most=_UNPACKED_BYTES)
        ]
        chosen = int(place or "0")
    except (carried.NotOurs, ValueError, TypeError):
        return None
    known = 0 <= chosen < len(sheets) and not sheets[chosen].left_out
    return Brought(sheets, chosen) if known else None
