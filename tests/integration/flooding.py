"""Somebody who asks ten times as often as a limit allows, everybody else meanwhile, and what came of it."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import grpc
from google.rpc import error_details_pb2, status_pb2

_PAUSE = 0.02
NORMAL, NOISE = 2.0, 0.2
"""All is normal again when others wait no longer than so many times as long as before, and so many seconds of noise."""


@dataclass
class Told:
    """One answer: whether it was given, or refused with the seconds after which to ask again."""

    answered: bool
    retry_after: float = 0.0


Ask = Callable[[int], Awaitable[Told]]
"""Asks for the time of this number; raises whatever is neither an answer nor a refusal with a time."""


@dataclass
class Flood:
    """What came of asking too often."""

    what: str
    limit: int
    told: Counter[bool] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0
    others_before: float = 0.0
    others: list[float] = field(default_factory=list)
    health: int = 0
    normal_after: float = 0.0
    memory: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """By process, before and after, in kB."""

    def row(self) -> str:
        """Return it as a row of the table in `docs/operations.md`."""
        grew = [f"{name} {before / 1024:.0f} → {after / 1024:.0f} MB" for name, (before, after) in self.memory.items()]
        cells = [
            self.what,
            f"{self.limit}",
            f"{self.told.total()} in {self.seconds:.1f} s",
            f"{self.told[True]}",
            f"{self.told[False]}",
            f"{min(self.waits):.1f}–{max(self.waits):.1f} s",
            ", ".join(grew),
            f"{self.health} of {self.health}",
            f"{len(self.others)} of {len(self.others)}",
            f"{1000 * self.others_before:.0f} → {1000 * median(self.others):.0f} ms",
            f"{self.normal_after:.1f} s",
        ]
        return f"| {' | '.join(cells)} |"


def memory(pid: int) -> int:
    """Return how much memory a process holds, in kB."""
    said = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line.split()[1] for line in said.splitlines() if line.startswith("VmRSS")))


async def flood(
    what: str,
    ask: Ask,
    *,
    limit: int,
    at_once: int,
    others: Ask,
    healthy: Callable[[], Awaitable[bool]],
    pids: Mapping[str, int],
) -> Flood:
    """Ask ten times as often as allowed, while others ask and health is looked at; wait until all is normal.

    Args:
        what: What is asked for.
        ask: Asks as somebody who asks too often.
        limit: How often that is allowed.
        at_once: How many askings are under way at a time.
        others: Asks as somebody else, who is never refused.
        healthy: Tells whether the process says that it is well.
        pids: The processes whose memory is looked at, by name.
    """
    found = Flood(what, limit)
    found.others_before = median([await _timed(others, number) for number in range(10)])
    before, began = {name: memory(pid) for name, pid in pids.items()}, time.monotonic()
    numbers = iter(range(10 * limit))

    async def some() -> None:
        for number in numbers:
            told = await ask(number)
            found.told[told.answered] += 1
            if not told.answered:
                found.waits.append(told.retry_after)

    async with _beside(found, others, healthy):
        await asyncio.gather(*(some() for _ in range(at_once)))
        found.seconds = time.monotonic() - began
    found.normal_after = await _until_normal(found, others)
    found.memory = {name: (before[name], memory(pid)) for name, pid in pids.items()}
    return found


@asynccontextmanager
async def _beside(found: Flood, others: Ask, healthy: Callable[[], Awaitable[bool]]) -> AsyncIterator[None]:
    async def ask() -> None:
        while True:
            found.others.append(await _timed(others, 1000 + len(found.others)))
            assert await healthy(), "health was shed"
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


async def _until_normal(found: Flood, others: Ask) -> float:
    """Return after how many seconds others wait no longer than before."""
    began = time.monotonic()
    number = 100_000
    while True:
        taken = median([await _timed(others, number + each) for each in range(5)])
        if taken < NORMAL * found.others_before + NOISE:
            return time.monotonic() - began
        number += 5
        await asyncio.sleep(_PAUSE)
        assert time.monotonic() - began < 10, f"{found.what}: after ten seconds others still wait {taken:.2f} s"


async def _timed(ask: Ask, number: int) -> float:
    began = time.monotonic()
    told = await ask(number)
    assert told.answered, "somebody else was refused"
    return time.monotonic() - began


async def by_grpc(call: Awaitable[Any]) -> Told:
    """Make a call; a refusal has to say when to ask again."""
    try:
        await call
    except grpc.aio.AioRpcError as refused:
        if refused.code() is not grpc.StatusCode.RESOURCE_EXHAUSTED:
            raise
        status = status_pb2.Status.FromString(dict(refused.trailing_metadata())["grpc-status-details-bin"])
        info = error_details_pb2.RetryInfo()
        if not (status.details[0].Unpack(info) and info.retry_delay.ToTimedelta()):
            raise
        return Told(answered=False, retry_after=info.retry_delay.ToTimedelta().total_seconds())
    return Told(answered=True)


async def by_http(url: str, path: str, *, source: str, cookie: str = "", form: dict[str, str] | None = None) -> Told:
    """Ask the dashboard from an address of this machine; a refusal has to say when to ask again."""
    host = url.removeprefix("http://")
    body = urlencode(form).encode() if form is not None else b""
    head = f"{'GET' if form is None else 'POST'} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
    if form is not None:
        head += f"Origin: {url}\r\nCookie: {cookie}\r\nContent-Length: {len(body)}\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\n"
    name, _, port = host.partition(":")
    reader, writer = await asyncio.open_connection(name, int(port), local_addr=(source, 0))
    try:
        writer.write(f"{head}\r\n".encode() + body)
        answer = (await reader.read()).decode()
    finally:
        writer.close()
    top = answer.partition("\r\n\r\n")[0].lower()
    status = int(top.split()[1])
    assert status in (200, 429), answer
    wait = [line for line in top.splitlines() if line.startswith("retry-after: ")]
    assert (status == 429) == bool(wait)
    return Told(answered=status == 200, retry_after=float(wait[0].partition(": ")[2]) if wait else 0.0)
