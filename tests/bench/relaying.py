"""The relay: how fast it drains and how long an event is on its way, against a bare client of the same broker."""

import asyncio
import multiprocessing
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any, Final, Self
from uuid import uuid4

from confluent_kafka import Consumer, Producer, TopicPartition

from deploy.local.postgres import Postgres
from services.chassis.database import Database
from services.chassis.event_log.log import as_sent
from services.chassis.kafka.cluster import Cluster, topic_of
from services.chassis.kafka.producer import KafkaBroker
from services.chassis.kafka.records import Envelope, Outgoing, outgoing
from services.chassis.relay import PostgresOutbox, Relay
from services.chassis.stopping import stop
from tests.bench.judging import Goal, Result, percentile
from tests.bench.parts import Parts, database_of
from tests.bench.reports import Reports
from tests.bench.rounds import Profile, compare

_SERVICE: Final = "recommendations"
_PARTITIONS: Final = 4
_RATE: Final = 50
"""Events per second while the way of each is timed: what one consultation's publication makes in a minute."""
_SECONDS_TO_ARRIVE: Final = 10.0
_PROCESSES: Final = multiprocessing.get_context("spawn")
_WAITING: Final = """
    INSERT INTO outbox SELECT position FROM events WHERE public_version IS NOT NULL ORDER BY position LIMIT %s
"""
_EVENTS: Final = """
    SELECT position, id, type, aggregate_id, public_version, occurred_at, traceparent, payload
      FROM events WHERE public_version IS NOT NULL ORDER BY position LIMIT %(limit)s
"""


# --- how fast it drains ----------------------------------------------------------------------------------------------


async def drain(parts: Parts, reports: Reports, profile: Profile) -> Result:
    """Measure the relay on an outbox full of events, and a bare producer with the same records.

    The service itself must not run: the relay is started here, and holds the lock.
    """
    cluster = _cluster(parts)
    broker = KafkaBroker(cluster, topic_of(_SERVICE))
    records = await _records(reports.works.house.database, profile.records)
    relay = asyncio.create_task(Relay(PostgresOutbox(reports.url, _SERVICE), broker).run())
    bare = Producer(cluster.config(enable_idempotence=True, acks="all", partitioner="murmur2_random"))

    async def ours(_round: int) -> float:
        return len(records) / await asyncio.to_thread(_drained, parts.postgres, reports.url, len(records))

    async def limit(_round: int) -> float:
        return len(records) / await asyncio.to_thread(_produced, bare, records)

    goal = Goal(
        name="relay drain, to a raw Producer with the same headers and callbacks", unit="per second", at_least=0.3
    )
    try:
        return await compare(goal, profile.rounds, ours, limit, note=profile.note(f"{len(records)} events"))
    finally:
        await stop(relay)


async def _records(database: Database, number: int) -> list[Outgoing]:
    """Return what the relay makes of the first events."""
    async with database.transaction(read_only=True) as tx:
        rows = await (await tx.execute(_EVENTS, {"limit": number})).fetchall()
        values = await as_sent(tx, [(row["type"], row["payload"]) for row in rows])
    made = []
    for row, value in zip(rows, values, strict=True):
        known = {name: row[name] for name in row if name not in ("position", "id", "payload")}
        made.append(outgoing(Envelope(event_id=row["id"], source=_SERVICE, **known), row["position"], value))
    return made


def _drained(postgres: Postgres, url: str, number: int) -> float:
    """Fill the outbox, ring, and return the seconds until it is empty."""
    with postgres.admin(database_of(url)) as connection:
        with connection.transaction():
            connection.execute("TRUNCATE outbox")
            connection.execute(_WAITING, [number])
            connection.execute("NOTIFY outbox")
        began = time.perf_counter()
        while connection.execute("SELECT FROM outbox LIMIT 1").rowcount:
            time.sleep(0.01)
        return time.perf_counter() - began


def _produced(producer: Producer, records: list[Outgoing]) -> float:
    """Send the records, and return the seconds until the broker has acknowledged each."""
    arrived: list[object] = []
    began = time.perf_counter()
    for each in records:
        while True:
            try:
                producer.produce(
                    topic_of(_SERVICE),
                    each.value,
                    each.key,
                    headers=each.headers,
                    on_delivery=lambda error, _message: arrived.append(error),
                )
                break
            except BufferError:
                producer.poll(0.1)
    producer.flush()
    taken = time.perf_counter() - began
    assert len(arrived) == len(records), "every record was acknowledged"
    assert not any(arrived), "no record failed"
    return taken


# --- how long an event is on its way ---------------------------------------------------------------------------------


