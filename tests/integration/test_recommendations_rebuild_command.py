"""`rebuild` empties the state tables and folds the log to the same bytes, also when it was interrupted."""

import asyncio
import dataclasses
import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log, rebuild
from services.chassis.consumer import Outcome
from services.chassis.database import Transaction
from services.chassis.stopping import stop
from services.recommendations.events.rebuild import REBUILD
from tests.integration.recommendations_history import History
from tests.integration.recommendations_house import House, a_house
from tests.integration.recommendations_things import key, words
from tests.integration.test_recommendations_rebuild import a_life

# What is in no event of this service: another service's log, keys or nobody's has it.
KEPT = {
    "answer_drafts",
    "audit",
    "calendar_rederivations",
    "clock_days",
    "closure_proposals",
    "evidence_archives",
    "evidence_files",  # but for which are public, which is written anew
    "findings",
    "follow_ups",
    "mandates",
    "outside_answers",
    "people",
    "roles",
    "suggestions",
}
OF_EVERY_SERVICE = {
    "alembic_version",
    "consumed",
    "dead_letters",
    "erased_texts",
    "events",
    "outbox",
    "rebuilds",
    "replies",
    "texts",
}


class Interrupted(Exception):
    """Somebody pressed Ctrl-C."""


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """A house in which everything has happened. A rebuild leaves it as it was, so tests share it."""
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        await a_life(running)
        await _correct_the_calendar(running)
        await _past_days(running)
        await _withhold(running)
        asked = await running.tracked(await running.body())
        await running.accepted(*asked.assignments.values())
        await running.fold()
        await running.fold_days()
        yield running


async def _past_days(house: House) -> None:
    """Let days pass on which much happens, and fold some of them one by one: a rebuild folds all at once."""
    house.clock.advance(days=1)
    history = History(house, random.Random(2))
    await history.begin()
    async for day in history.evenings(8):
        if day % 3:
            await house.fold_days()


async def _correct_the_calendar(house: House) -> None:
    correction = pb.CorrectCalendarRequest(
        idempotency_key=key(),
        date="2026-05-04",
        kind=events.CALENDAR_DAY_KIND_HOLIDAY,
        reason=words("The moon was seen a day later", ur="چاند ایک دن بعد نظر آیا"),
        source="https://cabinet.example/notification-4",
        declared_date="2026-03-01",
    )
    await house.call(await house.person("registrar"), "CorrectCalendar", correction)


async def _withhold(house: House) -> None:
    """Let an event that hides be parked behind one that cannot be applied."""
    tracked = await house.tracked(await house.body())
    broken = published.StatementWithdrawn(statement_id=str(tracked.statement_id), withdrawn_date="never")
    assert await house.deliver(broken, tracked.statement_id) is Outcome.PARKED


async def _tables(house: House) -> dict[str, list[str]]:
    """Return every row of every table as text."""
    names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    found = {}
    for name in [row["tablename"] for row in await house.rows(names)]:
        rows = await house.rows(f"SELECT t::text AS row FROM {name} t ORDER BY 1")
        found[name] = [row["row"] for row in rows]
    return found


async def _run(
    house: House, how: rebuild.Rebuild = REBUILD, *, anew: bool = False, said: list[str] | None = None
) -> list[str]:
    said = [] if said is None else said
    await rebuild.run(house.database.url, how, said.append, zone=house.zone, anew=anew)
    return said


def _events(report: str) -> tuple[int, int]:
    """Return how many events a line of the report says are folded, and of how many."""
    found = [int(each.replace(",", "")) for each in re.findall(r"[0-9,]*[0-9]", report)]
    return (0, found[0]) if len(found) == 1 else (found[0], found[1])


def _disturbed(step: str, *, after: int, by: Callable[[], Awaitable[object]]) -> rebuild.Rebuild:
    """Return a rebuild in which something happens in a step, after some batches of it."""
    batches = 0

    def wrapped(each: rebuild.Step) -> rebuild.Step:
        async def fold(tx: Transaction, logs: Sequence[Sequence[event_log.Recorded]]) -> None:
            nonlocal batches
            await each.fold(tx, logs)
            batches += 1
            if batches > after:
                await by()

        return rebuild.Step(aggregate_type=step, fold=fold) if each.aggregate_type == step else each

    return dataclasses.replace(REBUILD, steps=tuple(map(wrapped, REBUILD.steps)))


async def _interrupt() -> None:
    raise Interrupted


