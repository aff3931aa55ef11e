"""The bell: wakes the relay when something was committed to the outbox, in this process or in another."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from typing import Final, LiteralString

import psycopg
import structlog

from services.chassis.stopping import stop

log = structlog.get_logger(__name__)

RELAY_CHANNEL: Final = "outbox"
_RING: Final[LiteralString] = "NOTIFY outbox"
# Inside the write transaction a NOTIFY costs a third of the throughput; afterwards, and at most this often, nothing.
_SECONDS_BETWEEN_RINGS: Final = 0.005


class Bell:
    """Tells the relay that there is something in the outbox. A ring that is lost costs one poll (1 s).

    Args:
        url: libpq URL of the service's role: the relay at work may be another process's.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._here: asyncio.Event | None = None
        self._connection: psycopg.AsyncConnection | None = None
        self._ringing: asyncio.Task[None] | None = None
        self._again = False
        self._last = float("-inf")

    @contextlib.contextmanager
    def heard_here(self) -> Iterator[asyncio.Event]:
        """Let this process's relay hear it while it is the one at work: the event is set with every ring.

        Nobody else is told meanwhile: a way through the database and back would take longer than reading the outbox.
        """
        self._here = asyncio.Event()
        try:
            yield self._here
        finally:
            self._here = None

    def ring(self) -> None:
        """Ring; returns at once."""
        if self._here is not None:
            self._here.set()
            return
        self._again = True
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.create_task(self._ring(), name="bell")

    async def close(self) -> None:
        """Ring no more."""
        if self._ringing is not None:
            await stop(self._ringing)
        await self._hang_up()

    async def _ring(self) -> None:
        while self._again:
            await asyncio.sleep(max(0.0, self._last + _SECONDS_BETWEEN_RINGS - time.monotonic()))
            self._again, self._last = False, time.monotonic()
            try:
                if self._connection is None or self._connection.closed:
                    self._connection = await psycopg.AsyncConnection.connect(
                        self._url, autocommit=True, connect_timeout=3
                    )
                await self._connection.execute(_RING)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                log.debug("relay_not_rung", reason=str(error))
                await self._hang_up()

    async def _hang_up(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                await self._connection.close()
        self._connection = None
