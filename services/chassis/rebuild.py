"""Rebuilding a service's state tables from its event log, by an operator's command while no copy of the service runs.

    lock ── empty the tables ── aggregate type by aggregate type, some aggregates per transaction ── finish

Everything runs on the one session that holds the advisory lock: lock gone, work gone. A transaction that folds some
aggregates also notes how far it got, so an interrupted rebuild goes on where it stopped. Running services hold the same
lock shared: a rebuild refuses to begin beside them, and they refuse to run beside a rebuild or an unfinished one.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Final, TypeAlias
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from services.chassis.database import TRANSIENT, Transaction
from services.chassis.event_log.log import Recorded, load_all

# One number for all services: it is scoped to the database. Chosen at random.
_LOCK: Final = 6_840_317_252
_AGGREGATES_AT_ONCE: Final = 1000
_SECONDS_BETWEEN_REPORTS: Final = 2.0
_SECONDS_BETWEEN_SIGNS_OF_LIFE: Final = 2.0
_FIRST: Final = UUID(int=0)

Report: TypeAlias = Callable[[str], None]


class Refused(Exception):
    """The rebuild cannot begin, or its result cannot be trusted; `str()` of it says why and what to do."""


class BeingRebuilt(Exception):
    """The state tables are not whole: the service must not run."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What becomes of the aggregates of one type."""

    aggregate_type: str
    fold: Callable[[Transaction, Sequence[Sequence[Recorded]]], Awaitable[None]]
    """Writes the rows of some aggregates into tables without them. Each is given by all its events in order; texts have
    no bodies there."""


@dataclass(frozen=True, kw_only=True)
class Rebuild:
    """How a service's state follows from its log."""

    tables: tuple[str, ...]
    """Emptied first. What is in no event must not be among them, nor may tables that stay refer to them."""
    begin: Callable[[Transaction, tzinfo], Awaitable[None]]
    """Writes what the steps need of the log as a whole. Gets the deployment's zone."""
    steps: tuple[Step, ...]
    """In this order: a later one may read the rows of an earlier one."""
    finish: Callable[[Transaction], Awaitable[None]]
    """Writes what follows from all rows together."""


@dataclass(frozen=True, kw_only=True)
class _Progress:
    step: int
    after_id: UUID
    folded: int
    events: int
    head: int


async def run(url: str, rebuild: Rebuild, report: Report, *, zone: tzinfo, anew: bool = False) -> None:
    """Empty the state tables and fold the log into them; or go on with a rebuild that was interrupted.

    Args:
        url: libpq URL of the service's role.
        rebuild: How its state follows from the log.
        report: Gets a line now and then.
        zone: The deployment's: days end in it.
        anew: Begin from the start, whatever an interrupted rebuild has done.

    Raises:
        Refused: The service runs, or another rebuild; the log has aggregates that nothing folds; or it grew meanwhile.
        psycopg.OperationalError: The database is away. Whatever was committed stays; the same call goes on.
    """
    async with _session(url) as session:
        if not await _take(session, shared=False):
            raise Refused("the service is running, or another rebuild: stop every copy of it first")
        await _refuse_unknown_types(session, rebuild)
        # A crash takes away the last transactions with what they noted of progress; the same call does them again.
        await session.execute("SET synchronous_commit = off")
        progress = await _begin(session, rebuild, report, zone=zone, anew=anew)
        told = time.monotonic()
        while progress.step < len(rebuild.steps):
            async with session.transaction():
                progress = await _fold_some(session, rebuild.steps[progress.step], progress)
                await _note(session, progress)
            if time.monotonic() - told >= _SECONDS_BETWEEN_REPORTS:
                told = time.monotonic()
                report(f"{progress.folded:,} of {progress.events:,} events")
        await session.execute("RESET synchronous_commit")  # done is done, with all that came before it
        async with session.transaction():
            await rebuild.finish(session)
            if (await _log(session)).head != progress.head:
                raise Refused("the log grew while it was folded: something else writes to it; stop that, run again")
            await session.execute("DELETE FROM rebuilds")
        report(f"{progress.folded:,} of {progress.events:,} events: done")


async def _begin(session: Transaction, rebuild: Rebuild, report: Report, *, zone: tzinfo, anew: bool) -> _Progress:
    statement = "SELECT step, after_id, folded, events, head FROM rebuilds"
    row = await (await session.execute(statement)).fetchone()
    log = await _log(session)
    if row and row["head"] == log.head and not anew:
        progress = _Progress(**row)
        report(f"goes on after {progress.folded:,} of {progress.events:,} events")
        return progress
    async with session.transaction():
        tables = sql.SQL(", ").join(sql.Identifier(each) for each in rebuild.tables)
        await session.execute(sql.SQL("TRUNCATE {}").format(tables))
        await rebuild.begin(session, zone)
        await _note(session, log)
    report(f"begins: {log.events:,} events")
    return log


