"""The sender: takes what is due, a few mails at once, and drains when it is stopped."""

import asyncio
import contextlib
import time
from typing import Final
from uuid import UUID

import structlog

from services.chassis.database import TRANSIENT
from services.chassis.stopping import stop
from services.notifications.sender.attempt import Post, deliver
from services.notifications.sender.hold import Hold
from services.notifications.store import leases
from services.notifications.store.leases import Lease

log = structlog.get_logger(__name__)

AT_ONCE: Final = 16
PER_DOMAIN: Final = 2
LEASE_SECONDS: Final = 30.0
"""A lease of a process that died is free again after that long."""

_SECONDS_BETWEEN_LOOKS: Final = 0.25
_SECONDS_AFTER_FAILURE: Final = 1.0
_DRAIN_SECONDS: Final = 1.5


class Sender:
    """Hands over the mails of one database, together with any number of other senders.

    Args:
        post: What a try needs.
        at_once: How many mails at once.
        lease_seconds: How long a lease lasts without being renewed.
    """

    def __init__(self, post: Post, *, at_once: int = AT_ONCE, lease_seconds: float = LEASE_SECONDS) -> None:
        self._post = post
        self._at_once = at_once
        self._lease_seconds = lease_seconds
        self._running: dict[UUID, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Send until cancelled; what is under way then gets some seconds to end."""
        try:
            while True:
                try:
                    started = await self.once()
                except TRANSIENT as error:
                    log.warning("deliveries_not_read", reason=type(error).__name__)
                    await asyncio.sleep(_SECONDS_AFTER_FAILURE)
                    continue
                if not started:
                    await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
        finally:
            await self._drain()

    async def once(self) -> int:
        """Take what is due, as far as there is room, and begin to hand it over. Return how many mails."""
        room = self._at_once - len(self._running)
        if room <= 0:
            return 0
        taken_at = time.monotonic()
        async with self._post.database.transaction() as tx:
            taken = await leases.lease(
                tx, now=self._post.clock(), seconds=self._lease_seconds, limit=room, but_not=self._running.keys()
            )
        for lease in taken:
            task = asyncio.create_task(self._deliver(lease, taken_at), name="mail")
            self._running[lease.delivery_id] = task
        return len(taken)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._running:
            await asyncio.wait(list(self._running.values()))

    async def _deliver(self, lease: Lease, taken_at: float) -> None:
        try:
            hold = Hold(self._post.database, lease, seconds=self._lease_seconds, taken_at=taken_at)
            async with hold:
                await deliver(self._post, hold)
        except Exception:
            # Nothing is recorded: the lease runs out, and the mail is tried again. The others go on.
            log.exception("mail_not_tried", delivery_id=lease.delivery_id)
        finally:
            self._running.pop(lease.delivery_id, None)

    async def _drain(self) -> None:
        """Let what is under way end. What does not is left to its lease: nobody knows how far it came."""
        tasks = list(self._running.values())
        if not tasks:
            return
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait(tasks, timeout=_DRAIN_SECONDS)
        await stop(*tasks)
