"""Somebody who asks ten times as often as a limit allows, everybody else meanwhile, and what came of it."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from statistics import median

from tests.overload.asking import Ask

PAIRS = 24
"""How often somebody else asks, before the flood and after it, each time in turns with the control."""

SLOWER, NOISE = 1.25, 0.002
"""All is normal again when others wait no longer than so many times as long as before, and so many seconds more.

A machine with other work on it is slower for everybody: how much is told by the control, a process that nobody floods.
Who asks more of it may be slower by the square of that.
"""

WARM_UP = 4
"""Floods after which a process has taken from the machine what it keeps at hand."""

NORMAL_WITHIN = 10.0
_PAUSE = 0.02


@dataclass
class Flooded:
    """What is asked too often, of whom, and who looks on."""

    what: str
    others: Ask
    """Somebody else, who is never refused."""
    control: Ask
    """The same of a process that is not flooded."""
    healthy: Callable[[], Awaitable[bool]]
    """Tells whether every process says that it is well."""
    pids: Mapping[str, int]
    """The processes whose memory is looked at, by name."""
    limit: int = 0
    """How often it may be asked for; it is asked for ten times as often."""
    at_once: int = 1
    """How many askings are under way at a time."""
    at_least: float = 0.9
    """How much of what is allowed has to be answered."""
    seconds: float = 60
    """Within which an empty bucket fills; 0 where nothing fills, but places are held."""


@dataclass
class Flood:
    """What came of asking too often."""

    of: Flooded
    told: Counter[bool] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0
    others_before: float = 0.0
    others: list[float] = field(default_factory=list)
    others_after: float = 0.0
    """As it would have been on a machine as busy as before, by what the control says."""
    health: int = 0
    normal_after: float = 0.0
    memory: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By process, before and after, in kB."""

    def row(self) -> str:
        """Return it as a row of the table in `docs/operations.md`."""
        grew = [f"{name} {before / 1024:.0f} → {after / 1024:.0f} MB" for name, (before, after) in self.memory.items()]
        cells = [
            self.of.what,
            f"{self.of.limit}",
            f"{self.told.total()} in {self.seconds:.1f} s",
            f"{self.told[True]}",
            f"{self.told[False]}",
            f"up to {max(self.waits, default=0):.1f} s",
            ", ".join(grew),
            f"{self.health} of {self.health}",
            f"{len(self.others)} of {len(self.others)}",
            f"{1000 * self.others_before:.0f} → {1000 * median(self.others):.0f} → {1000 * self.others_after:.0f} ms",
            f"{self.normal_after:.1f} s",
        ]
        return f"| {' | '.join(cells)} |"

    def faults(self) -> list[str]:
        """Say what is not as it should be."""
        most = self.of.limit + (1 + self.of.limit * self.seconds / self.of.seconds if self.of.seconds else 0)
        wrong = list[str]()
        if self.of.limit and not self.of.at_least * self.of.limit <= self.told[True] <= most:
            wrong.append(f"{self.told[True]} were answered of {self.of.limit} that are allowed")
        if self.of.limit and not self.told[False]:
            wrong.append("nothing was refused")
        if max(self.others) > 5:
            wrong.append(f"somebody else waited for {max(self.others):.1f} s")
        if self.normal_after > NORMAL_WITHIN:
            wrong.append(
                f"after ten seconds others still wait {1000 * self.others_after:.1f} ms, "
                f"before it was {1000 * self.others_before:.1f} ms"
            )
        return [f"{self.of.what}: {each}" for each in wrong]


COLUMNS = (
    *("Ten times as much", "Allowed", "Offered", "Answered", "Refused", "Told to wait", "Memory"),
    *("Health answered", "Others answered", "Others wait: before → meanwhile → after", "Normal again after"),
)


def memory(pid: int) -> int:
    """Return how much memory a process holds, in kB."""
    said = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in said.splitlines() if line.startswith("VmRSS")))


