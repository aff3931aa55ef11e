"""What surrounds every RPC, in one order.

From the outside in: trace, metrics and log line · errors → status · shedding · deadline · access ·
limits of the caller · idempotency key · the RPC itself.
"""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, Protocol, TypeAlias, TypeVar, cast

import grpc
import structlog
from google.protobuf.message import DecodeError, Message
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from services.chassis import metrics, replies, telemetry
from services.chassis.access import act_as
from services.chassis.errors import InvalidArgument, ResourceExhausted
from services.chassis.ids import new_id
from services.chassis.keys import Keys
from services.chassis.limits import Limits
from services.chassis.policies import Rpc
from services.chassis.principal import Principal

log = structlog.get_logger(__name__)

LONGEST_SECONDS: Final = 10.0
"""The deadline of a call that names none, or a longer one."""

LONGEST_KEY: Final = 128

FRAMEWORK: Final = frozenset({"grpc.health.v1.Health", "grpc.reflection.v1alpha.ServerReflection"})
"""Services of gRPC itself: let in with every client certificate, and never shed."""

Context: TypeAlias = grpc.aio.ServicerContext[Any, Any]
Handler: TypeAlias = "grpc.RpcMethodHandler[Any, Any]"
Reply = TypeVar("Reply")

_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_OUR_FAULT: Final = {
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.UNIMPLEMENTED,
}


@dataclass(frozen=True)
class Answer:
    """How an RPC ends that did not succeed."""

    code: grpc.StatusCode
    message: str
    metadata: tuple[tuple[str, bytes], ...] = ()


class Door(Protocol):
    """Lets callers in, or not: `access.Access`."""

    async def admit(self, rpc: Rpc, context: Context) -> Principal:
        """Return who calls, or raise a refusal."""


class Interceptor(grpc.aio.ServerInterceptor):
    """Surrounds the RPCs of one server.

    Args:
        rpcs: Every RPC that may be served, by path.
        door: Decides who is let in.
        keys: The service's data keys, for stored replies.
        answer: Turns an exception into the answer: the table in `server.py`.
        at_once: How many RPCs run at the same time; more are refused at once.
        limits: How much one caller may ask.
    """

    def __init__(
        self,
        rpcs: Mapping[str, Rpc],
        *,
        door: Door,
        keys: Keys,
        answer: Callable[[Exception], Answer],
        at_once: int,
        limits: Limits,
    ) -> None:
        self._rpcs = rpcs
        self._door = door
        self._keys = keys
        self._answer = answer
        self._at_once = at_once
        self._limits = limits
        self._running = 0

    async def intercept_service(
        self,
        continuation: "Callable[[grpc.HandlerCallDetails], Awaitable[Handler | None]]",
        handler_call_details: grpc.HandlerCallDetails,
    ) -> "Handler | None":
        """Return the RPC's handler with everything around it. What has no policy is not served at all."""
        handler: Any = await continuation(handler_call_details)
        path = str(handler_call_details.method)
        rpc = self._rpcs.get(path)
        if handler is None or path[1:].partition("/")[0] in FRAMEWORK:
            return handler  # type: ignore[no-any-return]
        if rpc is None:
            raise LookupError("a handler was added that has no policy")
        return self._surround(rpc, handler)

    def _surround(self, rpc: Rpc, handler: Any) -> Handler:
        def read(raw: bytes) -> Message | DecodeError:
            try:
                return handler.request_deserializer(raw)  # type: ignore[no-any-return]
            except DecodeError as unreadable:
                return unreadable  # answered below like every other bad request

        async def unary(request: Message | DecodeError, context: Context) -> Any:
            async def reply() -> Any:
                # Serialized here, so that a reply of the wrong type is answered like every other broken RPC.
                return handler.response_serializer(await handler.unary_unary(request, context))

            return await self._run(rpc, request, context, reply)

        async def stream(request: Message | DecodeError, context: Context) -> None:
            async def pump() -> None:
                async with aclosing(handler.unary_stream(request, context)) as stream_of_replies:
                    async for each in stream_of_replies:
                        metrics.RPC_SENT.labels(rpc.kind, rpc.service, rpc.method).inc()
                        await context.write(handler.response_serializer(each))

            await self._run(rpc, request, context, pump)

        if rpc.takes_stream:
            return grpc.stream_unary_rpc_method_handler(self._gathering(rpc, handler), read, None)
        make: Any = grpc.unary_stream_rpc_method_handler if rpc.streams else grpc.unary_unary_rpc_method_handler
        return make(stream if rpc.streams else unary, read, None)  # type: ignore[no-any-return]

    def _gathering(self, rpc: Rpc, handler: Any) -> Any:
        async def gather(requests: AsyncIterator[Message | DecodeError], context: Context) -> Any:
            async def reply() -> Any:
                readable = _readable(rpc, requests)
                return handler.response_serializer(await handler.stream_unary(readable, context))

            return await self._run(rpc, None, context, reply)

        return gather

    async def _run(
        self, rpc: Rpc, request: Message | DecodeError | None, context: Context, work: Callable[[], Awaitable[Reply]]
    ) -> Reply:
        metadata = _texts(context)
        structlog.contextvars.bind_contextvars(request_id=_request_id(metadata), rpc=f"{rpc.service}/{rpc.method}")
        observed = _Observed(rpc)
        with telemetry.span(
            f"{rpc.service}/{rpc.method}",
            traceparent=metadata.get("traceparent", ""),
            kind=SpanKind.SERVER,
            attributes={"rpc.system": "grpc", "rpc.service": rpc.service, "rpc.method": rpc.method},
        ) as span:
            try:
                reply = await self._within_limits(rpc, request, context, work)
            except grpc.aio.AbortError:
                observed.ended(_set_code(context), span)
                raise
            except asyncio.CancelledError:
                observed.ended(grpc.StatusCode.CANCELLED, span)
                raise
            except Exception as error:  # noqa: BLE001 - the one place that answers for all of them
                answer = self._answer(error)
                observed.ended(answer.code, span)
            else:
                observed.ended(grpc.StatusCode.OK, span)
                return reply
        await context.abort(answer.code, answer.message, answer.metadata)
        raise AssertionError("abort always raises")

    async def _within_limits(
        self, rpc: Rpc, request: Message | DecodeError | None, context: Context, work: Callable[[], Awaitable[Reply]]
    ) -> Reply:
        if self._running >= self._at_once:
            raise ResourceExhausted("too many requests at once; try again", retry_after=timedelta(seconds=1))
        self._running += 1
        try:
            async with asyncio.timeout(_seconds(context)):
                who = await self._door.admit(rpc, context)
                act_as(who)
                with self._limits.within(rpc, who):
                    if request is not None:  # a stream is looked at while it is read
                        _check(rpc, request)
                    replies.use(self._keys)
                    return await work()
        finally:
            self._running -= 1


