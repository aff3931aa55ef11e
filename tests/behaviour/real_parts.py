"""Real parts for the suite: two databases, a topic and a group of a run's own, the owner's log over gRPC."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import grpc
import psycopg

from deploy.local.kafka import Kafka, Rights
from deploy.local.postgres import Databases, Postgres
from roundtable.common.v1 import event_log_pb2_grpc
from services.chassis import event_log, migrate, texts
from services.chassis.consumer import Applier, Consumer, GrpcOwner, PostgresStore
from services.chassis.database import Database, Transaction
from services.chassis.event_log import NewEvent
from services.chassis.ids import derived_id, new_id
from services.chassis.kafka.cluster import Cluster
from services.chassis.kafka.producer import KafkaBroker
from services.chassis.kafka.records import Envelope
from services.chassis.kafka.subscription import KafkaSubscription
from services.chassis.relay import PostgresOutbox, Relay
from tests.behaviour import messages

OWNER = "consultations"
CONSUMER = "recommendations"

OWNER_TABLES = "CREATE TABLE state (id uuid PRIMARY KEY, version bigint NOT NULL, total bigint NOT NULL)"
CONSUMER_TABLES = """
    CREATE TABLE projection (id uuid PRIMARY KEY, version bigint NOT NULL, total bigint NOT NULL);
    CREATE TABLE applied (
        position bigint GENERATED ALWAYS AS IDENTITY, aggregate_id uuid, event_id uuid, version bigint, number bigint
    );
"""


@dataclass(frozen=True)
class Place:
    """Where one run has its databases, its topic and its group. Plain text: a process of its own can be told."""

    owner_url: str
    consumer_url: str
    bootstrap: str
    owner_properties: str
    consumer_properties: str
    topic: str
    group: str
    brokers: int
    replication: int
    log_address: str = ""

    def cluster(self, account: str) -> Cluster:
        """Return the cluster as the account sees it."""
        file = Path(self.owner_properties if account == OWNER else self.consumer_properties)
        lines = file.read_text(encoding="utf-8").splitlines()
        properties = dict(line.split("=", 1) for line in lines)
        return Cluster(
            bootstrap=self.bootstrap, properties=properties, brokers=self.brokers, replication=self.replication
        )


@contextlib.contextmanager
def a_place(postgres: Postgres, kafka: Kafka) -> Iterator[Place]:
    """Two migrated databases, and accounts that may use a topic and a group that nobody else uses."""
    name = uuid4().hex
    topic, group = f"roundtable.{OWNER}.v1.{name}", f"{CONSUMER}-{name}"
    with postgres.throwaway(OWNER) as owner, postgres.throwaway(CONSUMER) as consumer:
        prepare(owner, OWNER, OWNER_TABLES)
        prepare(consumer, CONSUMER, CONSUMER_TABLES)
        place = Place(
            owner.url,
            consumer.url,
            kafka.bootstrap,
            str(kafka.properties_file(OWNER)),
            str(kafka.properties_file(CONSUMER)),
            topic,
            group,
            brokers=len(kafka.brokers),
            replication=kafka.replication,
        )
        allow(kafka, place)
        yield place


def allow(kafka: Kafka, place: Place) -> None:
    """Give the run's accounts their rights; at each start of the broker they are taken away."""
    kafka.allow(
        [
            Rights(OWNER, writes=(place.topic,), reads=(), group=place.group),
            Rights(CONSUMER, writes=(), reads=(place.topic,), group=place.group),
        ]
    )


def prepare(database: Databases, service: str, tables: str) -> None:
    """Bring a database to the chassis's schema, with some tables of the suite's own."""
    # The chassis alone: the suite has nothing to do with the service's own tables.
    migrate.upgrade(database.migration_url, service=service, only_chassis=True)
    with psycopg.connect(database.migration_url, autocommit=True) as connection:
        connection.execute(tables)


