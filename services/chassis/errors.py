"""Why a request is not done, in words that its caller may read.

A service derives the nouns of its own field from these; the base class alone decides the gRPC status, in the one table
of `server.py`. Nothing here knows gRPC, so a domain may raise them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Violation:
    """One field of the request that is not as it should be."""

    field: str
    """Path of the field from the request's root, such as `addressees[2].due_date`."""

    expected: str
    """What the field should hold, as a sentence for the caller."""


class Refusal(Exception):
    """A request that is not done. `str()` of it is the sentence the caller sees, so it holds nothing private."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)


class InvalidArgument(Refusal):
    """The request can never be right as it stands, whatever the state of the rows.

    Args:
        message: The sentence for the caller; made from the violations if empty.
        field: Path of the one field at fault; the message then says what it should hold.
        violations: Several fields at fault, each with its own expectation.
    """

    def __init__(self, message: str = "", *, field: str = "", violations: Sequence[Violation] = ()) -> None:
        self.violations = (*((Violation(field, message),) if field else ()), *violations)
        super().__init__(message or "; ".join(f"{each.field}: {each.expected}" for each in self.violations))


class Unauthenticated(Refusal):
    """Nobody knows who asks: no token where one is needed, or one that is not good."""


class PermissionDenied(Refusal):
    """It is known who asks, and they may not. Only for rows that they may know of; otherwise `NotFound`."""


class NotFound(Refusal):
    """No such row, or none that the caller may know of: both answer with the same sentence."""


class AlreadyExists(Refusal):
    """What was to be made is there already."""


class FailedPrecondition(Refusal):
    """The request is well formed, but the state of the rows forbids it, and sending it again changes nothing.

    Args:
        message: The sentence for the caller.
        field: Path of the request's field that the state contradicts, if there is one.
    """

    def __init__(self, message: str = "", *, field: str = "") -> None:
        self.field = field
        super().__init__(message)


class Aborted(Refusal):
    """Somebody else changed the row first: read it again, then decide.

    Args:
        message: The sentence for the caller.
        current: What the row is now. As a protobuf message it reaches the caller as `roundtable.common.v1.Stale`; a
            domain's own object has to be turned into one on the way out (`api.py`).
    """

    def __init__(self, message: str = "", current: object = None) -> None:
        self.current = current
        super().__init__(message)


class ResourceExhausted(Refusal):
    """Too many of these requests for now.

    Args:
        message: The sentence for the caller.
        retry_after: When it is worth asking again: more than nothing.
    """

    def __init__(self, message: str = "", *, retry_after: timedelta) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class Unavailable(Refusal):
    """It cannot be done just now for a reason that passes by itself; the same request may be sent again.

    Args:
        message: The sentence for the caller.
        retry_after: When it is worth asking again; zero if that is not known.
    """

    def __init__(self, message: str = "", *, retry_after: timedelta = timedelta()) -> None:
        self.retry_after = retry_after
        super().__init__(message)
