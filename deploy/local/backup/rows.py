"""The rows of the four databases: out of snapshots that fit together, and into empty databases of the same schema."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any, TypeAlias

import psycopg
from psycopg import IsolationLevel, errors, sql

from deploy.local.backup.archive import Reader, Writer
from deploy.local.failure import CannotStart

LEFT_OUT = {"identity": ("sessions", "sign_in_codes", "enrolment_codes", "calendar_links")}
"""Empty after a restoration: a session or code that was ended since the backup must not come to life again."""
_NOT_LOADED = ("alembic_version",)
# Of the database that wrote it; the restored row gets the number of the transaction that restores it.
_NUMBERED_ANEW = {"events": ("transaction_id",)}

_NULL = b"\\N"
_TRIES = 20
_SECONDS_HELD = 2.0
_SECONDS_BETWEEN_TRIES = 0.5

Told: TypeAlias = dict[str, Any]

_TABLES = """
    SELECT c.relname,
           (SELECT array_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
      FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
     ORDER BY c.relname
"""
_SEQUENCES = """
    SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
     ORDER BY sequencename
"""


@contextmanager
def snapshots(urls: Mapping[str, str]) -> Iterator[dict[str, psycopg.Connection]]:
    """Yield a reading transaction of each database; none has consumed what another's does not record.

    Raises:
        CannotStart: A database is away, or a consumer did not let go for a second, again and again.
    """
    with ExitStack() as stack:
        try:
            readers = {name: stack.enter_context(psycopg.connect(url, connect_timeout=5)) for name, url in urls.items()}
            for reader in readers.values():
                reader.isolation_level = IsolationLevel.REPEATABLE_READ
                reader.read_only = True
            _look_together(urls, readers)
        except psycopg.OperationalError as error:
            raise CannotStart(f"PostgreSQL does not answer: {str(error).splitlines()[0]}") from error
        yield readers


def _look_together(urls: Mapping[str, str], readers: Mapping[str, psycopg.Connection]) -> None:
    for _ in range(_TRIES):
        try:
            with ExitStack() as held:
                fences = [held.enter_context(psycopg.connect(url, connect_timeout=5)) for url in urls.values()]
                until = time.monotonic() + _SECONDS_HELD
                for fence in fences:
                    _hold_consumers(fence, seconds=until - time.monotonic())
                # The first statement of a transaction fixes what it sees.
                for reader in readers.values():
                    reader.execute("SELECT FROM consumed LIMIT 1")
                return
        except errors.LockNotAvailable:
            time.sleep(_SECONDS_BETWEEN_TRIES)
    raise CannotStart("a consumer is at work on one event for long; try again in a minute")


def _hold_consumers(fence: psycopg.Connection, *, seconds: float) -> None:
    """Let nobody note an event as applied until the transaction ends; what others write goes on."""
    # 0 would be for ever.
    fence.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(max(1, int(seconds * 1000))))
    fence.execute("LOCK TABLE consumed IN SHARE MODE")


def dump(service: str, reader: psycopg.Connection, to: Writer) -> Told:
    """Write every table of one database, and return what the manifest says of it."""
    revisions = sorted(row[0] for row in reader.execute("SELECT version_num FROM alembic_version"))
    tables: Told = {}
    for table, columns in reader.execute(_TABLES).fetchall():
        if table in (*_NOT_LOADED, *LEFT_OUT.get(service, ())):
            continue
        kept = [name for name in columns if name not in _NUMBERED_ANEW.get(table, ())]
        statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), _names(kept))
        with to.member(_member(service, table)) as stream, reader.cursor() as cursor:
            with cursor.copy(statement) as copy:
                for chunk in copy:
                    stream.write(chunk)
            tables[table] = {"columns": kept, "rows": cursor.rowcount}
    sequences: Told = dict(reader.execute(_SEQUENCES).fetchall())
    return {"revisions": revisions, "tables": tables, "sequences": sequences}


def load(service: str, admin_url: str, archive: Reader) -> int:
    """Fill an empty database of the schema that the backup was made of, all or nothing; return how many rows.

    Raises:
        CannotStart: The archive's tables are not those of the schema.
    """
    told: Told = archive.manifest["databases"][service]
    with psycopg.connect(admin_url) as connection:
        there = [row[0] for row in connection.execute(_TABLES)]
        wanted = [name for name in there if name not in (*_NOT_LOADED, *LEFT_OUT.get(service, ()))]
        if wanted != sorted(told["tables"]):
            raise CannotStart(f"{archive.file} has not the tables that {service} had then; it was not written by us")
        # No trigger and no foreign key is asked: rows come table by table, as they stood.
        connection.execute("SET LOCAL session_replication_role = replica")
        emptied = sql.SQL(", ").join(sql.Identifier(name) for name in there if name not in _NOT_LOADED)
        connection.execute(sql.SQL("TRUNCATE {}").format(emptied))
        for table, expected in told["tables"].items():
            _load_table(connection, service, table, expected, archive)
        for name, last_value in told["sequences"].items():
            connection.execute("SELECT setval(%s::regclass, %s)", (sql.Identifier(name).as_string(), last_value))
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return sum(each["rows"] for each in told["tables"].values())


def told(archive: Reader, service: str, table: str) -> Iterator[dict[str, bytes]]:
    """Yield the rows of a table that are not null where they are, as COPY writes them."""
    columns: list[str] = archive.manifest["databases"][service]["tables"][table]["columns"]
    for line in archive.lines(_member(service, table)):
        cells = zip(columns, line.rstrip(b"\n").split(b"\t"), strict=True)
        yield {name: cell for name, cell in cells if cell != _NULL}


def _load_table(connection: psycopg.Connection, service: str, table: str, expected: Told, archive: Reader) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _names(expected["columns"]))
    with connection.cursor() as cursor:
        with cursor.copy(statement) as copy:
            for chunk in archive.chunks(_member(service, table)):
                copy.write(chunk)
        if cursor.rowcount != expected["rows"]:
            raise CannotStart(
                f"{archive.file}: {table} of {service} has {cursor.rowcount} rows, not {expected['rows']}"
            )


def _member(service: str, table: str) -> str:
    return f"databases/{service}/{table}.copy"


def _names(columns: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
