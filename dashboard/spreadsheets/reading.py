"""Spreadsheets that somebody uploads, read by a child process that can do nothing else."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE_BYTES: Final = 4 * 1024 * 1024
"""No spreadsheet is longer: five thousand rows of usual length in both languages are shorter, in CSV, too."""

SHORT_FILE_BYTES: Final = 2 * 1024 * 1024
"""No spreadsheet of a liaison is longer."""

LONGEST_CELL: Final = 4000
"""No answer, and no line typed for capture, is longer."""

LONGEST_READ: Final = 10_000
"""As long as the longest text that the services keep. No cell is read further; one that has more is given with one
character more."""

_CHILD: Final = Path(__file__).with_name("child.py")
_SECONDS: Final = 15
_AT_ONCE: Final = threading.BoundedSemaphore(2)


class Unreadable(Exception):
    """The file is not read. `reason`: `too_big`, `too_many_cells`, `macros`, `no_workbook`, `no_text` or `busy`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, or rows of another file."""

    rows: list[list[str]]
    """Every cell as a person would type it; a day as `YYYY-MM-DD`."""

    formulas: frozenset[str]
    """Cells such as `B7` that hold a formula; their rows show what it gave when the file was saved."""

    title: str = ""
    """What the workbook calls it; empty for other rows."""

    hidden: bool = False
    """Whether the workbook hides it."""

    left_out: bool = False
    """Whether its rows are not here: they are too many."""


def read(packed: bytes) -> list[Sheet]:
    """Return the sheets of an XLSX workbook, in their order; at least one has its rows.

    Raises:
        Unreadable: It is none, holds macros, is too big, or reading it took too much.
    """
    if len(packed) > FILE_BYTES:
        raise Unreadable("too_big")
    if not _AT_ONCE.acquire(timeout=_SECONDS):
        raise Unreadable("busy")
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_CHILD)],
            input=packed,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            # Nothing of ours is known to it: no secret, no address.
            env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
            cwd="/",
        )
    except subprocess.TimeoutExpired as late:
        raise Unreadable("too_big") from late
    finally:
        _AT_ONCE.release()
    if done.returncode != 0:  # it ran out of memory or time
        raise Unreadable("too_big")
    found = json.loads(done.stdout)
    if reason := found.get("refused"):
        raise Unreadable(reason)
    return [Sheet(**each | {"formulas": frozenset(each["formulas"])}) for each in found["sheets"]]
