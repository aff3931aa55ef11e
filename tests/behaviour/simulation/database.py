"""A database in memory: committed rows, row locks, transactions that are cut."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

from services.chassis.kafka.records import Envelope
from tests.behaviour.simulation.process import Process


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
