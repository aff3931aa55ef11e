"""The holiday calendar: anybody reads it, a registrar corrects it."""

from datetime import date

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, event_log, replies, texts
from services.chassis.database import Transaction
from services.chassis.errors import Aborted
from services.recommendations import wire
from services.recommendations.api.base import Base, Context
from services.recommendations.domain import calendar as calendars
from services.recommendations.domain.errors import DayCorrected
from services.recommendations.store import calendar


class CalendarRpcs(Base):
    """RPCs of the calendar."""

    async def GetCalendar(self, request: pb.GetCalendarRequest, _context: Context) -> pb.GetCalendarResponse:
        """Tell the holidays of one year, and what was corrected of them."""
        async with self._reading(request.as_at_date) as (tx, today):
            return await self._of_year(tx, wire.calendar.year(request, today=today), today)

    async def CorrectCalendar(self, request: pb.CorrectCalendarRequest, context: Context) -> pb.CorrectCalendarResponse:
        """Correct one day; due dates follow."""
        caller = access.caller(context)
        wanted = wire.calendar.correction(request)
        try:
            async with self._db.transaction() as tx:
                if reply := await replies.claim(tx, caller, request, pb.CorrectCalendarResponse):
                    return reply
                act = await self._act(tx, caller, request.expected_version)
                before = await calendar.lock(tx)
                fact = calendars.correct(before, wanted, act, base=self._base)
                await calendar.add(tx, calendars.correction_of(fact))
                await event_log.append(tx, wire.calendar.event(fact))
                response = pb.CorrectCalendarResponse(calendar=await self._of_year(tx, fact.day.year, act.moment.today))
                return await replies.remember(tx, caller, request, response)
        except DayCorrected as stale:
            async with self._db.transaction(read_only=True) as tx:
                current = pb.CorrectCalendarResponse(
                    calendar=await self._of_year(tx, stale.day.year, self._moment().today)
                )
            raise Aborted(str(stale), current=current) from stale

    async def _of_year(self, tx: Transaction, year: int, today: date) -> pb.GetCalendarResponse:
        now, corrections = await calendar.read(tx), await calendar.of_year(tx, year)
        known = await texts.load(tx, [each.reason_id for each in corrections if each.reason_id])
        return wire.calendar.of_year(
            year,
            version=now.version,
            base=self._base.of_year(year),
            holidays=now.holidays(self._base),
            corrections=corrections,
            texts=known,
            today=today,
        )
