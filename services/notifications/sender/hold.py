"""Holding a lease while a mail is handed over, and knowing when it was lost.

A process that was stopped and wakes up again finds its lease run out: by the machine's monotonic clock, which went on
meanwhile. It is asked just before the first byte of the mail goes out, so a sender from the past sends nothing.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Final, Self

import structlog

from services.chassis.database import TRANSIENT, Database
from services.chassis.stopping import stop
from services.notifications.store import leases
from services.notifications.store.leases import Lease

log = structlog.get_logger(__name__)

_RENEWALS: Final = 3
"""How often a lease is renewed in the time that it lasts."""


class LeaseLost(Exception):
    """The lease ran out, or somebody else holds a later one: leave the mail alone."""


class Hold:
    """Renews a lease in the background. Use as `async with Hold(…) as hold`.

    Args:
        database: Where leases are kept.
        lease: The lease, just taken.
        seconds: How long a lease lasts without being renewed.
        taken_at: `time.monotonic()` before it was taken.
    """

    def __init__(self, database: Database, lease: Lease, *, seconds: float, taken_at: float) -> None:
        self.lease = lease
        self._database = database
        self._seconds = seconds
        self._until = taken_at + seconds
        self._guard: asyncio.Timeout | None = None
        self._renewing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to renew."""
        self._renewing = asyncio.create_task(self._renew(), name="lease")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop renewing. The lease itself stays until it is given back or runs out."""
        if self._renewing is not None:
            await stop(self._renewing)

    def check(self) -> None:
        """Make sure that the lease is still ours.

        Raises:
            LeaseLost: It ran out.
        """
        if time.monotonic() >= self._until:
            raise LeaseLost

    @contextlib.asynccontextmanager
    async def guarding(self) -> AsyncIterator[None]:
        """Run the block only as long as the lease lasts.

        Raises:
            LeaseLost: It ran out meanwhile.
        """
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(loop.time() + self._until - time.monotonic()) as self._guard:
                yield
        except TimeoutError:
            if self._guard is not None and self._guard.expired():
                raise LeaseLost from None
            raise
        finally:
            self._guard = None

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._seconds / _RENEWALS)
            asked_at = time.monotonic()
            try:
                async with self._database.transaction() as tx:
                    still_ours = await leases.renew(tx, self.lease, seconds=self._seconds)
            except TRANSIENT:
                continue  # it may still be ours: `_until` knows
            if not still_ours:
                self._until = 0.0
                self._reschedule()
                return
            self._until = asked_at + self._seconds
            self._reschedule()

    def _reschedule(self) -> None:
        if self._guard is not None and not self._guard.expired():
            loop = asyncio.get_running_loop()
            self._guard.reschedule(max(loop.time() + self._until - time.monotonic(), loop.time()))
