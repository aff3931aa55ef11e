"""What happens by itself when a day passes or the calendar is corrected. After a failure it goes on where it was.

Every copy of the service may run it: lines are looked at again under lock, and what was announced stands in them.
"""

from collections.abc import Awaitable, Callable, Container
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from services.chassis.calendar import Holidays
from services.chassis.clocks import Clocks
from services.chassis.database import Database, Transaction
from services.recommendations.domain import calendar as calendars
from services.recommendations.domain import closures, steps
from services.recommendations.domain.findings import REPLY_WORKING_DAYS
from services.recommendations.domain.guards import Line
from services.recommendations.domain.values import Moment, StepRule
from services.recommendations.recording import record
from services.recommendations.store import calendar, lines
from services.recommendations.store import steps as stored

_BATCH: Final = 200
_LEAST: Final = UUID(int=0)
_SHORTEST_YEAR: Final = timedelta(days=365)

Find = Callable[[Transaction, UUID], Awaitable[list[UUID]]]


class Timers:
    """The work of the clock.

    Args:
        database: The service's.
        moment: Tells the time by the process's clock, and what day it is where the deployment is.
        base: On which days offices are closed without any correction.
        clocks: Tell the time that both have come to.
        reply_working_days: How many working days an addressee has to object.
        batch: How many lines one transaction sees to.
    """

    def __init__(
        self,
        database: Database,
        moment: Callable[[], Moment],
        base: Container[date],
        *,
        clocks: Clocks,
        reply_working_days: int = REPLY_WORKING_DAYS,
        batch: int = _BATCH,
    ) -> None:
        self._database = database
        self._moment = moment
        self._clocks = clocks
        self._base = base
        self._batch = batch
        self._reply_working_days = reply_working_days

    async def run(self) -> None:
        """Do everything that is due now. While the clocks are apart, what time brings about has to wait."""
        await self.rederive_due_dates()
        await self.retract_steps()
        async with self._database.transaction(read_only=True) as tx:
            now = await self._clocks.agreed(tx)
        if now is None:
            return
        moment = replace(self._moment(), at=now)
        await self.announce_steps(moment)
        await self.announce_rechecks(moment)
        await self.close_verified(moment)

    async def rederive_due_dates(self) -> None:
        """Let due dates follow the corrections of the calendar, batch by batch, until all have."""
        while True:
            async with self._database.transaction() as tx:
                if not await self._rederive(tx):
                    return

    async def _rederive(self, tx: Transaction) -> bool:
        job = await calendar.next_rederivation(tx)
        if job is None:
            return False
        day, closed = job.correction.day, calendars.ever_closed(await calendar.read(tx), self._base)
        ids = await calendar.touched(
            tx,
            job,
            earliest=steps.earliest_due_date(day, closed),
            latest=calendars.latest_due_date(day, closed),
            limit=self._batch,
        )
        found = await lines.lock_all(tx, ids)
        holidays = await calendar.holidays(tx, self._base)
        for line in found:
            fact = calendars.rederive(line.assignment, job.correction, self._moment(), holidays=holidays)
            after = await record(tx, line, fact) if fact is not None else line
            await self._retract(tx, after, holidays)
        after_id = max(ids) if len(ids) == self._batch else None
        await calendar.note_rederived(tx, job.correction.version, after_id=after_id)
        return True

    async def retract_steps(self) -> None:
        """Take back what turned out to be wrong: an answer of an earlier day, a mail that came back."""

        async def find(tx: Transaction, after_id: UUID) -> list[UUID]:
            return await stored.in_doubt(tx, after_id=after_id, limit=self._batch)

        await self._each_batch(find, self._retract)

    async def _retract(self, tx: Transaction, line: Line, holidays: Holidays) -> None:
        while fact := steps.retract(line, self._moment(), holidays=holidays):
            line = await record(tx, line, fact)

    async def announce_steps(self, moment: Moment) -> None:
        """Announce what was reached on the days that are not done with, each step once, then be done with them.

        The days before the clock ran for the first time are nobody's: nothing is announced for them.
        """
        async with self._database.transaction() as tx:
            recorded = await stored.done_day(tx)
            holidays = await calendar.holidays(tx, self._base)
        done = recorded
        if done is None or done >= moment.today:  # the clock was ahead, and was put right
            done = moment.today - timedelta(days=1)
        days = steps.open_days(done, moment)
        for rule in steps.RESPONSE_RULES:
            due_dates = [due for day in days for due in steps.due_dates(rule, day, holidays)]
            await self._announce(rule, due_dates, moment, done=done)
        yesterday = moment.today - timedelta(days=1)
        if recorded != yesterday:
            async with self._database.transaction() as tx:
                await stored.note_done_day(tx, yesterday)

    async def _announce(self, rule: StepRule, due_dates: list[date], moment: Moment, *, done: date) -> None:
        async def find(tx: Transaction, after_id: UUID) -> list[UUID]:
            return await stored.reached(tx, rule, due_dates, after_id=after_id, limit=self._batch)

        async def announce(tx: Transaction, line: Line, holidays: Holidays) -> None:
            fact = steps.announce(line, rule, moment, done=done, holidays=holidays)
            if fact is not None:
                await record(tx, line, fact)

        await self._each_batch(find, announce)

    async def announce_rechecks(self, moment: Moment) -> None:
        """Announce what was shown to be done twelve months ago and nobody has looked at since."""
        day = moment.today - _SHORTEST_YEAR

        async def find(tx: Transaction, after_id: UUID) -> list[UUID]:
            return await stored.verified_until(tx, day, after_id=after_id, limit=self._batch)

        async def announce(tx: Transaction, line: Line, _holidays: Holidays) -> None:
            fact = steps.announce_recheck(line, moment)
            if fact is not None:
                await record(tx, line, fact)

        await self._each_batch(find, announce)

    async def close_verified(self, moment: Moment) -> None:
        """Close what was shown to be done and nobody objected to in time."""

        async def find(tx: Transaction, after_id: UUID) -> list[UUID]:
            return await stored.open_and_verified(tx, after_id=after_id, limit=self._batch)

        async def close(tx: Transaction, line: Line, holidays: Holidays) -> None:
            fact = closures.close_verified(line, moment, working_days=self._reply_working_days, holidays=holidays)
            if fact is not None:
                await record(tx, line, fact)

        await self._each_batch(find, close)

    async def _each_batch(self, find: Find, act: Callable[[Transaction, Line, Holidays], Awaitable[None]]) -> None:
        """See to all lines that are found, a batch in a transaction."""
        after_id, more = _LEAST, True
        while more:
            async with self._database.transaction() as tx:
                ids = await find(tx, after_id)
                found = await lines.lock_all(tx, ids)
                holidays = await calendar.holidays(tx, self._base)
                for line in found:
                    await act(tx, line, holidays)
            more = len(ids) == self._batch
            after_id = max(ids, default=_LEAST)
