"""What can go wrong between a page and the services, in the few kinds that a page has to tell apart.

Every call made through `dashboard.backend` ends with an answer or with one of these. `labels.problem(error, language)`
has the sentence for each; a page rarely needs more.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

import grpc
from google.protobuf.message import Message
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from roundtable.common.v1 import errors_pb2


@dataclass(frozen=True)
class Violation:
    """One field at fault."""

    field: str
    """Path of the field in the request, such as `position.delivery_date`."""

    expected: str
    """What was expected, in English, as the service says it."""


class BackendError(Exception):
    """The base of all of them; `str()` is the service's own sentence, in English."""


class BadRequest(BackendError):
    """The request holds something the service does not take; nothing was changed."""

    def __init__(self, message: str, violations: Sequence[Violation] = ()) -> None:
        super().__init__(message)
        self.violations = tuple(violations)


class TooLarge(BadRequest):
    """What was sent is more than a service reads in one request. Sent again it is refused again."""

    def __init__(self) -> None:
        super().__init__("less at a time: that is more than a request may hold")


class SignedOut(BackendError):
    """There is no session, or it has ended: the person has to sign in again."""


class Denied(BackendError):
    """The person may not do this."""


class NotFound(BackendError):
    """There is no such thing, or it is nobody's business here."""


class AlreadyThere(BackendError):
    """What was to be made exists already."""


class NotNow(BackendError):
    """It cannot be done as things stand: the sentence says why. `violations` may name the field it hangs on."""

    def __init__(self, message: str, violations: Sequence[Violation] = ()) -> None:
        super().__init__(message)
        self.violations = tuple(violations)


class Stale(BackendError):
    """Somebody else changed the same thing meanwhile. Nothing was lost: show both versions.

    `current` is the message the call would have answered with, as things are now; None if the service sent none (a row
    too long for a refusal): then read it again.
    """

    def __init__(self, message: str, current: Message | None) -> None:
        super().__init__(message)
        self.current = current


class TooMany(BackendError):
    """Asked too often; try again after `retry_after` seconds (0: not said)."""

    def __init__(self, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(BackendError):
    """The service cannot be reached or was too slow. A write may be sent again with the same idempotency key.

    `retry_after` is set if the service is there and says in how many seconds it can answer: a past day is being put
    together.
    """

    def __init__(self, message: str = "", retry_after: int = 0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Broken(BackendError):
    """The service failed in a way it should not; the sentence says how the operator finds it."""


_PLAIN: Final[Mapping[grpc.StatusCode, type[BackendError]]] = {
    grpc.StatusCode.UNAUTHENTICATED: SignedOut,
    grpc.StatusCode.PERMISSION_DENIED: Denied,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.ALREADY_EXISTS: AlreadyThere,
    grpc.StatusCode.DEADLINE_EXCEEDED: Unavailable,
    grpc.StatusCode.CANCELLED: Unavailable,
}


_READ_TOO_MUCH: Final = re.compile(r"(?:SERVER: )?Received message larger than max")
"""How gRPC begins to say, before the service hears of it, that a request is longer than the service reads."""


def translate(error: grpc.RpcError, answer: type[Message] | None = None) -> BackendError:
    """Return what a failed call means to a page.

    Args:
        error: The failed call.
        answer: The call's reply type, for unpacking the current row of a stale write.
    """
    code, message = error.code(), error.details() or ""
    details = _details(error)
    match code:
        case grpc.StatusCode.INVALID_ARGUMENT | grpc.StatusCode.OUT_OF_RANGE:
            return BadRequest(message, _violations(details))
        case grpc.StatusCode.FAILED_PRECONDITION:
            return NotNow(message, _violations(details))
        case grpc.StatusCode.ABORTED:
            return Stale(message, _current(details, answer))
        case grpc.StatusCode.RESOURCE_EXHAUSTED:
            return TooLarge() if _READ_TOO_MUCH.match(message) else TooMany(message, _retry_after(details))
        case grpc.StatusCode.UNAVAILABLE:
            return Unavailable(message, _retry_after(details))
    return _PLAIN.get(code, Broken)(message)


def _details(error: grpc.RpcError) -> Sequence[Message]:
    try:
        status = rpc_status.from_call(cast("Any", error))
    except (ValueError, AttributeError):  # the details contradict the status: do without them
        return ()
    known = (error_details_pb2.BadRequest, error_details_pb2.RetryInfo, errors_pb2.Stale)
    found = []
    for packed in status.details if status else ():
        for kind in known:
            if packed.Is(kind.DESCRIPTOR):
                detail = kind()
                packed.Unpack(detail)
                found.append(detail)
    return found


def _violations(details: Sequence[Message]) -> tuple[Violation, ...]:
    return tuple(
        Violation(each.field, each.description)
        for detail in details
        if isinstance(detail, error_details_pb2.BadRequest)
        for each in detail.field_violations
    )


def _retry_after(details: Sequence[Message]) -> int:
    pauses = (each.retry_delay for each in details if isinstance(each, error_details_pb2.RetryInfo))
    return next((each.seconds + bool(each.nanos) for each in pauses), 0)


def _current(details: Sequence[Message], answer: type[Message] | None) -> Message | None:
    for detail in details:
        if isinstance(detail, errors_pb2.Stale) and answer and detail.current.Is(cast("Any", answer.DESCRIPTOR)):
            current = answer()
            detail.current.Unpack(current)
            return current
    return None
