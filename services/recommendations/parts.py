"""Composition root of recommendations: the servicer, the handlers, and two loops."""

import asyncio
from collections.abc import Awaitable, Callable

import holidays

from roundtable.recommendations.v1 import service_pb2_grpc as pb_grpc
from services.chassis.database import Database
from services.chassis.parts import Parts, Runtime
from services.recommendations import events
from services.recommendations.api import RecommendationServicer, Tools
from services.recommendations.store import counts

_COUNTRY = "PK"
_FOLD_SECONDS = 1.0
_FORGET_SECONDS = 60.0


def build(runtime: Runtime) -> Parts:
    """Make the parts of the service."""
    calendar = holidays.country_holidays(_COUNTRY)
    tools = Tools(
        database=runtime.database,
        keys=runtime.keys,
        clock=runtime.clock,
        zone=runtime.settings.time_zone,
        holidays=calendar,
    )
    servicer = RecommendationServicer(tools)
    return Parts(
        servicers=[(pb_grpc.add_RecommendationServiceServicer_to_server, servicer)],
        handlers=events.handlers(calendar),
        withholding=events.WITHHOLDING,
        tasks={
            "counts": lambda: _every(_FOLD_SECONDS, lambda: fold_counts(runtime.database)),
            "forgotten_keys": lambda: _every(_FORGET_SECONDS, servicer.forget_keys),
        },
    )


async def fold_counts(database: Database) -> None:
    """Fold what commands have appended to the overview's counts, until nothing is left."""
    while True:
        async with database.transaction() as tx:
            if not await counts.fold(tx):
                return


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await work()
        await asyncio.sleep(seconds)
