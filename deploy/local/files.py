"""Files and folders nobody else reads."""

import os
import tarfile
import tempfile
from pathlib import Path

from deploy.local.failure import CannotStart


def private_folder(folder: Path, *, passable: bool = False) -> Path:
    """Make a folder that only its owner reads; `passable` lets others walk through to what is theirs.

    Raises:
        CannotStart: It cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711 if passable else 0o700)
    except OSError as error:
        raise CannotStart(
            f"cannot write to the folder {folder} ({error.strerror}); make it yours, or name another one in RT_HOME"
        ) from error
    return folder


def write_private(file: Path, content: str | bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    data = content.encode() if isinstance(content, str) else content
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")  # mkstemp makes it 0600
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    Path(name).replace(file)


def unpack(tar: tarfile.TarFile, folder: Path) -> None:
    """Unpack an archive whose content is known to be ours."""
    if hasattr(tarfile, "data_filter"):
        tar.extractall(folder, filter="data")
    else:  # Python 3.11 before 3.11.4, as Debian 12 has it
        tar.extractall(folder)  # noqa: S202
