"""An owner with its log over gRPC and a consumer's database, for tests of what becomes of an event."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import grpc

from deploy.local.postgres import Databases
from services.chassis import dead_letters, event_log, texts
from services.chassis.consumer import Applier, Delivered, GrpcOwner, PostgresStore, Withholding
from services.chassis.database import Database, Transaction
from services.chassis.event_log import NewEvent
from services.chassis.kafka.records import Envelope
from tests.behaviour import messages, real_parts

OWNER, CONSUMER = real_parts.OWNER, real_parts.CONSUMER


@dataclass
class Scene:
    """An owner with its log, and a consumer's database."""

    owner: Database
    consumer: Database
    channel: grpc.aio.Channel
    owner_urls: Databases
    handling: real_parts.Handling
    hidden: set[UUID]

    def applier(self, *, channel: grpc.aio.Channel | None = None, **handlers: Any) -> Applier:
        """What applies; `handlers` by name of the type replace those of the scene."""
        known = {messages.Noted: self.handling.on_noted, messages.Hidden: _nothing}
        known |= {getattr(messages, name): handler for name, handler in handlers.items()}
        owners = {OWNER: GrpcOwner(OWNER, lambda _: channel or self.channel)}
        withholding = Withholding(frozenset({messages.Hidden}), self._withhold, self._release)
        return Applier(PostgresStore(self.consumer, CONSUMER), known, owners, withholding)

    async def _withhold(self, _tx: Transaction, aggregate_id: UUID) -> None:
        self.hidden.add(aggregate_id)

    async def _release(self, _tx: Transaction, aggregate_id: UUID) -> None:
        self.hidden.discard(aggregate_id)

    async def append(self, aggregate: UUID, *facts: Any) -> list[Delivered]:
        """Append facts to the owner's log, and return them as they come from Kafka."""
        async with self.owner.transaction() as tx:
            version = len(await event_log.load(tx, aggregate))
            for number, fact in enumerate(facts, start=version + 1):
                event = NewEvent(
                    aggregate_type="trial",
                    aggregate_id=aggregate,
                    version=number,
                    message=fact,
                    actor="test",
                    occurred_at=datetime.now(UTC),
                )
                await event_log.append(tx, event)
        owner = GrpcOwner(OWNER, lambda _: self.channel)
        return [event async for event in owner.replay(aggregate, version)]

    async def numbers(self, aggregate: UUID) -> list[int]:
        """Return the numbers applied, in order."""
        async with self.consumer.transaction(read_only=True) as tx:
            statement = "SELECT number FROM applied WHERE aggregate_id = %(id)s ORDER BY position"
            rows = await (await tx.execute(statement, {"id": aggregate})).fetchall()
        return [row["number"] for row in rows]

    async def letters(self, aggregate: UUID) -> list[dead_letters.Parked]:
        """Return the aggregate's dead letters."""
        return [letter for letter in await dead_letters.listed(self.consumer) if letter.aggregate_id == aggregate]


async def _nothing(_tx: Transaction, _message: Any, _envelope: Envelope) -> None:
    """Apply without effect."""


def noted(*numbers: int) -> list[Any]:
    return [messages.Noted(number=number, note=texts.new({"en": f"note {number}"}, "en")) for number in numbers]
