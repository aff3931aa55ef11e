"""The consumer's store over the database in memory."""

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from roundtable.common.v1 import text_pb2
from services.chassis.consumer.ports import Delivered, Letter, Position
from services.chassis.kafka.records import Envelope, Incoming
from tests.behaviour.simulation.database import Database, Tx
from tests.behaviour.simulation.process import Process


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
