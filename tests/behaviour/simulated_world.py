"""One run of a plan over the simulated parts: writers, relays and consumers that die and come back."""

import asyncio
import contextlib
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg

from services.chassis import dead_letters
from services.chassis.consumer.apply import Applier
from services.chassis.consumer.loop import Consumer
from services.chassis.kafka.records import Envelope, Outgoing
from tests.behaviour import messages, simulation, virtual_time
from tests.behaviour.checker import Evidence, Fact
from tests.behaviour.plans import Build, Plan

_WRITERS = 3
_COMMANDS = 12
_AGGREGATES = 4
_LONGEST_SECONDS = 400.0


def run(plan: Plan, seed: int, build: Build = Build()) -> Evidence:  # noqa: B008 - frozen
    """Run the plan with what the seed draws, wait until all is at rest, and return what can be seen."""
    random.seed(seed)
    return virtual_time.run(_World(plan, seed, build).run())


class _World:
    def __init__(self, plan: Plan, seed: int, build: Build) -> None:
        self.plan = plan
        self.build = build
        self.rng = random.Random(seed)
        self.chance = simulation.Chance(
            self.rng,
            death=plan.death,
            database_error=plan.database_error,
            delivery_error=plan.delivery_error,
            duplicate=plan.duplicate,
            rebalance=plan.rebalance,
            owner_error=plan.owner_error,
        )
        self.owner = simulation.Database()
        self.consumer = simulation.Database()
        self.broker = simulation.Broker(self.chance)
        self.aggregates = [self._uuid() for _ in range(_AGGREGATES)]
        self.acknowledged: list[UUID] = []
        self.fixed = not plan.poison
        self.effects = 0

    def _uuid(self) -> UUID:
        return UUID(int=self.rng.getrandbits(128), version=4)

    async def run(self) -> Evidence:
        keepers = [
            *(asyncio.create_task(self._keep_alive(self._relay)) for _ in range(2)),
            *(asyncio.create_task(self._keep_alive(self._consume)) for _ in range(2)),
        ]
        accidents = asyncio.create_task(self._accidents())
        await asyncio.gather(*(self._write() for _ in range(_WRITERS)))
        await accidents
        self.chance.healed = True
        await self._rest()
        if not self.fixed:
            self.fixed = True
            await self._replay_dead_letters()
            await self._rest()
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        return self._evidence()

    async def _keep_alive(self, work: Callable[[simulation.Process], Awaitable[None]]) -> None:
        while True:
            process = simulation.Process(self.chance)
            process.start(work(process))
            assert process.task is not None
            try:
                await asyncio.wait([process.task])
            except asyncio.CancelledError:
                process.kill()
                await asyncio.wait([process.task])
                raise
            if not process.dead:
                process.task.result()  # a part that ended by itself is a failure of the suite
            await asyncio.sleep(self.rng.uniform(0.1, 3.0))

    async def _relay(self, process: simulation.Process) -> None:
        outbox = self.build.outbox(simulation.Outbox(self.owner, process))
        broker = _Broker(self.broker, process)
        await self.build.relay(outbox, broker).run()

    async def _consume(self, process: simulation.Process) -> None:
        applier = self._applier(process)
        subscribe = self.build.subscription
        await Consumer(applier, lambda: subscribe(simulation.Subscription(self.broker, process))).run()

    def _applier(self, process: simulation.Process) -> Applier:
        owner = self.build.owner(simulation.Owner(self.owner, process, self.chance))
        store = simulation.Store(self.consumer, process)
        handlers: dict[Any, Any] = {messages.Noted: self._on_noted}
        return self.build.applier(store, handlers, {"consultations": owner})

    async def _on_noted(self, tx: simulation.Tx, message: Any, envelope: Envelope) -> None:
        if message.number < 0 and not self.fixed:
            raise ValueError("cannot be applied yet")
        _, total = await tx.lock("projection", envelope.aggregate_id) or (0, 0)
        tx.write("projection", envelope.aggregate_id, (envelope.public_version, total + message.number))
        self.effects += 1
        fact = Fact(envelope.event_id, envelope.public_version, message.number)
        tx.write("applied", self.effects, (envelope.aggregate_id, fact))
        tx.write("announced", self.effects, envelope.event_id)

    async def _write(self) -> None:
        process = simulation.Process(self.chance)
        for _ in range(_COMMANDS):
            await asyncio.sleep(self.rng.choice((0.0, 0.01, 0.2)))
            poison = self.plan.poison and self.rng.random() < 0.15
            number = self.rng.randint(1, 1000) * (-1 if poison else 1)
            task = asyncio.create_task(self._command(process, self.rng.choice(self.aggregates), number))
            process.task = task
            await asyncio.wait([task])
            if process.dead:
                process = simulation.Process(self.chance)
            elif not isinstance(task.exception(), psycopg.OperationalError | None):
                task.result()

    async def _command(self, process: simulation.Process, aggregate: UUID, number: int) -> None:
        event_id = self._uuid()
        if self.build.event_in_transaction:
            async with self.owner.transaction(process) as tx:
                version = await self._change(tx, aggregate, number)
                self._append(tx, aggregate, version, number, event_id)
        else:
            async with self.owner.transaction(process) as tx:
                version = await self._change(tx, aggregate, number)
            async with self.owner.transaction(process) as tx:
                self._append(tx, aggregate, version, number, event_id)
        self.acknowledged.append(event_id)

    async def _change(self, tx: simulation.Tx, aggregate: UUID, number: int) -> int:
        version, total = await tx.lock("state", aggregate) or (0, 0)
        tx.write("state", aggregate, (version + 1, total + number))
        return version + 1

    def _append(self, tx: simulation.Tx, aggregate: UUID, version: int, number: int, event_id: UUID) -> None:
        envelope = Envelope(
            event_id=event_id,
            type=messages.Noted.DESCRIPTOR.full_name,
            aggregate_id=aggregate,
            public_version=version,
            occurred_at=datetime(2026, 6, 30, tzinfo=UTC),
            source="consultations",
            traceparent="",
        )
        tx.append(envelope, messages.Noted(number=number).SerializeToString())

    async def _accidents(self) -> None:
        for _ in range(self.plan.lost_tails):
            await asyncio.sleep(self.rng.uniform(0.1, 1.5))
            self.broker.lose_tail(self.rng.randint(1, 5))
        if self.plan.lost_broker:
            await asyncio.sleep(self.rng.uniform(0.1, 2.0))
            self.broker.lose_everything()

    async def _rest(self) -> None:
        """Wait until nothing is under way, and then long enough for what comes late."""
        deadline = asyncio.get_running_loop().time() + _LONGEST_SECONDS
        while asyncio.get_running_loop().time() < deadline and not self._at_rest():  # noqa: ASYNC110
            await asyncio.sleep(1.0)
        await asyncio.sleep(35.0)

    def _at_rest(self) -> bool:
        heads = {envelope.aggregate_id: envelope.public_version for envelope, _, _ in self._events()}
        here = self.consumer.table("consumed")
        arrived = all(
            aggregate in here and (here[aggregate].parked or here[aggregate].public_version == head)
            for aggregate, head in heads.items()
        )
        return arrived and not self.owner.table("outbox")

    def _events(self) -> list[tuple[Envelope, bytes, int]]:
        return [row for _, row in sorted(self.owner.table("events").items())]

    async def _replay_dead_letters(self) -> None:
        applier = self._applier(simulation.Process(self.chance))
        for aggregate in [key for key, row in self.consumer.table("consumed").items() if row.parked]:
            replayed = await dead_letters.replay(applier, aggregate)
            assert replayed.remaining == 0, replayed

    def _evidence(self) -> Evidence:
        log, topic, applied = defaultdict(list), defaultdict(list), defaultdict(list)
        for envelope, payload, _ in self._events():
            number = messages.Noted.FromString(payload).number
            log[envelope.aggregate_id].append(Fact(envelope.event_id, envelope.public_version, number))
        for facts in log.values():
            facts.sort(key=lambda fact: fact.public_version)
        for partition in self.broker.partitions:
            for record in partition:
                topic[UUID(record.key.decode())].append(_fact(record))
        for _, (aggregate, fact) in sorted(self.consumer.table("applied").items()):
            applied[aggregate].append(fact)
        announced: dict[UUID, int] = defaultdict(int)
        for event_id in self.consumer.table("announced").values():
            announced[event_id] += 1
        return Evidence(
            acknowledged=self.acknowledged,
            log=log,
            state={aggregate: total for aggregate, (_, total) in self.owner.table("state").items()},
            outbox=len(self.owner.table("outbox")),
            topic=None if self.plan.broker_forgets else topic,
            applied=applied,
            projection=self.consumer.table("projection"),
            announced=announced,
        )


class _Broker:
    """The port `Broker` for one process."""

    def __init__(self, broker: simulation.Broker, process: simulation.Process) -> None:
        self._broker = broker
        self._process = process

    def producer(self) -> contextlib.AbstractAsyncContextManager[simulation.Producer]:
        return self._broker.producer(self._process)


def _fact(record: Outgoing) -> Fact:
    headers = {name: value.decode() for name, value in record.headers if isinstance(value, bytes)}
    number = messages.Noted.FromString(record.value).number
    return Fact(UUID(headers["ce_id"]), int(headers["ce_sequence"]), number)
