"""`rebuild` of a long log as an operator runs it, against COPY of the very rows that it writes; and its memory."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import psycopg

from services.recommendations.events.rebuild import TABLES
from tests.bench import logs
from tests.bench.crowd import live
from tests.bench.judging import Goal, Result
from tests.bench.parts import Parts, database_of
from tests.bench.rounds import QUORUM, Profile, compare
from tests.integration.service_works import a_works

_EVENTS: Final = 1_000_000
_MOST_MEGABYTES: Final = 300
_BLOCK: Final = 1 << 20


@dataclass
class Log:
    """A database with a long log, and what rebuilding it took."""

    parts: Parts
    database: str
    environment: Mapping[str, str]
    events: int
    folder: Path
    megabytes: list[float]
    """Peak memory of each rebuild."""

    async def rebuild(self, _round: int) -> float:
        """Rebuild, and return rows per second."""
        began = time.perf_counter()
        self.megabytes.append(await asyncio.to_thread(_run, dict(self.environment)))
        return await asyncio.to_thread(self._rows) / (time.perf_counter() - began)

    async def copy(self, _round: int) -> float:
        """Write the same rows by COPY, and return rows per second."""
        return await asyncio.to_thread(self._copy)

    def _rows(self) -> int:
        with self.parts.postgres.admin(self.database) as connection:
            return sum(_count(connection, name) for name in TABLES)

    async def past_days(self) -> int:
        """Return how many past days the last rebuild folded."""
        return await asyncio.to_thread(self._past_days)

    def _past_days(self) -> int:
        with self.parts.postgres.admin(self.database) as connection:
            return _count(connection, "past_days")

    def _copy(self) -> float:
        with self.parts.postgres.admin(self.database) as connection:
            rows = 0
            for name in TABLES:
                rows += _count(connection, name)
                with (self.folder / name).open("wb") as file, connection.cursor().copy(f"COPY {name} TO STDOUT") as out:
                    for block in out:
                        file.write(block)
            connection.execute(f"TRUNCATE {', '.join(TABLES)}")
            began = time.perf_counter()
            for name in TABLES:
                with (self.folder / name).open("rb") as file, connection.cursor().copy(f"COPY {name} FROM STDIN") as to:
                    while block := file.read(_BLOCK):
                        to.write(block)
            return rows / (time.perf_counter() - began)


@asynccontextmanager
async def a_log(parts: Parts, events: int) -> AsyncIterator[Log]:
    """Make a database whose log has about that many events."""
    async with a_works(parts.postgres, parts.certificates, parts.a_folder(f"log-{events}")) as works:
        await works.start()
        await live(works.house)
        works.process.end()
        database = database_of(works.house.database.url)
        with parts.postgres.admin(database) as connection:
            found = await asyncio.to_thread(logs.multiply, connection, events)
        yield Log(parts, database, works.environment, found, parts.a_folder(f"rows-{events}"), [])


async def to_copy(log: Log, profile: Profile) -> list[Result]:
    """Compare rebuilding with COPY, and the memory with what it may take."""
    notes = [] if log.events >= _EVENTS else [f"{log.events:,} events, not {_EVENTS:,}"]
    if profile.rebuilds < QUORUM:
        notes.append(f"{profile.rebuilds} rounds")
    name = f"rebuild of {log.events:,} events"
    speed = Goal(name=f"{name}, to COPY of the same rows", unit="rows per second", at_least=0.1)
    memory = Goal(name=f"{name}, peak memory to what it may take", unit="MB", at_most=1)
    result = await compare(speed, profile.rebuilds, log.rebuild, log.copy)
    note = "; ".join([*notes, f"{await log.past_days()} past days"])
    peak = max(log.megabytes)
    return [replace(result, note=note), Result(goal=memory, ours=[peak], limit=[_MOST_MEGABYTES], note=note)]


def _count(connection: psycopg.Connection, table: str) -> int:
    (found,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,)
    return int(found)


def _run(environment: dict[str, str]) -> float:
    """Run the command; return how much memory it took at its peak, in megabytes."""
    program = [sys.executable, "-m", "services.recommendations", "rebuild"]
    process = os.posix_spawn(sys.executable, program, {**os.environ, **environment})
    _, status, used = os.wait4(process, 0)
    if status:
        raise RuntimeError(f"`rebuild` failed with {os.waitstatus_to_exitcode(status)}")
    return used.ru_maxrss / 1024
