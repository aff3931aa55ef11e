"""Many rows from few: copies of what the service itself wrote, made in SQL with ids that follow from the original's."""

import functools
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from uuid import UUID

import psycopg

_FUNCTION = """
    CREATE OR REPLACE FUNCTION bench_copy(id uuid, number bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN overlay(id::text placing lpad(to_hex(number), 8, '0') from 25)::uuid
"""


@functools.lru_cache(maxsize=64)  # one transaction asks for the same again and again
def copy_of(original: UUID, number: int) -> UUID:
    """Return the id of a row's copy with that number: what `bench_copy` returns in the database."""
    text = str(original)
    return UUID(f"{text[:24]}{number:08x}{text[32:]}")


def prepare(connection: psycopg.Connection) -> None:
    """Make `bench_copy`, and let rows in as they come: nothing that a trigger would do is wanted of copies."""
    connection.execute(_FUNCTION)
    connection.execute("SET session_replication_role = replica")


@contextmanager
def without_indexes(connection: psycopg.Connection, tables: Collection[str]) -> Iterator[None]:
    """Drop the indexes of tables but their primary keys, and make them anew at the end: many rows come faster."""
    statement = """
        SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
          FROM pg_index i
         WHERE i.indrelid = ANY(%s::regclass[])
           AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    """
    indexes = connection.execute(statement, [list(tables)]).fetchall()
    statement = """
        SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
          FROM pg_constraint
         WHERE conrelid = ANY(%s::regclass[]) AND contype = 'u'
    """
    unique = connection.execute(statement, [list(tables)]).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    for table, name, _ in unique:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    connection.execute("SET maintenance_work_mem = '512MB'")
    for table, name, definition in unique:
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for _, definition in indexes:
        connection.execute(definition)


def columns(connection: psycopg.Connection, table: str) -> list[str]:
    """Return the columns of a table that are written, in order."""
    statement = """
        SELECT column_name FROM information_schema.columns
         WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER' AND is_identity = 'NO'
         ORDER BY ordinal_position
    """
    return [row[0] for row in connection.execute(statement, [table]).fetchall()]


def copy_rows(  # noqa: D417
    connection: psycopg.Connection,
    table: str,
    changed: Mapping[str, str],
    *,
    first: int,
    last: int,
    where: str = "true",
) -> None:
    """Copy rows of a table under the numbers `k` from `first` to `last`.

    Args:
        changed: Column to the SQL of its value in a copy, over `t`, the original row, and `k`.
        where: Which rows, over `t`.
    """
    written = columns(connection, table)
    values = [changed.get(name, f't."{name}"') for name in written]
    names = ", ".join(f'"{name}"' for name in written)
    insert = f"""
        INSERT INTO {table} ({names})
        SELECT {", ".join(values)} FROM {table} t CROSS JOIN generate_series({first}, {last}) AS k WHERE {where}
    """
    connection.execute(insert)
