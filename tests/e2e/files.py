"""What lies on the disks of the whole stack."""

from pathlib import Path


def holding(folder: Path, token: bytes) -> set[str]:
    """Return the files of the whole stack that hold a token: databases, topics, logs, mails."""
    found = set()
    for file in folder.rglob("*"):
        try:
            if file.is_file() and not file.is_symlink() and token in file.read_bytes():
                found.add(str(file.relative_to(folder)))
        except FileNotFoundError:
            continue  # rolled over meanwhile
    return found
