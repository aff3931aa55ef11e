"""A database and a broker in memory, with processes that die at any step: the ports of relay and consumer, simulated.

Every call of a port is a step. At a step a process takes some virtual time, meets an error, or dies for good: before
the step had its effect, or after it and before anybody learned of it. A dead process changes nothing any more.
"""

import asyncio
import contextlib
import random
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import psycopg

from roundtable.common.v1 import text_pb2
from services.chassis.consumer.ports import Delivered, Letter, Partition, Polled, Position
from services.chassis.kafka.records import Envelope, Incoming, Outgoing, outgoing
from services.chassis.relay.ports import Delivery


class Process:
    """A process of the simulation: its steps, and its death."""

    def __init__(self, world: "Chance") -> None:
        self._world = world
        self.dead = False
        self.task: asyncio.Task[None] | None = None
        self.on_death: list[Callable[[], None]] = []

    def start(self, work: Awaitable[None]) -> "Process":
        """Run the work until the process dies."""

        async def body() -> None:
            await work

        self.task = asyncio.create_task(body())
        return self

    async def step(self, *, may_fail: bool = False) -> None:
        """Take a little time; perhaps fail; perhaps die here."""
        if self.dead:
            await asyncio.Event().wait()
        await asyncio.sleep(self._world.latency())
        if self._world.dies():
            self.kill()
        if self.dead:
            await asyncio.Event().wait()  # until the cancellation that `kill` asked for arrives
        if may_fail and self._world.database_fails():
            raise psycopg.OperationalError("the connection was cut")

    def kill(self) -> None:
        """Die as by SIGKILL: whatever is under way has no further effect."""
        if self.dead:
            return
        self.dead = True
        for act in self.on_death:
            act()
        if self.task is not None:
            self.task.cancel()


@dataclass
class Chance:
    """What goes wrong, and how often. Drawn from one seeded source."""

    rng: random.Random
    death: float = 0.0
    database_error: float = 0.0
    delivery_error: float = 0.0
    duplicate: float = 0.0
    rebalance: float = 0.0
    owner_error: float = 0.0
    healed: bool = False

    def latency(self) -> float:
        """Return how long a step takes, in seconds."""
        return self.rng.choice((0.0, 0.0005, 0.001, 0.003, 0.02))

    def _happens(self, chance: float) -> bool:
        return not self.healed and chance > 0 and self.rng.random() < chance

    def dies(self) -> bool:
        """Tell whether the process dies at this step."""
        return self._happens(self.death)

    def database_fails(self) -> bool:
        """Tell whether the connection is cut at this step."""
        return self._happens(self.database_error)

    def delivery_fails(self) -> bool:
        """Tell whether a record is not delivered, or not reported."""
        return self._happens(self.delivery_error)

    def duplicates(self) -> bool:
        """Tell whether an old record appears again."""
        return self._happens(self.duplicate)

    def rebalances(self) -> bool:
        """Tell whether partitions are handed out anew."""
        return self._happens(self.rebalance)

    def owner_fails(self) -> bool:
        """Tell whether the owner does not answer."""
        return self._happens(self.owner_error)


