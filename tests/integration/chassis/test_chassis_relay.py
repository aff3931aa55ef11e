"""The relay on a real outbox, with a broker that does as it is told."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import psycopg
import pytest
import pytest_asyncio
from psycopg.rows import dict_row

from deploy.local.postgres import Databases, Postgres
from services.chassis import event_log, texts
from services.chassis.bell import RELAY_CHANNEL
from services.chassis.database import Database
from services.chassis.event_log import NewEvent
from services.chassis.kafka.records import Outgoing
from services.chassis.relay import Delivery, PostgresOutbox, Relay
from services.chassis.relay.outbox import READ
from services.chassis.stopping import stop
from tests.behaviour import messages, real_parts
from tests.behaviour.plans import BUGS


class Broker:
    """Keeps what it is sent. `refuse` says of each record whether it fails."""

    def __init__(self, refuse: Callable[[Outgoing], bool] = lambda _: False) -> None:
        self.refuse = refuse
        self.kept: list[Outgoing] = []
        self.producers = 0

    @contextlib.asynccontextmanager
    async def producer(self) -> AsyncIterator["Broker"]:
        """Open another one."""
        self.producers += 1
        yield self

    async def deliver(self, records: Sequence[Outgoing]) -> Delivery:
        """Keep the records up to the first that is refused."""
        acknowledged: list[int] = []
        for record in records:
            if self.refuse(record):
                return Delivery(acknowledged, "refused")
            self.kept.append(record)
            acknowledged.append(record.position)
        return Delivery(acknowledged)

    @property
    def numbers(self) -> list[int]:
        """The numbers sent, in order."""
        return [messages.Noted.FromString(record.value).number for record in self.kept]


@pytest.fixture
def urls(postgres: Postgres) -> Iterator[Databases]:
    """An empty outbox."""
    with postgres.throwaway(real_parts.OWNER) as made:
        real_parts.prepare(made, real_parts.OWNER, real_parts.OWNER_TABLES)
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def database(urls: Databases) -> AsyncIterator[Database]:
    """The pool on it."""
    async with Database(urls.url, wait_seconds=10) as pool:
        yield pool


@contextlib.asynccontextmanager
async def relaying(urls: Databases, broker: Broker) -> AsyncIterator[Relay]:
    """A relay at work."""
    relay = Relay(PostgresOutbox(urls.url, real_parts.OWNER), broker)
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        await stop(task)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for it, generously."""
    async with asyncio.timeout(60):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def outbox(database: Database) -> int:
    """Return how many events wait."""
    async with database.transaction(read_only=True) as tx:
        row = await (await tx.execute("SELECT count(*) AS rows FROM outbox")).fetchone()
    assert row is not None
    return int(row["rows"])


async def until_empty(database: Database) -> None:
    """Wait until nothing waits."""
    async with asyncio.timeout(60):
        while await outbox(database):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def noted(aggregate: UUID, version: int, number: int) -> NewEvent:
    return NewEvent(
        aggregate_type="trial",
        aggregate_id=aggregate,
        version=version,
        message=messages.Noted(number=number, note=texts.new({"en": f"note {number}"}, "en")),
        actor="test",
        occurred_at=datetime.now(UTC),
    )


async def test_what_is_committed_is_sent_in_order_with_its_texts_and_leaves_the_outbox(
    urls: Databases, database: Database
) -> None:
    aggregate, broker = uuid4(), Broker()
    async with relaying(urls, broker):
        for number in range(1, 6):
            await real_parts.command(database, aggregate, number)
        await until_empty(database)
    assert broker.numbers == [1, 2, 3, 4, 5]
    first = broker.kept[0]
    assert first.key == str(aggregate).encode()
    assert messages.Noted.FromString(first.value).note.localized[0].body == "note 1"
    assert dict(first.headers)["ce_source"] == b"consultations"


async def _late_commit(database: Database, broker: Broker, relay: Relay, *, seconds: float) -> bool:
    """Commit a low position after a higher one was sent; tell whether it is sent, too, before this time is over."""
    task = asyncio.create_task(relay.run())
    try:
        async with database.transaction() as late:
            await event_log.append(late, noted(uuid4(), 1, 1))
            async with database.transaction() as early:
                await event_log.append(early, noted(uuid4(), 1, 2))
            await until(lambda: broker.numbers == [2])
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while broker.numbers != [2, 1]:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        return broker.numbers == [2, 1]
    finally:
        await stop(task)


async def test_an_event_that_commits_late_is_sent_although_later_positions_went_before(
    urls: Databases, database: Database
) -> None:
    broker = Broker()
    relay = Relay(PostgresOutbox(urls.url, "consultations"), broker)
    assert await _late_commit(database, broker, relay, seconds=60)


async def test_catches_a_cursor_by_id(urls: Databases, database: Database) -> None:
    broker, bug = Broker(), BUGS["a cursor by id"]
    relay = bug.relay(bug.outbox(PostgresOutbox(urls.url, "consultations")), broker)
    assert not await _late_commit(database, broker, relay, seconds=3)  # three polls of a second each


