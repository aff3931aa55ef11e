"""A broker in memory: one topic, one consumer group, producers and subscriptions."""

import asyncio
import contextlib
import zlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from services.chassis.consumer.ports import Partition, Polled
from services.chassis.kafka.records import Incoming, Outgoing
from services.chassis.relay.ports import Delivery
from tests.behaviour.simulation.process import Chance, Process

PARTITIONS = 3
TOPIC = "roundtable.consultations.v1"


def partition_of(record: Outgoing) -> int:
    """Return where the record belongs by its key."""
    return zlib.crc32(record.key) % PARTITIONS


@dataclass
class Broker:
    """One topic with its partitions, and one consumer group."""

    chance: Chance
    partitions: list[list[Outgoing]] = field(default_factory=lambda: [[] for _ in range(PARTITIONS)])
    committed: dict[int, int] = field(default_factory=dict)
    members: "list[Subscription]" = field(default_factory=list)
    generation: int = 0
    lost: bool = False

    def append(self, record: Outgoing) -> None:
        """Store a record; now and then an older one of the partition appears once more behind it."""
        partition = self.partitions[partition_of(record)]
        partition.append(record)
        if self.chance.duplicates():
            partition.append(self.chance.rng.choice(partition))

    def lose_tail(self, records: int) -> None:
        """Forget the last records of every partition, as an unclean fail-over does."""
        self.lost = True
        for partition in self.partitions:
            del partition[max(0, len(partition) - records) :]

    def lose_everything(self) -> None:
        """Forget records and offsets, as when all broker data is deleted."""
        self.lost = True
        self.partitions = [[] for _ in range(PARTITIONS)]
        self.committed = {}
        self.rebalance()

    def rebalance(self) -> None:
        """Hand out the partitions anew."""
        self.generation += 1

    @contextlib.asynccontextmanager
    async def producer(self, process: Process) -> AsyncIterator["Producer"]:
        """Open a producer."""
        await process.step()
        yield Producer(self, process)


class Producer:
    """The port `Producer`."""

    def __init__(self, broker: Broker, process: Process) -> None:
        self._broker = broker
        self._process = process

    async def deliver(self, records: Sequence[Outgoing]) -> Delivery:
        """Store the records; some fail, some are stored without a report."""
        await self._process.step()
        acknowledged: list[int] = []
        error = ""
        failed: set[int] = set()  # no gaps: after a failure nothing of that partition goes out
        for record in records:
            number = partition_of(record)
            if number in failed:
                continue
            if self._broker.chance.delivery_fails():
                error = "timed out"
                failed.add(number)
                if self._broker.chance.rng.random() < 0.5:  # stored all the same
                    self._broker.append(record)
                continue
            self._broker.append(record)
            if not error:
                acknowledged.append(record.position)
            await self._process.step()
        return Delivery(acknowledged, error)


class Subscription:
    """The port `Subscription`: a member of the one group."""

    def __init__(self, broker: Broker, process: Process) -> None:
        self._broker = broker
        self._process = process
        self._paused: set[int] = set()
        self._stored: dict[int, int] = {}
        self._next: dict[int, int] = {}
        self._generation = -1
        broker.members.append(self)
        broker.rebalance()
        process.on_death.append(self._leave)

    def _leave(self) -> None:
        if self in self._broker.members:
            self._broker.members.remove(self)
            self._broker.rebalance()

    async def poll(self) -> Polled:
        """Return some records of each partition that is assigned here."""
        await self._process.step()
        broker, rng = self._broker, self._broker.chance.rng
        if broker.chance.rebalances():
            broker.rebalance()
        revoked = self._join()
        records: list[Incoming] = []
        for number, position in list(self._next.items()):
            partition = broker.partitions[number]
            if number in self._paused:
                continue
            start = 0 if position > len(partition) else position  # out of range: from the earliest
            some = partition[start : start + rng.randint(1, 8)]
            for offset, record in enumerate(some, start=start):
                headers = {name: value for name, value in record.headers if isinstance(value, bytes)}
                records.append(Incoming(TOPIC, number, offset, record.key, record.value, headers))
            self._next[number] = start + len(some)
        if rng.random() < 0.3:
            broker.committed.update(self._stored)
        if not records:
            await asyncio.sleep(1.0 if broker.chance.healed else 0.1)
        return Polled(records, revoked)

    def _join(self) -> frozenset[Partition]:
        broker = self._broker
        if self._generation == broker.generation:
            return frozenset()
        self._generation = broker.generation
        mine = broker.members.index(self)
        assigned = {number for number in range(PARTITIONS) if number % len(broker.members) == mine}
        revoked = frozenset((TOPIC, number) for number in self._next)
        self._next = {number: broker.committed.get(number, 0) for number in assigned}
        self._stored, self._paused = {}, set()
        return revoked

    def pause(self, partition: Partition) -> None:
        """Deliver nothing more of it."""
        self._paused.add(partition[1])

    def resume(self, partition: Partition) -> None:
        """Go on with it."""
        self._paused.discard(partition[1])

    def processed(self, record: Incoming) -> None:
        """Store the offset."""
        self._stored[record.partition] = record.offset + 1

    async def close(self) -> None:
        """Leave the group."""
        self._leave()
