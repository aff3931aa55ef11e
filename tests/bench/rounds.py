"""Rounds: ours, the limit, ours, the limit … so that what the machine does meanwhile happens to both."""

import asyncio
import os
import platform
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import grpc

from tests.bench.judging import Goal, Result

Measure = Callable[[int], Awaitable[float]]
"""Measures once; is told the number of the round, 0 for the one that only warms up."""

_PATIENCE: Final = 20
_ITS_HANDS_FULL: Final = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)
_GIB: Final = 1024**3


@dataclass(frozen=True, kw_only=True)
class Profile:
    """How much is measured."""

    name: str
    rounds: int
    seconds: float
    """How long one side of one round runs, where time decides."""
    lines: int
    """How many lines there are to report on: each is taken once, by a caller or by one run of pgbench."""
    records: int
    """How many records the relay drains in one round."""
    assignments: int
    """How many assignments the large database of the lists has; the small one has 1,000."""
    list_calls: int
    """How often a list is read in one round."""
    events: int
    """How long the log is that is rebuilt."""
    rebuilds: int
    """How often it is rebuilt: a long one takes long."""

    def note(self, *more: str) -> str:
        """Return what this profile leaves smaller than the goal says."""
        fewer = [f"{self.rounds} rounds"] if self.rounds < QUORUM else []
        return "; ".join(filter(None, (*fewer, *more)))


QUORUM: Final = 5
"""So many rounds make a result."""

PROFILES: Final = {
    "quick": Profile(
        name="quick",
        rounds=3,
        seconds=2.0,
        lines=40_000,
        records=10_000,
        assignments=100_000,
        list_calls=5,
        events=30_000,
        rebuilds=3,
    ),
    "full": Profile(
        name="full",
        rounds=7,
        seconds=5.0,
        lines=100_000,
        records=50_000,
        assignments=1_000_000,
        list_calls=31,
        events=1_000_000,
        rebuilds=1,
    ),
}


async def compare(goal: Goal, rounds: int, ours: Measure, limit: Measure, *, note: str = "") -> Result:
    """Measure both in turns, once to warm up and then `rounds` times."""
    figures: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for side, measure in zip(figures, (ours, limit), strict=True):
            figure = await measure(number)
            if number:
                side.append(figure)
    return Result(goal=goal, ours=figures[0], limit=figures[1], note=note)


async def per_second(callers: int, seconds: float, call: Callable[[int], Awaitable[None]]) -> float:
    """Return how many calls per second so many callers get done, each one call after the other.

    Args:
        callers: How many at once.
        seconds: How long.
        call: Does one, given the caller's number from 0.
    """
    began = time.perf_counter()
    until = began + seconds

    async def keep_calling(caller: int) -> int:
        done = 0
        while time.perf_counter() < until:
            await call(caller)
            done += 1
        return done

    done = sum(await asyncio.gather(*(keep_calling(caller) for caller in range(callers))))
    return done / (time.perf_counter() - began)


async def until_done(call: Callable[[], Awaitable[object]]) -> None:
    """Call again with the same key what a server with its hands full refuses, as the dashboard does; it costs time."""
    for _ in range(_PATIENCE):
        try:
            await call()
        except grpc.aio.AioRpcError as refused:
            if refused.code() not in _ITS_HANDS_FULL:
                raise
        else:
            return
    raise RuntimeError(f"refused {_PATIENCE} times: the machine is too busy to measure anything")


async def milliseconds(work: Callable[[], Awaitable[object]]) -> float:
    """Return how long the work takes once."""
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


def machine() -> str:
    """Describe the machine that the ratios were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIB
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )
