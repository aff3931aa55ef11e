"""How much of a spreadsheet is read, and why one is not: for the process that serves and for the one that reads."""

from typing import Final

FILE_BYTES: Final = 4 * 1024 * 1024
"""No spreadsheet is longer: five thousand rows of usual length in both languages are shorter, in CSV, too."""

ROWS: Final = 5000
COLUMNS: Final = 50

HEADS: Final = 2
"""Rows above those: one of headings, and one of keys."""

LONGEST_READ: Final = 10_000
"""As long as the longest text that the services keep. No cell is read further; one that has more is given with one
character more."""


class Unreadable(Exception):
    """The file is not read. `reason`: `too_big`, `too_many_cells`, `macros`, `no_workbook`, `no_text` or `busy`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
