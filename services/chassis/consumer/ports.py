"""What the consumer needs of Kafka, of its database and of the owners: few enough calls to simulate all three."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from roundtable.common.v1 import text_pb2
from services.chassis.kafka.records import Envelope, Incoming

Partition: TypeAlias = tuple[str, int]


@dataclass(frozen=True)
class Polled:
    """What a poll brought."""

    records: Sequence[Incoming]
    revoked: frozenset[Partition]
    """Partitions that went to another member of the group before these records came."""


class Subscription(Protocol):
    """A member of the consumer group."""

    async def poll(self) -> Polled:
        """Wait a moment for records."""

    def pause(self, partition: Partition) -> None:
        """Deliver nothing more of the partition for now."""

    def resume(self, partition: Partition) -> None:
        """Go on with the partition."""

    def processed(self, record: Incoming) -> None:
        """Note that the record's effect is committed. A hint: it may be lost."""

    async def close(self) -> None:
        """Leave the group."""


@dataclass(frozen=True)
class Delivered:
    """An event as it came: from Kafka or from its owner."""

    envelope: Envelope
    payload: bytes
    place: str
    """Where it came from, for people."""


class Owner(Protocol):
    """The event log of another service."""

    def replay(self, aggregate_id: UUID, after: int) -> AsyncIterator[Delivered]:
        """Return the aggregate's public events after a public version, in order."""

    async def heads(self, since: int) -> tuple[dict[UUID, int], int]:
        """Return the last public versions of aggregates that changed since a watermark, and the next watermark."""


@dataclass(frozen=True)
class Position:
    """How far an aggregate was applied."""

    public_version: int
    event_id: UUID | None
    parked: bool


@dataclass(frozen=True)
class Letter:
    """A parked event."""

    envelope: Envelope
    payload: bytes | None


class Store(Protocol):
    """What the consumer keeps in its database. `tx` is whatever `transaction` gave."""

    def transaction(self) -> AbstractAsyncContextManager[Any]:
        """All or nothing."""

    async def advance(self, tx: Any, envelope: Envelope) -> bool:
        """Move the aggregate on to this event if it is the next one and nothing is parked; tell whether it was."""

    async def position(self, tx: Any, envelope: Envelope) -> Position:
        """Return how far the aggregate is, and let nobody else move it until the transaction ends."""

    async def positions(self, tx: Any, aggregate_ids: Sequence[UUID]) -> Mapping[UUID, Position]:
        """Return how far these aggregates are; unknown ones are left out."""

    async def park(self, tx: Any, event: Delivered, reason: str) -> bool:
        """Keep the event as a dead letter and park its aggregate; tell whether it was not there before."""

    async def park_record(self, tx: Any, record: Incoming, source: str, reason: str) -> bool:
        """Keep a record that names no event."""

    async def letters(self, tx: Any, aggregate_id: UUID) -> Sequence[Letter]:
        """Return the aggregate's dead letters in order; nobody parks another one until the transaction ends."""

    async def settle(self, tx: Any, envelope: Envelope) -> None:
        """Move a parked aggregate on to this event if it is the next one, and remove its dead letter."""

    async def blame(self, tx: Any, envelope: Envelope, reason: str) -> None:
        """Write down why the replay of a dead letter failed."""

    async def release(self, tx: Any, aggregate_id: UUID) -> bool:
        """Unpark the aggregate; tell whether it was parked."""

    async def count_letters(self, tx: Any) -> int:
        """Return how many events are parked."""

    async def keep_texts(self, tx: Any, texts: Iterable[text_pb2.Text]) -> None:
        """Store copies of texts."""

    async def erase_text(self, tx: Any, text_id: UUID) -> None:
        """Empty the copy of a text."""
