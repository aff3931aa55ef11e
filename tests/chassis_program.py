"""A small service as a process of its own, for tests that start, stop and starve it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from deploy.local.certificates import Certificates
from deploy.local.names import REPOSITORY
from tests.chassis_kit import channel, variables

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING

PROGRAM = """
import asyncio, os, psycopg
from roundtable.consultations.v1 import events_pb2
from services.chassis.app import Parts, Runtime, Service, main
from services.chassis.rebuild import Rebuild
from services.chassis.settings import ServiceSettings
from tests.chassis_kit import ORG, a_policy, describe

echo = describe(
    {"Look": a_policy("ANYONE", scope="PUBLIC")},
    reply_class=ORG if os.environ.get("TEST_FAULT") == "private reply" else 1,
)

class Servicer:
    async def Look(self, request, context):
        print('{"event": "looks", "service": "identity"}', flush=True)
        await asyncio.sleep(float(request.text or 0))
        return echo.reply(text="done")

tries = 0

async def task():
    global tries
    tries += 1
    match os.environ.get("TEST_FAULT"):
        case "task fails":
            await asyncio.sleep(0.5)
            raise ValueError("canary")
        case "task ends":
            await asyncio.sleep(0.5)
            return
        case "database away from the task" if tries == 1:
            raise psycopg.OperationalError("canary")
    print('{"event": "task runs", "tries": %d}' % tries, flush=True)
    await asyncio.sleep(3600)

async def build(runtime: Runtime) -> Parts:
    if os.environ.get("TEST_FAULT") == "start hangs":
        print('{"event": "starts"}', flush=True)
        await asyncio.sleep(3600)
    async def ignore(tx, event, envelope): ...
    kinds = [getattr(events_pb2, name) for name in events_pb2.DESCRIPTOR.message_types_by_name]
    return Parts(
        servicers=[(echo.add_to_server, Servicer())],
        handlers={kinds[0]: ignore},
        tasks={"clock": task},
    )

async def nothing(*_): ...

rebuild = Rebuild(tables=("replies",), begin=nothing, steps=(), finish=nothing)
main(Service(name="identity", settings=ServiceSettings, build=build, rebuild=rebuild))
"""


@dataclass
class Program:
    """The service as a process of its own."""

    environment: dict[str, str]
    certificates: Certificates
    folder: Path
    process: subprocess.Popen[str] | None = field(default=None)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-c", PROGRAM, *arguments],
            env=self.environment,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self) -> None:
        """Start serving."""
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env=self.environment,
            cwd=REPOSITORY,
            stdout=(self.folder / "out").open("w"),
            stderr=(self.folder / "err").open("w"),
            text=True,
        )

    def stop(self) -> tuple[int, float]:
        """Send SIGTERM; return exit code and seconds."""
        assert self.process is not None
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60), time.monotonic() - started

    def ended(self) -> tuple[int, str]:
        """Wait until it has ended by itself; return exit code and what it said on standard error."""
        assert self.process is not None
        return self.process.wait(120), (self.folder / "err").read_text()

    def lines(self) -> list[dict[str, Any]]:
        """Return its log."""
        return [json.loads(line) for line in (self.folder / "out").read_text().splitlines()]

    async def health(self, name: str = "") -> int:
        """Ask for the health of a name; UNKNOWN while it does not answer."""
        async with channel(self.certificates, "operator", self.environment["RT_LISTEN"]) as to:
            try:
                stub: Any = health_pb2_grpc.HealthStub(to)
                request = health_pb2.HealthCheckRequest(service=name)
                return int((await stub.Check(request, timeout=1)).status)
            except grpc.aio.AioRpcError:
                return health_pb2.HealthCheckResponse.UNKNOWN

    async def until(self, status: int, name: str = "", seconds: float = 60.0) -> None:
        """Wait until a name has that health."""
        end = time.monotonic() + seconds
        while (found := await self.health(name)) != status:
            assert time.monotonic() < end, f"{name!r} is {found}\n{(self.folder / 'err').read_text()}"
            assert self.process is not None
            assert self.process.poll() is None, (self.folder / "err").read_text()
            await asyncio.sleep(0.1)


Make = Callable[..., Program]


@contextmanager
def making(certificates: Certificates, folder: Path) -> Iterator[Make]:
    """Yield what makes programs, and end those that have not ended by themselves."""
    made: list[Program] = []

    def program(**changed: str) -> Program:
        environment = {**os.environ, **variables(certificates, folder, **changed)}
        made.append(Program(environment, certificates, folder))
        return made[-1]

    yield program
    for each in made:
        if each.process is not None and each.process.poll() is None:
            each.process.kill()
            each.process.wait()
