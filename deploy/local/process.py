"""Child processes: started in a group of their own, told apart by pid *and* start time, stopped by pid only."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from deploy.local.failure import CannotStart
from deploy.local.files import write_private

_CHILD = Path(__file__).with_name("child.py")
_LOG_KEPT_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True)
class Account:
    """The unprivileged user a child is run as."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Birth:
    """Which process a pid meant when it was noted: pids are used again."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "Birth | None":
        """Return the mark of a living process, None if there is none."""
        if Path("/proc/self/stat").exists():
            try:
                rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                return None
            return None if rest[0] in "ZX" else cls(pid, rest[19])
        asked = ["ps", "-o", "lstart=", "-p", str(pid)]
        shown = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
        return cls(pid, shown.replace(" ", "_")) if shown else None

    @classmethod
    def read(cls, file: Path) -> "Birth | None":
        """Return the process that a pid file names if it still lives."""
        try:
            pid, started = file.read_text().split()
        except (OSError, ValueError):
            return None
        noted = cls(int(pid), started)
        return noted if noted.alive else None

    @property
    def alive(self) -> bool:
        """Whether that very process still runs."""
        return Birth.of(self.pid) == self

    def write(self, file: Path) -> None:
        """Note the process in a pid file."""
        write_private(file, f"{self.pid} {self.started}\n")


class Child:
    """One program of the stack, with its log."""

    def __init__(  # noqa: D417 - the rest is named by its type
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
        account: Account | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        pid_file: Path | None = None,
    ) -> None:
        """Describe the program; nothing runs yet.

        Args:
            name: What people call it.
            command: Program and arguments.
            account: Whom to run it as, when this process is root's.
            stop_signal: What makes it end in good order; also sent by the kernel if this process dies.
        """
        self.name = name
        self.log = log
        self.pid_file = pid_file
        self._command = [str(part) for part in command]
        self._environment = dict(environment) if environment is not None else None
        self._folder = folder
        self._account = account
        self._stop_signal = stop_signal
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was never started")
        return self._process.pid

    @property
    def exit_status(self) -> int | None:
        """How it ended: None while it runs, negative for a signal."""
        return self._process.poll() if self._process else None

    @property
    def running(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the program.

        The kernel ties a child's life to the thread that made it, so only one made by the main thread is tied.
        """
        _rotate(self.log)
        uid, gid = (str(self._account.uid), str(self._account.gid)) if self._account else ("-", "-")
        tied = int(self._stop_signal) if threading.current_thread() is threading.main_thread() else 0
        wrapper = [sys.executable, "-I", "-S", str(_CHILD), str(os.getpid()), str(tied), uid, gid]
        handle = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the stack's own command line
                [*wrapper, "--", *self._command],
                stdin=subprocess.DEVNULL,
                stdout=handle,
                stderr=subprocess.STDOUT,
                env=self._environment,
                cwd=self._folder,
                start_new_session=True,
            )
        finally:
            os.close(handle)
        if self.pid_file and (birth := Birth.of(self._process.pid)):
            birth.write(self.pid_file)

    def ask_to_stop(self) -> None:
        """Send the signal that ends it in good order."""
        self.signal(self._stop_signal)

    def signal(self, number: signal.Signals) -> None:
        """Send the program itself, not its group, a signal."""
        if self._process and self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    def stop(self, *, timeout: float = 10.0) -> bool:
        """End it in good order, by force after `timeout` seconds; False if force was needed."""
        self.ask_to_stop()
        return self.wait_stopped(timeout)

    def wait_stopped(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds for the end, then use force; False if force was needed."""
        if self._process is None:
            return True
        try:
            self._process.wait(max(timeout, 0.0))
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        self._bury()
        return True

    def kill(self) -> None:
        """End the program and what it started at once, as a power cut would."""
        if self._process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        self._bury()

    def _bury(self) -> None:
        # What it started itself and left behind is still in its group.
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        if self.pid_file:
            self.pid_file.unlink(missing_ok=True)

    def last_lines(self, count: int = 12) -> str:
        """Return the end of its log."""
        try:
            with self.log.open("rb") as stream:
                stream.seek(max(0, self.log.stat().st_size - 16_384))
                lines = stream.read().decode(errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-count:])

    def must_run(self) -> None:
        """Raise CannotStart, with the end of the log, if the program has ended."""
        if (status := self.exit_status) is not None:
            raise CannotStart(f"{self.name} ended ({_how(status)}); the end of {self.log}:\n{self.last_lines()}")

    def must_succeed(self, *, timeout: float, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Wait for a program that does one thing and ends.

        Raises:
            CannotStart: It failed, or had not ended after `timeout` seconds; or what `meanwhile` raises.
        """
        deadline = time.monotonic() + timeout
        while self.running:
            meanwhile()
            if time.monotonic() > deadline:
                self._too_slow(timeout, "finished")
            time.sleep(0.05)
        if self.exit_status != 0:
            self.must_run()

    def wait_until(
        self, ready: Callable[[], bool], *, timeout: float, meanwhile: Callable[[], None] = lambda: None
    ) -> None:
        """Wait until `ready()` is true.

        Raises:
            CannotStart: The program ended, or was not ready after `timeout` seconds; or what `meanwhile` raises.
        """
        deadline = time.monotonic() + timeout
        while True:
            self.must_run()
            meanwhile()
            if ready():
                return
            if time.monotonic() > deadline:
                self._too_slow(timeout, "ready")
            time.sleep(0.05)

    def _too_slow(self, seconds: float, what: str) -> NoReturn:
        late = f"{self.name} was not {what} after {seconds:.0f} seconds"
        raise CannotStart(f"{late}; the end of {self.log}:\n{self.last_lines()}")


def _how(status: int) -> str:
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"


def _rotate(log: Path) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        if log.stat().st_size > _LOG_KEPT_BYTES:
            shutil.move(log, log.with_suffix(".old.log"))
