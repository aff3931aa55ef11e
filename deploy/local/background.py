"""The stack in the background: start it, end it, tell how it is, delete what it kept."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from deploy.local import unprivileged
from deploy.local.failure import CannotStart
from deploy.local.files import private_folder
from deploy.local.names import REPOSITORY, SERVICES
from deploy.local.process import Birth
from deploy.local.progress import Progress
from deploy.local.stack import READY_FILE

_SECONDS_TO_START = 900.0
_SECONDS_TO_STOP = 20.0
_PARTS = ("postgres", "kafka", "mail", *SERVICES, "dashboard")
BACKUPS = "backups"
KEPT = ("cache", "venv", "venv-dev", "venv-locks", "venv.lock", "venv-dev.lock", BACKUPS)
"""Not data of the stack: what was downloaded and installed, and backups."""


def up(home: Path, progress: Progress) -> int:
    """Start the stack in the background and return when it is ready; what it says is shown meanwhile.

    Returns:
        The exit status: 0 when it is ready, or was already.
    """
    if (running := supervisor(home)) is not None:
        progress.say(f"already running (process {running.pid})")
        return 0
    run = private_folder(private_folder(home, passable=True) / "run")
    (run / READY_FILE).unlink(missing_ok=True)
    log = private_folder(home / "log") / "stack.log"
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    started = subprocess.Popen(
        [sys.executable, "-m", "deploy.local", "run", "--ended-by", "`make down`"],
        stdin=subprocess.DEVNULL,
        stdout=handle,
        stderr=subprocess.STDOUT,
        cwd=REPOSITORY,
        start_new_session=True,
    )
    os.close(handle)
    deadline = time.monotonic() + _SECONDS_TO_START
    with log.open(encoding="utf-8", errors="replace") as said:
        while time.monotonic() < deadline:
            if text := said.read():
                progress.say(text.rstrip("\n"))
            if started.poll() is not None:
                progress.say(said.read().rstrip("\n"))
                return 1
            if (run / READY_FILE).exists():
                return 0
            time.sleep(0.1)
    started.terminate()
    progress.say(f"roundtable: not ready after {_SECONDS_TO_START:.0f} seconds; see {log}")
    return 1


def down(home: Path, progress: Progress) -> int:
    """End the stack, and whatever a killed one has left behind."""
    running, began = supervisor(home), time.monotonic()
    if running is not None:
        _end(running, signal.SIGTERM)
        while running.alive and time.monotonic() - began < _SECONDS_TO_STOP:
            time.sleep(0.1)
    left = [birth for name in _PARTS if (birth := _part(home, name)) is not None]
    for birth in left:
        _end(birth, signal.SIGTERM)
    deadline = time.monotonic() + (_SECONDS_TO_STOP if left else 0)
    while any(birth.alive for birth in left) and time.monotonic() < deadline:
        time.sleep(0.1)
    for birth in filter(None, [running, *left]):
        if birth.alive:
            _end(birth, signal.SIGKILL)
    if running is None and not left:
        progress.say("nothing was running")
    else:
        progress.say(f"everything is stopped ({time.monotonic() - began:.1f} s)")
    return 0


def status(home: Path, progress: Progress) -> int:
    """Tell what runs.

    Returns:
        The exit status: 0 when the whole stack is ready, 3 when it is not.
    """
    if supervisor(home) is None:
        progress.say("not running; `make run` or `make up` starts it")
        return 3
    rows = []
    for name in _PARTS:
        birth = _part(home, name)
        rows.append(
            (name, f"process {birth.pid}", f"{_megabytes(birth.pid)} MB") if birth else (name, "not running", "")
        )
    is_ready = (home / "run" / READY_FILE).exists() and all(row[1] != "not running" for row in rows)
    progress.table("ready" if is_ready else "starting, or stopping", rows)
    return 0 if is_ready else 3


def clean(home: Path, *, everything: bool) -> None:
    """Delete the stack's data; with `everything` also what was downloaded and installed, and backups.

    Raises:
        CannotStart: The stack runs.
    """
    if (running := supervisor(home)) is not None:
        raise CannotStart(f"the stack runs (process {running.pid}); end it with `make down` first")
    unprivileged.forget(home)
    for path in home.iterdir() if home.is_dir() else ():
        if path.name in KEPT and not everything:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def supervisor(home: Path) -> Birth | None:
    """Return the process that runs the stack of this home, None if there is none."""
    return Birth.read(home / "run" / "supervisor.pid")


def _part(home: Path, name: str) -> Birth | None:
    return Birth.read(home / "run" / f"{name}.pid")


def _end(birth: Birth, number: signal.Signals) -> None:
    if birth.alive:
        with suppress(ProcessLookupError):
            os.kill(birth.pid, number)


def _megabytes(pid: int) -> int:
    """Return the memory of a process and of what it started; what they share is counted once."""
    return sum(_kilobytes(each) for each in [pid, *_descendants(pid)]) // 1024


def _kilobytes(pid: int) -> int:
    with suppress(OSError):
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii"), re.MULTILINE)
        return int(found[1]) if found else 0
    return 0


def _descendants(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text(encoding="ascii").split()):
                found += [child, *_descendants(child)]
    return found
