"""Processes that die at any step, and what goes wrong besides."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import psycopg


class Process:
    """A process of the simulation: its steps, and its death."""

    def __init__(self, world: "Chance") -> None:
        self._world = world
        self.dead = False
        self.task: asyncio.Task[None] | None = None
        self.on_death: list[Callable[[], None]] = []

    def start(self, work: Awaitable[None]) -> "Process":
        """Run the work until the process dies."""

        async def body() -> None:
            await work

        self.task = asyncio.create_task(body())
        return self

    async def step(self, *, may_fail: bool = False) -> None:
        """Take a little time; perhaps fail; perhaps die here."""
        if self.dead:
            await asyncio.Event().wait()
        await asyncio.sleep(self._world.latency())
        if self._world.dies():
            self.kill()
        if self.dead:
            await asyncio.Event().wait()  # until the cancellation that `kill` asked for arrives
        if may_fail and self._world.database_fails():
            raise psycopg.OperationalError("the connection was cut")

    def kill(self) -> None:
        """Die as by SIGKILL: whatever is under way has no further effect."""
        if self.dead:
            return
        self.dead = True
        for act in self.on_death:
            act()
        if self.task is not None:
            self.task.cancel()


@dataclass
class Chance:
    """What goes wrong, and how often. Drawn from one seeded source."""

    rng: random.Random
    death: float = 0.0
    database_error: float = 0.0
    delivery_error: float = 0.0
    duplicate: float = 0.0
    rebalance: float = 0.0
    owner_error: float = 0.0
    healed: bool = False

    def latency(self) -> float:
        """Return how long a step takes, in seconds."""
        return self.rng.choice((0.0, 0.0005, 0.001, 0.003, 0.02))

    def _happens(self, chance: float) -> bool:
        return not self.healed and chance > 0 and self.rng.random() < chance

    def dies(self) -> bool:
        """Tell whether the process dies at this step."""
        return self._happens(self.death)

    def database_fails(self) -> bool:
        """Tell whether the connection is cut at this step."""
        return self._happens(self.database_error)

    def delivery_fails(self) -> bool:
        """Tell whether a record is not delivered, or not reported."""
        return self._happens(self.delivery_error)

    def duplicates(self) -> bool:
        """Tell whether an old record appears again."""
        return self._happens(self.duplicate)

    def rebalances(self) -> bool:
        """Tell whether partitions are handed out anew."""
        return self._happens(self.rebalance)

    def owner_fails(self) -> bool:
        """Tell whether the owner does not answer."""
        return self._happens(self.owner_error)
