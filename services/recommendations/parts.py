"""Composition root of recommendations: the servicer, the handlers, and the loops."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from functools import partial

from roundtable.recommendations.v1 import service_pb2_grpc as pb_grpc
from services.chassis import clocks, metrics, outbound
from services.chassis.database import Database, Transaction
from services.chassis.parts import Parts, Runtime
from services.chassis.public_holidays import PublicHolidays
from services.recommendations import events, past
from services.recommendations.api import RecommendationServicer, Tools
from services.recommendations.domain.evidence import LARGEST_BYTES
from services.recommendations.domain.filters import LineFilter
from services.recommendations.domain.headline import BarGroup
from services.recommendations.domain.values import Moment
from services.recommendations.store import counts
from services.recommendations.timers import Timers

_FOLD_SECONDS = 1.0
_FORGET_SECONDS = 60.0
_MEASURE_SECONDS = 10.0
_REPLY_SECONDS = 2.0
_CLOCK_SECONDS = 5.0
_ARCHIVE_SECONDS = 10.0
_PAST_SECONDS = 5.0
_ARCHIVE = outbound.Limits(body_bytes=LARGEST_BYTES, seconds=30)


def build(
    runtime: Runtime, *, database_clock: Callable[[Transaction], Awaitable[datetime]] = clocks.of_database
) -> Parts:
    """Make the parts of the service.

    Args:
        runtime: What it is made from.
        database_clock: Tells the time by the database's clock.
    """
    base, both = PublicHolidays(), clocks.Clocks(runtime.clock, database_clock)
    tools = Tools(
        database=runtime.database,
        keys=runtime.keys,
        clock=runtime.clock,
        clocks=both,
        zone=runtime.settings.time_zone,
        holidays=base,
        settings=runtime.settings,
        files=runtime.settings.files("evidence"),
        fetch=partial(outbound.fetch, limits=_ARCHIVE),
    )
    servicer = RecommendationServicer(tools)
    timers = Timers(
        runtime.database,
        lambda: Moment(at=runtime.clock(), zone=tools.zone),
        base,
        clocks=both,
        reply_working_days=runtime.settings.reply_working_days,
    )
    return Parts(
        servicers=[(pb_grpc.add_RecommendationServiceServicer_to_server, servicer)],
        handlers=events.handlers(base),
        withholding=events.WITHHOLDING,
        tasks={
            "counts": lambda: _every(_FOLD_SECONDS, lambda: fold_counts(runtime.database)),
            "lines past their date": lambda: _every(
                _MEASURE_SECONDS,
                lambda: measure_lines(runtime.database, today=runtime.clock().astimezone(tools.zone).date()),
            ),
            "forgotten_keys": lambda: _every(_FORGET_SECONDS, servicer.forget_keys),
            "forgotten_draft_keys": lambda: _every(_FORGET_SECONDS, servicer.forget_draft_keys),
            "forgotten_scans": lambda: _every(_FORGET_SECONDS, servicer.forget_scans),
            "forgotten_finding_keys": lambda: _every(_FORGET_SECONDS, servicer.forget_finding_keys),
            "forgotten_suggestion_keys": lambda: _every(_FORGET_SECONDS, servicer.forget_suggestion_keys),
            "past days": lambda: _every(_PAST_SECONDS, lambda: past.fold(runtime.database.transaction, tools.zone)),
            "clock": lambda: _every(_CLOCK_SECONDS, timers.run),
            "archive": lambda: _every(_ARCHIVE_SECONDS, servicer.archive_evidence),
            "rights_of_reply": lambda: _every(_REPLY_SECONDS, servicer.end_rights_of_reply),
        },
    )


async def fold_counts(database: Database) -> None:
    """Fold what commands have appended to the overview's counts, until nothing is left."""
    while True:
        async with database.transaction() as tx:
            if not await counts.fold(tx):
                return


async def measure_lines(database: Database, *, today: date) -> None:
    """Tell how many lines wait past the date asked. Examples do not count: nobody is to be woken for them."""
    async with database.transaction(read_only=True) as tx:
        summary = await counts.read(tx, LineFilter(bar_group=BarGroup.NO_ANSWER), today=today)
    metrics.LINES_PAST_DATE.set(summary.lines)


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await work()
        await asyncio.sleep(seconds)
