"""Spreadsheets that somebody uploads, read by a child process that can do nothing else."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dashboard.spreadsheets import delimited
from dashboard.spreadsheets.limits import FILE_BYTES, Unreadable

SHORT_FILE_BYTES: Final = 2 * 1024 * 1024
"""No spreadsheet of a liaison is longer."""

LONGEST_CELL: Final = 4000
"""No answer, and no line typed for capture, is longer."""

_ROOT: Final = Path(__file__).parents[2]
_START: Final = "import sys; sys.path.insert(0, sys.argv[1]); from dashboard.spreadsheets import child; child.main()"
_WORKBOOK: Final = b"PK"
_SECONDS: Final = 15
_AT_ONCE: Final = threading.BoundedSemaphore(2)


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
    if len(packed) <= FILE_BYTES and not packed.startswith(_WORKBOOK):
        raise Unreadable("no_workbook")
    return read_any(packed)


def read_any(packed: bytes) -> list[Sheet]:
    """Return the sheets of a workbook, or the rows of a text file as one.

    Raises:
        Unreadable: It is neither, holds macros, is too big, or reading it took too much.
    """
    if len(packed) > FILE_BYTES:
        raise Unreadable("too_big")
    if not _AT_ONCE.acquire(timeout=_SECONDS):
        raise Unreadable("busy")
    try:
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-c", _START, str(_ROOT)],
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


def read_text(text: str) -> Sheet:
    """Return the rows of what was pasted: a field of a form, whose length and letters were looked at before.

    Raises:
        Unreadable: It holds what no text does, or too much.
    """
    return Sheet(delimited.rows(text), frozenset())
