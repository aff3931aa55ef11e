"""What `make backup` and `make restore` do, step by step."""

import re
import shutil
import time
from collections.abc import Container, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from deploy.local import background, preflight
from deploy.local.backup import archive, rows
from deploy.local.failure import CannotStart
from deploy.local.files import private_folder, write_private
from deploy.local.names import SERVICES
from deploy.local.postgres import ADMIN
from deploy.local.progress import Progress
from deploy.local.stack import READY_FILE, Stack
from services.chassis import migrate, schema

DATA, KEYS = "data", "keys"
_FOLDERS = ("evidence", "documents")
"""Sealed files beside the databases: each opens only with its key."""
_FILES = ("sample-data.done", "sample-data.first-start", "start.json")
_NO_DATA = (*background.KEPT, "run", "log")
_OURS = re.compile(
    rf"files/(?:(?:{'|'.join(_FOLDERS)})/[\w-][\w.-]*|{'|'.join(map(re.escape, _FILES))})|"
    rf"{KEYS}/(?:{'|'.join(SERVICES)})/[\w-][\w.-]*",
    re.ASCII,
)
"""Which files a backup brings: never one that is run, or that lets anybody in."""
_CARDS = "start.json"
"""Who can sign in; without keys, nobody can."""
_SIGNING = "signing"
"""Keys that sign tokens for a minute: every start on a new machine makes its own."""


@dataclass(frozen=True)
class Sources:
    """The two archives of one backup."""

    data: Path
    keys: Path | None
    """None restores without: what is restricted is then lost for ever."""


def backup(stack: Stack, data: Path, keys: Path, progress: Progress) -> Sources:
    """Write the stack's data into one folder and its keys into another, while it runs or not.

    Raises:
        CannotStart: Nothing is there to be backed up, or a part of it could not be read or written.
    """
    if not stack.postgres.data.exists():
        raise CannotStart(f"nothing is kept in {stack.home}: there is nothing to back up")
    preflight.check_whole(stack.home)
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
    of_data, of_keys = data / f"roundtable-data-{stamp}.zip", keys / f"roundtable-keys-{stamp}.zip"
    try:
        with _database(stack, progress), _pair(of_data, of_keys) as writers:
            _write(stack, *writers, stamp, progress)
    except PermissionError as error:
        raise CannotStart(f"cannot read {error.filename}: run this as whoever runs the stack") from error
    except OSError as error:
        where = f" at {error.filename}" if error.filename else f" in {data} or {keys}"
        raise CannotStart(f"the backup was not made: {error.strerror}{where}") from error
    except psycopg.Error as error:
        raise CannotStart(f"the backup was not made: PostgreSQL says {str(error).splitlines()[0]}") from error
    for what, file in (("Data", of_data), ("Keys", of_keys)):
        progress.say(f"{what}: {file} ({file.stat().st_size // 1024 + 1} KiB)")
    progress.say("A restoration needs both. Keep the keys in another place than the data.")
    progress.say("Left out on purpose: sessions and codes, what Kafka holds, the local mailboxes, logs, certificates.")
    return Sources(of_data, of_keys)


@contextmanager
def _pair(data: Path, keys: Path) -> Iterator[tuple[archive.Writer, archive.Writer]]:
    """Yield two archives: both get their names, or neither does."""
    with ExitStack() as alone:
        with archive.written(keys) as of_keys:
            with archive.written(data) as of_data:
                yield of_data, of_keys
            alone.callback(data.unlink)
        alone.pop_all()


def _write(stack: Stack, data: archive.Writer, keys: archive.Writer, stamp: str, progress: Progress) -> None:
    urls = {name: stack.postgres.url(name, ADMIN) for name in SERVICES}
    with progress.step("Keys"):
        copied = _copy_keys(stack.home / KEYS, keys, but=())
    with rows.snapshots(urls) as readers:
        # Before the snapshots and after: what is sealed anew meanwhile lies in them under a key that is destroyed at
        # once, or under one that was not there yet.
        _copy_keys(stack.home / KEYS, keys, but=copied)
        with progress.step("Databases"):
            told = {name: rows.dump(name, reader, data) for name, reader in readers.items()}
    with progress.step("Files"):
        for folder in _FOLDERS:
            for file in sorted((stack.home / folder).glob("[!.]*")):
                data.copy(f"files/{folder}/{file.name}", file)
        for name in _FILES:
            if (file := stack.home / name).exists():
                data.copy(f"files/{name}", file)
    fingerprint = data.close(DATA, {"made_at": stamp, "databases": told})
    keys.close(KEYS, {"made_at": stamp, "of": fingerprint})


def _copy_keys(folder: Path, to: archive.Writer, *, but: Container[Path]) -> set[Path]:
    found = {file for service in SERVICES for file in (folder / service).glob("[!.]*") if file.name != _SIGNING}
    for file in sorted(each for each in found if each not in but):
        to.copy(f"{KEYS}/{file.parent.name}/{file.name}", file)
    return found


@contextmanager
def _database(stack: Stack, progress: Progress) -> Iterator[None]:
    """Use the running stack's database, or start it alone."""
    if background.supervisor(stack.home) is not None:
        if not (stack.home / "run" / READY_FILE).exists():
            raise CannotStart("the stack is starting, or stopping; try again when `make status` says ready")
        yield
        return
    with _alone(stack):
        with progress.step("PostgreSQL"):
            stack.certificates.make()
            stack.postgres.start()
        yield


