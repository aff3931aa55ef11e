"""A partition's lane, in virtual time: what fails for a passing reason is tried again in place."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from services.chassis.consumer import lane
from services.chassis.consumer.apply import Diverged
from services.chassis.consumer.lane import Lane
from services.chassis.consumer.ports import Delivered, Partition
from services.chassis.kafka.records import Envelope, Incoming, outgoing
from tests.behaviour import virtual_time

PARTITION = ("roundtable.consultations.v1", 0)


class Kafka:
    """Notes what the lane asks for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.offsets: list[int] = []

    def pause(self, _partition: Partition) -> None:
        """Note it."""
        self.asked.append("pause")

    def resume(self, _partition: Partition) -> None:
        """Note it."""
        self.asked.append("resume")

    def processed(self, record: Incoming) -> None:
        """Note it."""
        self.offsets.append(record.offset)


class Applier:
    """Fails as told, then notes what was applied."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.applied: list[int] = []
        self.parked: list[str] = []
        self.times: list[float] = []

    async def apply(self, event: Delivered) -> None:
        """Fail, or note it."""
        self.times.append(asyncio.get_running_loop().time())
        if self.failures:
            raise self.failures.pop(0)
        self.applied.append(event.envelope.public_version)

    async def park_record(self, _record: Incoming, _source: str, reason: str) -> None:
        """Note it."""
        self.parked.append(reason)


def a_record(version: int) -> Incoming:
    envelope = Envelope(
        event_id=UUID(int=version),
        type="roundtable.consultations.v1.Anything",
        aggregate_id=UUID(int=1),
        public_version=version,
        occurred_at=datetime(2026, 6, 30, tzinfo=UTC),
        source="consultations",
        traceparent="",
    )
    sent = outgoing(envelope, version, b"")
    headers = {name: value for name, value in sent.headers if isinstance(value, bytes)}
    return Incoming(*PARTITION, version, sent.key, b"", headers)


def run(applier: Applier, records: list[Incoming], seconds: float = 60.0) -> Kafka:
    """Give the records to a lane, and return what it asked Kafka for within that (virtual) time."""
    kafka = Kafka()

    async def main() -> None:
        it: Any = Lane(PARTITION, kafka, applier)  # type: ignore[arg-type]
        for record in records:
            it.put(record)
        await asyncio.sleep(seconds)
        await it.close()
        assert it.failure is None

    virtual_time.run(main())
    return kafka


def test_records_are_applied_in_order_and_then_noted() -> None:
    applier = Applier()
    kafka = run(applier, [a_record(1), a_record(2), a_record(3)])
    assert applier.applied == [1, 2, 3]
    assert kafka.offsets == [1, 2, 3]
    assert kafka.asked == []


def test_a_passing_error_is_retried_in_place_while_the_partition_is_paused() -> None:
    applier = Applier(psycopg.OperationalError("gone"), ConnectionResetError(), TimeoutError())
    kafka = run(applier, [a_record(1), a_record(2)])
    assert applier.applied == [1, 2]
    assert kafka.offsets == [1, 2]
    assert kafka.asked == ["pause", "resume"]


def test_while_the_database_is_away_for_ten_minutes_nothing_is_skipped_and_it_is_asked_every_few_seconds() -> None:
    applier = Applier(*(psycopg.OperationalError("gone") for _ in range(10_000)))
    kafka = run(applier, [a_record(1)], seconds=600.0)
    assert kafka.offsets == []
    waits = [later - earlier for earlier, later in zip(applier.times, applier.times[1:], strict=False)]
    assert 4.0 <= waits[-1] <= 6.0
    assert max(waits) <= 6.0


def test_even_an_error_nobody_thought_of_skips_nothing() -> None:
    applier = Applier(KeyError("a bug in parking"))
    assert run(applier, [a_record(1), a_record(2)]).offsets == [1, 2]
    assert applier.applied == [1, 2]


def test_a_stream_that_diverged_waits_long_and_goes_on_when_it_may() -> None:
    applier = Applier(Diverged("restored"))
    run(applier, [a_record(1)])
    assert applier.applied == [1]
    assert applier.times[1] - applier.times[0] >= 24.0


def test_a_record_that_names_no_event_is_parked_and_the_next_one_applied() -> None:
    applier, garbage = Applier(), Incoming(*PARTITION, 1, None, b"garbage", {})
    kafka = run(applier, [garbage, a_record(2)])
    assert applier.parked == ["no header ce_id"]
    assert applier.applied == [2]
    assert kafka.offsets == [1, 2]


def test_a_full_lane_pauses_its_partition_until_it_is_empty() -> None:
    applier = Applier()
    kafka = run(applier, [a_record(version) for version in range(1, lane._FULL + 100)])
    assert kafka.asked == ["pause", "resume"]
    assert len(applier.applied) == lane._FULL + 99
