"""What must hold before anything is started; each failure is one sentence that says what to do."""

import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

from deploy.local.failure import CannotStart
from deploy.local.files import private_folder
from deploy.local.names import Ports
from deploy.local.process import Birth

NEEDED_BYTES = 2 * 1024**3
UNFINISHED = "restore.unfinished"
"""In the home while a backup is being restored into it."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")
_LISTENING = "0A"


def check(home: Path, ports: Ports, environment: Mapping[str, str] = os.environ) -> None:
    """Check everything that can be checked beforehand.

    Raises:
        CannotStart: Something prevents the stack from starting.
    """
    check_address(environment)
    private_folder(home, passable=True)
    _check_writable(home)
    _check_space(home)
    check_ports(ports)


def check_address(environment: Mapping[str, str]) -> None:
    """Refuse to listen for strangers: the local stack's pages are not served over TLS."""
    host = environment.get("RT_LISTEN", "").rpartition(":")[0]
    if host and host not in _LOOPBACK:
        raise CannotStart(
            f"RT_LISTEN={environment['RT_LISTEN']} is refused: without TLS the stack listens on this machine only "
            "(127.0.0.1); unset it, and to let others in put a proxy that speaks TLS before it"
        )


def check_ports(ports: Ports) -> None:
    """Refuse ports somebody else listens on."""
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                if error.errno == errno.EACCES:
                    reason = "may not be opened by an ordinary user"
                else:
                    reason = f"is in use{_by(port)}"
                raise CannotStart(
                    f"port {port} ({name.replace('_', ' ')}) {reason}; free it, or choose another one with "
                    f"{Ports.variable(name)}"
                ) from error


def take(home: Path) -> int:
    """Take the home for this process until it ends; the returned descriptor must stay open.

    Raises:
        CannotStart: Another stack runs in this home.
    """
    run = private_folder(home / "run")
    handle = os.open(run / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        running = Birth.read(run / "supervisor.pid")
        who = f" (process {running.pid})" if running else ""
        raise CannotStart(f"a stack already runs in {home}{who}; see `make status`, end it with `make down`") from error
    return handle


def check_whole(home: Path) -> None:
    """Refuse a home into which a backup was restored in part.

    Raises:
        CannotStart: A restoration was interrupted.
    """
    if (home / UNFINISHED).exists():
        raise CannotStart(f"the restoration into {home} was interrupted; run `make clean`, then `make restore` again")


def release(handle: int) -> None:
    """Give a home back."""
    os.close(handle)


def _check_writable(home: Path) -> None:
    probe = home / f".probe-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"cannot write to the folder {home} ({error.strerror}); make it yours, or name another one in RT_HOME"
        ) from error


def _check_space(home: Path) -> None:
    free = shutil.disk_usage(home).free
    if free < NEEDED_BYTES:
        raise CannotStart(
            f"only {free // 1024**2} MB are free in {home} and 2048 are needed; make room, or name another folder in "
            "RT_HOME"
        )


def _by(port: int) -> str:
    """Name the process that listens on a port, as far as this user may see it."""
    try:
        rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    except OSError:
        return ""
    inodes = {f"socket:[{row[9]}]" for row in rows if row[3] == _LISTENING and int(row[1].split(":")[1], 16) == port}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(link.readlink()) in inodes for link in (folder / "fd").iterdir()):
                return f" by {(folder / 'comm').read_text().strip()} (process {folder.name})"
        except OSError:
            continue
    return ""
