"""The outbox in PostgreSQL, read and emptied on the session that holds the relay's advisory lock."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Final

import psycopg
from psycopg.rows import DictRow, dict_row

from services.chassis import metrics
from services.chassis.bell import RELAY_CHANNEL, Bell
from services.chassis.database import Transaction
from services.chassis.event_log.log import as_sent
from services.chassis.kafka.records import Envelope, Outgoing, outgoing
from services.chassis.stopping import stop

# One number for all services: it is scoped to the database. Chosen at random.
_LOCK: Final = 4_471_920_663
_SECONDS_BETWEEN_LOOKS: Final = 1.0
_SECONDS_BETWEEN_COUNTS: Final = 5.0

# Each event is looked up: joined, a planner that takes the outbox for long reads the whole log to find one event.
READ: Final = """
    SELECT event.*
      FROM (SELECT position FROM outbox ORDER BY position LIMIT %(limit)s) AS waiting
     CROSS JOIN LATERAL (
           SELECT position, id, type, aggregate_id, public_version, occurred_at, recorded_at, traceparent, payload
             FROM events
            WHERE events.position = waiting.position
            LIMIT 1) AS event
     ORDER BY position
"""
"""Reads the first events that wait."""


class PostgresOutbox:
    """The outbox of one service.

    Args:
        url: libpq URL of the service's role.
        source: The service's name: every event's CloudEvents source.
        bell: What commits of this process ring; without one only the database tells of them.
    """

    def __init__(self, url: str, source: str, bell: Bell | None = None) -> None:
        self._url = url
        self._source = source
        self._bell = bell or Bell(url)

    @contextlib.asynccontextmanager
    async def hold(self) -> AsyncIterator["HeldOutbox"]:
        """Open a session of its own and wait for the lock.

        Raises:
            psycopg.OperationalError: The database cannot be reached.
        """
        session = await Transaction.connect(
            self._url,
            autocommit=True,
            row_factory=dict_row,
            connect_timeout=5,
            # A host that vanished without a word must not hold the lock for hours.
            keepalives_idle=5,
            keepalives_interval=2,
            keepalives_count=3,
            tcp_user_timeout=10_000,
        )
        try:
            # Asked again and again, not waited for: a waiting statement would hold back vacuum.
            while not await _locked(session):  # noqa: ASYNC110 - nobody here can tell us when it is free
                await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            # What a crash brings back into the outbox is sent again, and applied once. Waiting for the disk would keep
            # the next event waiting, and the commits of others.
            await session.execute("SET synchronous_commit = off")
            await session.execute(f"LISTEN {RELAY_CHANNEL}")
            metrics.RELAY_ACTIVE.set(1)
            with self._bell.heard_here() as rung:
                yield HeldOutbox(session, self._source, rung)
        finally:
            metrics.RELAY_ACTIVE.set(0)
            with contextlib.suppress(psycopg.Error):
                await session.close()


class HeldOutbox:
    """The outbox while the lock is held. Every call runs on the session that holds it."""

    def __init__(self, session: Transaction, source: str, rung: asyncio.Event) -> None:
        self._session = session
        self._source = source
        self._rung = rung
        self._next_count = float("-inf")

    async def read(self, limit: int) -> list[Outgoing]:
        """Return the first records by position, texts filled in; always from the start of the outbox."""
        self._rung.clear()  # what rings from here on may have been committed too late for this look
        rows = await (await self._session.execute(READ, {"limit": limit})).fetchall()
        await self._measure(rows, limit)
        values = await as_sent(self._session, [(row["type"], row["payload"]) for row in rows])
        return [
            outgoing(
                Envelope(
                    event_id=row["id"],
                    type=row["type"],
                    aggregate_id=row["aggregate_id"],
                    public_version=row["public_version"],
                    occurred_at=row["occurred_at"],
                    source=self._source,
                    traceparent=row["traceparent"],
                ),
                row["position"],
                value,
            )
            for row, value in zip(rows, values, strict=True)
        ]

    async def _measure(self, rows: Sequence[DictRow], limit: int) -> None:
        oldest = (datetime.now(UTC) - rows[0]["recorded_at"]).total_seconds() if rows else 0.0
        metrics.OUTBOX_AGE_SECONDS.set(max(0.0, oldest))
        waiting = len(rows)
        if waiting == limit:  # counting the rest costs something: now and then
            if time.monotonic() < self._next_count:
                return
            self._next_count = time.monotonic() + _SECONDS_BETWEEN_COUNTS
            row = await (await self._session.execute("SELECT count(*) AS rows FROM outbox")).fetchone()
            waiting = row["rows"] if row else waiting
        metrics.OUTBOX_ROWS.set(waiting)

    async def delete(self, positions: Sequence[int]) -> None:
        """Take exactly these out of the outbox."""
        await self._session.execute(
            "DELETE FROM outbox WHERE position = ANY(%(positions)s)", {"positions": list(positions)}
        )

    async def wait(self) -> None:
        """Return when somebody rings, at the latest after a second."""
        elsewhere, here = asyncio.create_task(self._rung_elsewhere()), asyncio.create_task(self._rung.wait())
        try:
            await asyncio.wait({elsewhere, here}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await stop(here, elsewhere)
        if not elsewhere.cancelled():
            elsewhere.result()  # the session may be gone

    async def _rung_elsewhere(self) -> None:
        async for _ in self._session.notifies(timeout=_SECONDS_BETWEEN_LOOKS, stop_after=1):
            pass


async def _locked(session: Transaction) -> bool:
    row = await (await session.execute("SELECT pg_try_advisory_lock(%(key)s) AS locked", {"key": _LOCK})).fetchone()
    return bool(row and row["locked"])
