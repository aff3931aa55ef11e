"""The consumer's side of Kafka: blocking calls in one thread of their own, lists of records out."""

import asyncio
import contextlib
import threading
import time
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from services.chassis import metrics
from services.chassis.consumer.ports import Partition, Polled
from services.chassis.kafka.cluster import Cluster
from services.chassis.kafka.records import Incoming

log = structlog.get_logger(__name__)

_POLL_SECONDS: Final = 0.25
_SECONDS_TO_LEAVE: Final = 3.0
_SECONDS_BETWEEN_MEASURES: Final = 5.0
_BATCH: Final = 500
# A partition that was revoked meanwhile can neither be paused nor committed; the new owner does it.
_GONE: Final = frozenset({KafkaError._UNKNOWN_PARTITION, KafkaError._STATE})  # noqa: SLF001
_NO_TOPIC_YET: Final = frozenset({KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError._UNKNOWN_TOPIC})  # noqa: SLF001


class KafkaSubscription:
    """A member of the service's consumer group.

    Args:
        cluster: Where, and as whom.
        group: The consumer group: the service's name.
        topics: What to read. A topic that does not exist yet is found within seconds of its creation.
    """

    def __init__(self, cluster: Cluster, group: str, topics: Sequence[str]) -> None:
        self._revoked: set[Partition] = set()
        # What the loop asked for while the thread was polling. A deque, because both sides use it at once.
        self._asked: deque[tuple[str, TopicPartition]] = deque()
        self._next_measure = float("-inf")
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kafka-poll")
        self._consumer = Consumer(
            cluster.config(
                group_id=group,
                auto_offset_reset="earliest",
                # Kafka's offset is a hint: stored after the effect is committed, sent along every second.
                enable_auto_offset_store=False,
                enable_auto_commit=True,
                auto_commit_interval_ms=1000,
                partition_assignment_strategy="cooperative-sticky",
                # A killed member's partitions go to another one after this.
                session_timeout_ms=6000,
                heartbeat_interval_ms=1500,
                allow_auto_create_topics=False,
                topic_metadata_refresh_interval_ms=2000,
            )
        )
        self._consumer.subscribe(list(topics), on_revoke=self._note_revoked, on_lost=self._note_revoked)

    async def poll(self) -> Polled:
        """Wait up to a quarter of a second for records.

        Raises:
            KafkaException: The subscription is broken for good and must be opened anew.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._poll)

    def pause(self, partition: Partition) -> None:
        """Deliver nothing more of the partition from the next poll on."""
        self._asked.append(("pause", TopicPartition(*partition)))

    def resume(self, partition: Partition) -> None:
        """Go on with the partition, after the last record that was handed out."""
        self._asked.append(("resume", TopicPartition(*partition)))

    def processed(self, record: Incoming) -> None:
        """Note that the record's effect is committed: the next start may begin after it."""
        self._asked.append(("processed", TopicPartition(record.topic, record.partition, record.offset + 1)))

    async def close(self) -> None:
        """Leave the group; brokers that do not answer are not waited for: they miss the member after a while."""
        # A consumer with offsets to send closes only when a broker takes them, if that is never. No process may have
        # to wait for such a thread at its end, so it is none of an executor's.
        leaving = threading.Thread(target=self._close, name="kafka-close", daemon=True)
        leaving.start()
        await asyncio.to_thread(leaving.join, _SECONDS_TO_LEAVE)
        if leaving.is_alive():
            log.warning("group_not_left", seconds=_SECONDS_TO_LEAVE)

    def _poll(self) -> Polled:
        self._catch_up()
        self._measure()
        # `consume(n, timeout)` waits for n records or the whole time; so the first by poll, the rest as they are there.
        first = self._consumer.poll(_POLL_SECONDS)
        messages = [] if first is None else [first, *self._consumer.consume(_BATCH, 0)]
        revoked, self._revoked = frozenset(self._revoked), set()
        return Polled(list(_records(messages)), revoked)

    def _close(self) -> None:
        self._thread.shutdown()  # a poll may still be under way
        # Closed in any case: one that is only forgotten is ended by the garbage collector, in whatever thread that
        # runs, which then waits for the client's own threads.
        with contextlib.suppress(KafkaException):
            self._catch_up()
        with contextlib.suppress(KafkaException):
            self._consumer.close()

    def _catch_up(self) -> None:
        """Do what was asked for meanwhile. Not at once: a consumer lets nobody in while it polls."""
        while self._asked:
            wish, partition = self._asked.popleft()
            try:
                if wish == "pause":
                    self._consumer.pause([partition])
                elif wish == "resume":
                    self._consumer.resume([partition])
                else:
                    self._consumer.store_offsets(offsets=[partition])
            except KafkaException as error:
                if error.args[0].code() not in _GONE:
                    raise

    def _measure(self) -> None:
        """Note now and then how many records of each topic are not read yet."""
        if time.monotonic() < self._next_measure:
            return
        self._next_measure = time.monotonic() + _SECONDS_BETWEEN_MEASURES
        unread: Counter[str] = Counter()
        for each in self._consumer.position(self._consumer.assignment()):
            known = self._consumer.get_watermark_offsets(each, cached=True)
            unread[each.topic] += max(0, known[1] - each.offset) if known and each.offset >= 0 else 0
        for topic, records in unread.items():
            metrics.CONSUMER_LAG.labels(topic).set(records)

    def _note_revoked(self, _consumer: Consumer, partitions: Iterable[TopicPartition]) -> None:
        self._revoked |= {(each.topic, each.partition) for each in partitions}


def _incoming(message: Any) -> Incoming:
    headers = {name: value for name, value in message.headers() or () if value is not None}
    return Incoming(message.topic(), message.partition(), message.offset(), message.key(), message.value(), headers)


def _records(messages: Iterable[Message]) -> Iterable[Incoming]:
    for message in messages:
        error = message.error()
        if error is None:
            yield _incoming(message)
        elif error.fatal():
            raise KafkaException(error)
        elif error.code() not in _NO_TOPIC_YET:
            log.warning("kafka", error=error.name(), reason=error.str())
