"""PostgreSQL killed under a running service while several write: what was acknowledged is there, once."""

import asyncio
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
import psycopg
import pytest

from deploy.local import unprivileged
from deploy.local.certificates import Certificates
from deploy.local.names import Ports
from deploy.local.postgres import Postgres
from services.chassis import event_log
from services.recommendations import wire
from services.recommendations.domain import addressee
from services.recommendations.store import addressee_rows
from tests.conftest import CACHE
from tests.integration.recommendations_house import House
from tests.integration.recommendations_things import a_body
from tests.integration.service_process import NOT_SERVING, SERVING, until
from tests.integration.service_works import Works, a_works

WRITERS = 4
ENOUGH = 15  # commands before, and again after


@pytest.fixture
def killable(certificates: Certificates) -> Iterator[Postgres]:
    """A server of this test's own that keeps its word: the shared one writes without fsync."""
    folder = Path(tempfile.mkdtemp(prefix="roundtable-test-"))
    folder.chmod(0o711)
    server = Postgres(folder, Ports.free().postgres, certificates, cache=CACHE, durable=True)
    server.start()
    yield server
    server.stop()
    unprivileged.forget(folder)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
async def works(killable: Postgres, certificates: Certificates, tmp_path: Path) -> AsyncIterator[Works]:
    async with a_works(killable, certificates, tmp_path) as made:
        yield made
        if not killable.answers():  # the test failed on the way
            killable.restart()


@dataclass
class Writers:
    """Some who enter bodies in the register one after the other, each until it is acknowledged."""

    operator: Any
    acknowledged: dict[str, str] = field(default_factory=dict)  # id by slug
    refused: Counter[str] = field(default_factory=Counter)
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def write(self) -> None:
        """Write until it is enough; the last command, too, is seen through."""
        while not self.enough.is_set():
            request = a_body()
            while request.slug not in self.acknowledged:
                try:
                    answer = await self.operator.RegisterAddressee(request, timeout=8)
                except grpc.aio.AioRpcError as error:
                    self.refused[error.code().name] += 1
                    await asyncio.sleep(0.05)  # as a polite client does
                else:
                    self.acknowledged[request.slug] = answer.addressee.addressee_id

    async def have(self, count: int) -> None:
        """Wait until so many commands have been acknowledged."""

        async def written() -> bool:
            return len(self.acknowledged) >= count

        await until(written, f"{count} commands acknowledged; refused: {self.refused}")

    async def were_refused(self, count: int) -> None:
        """Wait until so many calls have failed."""

        async def refused() -> bool:
            return self.refused.total() >= count

        await until(refused, f"{count} calls failed")


@asynccontextmanager
async def writing(works: Works) -> AsyncIterator[Writers]:
    """Let some write beside the block; afterwards all that they began is acknowledged."""
    writers = Writers(works.house.operator)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(WRITERS):
            tasks.create_task(writers.write())
        try:
            yield writers
        finally:
            writers.enough.set()


@asynccontextmanager
async def all_calls_open(killable: Postgres, works: Works) -> AsyncIterator[None]:
    """Hold up every command inside its transaction; the server may die meanwhile."""
    url = killable.url(works.environment["RT_DATABASE_URL"].partition("?")[0].rpartition("/")[2], "postgres")
    holding = await psycopg.AsyncConnection.connect(url)
    await holding.execute("LOCK TABLE addressees IN ACCESS EXCLUSIVE MODE")

    async def held_up() -> bool:
        waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"  # some wait for whoever waits for the table
        found = await (await holding.execute(waiting)).fetchone()
        return found is not None and found[0] >= WRITERS

    await until(held_up, "every writer waits inside a transaction")
    yield
    with suppress(psycopg.Error):
        await holding.close()


async def test_postgresql_is_killed_under_several_writers(killable: Postgres, works: Works) -> None:
    await works.start()
    async with writing(works) as writers:
        await writers.have(ENOUGH)
        async with all_calls_open(killable, works):
            assert not writers.refused
            await asyncio.to_thread(killable.kill)
            await writers.were_refused(WRITERS)
        await works.process.until(NOT_SERVING)
        before = len(writers.acknowledged)
        await asyncio.to_thread(killable.restart)
        up = time.monotonic()
        await writers.have(before + 1)
        assert time.monotonic() - up < 20, "promised within 10 s on an idle machine"
        await works.process.until(SERVING)
        await writers.have(before + ENOUGH)
    assert set(writers.refused) == {"UNAVAILABLE"}
    assert await differences(works.house, writers.acknowledged) == []


async def differences(house: House, acknowledged: dict[str, str]) -> list[str]:
    """Say how the database differs from what writers were told; each of them tried until it was told."""
    found = {row["slug"]: row for row in await house.rows("SELECT * FROM addressees")}
    wrong = [f"{slug} was acknowledged and is lost" for slug in acknowledged.keys() - found.keys()]
    wrong += [f"{slug} is there and was never acknowledged" for slug in found.keys() - acknowledged.keys()]
    wrong += [f"{slug} is another" for slug in found if str(found[slug]["id"]) != acknowledged.get(slug)]
    (counted,) = await house.rows(
        """
        SELECT (SELECT count(*) FROM events) AS events,
               (SELECT count(*) FROM events JOIN outbox USING (position)) AS to_send,
               (SELECT count(*) FROM outbox) AS in_outbox,
               (SELECT count(*) FROM replies WHERE response IS NOT NULL) AS replies
        """
    )
    wrong += [f"{count} {name}, not {len(found)}" for name, count in counted.items() if count != len(found)]
    async with house.database.transaction(read_only=True) as tx:
        for slug, row in found.items():
            log = await event_log.load(tx, row["id"])
            folded = [addressee.evolve(None, wire.addressees.fact(each)) for each in log]
            if folded != [addressee_rows.addressee(row)]:
                wrong.append(f"{slug} is not the fold of its events")
    return wrong