async def test_every_table_is_the_same_byte_for_byte(house: House) -> None:
    before = await _tables(house)
    worked_off = {"count_deltas", "line_count_deltas", "response_count_deltas", "past_pending"}
    empty = [name for name in REBUILD.tables if not before[name] and name not in worked_off]
    assert not empty, "the life fills every table"
    files = await house.rows("SELECT DISTINCT is_scan, is_public FROM evidence_files")
    assert {(each["is_scan"], each["is_public"]) for each in files} >= {(True, True), (True, False), (False, True)}
    async with house.database.transaction() as tx:
        await tx.execute("UPDATE assignments SET lead = NOT lead, progress = 'abandoned', listed = NOT listed")
        await tx.execute("DELETE FROM changes")
        await tx.execute("UPDATE counts SET total = total + 1")
        await tx.execute("UPDATE line_counts SET total = total + 1")
        await tx.execute("UPDATE past_assignments SET listed = NOT listed")
        await tx.execute("UPDATE evidence_files SET is_public = NOT is_public")
        await tx.execute("UPDATE evidence_files SET visibility = 'public' WHERE is_scan AND is_public")
        await tx.execute("UPDATE evidence_files SET visibility = 'owner' WHERE is_scan AND NOT is_public")
        await tx.execute("UPDATE past_counts SET total = total + 1")
        await tx.execute("UPDATE past_line_counts SET total = total + 1")
    assert (await _run(house))[-1].endswith("done")
    assert await _tables(house) == before


@pytest.mark.parametrize(("step", "after"), [("calendar", 0), ("recommendation", 1), ("assignment", 1)])
async def test_an_interrupted_one_goes_on_to_the_same_bytes(
    house: House, step: str, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, said = await _tables(house), list[str]()
    monkeypatch.setattr(rebuild, "_AGGREGATES_AT_ONCE", 1)
    monkeypatch.setattr(rebuild, "_SECONDS_BETWEEN_REPORTS", 0)
    with pytest.raises(Interrupted):
        await _run(house, _disturbed(step, after=after, by=_interrupt), said=said)
    assert await _tables(house) != before
    assert await house.rows("SELECT FROM past_days WHERE NOT folded"), "and it goes on with its past days, too"
    with pytest.raises(rebuild.BeingRebuilt):
        await rebuild.refuse_beside(house.database.url)
    went_on = len(said)
    await _run(house, said=said)
    assert said[went_on].startswith("goes on after")
    assert await _tables(house) == before
    told = [_events(each) for each in said if "events" in each]
    done = [folded for folded, _ in told[1:]]
    assert done == sorted(done), "it never goes back, interrupted or not"
    assert len(set(done)) > 20
    assert {whole for _, whole in told} == {done[-1]}, "and it ends with all of them"
    await rebuild.refuse_beside(house.database.url)


async def test_one_that_begins_anew_forgets_the_interrupted_one(house: House) -> None:
    before = await _tables(house)
    with pytest.raises(Interrupted):
        await _run(house, _disturbed("assignment", after=0, by=_interrupt))
    assert (await _run(house, anew=True))[0].startswith("begins")
    assert await _tables(house) == before


async def test_it_refuses_to_begin_while_the_service_runs(house: House) -> None:
    before = await _tables(house)
    serving = asyncio.create_task(rebuild.keep_out(house.database.url))
    held = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted"
    while not await house.rows(held):  # noqa: ASYNC110 - the database has no other way to tell
        await asyncio.sleep(0.02)
    with pytest.raises(rebuild.Refused, match="the service is running"):
        await _run(house)
    assert await _tables(house) == before
    await stop(serving)


async def test_it_does_not_trust_a_log_that_grew_meanwhile(house: House) -> None:
    """Somebody wrote past the lock; whatever they saved may be gone, their event is not: from the start, then."""
    with pytest.raises(rebuild.Refused, match="the log grew"):
        await _run(house, _disturbed("consultation", after=0, by=house.body))
    assert (await _run(house))[0].startswith("begins")
    counted = (
        "SELECT (SELECT count(*) FROM addressees) = (SELECT count(*) FROM events WHERE type ~ 'Registered$') AS all"
    )
    assert (await house.rows(counted))[0]["all"]


async def test_it_refuses_aggregates_that_nothing_folds(house: House) -> None:
    before = await _tables(house)
    partial = dataclasses.replace(REBUILD, steps=REBUILD.steps[:-1])
    with pytest.raises(rebuild.Refused, match="type assignment"):
        await _run(house, partial)
    assert await _tables(house) == before


async def test_nothing_that_stays_refers_to_what_is_emptied(house: House) -> None:
    """Of a table in `KEPT` leave the foreign key out: PostgreSQL empties no table that another one refers to."""
    statement = """
        SELECT conname FROM pg_constraint
         WHERE contype = 'f' AND confrelid = ANY(%(emptied)s::text[]::regclass[])
           AND conrelid <> ALL(%(emptied)s::text[]::regclass[])
    """
    assert await house.rows(statement, emptied=list(REBUILD.tables)) == []


async def test_every_table_is_either_folded_anew_or_known_to_stay(house: House) -> None:
    """A new table belongs in `events/rebuild.py`, or in `KEPT` here if no event of this service is behind it."""
    assert set(await _tables(house)) == {*REBUILD.tables, *KEPT, *OF_EVERY_SERVICE}
