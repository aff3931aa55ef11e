"""Commands against pgbench of the same SQL: per second at 32 callers, at one, and without gRPC."""

import time
from dataclasses import dataclass
from typing import Final, Protocol

from tests.bench import pgbench
from tests.bench.judging import Goal, Result, percentile
from tests.bench.reports import Reports
from tests.bench.rounds import Profile, compare, per_second

CALLERS: Final = 32
WITHOUT_GRPC: Final = 8


class Command(Protocol):
    """A command of which there are many rows to run it on."""

    @property
    def name(self) -> str:
        """Name of the RPC."""

    @property
    def limit_url(self) -> str:
        """The database that pgbench works on: with copies of the row that was recorded, and nobody else at work."""

    async def over_grpc(self, caller: int) -> None:
        """Run it once, as the dashboard does."""

    async def begin(self) -> None:
        """Make rows ready for a round."""

    async def script(self) -> str:
        """Record what it sends."""

    def next_base(self) -> int:
        """Return where pgbench begins."""


@dataclass(frozen=True)
class Reporting:
    """ReportProgress: callers are served by one database, pgbench by another one without a service."""

    served: Reports
    limit: Reports
    name: str = "ReportProgress"

    @property
    def limit_url(self) -> str:
        """The other database."""
        return self.limit.url

    async def over_grpc(self, caller: int) -> None:
        """Report on the next line."""
        await self.served.over_grpc(caller)

    async def begin(self) -> None:
        """Nothing to do: there are lines enough."""

    async def script(self) -> str:
        """Record what it sends."""
        return await self.limit.script()

    def next_base(self) -> int:
        """Return where pgbench begins."""
        return self.limit.next_base()


async def over_grpc(command: Command, profile: Profile) -> list[Result]:
    """Measure a command in its process: per second at 32 callers, and the median at one."""
    script = await command.script()

    def load(callers: int) -> pgbench.Load:
        return pgbench.Load(command.limit_url, script, callers, pgbench.RANGE // callers)

    async def ours(_round: int) -> float:
        await command.begin()
        return await per_second(CALLERS, profile.seconds, command.over_grpc)

    async def limit(_round: int) -> float:
        return await load(CALLERS).per_second(profile.seconds, command.next_base())

    async def ours_alone(_round: int) -> float:
        await command.begin()
        return await _p50(command, profile.seconds)

    async def limit_alone(_round: int) -> float:
        return await load(1).p50_milliseconds(profile.seconds, command.next_base())

    name, note = command.name, profile.note()
    many = Goal(name=f"{name}, {CALLERS} callers, to pgbench of the same SQL", unit="per second", at_least=0.18)
    alone = Goal(name=f"{name}, p50 of one caller, to pgbench's", unit="ms", at_most=6)
    return [
        await compare(many, profile.rounds, ours, limit, note=note),
        await compare(alone, profile.rounds, ours_alone, limit_alone, note=note),
    ]


async def without_grpc(reports: Reports, profile: Profile) -> list[Result]:
    """Measure ReportProgress in this process: the whole command, and its statements alone as the store sends them."""
    load = pgbench.Load(reports.url, await reports.script(), WITHOUT_GRPC, pgbench.RANGE // WITHOUT_GRPC)

    async def store(_round: int) -> float:
        return await per_second(WITHOUT_GRPC, profile.seconds, reports.store_only)

    async def whole(_round: int) -> float:
        return await per_second(WITHOUT_GRPC, profile.seconds, reports.without_grpc)

    async def limit(_round: int) -> float:
        return await load.per_second(profile.seconds, reports.next_base())

    to = f"{WITHOUT_GRPC} connections, to pgbench of the same SQL"
    alone = Goal(name=f"the store layer of ReportProgress, {to}", unit="per second", at_least=0.5)
    command = Goal(name=f"ReportProgress without gRPC, {to}", unit="per second", at_least=0.18)
    return [
        await compare(alone, profile.rounds, store, limit, note=profile.note()),
        await compare(command, profile.rounds, whole, limit, note=profile.note()),
    ]


async def relay_on(on: Reports, off: Reports, profile: Profile) -> Result:
    """Measure ReportProgress while its events are relayed, and while they stay in the outbox."""

    async def ours(_round: int) -> float:
        return await per_second(CALLERS, profile.seconds, on.over_grpc)

    async def limit(_round: int) -> float:
        return await per_second(CALLERS, profile.seconds, off.over_grpc)

    goal = Goal(name="ReportProgress with the relay on, to off", unit="per second", at_least=0.9)
    return await compare(goal, profile.rounds, ours, limit, note=profile.note())


async def _p50(command: Command, seconds: float) -> float:
    taken, until = list[float](), time.perf_counter() + seconds
    while (began := time.perf_counter()) < until:
        await command.over_grpc(0)
        taken.append((time.perf_counter() - began) * 1000)
    return percentile(taken, 0.5)
