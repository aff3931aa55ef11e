"""The word for a reader's network that a request may carry: by it tries are counted, in memory, and nothing else."""

from typing import Any, Final, TypeVar

from google.protobuf.message import Message

from services.chassis.errors import InvalidArgument

_LONGEST: Final = 64

Request = TypeVar("Request", bound=Message)


def network(given: str) -> str:
    """Return the word for the reader's network.

    Raises:
        InvalidArgument: It is empty, too long or not printable.
    """
    if not (0 < len(given) <= _LONGEST and given.isprintable()):
        raise InvalidArgument(f"1 to {_LONGEST} printable characters", field="network")
    return given


def the_same(request: Request) -> Request:
    """Return the request without the network: a phone that changes it between two tries sends the same once more."""
    copy: Any = type(request)()
    copy.CopyFrom(request)
    copy.ClearField("network")
    return copy  # type: ignore[no-any-return]
