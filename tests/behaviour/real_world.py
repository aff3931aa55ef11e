"""One run of a plan over real parts: PostgreSQL, Kafka and gRPC, with the product's own code in between."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg

from services.chassis import dead_letters
from services.chassis.consumer import Applier, Consumer
from services.chassis.database import TRANSIENT, Database
from services.chassis.kafka.producer import KafkaBroker
from services.chassis.kafka.records import Outgoing
from services.chassis.kafka.subscription import KafkaSubscription
from services.chassis.relay import Delivery, PostgresOutbox, Producer
from services.chassis.stopping import stop
from tests.behaviour import real_evidence, real_parts
from tests.behaviour.checker import Evidence
from tests.behaviour.plans import Build, Plan
from tests.behaviour.real_parts import CONSUMER, OWNER, Handling, Place

WRITERS = 3
_AGGREGATES = 5

Accident = Callable[[], Awaitable[None]]


class RealWorld:
    """A run with two relays, two consumers and three writers.

    Args:
        plan: What goes wrong.
        seed: For what is drawn.
        place: Databases, topic and group of this run.
        accident: Something done once, in the middle of the writing.
        commands: How many each writer sends.
    """

    def __init__(
        self,
        plan: Plan,
        seed: int,
        place: Place,
        *,
        build: Build | None = None,
        accident: Accident | None = None,
        commands: int = 15,
    ):
        self.plan = plan
        self.rng = random.Random(seed)
        self.place = place
        self.build = build or Build()
        self.accident = accident
        self.commands = commands
        self.handling = Handling(fixed=not plan.poison)
        self.aggregates = [uuid4() for _ in range(_AGGREGATES)]
        self.acknowledged: list[UUID] = []
        self.healed = False

    async def run(self) -> Evidence:
        """Run the plan, wait until all is at rest, and return what can be seen."""
        async with (
            Database(self.place.owner_url, wait_seconds=2.0) as owner,
            Database(self.place.consumer_url) as consumer,
            real_parts.serving_the_log(owner) as address,
        ):
            self.place = replace(self.place, log_address=address)
            async with self._parts():
                faults = asyncio.create_task(self._faults())
                await self._write(owner)
                self.healed = True
                await stop(faults)
                if self.plan.duplicate:
                    await self._repeat()
                rested = await real_evidence.until_at_rest(owner, consumer)
                if self.plan.poison:
                    self.handling.fixed = True
                    await self._replay(consumer)
                    rested = await real_evidence.until_at_rest(owner, consumer)
            assert rested, "not at rest after two minutes"
            return await real_evidence.evidence(
                self.place, owner, consumer, self.acknowledged, with_topic=not self.plan.broker_forgets
            )

    @contextlib.asynccontextmanager
    async def _parts(self) -> AsyncIterator[None]:
        parts = [self._relay, self._relay, self._consume, self._consume]
        keepers = [asyncio.create_task(self._keep_alive(part)) for part in parts]
        try:
            yield
        finally:
            early = [keeper for keeper in keepers if keeper.done()]
            await stop(*keepers)
            for keeper in early:
                keeper.result()
            assert not early, "a part ended by itself"

    async def _keep_alive(self, part: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            running = asyncio.create_task(part())
            try:
                await asyncio.wait([running], timeout=self._lifetime())
                if running.done():
                    await running
            finally:
                await stop(running)

    def _lifetime(self) -> float | None:
        return self.rng.uniform(0.5, 2.0) if self.plan.death and not self.healed else None

    async def _relay(self) -> None:
        outbox = self.build.outbox(PostgresOutbox(self.place.owner_url, OWNER))
        await self.build.relay(outbox, _FaultyBroker(self)).run()

    async def _consume(self) -> None:
        async with self._applier() as applier:
            cluster = self.place.cluster(CONSUMER)
            await Consumer(applier, lambda: KafkaSubscription(cluster, self.place.group, [self.place.topic])).run()

    @contextlib.asynccontextmanager
    async def _applier(self) -> AsyncIterator[Applier]:
        async with real_parts.an_applier(self.place, self.handling, self.build.applier) as applier:
            yield applier

    async def _write(self, owner: Database) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(WRITERS):
                group.create_task(self._commands(owner))
            if self.accident:
                group.create_task(self._happen(self.accident))

    async def _happen(self, accident: Accident) -> None:
        await asyncio.sleep(0.5)
        await accident()

    async def _commands(self, owner: Database) -> None:
        for _ in range(self.commands):
            number = self.rng.randint(1, 1000) * (-1 if self.plan.poison and self.rng.random() < 0.1 else 1)
            with contextlib.suppress(*TRANSIENT):  # the caller was told that it does not know
                self.acknowledged.append(
                    await real_parts.command(
                        owner, self.rng.choice(self.aggregates), number, in_one=self.build.event_in_transaction
                    )
                )
            await asyncio.sleep(self.rng.choice((0.0, 0.02, 0.15)))

    async def _faults(self) -> None:
        while self.plan.database_error:
            await asyncio.sleep(self.rng.uniform(0.8, 1.5))
            for url in (self.place.owner_url, self.place.consumer_url):
                await cut_sessions(url)

    async def _repeat(self) -> None:
        """Put everything on the topic once more, shuffled."""
        records = await asyncio.to_thread(lambda: list(real_evidence.raw_records(self.place)))
        self.rng.shuffle(records)
        await asyncio.to_thread(real_evidence.send_again, self.place, records)

    async def _replay(self, consumer: Database) -> None:
        async with self._applier() as applier:
            for letter in await dead_letters.listed(consumer):
                assert letter.aggregate_id is not None
                replayed = await dead_letters.replay(applier, letter.aggregate_id)
                assert replayed.remaining == 0, replayed


async def cut_sessions(url: str) -> None:
    """End every other session of this role in the database, whatever it is doing."""
    statement = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
    """
    with contextlib.suppress(psycopg.OperationalError):
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            await connection.execute(statement)


class _FaultyBroker:
    """The real broker; now and then a record is not sent, or its report is lost, or the broker forgets it."""

    def __init__(self, world: RealWorld) -> None:
        self._world = world
        self._broker = KafkaBroker(world.place.cluster(OWNER), world.place.topic)

    @contextlib.asynccontextmanager
    async def producer(self) -> AsyncIterator[Producer]:
        async with self._broker.producer() as producer:
            yield _FaultyProducer(self._world, producer)


class _FaultyProducer:
    def __init__(self, world: RealWorld, producer: Producer) -> None:
        self._world = world
        self._producer = producer

    async def deliver(self, records: Sequence[Outgoing]) -> Delivery:
        plan, rng = self._world.plan, self._world.rng
        if plan.delivery_error and not self._world.healed and rng.random() < 0.3:
            kept = rng.randint(0, len(records))
            sent = await self._producer.deliver(records[: rng.randint(kept, len(records))])
            return Delivery(sent.acknowledged[:kept], "timed out")
        if plan.lost_tails and rng.random() < 0.3:
            kept = rng.randint(0, len(records))
            sent = await self._producer.deliver(records[:kept])
            return replace(sent, acknowledged=[*sent.acknowledged, *(record.position for record in records[kept:])])
        return await self._producer.deliver(records)