class Database:
    """Committed rows, row locks, and transactions that see what is committed and what they wrote themselves."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, Any], Any] = {}
        self.locks: dict[tuple[str, Any], asyncio.Lock] = defaultdict(asyncio.Lock)
        self.positions = 0
        self.transactions = 0
        self.running: set[int] = set()
        self.relay: Process | None = None

    def table(self, name: str) -> dict[Any, Any]:
        """Return the committed rows of a table."""
        return {key: row for (table, key), row in self.rows.items() if table == name}

    @contextlib.asynccontextmanager
    async def transaction(self, process: Process) -> AsyncIterator["Tx"]:
        """All or nothing; a cut at the commit may come before it or after it."""
        self.transactions += 1
        tx = Tx(self, process, self.transactions)
        self.running.add(tx.number)
        try:
            await process.step(may_fail=True)
            yield tx
            await process.step(may_fail=True)
            tx.commit()
            await process.step(may_fail=True)
        finally:
            self.running.discard(tx.number)
            for lock in tx.held:
                lock.release()


class Tx:
    """One transaction."""

    def __init__(self, database: Database, process: Process, number: int) -> None:
        self._database = database
        self._process = process
        self.number = number
        self.written: dict[tuple[str, Any], Any] = {}
        self.held: list[asyncio.Lock] = []
        self._locked: set[tuple[str, Any]] = set()

    async def lock(self, table: str, key: Any) -> Any:
        """Lock a row, whether it is there or not, and return it as it is committed now or written here."""
        if (table, key) not in self._locked:
            self._locked.add((table, key))
            lock = self._database.locks[table, key]
            await lock.acquire()
            self.held.append(lock)
        await self._process.step(may_fail=True)
        return self.read(table, key)

    def read(self, table: str, key: Any) -> Any:
        """Return a row, None if there is none."""
        return self.written.get((table, key), self._database.rows.get((table, key)))

    def write(self, table: str, key: Any, row: Any) -> None:
        """Set a row; None deletes it."""
        self.written[table, key] = row

    def append(self, envelope: Envelope, payload: bytes) -> None:
        """Append an event and put it into the outbox. The position is drawn now, and not at the commit."""
        self._database.positions += 1
        position = self._database.positions
        self.write("events", position, (envelope, payload, self.number))
        self.write("outbox", position, True)

    def commit(self) -> None:
        """Make it so."""
        for place, row in self.written.items():
            if row is None:
                self._database.rows.pop(place, None)
            else:
                self._database.rows[place] = row


class Outbox:
    """The port `Outbox` over the database in memory."""

    def __init__(self, database: Database, process: Process) -> None:
        self._database = database
        self._process = process

    @contextlib.asynccontextmanager
    async def hold(self) -> AsyncIterator["Held"]:
        """Wait for the lock; a dead process has none."""
        while self._database.relay is not None and not self._database.relay.dead:
            await asyncio.sleep(1.0)
        session = Process(Chance(random.Random(0)))
        self._database.relay = session
        self._process.on_death.append(session.kill)
        try:
            yield Held(self._database, self._process, session)
        finally:
            session.kill()


class Held:
    """The port `Held`: works as long as its session lives."""

    def __init__(self, database: Database, process: Process, session: Process) -> None:
        self._database = database
        self._process = process
        self._session = session

    async def _step(self) -> None:
        await self._process.step(may_fail=True)
        if self._session.dead:
            raise psycopg.OperationalError("the session was cut")

    async def read(self, limit: int) -> list[Outgoing]:
        """Return the first records."""
        await self._step()
        found = []
        for position in sorted(self._database.table("outbox"))[:limit]:
            envelope, payload, _ = self._database.rows["events", position]
            found.append(outgoing(envelope, position, payload))
        return found

    async def delete(self, positions: Sequence[int]) -> None:
        """Take out these."""
        await self._step()
        for position in positions:
            self._database.rows.pop(("outbox", position), None)
        await self._step()

    async def wait(self) -> None:
        """Poll."""
        await asyncio.sleep(1.0)
        await self._step()


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


class Owner:
    """The port `Owner` over the owner's database."""

    def __init__(self, database: Database, process: Process, chance: Chance) -> None:
        self._database = database
        self._process = process
        self._chance = chance

    async def replay(self, aggregate_id: UUID, after: int) -> AsyncIterator[Delivered]:
        """Yield what is missing; perhaps stop in the middle."""
        await self._process.step()
        for _, (envelope, payload, _) in sorted(self._database.table("events").items()):
            if envelope.aggregate_id == aggregate_id and envelope.public_version > after:
                if self._chance.owner_fails():
                    raise ConnectionError("unavailable")
                yield Delivered(envelope, payload, "log")

    async def heads(self, since: int) -> tuple[dict[UUID, int], int]:
        """Return the heads of what changed since the watermark."""
        await self._process.step()
        if self._chance.owner_fails():
            raise ConnectionError("unavailable")
        found: dict[UUID, int] = {}
        for envelope, _, transaction in self._database.table("events").values():
            if transaction >= since:
                found[envelope.aggregate_id] = max(found.get(envelope.aggregate_id, 0), envelope.public_version)
        return found, min(self._database.running, default=self._database.transactions + 1)


