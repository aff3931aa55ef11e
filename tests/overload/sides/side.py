"""Each service as a process of its own, with small limits, somebody who floods it and others who do not."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc

from deploy.local.certificates import Certificates
from deploy.local.postgres import Databases, Postgres
from services.chassis import migrate
from tests.chassis_kit import Signer, variables
from tests.integration.service_process import SERVING, ServiceProcess, a_channel, a_process
from tests.integration.service_works import Works
from tests.overload.asking import Ask, Told

READS, WRITES, AT_ONCE = 30, 20, 8
"""Of one person: calls a minute that read, and that write; calls at once."""

OTHERS = 24
"""People of each service beside the one who floods it."""

LIMITS = {
    "RT_READS_PER_PERSON_MINUTE": str(READS),
    "RT_WRITES_PER_PERSON_MINUTE": str(WRITES),
    "RT_CALLS_PER_PERSON_AT_ONCE": str(AT_ONCE),
}


@dataclass
class Side:
    """One service, as it is asked. Person 0 is who floods it; the others are `OTHERS`."""

    name: str
    process: ServiceProcess
    address: str
    read: Callable[[int], Awaitable[Told]]
    """Reads, as the person of a number."""
    write: Callable[[int, int], Awaitable[Told]]
    """Writes, as the person of the first number, for the time of the second."""
    house: Any
    stalled: Callable[[], Awaitable[Any]] | None = None
    """Uploads something as person -1, whom nothing else counts, and stops in the middle."""

    def reading(self, person: int) -> Ask:
        """Read as one person, each time."""
        return lambda _: self.read(person)

    def writing(self, person: int) -> Ask:
        """Write as one person, each time."""
        return lambda number: self.write(person, number)

    def others(self) -> Ask:
        """Read as those who flood nothing, one after the other."""
        return lambda number: self.read(1 + number % OTHERS)


@dataclass
class Making:
    """What all of them are made of."""

    stack: AsyncExitStack
    postgres: Postgres
    certificates: Certificates
    folder: Path
    works: Works
    migrating: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One database at a time: what migrates them keeps its place in the process."""

    @property
    def signer(self) -> Signer:
        """Signs tokens for all but identity, which signs its own."""
        return Signer(key=self.works.house.signing)

    async def databases(self, service: str) -> Databases:
        """Make the service's database."""
        made = self.stack.enter_context(self.postgres.throwaway(service))
        async with self.migrating:
            await asyncio.to_thread(migrate.upgrade, made.migration_url, service=service)
        return made

    def channel(self, workload: str, address: str) -> grpc.aio.Channel:
        """Open a workload's channel."""
        made = a_channel(self.certificates, workload, address)
        self.stack.push_async_callback(made.close)
        return made

    async def started(self, service: str, databases: Databases, **more: str) -> tuple[ServiceProcess, dict[str, str]]:
        """Start a service and wait until it serves. Return it and its environment."""
        own = self.folder / service
        own.mkdir()
        given = LIMITS | {"RT_DATABASE_URL": databases.url} | more
        if service != "identity":
            given["RT_IDENTITY_ADDRESS"] = self.works.environment["RT_IDENTITY_ADDRESS"]
        environment = variables(self.certificates, own, service, **given)
        channel = self.channel("operator", environment["RT_LISTEN"])
        said = self.folder / f"{service}.said"
        begun = a_process(service, [f"services.{service}"], environment, channel, said)
        running = self.stack.enter_context(begun)
        await running.until(SERVING)
        return running, environment
