"""Services that take every call: they answer with what a test gives, else with nothing in it, or refuse it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from dashboard.backend.channels import STUBS
from dashboard.backend.errors import BackendError
from roundtable.common.v1 import options_pb2
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.notifications.v1 import service_pb2 as notifications
from roundtable.recommendations.v1 import service_pb2 as recommendations

_MODULES = (consultations, identity, notifications, recommendations)
METHODS: Mapping[str, Any] = {
    method.name: method
    for module in _MODULES
    for service in module.DESCRIPTOR.services_by_name.values()
    for method in service.methods
}
"""Every RPC, by its name."""


def is_mutating(method: str) -> bool:
    """Tell what the proto says of an RPC."""
    return bool(METHODS[method].GetOptions().Extensions[options_pb2.policy].mutating)


class Hollow:
    """In the place of the channels to the services."""

    def __init__(self, answers: Mapping[str, Message]) -> None:
        self.answers = dict(answers)
        """By RPC."""

        self.asked: list[tuple[str, Any]] = []
        """RPC and request, or requests, of every call."""

        self.refusing: tuple[Callable[[str], bool], BackendError] | None = None
        """Which RPCs are refused, and with what."""

    def stub(self, service: str, **_manners: Any) -> Any:
        """Return a stub of a service."""
        assert service in STUBS
        return _Stub(self)

    def guarded(self, _service: str, call: Callable[[], Any]) -> Any:
        """Make a public read."""
        return call()

    def close(self) -> None:
        """Nothing is open."""

    def call(self, method: str, request: Any) -> Any:
        """Take a call."""
        taken = request if isinstance(request, Message) else list(request)
        self.asked.append((method, taken))
        if self.refusing and self.refusing[0](method):
            raise self.refusing[1]
        found = METHODS[method]
        empty = GetMessageClass(found.output_type)()
        if found.server_streaming:
            return _streamed(self.answers.get(method))
        return self.answers.get(method, empty)


def _streamed(answer: Message | None) -> Iterator[Message]:
    if answer is not None:
        yield answer


class _Stub:
    def __init__(self, hollow: Hollow) -> None:
        self._hollow = hollow

    def __getattr__(self, method: str) -> Callable[[Any], Any]:
        """Return the call of an RPC."""
        assert method in METHODS, method
        return lambda request, **_manners: self._hollow.call(method, request)