class Store:
    """The port `Store` over the database in memory."""

    def __init__(self, database: Database, process: Process) -> None:
        self._database = database
        self._process = process

    def transaction(self) -> contextlib.AbstractAsyncContextManager[Tx]:
        """All or nothing."""
        return self._database.transaction(self._process)

    async def position(self, tx: Tx, envelope: Envelope) -> Position:
        """Return and lock."""
        return await tx.lock("consumed", envelope.aggregate_id) or Position(0, None, parked=False)

    async def advance(self, tx: Tx, envelope: Envelope) -> bool:
        """Move on if it is the next."""
        before = await self.position(tx, envelope)
        if before.parked or before.public_version != envelope.public_version - 1:
            return False
        tx.write("consumed", envelope.aggregate_id, Position(envelope.public_version, envelope.event_id, parked=False))
        return True

    async def positions(self, tx: Tx, aggregate_ids: Sequence[UUID]) -> Mapping[UUID, Position]:
        """Return without locking."""
        await self._process.step()
        found = {aggregate_id: tx.read("consumed", aggregate_id) for aggregate_id in aggregate_ids}
        return {aggregate_id: position for aggregate_id, position in found.items() if position}

    async def park(self, tx: Tx, event: Delivered, reason: str) -> bool:
        """Keep and park."""
        before = await self.position(tx, event.envelope)
        tx.write("consumed", event.envelope.aggregate_id, replace(before, parked=True))
        key = (event.envelope.aggregate_id, event.envelope.public_version)
        if tx.read("dead_letters", key):
            return False
        tx.write("dead_letters", key, (Letter(event.envelope, event.payload), reason))
        return True

    async def park_record(self, tx: Tx, record: Incoming, source: str, reason: str) -> bool:
        """Keep."""
        tx.write("dead_letters", record.place, (record, source, reason))
        return True

    async def letters(self, tx: Tx, aggregate_id: UUID) -> Sequence[Letter]:
        """Lock and list."""
        await tx.lock("consumed", aggregate_id)
        keys = (key for key in sorted(self._database.table("dead_letters")) if key[0] == aggregate_id)
        return [tx.read("dead_letters", key)[0] for key in keys]

    async def settle(self, tx: Tx, envelope: Envelope) -> None:
        """Move on and remove."""
        before = await self.position(tx, envelope)
        if before.public_version == envelope.public_version - 1:
            after = Position(envelope.public_version, envelope.event_id, before.parked)
            tx.write("consumed", envelope.aggregate_id, after)
        tx.write("dead_letters", (envelope.aggregate_id, envelope.public_version), None)

    async def blame(self, tx: Tx, envelope: Envelope, reason: str) -> None:
        """Write down."""
        key = (envelope.aggregate_id, envelope.public_version)
        if letter := tx.read("dead_letters", key):
            tx.write("dead_letters", key, (letter[0], reason))

    async def release(self, tx: Tx, aggregate_id: UUID) -> bool:
        """Unpark."""
        before = await tx.lock("consumed", aggregate_id)
        if not before or not before.parked:
            return False
        tx.write("consumed", aggregate_id, replace(before, parked=False))
        return True

    async def count_letters(self, _tx: Tx) -> int:
        """Count."""
        await self._process.step()
        return len(self._database.table("dead_letters"))

    async def keep_texts(self, tx: Tx, texts: Iterable[text_pb2.Text]) -> None:
        """Keep."""
        for text in texts:
            tx.write("texts", text.text_id, text)

    async def erase_text(self, tx: Tx, text_id: UUID) -> None:
        """Empty."""
        tx.write("texts", str(text_id), None)
