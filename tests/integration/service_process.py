"""A service as a process of its own, to be killed: started, asked for its health, waited for, ended."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from deploy.local.certificates import Certificates
from deploy.local.names import REPOSITORY
from roundtable.identity.v1 import service_pb2
from services.chassis.tokens import SigningKeys

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING
UNKNOWN = health_pb2.HealthCheckResponse.UNKNOWN


@dataclass
class ServiceProcess:
    """One process of a service."""

    service: str
    process: subprocess.Popen[bytes]
    channel: grpc.aio.Channel  # the operator's
    said: Path

    async def health(self) -> int:
        """Ask for its health; UNKNOWN while it does not answer."""
        stub: Any = health_pb2_grpc.HealthStub(self.channel)
        try:
            return int((await stub.Check(health_pb2.HealthCheckRequest(), timeout=2)).status)
        except grpc.aio.AioRpcError:
            return UNKNOWN

    async def until(self, status: int) -> None:
        """Wait until it says that of itself."""

        async def says() -> bool:
            assert self.process.poll() is None, f"{self.service} has ended:\n{self.said.read_text(encoding='utf-8')}"
            return await self.health() == status

        await until(says, f"{self.service} says {status} of itself")

    async def died(self) -> bool:
        """Wait until it has ended; whether it was killed."""
        return await asyncio.to_thread(self.process.wait, 60) == -signal.SIGKILL

    def end(self) -> None:
        """Kill it if it lives."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


@contextmanager
def a_process(
    service: str, arguments: list[str], environment: Mapping[str, str], channel: grpc.aio.Channel, said: Path
) -> Iterator[ServiceProcess]:
    """Start `python -m <arguments>`; it is ended with the block."""
    with ExitStack() as stack:
        out = stack.enter_context(said.open("ab"))
        command = [sys.executable, "-m", *arguments]
        started = subprocess.Popen(
            command, cwd=REPOSITORY, env={**os.environ, **environment}, stdout=out, stderr=subprocess.STDOUT
        )
        running = ServiceProcess(service, started, channel, said)
        stack.callback(running.end)
        yield running


@asynccontextmanager
async def an_identity(certificates: Certificates, keys: SigningKeys) -> AsyncIterator[str]:
    """Play identity for a service that wants to know the keys; yields its address."""

    async def list_keys(_request: Any, _context: Any) -> service_pb2.ListSigningKeysResponse:
        known = [service_pb2.SigningKey(key_id=key_id, public_key=public) for key_id, public in (await keys()).items()]
        return service_pb2.ListSigningKeysResponse(keys=known)

    answers = grpc.unary_unary_rpc_method_handler(
        list_keys,
        request_deserializer=service_pb2.ListSigningKeysRequest.FromString,
        response_serializer=service_pb2.ListSigningKeysResponse.SerializeToString,
    )
    pair = (certificates.key("identity").read_bytes(), certificates.certificate("identity").read_bytes())
    credentials = grpc.ssl_server_credentials([pair], certificates.ca.read_bytes(), require_client_auth=True)
    server = grpc.aio.server()
    name = service_pb2.DESCRIPTOR.services_by_name["IdentityService"].full_name
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(name, {"ListSigningKeys": answers}),))
    port = server.add_secure_port("127.0.0.1:0", credentials)
    await server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        await server.stop(None)


def a_channel(certificates: Certificates, workload: str, address: str) -> grpc.aio.Channel:
    """Return a workload's channel that finds a restarted process again at once."""
    credentials = grpc.ssl_channel_credentials(
        certificates.ca.read_bytes(),
        certificates.key(workload).read_bytes(),
        certificates.certificate(workload).read_bytes(),
    )
    options = [("grpc.initial_reconnect_backoff_ms", 100), ("grpc.max_reconnect_backoff_ms", 100)]
    options += [("grpc.min_reconnect_backoff_ms", 100), ("grpc.use_local_subchannel_pool", 1)]
    return grpc.aio.secure_channel(address, credentials, options=options)


async def until(true: Callable[[], Awaitable[bool]], what: str, *, seconds: float = 45) -> None:
    """Wait until something is true in another process."""
    try:
        async with asyncio.timeout(seconds):
            while not await true():  # noqa: ASYNC110
                await asyncio.sleep(0.03)  # other processes are waited for, which set no event here
    except TimeoutError:
        raise AssertionError(f"not within {seconds:.0f} s: {what}") from None
