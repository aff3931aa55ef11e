"""A server in this process that echoes who calls, or does what the request says, behind every kind of policy."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from deploy.local.certificates import Certificates
from services.chassis import access, errors, telemetry
from tests.chassis_kit import Described, Running, a_policy, describe, running

SERVICE = describe(
    {
        "Look": a_policy("ANYONE", scope="PUBLIC"),
        "SignIn": a_policy("DASHBOARD", scope="SELF"),
        "Mine": a_policy("PERSON", scope="SELF"),
        "Record": a_policy("FACILITATOR", scope="ORGANISATION", mutating=True),
        "Clear": a_policy("REVIEWER"),
        "Answer": a_policy("LIAISON", scope="ADDRESSEE", mutating=True),
        "Check": a_policy("VERIFIER"),
        "Register": a_policy("REGISTRAR"),
        "Resolve": a_policy("SERVICE"),
        "Operate": a_policy("OPERATOR"),
        "Either": a_policy("SERVICE", "OPERATOR", "REVIEWER"),
        "Watch": a_policy("ANYONE", scope="PUBLIC"),
        "Gather": a_policy("OPERATOR", mutating=True),
    },
    streams=("Watch",),
    client_streams=("Gather",),
)


class Echo:
    """Does what the text of the request says, for every RPC."""

    def __init__(self, service: Described) -> None:
        self._service = service
        self.held = asyncio.Event()
        self.inside: Counter[str] = Counter()

    def __getattr__(self, _name: str) -> Any:  # noqa: D105
        return self.echo

    async def echo(self, request: Any, context: grpc.aio.ServicerContext[Any, Any]) -> Any:  # noqa: D102
        who = access.caller(context)
        self.inside[request.text] += 1
        match request.text:
            case "break":
                raise ValueError("canary")
            case "refuse":
                raise errors.InvalidArgument("a day", field="days[1]")
            case "hang":
                await asyncio.sleep(60)
            case "hold":
                await self.held.wait()
            case "nothing":
                return None
            case "trace":
                return self._service.reply(text=telemetry.current_traceparent())
            case "budget":
                return self._service.reply(text=str(context.time_remaining()))
        return self._service.reply(text=f"{who.kind.value} {who.id} {who.workload}")

    async def Watch(  # noqa: D102
        self, request: Any, context: grpc.aio.ServicerContext[Any, Any]
    ) -> AsyncIterator[Any]:
        access.caller(context)
        yield self._service.reply(text="first")
        if request.text == "break":
            raise ValueError("canary")
        if request.text == "hang":
            await asyncio.sleep(60)
        yield self._service.reply(text="second")

    async def Gather(  # noqa: D102
        self, requests: AsyncIterator[Any], _context: grpc.aio.ServicerContext[Any, Any]
    ) -> Any:
        return self._service.reply(text="+".join([each.text async for each in requests]))


async def until_inside(echo: Echo, text: str, times: int) -> None:
    """Wait until so many calls that say this have got in, ever."""
    async with asyncio.timeout(60):
        while echo.inside[text] < times:  # noqa: ASYNC110 - the count is all there is to see
            await asyncio.sleep(0.01)


@asynccontextmanager
async def echoing(certificates: Certificates, folder: Path, echo: Echo) -> AsyncIterator[Running]:
    """Serve it, four calls at once, with a health that says SERVING."""
    checks = health.aio.HealthServicer()
    await checks.set("", health_pb2.HealthCheckResponse.SERVING)
    framework = ((health_pb2_grpc.add_HealthServicer_to_server, checks),)
    limit = {"RT_MAXIMUM_CONCURRENT_RPCS": "4"}
    async with running(certificates, folder, SERVICE, echo, framework=framework, **limit) as server:
        yield server


async def health_of(to: grpc.aio.Channel) -> Any:
    """Ask for the health of the whole process."""
    stub: Any = health_pb2_grpc.HealthStub(to)
    return await stub.Check(health_pb2.HealthCheckRequest(), timeout=3)
