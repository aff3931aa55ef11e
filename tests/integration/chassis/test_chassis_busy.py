"""A database that is asked too much at once is told from one that is away: the one passes, the other is a fault."""

import asyncio
from datetime import timedelta

import grpc
import psycopg_pool
import pytest
from google.rpc import error_details_pb2, status_pb2

from deploy.local.postgres import Databases
from services.chassis import server
from services.chassis.database import TRANSIENT, Busy, Database

WAIT_SECONDS = 0.5
HOLD_SECONDS = 0.1
# At one connection they would take ten times as long as anybody waits.
CALLERS = 50


async def test_who_waits_too_long_for_a_connection_is_told_to_come_back(urls: Databases) -> None:
    async with Database(urls.url, max_connections=1, wait_seconds=WAIT_SECONDS) as narrow:

        async def work() -> None:
            async with narrow.transaction() as tx:
                await tx.execute("SELECT pg_sleep(%s)", [HOLD_SECONDS])

        async with narrow.transaction():
            pass
        ended = await asyncio.gather(*(work() for _ in range(CALLERS)), return_exceptions=True)
        await work()  # afterwards nothing is left of it
    refused = [each for each in ended if each is not None]
    assert 0 < len(refused) < CALLERS
    assert {type(each) for each in refused} == {Busy}
    assert isinstance(refused[0], TRANSIENT), "consumers and the relay try again"


async def test_a_database_that_is_away_is_not_called_busy(urls: Databases) -> None:
    async with Database(f"{urls.url}&port=1" if "?" in urls.url else f"{urls.url} port=1", wait_seconds=0.3) as away:
        with pytest.raises(psycopg_pool.PoolTimeout) as refused:
            async with away.transaction():
                pass
    assert not isinstance(refused.value, Busy)


def test_whoever_calls_is_told_when_to_try_again() -> None:
    answer = server.answer(Busy("too much", retry_after=timedelta(seconds=1)))
    assert (answer.code, answer.message) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "too much")
    [(_, packed)] = answer.metadata
    info = error_details_pb2.RetryInfo()
    assert status_pb2.Status.FromString(packed).details[0].Unpack(info)
    assert info.retry_delay.seconds == 1
