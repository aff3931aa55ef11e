"""The service's own database: a pool and transactions, which ring the relay's bell.

Everything that changes something runs inside `Database.transaction()`: one block is one commit.
"""

import contextlib
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Final, Self

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from services.chassis import telemetry
from services.chassis.bell import Bell
from services.chassis.errors import ResourceExhausted

# So many seconds after its last transaction a connection is taken to live, and not asked.
_SURE_FOR: Final = 1.0

# The database is away, restarting, overloaded or chose another transaction's side: the same work may succeed later.
# (psycopg files deadlocks, serialization failures, shutdowns, full disks and pool time-outs under OperationalError.)
TRANSIENT: Final = (psycopg.OperationalError, psycopg.InterfaceError)


def utc_now() -> datetime:
    """Tell the time, in UTC."""
    return datetime.now(UTC)


class Transaction(psycopg.AsyncConnection[DictRow]):
    """A connection inside a transaction: `await tx.execute(sql, params)`; named parameters, rows are dicts."""

    clock: Callable[[], datetime] = staticmethod(utc_now)
    """Tells when an event is recorded."""

    # True once an event for a topic was appended: the commit then rings the relay.
    appended: bool = False

    used_at: float = float("-inf")
    """When it last came back whole, by the monotonic clock."""


class Busy(ResourceExhausted, PoolTimeout):
    """The database answers, and no connection came free in time: too much is asked of it at once."""


class Database:
    """The pool of one service's database.

    Use as `async with Database(url) as database`, or call `open` and `close`.

    Args:
        url: libpq URL of the service's role.
        max_connections: Upper bound of the pool.
        wait_seconds: How long a transaction waits for a connection before it fails, with `Busy` while others get one
            and with `psycopg_pool.PoolTimeout` while nobody does.
        clock: Tells the time at which events are recorded, in UTC.
    """

    def __init__(
        self,
        url: str,
        *,
        max_connections: int = 10,
        wait_seconds: float = 1.0,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.url = url
        self._clock = clock
        self._wait_seconds = wait_seconds
        self._answered_at = float("-inf")
        self._pool = AsyncConnectionPool(
            url,
            connection_class=Transaction,
            kwargs={"row_factory": dict_row, "connect_timeout": 3},
            min_size=1,
            max_size=max_connections,
            timeout=wait_seconds,
            # Short, so that attempts do not back off into minutes while the database is away; the next caller tries.
            reconnect_timeout=3.0,
            check=_check,
            open=False,
        )
        self.bell = Bell(url)

    async def open(self) -> Self:
        """Start the pool. Does not wait for the database: it may come later."""
        await self._pool.open()
        return self

    async def close(self) -> None:
        """Close the pool and the bell."""
        await self.bell.close()
        await self._pool.close()

    async def __aenter__(self) -> Self:
        """Open the pool."""
        return await self.open()

    async def __aexit__(self, *_: object) -> None:
        """Close the pool."""
        await self.close()

    @contextlib.asynccontextmanager
    async def transaction(self, *, read_only: bool = False) -> AsyncIterator[Transaction]:
        """Run the block in one transaction: commit when it ends, roll back when it raises.

        Rings the relay after the commit if the block appended an event for a topic.

        Raises:
            psycopg.OperationalError: The database cannot be reached (see `TRANSIENT`), or no connection came free
                (`Busy`). If it is raised by the commit itself, the outcome is unknown.
        """
        with telemetry.inner_span("database.transaction"):
            async with self._connection(read_only=read_only) as tx:
                yield tx

    @contextlib.asynccontextmanager
    async def _connection(self, *, read_only: bool) -> AsyncIterator[Transaction]:
        async with self._free_connection() as tx:
            tx.appended = False
            tx.clock = self._clock
            # Said whenever a connection is taken, not taken back when it is given: a rollback that a late cancellation
            # hits fails, nothing can be changed then, and the next to get the connection could not write.
            if (tx.read_only or False) is not read_only:
                await tx.set_read_only(read_only)
            async with tx.transaction():
                yield tx
            tx.used_at = self._answered_at = time.monotonic()
            if tx.appended:
                self.bell.ring()

    @contextlib.asynccontextmanager
    async def _free_connection(self) -> AsyncIterator[Transaction]:
        async with contextlib.AsyncExitStack() as stack:
            try:
                tx = await stack.enter_async_context(self._pool.connection())
            except PoolTimeout:
                if time.monotonic() - self._answered_at > self._wait_seconds:
                    raise  # nobody got an answer either
                pause = timedelta(seconds=self._wait_seconds)
                raise Busy("too many requests at once; try again", retry_after=pause) from None
            yield tx

    async def ping(self) -> None:
        """Ask the database one trivial question.

        Raises:
            psycopg.OperationalError: It does not answer.
        """
        async with self._pool.connection() as connection:
            await connection.execute("SELECT 1")


async def _check(connection: Transaction) -> None:
    """Ask a connection whether it still lives, unless it did just now: that is a round trip for every transaction."""
    if time.monotonic() - connection.used_at > _SURE_FOR:
        await AsyncConnectionPool.check_connection(connection)
