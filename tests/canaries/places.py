"""Every place into which the product writes, and what is searched there."""

import email
import email.policy
import json
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, Final

import psycopg
from confluent_kafka import OFFSET_BEGINNING, Consumer, Message, TopicPartition

from deploy.local import backup
from deploy.local.files import private_folder
from deploy.local.names import SERVICES
from deploy.local.progress import Silent
from deploy.local.stack import Stack

_NOT_OURS: Final = "cache/"  # programs of others
_MAIL: Final = ("mail/", ".eml")
"""What the mail server keeps is looked at by recipient."""
_KINDS: Final = (
    ("postgres/data/base/", "database files"),
    ("postgres/data/pg_wal/", "write-ahead log"),
    ("kafka/broker-1/data/", "Kafka segments"),
    ("log/", "log files"),
    ("postgres/data/log/", "log files"),
    ("", "all other files of the home"),
)


def nothing(_found: str) -> bool:
    """Let nothing stand there."""
    return False


@dataclass
class Search:
    """What is looked for, where it was looked for, and what was found.

    Attributes:
        find: Returns what of that which is looked for some bytes hold.
        told: Says in words what a find is, without it.
        places: By place, how many things were searched and how many bytes.
        hits: What was found where it may not be, as sentences.
        seen: All that was found.
    """

    find: Callable[[bytes], set[str]]
    told: Callable[[str], str]
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    hits: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def look(self, place: str, name: str, data: bytes, may: Callable[[str], bool] = nothing) -> None:
        """Search some bytes.

        Args:
            place: The kind of place.
            name: Which of them.
            data: What it holds.
            may: Tells of a find whether it may stand there.
        """
        things, size = self.places.get(place, (0, 0))
        self.places[place] = (things + 1, size + len(data))
        found = self.find(data)
        self.seen |= found
        self.hits += [f"{place}: {name} holds {self.told(each)}" for each in sorted(found) if not may(each)]


def files(home: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield every file of the stack: place, path within the home, and bytes."""
    for file in sorted(home.rglob("*")):
        path = str(file.relative_to(home))
        is_mail = path.startswith(_MAIL[0]) and path.endswith(_MAIL[1])
        if is_mail or path.startswith(_NOT_OURS) or file.is_symlink() or not file.is_file():
            continue
        try:
            data = file.read_bytes().rstrip(b"\0")  # an index of Kafka's is ten megabytes of nothing
        except FileNotFoundError:
            continue  # rolled over meanwhile
        yield next(kind for start, kind in _KINDS if path.startswith(start)), path, data


def databases(stack: Stack) -> dict[str, str]:
    """Write everything in databases to the disk; return by name of a database its folder within the home.

    With it, what PostgreSQL notes of the values of each column when it counts them.
    """
    for service in SERVICES:
        with stack.postgres.admin(service) as connection:
            connection.execute("ANALYZE")
    with stack.postgres.admin() as connection:
        connection.execute("CHECKPOINT")
        rows = connection.execute("SELECT oid, datname FROM pg_database").fetchall()
    return {name: f"postgres/data/base/{oid}/" for oid, name in rows}


def tables(stack: Stack, service: str) -> Iterator[tuple[str, bytes]]:
    """Yield every table of a service as its bytes in clear: on the disk a long value may be compressed."""
    with stack.postgres.admin(service) as connection:
        found = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in found:
            statement = psycopg.sql.SQL("COPY (SELECT * FROM {}) TO STDOUT WITH (FORMAT binary)")
            with connection.cursor().copy(statement.format(psycopg.sql.Identifier(schema, table))) as copy:
                yield f"{service}.{table}", b"".join(bytes(part) for part in copy)


STATISTICS: Final = "statistics of columns, and what is asked of PostgreSQL"
_TOLD: Final = {
    "values that are common": "SELECT * FROM pg_stats WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    "what is asked": "SELECT * FROM pg_stat_activity",
}


def told_by_postgres(stack: Stack, service: str) -> Iterator[tuple[str, bytes]]:
    """Yield what PostgreSQL tells of a database, beside its tables: on the disk it may be compressed."""
    with stack.postgres.admin(service) as connection:
        for what, statement in _TOLD.items():
            for row in connection.execute(statement).fetchall():
                yield f"{service}: {what}", "\n".join(map(str, row)).encode()


def backups(stack: Stack, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Make a backup of the running stack; yield each part of its two archives."""
    made = backup.backup(stack, private_folder(folder / "data"), private_folder(folder / "keys"), Silent())
    for archive in (made.data, made.keys):
        assert archive
        with zipfile.ZipFile(archive) as parts:
            for name in parts.namelist():
                yield f"{archive.parent.name}/{name}", parts.read(name)


def messages(stack: Stack) -> Iterator[tuple[str, bytes]]:
    """Yield every message of every topic as a consumer gets it: on the disk a batch may be compressed."""
    consumer = Consumer(
        stack.kafka.client_configuration("operator") | {"group.id": "canaries", "enable.auto.commit": False}
    )
    try:
        topics = consumer.list_topics(timeout=20).topics
        ends = {
            (topic, partition): consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=20)
            for topic, described in topics.items()
            if not topic.startswith("__")
            for partition in described.partitions
        }
        wanted = {place: end for place, (first, end) in ends.items() if first < end}
        consumer.assign([TopicPartition(*place, OFFSET_BEGINNING) for place in wanted])
        while wanted:
            for message in consumer.consume(500, timeout=1):
                assert not message.error(), message.error()
                place = (str(message.topic()), int(message.partition() or 0))
                yield f"{place} at {message.offset()}", _bytes_of(message)
                if place in wanted and int(message.offset() or 0) + 1 >= wanted[place]:
                    del wanted[place]
    finally:
        consumer.close()


