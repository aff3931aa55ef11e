"""Many rows from few: copies of what the service itself wrote, made in SQL with ids that follow from the original's."""

from collections.abc import Mapping
from uuid import UUID

import psycopg

_FUNCTION = """
    CREATE OR REPLACE FUNCTION bench_copy(id uuid, number bigint) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    RETURN overlay(id::text placing lpad(to_hex(number), 8, '0') from 25)::uuid
"""


def copy_of(original: UUID, number: int) -> UUID:
    """Return the id of a row's copy with that number: what `bench_copy` returns in the database."""
    text = str(original)
    return UUID(f"{text[:24]}{number:08x}{text[32:]}")


def prepare(connection: psycopg.Connection) -> None:
    """Make `bench_copy`, and let rows in as they come: nothing that a trigger would do is wanted of copies."""
    connection.execute(_FUNCTION)
    connection.execute("SET session_replication_role = replica")


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
    statement = """
        SELECT column_name FROM information_schema.columns
         WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER' AND is_identity = 'NO'
         ORDER BY ordinal_position
    """
    columns = [row[0] for row in connection.execute(statement, [table]).fetchall()]
    values = [changed.get(name, f't."{name}"') for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    insert = f"""
        INSERT INTO {table} ({names})
        SELECT {", ".join(values)} FROM {table} t CROSS JOIN generate_series({first}, {last}) AS k WHERE {where}
    """
    connection.execute(insert)
