"""A database with the chassis's tables, and histories to put into it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from services.chassis import event_log
from services.chassis.database import Database
from services.chassis.event_log import NewEvent
from tests.behaviour import messages

SERVICE = "consultations"
DAY = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)


def an_event(aggregate: UUID, version: int, message: Any = None, occurred_at: datetime = DAY) -> NewEvent:
    return NewEvent(
        aggregate_type="trial",
        aggregate_id=aggregate,
        version=version,
        message=messages.Ignored(number=version) if message is None else message,
        actor="test",
        occurred_at=occurred_at,
    )


async def a_history(database: Database, length: int = 4) -> UUID:
    """Append some events of one aggregate; every second one is internal."""
    aggregate = uuid4()
    async with database.transaction() as tx:
        for version in range(1, length + 1):
            kind = messages.Ignored if version % 2 else messages.Pondered
            await event_log.append(tx, an_event(aggregate, version, kind(number=version)))
    return aggregate
