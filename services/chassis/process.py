"""The one process of a service: starts its parts, watches them, and stops them in order.

    database pool ── channels ── consumer ── relay ── the service's own tasks ── health ── gRPC server

They start from left to right and stop from right to left: NOT_SERVING, no new calls, calls under way, tasks, producer,
consumer, pool. A part that dies ends the process, and the reason names it.
"""

import asyncio
import contextlib
import functools
import inspect
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Final

import grpc
import prometheus_client
import structlog

from roundtable.common.v1 import event_log_pb2_grpc
from roundtable.identity.v1 import service_pb2, service_pb2_grpc
from services.chassis import rebuild, replies, server
from services.chassis.access import Access
from services.chassis.channels import Channels
from services.chassis.consumer import Applier, Consumer, GrpcOwner, PostgresStore
from services.chassis.database import TRANSIENT, Database, utc_now
from services.chassis.errors import Unavailable
from services.chassis.event_log import EventLogServicer
from services.chassis.health import Health
from services.chassis.kafka.cluster import Cluster, topic_of
from services.chassis.kafka.producer import KafkaBroker
from services.chassis.kafka.subscription import KafkaSubscription
from services.chassis.keys import Keys
from services.chassis.parts import Parts, Runtime, Service
from services.chassis.relay import PostgresOutbox, Relay
from services.chassis.settings import ServiceSettings
from services.chassis.tokens import PinnedKeys, SigningKeys

log = structlog.get_logger(__name__)

_SECONDS_TO_DRAIN: Final = 9.5
_SECONDS_FOR_CALLS: Final = 5.0
_SECONDS_FOR_A_PART: Final = 2.0
_SECONDS_TO_FLUSH: Final = 1.5
_SECONDS_FOR_THE_BELL: Final = 0.05
_SECONDS_BETWEEN_CLEANUPS: Final = 3600.0
_PAUSE_AFTER_FAILURE: Final = 1.0
_SECONDS_TO_ASK_FOR_KEYS: Final = 2.0

Work = Callable[[], Awaitable[None]]


class PartDied(Exception):
    """A part ended that should have run as long as the process; `str()` of it names the part and the kind of error."""


async def serve(service: Service, settings: ServiceSettings) -> None:
    """Run the service until SIGTERM or SIGINT, then drain.

    Raises:
        asyncio.CancelledError: It was told to stop before it had started.
        PartDied: A part did not live that long.
        NotServable, OSError: It cannot even start: a policy is missing, or an address is in use.
        BeingRebuilt: Its state tables are not whole.
    """
    stop, watched = asyncio.Event(), dict[str, asyncio.Task[None]]()
    starting = asyncio.current_task()
    assert starting is not None
    _on_signal(starting.cancel)
    async with _running(service, settings, watched):
        _on_signal(stop.set)
        log.info("serving", listen=str(settings.listen))
        stopping = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait({stopping, *watched.values()}, return_when=asyncio.FIRST_COMPLETED)
        _limit_the_drain(failed=stopping not in done)
        log.info("draining")
        stopping.cancel()
        _raise_if_one_died(watched)


def _on_signal(act: Callable[[], object]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, act)


