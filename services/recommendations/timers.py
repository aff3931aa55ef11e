"""What happens by itself when a day passes or the calendar is corrected. After a failure it goes on where it was."""

from collections.abc import Callable, Container
from datetime import date
from typing import Final

from services.chassis.database import Database, Transaction
from services.recommendations.domain import calendar as calendars
from services.recommendations.domain.values import Moment
from services.recommendations.recording import record
from services.recommendations.store import calendar, lines

_BATCH: Final = 200


class Timers:
    """The work of the clock.

    Args:
        database: The service's.
        moment: Tells the time, and what day it is where the deployment is.
        base: On which days offices are closed without any correction.
    """

    def __init__(self, database: Database, moment: Callable[[], Moment], base: Container[date]) -> None:
        self._database = database
        self._moment = moment
        self._base = base

    async def rederive_due_dates(self, *, batch: int = _BATCH) -> None:
        """Let due dates follow the corrections of the calendar, batch by batch, until all have."""
        while True:
            async with self._database.transaction() as tx:
                if not await self._rederive(tx, batch):
                    return

    async def _rederive(self, tx: Transaction, batch: int) -> bool:
        job = await calendar.next_rederivation(tx)
        if job is None:
            return False
        latest = calendars.latest_due_date(job.correction.day, await calendar.read(tx), self._base)
        ids = await calendar.touched(tx, job, latest=latest, limit=batch)
        found = await lines.lock_all(tx, ids)
        holidays = await calendar.holidays(tx, self._base)
        for line in found:
            fact = calendars.rederive(line.assignment, job.correction, self._moment(), holidays=holidays)
            if fact is not None:
                await record(tx, line, fact)
        await calendar.note_rederived(tx, job.correction.version, after_id=max(ids) if len(ids) == batch else None)
        return True
