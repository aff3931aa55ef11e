"""What happens by itself: mandates whose first day has come, and the count of deliveries by state."""

import asyncio
from typing import Final

from services.chassis import metrics
from services.chassis.database import Database
from services.notifications.events import Events
from services.notifications.store import leases

_SECONDS_BETWEEN_COUNTS: Final = 10.0
_SECONDS_BETWEEN_PLANS: Final = 30.0
_BATCH: Final = 50
STATES: Final = ("pending", "leased", "accepted", "bounced", "dead")


async def count_deliveries(database: Database) -> None:
    """Keep the metric of deliveries by state up to date, for ever."""
    while True:
        async with database.transaction(read_only=True) as tx:
            found = await leases.count_by_state(tx)
        for state in STATES:
            metrics.DELIVERIES.labels(state).set(found.get(state, 0))
        await asyncio.sleep(_SECONDS_BETWEEN_COUNTS)


async def plan_mandates(database: Database, events: Events) -> None:
    """Tell liaisons of their lines on the first day of their mandate, for ever."""
    while True:
        async with database.transaction() as tx:
            found = await events.plan_mandates_in_force(tx, limit=_BATCH)
        if found < _BATCH:
            await asyncio.sleep(_SECONDS_BETWEEN_PLANS)