async def on_its_way(parts: Parts, reports: Reports, profile: Profile) -> Result:
    """Measure from a commit to a consumer, and from a bare `produce` to the same consumer, at the same rate.

    The relay and the commands run in this process, as they do in the service's, so that the commit's own moment is
    known. The service itself must not run: its relay would hold the lock.
    """
    cluster, database = _cluster(parts), reports.works.house.database
    relay = Relay(PostgresOutbox(database.url, _SERVICE, database.bell), KafkaBroker(cluster, topic_of(_SERVICE)))
    working = asyncio.create_task(relay.run())
    bare = Producer(cluster.config(enable_idempotence=True, acks="all", partitioner="murmur2_random", linger_ms=0))
    (record, *_) = await _records(database, 1)
    taken: dict[str, list[list[float]]] = {"ours": [], "limit": []}

    async def report() -> str:
        request = reports.next_request()
        await reports.servicer.ReportProgress(request, None)
        return request.assignment_id

    async def produce() -> str:
        name = str(uuid4())
        bare.produce(topic_of(_SERVICE), record.value, name.encode(), headers=record.headers)
        bare.poll(0)
        return name

    try:
        with _Ear(parts) as ear:
            for number in range(profile.rounds + 1):
                for side, send in (("ours", report), ("limit", produce)):
                    waits = await _waits(ear, send, profile.seconds)
                    if number:
                        taken[side].append(waits)
    finally:
        await stop(working)

    ours, limit = ([percentile(each, 0.99) for each in taken[side]] for side in ("ours", "limit"))
    middle = (f"{percentile([ms for each in taken[side] for ms in each], 0.5):.2f}" for side in ("ours", "limit"))
    goal = Goal(name="commit to consumer p99, to raw produce to poll at the same rate", unit="ms", at_most=2)
    note = profile.note(f"{_RATE} per second", f"p50 {' and '.join(middle)} ms")
    return Result(goal=goal, ours=ours, limit=limit, note=note)


class _Ear:
    """Notes when each key arrived, in a process of its own: in this one commands would keep it waiting."""

    def __init__(self, parts: Parts) -> None:
        ours, its = _PROCESSES.Pipe()
        self._pipe = ours
        self._process = _PROCESSES.Process(
            target=_listen, args=[parts.kafka.client_configuration("operator"), its], daemon=True
        )

    def __enter__(self) -> Self:
        """Begin to listen at the end of every partition of the topic."""
        self._process.start()
        self._pipe.recv()
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        self._pipe.send(False)
        self._process.join()

    def heard(self) -> dict[str, float]:
        """Return when each key arrived, by the clock that all processes share."""
        self._pipe.send(True)
        heard: dict[str, float] = self._pipe.recv()
        return heard


def _listen(configuration: Mapping[str, Any], pipe: Connection) -> None:
    """Listen; tell what was heard whenever it is asked for, until told that it is enough."""
    consumer, heard = Consumer({**configuration, "group.id": "bench"}), dict[str, float]()
    partitions = [TopicPartition(topic_of(_SERVICE), number) for number in range(_PARTITIONS)]
    for each in partitions:  # by number: "the end" would be wherever it is when the broker is first asked
        _, each.offset = consumer.get_watermark_offsets(each, timeout=10)
    consumer.assign(partitions)
    pipe.send(True)
    while True:
        message = consumer.poll(0.05)
        if message is not None and message.error() is None:
            heard[(message.key() or b"").decode()] = time.perf_counter()
        if pipe.poll():
            if not pipe.recv():
                break
            pipe.send(heard)
    consumer.close()


async def _waits(ear: _Ear, send: Any, seconds: float) -> list[float]:
    """Send at the rate; return the milliseconds from the moment when each was sent until it was heard."""
    sent, began = dict[str, float](), time.perf_counter()
    for number in range(round(seconds * _RATE)):
        await asyncio.sleep(max(0.0, began + number / _RATE - time.perf_counter()))
        name = await send()
        sent[name] = time.perf_counter()
    until = time.perf_counter() + _SECONDS_TO_ARRIVE
    while not sent.keys() <= (heard := await asyncio.to_thread(ear.heard)).keys():
        if time.perf_counter() > until:
            raise RuntimeError(f"{len(sent.keys() - heard.keys())} of {len(sent)} events were never heard")
    return [(heard[name] - at) * 1000 for name, at in sent.items()]


def _cluster(parts: Parts) -> Cluster:
    properties = parts.kafka.properties_file(_SERVICE).read_text(encoding="utf-8").splitlines()
    return Cluster(bootstrap=parts.kafka.bootstrap, properties=dict(line.split("=", 1) for line in properties))
