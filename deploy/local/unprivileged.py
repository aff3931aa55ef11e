"""Where PostgreSQL may live when the stack is root's: the server refuses to run with root's rights.

An unprivileged user cannot enter a folder below a home that is closed to it. Then the data lies under `/var/lib`,
in a folder whose name follows from the home's path.
"""

import hashlib
import os
import pwd
import shutil
from pathlib import Path

from deploy.local.failure import CannotStart
from deploy.local.process import Account

_CANDIDATES = ("postgres", "nobody")
_ELSEWHERE = Path("/var/lib")


def account(data: Path | None = None) -> Account | None:
    """Return whom PostgreSQL must run as: None if this process is not root's, else an unprivileged user.

    Args:
        data: An existing data folder keeps the user it was made with.
    """
    if os.geteuid() != 0:
        return None
    if data is not None and data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in _CANDIDATES:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    raise CannotStart(
        "PostgreSQL refuses to run as root, and there is neither a user `postgres` nor a user `nobody` to run it as; "
        "run make as an ordinary user"
    )


def folder_for_others(home: Path) -> Path:
    """Return a folder for what an unprivileged user needs: `home` itself, or one under /var/lib where it is closed."""
    if os.geteuid() != 0 or all(_anybody_may_enter(parent) for parent in home.parents):
        return home
    name = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    return _ELSEWHERE / f"roundtable-{name}"


def give(path: Path, to: Account | None) -> None:
    """Make `path` the account's own."""
    if to is not None:
        os.chown(path, to.uid, to.gid)


def lend_tree(folder: Path, to: Account | None) -> None:
    """Let the account read a folder that stays ours, and nobody else."""
    for directory, _, names in os.walk(folder):
        for path in (Path(directory), *(Path(directory) / name for name in names)):
            if path.is_symlink():
                continue
            if to is not None:
                os.chown(path, 0, to.gid)
            path.chmod(path.stat().st_mode & 0o700 | (path.stat().st_mode & 0o700) >> 3 & 0o050)


def forget(home: Path) -> None:
    """Delete what lies outside `home` for its sake."""
    if (elsewhere := folder_for_others(home)) != home:
        shutil.rmtree(elsewhere, ignore_errors=True)


def _anybody_may_enter(folder: Path) -> bool:
    return not folder.exists() or bool(folder.stat().st_mode & 0o001)
