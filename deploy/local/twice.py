"""`make twice`: install the locks two times, each time into an empty folder, and compare what lies there to the byte.

Each time the first program of all, `bootstrap.py`, makes the environment as on any machine: every package comes from
the registry (or from pip's cache of it) and is checked by its hash. Both are made at one and the same path, the first
one then moved away, so no difference is allowed: shebangs name the same Python, and so RECORDs hold the same sums. Not
compared is what Python compiled (`__pycache__`): it holds the time at which its source was written, and Python makes it
anew wherever it is missing.

`requirements/dev.txt` holds each package of the other locks in the same version with the same hashes, or this fails.
"""

import filecmp
import os
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from deploy.local.names import REPOSITORY

LOCKS: Final = ("services", "dashboard", "local", "dev")
_LARGEST: Final = "dev"
_BOOTSTRAP: Final = REPOSITORY / "deploy" / "local" / "bootstrap.py"
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+==[^ \\;]+)((?:.*\\\n)*.*)$", re.MULTILINE)
_HASH: Final = re.compile(r"--hash=(\S+)")
_COMPILED: Final = "__pycache__"
_MOST_NAMED: Final = 20


def main() -> int:
    """Install twice and compare; 0 if both are the same."""
    sys.stdout.write("installing the locks twice, into empty folders\n")
    wrong = not_in(_LARGEST)
    with tempfile.TemporaryDirectory(prefix="roundtable-twice-") as folder:
        home, first = Path(folder) / "home", Path(folder) / "first"
        if not wrong and installed(home):
            home.rename(first)
            wrong = differences(first, home) if installed(home) else ["the second installation failed"]
        elif not wrong:
            wrong = ["the first installation failed"]
        count = sum(1 for _ in _parts(home)) if not wrong else 0
    sys.stdout.writelines(f"{each}\n" for each in wrong[:_MOST_NAMED])
    sys.stdout.write(f"{len(wrong)} differences\n" if wrong else f"{count} files and folders, the same twice\n")
    return int(bool(wrong))


def not_in(largest: str) -> list[str]:
    """Return what locks hold that the largest one does not hold, with the same hashes."""
    every = pins(REPOSITORY / "requirements" / f"{largest}.txt")
    return [
        f"{pin} of {lock}.txt is not the one of {largest}.txt"
        for lock in LOCKS
        for pin, hashes in pins(REPOSITORY / "requirements" / f"{lock}.txt").items()
        if every.get(pin) != hashes
    ]


def pins(lock: Path) -> Mapping[str, frozenset[str]]:
    """Return the packages of a lock as `name==version`, with their hashes."""
    return {pin: frozenset(_HASH.findall(rest)) for pin, rest in _PIN.findall(lock.read_text(encoding="utf-8"))}


def installed(home: Path) -> bool:
    """Make the environment of the largest lock below an empty home, as CI does, but for what Python compiles."""
    environment = {**os.environ, "RT_HOME": str(home), "PIP_COMPILE": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, str(_BOOTSTRAP), _LARGEST, "-c", ""]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, check=False).returncode == 0  # noqa: S603 - our own


def differences(first: Path, second: Path) -> list[str]:
    """Return how two folders differ: what only one holds, and what is of another kind, mode, target or content."""
    here, there = dict(_parts(first)), dict(_parts(second))
    missing = [f"{each} is there once only" for each in sorted(here.keys() ^ there.keys())]
    changed = [
        f"{each} is not the same twice"
        for each in sorted(here.keys() & there.keys())
        if here[each] != there[each] or not _same_bytes(first / each, second / each)
    ]
    return missing + changed


def _parts(folder: Path) -> Iterator[tuple[str, tuple[int, str]]]:
    """Yield what lies in a folder by its path, with its mode and, if it is a link, where that leads."""
    for where, folders, files in os.walk(folder):
        folders[:] = [each for each in folders if each != _COMPILED]
        for name in (*folders, *files):
            path = Path(where, name)
            target = str(path.readlink()) if path.is_symlink() else ""
            yield str(path.relative_to(folder)), (path.lstat().st_mode, target)


def _same_bytes(one: Path, other: Path) -> bool:
    return not stat.S_ISREG(one.lstat().st_mode) or filecmp.cmp(one, other, shallow=False)


if __name__ == "__main__":
    sys.exit(main())
