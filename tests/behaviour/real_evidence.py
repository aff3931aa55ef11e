"""What can be seen of a run over real parts, once it is at rest."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import psycopg
from confluent_kafka import Consumer as RawConsumer
from confluent_kafka import KafkaException, TopicPartition
from confluent_kafka import Producer as RawProducer

from services.chassis import event_log
from services.chassis.database import Database
from services.chassis.ids import derived_id
from tests.behaviour import messages
from tests.behaviour.checker import Evidence, Fact
from tests.behaviour.real_parts import CONSUMER, OWNER, Place


async def at_rest(owner: Database, consumer: Database) -> bool:
    """Tell whether nothing waits for the broker, and everything has been applied or parked."""
    async with owner.transaction(read_only=True) as tx:
        waiting = await (await tx.execute("SELECT 1 FROM outbox LIMIT 1")).fetchone()
        statement = "SELECT aggregate_id, max(public_version) AS head FROM events GROUP BY aggregate_id"
        heads = {row["aggregate_id"]: row["head"] for row in await (await tx.execute(statement)).fetchall()}
    async with consumer.transaction(read_only=True) as tx:
        rows = await (await tx.execute("SELECT aggregate_id, public_version, parked FROM consumed")).fetchall()
    arrived = {
        row["aggregate_id"] for row in rows if row["parked"] or row["public_version"] == heads[row["aggregate_id"]]
    }
    return waiting is None and arrived == heads.keys()


async def until_at_rest(owner: Database, consumer: Database, *, seconds: float = 120.0) -> bool:
    """Wait for it; False if it does not come about in time."""
    deadline = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < deadline:
        with contextlib.suppress(psycopg.Error):
            if await at_rest(owner, consumer):
                return True
        await asyncio.sleep(0.1)
    return False


async def evidence(
    place: Place, owner: Database, consumer: Database, acknowledged: Sequence[UUID], *, with_topic: bool = True
) -> Evidence:
    """Collect what can be seen from outside."""
    log = await _log(owner)
    async with owner.transaction(read_only=True) as tx:
        state = {row["id"]: row["total"] for row in await (await tx.execute("SELECT * FROM state")).fetchall()}
        outbox = await (await tx.execute("SELECT count(*) AS rows FROM outbox")).fetchone()
    applied: dict[UUID, list[Fact]] = defaultdict(list)
    async with consumer.transaction(read_only=True) as tx:
        for row in await (await tx.execute("SELECT * FROM applied ORDER BY position")).fetchall():
            applied[row["aggregate_id"]].append(Fact(row["event_id"], row["version"], row["number"]))
        rows = await (await tx.execute("SELECT * FROM projection")).fetchall()
        projection = {row["id"]: (row["version"], row["total"]) for row in rows}
        echoes = [row["id"] for row in await (await tx.execute("SELECT id FROM events")).fetchall()]
    announced = {
        fact.event_id: echoes.count(derived_id(fact.event_id, "echo")) for facts in log.values() for fact in facts
    }
    assert outbox is not None
    return Evidence(
        acknowledged=acknowledged,
        log=log,
        state=state,
        outbox=outbox["rows"],
        topic=await asyncio.to_thread(on_topic, place) if with_topic else None,
        applied=applied,
        projection=projection,
        announced={event_id: times for event_id, times in announced.items() if times},
    )


async def _log(owner: Database) -> dict[UUID, list[Fact]]:
    log: dict[UUID, list[Fact]] = {}
    async with owner.transaction(read_only=True) as tx:
        ids = [
            row["id"] for row in await (await tx.execute("SELECT DISTINCT aggregate_id AS id FROM events")).fetchall()
        ]
        for aggregate in ids:
            events = await event_log.load(tx, aggregate)
            event_log.verify(events)
            log[aggregate] = [_fact(each) for each in events]
    return log


def _fact(event: event_log.Recorded) -> Fact:
    message: Any = event.message
    return Fact(event.id, event.public_version or 0, message.number)


def on_topic(place: Place) -> dict[UUID, list[Fact]]:
    """Read the whole topic."""
    found: dict[UUID, list[Fact]] = defaultdict(list)
    for message in raw_records(place):
        headers = dict(message.headers() or ())
        number = messages.Noted.FromString(message.value()).number
        found[UUID(message.key().decode())].append(
            Fact(UUID(headers["ce_id"].decode()), int(headers["ce_sequence"]), number)
        )
    return found


def raw_records(place: Place) -> Iterator[Any]:
    """Yield every record of the topic, partition by partition."""
    reader = RawConsumer(place.cluster(CONSUMER).config(group_id=place.group, enable_auto_commit=False))
    try:
        for number in reader.list_topics(place.topic, timeout=30).topics[place.topic].partitions:
            low, high = _offsets(reader, TopicPartition(place.topic, number))
            reader.assign([TopicPartition(place.topic, number, low)])
            while low < high:
                message = reader.poll(30)
                assert message is not None, "the topic cannot be read"
                if message.error() is None:
                    low += 1
                    yield message
    finally:
        reader.close()


def _offsets(reader: RawConsumer, partition: TopicPartition) -> tuple[int, int]:
    """Return where the partition begins and ends; a young one may still be looking for its leader."""
    deadline = time.monotonic() + 60
    while True:
        try:
            found = reader.get_watermark_offsets(partition, timeout=10)
        except KafkaException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            assert found is not None, "the broker does not answer"
            return found


def send_again(place: Place, records: Sequence[Any]) -> None:
    """Put copies of records behind whatever the topic holds."""
    producer = RawProducer(place.cluster(OWNER).config())
    for record in records:
        producer.produce(place.topic, record.value(), record.key(), record.partition(), headers=record.headers())
    assert producer.flush(20) == 0