async def flood(of: Flooded, ask: Ask) -> Flood:
    """Ask ten times as often as allowed, while others ask and health is looked at; wait until all is normal."""
    found, asked = Flood(of), iter(range(10 * of.limit))

    async def some() -> None:
        for number in asked:
            told = await ask(number)
            found.told[told.answered] += 1
            if not told.answered:
                found.waits.append(told.retry_after)

    async def all_of_it() -> None:
        await asyncio.gather(*(some() for _ in range(of.at_once)))

    await beside(found, all_of_it)
    return found


async def beside(found: Flood, act: Callable[[], Awaitable[None]]) -> None:
    """Do it while others ask and health is looked at; then wait until all is normal. What comes of it is noted."""
    of, numbers = found.of, _Numbers()
    found.others_before, control_before = await _in_turns(of, numbers)
    before, began = {name: memory(pid) for name, pid in of.pids.items()}, time.monotonic()
    async with _beside(found, numbers):
        await act()
        found.seconds = time.monotonic() - began
    began = time.monotonic()
    while True:
        after, control_after = await _in_turns(of, numbers)
        found.others_after = after / max(1.0, control_after / control_before) ** 2
        found.normal_after = time.monotonic() - began
        if found.others_after <= SLOWER * found.others_before + NOISE or found.normal_after > NORMAL_WITHIN:
            break
    found.memory = {name: (before[name], memory(pid)) for name, pid in of.pids.items()}


class _Numbers:
    """A new number for each question of somebody else."""

    def __init__(self) -> None:
        self._last = 0

    def __call__(self) -> int:
        self._last += 1
        return self._last


async def _in_turns(of: Flooded, numbers: _Numbers) -> tuple[float, float]:
    """Return the medians of what others wait for, and for the control, asked in turns."""
    pairs = []
    for _ in range(PAIRS):
        number = numbers()
        pairs.append(
            (await _timed(of, "somebody else", of.others, number), await _timed(of, "the control", of.control, number))
        )
    return median(each for each, _ in pairs), median(each for _, each in pairs)


@asynccontextmanager
async def _beside(found: Flood, numbers: _Numbers) -> AsyncIterator[None]:
    async def ask() -> None:
        while True:
            found.others.append(await _timed(found.of, "somebody else", found.of.others, numbers()))
            assert await found.of.healthy(), "health was shed"
            found.health += 1
            await asyncio.sleep(_PAUSE)

    asking = asyncio.create_task(ask())
    try:
        yield
        while not found.health and not asking.done():  # who asked in the flood is waited for  # noqa: ASYNC110
            await asyncio.sleep(_PAUSE)
    finally:
        asking.cancel()
        (ended,) = await asyncio.gather(asking, return_exceptions=True)
        assert isinstance(ended, asyncio.CancelledError), ended


async def _timed(of: Flooded, who: str, ask: Ask, number: int) -> float:
    """Return how many seconds an answer took; it must not be refused."""
    began = time.monotonic()
    told = await ask(number)
    assert told.answered, f"{of.what}: {who} was refused, for {told.retry_after} s"
    return time.monotonic() - began


async def slope(ask: Ask, pid: int, *, floods: int, calls: int, at_once: int) -> float:
    """Return by how many kB a process grows a flood: the median slope between any two of them, after the first ones.

    Args:
        ask: Asks for what is refused.
        pid: The process.
        floods: How many floods are looked at.
        calls: How many refusals each of them brings.
        at_once: How many askings are under way at a time.
    """
    held = list[int]()
    for _ in range(WARM_UP + floods):
        refused = 0

        async def some() -> None:
            nonlocal refused
            while refused < calls:
                told = await ask(refused)
                refused += not told.answered

        await asyncio.gather(*(some() for _ in range(at_once)))
        held.append(memory(pid))
    points = enumerate(held[WARM_UP - 1 :])
    return median((after - before) / (later - earlier) for (earlier, before), (later, after) in combinations(points, 2))
