"""The owner's side over the database in memory: outbox and event log."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import psycopg

from services.chassis.consumer.ports import Delivered
from services.chassis.kafka.records import Outgoing, outgoing
from tests.behaviour.simulation.database import Database
from tests.behaviour.simulation.process import Chance, Process


class Outbox:
    """The port `Outbox` over the database in memory."""

    def __init__(self, database: Database, process: Process) -> None:
        self._database = database
        self._process = process

    @contextlib.asynccontextmanager
    async def hold(self) -> AsyncIterator["Held"]:
        """Wait for the lock; a dead process has none."""
        while self._database.relay is not None and not self._database.relay.dead:  # noqa: ASYNC110
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
