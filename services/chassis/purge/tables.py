"""Tables written anew, so that no dead row is left in the files of a database.

An ordinary VACUUM lets space be used again and leaves the bytes there; `VACUUM FULL` writes what lives into a new file,
its indexes and what is too long for a row, too. Each table is locked for as long as that takes; to get the lock, nobody
is kept waiting for more than two seconds at a time.
"""

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

import psycopg
from psycopg import errors, sql
from psycopg.errors import Diagnostic

from services.chassis.purge.unfinished import Unfinished

Report: TypeAlias = Callable[[str], None]

KEPT: Final = ("events", "alembic_version")
"""Hold no text: of events the bodies lie in `texts`, and no row of them was ever changed."""

_STATISTICS: Final = ("pg_statistic", "pg_statistic_ext_data")
"""The planner's samples: the most common values of each column, word for word."""

_LOCK_MILLISECONDS: Final = 2_000
_SECONDS_BETWEEN_TRIES: Final = 1.0
_LONG: Final = 1.0

_TABLES: Final = """
    SELECT c.relname
      FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> ALL(%(kept)s)
     ORDER BY pg_total_relation_size(c.oid), c.relname
"""
_SAMPLED: Final = """
    SELECT relation.relname, a.attname
      FROM pg_class t
      JOIN pg_class relation ON relation.oid = t.oid
                             OR relation.oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = t.oid)
      JOIN pg_attribute a ON a.attrelid = relation.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_stats s ON s.schemaname = 'public' AND s.tablename = relation.relname AND s.attname = a.attname
     WHERE t.relnamespace = 'public'::regnamespace AND t.relname = %(table)s AND NOT s.inherited
"""
_HOLDER: Final = """
    SELECT pid, application_name, to_char(xact_start AT TIME ZONE 'UTC', 'HH24:MI:SS') AS since
      FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_xmin IS NOT NULL
     ORDER BY xact_start
     LIMIT 1
"""


@dataclass(frozen=True)
class _Told:
    """What the server said of its work."""

    message: str
    is_warning: bool
    dead: int
    """How many dead rows somebody may still see."""

    @classmethod
    def of(cls, notice: Diagnostic) -> Self:
        # "3 dead row versions cannot be removed yet.", in whichever language the server speaks.
        first = (notice.message_detail or "").partition(" ")[0]
        dead = int(first) if first.isdecimal() else 0
        return cls(notice.message_primary or "", notice.severity_nonlocalized == "WARNING", dead)


def rewrite(url: str, report: Report, *, patience: float = 60.0) -> None:
    """Write every table of a database anew that may hold texts, and the planner's samples of them.

    Args:
        url: libpq URL of the database's owner, who alone may.
        report: Gets a line for each table that took more than a second.
        patience: So many seconds are waited for one table, or for one transaction that still sees what was erased.

    Raises:
        Unfinished: A table was not to be had, a transaction still sees what was erased, or the role may not do it.
    """
    with psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="purge") as connection:
        told = list[_Told]()
        connection.add_notice_handler(lambda notice: told.append(_Told.of(notice)))
        connection.execute(sql.SQL("SET lock_timeout = {}").format(_LOCK_MILLISECONDS))
        tables = [row[0] for row in connection.execute(_TABLES, {"kept": list(KEPT)})]
        for table in tables:
            began = time.monotonic()
            _without_dead_rows(connection, table, told, patience=patience)
            _sample_anew(connection, table, report)
            if (seconds := time.monotonic() - began) > _LONG:
                report(f"{table}: {seconds:.0f} s")
        for table in _STATISTICS:
            _without_dead_rows(connection, table, told, patience=patience)


def _without_dead_rows(connection: psycopg.Connection, table: str, told: list[_Told], *, patience: float) -> None:
    """Write one table anew, again until nobody can see a dead row of it any more."""
    until = time.monotonic() + patience
    while True:
        told.clear()
        busy = False
        try:
            connection.execute(sql.SQL("VACUUM (FULL, VERBOSE) {}").format(sql.Identifier(table)))
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            busy = True
        # Who may not do it is only warned.
        if refused := next((each for each in told if each.is_warning), None):
            raise Unfinished(f"{refused.message}: only the owner of the database may (VACUUM FULL, ANALYZE)")
        if not busy and not any(each.dead for each in told):
            return
        if time.monotonic() > until:
            raise Unfinished(_why(connection, table, busy=busy))
        time.sleep(_SECONDS_BETWEEN_TRIES)


def _sample_anew(connection: psycopg.Connection, table: str, report: Report) -> None:
    """Let the planner look at what lives: of an empty table it would keep what it saw before."""
    sampled: Sequence[tuple[str, str]] = connection.execute(_SAMPLED, {"table": table}).fetchall()
    try:
        for relation, column in sampled:
            _forget(connection, relation, column)
    except errors.InsufficientPrivilege:
        if connection.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(sql.Identifier(table))).rowcount == 0:
            report(
                f"{table} is empty, and the planner's samples of what it held stay until it has rows: before PostgreSQL"
                " 18 only a superuser can delete them"
            )
    with contextlib.suppress(errors.LockNotAvailable):  # somebody analyses it at this moment, or will soon
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def _forget(connection: psycopg.Connection, relation: str, column: str) -> None:
    parameters = {"relation": relation, "column": column}
    if connection.info.server_version >= 18_00_00:  # noqa: PLR2004 - PostgreSQL 18
        connection.execute("SELECT pg_clear_attribute_stats('public', %(relation)s, %(column)s, false)", parameters)
        return
    statement = """
        DELETE FROM pg_statistic
         USING pg_attribute a
         WHERE a.attrelid = to_regclass(format('public.%%I', %(relation)s)) AND a.attname = %(column)s
           AND starelid = a.attrelid AND staattnum = a.attnum
    """
    connection.execute(statement, parameters)


def _why(connection: psycopg.Connection, table: str, *, busy: bool) -> str:
    if busy:
        return f"the table {table} was in use all the time; run it again"
    holder = connection.execute(_HOLDER).fetchone()
    who = f" of process {holder[0]} ({holder[1] or 'without a name'}), open since {holder[2]} UTC," if holder else ""
    return f"a transaction{who} still sees what was erased in {table}; end it, and run it again"