@contextmanager
def _alone(stack: Stack) -> Iterator[None]:
    """Keep the stack from starting in this home meanwhile; a database that was started is stopped at the end."""
    handle = preflight.take(private_folder(stack.home, passable=True))
    try:
        yield
    finally:
        if stack.postgres.launched:
            stack.postgres.stop()
        preflight.release(handle)


def restore(stack: Stack, sources: Sources, progress: Progress) -> None:
    """Fill the stack's empty home with a backup. Nothing is begun before both archives were read to their end.

    Raises:
        CannotStart: The home is not empty, an archive is not whole, the two do not belong together, or a part could
            not be written; the home is then empty again.
    """
    _refuse_unless_empty(stack)
    with archive.opened(sources.data, DATA) as data:
        _refuse_newer(data)
        _refuse_strange(data, "files")
        if sources.keys is None:
            _fill(stack, data, None, progress)
            return
        with archive.opened(sources.keys, KEYS) as keys:
            if keys.manifest["of"] != data.fingerprint:
                raise CannotStart(
                    f"{sources.keys} was not made with {sources.data}, or one of them was changed; "
                    "take the pair with the same time in its names"
                )
            _refuse_strange(keys, KEYS)
            _fill(stack, data, keys, progress)


def _refuse_unless_empty(stack: Stack) -> None:
    if background.supervisor(stack.home) is not None:
        raise CannotStart(f"the stack runs in {stack.home}; restore into an empty home: another RT_HOME, say")
    found = sorted(path.name for path in stack.home.glob("*") if path.name not in _NO_DATA and path.name[0] != ".")
    if stack.postgres.data.exists() or found:
        what = found[0] if found else "a database"
        raise CannotStart(
            f"{stack.home} is not empty ({what} is there) and nothing was changed; restore into another RT_HOME, or "
            "run `make clean` first if nothing in it is needed"
        )


def _refuse_newer(data: archive.Reader) -> None:
    for service, told in data.manifest["databases"].items():
        if newer := schema.unknown(told["revisions"], service=service):
            raise CannotStart(f"{data.file} was made by a newer Roundtable ({newer[0]}); restore it with that one")


def _refuse_strange(source: archive.Reader, below: str) -> None:
    if strange := [name for name in source.names(below) if not _OURS.fullmatch(name)]:
        raise CannotStart(f"{source.file} was not written by us: no backup holds {strange[0]}; nothing was restored")


def _fill(stack: Stack, data: archive.Reader, keys: archive.Reader | None, progress: Progress) -> None:
    began = time.monotonic()
    with _alone(stack):
        # Anew, as reading the archives may take long: nobody else can fill the home from here on.
        _refuse_unless_empty(stack)
        preflight.check(stack.home, stack.ports, stack.environment)
        there = {path.name for path in stack.home.iterdir()}
        mark = stack.home / preflight.UNFINISHED
        write_private(mark, f"{data.file}\n")
        try:
            count = _fill_databases(stack, data, progress)
            files = _unpack(data, "files", stack.home) + (_unpack(keys, KEYS, stack.home / KEYS) if keys else 0)
            if keys is None:
                (stack.home / _CARDS).unlink(missing_ok=True)
        except BaseException as error:
            if stack.postgres.launched:
                stack.postgres.stop()
            _empty(stack, but=there)
            if isinstance(error, (psycopg.Error, *migrate.REFUSALS, OSError)):
                said = str(error).splitlines()[0]
                raise CannotStart(f"the backup could not be restored and the home is empty again: {said}") from error
            raise
        mark.unlink()
    seconds = time.monotonic() - began
    progress.say(f"Restored {count:,} rows and {files:,} files of {data.manifest['made_at']} in {seconds:.0f} s.")
    if keys is None:
        progress.say("Without keys: what is restricted cannot be opened, now or ever; people have to be entered anew.")
    progress.say(
        "Now `make up`. Kafka begins empty; within a minute each service has asked the others for what it missed."
    )
    progress.say("Everybody signs in anew. What was erased after the backup was made has come back: erase it again.")


def _fill_databases(stack: Stack, data: archive.Reader, progress: Progress) -> int:
    with progress.step("PostgreSQL"):
        stack.certificates.make()
        stack.postgres.start()
        stack.postgres.create_databases()
    count = 0
    for service in SERVICES:
        with progress.step(service.capitalize()):
            owner = stack.postgres.url(service, f"{service}_migrator")
            migrate.upgrade(owner, service=service, to=data.manifest["databases"][service]["revisions"])
            count += rows.load(service, stack.postgres.url(service, ADMIN), data)
    return count


def _unpack(source: archive.Reader, below: str, folder: Path) -> int:
    private_folder(folder, passable=below != KEYS)
    names = source.names(below)
    for name in names:
        target = folder.joinpath(*Path(name).parts[1:])
        if target.parent != folder:
            private_folder(target.parent)
        write_private(target, source.read(name))
    return len(names)


def _empty(stack: Stack, *, but: Container[str]) -> None:
    """Delete what an unfinished restoration has made, and nothing that was there before."""
    shutil.rmtree(stack.postgres.data.parent, ignore_errors=True)
    for path in stack.home.iterdir():
        if path.name in (*_NO_DATA, preflight.UNFINISHED) or path.name in but:
            continue
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
    # Last, so that a home that is emptied in part does not start.
    (stack.home / preflight.UNFINISHED).unlink(missing_ok=True)
