"""A write-ahead log without what stood in it.

A checkpoint does away with segments that no recovery needs: some it deletes, others it only gives the name of a segment
to come, with all that stands in them. So the log is moved on, segment by segment, through everything that lies there:
to move on fills the rest of a segment with zeros.
"""

from collections.abc import Callable
from typing import Final

import psycopg
from psycopg import errors

from services.chassis.purge.unfinished import Unfinished

_SEGMENTS: Final = "SELECT name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$' ORDER BY name"
_NOW: Final = "SELECT pg_walfile_name(pg_current_wal_insert_lsn())"
_RIGHTS: Final = (
    "GRANT pg_monitor, pg_checkpoint TO it, and GRANT EXECUTE ON FUNCTION pg_switch_wal() TO it, in this database"
)


def renew(url: str, report: Callable[[str], None]) -> None:
    """Leave nothing in a server's write-ahead log that was there before.

    Args:
        url: libpq URL of a superuser, or of a role with the three rights below.
        report: Gets a line.

    Raises:
        Unfinished: Segments have to stay, for a replica or an archive; or the role may not do it.
    """
    with psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="purge") as connection:
        try:
            _renew(connection, report)
        except errors.InsufficientPrivilege as reason:
            raise Unfinished(f"the write-ahead log stays: {str(reason).splitlines()[0]} ({_RIGHTS})") from reason


def _renew(connection: psycopg.Connection, report: Callable[[str], None]) -> None:
    first = _move_on(connection)
    connection.execute("CHECKPOINT")
    known = _segments(connection)
    moved = 0
    while (now := _move_on(connection)) <= known[-1]:
        moved += 1
    if kept := [name for name in _segments(connection) if name < first]:
        raise Unfinished(
            f"{len(kept)} segments of the write-ahead log are kept, {kept[0]} the oldest: a replication slot, "
            "wal_keep_size or an archive that lags behind needs them; they go with that, and in a copy of their own "
            "only you can delete them"
        )
    report(f"write-ahead log: {moved} segments passed, up to {now}")


def _move_on(connection: psycopg.Connection) -> str:
    """End the segment that is written, whatever is in it, and return the one that follows."""
    # Without something in it a segment is not ended; and just at its beginning the next one has no name yet.
    connection.execute("SELECT pg_logical_emit_message(false, 'purge', '')")
    connection.execute("SELECT pg_switch_wal()")
    connection.execute("SELECT pg_logical_emit_message(false, 'purge', '')")
    return _name(connection)


def _name(connection: psycopg.Connection) -> str:
    row = connection.execute(_NOW).fetchone()
    assert row is not None
    return str(row[0])


def _segments(connection: psycopg.Connection) -> list[str]:
    return [row[0] for row in connection.execute(_SEGMENTS)]
