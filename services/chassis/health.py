"""Whether the service can do its work now, told by the health protocol of gRPC, and true while it runs.

"" and every gRPC service are SERVING while the database answers and its migrations are at head. The broker is no part
of that, commands are accepted without it: `relay` and `consumer` have names of their own.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import structlog
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from services.chassis import metrics, schema
from services.chassis.database import TRANSIENT, Database

log = structlog.get_logger(__name__)

_SECONDS_BETWEEN_CHECKS: Final = 1.0
_SECONDS_TO_ANSWER: Final = 2.0
_SECONDS_BETWEEN_LOOKS_AT_MIGRATIONS: Final = 30.0

_SERVING: Final = health_pb2.HealthCheckResponse.SERVING
_NOT_SERVING: Final = health_pb2.HealthCheckResponse.NOT_SERVING


class Health:
    """The health of one process.

    Args:
        service: Name of the service.
        database: The database it cannot do without.
        parts: Tells of each part with a health of its own whether it is well.
    """

    def __init__(self, service: str, database: Database, parts: Mapping[str, Callable[[], bool]]) -> None:
        self._service = service
        self._database = database
        self._parts = parts
        self._servicer = health.aio.HealthServicer()
        self._names: list[str] = [""]
        self._ready: bool | None = None
        self._migrated_until = float("-inf")
        self._was_ready = asyncio.Event()

    @property
    def servicer(self) -> tuple[Callable[[Any, Any], None], Any]:
        """What the server serves."""
        return health_pb2_grpc.add_HealthServicer_to_server, self._servicer

    async def begin(self, names: Iterable[str]) -> None:
        """Answer for these gRPC services from now on: NOT_SERVING, until a check has found otherwise."""
        self._names = ["", *names]
        for name in [*self._names, *self._parts]:
            await self._servicer.set(name, _NOT_SERVING)

    async def watch(self) -> None:
        """Check every second until cancelled."""
        while True:
            await self.check()
            await asyncio.sleep(_SECONDS_BETWEEN_CHECKS)

    async def check(self) -> None:
        """Look once, and tell."""
        ready = await self._is_ready()
        for name in self._names:
            await self._servicer.set(name, _SERVING if ready else _NOT_SERVING)
        for name, is_well in self._parts.items():
            await self._servicer.set(name, _SERVING if is_well() else _NOT_SERVING)
        if ready is not self._ready:
            log.info("health_changed", serving=ready)
        self._ready = ready
        if ready:
            self._was_ready.set()
        metrics.READY.set(ready)

    async def until_ready(self) -> None:
        """Return when the service has been ready for the first time: its tables are there."""
        await self._was_ready.wait()

    async def drain(self) -> None:
        """Say NOT_SERVING for good, whatever a later check finds."""
        await self._servicer.enter_graceful_shutdown()
        metrics.READY.set(0)

    async def _is_ready(self) -> bool:
        try:
            async with asyncio.timeout(_SECONDS_TO_ANSWER):
                await self._database.ping()
                if time.monotonic() >= self._migrated_until:
                    if not await schema.at_head(self._database, service=self._service):
                        return False
                    self._migrated_until = time.monotonic() + _SECONDS_BETWEEN_LOOKS_AT_MIGRATIONS
        except (*TRANSIENT, TimeoutError):
            self._migrated_until = float("-inf")  # who knows which database comes back
            return False
        return True
