"""What goes wrong in a run, as data; and the classic bugs, each planted at one named seam."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.chassis.consumer.apply import Applier, Outcome
from services.chassis.consumer.ports import Delivered, Owner, Partition, Polled, Subscription
from services.chassis.kafka.records import Incoming, Outgoing
from services.chassis.relay import Held, Outbox, Producer, Relay


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How often what happens; chances are per step of a process."""

    name: str
    death: float = 0.0
    """A process dies as by SIGKILL, and another one starts."""
    database_error: float = 0.0
    """A connection to a database is cut, before or after a commit."""
    delivery_error: float = 0.0
    """A record is not delivered, or delivered without a report."""
    duplicate: float = 0.0
    """An old record appears once more behind newer ones."""
    rebalance: float = 0.0
    """The consumer's partitions are handed out anew: what is not committed there comes again."""
    owner_error: float = 0.0
    """The owner's log does not answer, or stops in the middle."""
    lost_tails: int = 0
    """How many times every partition loses its last records."""
    lost_broker: bool = False
    """All broker data is deleted, once."""
    poison: bool = False
    """Some events cannot be applied until the handler is put right."""

    @property
    def broker_forgets(self) -> bool:
        """Tell whether the topic cannot be expected to hold everything."""
        return bool(self.lost_tails or self.lost_broker)


CALM = Plan(name="nothing goes wrong")
DEATHS = Plan(name="processes die at any step", death=0.004)
OFTEN = Plan(name="processes die often", death=0.02)

PLANS = [
    CALM,
    DEATHS,
    Plan(name="databases are cut off at any step", database_error=0.01),
    Plan(name="deliveries fail or go unreported", delivery_error=0.08),
    Plan(name="records come twice and out of order", duplicate=0.3, rebalance=0.1),
    Plan(name="topics lose their tails", lost_tails=3, owner_error=0.05),
    Plan(name="all broker data is deleted", lost_broker=True, owner_error=0.05),
    Plan(name="poison among good events", poison=True, death=0.001, duplicate=0.1),
    Plan(
        name="everything at once",
        death=0.002,
        database_error=0.004,
        delivery_error=0.03,
        duplicate=0.1,
        rebalance=0.03,
        owner_error=0.02,
        lost_tails=2,
        lost_broker=True,
        poison=True,
    ),
]


@dataclass(frozen=True, kw_only=True)
class Build:
    """The product as it is, or with one bug planted."""

    relay: type[Relay] = Relay
    applier: type[Applier] = Applier
    outbox: Callable[[Outbox], Outbox] = lambda outbox: outbox
    subscription: Callable[[Subscription], Subscription] = lambda subscription: subscription
    owner: Callable[[Owner], Owner] = lambda owner: owner
    event_in_transaction: bool = True


class _DeletesBeforeTheReport(Relay):
    """Trusts that what was handed to the producer will arrive."""

    async def forward(self, held: Held, producer: Producer) -> bool:
        records = await held.read(500)
        if not records:
            await held.wait()
            return True
        await held.delete([record.position for record in records])
        return not (await producer.deliver(records)).error


class _NotesBeforeTheEffect(Applier):
    """Notes the event as applied in a transaction of its own, and then does what it says."""

    async def once(self, tx: Any, event: Delivered) -> Outcome | None:
        async with self.store.transaction() as other:
            before = await self.store.position(other, event.envelope)
            advanced = await self.store.advance(other, event.envelope)
        if advanced:
            await self.effect(tx, event)
            return Outcome.APPLIED
        return Outcome.REPEATED if before.public_version >= event.envelope.public_version else None


class _NotesAfterTheEffect(Applier):
    """Does what the event says, and notes it as applied in a transaction of its own."""

    async def once(self, tx: Any, event: Delivered) -> Outcome | None:
        async with self.store.transaction() as other:
            before = await self.store.position(other, event.envelope)
        if before.public_version >= event.envelope.public_version:
            return Outcome.REPEATED
        if before.public_version < event.envelope.public_version - 1:
            return None
        async with self.store.transaction() as effect:
            await self.effect(effect, event)
        await self.store.advance(tx, event.envelope)
        return Outcome.APPLIED


class _CursorOutbox:
    """Remembers the last position instead of beginning at the start of the outbox."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    @contextlib.asynccontextmanager
    async def hold(self) -> AsyncIterator[Held]:
        async with self._outbox.hold() as held:
            yield _CursorHeld(held)


class _CursorHeld:
    def __init__(self, held: Held) -> None:
        self._held = held
        self._cursor = 0

    async def read(self, limit: int) -> list[Outgoing]:
        records = [record for record in await self._held.read(1_000_000) if record.position > self._cursor][:limit]
        self._cursor = max([self._cursor, *(record.position for record in records)])
        return records

    async def delete(self, positions: Sequence[int]) -> None:
        await self._held.delete(positions)

    async def wait(self) -> None:
        await self._held.wait()


class _CommitsBeforeTheEffect:
    """Commits Kafka's offset of what it has only read."""

    def __init__(self, subscription: Subscription) -> None:
        self._subscription = subscription

    async def poll(self) -> Polled:
        polled = await self._subscription.poll()
        for record in polled.records:
            self._subscription.processed(record)
        return polled

    def pause(self, partition: Partition) -> None:
        self._subscription.pause(partition)

    def resume(self, partition: Partition) -> None:
        self._subscription.resume(partition)

    def processed(self, _record: Incoming) -> None:
        pass

    async def close(self) -> None:
        await self._subscription.close()


class _TellsNoHeads:
    """An owner that nobody asks how far its log goes."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner

    def replay(self, aggregate_id: UUID, after: int) -> AsyncIterator[Delivered]:
        return self._owner.replay(aggregate_id, after)

    async def heads(self, since: int) -> tuple[dict[UUID, int], int]:
        return {}, since


BUGS = {
    "a cursor by id": Build(outbox=_CursorOutbox),
    "delete before the delivery report": Build(relay=_DeletesBeforeTheReport),
    # The offset that counts is the row in `consumed`.
    "offset before effect": Build(applier=_NotesBeforeTheEffect),
    "offset after effect, in another transaction": Build(applier=_NotesAfterTheEffect),
    "event outside the transaction": Build(event_in_transaction=False),
}
"""Two more, a reply stored after the commit and an `expected_version` that is not checked, are planted in a service:
`tests/integration/test_service_planted_bugs.py`."""

HASTY = Build(subscription=_CommitsBeforeTheEffect)
"""No bug here: Kafka's offset is only a hint, and whoever looks for lost tails finds what it passes by."""
BLIND = Build(owner=_TellsNoHeads)
"""Harmless while no topic loses its tail."""
HASTY_AND_BLIND = Build(subscription=_CommitsBeforeTheEffect, owner=_TellsNoHeads)
"""The classic: Kafka's offset before the effect, and trusted."""