async def command(database: Database, aggregate: UUID, number: int, *, in_one: bool = True) -> UUID:
    """Change the aggregate's state and append the fact. Return the event's id once all of it is committed."""
    event_id = new_id()
    async with database.transaction() as tx:
        version = await _change(tx, aggregate, number)
        if in_one:
            await _append(tx, aggregate, version, number, event_id)
    if not in_one:
        async with database.transaction() as tx:
            await _append(tx, aggregate, version, number, event_id)
    return event_id


async def _change(tx: Transaction, aggregate: UUID, number: int) -> int:
    statement = """
        INSERT INTO state AS known (id, version, total) VALUES (%(id)s, 1, %(number)s)
            ON CONFLICT (id) DO UPDATE SET version = known.version + 1, total = known.total + excluded.total
        RETURNING version
    """
    row = await (await tx.execute(statement, {"id": aggregate, "number": number})).fetchone()
    assert row is not None
    return int(row["version"])


async def _append(tx: Transaction, aggregate: UUID, version: int, number: int, event_id: UUID) -> None:
    message = messages.Noted(number=number, note=texts.new({"en": f"note {number}"}, "en"))
    await event_log.append(
        tx,
        NewEvent(
            aggregate_type="trial",
            aggregate_id=aggregate,
            version=version,
            message=message,
            actor="test",
            occurred_at=datetime.now(UTC),
            id=event_id,
        ),
    )


class Handling:
    """The consumer's handler: a projection, a list of what was applied, and an event of its own."""

    def __init__(self, *, fixed: bool = True) -> None:
        self.fixed = fixed

    async def on_noted(self, tx: Transaction, message: Any, envelope: Envelope) -> None:
        """Fold the number into the projection. A number below zero is poison until the handler is put right."""
        if message.number < 0 and not self.fixed:
            raise ValueError("cannot be applied yet")
        named = {
            "id": envelope.aggregate_id,
            "event_id": envelope.event_id,
            "version": envelope.public_version,
            "number": message.number,
        }
        statement = """
            INSERT INTO projection AS known (id, version, total) VALUES (%(id)s, %(version)s, %(number)s)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version, total = known.total + excluded.total
        """
        await tx.execute(statement, named)
        statement = """
            INSERT INTO applied (aggregate_id, event_id, version, number)
            VALUES (%(id)s, %(event_id)s, %(version)s, %(number)s)
        """
        await tx.execute(statement, named)
        await event_log.append(
            tx,
            NewEvent(
                aggregate_type="echo",
                aggregate_id=derived_id(envelope.aggregate_id, "echo"),
                version=envelope.public_version,
                message=messages.Pondered(number=message.number),
                actor=f"service:{CONSUMER}",
                occurred_at=envelope.occurred_at,
                id=derived_id(envelope.event_id, "echo"),
            ),
        )


def relay(place: Place) -> Relay:
    """Return the owner's relay."""
    return Relay(PostgresOutbox(place.owner_url, OWNER), KafkaBroker(place.cluster(OWNER), place.topic))


@contextlib.asynccontextmanager
async def an_applier(place: Place, handling: Handling, kind: type[Applier] = Applier) -> AsyncIterator[Applier]:
    """What applies the owner's events to the consumer's database."""
    async with (
        Database(place.consumer_url, max_connections=8) as database,
        grpc.aio.insecure_channel(place.log_address) as channel,
    ):
        owners = {OWNER: GrpcOwner(OWNER, lambda _: channel)}
        yield kind(PostgresStore(database, CONSUMER), {messages.Noted: handling.on_noted}, owners)


async def consume(place: Place, handling: Handling, kind: type[Applier] = Applier) -> None:
    """Run a consumer until cancelled."""
    async with an_applier(place, handling, kind) as applier:
        cluster = place.cluster(CONSUMER)
        await Consumer(applier, lambda: KafkaSubscription(cluster, place.group, [place.topic])).run()


@contextlib.asynccontextmanager
async def serving_the_log(database: Database) -> AsyncIterator[str]:
    """Serve the owner's event log; gives the address."""
    server = grpc.aio.server()
    event_log_pb2_grpc.add_EventLogServiceServicer_to_server(event_log.EventLogServicer(database), server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        await server.stop(0)
