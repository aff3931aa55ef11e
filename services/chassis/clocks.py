"""Two clocks: that of the process and that of its database. What time ends for good waits until both have come so far.

A clock that runs ahead would publish or announce before it is time, and nothing takes that back. So the earlier of the
two counts; and where they differ by more than a good clock can be wrong, nobody knows which is right, and nothing that
cannot be undone is done until an operator has set them.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from services.chassis import metrics
from services.chassis.database import Transaction

log = structlog.get_logger(__name__)

MOST_APART: Final = timedelta(minutes=5)


async def of_database(tx: Transaction) -> datetime:
    """Return the time by the database's clock."""
    row = await (await tx.execute("SELECT clock_timestamp() AS now")).fetchone()
    assert row is not None
    return row["now"]  # type: ignore[no-any-return]


class Clocks:
    """The clock of the process and that of the database.

    Args:
        process: Tells the time by the process's clock, in UTC.
        database: Tells it by the database's.
    """

    def __init__(
        self, process: Callable[[], datetime], database: Callable[[Transaction], Awaitable[datetime]] = of_database
    ) -> None:
        self._process = process
        self._database = database
        self._are_apart = False

    async def earlier(self, tx: Transaction) -> datetime:
        """Return what both clocks have come to, however far they differ."""
        return min(self._process(), await self._database(tx))

    async def later(self, tx: Transaction) -> datetime:
        """Return what one of the clocks has come to: what is counted from it ends too late rather than too early."""
        return max(self._process(), await self._database(tx))

    async def agreed(self, tx: Transaction) -> datetime | None:
        """Return what both clocks have come to; None if they differ so far that one of them must be wrong.

        How far is a metric; that they are apart, and that they agree again, is logged once.
        """
        process, database = self._process(), await self._database(tx)
        ahead = process - database
        metrics.CLOCK_AHEAD_SECONDS.set(ahead.total_seconds())
        are_apart = abs(ahead) > MOST_APART
        if are_apart != self._are_apart:
            self._are_apart = are_apart
            tell = log.error if are_apart else log.info
            tell("clocks_apart" if are_apart else "clocks_agree", seconds=round(ahead.total_seconds()))
        return None if are_apart else min(process, database)
