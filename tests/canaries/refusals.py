"""Requests with tokens in them that are refused: what is told of it, and what is written, repeats none."""

from collections.abc import Iterator
from typing import Any, Final

import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message

from deploy.local.names import SERVICES
from roundtable.common.v1 import options_pb2 as options
from tests.canaries.fields import SERVICES as GRPC
from tests.canaries.fields import Leaf, is_text, private_leaves
from tests.canaries.sowing import REFUSED, Field
from tests.fuzzing.target import methods_of
from tests.fuzzing.values import is_map

_TOO_LONG: Final = 120_000
"""More characters than all fields but those of what is typed and not sent take; that one is kept then."""

_CALLERS: Final = {
    options.CALLER_DASHBOARD: "dashboard",
    options.CALLER_SERVICE: "dashboard",
    options.CALLER_PERSON: "facilitator",
    options.CALLER_FACILITATOR: "facilitator",
    options.CALLER_REVIEWER: "reviewer",
    options.CALLER_LIAISON: "liaison",
    options.CALLER_VERIFIER: "verifier",
    options.CALLER_OPERATOR: "operator",
    options.CALLER_REGISTRAR: "registrar",
}


def refused(here: Field) -> Iterator[tuple[str, bytes]]:
    """Send every RPC a request for each of its private fields in which that one is wrong; yield what is told of it."""
    for service in SERVICES:
        for method in methods_of(GRPC[service]):
            for leaf in private_leaves(method, words_only=False):
                if leaf.data_class == "SERVICE":
                    continue
                who = _caller(method)
                request = _wrong(here, method, leaf, who)
                yield leaf.path, _told(here, who, service, method, request)


def _caller(method: MethodDescriptor) -> str:
    callers = method.GetOptions().Extensions[options.policy].callers
    names = [_CALLERS[each] for each in callers if each in _CALLERS]
    return "operator" if "operator" in names else names[0]


def _wrong(here: Field, method: MethodDescriptor, leaf: Leaf, who: str) -> Message:
    """Return the request that succeeded, or an empty one, with one field that is far too long."""
    request: Message = message_factory.GetMessageClass(method.input_type)()
    if sent := here.sent.get(method.name):
        request.CopyFrom(sent)
    token = here.sow(leaf.path, leaf.data_class, who, REFUSED)
    *way, name = leaf.path.split(".")[1:]
    within: Any = request
    for each in way:
        inner = getattr(within, each)
        if within.DESCRIPTOR.fields_by_name[each].is_repeated:
            within = inner[0] if inner else inner.add()
        else:
            inner.SetInParent()
            within = inner
    _put(within, within.DESCRIPTOR.fields_by_name[name], f"{token} " * (_TOO_LONG // (len(token) + 1)))
    if "idempotency_key" in method.input_type.fields_by_name:
        request.idempotency_key = here.sow(f"{method.name}.idempotency_key", "SERVICE", who, REFUSED)  # type: ignore[attr-defined]
    return request


def _put(message: Message, field: FieldDescriptor, words: str) -> None:
    value: Any = getattr(message, field.name)
    if is_text(field):
        value.bodies["en"], value.authoritative_language = words, "en"
    elif is_map(field):
        value["text"] = words
    elif field.is_repeated:
        value[:] = [words]
    else:
        setattr(message, field.name, words.encode() if field.type == FieldDescriptor.TYPE_BYTES else words)


def _told(here: Field, who: str, service: str, method: MethodDescriptor, request: Message) -> bytes:
    rpc = getattr(here.stub(who, service), method.name)
    try:
        answer = here.once(who, service, rpc, request)
    except grpc.RpcError as error:
        told = f"{error.code()} {error.details()}"
        # With a stale version comes the row as it is, which its caller may read.
        details: Any = () if error.code() is grpc.StatusCode.ABORTED else error.trailing_metadata() or ()
        return " ".join([told, *(f"{key}={value!r}" for key, value in details)]).encode()
    return b"" if answer is None else b"answered"
