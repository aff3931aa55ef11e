"""One partition's records, applied one after the other; what fails for a passing reason is tried again in place."""

import asyncio
import random
from typing import Final

import structlog

from services.chassis import metrics
from services.chassis.consumer.apply import Applier, Diverged, is_transient
from services.chassis.consumer.ports import Delivered, Partition, Subscription
from services.chassis.kafka.cluster import owner_of
from services.chassis.kafka.records import Incoming, Undecodable, envelope_of
from services.chassis.stopping import stop

log = structlog.get_logger(__name__)

_FULL: Final = 500
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 5.0
# A stream that has diverged waits for a person.
_PAUSE_OF_DIVERGED: Final = 30.0


class Lane:
    """Applies the records of one partition in order, while polling goes on.

    Args:
        partition: Topic and number.
        subscription: Where the partition is paused while the lane is full or stuck.
        applier: What applies an event.
    """

    def __init__(self, partition: Partition, subscription: Subscription, applier: Applier) -> None:
        self._partition = partition
        self._subscription = subscription
        self._applier = applier
        self._waiting: asyncio.Queue[Incoming] = asyncio.Queue()
        self._paused = False
        self._task = asyncio.create_task(self._run(), name=f"lane {partition[0]}/{partition[1]}")

    def put(self, record: Incoming) -> None:
        """Add a record; a full lane pauses its partition."""
        self._waiting.put_nowait(record)
        if self._waiting.qsize() >= _FULL:
            self._pause()

    async def close(self) -> None:
        """Stop; what is under way is rolled back."""
        await stop(self._task)

    @property
    def failure(self) -> BaseException | None:
        """Why the lane died, if it did."""
        return self._task.exception() if self._task.done() and not self._task.cancelled() else None

    async def _run(self) -> None:
        while True:
            record = await self._waiting.get()
            await self._persist(record)
            self._subscription.processed(record)
            if self._paused and self._waiting.empty():
                self._paused = False
                self._subscription.resume(self._partition)

    async def _process(self, record: Incoming) -> None:
        source = owner_of(record.topic)
        try:
            envelope = envelope_of(record, source)
        except Undecodable as error:
            await self._applier.park_record(record, source, str(error))
        else:
            await self._applier.apply(Delivered(envelope, record.value or b"", record.place))

    async def _persist(self, record: Incoming) -> None:
        """Process the record until it is applied, dropped or parked: nothing is ever skipped."""
        pause = _FIRST_PAUSE
        while True:
            wait = pause
            try:
                return await self._process(record)
            except Diverged as error:
                log.critical("stream_stopped", topic=record.topic, reason=str(error))
                wait = _PAUSE_OF_DIVERGED
            except Exception as error:
                if is_transient(error):
                    log.warning("retrying", topic=record.topic, kind=type(error).__name__)
                else:  # parking itself failed; that is never quiet
                    log.exception("parking_failed", topic=record.topic)
            metrics.CONSUMER_RETRIES.inc()
            self._pause()
            await asyncio.sleep(wait * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _pause(self) -> None:
        if not self._paused:
            self._paused = True
            self._subscription.pause(self._partition)