@contextlib.asynccontextmanager
async def _running(
    service: Service, settings: ServiceSettings, watched: dict[str, asyncio.Task[None]]
) -> AsyncIterator[None]:
    """Start everything and put the tasks to watch into `watched`; at the end stop everything, in order."""
    async with contextlib.AsyncExitStack() as stack:
        _serve_metrics(settings, stack)
        runtime = await stack.enter_async_context(opened(service, settings))
        await runtime.keys.ensure(replies.REPLIES_KEY)
        parts = await built(service, runtime)
        applier = applier_of(service, runtime, parts)
        relay = Relay(
            PostgresOutbox(runtime.database.url, service.name, runtime.database.bell),
            KafkaBroker(Cluster.of(settings), topic_of(service.name)),
        )
        health = Health(service.name, runtime.database, _wellness(relay, applier if parts.handlers else None))
        works: dict[str, Work] = {"relay": relay.run}
        if parts.handlers:
            works = {"consumer": Consumer(applier, lambda: _subscription(service, settings, applier)).run, **works}
        tasks = {**parts.tasks, "deletion of old replies": lambda: _forget_replies(runtime.database)}
        if service.rebuild is not None:
            await rebuild.refuse_beside(settings.database_url)
            tasks["no rebuild beside it"] = functools.partial(rebuild.keep_out, settings.database_url)
        works |= {name: functools.partial(_persist, name, work) for name, work in tasks.items()}
        for name, work in works.items():
            await stack.enter_async_context(_part(name, functools.partial(_once_ready, health, work), watched))
            if name == "relay":
                stack.push_async_callback(flush, relay)
        await stack.enter_async_context(_part("health", health.watch, watched))
        await stack.enter_async_context(_serving(service, runtime, parts, health, watched))
        yield


@contextlib.asynccontextmanager
async def opened(service: Service, settings: ServiceSettings) -> AsyncIterator[Runtime]:
    """Open what a service is built from: pool, channels and keys."""
    channels = Channels(settings)
    async with Database(settings.database_url) as database:
        try:
            yield Runtime(
                settings=settings,
                database=database,
                keys=Keys(settings.keys_dir, service.name),
                clock=utc_now,
                channels=channels,
            )
        finally:
            await channels.close()


async def built(service: Service, runtime: Runtime) -> Parts:
    """Let the service build its parts."""
    parts = service.build(runtime)
    return await parts if inspect.isawaitable(parts) else parts


def applier_of(service: Service, runtime: Runtime, parts: Parts) -> Applier:
    """Make what applies other services' events; the services are those whose events have a handler."""
    owners = {source: GrpcOwner(source, runtime.channel) for source in _sources(parts)}
    return Applier(PostgresStore(runtime.database, service.name), parts.handlers, owners, parts.withholding)


def _sources(parts: Parts) -> list[str]:
    packages = {kind.DESCRIPTOR.file.package for kind in parts.handlers}
    return sorted({package.split(".")[1] for package in packages} - {"common"})


def _subscription(service: Service, settings: ServiceSettings, applier: Applier) -> KafkaSubscription:
    return KafkaSubscription(Cluster.of(settings), service.name, [topic_of(source) for source in applier.owners])


def _wellness(relay: Relay, applier: Applier | None) -> Mapping[str, Callable[[], bool]]:
    wellness = {"relay": lambda: relay.is_well}
    return wellness | {"consumer": lambda: not applier.stopped} if applier else wellness


@contextlib.asynccontextmanager
async def _serving(
    service: Service, runtime: Runtime, parts: Parts, health: Health, watched: dict[str, asyncio.Task[None]]
) -> AsyncIterator[None]:
    pinned = PinnedKeys(parts.signing_keys or _from_identity(runtime))
    grpc_server, names = server.build(
        runtime.settings,
        servicers(runtime, parts),
        door=Access(service.name, pinned, runtime.clock),
        keys=runtime.keys,
        framework=[health.servicer],
    )
    await health.begin(names)
    await health.check()
    await grpc_server.start()
    watched["gRPC server"] = asyncio.create_task(_until_terminated(grpc_server), name="gRPC server")
    try:
        yield
    finally:
        await health.drain()
        await grpc_server.stop(_SECONDS_FOR_CALLS)


async def _until_terminated(grpc_server: grpc.aio.Server) -> None:
    await grpc_server.wait_for_termination()


def servicers(runtime: Runtime, parts: Parts) -> list[tuple[Callable[[Any, Any], None], Any]]:
    """Return what the service's server serves: its own, and the event log that every service has."""
    return [*parts.servicers, (_add_event_log, EventLogServicer(runtime.database))]


def _add_event_log(servicer: Any, to: Any) -> None:
    event_log_pb2_grpc.add_EventLogServiceServicer_to_server(servicer, to)


