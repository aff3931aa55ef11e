"""Every list and every filter on a large database and on a small one: a reader must not notice which it is."""

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import median
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.recommendations.domain.filters import LineFilter
from services.recommendations.store import counts, filters, history, register
from services.recommendations.store import lists as line_lists
from services.recommendations.wire.filters import token
from tests.bench import pgbench
from tests.bench.crowd import NUMBERS_FROM, Crowd
from tests.bench.judging import Goal, Result, percentile
from tests.bench.rounds import Measure, Profile, compare, milliseconds
from tests.integration.recommendations_house import Person

SMALL: Final = 1_000
_ASSIGNMENTS: Final = 1_000_000
_MOST: Final = 1.5
_LONGEST: Final = 1.0  # seconds that one side of one round may take
_NOW: Final = {"assignments", "recommendations", "consultations"}
_GROWING: Final[Mapping[type, str]] = {pb.ListLinesRequest: "lines", pb.GetOverviewRequest: "bars"}
"""What of an answer grows with the database, until a page is full or every body has its bar."""
_LARGE_TABLES: Final = {*_NOW, *(f"past_{name}" for name in _NOW), "texts", "events", "changes"}


def _filters(slug: str) -> Mapping[str, pb.LineFilter]:
    """Return one filter of each kind; of some both a rare and a common value."""
    return {
        "all": pb.LineFilter(),
        "a rare word": pb.LineFilter(text="word2x"),
        "the beginning of many words": pb.LineFilter(text="word1"),
        "a common word": pb.LineFilter(text="hotline"),
        "a rare theme": pb.LineFilter(theme="theme_2"),
        "a common theme": pb.LineFilter(theme="child_safety"),
        "an addressee": pb.LineFilter(addressee_slug=slug),
        "a consultation": pb.LineFilter(consultation_number="C-1003"),
        "a position": pb.LineFilter(position=events.POSITION_ACCEPTED),
        "a progress": pb.LineFilter(progress=events.PROGRESS_IN_PROGRESS),
        "a verification": pb.LineFilter(verification=events.VERIFICATION_VERIFIED_COMPLETE),
        "a bar": pb.LineFilter(bar_group=pb.BAR_GROUP_DONE_CHECKED),
        "a count": pb.LineFilter(count=pb.COUNT_SAY_DONE),
        "a response clock not started": pb.LineFilter(response=pb.CLOCK_STATE_NOT_STARTED),
        "on time for an answer": pb.LineFilter(response=pb.CLOCK_STATE_ON_TIME),
        "near the date asked": pb.LineFilter(response=pb.CLOCK_STATE_DUE_SOON),
        "past the date asked": pb.LineFilter(response=pb.CLOCK_STATE_PAST_DATE),
        "a clock that stopped": pb.LineFilter(response=pb.CLOCK_STATE_STOPPED),
        "answered in time": pb.LineFilter(response=pb.CLOCK_STATE_MET),
        "answered late": pb.LineFilter(response=pb.CLOCK_STATE_MET_LATE),
        "no date promised": pb.LineFilter(delivery=pb.CLOCK_STATE_NOT_STARTED),
        "near the date promised": pb.LineFilter(delivery=pb.CLOCK_STATE_DUE_SOON),
        "past the date promised": pb.LineFilter(delivery=pb.CLOCK_STATE_PAST_DATE),
        "done in time": pb.LineFilter(delivery=pb.CLOCK_STATE_MET),
        "two that never meet": pb.LineFilter(position=events.POSITION_ACCEPTED, response=pb.CLOCK_STATE_PAST_DATE),
        "two that often meet": pb.LineFilter(position=events.POSITION_ACCEPTED, progress=events.PROGRESS_IN_PROGRESS),
        "an addressee and a bar": pb.LineFilter(addressee_slug=slug, bar_group=pb.BAR_GROUP_NO_ANSWER),
        "a common theme and two that never meet": pb.LineFilter(
            theme="child_safety", position=events.POSITION_ACCEPTED, response=pb.CLOCK_STATE_PAST_DATE
        ),
        "a common word and past the date asked": pb.LineFilter(text="hotline", response=pb.CLOCK_STATE_PAST_DATE),
    }


@dataclass(frozen=True)
class _Read:
    """One thing that people read."""

    crowd: Crowd
    request: Any
    person: Person | None = None
    bodies: int | None = None
    """How many bodies an overview names at most; all if None."""
    changes: int = history.MOST_LOOKED_AT
    """How many changes are looked through at most."""

    async def once(self) -> Any:
        """Read it."""
        named, most = register.named, self.bodies
        with (
            patch.object(register, "named", lambda tx, ids: named(tx, ids[:most])),
            patch.object(history, "MOST_LOOKED_AT", self.changes),
        ):
            return await self.crowd.call(self.request, self.person)

    def of_size(self, size: int) -> "_Read":
        """Return the same with a shorter page, or with fewer bodies named."""
        if isinstance(self.request, pb.GetOverviewRequest):
            return replace(self, bodies=size)
        request = type(self.request)()
        request.CopyFrom(self.request)
        request.page_size = size
        return replace(self, request=request)


