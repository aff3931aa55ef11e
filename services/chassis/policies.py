"""What the protos say about who may call and who may see, and whether they say all of it.

A server asks `faults` before it starts and refuses to start if there is any.
"""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor, ServiceDescriptor

from roundtable.common.v1 import options_pb2

Policy = options_pb2.Policy

KEY = "idempotency_key"
_WITHOUT_OPTIONS = "google."


@dataclass(frozen=True)
class Rpc:
    """One RPC, as its proto describes it."""

    service: str
    """Full name of the gRPC service."""

    method: str
    streams: bool
    """True if it answers with a stream."""

    policy: options_pb2.Policy
    takes_stream: bool = False
    """True if it is asked with a stream: who calls is decided before its first message is read."""

    @property
    def kind(self) -> str:
        """Its shape, in the word that go-grpc-prometheus has for it."""
        if self.takes_stream:
            return "client_stream"
        return "server_stream" if self.streams else "unary"

    @property
    def is_public(self) -> bool:
        """Tell whether anybody may call it."""
        return options_pb2.CALLER_ANYONE in self.policy.callers


def find_service(full_name: str) -> ServiceDescriptor:
    """Return the descriptor of a gRPC service whose generated code has been imported.

    Raises:
        KeyError: No such service is known.
    """
    return descriptor_pool.Default().FindServiceByName(full_name)


def rpcs(services: Iterable[ServiceDescriptor]) -> dict[str, Rpc]:
    """Return all RPCs of the services, by the path under which gRPC knows them: `/package.Service/Method`."""
    return {
        f"/{service.full_name}/{method.name}": Rpc(
            service.full_name,
            method.name,
            method.server_streaming,
            _policy(method),
            takes_stream=method.client_streaming,
        )
        for service in services
        for method in service.methods
    }


def faults(services: Iterable[ServiceDescriptor]) -> list[str]:
    """Return every reason for which the services may not be served, as sentences; empty if all is well."""
    found = [fault for service in services for method in service.methods for fault in _method_faults(method)]
    return list(dict.fromkeys(found))  # a message shared by several RPCs is named once


def not_public(message: Descriptor) -> list[str]:
    """Return the fields reachable from the message that not everybody may see, as `full.name.of.Message.field`.

    A field that can hold anything (`google.protobuf.Any`, `Struct`) counts as one of them: nobody can tell what it
    holds.
    """
    return [field.full_name for field in reachable(message) if not _everybody_may_see(field)]


@functools.cache
def may_hold_private(message: Descriptor) -> bool:
    """Tell whether a message of this type can hold something that not everybody may see."""
    return bool(not_public(message))


def reachable(message: Descriptor) -> Iterator[FieldDescriptor]:
    """Yield every field of the message and of the messages in it, at any depth, once.

    Left out are the insides of `google.*` messages, which carry no options of ours, and the entries of maps, whose
    class is that of the map.
    """
    seen: set[str] = set()
    waiting = [message]
    while waiting:
        here = waiting.pop()
        if here.full_name in seen or here.full_name.startswith(_WITHOUT_OPTIONS):
            continue
        seen.add(here.full_name)
        for field in here.fields:
            if not here.GetOptions().map_entry:
                yield field
            if field.message_type is not None:
                waiting.append(field.message_type)


def _everybody_may_see(field: FieldDescriptor) -> bool:
    within = field.message_type.full_name if field.message_type is not None else ""
    holds_anything = within in {"google.protobuf.Any", "google.protobuf.Struct", "google.protobuf.Value"}
    return _data_class(field) == options_pb2.DATA_CLASS_PUBLIC and not holds_anything


def _data_class(field: FieldDescriptor) -> int:
    return int(field.GetOptions().Extensions[options_pb2.data_class])


def _policy(method: MethodDescriptor) -> options_pb2.Policy:
    return method.GetOptions().Extensions[options_pb2.policy]


def _method_faults(method: MethodDescriptor) -> Iterator[str]:
    name, policy = method.full_name, _policy(method)
    if not method.GetOptions().HasExtension(options_pb2.policy):
        yield f"{name} has no policy"
    if not policy.callers or options_pb2.CALLER_UNSPECIFIED in policy.callers:
        yield f"{name} does not say which callers are let in"
    if policy.scope == options_pb2.SCOPE_UNSPECIFIED:
        yield f"{name} does not say which rows its scope is"
    if method.client_streaming and method.server_streaming:
        yield f"{name} streams both ways; one side has to be a single message"
    if policy.mutating:
        yield from _key_faults(method)
    if options_pb2.CALLER_ANYONE in policy.callers:
        yield from _public_faults(method)
    for message in (method.input_type, method.output_type):
        for field in reachable(message):
            if _data_class(field) == options_pb2.DATA_CLASS_UNSPECIFIED:
                yield f"{field.full_name} has no data class"


def _key_faults(method: MethodDescriptor) -> Iterator[str]:
    key = method.input_type.fields_by_name.get(KEY)
    if key is None or key.type != FieldDescriptor.TYPE_STRING or key.is_repeated:
        yield f"{method.full_name} changes something, but its request has no string {KEY}"


def _public_faults(method: MethodDescriptor) -> Iterator[str]:
    policy = _policy(method)
    if len(policy.callers) > 1:
        yield f"{method.full_name} names CALLER_ANYONE beside others; it has to stand alone"
    if policy.scope != options_pb2.SCOPE_PUBLIC:
        yield f"{method.full_name} lets anybody in, so its scope has to be SCOPE_PUBLIC"
    if policy.mutating:
        yield f"{method.full_name} lets anybody in, so it may not change anything"
    for field in not_public(method.output_type):
        yield f"{method.full_name} lets anybody in, and its answer reaches {field}, which is not public"
