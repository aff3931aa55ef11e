"""Deaths for real: SIGKILL of the relay, the consumer, PostgreSQL and Kafka, and the loss of all broker data."""

import asyncio
import contextlib
import json
import signal
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import asdict, replace
from uuid import UUID, uuid4

import psycopg
import pytest

from deploy.local.kafka import Kafka
from deploy.local.names import REPOSITORY
from deploy.local.postgres import Postgres
from services.chassis.database import Database
from services.chassis.kafka.subscription import KafkaSubscription
from tests.behaviour import real_evidence, real_parts
from tests.behaviour.checker import violations
from tests.behaviour.plans import Plan
from tests.behaviour.real_parts import CONSUMER, Place
from tests.behaviour.real_world import RealWorld

# Servers are killed and started here, perhaps on a busy machine.
pytestmark = [pytest.mark.usefixtures("impatient"), pytest.mark.timeout(300)]
SECONDS_TO_START = 120.0

QUIET = Plan(name="an accident")


@contextlib.asynccontextmanager
async def a_part(place: Place, part: str, dies: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
    """A relay or consumer in a process of its own."""
    told = json.dumps({"part": part, "dies": dies, "place": asdict(place)})
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.behaviour.part", told, cwd=REPOSITORY, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@contextlib.asynccontextmanager
async def ten_events(place: Place) -> AsyncIterator[tuple[Place, Database, Database, list[UUID]]]:
    """Ten committed events of two aggregates that wait for the relay, and the owner's log being served."""
    async with (
        Database(place.owner_url) as owner,
        Database(place.consumer_url) as consumer,
        real_parts.serving_the_log(owner) as address,
    ):
        aggregates = [uuid4(), uuid4()]
        acknowledged = [await real_parts.command(owner, aggregates[number % 2], number) for number in range(10)]
        yield replace(place, log_address=address), owner, consumer, acknowledged


async def test_a_relay_killed_between_produce_and_delete_sends_twice_and_all_is_applied_once(
    postgres: Postgres, kafka: Kafka
) -> None:
    with real_parts.a_place(postgres, kafka) as empty:
        async with ten_events(empty) as (place, owner, consumer, acknowledged):
            async with a_part(place, "relay", "after produce") as doomed:
                assert await asyncio.wait_for(doomed.wait(), 120) == -signal.SIGKILL
            async with a_part(place, "relay"), a_part(place, "consumer"):
                assert await real_evidence.until_at_rest(owner, consumer)
            seen = await real_evidence.evidence(place, owner, consumer, acknowledged)
            assert sum(map(len, (seen.topic or {}).values())) == 2 * len(acknowledged)
            assert violations(seen) == []


async def test_a_consumer_killed_between_its_commit_and_kafkas_applies_nothing_twice(
    postgres: Postgres, kafka: Kafka
) -> None:
    with real_parts.a_place(postgres, kafka) as empty:
        async with ten_events(empty) as (place, owner, consumer, acknowledged), a_part(place, "relay"):
            async with a_part(place, "consumer", "after commit") as doomed:
                assert await asyncio.wait_for(doomed.wait(), 120) == -signal.SIGKILL
            async with a_part(place, "consumer"):
                assert await real_evidence.until_at_rest(owner, consumer)
                assert violations(await real_evidence.evidence(place, owner, consumer, acknowledged)) == []


async def test_a_consumer_leaves_although_its_broker_does_not_answer(postgres: Postgres, kafka: Kafka) -> None:
    with real_parts.a_place(postgres, kafka) as empty:
        async with ten_events(empty) as (place, _, _, _), a_part(place, "relay"):
            subscription = KafkaSubscription(place.cluster(CONSUMER), place.group, [place.topic])
            async with asyncio.timeout(60):
                while not (polled := await subscription.poll()).records:
                    pass
            subscription.processed(polled.records[0])
            kafka.brokers[0].child.signal(signal.SIGSTOP)
            try:
                async with asyncio.timeout(20):
                    await subscription.close()
                holding = [each for each in threading.enumerate() if "kafka" in each.name and not each.daemon]
                assert holding == []  # Python would wait for them at its end
            finally:
                kafka.brokers[0].child.signal(signal.SIGCONT)


async def cut_the_relays_lock(place: Place) -> None:
    """End the session that holds the relay's lock, three times while it works."""
    statement = "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
    statement += " WHERE locktype = 'advisory' AND datname = current_database() AND pid <> pg_backend_pid()"
    async with (
        asyncio.timeout(SECONDS_TO_START),
        await psycopg.AsyncConnection.connect(place.owner_url, autocommit=True) as connection,
    ):
        for _ in range(3):
            while (await connection.execute(statement)).rowcount < 1:  # noqa: ASYNC110
                await asyncio.sleep(0.1)  # until a relay holds it
            await asyncio.sleep(1.5)


async def kill_postgres(postgres: Postgres) -> None:
    """SIGKILL, and up again."""
    await asyncio.to_thread(postgres.kill)
    await asyncio.to_thread(postgres.start, timeout=SECONDS_TO_START)


async def kill_kafka(kafka: Kafka, place: Place) -> None:
    """SIGKILL, and up again. The start takes away rights that are not the stack's own: those of the run, too."""
    await asyncio.to_thread(kafka.kill)
    await asyncio.to_thread(kafka.start, timeout=SECONDS_TO_START)
    await asyncio.to_thread(real_parts.allow, kafka, place)


async def wipe_kafka(kafka: Kafka, place: Place) -> None:
    """SIGKILL, all data deleted, and up again."""
    await asyncio.to_thread(kafka.kill)
    await asyncio.to_thread(kafka.wipe)
    await asyncio.to_thread(kafka.start, timeout=SECONDS_TO_START)
    await asyncio.to_thread(real_parts.allow, kafka, place)


ACCIDENTS: dict[str, Callable[[Postgres, Kafka, Place], Awaitable[None]]] = {
    "the relay's lock session is cut while it works": lambda _postgres, _kafka, place: cut_the_relays_lock(place),
    "PostgreSQL is killed": lambda postgres, _kafka, _place: kill_postgres(postgres),
    "the broker is killed": lambda _postgres, kafka, place: kill_kafka(kafka, place),
    "all broker data is deleted": lambda _postgres, kafka, place: wipe_kafka(kafka, place),
}


@pytest.mark.parametrize("accident", ACCIDENTS)
async def test_nothing_is_lost_doubled_or_out_of_order_when(accident: str, postgres: Postgres, kafka: Kafka) -> None:
    with real_parts.a_place(postgres, kafka) as place:
        happen = ACCIDENTS[accident]
        plan = replace(QUIET, lost_broker="deleted" in accident)
        seen = await RealWorld(plan, 1, place, accident=lambda: happen(postgres, kafka, place)).run()
        assert violations(seen) == []