def _bytes_of(message: Message) -> bytes:
    headers: Any = message.headers() or []
    parts: list[Any] = [message.key() or b"", message.value() or b""]
    return b"\n".join([*parts, *(part for name, value in headers for part in (name.encode(), value or b""))])


def mails(stack: Stack) -> Iterator[tuple[str, str, bytes]]:
    """Yield every mail that was taken: to whom, which, and its bytes as they came and with their parts decoded."""
    for mail in read_json(f"{stack.mailbox_url}/api/messages"):
        came = (stack.home / "mail" / f"{mail['id']}.eml").read_bytes()
        parsed = email.message_from_bytes(came, policy=email.policy.default)
        parts = [f"{name}: {value}".encode() for name, value in parsed.items()]
        bodies: list[Any] = [part.get_payload(decode=True) for part in parsed.walk() if not part.is_multipart()]
        parts += [each or b"" for each in bodies]
        yield f"{mail['to']}", f"{mail['id']}", b"\n".join([came, *parts])


def metrics(stack: Stack) -> Iterator[tuple[str, bytes]]:
    """Yield the metrics of every service."""
    for service in SERVICES:
        port = getattr(stack.ports, f"{service}_metrics")
        yield service, read(f"http://127.0.0.1:{port}/metrics")


def processes(stack: Stack) -> Iterator[tuple[str, bytes]]:
    """Yield the arguments and the environment of every process of the stack, with its children."""
    for process in _processes(stack):
        folder = Path("/proc") / str(process)
        with suppress(FileNotFoundError):  # it has ended
            yield f"{process}", (folder / "cmdline").read_bytes() + b"\0" + (folder / "environ").read_bytes()


def _processes(stack: Stack) -> Iterator[int]:
    waiting = [
        int(file.read_text(encoding="ascii").split()[0])
        for file in sorted((stack.home / "run").glob("*.pid"))
        if file.stem != "supervisor"
    ]
    while waiting:
        process = waiting.pop()
        yield process
        with suppress(FileNotFoundError):  # it has ended
            for task in (Path("/proc") / str(process) / "task").iterdir():
                waiting += map(int, (task / "children").read_text(encoding="ascii").split())


def files_without_a_name(stack: Stack) -> Iterator[tuple[str, bytes]]:
    """Yield what processes of the stack hold open that lies in no folder any more, or never did."""
    for process in _processes(stack):
        yield from held_by(process)


def held_by(process: int) -> Iterator[tuple[str, bytes]]:
    """Yield the same of one process."""
    for held in sorted((Path("/proc") / str(process) / "fd").glob("*")):
        try:
            target = str(held.readlink())
            if target.endswith(" (deleted)") and held.is_file():
                yield f"{process}: {target}", held.read_bytes()
        except OSError:
            continue  # it was closed meanwhile


def outputs(stack: Stack) -> Iterator[tuple[str, str, bytes]]:
    """Yield all of it but files, mails and backups: place, which of them, and bytes."""
    by_place: dict[str, Iterator[tuple[str, bytes]]] = {
        "tables": chain.from_iterable(tables(stack, service) for service in SERVICES),
        STATISTICS: chain.from_iterable(told_by_postgres(stack, service) for service in SERVICES),
        "messages of topics": messages(stack),
        "metrics": metrics(stack),
        "arguments and environments of processes": processes(stack),
        "files without a name": files_without_a_name(stack),
    }
    for place, found in by_place.items():
        for name, data in found:
            yield place, name, data


def memory(stack: Stack, part: str) -> Iterator[tuple[str, bytes]]:
    """Yield what a part of the stack has in its memory that it may write to: which stretch, and its bytes."""
    process = (stack.home / "run" / f"{part}.pid").read_text(encoding="ascii").split()[0]
    folder = Path("/proc") / process
    with (folder / "mem").open("rb", buffering=0) as held:
        for line in (folder / "maps").read_text(encoding="utf-8").splitlines():
            where, may, *_ = line.split()
            begin, end = (int(each, 16) for each in where.split("-"))
            if not may.startswith("rw"):
                continue
            try:
                held.seek(begin)
                yield f"{part} at {where}", held.read(end - begin)
            except OSError:
                continue  # given back meanwhile, or the kernel's own


def read(url: str) -> bytes:
    """Return what an address of the stack's own answers."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        content: bytes = answer.read()
        return content


def read_json(url: str) -> Any:
    """Return the same, read as JSON."""
    return json.loads(read(url))
