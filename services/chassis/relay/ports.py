"""What the relay needs of a database and of a broker: few enough calls that a test can simulate both."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from services.chassis.kafka.records import Outgoing


@dataclass(frozen=True)
class Delivery:
    """What became of a batch."""

    acknowledged: list[int]
    """Positions of the records before the first that failed, in order. The broker has them for good."""
    error: str = ""
    """Why the rest was not delivered; the producer is then unfit for further use."""


class Producer(Protocol):
    """Sends records to the service's topic."""

    async def deliver(self, records: Sequence[Outgoing]) -> Delivery:
        """Send in order, and return when there is a report on each."""


class Broker(Protocol):
    """Makes producers."""

    def producer(self) -> AbstractAsyncContextManager[Producer]:
        """Make sure of the topic and open a fresh producer."""


class Held(Protocol):
    """The outbox, on the session that holds the lock: lock gone, every call fails."""

    async def read(self, limit: int) -> list[Outgoing]:
        """Return the first records that are not yet acknowledged, by position."""

    async def delete(self, positions: Sequence[int]) -> None:
        """Take out exactly these."""

    async def wait(self) -> None:
        """Return when the bell rings, at the latest after a second."""


class Outbox(Protocol):
    """The outbox of one database."""

    def hold(self) -> AbstractAsyncContextManager[Held]:
        """Wait until no other relay is at work on this database, and hold the lock."""