def _from_identity(runtime: Runtime) -> SigningKeys:
    async def ask() -> Mapping[str, bytes]:
        stub: Any = service_pb2_grpc.IdentityServiceStub(runtime.channel("identity"))
        answer = await stub.ListSigningKeys(service_pb2.ListSigningKeysRequest(), timeout=_SECONDS_TO_ASK_FOR_KEYS)
        return {key.key_id: key.public_key for key in answer.keys}

    return ask


@contextlib.asynccontextmanager
async def _part(name: str, work: Work, watched: dict[str, asyncio.Task[None]]) -> AsyncIterator[None]:
    """Run a part beside the block; cancel it and wait for it, but not for ever, when the block ends."""
    task = asyncio.ensure_future(work())
    watched[name] = task
    try:
        yield
    finally:
        task.cancel()
        _, pending = await asyncio.wait({task}, timeout=_SECONDS_FOR_A_PART)
        if pending:
            log.warning("part_does_not_stop", part=name)


async def flush(relay: Relay) -> None:
    """Give the relay a moment to send what the last calls appended; what is left goes out at the next start."""
    until = time.monotonic() + _SECONDS_TO_FLUSH
    await asyncio.sleep(_SECONDS_FOR_THE_BELL)
    while not relay.is_idle and time.monotonic() < until:  # noqa: ASYNC110 - a look now and then, once per process
        await asyncio.sleep(_SECONDS_FOR_THE_BELL)


async def _once_ready(health: Health, work: Work) -> None:
    """Begin when the database has its tables: migrations are another process's work, and may still be under way."""
    await health.until_ready()
    await work()


async def _persist(name: str, work: Work) -> None:
    """Run a service's own loop; begin it anew when the database or another service was away."""
    while True:
        try:
            return await work()
        except (*TRANSIENT, Unavailable) as error:
            log.warning("task_restarts", part=name, exc_info=error)
        except grpc.aio.AioRpcError as error:
            if error.code() not in {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}:
                raise
            log.warning("task_restarts", part=name, exc_info=error)
        await asyncio.sleep(_PAUSE_AFTER_FAILURE)


async def _forget_replies(database: Database) -> None:
    while True:
        if forgotten := await replies.forget_old(database):
            log.info("old_replies_deleted", count=forgotten)
        await asyncio.sleep(_SECONDS_BETWEEN_CLEANUPS)


def _raise_if_one_died(watched: Mapping[str, asyncio.Task[None]]) -> None:
    for name, task in watched.items():
        if task.done():
            error = None if task.cancelled() else task.exception()
            log.error("part_died", part=name, exc_info=error)
            raise PartDied(f"the part {name!r} {f'failed: {type(error).__name__}' if error else 'ended'}") from error


def _serve_metrics(settings: ServiceSettings, stack: contextlib.AsyncExitStack) -> None:
    """Serve the metrics from a thread; anywhere but on a loopback address only to the system's own certificates."""
    host, port = settings.metrics_listen
    tls: dict[str, Any] = {}
    if not settings.metrics_listen.is_loopback:
        tls = {
            "certfile": str(settings.tls_certificate),
            "keyfile": str(settings.tls_key),
            "client_cafile": str(settings.tls_ca),
            "client_auth_required": True,
        }
    try:
        httpd, _ = prometheus_client.start_http_server(port, host, **tls)
    except OSError as error:
        raise OSError(f"cannot serve metrics at {settings.metrics_listen}: {error.strerror}") from error
    stack.callback(httpd.server_close)
    stack.push_async_callback(asyncio.to_thread, httpd.shutdown)


def _limit_the_drain(*, failed: bool) -> None:
    """End the process for good if the drain takes too long: nothing depends on its being complete."""

    def end() -> None:
        sys.stdout.flush()
        os._exit(1 if failed else 0)

    timer = threading.Timer(_SECONDS_TO_DRAIN, end)
    timer.daemon = True
    timer.start()
