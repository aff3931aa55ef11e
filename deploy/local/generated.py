"""Files in the repository that are written from something else: `make check` says when one is stale."""

import difflib
import sys
from pathlib import Path


def stale(file: Path, wanted: str, *, written_from: str) -> int:
    """Say how a file differs from what it should be; 1 if it does, or is not there."""
    found = file.read_text(encoding="utf-8") if file.exists() else ""
    lines = difflib.unified_diff(found.splitlines(), wanted.splitlines(), file.name, written_from, lineterm="", n=0)
    sys.stdout.writelines(f"{each}\n" for each in lines)
    return int(found != wanted)