async def _log(session: Transaction) -> _Progress:
    statement = "SELECT count(*) AS events, coalesce(max(position), 0) AS head FROM events"
    row = await (await session.execute(statement)).fetchone()
    assert row is not None
    return _Progress(step=0, after_id=_FIRST, folded=0, **row)


async def _note(session: Transaction, progress: _Progress) -> None:
    statement = """
        INSERT INTO rebuilds (step, after_id, folded, events, head)
        VALUES (%(step)s, %(after_id)s, %(folded)s, %(events)s, %(head)s)
            ON CONFLICT (only_one) DO UPDATE
           SET step = excluded.step, after_id = excluded.after_id, folded = excluded.folded,
               events = excluded.events, head = excluded.head
    """
    await session.execute(statement, vars(progress))


async def _fold_some(session: Transaction, step: Step, progress: _Progress) -> _Progress:
    """Fold the next aggregates of the step; go to the next step if there are none."""
    statement = """
        SELECT aggregate_id
          FROM events
         WHERE aggregate_type = %(type)s AND version = 1 AND aggregate_id > %(after)s
         ORDER BY aggregate_id
         LIMIT %(limit)s
    """
    parameters = {"type": step.aggregate_type, "after": progress.after_id, "limit": _AGGREGATES_AT_ONCE}
    ids = [row["aggregate_id"] for row in await (await session.execute(statement, parameters)).fetchall()]
    if not ids:
        return replace(progress, step=progress.step + 1, after_id=_FIRST)
    logs = await load_all(session, ids, with_texts=False)  # state holds ids of texts only
    await step.fold(session, [logs[each] for each in ids])
    return replace(progress, after_id=ids[-1], folded=progress.folded + sum(map(len, logs.values())))


async def _refuse_unknown_types(session: Transaction, rebuild: Rebuild) -> None:
    statement = """
        SELECT DISTINCT aggregate_type FROM events WHERE version = 1 AND aggregate_type <> ALL(%(known)s) LIMIT 1
    """
    known = [each.aggregate_type for each in rebuild.steps]
    if row := await (await session.execute(statement, {"known": known})).fetchone():
        raise Refused(f"the log holds aggregates of type {row['aggregate_type']}, which this build cannot fold")


async def refuse_beside(url: str) -> None:
    """Let no service start on state tables that are not whole. A database that is away or empty says nothing yet.

    Raises:
        BeingRebuilt: A rebuild is under way, or was interrupted.
    """
    with contextlib.suppress(*TRANSIENT, psycopg.errors.UndefinedTable):
        async with _session(url) as session:
            await _look(session)


async def keep_out(url: str) -> None:
    """Hold the lock shared until cancelled, so that no rebuild begins while this process runs.

    Raises:
        BeingRebuilt: One has begun, for instance while the database had gone away and the lock with it.
        psycopg.OperationalError: The session is lost.
    """
    async with _session(url) as session:
        await _look(session)
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_SIGNS_OF_LIFE)
            await session.execute("SELECT 1")


async def _look(session: Transaction) -> None:
    unfinished = "SELECT EXISTS (SELECT FROM rebuilds) AS unfinished"
    free = await _take(session, shared=True)
    row = await (await session.execute(unfinished)).fetchone()
    if not free or (row and row["unfinished"]):
        raise BeingRebuilt("its state is being rebuilt, or a rebuild was interrupted: let `rebuild` end, then start it")


async def _take(session: Transaction, *, shared: bool) -> bool:
    """Take the lock if it is free; it lasts as long as the session."""
    statement = sql.SQL("SELECT {}(%(key)s) AS taken").format(
        sql.Identifier("pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock")
    )
    row = await (await session.execute(statement, {"key": _LOCK})).fetchone()
    return bool(row and row["taken"])


@contextlib.asynccontextmanager
async def _session(url: str) -> AsyncIterator[Transaction]:
    session = await Transaction.connect(url, autocommit=True, row_factory=dict_row, connect_timeout=5)
    try:
        yield session
    finally:
        with contextlib.suppress(psycopg.Error):
            # The server notices that a session was closed when it gets round to it; whoever comes next finds the lock.
            await session.execute("SELECT pg_advisory_unlock_all()")
        with contextlib.suppress(psycopg.Error):
            await session.close()
