"""One mutual-TLS channel per service, and what every call over it gets: a deadline, a token, errors that pages know."""

import json
import time
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

import grpc
from google.protobuf import descriptor_pool
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from dashboard.backend.errors import Unavailable, translate
from dashboard.settings import Address, Settings
from roundtable.common.v1 import options_pb2
from roundtable.consultations.v1 import service_pb2_grpc as consultations_grpc
from roundtable.identity.v1 import service_pb2_grpc as identity_grpc
from roundtable.notifications.v1 import service_pb2_grpc as notifications_grpc
from roundtable.recommendations.v1 import service_pb2_grpc as recommendations_grpc

DEADLINE_SECONDS: Final = 5.0
"""Longest wait for any call."""

PUBLIC_DEADLINE_SECONDS: Final = 3.0
"""Longest wait for what the public reads: the last good answer stands behind it."""

FILE_DEADLINE_SECONDS: Final = 10.0
"""Longest wait for a file, up or down."""

_REFUSAL_BYTES: Final = 128 * 1024  # a refusal may carry the current row
_BREAK_SECONDS: Final = 2.0
# Safe for every call: reads change nothing, and a write brings its idempotency key.
_RETRIES: Final = {
    "methodConfig": [
        {
            "name": [{}],
            "retryPolicy": {
                "maxAttempts": 3,
                "initialBackoff": "0.1s",
                "maxBackoff": "0.5s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ]
}

STUBS: Final[Mapping[str, type]] = {
    "identity": identity_grpc.IdentityServiceStub,
    "consultations": consultations_grpc.ConsultationServiceStub,
    "recommendations": recommendations_grpc.RecommendationServiceStub,
    "notifications": notifications_grpc.NotificationServiceStub,
}

Token = Callable[[bool], str]
"""Gives a token: a fresh one if asked with True."""

T = TypeVar("T")


class _CallDetails(
    namedtuple("_CallDetails", ("method", "timeout", "metadata", "credentials", "wait_for_ready", "compression")),  # noqa: PYI024 - gRPC wants this very shape
    grpc.ClientCallDetails,
):
    """A call's details with our deadline and token in them."""


class Channels:
    """The channels to the services, opened at first use and kept."""

    def __init__(self, addresses: Mapping[str, Address], credentials: grpc.ChannelCredentials) -> None:
        self._channels = {
            name: grpc.secure_channel(
                str(address),
                credentials,
                options=(
                    # The certificate has to be that service's own, not merely one of ours.
                    ("grpc.ssl_target_name_override", name),
                    ("grpc.max_metadata_size", _REFUSAL_BYTES),
                    ("grpc.absolute_max_metadata_size", _REFUSAL_BYTES),
                    ("grpc.initial_reconnect_backoff_ms", 200),
                    ("grpc.min_reconnect_backoff_ms", 200),
                    ("grpc.max_reconnect_backoff_ms", 2000),
                    ("grpc.keepalive_time_ms", 30000),
                    ("grpc.enable_retries", 1),
                    ("grpc.service_config", json.dumps(_RETRIES)),
                ),
            )
            for name, address in addresses.items()
        }
        self._silent_until = dict.fromkeys(self._channels, 0.0)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Channels":
        """Open channels as the settings say."""
        credentials = grpc.ssl_channel_credentials(
            root_certificates=settings.tls_ca.read_bytes(),
            private_key=settings.tls_key.read_bytes(),
            certificate_chain=settings.tls_certificate.read_bytes(),
        )
        return cls(settings.addresses(), credentials)

    def stub(
        self,
        service: str,
        *,
        token: Token | None = None,
        wrote: Callable[[], None] | None = None,
        deadline: float = DEADLINE_SECONDS,
    ) -> Any:
        """Return a stub of the service whose calls raise `errors.BackendError` and nothing of gRPC.

        Args:
            service: Its name.
            token: Gives the token that goes with each call; none if left out.
            wrote: Called after each call that may have changed something, before its answer is given.
            deadline: Seconds after which a call is given up.
        """
        return STUBS[service](grpc.intercept_channel(self._channels[service], _Manners(token, wrote, deadline)))

    def guarded(self, service: str, call: Callable[[], T]) -> T:
        """Make a public read, but not while the service has just been found silent: nobody waits for it in a row.

        Raises:
            Unavailable: It is silent.
        """
        if time.monotonic() < self._silent_until[service]:
            raise Unavailable(f"{service} did not answer a moment ago")
        try:
            return call()
        except Unavailable as failure:
            if not failure.retry_after:  # else it does answer
                self._silent_until[service] = time.monotonic() + _BREAK_SECONDS
            raise

    def close(self) -> None:
        """Close every channel; calls under way are cancelled."""
        for channel in self._channels.values():
            channel.close()


class _Manners(  # type: ignore[misc,unused-ignore]
    grpc.UnaryUnaryClientInterceptor,  # type: ignore[type-arg,unused-ignore]
    grpc.StreamUnaryClientInterceptor,  # type: ignore[type-arg,unused-ignore]
    grpc.UnaryStreamClientInterceptor,  # type: ignore[type-arg,unused-ignore]
):
    """Gives each call its deadline and token, tells of writes, and turns a call's failure into one of ours."""

    def __init__(self, token: Token | None, wrote: Callable[[], None] | None, deadline: float) -> None:
        self._token = token
        self._wrote = wrote
        self._deadline = deadline

    def intercept_unary_unary(self, continuation: Any, details: Any, request: Any) -> Any:
        method = _path(details)
        call = continuation(self._details(details, self._deadline), request)
        return self._answered(call, method)

    def intercept_stream_unary(self, continuation: Any, details: Any, requests: Any) -> Any:
        # What is known to take its time says how long.
        deadline = max(FILE_DEADLINE_SECONDS, details.timeout or 0)
        return self._answered(continuation(self._details(details, deadline), requests), _path(details))

    def intercept_unary_stream(self, continuation: Any, details: Any, request: Any) -> Any:
        pieces = continuation(self._details(details, FILE_DEADLINE_SECONDS), request)
        return _translated(pieces, _path(details))

    def _details(self, details: Any, deadline: float) -> _CallDetails:
        method = _path(details)
        metadata = list(details.metadata or ())
        if self._token:
            metadata.append(("authorization", f"Bearer {self._token(_is_mutating(method))}"))
        timeout = min(details.timeout or deadline, deadline)
        return _CallDetails(method, timeout, metadata, None, None, None)

    def _answered(self, call: Any, method: str) -> Any:
        failure = call.exception()
        if self._wrote and _is_mutating(method):
            self._wrote()  # also after a failure: an answer may be lost after its effect
        if isinstance(failure, grpc.RpcError):
            raise translate(failure, _reply_type(method)) from None
        return call


def _path(details: Any) -> str:
    return details.method.decode() if isinstance(details.method, bytes) else str(details.method)


def _translated(pieces: Iterable[Any], method: str) -> Iterator[Any]:
    try:
        yield from pieces
    except grpc.RpcError as failure:
        raise translate(failure, _reply_type(method)) from None


def _is_mutating(path: str) -> bool:
    """Tell what the proto says of the RPC."""
    service, method = path.removeprefix("/").split("/")
    found = descriptor_pool.Default().FindServiceByName(service).FindMethodByName(method)
    return bool(found.GetOptions().Extensions[options_pb2.policy].mutating)


def _reply_type(path: str) -> type[Message]:
    service, method = path.removeprefix("/").split("/")
    found = descriptor_pool.Default().FindServiceByName(service).FindMethodByName(method)
    return GetMessageClass(found.output_type)
