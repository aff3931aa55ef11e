"""The gRPC server of a service: mutual TLS, the one table from errors to status, and the checks before it starts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import grpc
import psycopg
import structlog
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_reflection.v1alpha import reflection
from opentelemetry import trace

from roundtable.common.v1 import errors_pb2
from services.chassis import errors, policies
from services.chassis.database import utc_now
from services.chassis.interceptor import FRAMEWORK, Answer, Door, Interceptor
from services.chassis.keys import Keys
from services.chassis.limits import Limits
from services.chassis.settings import ServiceSettings

log = structlog.get_logger(__name__)

MESSAGE_BYTES: Final = 1024 * 1024
"""The longest request, and the longest answer."""

METADATA_BYTES: Final = 128 * 1024
"""How long metadata, and with it the details of a refusal, may be: channels have to allow as much."""

_HANDSHAKE_SECONDS: Final = 10  # for whoever connects and does not say who it is: gRPC itself would wait two minutes

_DETAIL_BYTES: Final = 64 * 1024
_DETAILS: Final = "grpc-status-details-bin"

STATUS: Final[Mapping[type[Exception], grpc.StatusCode]] = {
    errors.InvalidArgument: grpc.StatusCode.INVALID_ARGUMENT,
    errors.Unauthenticated: grpc.StatusCode.UNAUTHENTICATED,
    errors.PermissionDenied: grpc.StatusCode.PERMISSION_DENIED,
    errors.NotFound: grpc.StatusCode.NOT_FOUND,
    errors.AlreadyExists: grpc.StatusCode.ALREADY_EXISTS,
    errors.FailedPrecondition: grpc.StatusCode.FAILED_PRECONDITION,
    errors.Aborted: grpc.StatusCode.ABORTED,
    errors.ResourceExhausted: grpc.StatusCode.RESOURCE_EXHAUSTED,
    errors.Unavailable: grpc.StatusCode.UNAVAILABLE,
    TimeoutError: grpc.StatusCode.DEADLINE_EXCEEDED,
    NotImplementedError: grpc.StatusCode.UNIMPLEMENTED,
    # The database is away, overloaded, full, or chose another transaction's side: the same request may be sent again.
    psycopg.OperationalError: grpc.StatusCode.UNAVAILABLE,
    psycopg.InterfaceError: grpc.StatusCode.UNAVAILABLE,
    psycopg.errors.QueryCanceled: grpc.StatusCode.DEADLINE_EXCEEDED,
    # A value that no column takes, such as a text with a NUL in it: the request's fault.
    psycopg.DataError: grpc.StatusCode.INVALID_ARGUMENT,
}
"""What each error means to a caller; the nearest base class counts. Everything else is INTERNAL."""

# What is said instead of the text of an exception that is not ours: it may quote a row.
_SAID: Final[Mapping[grpc.StatusCode, str]] = {
    grpc.StatusCode.DEADLINE_EXCEEDED: "it took too long; ask again with the same idempotency key to learn the outcome",
    grpc.StatusCode.UNIMPLEMENTED: "this is not served here",
    grpc.StatusCode.UNAVAILABLE: "this cannot be done just now; try again",
    grpc.StatusCode.INVALID_ARGUMENT: "the request holds a value that cannot be kept",
}


class NotServable(Exception):
    """The protos leave something unsaid; `str()` of it lists every fault, one a line."""


def answer(error: Exception) -> Answer:
    """Return how an RPC ends on which the error was raised. The caller never reads the text of an unexpected one."""
    code = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), _of_a_call(error))
    if isinstance(error, errors.Refusal) and code is not grpc.StatusCode.INTERNAL:
        return Answer(code, str(error), _details(code, error))
    if code is not grpc.StatusCode.INTERNAL:
        log.warning("rpc_failed", code=code.name, exc_info=error)
        return Answer(code, _SAID[code])
    log.error("rpc_broke", exc_info=error)
    trace_id = trace.get_current_span().get_span_context().trace_id
    return Answer(code, f"something went wrong here; the operator finds it under trace {trace_id:032x}")


def _of_a_call(error: Exception) -> grpc.StatusCode:
    """Tell what the failure of a call to another service means here: that it passes, or that we did something wrong."""
    passes = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED)
    if isinstance(error, grpc.aio.AioRpcError) and error.code() in passes:
        return grpc.StatusCode.UNAVAILABLE
    return grpc.StatusCode.INTERNAL


def _details(code: grpc.StatusCode, refusal: errors.Refusal) -> tuple[tuple[str, bytes], ...]:
    """Pack what a program can read of the refusal: fields at fault, the row as it is now, when to ask again."""
    status = status_pb2.Status(code=code.value[0], message=str(refusal))
    for detail in _detail(refusal):
        status.details.add().Pack(detail)
    if not status.details:
        return ()
    packed = status.SerializeToString()
    if len(packed) > _DETAIL_BYTES:
        return ()  # longer than a channel takes: the caller reads the row again
    return ((_DETAILS, packed),)


def _detail(refusal: errors.Refusal) -> Iterable[Message]:
    match refusal:
        case errors.InvalidArgument(violations=violations) if violations:
            yield _bad_request((each.field, each.expected) for each in violations)
        case errors.FailedPrecondition(field=at) if at:
            yield _bad_request([(at, str(refusal))])
        case errors.Aborted(current=Message() as current):
            stale = errors_pb2.Stale()
            stale.current.Pack(current)
            yield stale
        case errors.ResourceExhausted(retry_after=pause) | errors.Unavailable(retry_after=pause) if pause:
            info = error_details_pb2.RetryInfo()
            info.retry_delay.FromTimedelta(pause)
            yield info


def _bad_request(violations: Iterable[tuple[str, str]]) -> error_details_pb2.BadRequest:
    return error_details_pb2.BadRequest(
        field_violations=[
            error_details_pb2.BadRequest.FieldViolation(field=at, description=expected) for at, expected in violations
        ]
    )


@dataclass
class _Served:
    """Stands for the server while services are added to it, and notes which."""

    handlers: list[Any] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def add_generic_rpc_handlers(self, handlers: Iterable[Any]) -> None:
        self.handlers += handlers

    def add_registered_method_handlers(self, name: str, _handlers: Mapping[str, Any]) -> None:
        self.names.append(name)


def build(
    settings: ServiceSettings,
    servicers: Iterable[tuple[Callable[[Any, Any], None], Any]],
    *,
    door: Door,
    keys: Keys,
    framework: Iterable[tuple[Callable[[Any, Any], None], Any]] = (),
) -> tuple[grpc.aio.Server, list[str]]:
    """Make the server, listening at `settings.listen` once it is started. Return it and the names of its services.

    Args:
        settings: Certificates, address and limits.
        servicers: What it serves: each `add_…Servicer_to_server` with the object behind it.
        door: Decides who is let in.
        keys: The service's data keys.
        framework: gRPC's own services, such as health.

    Raises:
        NotServable: A policy or a data class is missing, or contradicts another.
        OSError: The address cannot be listened at.
    """
    served = _Served()
    for add, servicer in servicers:
        add(servicer, served)
    rpcs = check(served.names)
    server = grpc.aio.server(
        interceptors=[
            Interceptor(
                rpcs,
                door=door,
                keys=keys,
                answer=answer,
                at_once=settings.maximum_concurrent_rpcs,
                limits=Limits(settings, utc_now),
            )
        ],
        options=[
            ("grpc.max_receive_message_length", MESSAGE_BYTES),
            ("grpc.max_send_message_length", MESSAGE_BYTES),
            ("grpc.max_metadata_size", METADATA_BYTES),
            ("grpc.max_concurrent_streams", 2 * settings.maximum_concurrent_rpcs),
            ("grpc.server_handshake_timeout_ms", _HANDSHAKE_SECONDS * 1000),
            ("grpc.so_reuseport", 0),  # a port in use is an error, not a second owner
        ],
    )
    server.add_generic_rpc_handlers(tuple(served.handlers))
    for add, servicer in framework:
        add(servicer, server)
    if settings.reflection == "on":
        reflection.enable_server_reflection([*served.names, *FRAMEWORK], server)
    _listen(server, settings)
    return server, served.names


def check(names: Iterable[str]) -> dict[str, policies.Rpc]:
    """Return the RPCs of the named services, by path.

    Raises:
        NotServable: A policy or a data class is missing, or contradicts another.
    """
    services = [policies.find_service(name) for name in names]
    if faults := policies.faults(services):
        raise NotServable("\n".join(faults))
    return policies.rpcs(services)


def _listen(server: grpc.aio.Server, settings: ServiceSettings) -> None:
    credentials = grpc.ssl_server_credentials(
        [(settings.tls_key.read_bytes(), settings.tls_certificate.read_bytes())],
        root_certificates=settings.tls_ca.read_bytes(),
        require_client_auth=True,
    )
    try:
        bound = server.add_secure_port(str(settings.listen), credentials)
    except RuntimeError:
        bound = 0
    if not bound:
        raise OSError(f"cannot listen at {settings.listen}: the address is in use, or not of this machine")
