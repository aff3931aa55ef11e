"""The consumer's loop: poll, hand out to lanes, check the tails."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

import structlog
from confluent_kafka import KafkaException

from services.chassis import metrics
from services.chassis.consumer.apply import Applier
from services.chassis.consumer.lane import Lane
from services.chassis.consumer.ports import Partition, Subscription
from services.chassis.consumer.tail import SECONDS_BETWEEN_CHECKS, TailCheck
from services.chassis.stopping import stop

log = structlog.get_logger(__name__)

_PAUSE_AFTER_FAILURE: Final = 1.0


class Consumer:
    """Keeps one service's database up with other services' events.

    Args:
        applier: What applies an event, and who owns them.
        subscribe: Joins the consumer group.
    """

    def __init__(self, applier: Applier, subscribe: Callable[[], Subscription]) -> None:
        self._applier = applier
        self._subscribe = subscribe
        self._lanes: dict[Partition, Lane] = {}

    async def run(self) -> None:
        """Consume until cancelled."""
        tasks = [
            asyncio.create_task(self._read(), name="poll"),
            asyncio.create_task(self._measure(), name="dead letters"),
        ]
        for source, owner in self._applier.owners.items():
            check = TailCheck(source, owner, self._applier)
            tasks.append(asyncio.create_task(check.run(), name=f"tail of {source}"))
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            ended.pop().result()
        finally:
            await stop(*tasks)

    async def _read(self) -> None:
        while True:
            subscription = self._subscribe()
            try:
                await self._hand_out(subscription)
            except KafkaException as error:
                log.warning("subscription_lost", reason=str(error))
            finally:
                try:
                    await asyncio.gather(*(lane.close() for lane in self._lanes.values()))
                finally:
                    self._lanes.clear()
                    await subscription.close()
            await asyncio.sleep(_PAUSE_AFTER_FAILURE)

    async def _hand_out(self, subscription: Subscription) -> None:
        while True:
            polled = await subscription.poll()
            for partition in polled.revoked:
                if lane := self._lanes.pop(partition, None):
                    await lane.close()
            for record in polled.records:
                partition = (record.topic, record.partition)
                if partition not in self._lanes:
                    self._lanes[partition] = Lane(partition, subscription, self._applier)
                self._lanes[partition].put(record)
            for lane in self._lanes.values():
                if lane.failure:
                    raise lane.failure

    async def _measure(self) -> None:
        while True:
            with contextlib.suppress(Exception):
                async with self._applier.store.transaction() as tx:
                    metrics.DEAD_LETTERS.set(await self._applier.store.count_letters(tx))
            await asyncio.sleep(SECONDS_BETWEEN_CHECKS)