async def _reads(crowd: Crowd) -> dict[str, _Read]:
    """Return everything that is read as a list or filtered, by name."""
    today = crowd.house.clock.today
    middle = token(str(NUMBERS_FROM + crowd.assignments // 4), "0", UUID(int=0))
    half_a_year = token((today - timedelta(days=180)).isoformat(), "0")
    ((_, addressee_id),) = crowd.people.liaison.mandates
    (body,) = await crowd.house.rows("SELECT slug FROM addressees WHERE id = %(id)s", id=addressee_id)
    found = {}
    days = {"": "", " as at yesterday": today - timedelta(days=1), " as at the day before": today - timedelta(days=2)}
    for when, day in days.items():
        at = str(day)
        for name, wanted in _filters(body["slug"]).items():
            found[f"lines{when}: {name}"] = _Read(crowd, pb.ListLinesRequest(filter=wanted, as_at_date=at))
            found[f"overview{when}: {name}"] = _Read(crowd, pb.GetOverviewRequest(filter=wanted, as_at_date=at))
            recorded = pb.ListChangesRequest(filter=wanted, by_recorded=True, as_at_date=at)
            found[f"changes{when}: {name}"] = _Read(crowd, recorded)
        found[f"scorecard{when}"] = _Read(crowd, pb.GetAddresseeRequest(slug=body["slug"], as_at_date=at))
        found[f"what happened last{when}"] = _Read(crowd, pb.ListChangesRequest(as_at_date=at))
    found |= {
        "lines: a page in the middle": _Read(crowd, pb.ListLinesRequest(page_token=middle)),
        "what happened last: a page in the middle": _Read(crowd, pb.ListChangesRequest(page_token=half_a_year)),
        "one consultation": _Read(crowd, pb.ListConsultationLinesRequest(consultation_number="C-1003")),
        "one recommendation": _Read(crowd, pb.GetRecommendationRequest(tracked_number="R-1011")),
        "register": _Read(crowd, pb.ListAddresseesRequest()),
        "liaison's lines": _Read(crowd, pb.ListMyAssignmentsRequest(), crowd.people.liaison),
        "verifiers' queue": _Read(crowd, pb.ListClaimsRequest(), crowd.people.verifier),
        "register of the registrar": _Read(crowd, pb.ListRegisterRequest(), crowd.people.facilitator),
        "suggestions that passed": _Read(crowd, pb.ListPassedSuggestionsRequest(), crowd.people.verifier),
    }
    hosts = {"": crowd.people.facilitator, " of a host that has nothing yet": crowd.people.newcomer}
    for whose, person in hosts.items():
        found |= {
            f"lines to reword{whose}": _Read(crowd, pb.ListToRewordRequest(), person),
            f"answers from paper{whose}": _Read(crowd, pb.ListOutsideAnswersRequest(), person),
            f"closures proposed{whose}": _Read(crowd, pb.ListClosureProposalsRequest(), person),
            f"suggestions{whose}": _Read(crowd, pb.ListSuggestionsRequest(), person),
        }
    for name, kind in (("liaison's lines", pb.ListMyAssignmentsRequest), ("verifiers' queue", pb.ListClaimsRequest)):
        first = await found[name].once()
        request = kind(page_token=first.next_page_token)
        found[f"{name}: the second page"] = _Read(crowd, request, found[name].person)
    return found


async def lists(large: Crowd, small: Crowd, profile: Profile) -> AsyncIterator[Result]:
    """Compare every list and filter on both databases, and look at the plans of those on the large one.

    Where the small one has not enough lines for a page of its length, both are asked for pages as long as its page;
    where its overview names fewer bodies, both name as many; where it has fewer changes to look through, both look
    through as many. The note has what whole answers take: the rest is what more lines and bodies in an answer, or more
    changes looked through, cost on any database.
    """
    ours, limits = await _reads(large), await _reads(small)
    size = f"{large.assignments:,} to {small.assignments:,} assignments"
    yield await _plans(ours)
    for name, read in ours.items():
        goal = Goal(name=f"{name}, {size}", unit="ms", at_most=_MOST)
        one, other, shortened = await _equally_long(read, limits[name])
        notes = _smaller(large)
        if shortened:
            whole = await compare(goal, profile.rounds, *_pair(read, limits[name], profile), note="")
            notes.append(f"of {shortened}; whole answers: {median(whole.ours):.4g} to {median(whole.limit):.4g} ms")
        yield await compare(goal, profile.rounds, *_pair(one, other, profile), note=profile.note(*notes))


def _pair(ours: _Read, limit: _Read, profile: Profile) -> tuple[Measure, Measure]:
    return _p50(ours, profile.list_calls), _p50(limit, profile.list_calls)


async def _equally_long(ours: _Read, limit: _Read) -> tuple[_Read, _Read, str]:
    """Return both reads with answers as long as the limit's whole one, and how long; empty if answers stay whole."""
    if isinstance(ours.request, pb.ListChangesRequest):
        ((changes,),) = [row.values() for row in await limit.crowd.house.rows("SELECT count(*) FROM changes")]
        few = min(changes - 1, history.MOST_LOOKED_AT)
        return replace(ours, changes=few), replace(limit, changes=few), f"{few} changes looked through at most"
    if not (growing := _GROWING.get(type(ours.request))):
        return ours, limit, ""
    many, few = [len(getattr(await each.once(), growing)) for each in (ours, limit)]
    if many <= few:
        return ours, limit, ""
    size = max(few, 1)
    return ours.of_size(size), limit.of_size(size), f"{size} {growing}"


async def summary_to_live(large: Crowd, profile: Profile) -> Result:
    """Compare the counts of the overview from the summary with counting the lines."""
    today = large.house.clock.today

    async def kept() -> None:
        async with large.house.database.transaction(read_only=True) as tx:
            await counts.read(tx, LineFilter(), today=today)

    async def live() -> None:
        async with large.house.database.transaction(read_only=True) as tx:
            chosen = await filters.chosen(tx, LineFilter(), today=today)
            await line_lists.live_summary(tx, chosen, most=large.assignments)

    async def ours(_round: int) -> float:
        return 1000 / percentile([await milliseconds(kept) for _ in range(profile.list_calls)], 0.5)

    async def limit(_round: int) -> float:
        return 1000 / percentile([await milliseconds(live) for _ in range(3)], 0.5)

    goal = Goal(
        name=f"counts from the summary, to live, {large.assignments:,} assignments", unit="per second", at_least=50
    )
    return await compare(goal, profile.rounds, ours, limit, note=profile.note(*_smaller(large)))


def _p50(read: _Read, calls: int) -> Measure:
    async def measure(_round: int) -> float:
        taken, until = list[float](), time.perf_counter() + _LONGEST
        while len(taken) < calls and (not taken or time.perf_counter() < until):
            taken.append(await milliseconds(read.once))
        return percentile(taken, 0.5)

    return measure


def _smaller(large: Crowd) -> list[str]:
    return [] if large.assignments >= _ASSIGNMENTS else [f"{large.assignments:,} assignments, not {_ASSIGNMENTS:,}"]


async def _plans(reads: Mapping[str, _Read]) -> Result:
    """Count the reads that go through a whole large table, or that count pages off by OFFSET; the note names them."""
    guilty = dict[str, set[str]]()
    for name, read in reads.items():
        async with pgbench.recording() as statements:
            await read.once()
        faults = {*await _scanned(read.crowd, statements), *("OFFSET" for sql, _ in statements if "OFFSET" in sql)}
        if faults:
            guilty[name] = faults
    goal = Goal(name="lists that scan a whole table or use OFFSET, of all", unit="lists", at_most=0)
    named = (f"{name} ({', '.join(sorted(faults))})" for name, faults in guilty.items())
    return Result(goal=goal, ours=[len(guilty)], limit=[len(reads)], note=", ".join(named))


async def _scanned(crowd: Crowd, statements: list[pgbench.Statement]) -> set[str]:
    """Return the large tables that one of the statements of one transaction goes through."""
    found = set[str]()
    async with crowd.house.database.transaction(read_only=True) as tx:
        for sql, values in statements:
            if sql.startswith("EXPLAIN"):
                continue
            if sql.startswith("SET ") or "set_config" in sql:  # of what follows: a past day
                await tx.execute(sql, values)
                continue
            row = await (await tx.execute(f"EXPLAIN (FORMAT JSON) {sql}", values, prepare=False)).fetchone()
            assert row
            found |= set(whole_tables(row["QUERY PLAN"][0]["Plan"]))
    return found & _LARGE_TABLES


def whole_tables(plan: Mapping[str, Any], *, merged: bool = False) -> Iterator[str]:
    """Yield the tables that a plan of PostgreSQL goes through from end to end.

    Args:
        plan: The plan, or a part of it.
        merged: True if the part is merged with another: then it is gone through up to the last row of that.
    """
    kind = plan["Node Type"]
    if kind == "Seq Scan" or (merged and kind in {"Index Scan", "Index Only Scan"} and "Index Cond" not in plan):
        yield plan["Relation Name"]
    for each in plan.get("Plans", ()):
        yield from whole_tables(each, merged=kind == "Merge Join")