async def test_nothing_from_the_first_failed_record_on_leaves_the_outbox_and_the_producer_is_thrown_away(
    urls: Databases, database: Database
) -> None:
    aggregate = uuid4()
    broker = Broker(refuse=lambda record: messages.Noted.FromString(record.value).number == 3)
    for number in range(1, 6):
        await real_parts.command(database, aggregate, number)
    async with relaying(urls, broker):
        await until(lambda: broker.producers >= 2)
        assert broker.numbers == [1, 2]
        assert await outbox(database) == 3
        broker.refuse = lambda _: False
        await until_empty(database)
    assert broker.numbers == [1, 2, 3, 4, 5]


async def test_commits_of_its_own_process_wake_the_relay_and_tell_nobody_else(
    urls: Databases, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.chassis.relay.outbox._SECONDS_BETWEEN_LOOKS", 600)
    aggregate = uuid4()
    async with await psycopg.AsyncConnection.connect(urls.url, autocommit=True) as ear:
        await ear.execute(f"LISTEN {RELAY_CHANNEL}")

        async def rings(seconds: float) -> int:
            return len([each async for each in ear.notifies(timeout=seconds, stop_after=1)])

        await rings(0.3)  # of earlier tests
        async with asyncio.timeout(60), PostgresOutbox(urls.url, "consultations", database.bell).hold() as held:
            while waiting := await held.read(500):
                await held.delete([each.position for each in waiting])
            woken = asyncio.create_task(held.wait())
            await real_parts.command(database, aggregate, 1)
            await woken
            assert len(await held.read(10)) == 1
            await real_parts.command(database, aggregate, 2)  # after the look, before the relay waits
            await held.wait()
            assert len(await held.read(10)) == 2
            assert await rings(0.3) == 0
        await real_parts.command(database, aggregate, 3)
        assert await rings(60) == 1, "the relay at work is another process's again"


async def test_a_relay_that_waits_notices_that_its_session_is_gone(urls: Databases, database: Database) -> None:
    with contextlib.suppress(psycopg.OperationalError):
        async with PostgresOutbox(urls.url, "consultations", database.bell).hold() as held:
            waiting = asyncio.create_task(held.wait())
            _end_the_session_that_holds_the_lock(urls)
            with pytest.raises(psycopg.OperationalError):
                await asyncio.wait_for(waiting, 60)


def _end_the_session_that_holds_the_lock(urls: Databases) -> None:
    with psycopg.connect(urls.admin_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
            " WHERE locktype = 'advisory' AND datname = current_database()"
        )


async def test_one_event_is_looked_up_in_a_log_of_any_length(urls: Databases, database: Database) -> None:
    await real_parts.command(database, uuid4(), 1)
    async with PostgresOutbox(urls.url, "consultations").hold():
        with psycopg.connect(urls.url, row_factory=dict_row) as session:
            # What a planner may come to that takes a long outbox for granted: any join but by looking each one up.
            session.execute("SET enable_nestloop = off")
            plan = session.execute(f"EXPLAIN {READ}", {"limit": 500}).fetchall()
    steps = " ".join(row["QUERY PLAN"] for row in plan)
    assert "Nested Loop" in steps, steps
    assert not re.search("(Hash|Merge) Join", steps), steps


async def test_one_relay_works_and_another_takes_over_when_its_session_is_gone(urls: Databases) -> None:
    outbox_of = PostgresOutbox(urls.url, "consultations")
    entered: list[str] = []

    async def second() -> None:
        async with outbox_of.hold():
            entered.append("second")
            await asyncio.Event().wait()

    with contextlib.suppress(psycopg.OperationalError):
        async with outbox_of.hold() as held:
            entered.append("first")
            waiting = asyncio.create_task(second())
            await asyncio.sleep(1.5)
            assert entered == ["first"]
            _end_the_session_that_holds_the_lock(urls)
            await until(lambda: entered == ["first", "second"])
            with pytest.raises(psycopg.OperationalError):  # lock gone, work gone
                await held.read(1)
            with pytest.raises(psycopg.OperationalError):
                await held.delete([1])
    await stop(waiting)


async def test_an_event_that_this_build_cannot_read_is_not_passed_by(urls: Databases, database: Database) -> None:
    aggregate, broker = uuid4(), Broker()
    await real_parts.command(database, aggregate, 1)
    with psycopg.connect(urls.admin_url) as newer_build:
        newer_build.execute("UPDATE events SET type = 'roundtable.consultations.v1.MadeInTheFuture'")
    await real_parts.command(database, aggregate, 2)
    async with relaying(urls, broker) as relay:
        await until(lambda: not relay.is_well)
        assert broker.kept == []
        assert await outbox(database) == 2
        with psycopg.connect(urls.admin_url) as newer_build:
            newer_build.execute("UPDATE events SET type = %s", (messages.Noted.DESCRIPTOR.full_name,))
        await until_empty(database)
    assert broker.numbers == [1, 2]


async def test_a_text_erased_before_it_was_sent_is_not_sent(urls: Databases, database: Database) -> None:
    aggregate, broker, event = uuid4(), Broker(), noted(uuid4(), 1, 1)
    [text] = texts.find(event.message)
    async with database.transaction() as tx:
        await event_log.append(tx, event)
        await texts.erase(tx, UUID(text.text_id))
    await real_parts.command(database, aggregate, 2)
    async with relaying(urls, broker):
        await until_empty(database)
    assert b"note 1" not in broker.kept[0].value
    assert messages.Noted.FromString(broker.kept[0].value).note.localized[0].erased
