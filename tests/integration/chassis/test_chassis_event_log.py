"""The event log on real PostgreSQL: append, read back, verify."""

import asyncio
import hashlib
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
import pytest

from deploy.local.postgres import Databases
from roundtable.common.v1 import event_log_pb2 as pb
from services.chassis import event_log, telemetry, texts
from services.chassis.bell import RELAY_CHANNEL
from services.chassis.database import Database
from services.chassis.errors import Aborted
from tests.behaviour import messages
from tests.integration.chassis.histories import a_history, an_event


async def test_only_events_for_the_topic_have_a_public_version_and_it_has_no_gaps(database: Database) -> None:
    aggregate = await a_history(database, 5)
    async with database.transaction() as tx:
        events = await event_log.load(tx, aggregate)
        rows = await (await tx.execute("SELECT position FROM outbox")).fetchall()
    assert [event.version for event in events] == [1, 2, 3, 4, 5]
    assert [event.public_version for event in events] == [1, None, 2, None, 3]
    waiting = {row["position"] for row in rows}
    assert [event.position in waiting for event in events] == [True, False, True, False, True]


async def test_an_event_is_recorded_at_the_time_of_the_given_clock(urls: Databases) -> None:
    at = datetime(2026, 3, 2, 18, 59, tzinfo=UTC)
    async with Database(urls.url, clock=lambda: at) as database:
        aggregate = await a_history(database)
        async with database.transaction() as tx:
            assert {event.recorded_at for event in await event_log.load(tx, aggregate)} == {at}


async def test_the_chain_can_be_computed_from_the_description_alone(database: Database) -> None:
    aggregate = await a_history(database)
    async with database.transaction() as tx:
        events = await event_log.load(tx, aggregate)
    previous = bytes(32)
    for event in events:
        sealed = pb.Sealed(
            type=event.type,
            aggregate_id=str(aggregate),
            version=event.version,
            public_version=event.public_version or 0,
            occurred_date="2026-06-30",
            recorded_date=event.recorded_at.astimezone(UTC).strftime("%Y-%m-%d"),
            payload=event.payload,
        )
        assert event.prev_hash == previous
        previous = hashlib.sha256(previous + sealed.SerializeToString(deterministic=True)).digest()
        assert event.hash == previous
    event_log.verify(events)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE events SET payload = '\\x0863' WHERE aggregate_id = %(id)s AND version = 2",
        "UPDATE events SET type = 'roundtable.common.v1.TextErased' WHERE aggregate_id = %(id)s AND version = 1",
        "UPDATE events SET occurred_at = occurred_at + interval '1 day' WHERE aggregate_id = %(id)s AND version = 2",
        "UPDATE events SET recorded_at = recorded_at - interval '1 day' WHERE aggregate_id = %(id)s AND version = 3",
        "UPDATE events SET hash = prev_hash WHERE aggregate_id = %(id)s AND version = 2",
        "UPDATE events SET public_version = NULL WHERE aggregate_id = %(id)s AND version = 3",
        "DELETE FROM events WHERE aggregate_id = %(id)s AND version = 2",
        "UPDATE events SET version = version + 10 WHERE aggregate_id = %(id)s AND version = 3",
    ],
)
async def test_a_superuser_cannot_change_history_unnoticed(tampering: str, database: Database, urls: Databases) -> None:
    aggregate = await a_history(database)
    with psycopg.connect(urls.admin_url) as superuser:
        superuser.execute(tampering, {"id": aggregate})
    with pytest.raises(event_log.ChainBroken):
        async with database.transaction() as tx:
            event_log.verify(await event_log.load(tx, aggregate))


async def test_a_version_that_does_not_follow_is_refused(database: Database) -> None:
    aggregate = await a_history(database, 2)
    for version in (1, 2, 4):
        with pytest.raises(Aborted):
            async with database.transaction() as tx:
                await event_log.append(tx, an_event(aggregate, version))


