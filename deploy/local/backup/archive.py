"""An archive: a zip with a manifest that names every member with its length and SHA-256, readable by its owner only."""

import fcntl
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from deploy.local.failure import CannotStart

_MANIFEST = "manifest.json"
_FORMAT = 1
_CHUNK = 1024 * 1024
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)
"""What reading a zip raises, according to where it was damaged; a flipped bit may also say "encrypted"."""


class _Measured:
    """Counts and hashes what is written through it."""

    def __init__(self, to: IO[bytes]) -> None:
        self._to = to
        self.size = 0
        self._digest = hashlib.sha256()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._to.write(data)
        self.size += len(data)
        self._digest.update(data)

    def entry(self) -> dict[str, Any]:
        return {"bytes": self.size, "sha256": self._digest.hexdigest()}


@dataclass
class Writer:
    """An archive that is being written."""

    target: Path
    _zip: zipfile.ZipFile
    _members: dict[str, dict[str, Any]] = field(default_factory=dict)

    @contextmanager
    def member(self, name: str) -> Iterator[_Measured]:
        """Write one member."""
        with self._zip.open(name, "w", force_zip64=True) as stream:
            measured = _Measured(stream)
            yield measured
        self._members[name] = measured.entry()

    def add(self, name: str, content: bytes) -> None:
        """Write one small member."""
        with self.member(name) as stream:
            stream.write(content)

    def copy(self, name: str, file: Path) -> None:
        """Write one member from a file, unless it was erased in this very moment."""
        try:
            source = file.open("rb")
        except FileNotFoundError:
            return
        with source, self.member(name) as stream:
            while chunk := source.read(_CHUNK):
                stream.write(chunk)

    def close(self, kind: str, told: dict[str, Any]) -> str:
        """Write the manifest with what is told besides, and return its SHA-256."""
        manifest = {"format": _FORMAT, "kind": kind, **told, "members": self._members}
        content = json.dumps(manifest, indent=1, sort_keys=True).encode()
        self._zip.writestr(_MANIFEST, content)
        return hashlib.sha256(content).hexdigest()


def _clear(folder: Path) -> None:
    """Delete what killed backups left behind: half archives that nobody writes any more, of keys perhaps."""
    for left in folder.glob(".roundtable-*.zip.partial"):
        try:
            with left.open("r+b") as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                left.unlink(missing_ok=True)
        except OSError:  # somebody writes it, it is gone, or it is not ours to delete
            continue


@contextmanager
def written(target: Path) -> Iterator[Writer]:
    """Yield an archive to write into; it gets its name when it is whole and on the disk, and never otherwise.

    Raises:
        CannotStart: The folder cannot be written, or the name is taken.
    """
    aside = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if target.exists():
            raise CannotStart(f"{target} is there already; nothing was written")
        _clear(target.parent)
        handle = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        fcntl.flock(handle, fcntl.LOCK_EX)  # for as long as it is written; a kill lets go of it
    except OSError as error:
        raise CannotStart(f"cannot write to the folder {target.parent} ({error.strerror})") from error
    try:
        with os.fdopen(handle, "w+b") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                yield Writer(target, archive)
            stream.flush()
            os.fsync(stream.fileno())
        aside.rename(target)
        _sync(target.parent)
    finally:
        aside.unlink(missing_ok=True)


@dataclass(frozen=True)
class Reader:
    """An archive that is whole: every member has the length and the SHA-256 that the manifest names."""

    file: Path
    manifest: dict[str, Any]
    fingerprint: str
    """SHA-256 of the manifest."""
    _zip: zipfile.ZipFile

    def names(self, below: str) -> list[str]:
        """Return the members below a folder."""
        return sorted(name for name in self.manifest["members"] if name.startswith(f"{below}/"))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a member's content."""
        with self._zip.open(name) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield a member's content line by line."""
        with self._zip.open(name) as stream:
            yield from stream

    def read(self, name: str) -> bytes:
        """Return a small member's content."""
        return self._zip.read(name)


@contextmanager
def opened(file: Path, kind: str) -> Iterator[Reader]:
    """Yield an archive after all of it was checked.

    Raises:
        CannotStart: It is missing, of another kind, from a newer version, not whole, or was changed.
    """
    try:
        archive = zipfile.ZipFile(file)
    except FileNotFoundError:
        raise CannotStart(f"there is no file {file}") from None
    except OSError as error:
        raise CannotStart(f"cannot read {file} ({error.strerror})") from error
    except _DAMAGE:
        raise CannotStart(
            f"{file} is no backup, or only the beginning of one: copy it again, or take an older"
        ) from None
    with archive:
        content, manifest = _manifest(archive, file)
        if manifest.get("format") != _FORMAT:
            raise CannotStart(f"{file} was made by another version of Roundtable; restore it with that one")
        if manifest.get("kind") != kind:
            raise CannotStart(f"{file} holds {manifest.get('kind')}, not {kind}")
        reader = Reader(file, manifest, hashlib.sha256(content).hexdigest(), archive)
        _check(reader)
        yield reader


def _manifest(archive: zipfile.ZipFile, file: Path) -> tuple[bytes, dict[str, Any]]:
    try:
        content = archive.read(_MANIFEST)
        return content, json.loads(content)
    except KeyError:
        raise CannotStart(f"{file} is no backup of Roundtable: it has no manifest") from None
    except _DAMAGE:
        raise CannotStart(f"{file} is damaged: copy it again, or take an older backup") from None


def _check(reader: Reader) -> None:
    wanted = reader.manifest["members"]
    there = {each.filename for each in reader._zip.infolist()} - {_MANIFEST}  # noqa: SLF001 - made here
    if missing := sorted(wanted.keys() - there):
        raise CannotStart(f"{reader.file} is incomplete: {missing[0]} is missing; take another copy of this backup")
    if strange := sorted(there - wanted.keys()):
        raise CannotStart(f"{reader.file} was changed: nobody wrote {strange[0]}; take another copy of this backup")
    for name, entry in wanted.items():
        digest, size = hashlib.sha256(), 0
        try:
            for chunk in reader.chunks(name):
                digest.update(chunk)
                size += len(chunk)
        except _DAMAGE:
            size = -1
        if (size, digest.hexdigest()) != (entry["bytes"], entry["sha256"]):
            raise CannotStart(f"{reader.file} was damaged or changed at {name}; take another copy of this backup")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
