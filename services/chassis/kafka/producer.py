"""The relay's producer: idempotent, acknowledged by all replicas, and thrown away after any error."""

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Sequence
from typing import Final

import structlog
from confluent_kafka import KafkaError, KafkaException, Message, Producer

from services.chassis.kafka.cluster import Cluster
from services.chassis.kafka.records import Outgoing
from services.chassis.relay.ports import Delivery

log = structlog.get_logger(__name__)

# How long librdkafka tries to deliver one record. Longer than a fail-over among three brokers takes (5.6 s measured).
_DELIVERY_SECONDS: Final = 15
_SLICE_SECONDS: Final = 0.25


class KafkaBroker:
    """Sends one service's events to its topic.

    Args:
        cluster: Where, and as whom.
        topic: The topic; made if it is missing whenever a producer starts.
    """

    def __init__(self, cluster: Cluster, topic: str) -> None:
        self._cluster = cluster
        self._topic = topic

    @contextlib.asynccontextmanager
    async def producer(self) -> AsyncIterator["KafkaProducer"]:
        """Make sure of the topic and open a fresh producer; what it has not delivered at the end is dropped.

        Raises:
            KafkaException: The brokers cannot be reached, or refuse.
        """
        await self._cluster.create_topic(self._topic)
        config = self._cluster.config(
            enable_idempotence=True,
            # After a record that failed none of its partition is sent any more: no event overtakes the one before it.
            enable_gapless_guarantee=True,
            acks="all",
            partitioner="murmur2_random",
            # What is there goes at once. Under load records gather by themselves while the ones before are under way.
            linger_ms=0,
            message_timeout_ms=_DELIVERY_SECONDS * 1000,
            topic_metadata_propagation_max_ms=5000,
            allow_auto_create_topics=False,
        )
        producer = KafkaProducer(Producer(config), self._topic)
        try:
            yield producer
        finally:
            producer.drop()


class KafkaProducer:
    """One producer. After a `Delivery` with an error it must not be used again."""

    def __init__(self, producer: Producer, topic: str) -> None:
        self._producer = producer
        self._topic = topic
        self._dropped = False

    async def deliver(self, records: Sequence[Outgoing]) -> Delivery:
        """Send the records in order and wait for the broker's report on each."""
        return await asyncio.to_thread(self._deliver, records)

    def drop(self) -> None:
        """Give up whatever is under way."""
        self._dropped = True
        self._producer.purge()

    def _deliver(self, records: Sequence[Outgoing]) -> Delivery:
        # None until the report came. An empty queue is no report: only the callback tells whether it arrived.
        reports: list[str | None] = [None] * len(records)
        error = ""
        try:
            for index, record in enumerate(records):
                self._produce(record, functools.partial(_note, reports, index))
            while self._producer.flush(_SLICE_SECONDS) and not self._dropped:
                pass
        except (KafkaException, BufferError) as failure:
            error = str(failure)  # a refused writer's FATAL error is raised here and not reported
        acknowledged: list[int] = []
        for record, report in zip(records, reports, strict=True):
            if report != _ARRIVED:
                return Delivery(acknowledged, error or report or "no delivery report")
            acknowledged.append(record.position)
        return Delivery(acknowledged, error)

    def _produce(self, record: Outgoing, report: "functools.partial[None]") -> None:
        while True:
            try:
                self._producer.produce(
                    self._topic, record.value, record.key, headers=record.headers, on_delivery=report
                )
            except BufferError:
                if self._dropped:
                    raise
                self._producer.poll(_SLICE_SECONDS)
            else:
                return


_ARRIVED: Final = "arrived"


def _note(reports: list[str | None], index: int, error: KafkaError | None, _message: Message) -> None:
    reports[index] = error.name() if error else _ARRIVED