async def test_of_two_appends_at_once_one_is_refused_and_the_chain_holds(database: Database) -> None:
    aggregate = await a_history(database, 1)
    both_have_looked = asyncio.Barrier(2)

    async def one() -> bool:
        try:
            async with database.transaction() as tx:
                await event_log.load(tx, aggregate)
                await both_have_looked.wait()
                await event_log.append(tx, an_event(aggregate, 2))
        except Aborted:
            return False
        return True

    assert sorted(await asyncio.gather(one(), one())) == [False, True]
    async with database.transaction() as tx:
        event_log.verify(await event_log.load(tx, aggregate))


async def test_a_transaction_that_fails_leaves_neither_event_nor_text_nor_outbox(database: Database) -> None:
    aggregate, text = uuid4(), texts.new({"en": "never"}, "en")

    async def fail() -> None:
        async with database.transaction() as tx:
            await event_log.append(tx, an_event(aggregate, 1, messages.Noted(note=text)))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.transaction() as tx:
        assert await event_log.load(tx, aggregate) == []
        assert await texts.load(tx, [UUID(text.text_id)]) == {}


async def test_the_bell_rings_after_the_commit_and_only_for_what_goes_to_the_topic(
    database: Database, urls: Databases
) -> None:
    async with await psycopg.AsyncConnection.connect(urls.url, autocommit=True) as ear:
        await ear.execute(f"LISTEN {RELAY_CHANNEL}")

        async def rings(seconds: float) -> int:
            return len([each async for each in ear.notifies(timeout=seconds, stop_after=1)])

        await rings(0.3)  # of earlier tests
        aggregate = uuid4()
        async with database.transaction() as tx:
            await event_log.append(tx, an_event(aggregate, 1, messages.Pondered(number=1)))
        assert await rings(0.3) == 0
        async with database.transaction() as tx:
            await event_log.append(tx, an_event(aggregate, 2))
            assert await rings(0.3) == 0
        assert await rings(10) == 1


async def test_an_event_remembers_the_trace_that_caused_it(database: Database) -> None:
    aggregate, cause = uuid4(), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    with telemetry.span("trial", traceparent=cause):
        async with database.transaction() as tx:
            await event_log.append(tx, an_event(aggregate, 1))
    async with database.transaction() as tx:
        [event] = await event_log.load(tx, aggregate)
    assert event.traceparent.split("-")[1] == cause.split("-")[1]


async def test_one_event_each_is_appended_to_many_as_to_one(database: Database) -> None:
    lengths = [1, 2, 3, 0]
    aggregates = [await a_history(database, length) if length else uuid4() for length in lengths]
    new = [
        an_event(each, length + 1, messages.Pondered(number=9) if length == 1 else None)
        for each, length in zip(aggregates, lengths, strict=True)
    ]
    async with database.transaction() as tx:
        await event_log.append_each(tx, new)
        assert tx.appended
    async with database.transaction() as tx:
        logs = [await event_log.load(tx, each) for each in aggregates]
        waiting = {row["position"] for row in await (await tx.execute("SELECT position FROM outbox")).fetchall()}
    for log in logs:
        event_log.verify(log)
    last = [log[-1] for log in logs]
    assert [(each.version, each.public_version) for each in last] == [(2, None), (3, 2), (4, 3), (1, 1)]
    assert [each.position in waiting for each in last] == [False, True, True, True]
    assert [each.position for each in last] == sorted(each.position for each in last), "in the order that was given"
    assert [each.message for each in last] == [each.message for each in new]


async def test_of_many_none_is_appended_if_one_does_not_follow(database: Database) -> None:
    one, other = await a_history(database, 2), await a_history(database, 2)
    texts_of_one = messages.Noted(note=texts.new({"en": "no"}, "en"))
    for events, error in (
        ([an_event(one, 3), an_event(other, 2)], Aborted),
        ([an_event(one, 3), an_event(one, 3)], ValueError),
        ([an_event(one, 3), an_event(other, 3, texts_of_one)], ValueError),
    ):
        with pytest.raises(error):
            async with database.transaction() as tx:
                await event_log.append_each(tx, events)
    async with database.transaction() as tx:
        assert [len(await event_log.load(tx, each)) for each in (one, other)] == [2, 2]
        await event_log.append_each(tx, [])
