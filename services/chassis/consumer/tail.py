"""Finds what a topic has lost: the owner's heads against what was applied here."""

import asyncio
from collections.abc import Mapping
from typing import Final
from uuid import UUID

import structlog

from services.chassis.consumer.apply import Applier, Diverged
from services.chassis.consumer.ports import Owner, Position

log = structlog.get_logger(__name__)

SECONDS_BETWEEN_CHECKS: Final = 30.0
# What moves within this time is on its way and not lost.
_GRACE_SECONDS: Final = 3.0
_CHUNK: Final = 5000


class TailCheck:
    """Compares with one owner, at the start and every 30 s.

    A lost record in the middle shows as a gap; one at the end shows nowhere but here.

    Args:
        source: Name of the service that owns the events.
        owner: Its log.
        applier: What applies, and what knows how far each aggregate is.
    """

    def __init__(self, source: str, owner: Owner, applier: Applier) -> None:
        self._source = source
        self._owner = owner
        self._applier = applier
        self._since = 0
        # Heads of parked aggregates: looked at again in every check, until somebody has replayed them.
        self._parked: dict[UUID, int] = {}

    async def run(self) -> None:
        """Check until cancelled."""
        while True:
            try:
                await self.check()
                self._applier.stopped.pop(self._source, None)
            except Diverged as error:
                self._applier.stopped[self._source] = str(error)
                log.critical("stream_stopped", source=self._source, reason=str(error))
            except Exception as error:  # noqa: BLE001 - nothing is lost by it: the next check begins where this did
                log.warning("tail_not_checked", source=self._source, kind=type(error).__name__, reason=str(error))
            await asyncio.sleep(SECONDS_BETWEEN_CHECKS)

    async def check(self) -> None:
        """Apply, from the owner's log, what is there and does not arrive.

        Raises:
            Diverged: More was applied here than the owner's log has.
            Exception: Owner or database are away.
        """
        changed, watermark = await self._owner.heads(self._since)
        heads = self._parked | changed
        behind = await self._behind(heads)
        while behind:
            await asyncio.sleep(_GRACE_SECONDS)
            now = await self._behind({aggregate_id: heads[aggregate_id] for aggregate_id in behind})
            for aggregate_id, have in now.items():
                if have == behind[aggregate_id]:
                    log.info("tail_lost", source=self._source, aggregate=str(aggregate_id), have=have)
                    await self._applier.catch_up(self._source, aggregate_id, have)
            behind = await self._behind({aggregate_id: heads[aggregate_id] for aggregate_id in now})
        self._since = watermark

    async def _behind(self, heads: Mapping[UUID, int]) -> dict[UUID, int]:
        """Return what was applied of the aggregates that have more in the owner's log, but for parked ones."""
        found: dict[UUID, int] = {}
        ids = list(heads)
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            async with self._applier.store.transaction() as tx:
                positions = await self._applier.store.positions(tx, chunk)
            for aggregate_id in chunk:
                here = positions.get(aggregate_id, Position(0, None, parked=False))
                if here.public_version > heads[aggregate_id]:
                    await self._still_there(aggregate_id, here)
                elif here.parked:
                    self._parked[aggregate_id] = heads[aggregate_id]
                else:
                    self._parked.pop(aggregate_id, None)
                    if here.public_version < heads[aggregate_id]:
                        found[aggregate_id] = here.public_version
        return found

    async def _still_there(self, aggregate_id: UUID, here: Position) -> None:
        """Make sure that what we applied last is in the owner's log; it may have come after the heads were listed."""
        async for event in self._owner.replay(aggregate_id, here.public_version - 1):
            if event.envelope.event_id == here.event_id:
                return
            break
        raise Diverged(f"{self._source}'s log of {aggregate_id} ends before public version {here.public_version}")
