"""Calls to other services: mutual TLS, always a deadline, and the one layer that retries.

A call is sent again only if it was answered UNAVAILABLE, only if its request carries an idempotency key, at most twice,
after a random pause, and only while retries are rare compared with calls that succeed.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import grpc
import structlog
from opentelemetry.trace import SpanKind

from services.chassis import metrics, telemetry
from services.chassis.settings import ServiceSettings

DEFAULT_SECONDS: Final = 5.0
"""The deadline of a call that names none."""

ATTEMPTS: Final = 3
METADATA_BYTES: Final = 128 * 1024
"""As much as servers send with a refusal (`server.METADATA_BYTES`)."""

_FIRST_PAUSE: Final = 0.1
_OPTIONS: Final = [
    ("grpc.max_metadata_size", METADATA_BYTES),
    ("grpc.enable_retries", 0),  # ours is the one layer
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 5_000),
]

_Continue = Callable[[grpc.aio.ClientCallDetails, Any], Awaitable[Any]]


class Channels:
    """The channels of one process, one to each service, opened when first asked for.

    Args:
        settings: Addresses and certificates.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._open: dict[str, grpc.aio.Channel] = {}

    def to(self, service: str) -> grpc.aio.Channel:
        """Return the channel to the named service. The other end must hold that service's certificate.

        Raises:
            KeyError: No service has that name.
        """
        if service not in self._open:
            credentials = grpc.ssl_channel_credentials(
                self._settings.tls_ca.read_bytes(),
                self._settings.tls_key.read_bytes(),
                self._settings.tls_certificate.read_bytes(),
            )
            budget = Budget()
            self._open[service] = grpc.aio.secure_channel(
                str(self._settings.address(service)),
                credentials,
                # Every certificate is good for `localhost`: only the service's own name tells who answers.
                options=[*_OPTIONS, ("grpc.ssl_target_name_override", service)],
                interceptors=[UnaryCalls(budget), StreamCalls()],
            )
        return self._open[service]

    async def close(self) -> None:
        """Close all of them; calls under way are cancelled."""
        for channel in self._open.values():
            await channel.close()
        self._open.clear()


class Budget:
    """How many calls may be sent again: each retry costs one token, ten successes earn one, ten are there at most."""

    _MOST = 10.0
    _EARNED = 0.1

    def __init__(self) -> None:
        self._tokens = self._MOST

    def succeed(self) -> None:
        """Note a call that was answered."""
        self._tokens = min(self._MOST, self._tokens + self._EARNED)

    def spend(self) -> bool:
        """Take a token for a retry; False if there is none."""
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True


class UnaryCalls(grpc.aio.UnaryUnaryClientInterceptor):
    """Gives a call its deadline and its trace, and sends it again where that is safe."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    async def intercept_unary_unary(
        self, continuation: _Continue, client_call_details: grpc.aio.ClientCallDetails, request: Any
    ) -> Any:
        """Return the first call that was not answered UNAVAILABLE, or the last."""
        method = _method(client_call_details)
        until = time.monotonic() + (client_call_details.timeout or DEFAULT_SECONDS)
        keyed = bool(getattr(request, "idempotency_key", ""))
        with telemetry.span(method, kind=SpanKind.CLIENT):
            for attempt in range(1, ATTEMPTS + 1):
                call = await continuation(_handed_on(client_call_details, until - time.monotonic()), request)
                code = await _code(call)
                service, _, name = method.rpartition("/")
                metrics.CALL_HANDLED.labels("unary", service, name, metrics.code_name(code)).inc()
                if code is not grpc.StatusCode.UNAVAILABLE:
                    self._budget.succeed()
                    return call
                pause = random.uniform(0, _FIRST_PAUSE * 2**attempt)  # noqa: S311 - jitter, not a secret
                too_late = time.monotonic() + pause >= until
                if not keyed or attempt == ATTEMPTS or too_late or not self._budget.spend():
                    return call
                metrics.CALL_RETRIES.inc()
                await asyncio.sleep(pause)
        raise AssertionError("the last attempt returns")


class StreamCalls(grpc.aio.UnaryStreamClientInterceptor):
    """Gives a stream its deadline and its trace. What came of it is the caller's to judge: it is never begun again."""

    async def intercept_unary_stream(
        self, continuation: _Continue, client_call_details: grpc.aio.ClientCallDetails, request: Any
    ) -> Any:
        """Return the stream."""
        return await continuation(
            _handed_on(client_call_details, client_call_details.timeout or DEFAULT_SECONDS), request
        )


async def _code(call: Any) -> grpc.StatusCode:
    try:
        return await call.code()  # type: ignore[no-any-return]
    except asyncio.CancelledError:
        call.cancel()
        raise


def _handed_on(details: grpc.aio.ClientCallDetails, seconds: float) -> grpc.aio.ClientCallDetails:
    added = {
        "traceparent": telemetry.current_traceparent(),
        "x-request-id": str(structlog.contextvars.get_contextvars().get("request_id", "")),
    }
    return grpc.aio.ClientCallDetails(
        method=details.method,
        timeout=max(0.0, seconds),
        metadata=grpc.aio.Metadata(
            *(details.metadata or ()), *((name, value) for name, value in added.items() if value)
        ),
        credentials=details.credentials,
        wait_for_ready=details.wait_for_ready,
    )


def _method(details: grpc.aio.ClientCallDetails) -> str:
    method: Any = details.method
    return (method.decode() if isinstance(method, bytes) else str(method)).removeprefix("/")