class _Observed:
    """Counts one RPC."""

    def __init__(self, rpc: Rpc) -> None:
        self._labels = (rpc.kind, rpc.service, rpc.method)
        self._streams = rpc.streams
        self._started = time.monotonic()
        metrics.RPC_STARTED.labels(*self._labels).inc()
        metrics.RPC_RECEIVED.labels(*self._labels).inc()

    def ended(self, code: grpc.StatusCode, span: Span) -> None:
        seconds = time.monotonic() - self._started
        metrics.RPC_HANDLED.labels(*self._labels, metrics.code_name(code)).inc()
        metrics.RPC_SECONDS.labels(*self._labels).observe(seconds)
        if code is grpc.StatusCode.OK and not self._streams:
            metrics.RPC_SENT.labels(*self._labels).inc()
        span.set_attribute("rpc.grpc.status_code", code.value[0])
        if code in _OUR_FAULT:
            span.set_status(Status(StatusCode.ERROR, code.name))
        say = log.debug if code is grpc.StatusCode.OK else log.info
        say("rpc_ended", code=code.name, milliseconds=round(seconds * 1000, 1))


def _seconds(context: Context) -> float:
    remaining = context.time_remaining()
    return LONGEST_SECONDS if remaining is None else min(remaining, LONGEST_SECONDS)


def _set_code(context: Context) -> grpc.StatusCode:
    code: Any = context.code()  # a status, or its number
    return next((each for each in grpc.StatusCode if code in (each, each.value[0])), grpc.StatusCode.UNKNOWN)


def _texts(context: Context) -> dict[str, str]:
    return {name: value for name, value in context.invocation_metadata() or () if isinstance(value, str)}


def _request_id(metadata: Mapping[str, str]) -> str:
    """Return the caller's id of the request if it looks like one, so that a log line repeats nothing else of it."""
    given = metadata.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else str(new_id())


def _unreadable() -> InvalidArgument:
    return InvalidArgument("the request is not what this RPC takes: its bytes cannot be read")


async def _readable(rpc: Rpc, requests: AsyncIterator[Message | DecodeError]) -> AsyncIterator[Message]:
    """Yield what a stream brings; the first message carries the idempotency key."""
    number = 0
    async for request in requests:
        if number == 0:
            _check(rpc, request)
        elif isinstance(request, DecodeError):
            raise _unreadable()
        number += 1
        yield cast("Message", request)
    if number == 0:
        raise InvalidArgument("at least one message")


def _check(rpc: Rpc, request: Message | DecodeError) -> None:
    if isinstance(request, DecodeError):
        raise _unreadable()
    if rpc.policy.mutating:
        _check_key(request)


def _check_key(request: Any) -> None:
    key = request.idempotency_key
    if not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
        raise InvalidArgument(f"1 to {LONGEST_KEY} printable characters, new for each action", field="idempotency_key")
