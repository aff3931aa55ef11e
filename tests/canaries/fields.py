"""Which fields of requests hold words that not everybody may read: derived from the data classes of the protos."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor

from roundtable.common.v1 import options_pb2 as options
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.identity.v1 import service_pb2 as identity
from roundtable.notifications.v1 import service_pb2 as notifications
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.fuzzing.target import methods_of
from tests.fuzzing.values import is_map

SERVICES: Final = {
    name: module.DESCRIPTOR.services_by_name[f"{name.removesuffix('s').capitalize()}Service"].full_name
    for name, module in {
        "identity": identity,
        "consultations": consultations,
        "recommendations": recommendations,
        "notifications": notifications,
    }.items()
}
"""By the name of the service, its gRPC service."""

_NO_WORDS: Final = ("_id", "_ids", "_date", "_time", "_digest", "_revision", "_token", "idempotency_key")
"""How names of fields end that hold no words: ids are drawn by the service, places in a list and states of a
record it told before, and dates, times and keys have a form."""


@dataclass(frozen=True)
class Leaf:
    """One field, at any depth of a request, that holds words."""

    path: str
    """Such as `PutParticipant.details.name`."""

    data_class: str
    """Such as `RESTRICTED`: its own, or, of a public field within what is not public yet, that of the whole."""


def is_words(field: FieldDescriptor) -> bool:
    """Tell whether a field can hold words or a file."""
    return _is_string(field) and not field.name.endswith(_NO_WORDS)


def _is_string(field: FieldDescriptor) -> bool:
    plain = field.type in (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES)
    return plain or is_map(field) or is_text(field)


def is_text(field: FieldDescriptor) -> bool:
    """Tell whether a field is a text in several languages."""
    return field.message_type is not None and field.message_type.full_name == "roundtable.common.v1.LocalizedText"


def class_of(field: FieldDescriptor, within: str) -> str:
    """Return the data class of a field within something of a data class."""
    own = options.DataClass.Name(field.GetOptions().Extensions[options.data_class]).removeprefix("DATA_CLASS_")
    return within if own == "PUBLIC" else own


def private_leaves(method: MethodDescriptor, *, words_only: bool = True) -> list[Leaf]:
    """Return the fields of an RPC's request that are not for everybody and hold words, or any string at all."""
    wanted = is_words if words_only else _is_string
    found = _leaves(method.input_type, Leaf(method.name, "PUBLIC"), wanted, frozenset())
    return [leaf for leaf in found if leaf.data_class != "PUBLIC"]


def all_private_leaves() -> list[Leaf]:
    """Return those that hold words, of all RPCs of all services."""
    return [leaf for method in _all_methods() for leaf in private_leaves(method)]


def all_leaves() -> list[Leaf]:
    """Return every field of a request that holds words, of all RPCs of all services, whoever may read it."""
    found = (_leaves(each.input_type, Leaf(each.name, "PUBLIC"), is_words, frozenset()) for each in _all_methods())
    return [leaf for leaves in found for leaf in leaves]


def _all_methods() -> list[MethodDescriptor]:
    return list(methods_of(*SERVICES.values()))


def _leaves(
    message: Descriptor, within: Leaf, wanted: Callable[[FieldDescriptor], bool], seen: frozenset[str]
) -> Iterator[Leaf]:
    for field in message.fields:
        here = Leaf(f"{within.path}.{field.name}", class_of(field, within.data_class))
        if wanted(field):
            yield here
        elif _is_string(field):
            continue
        elif field.message_type is not None and field.message_type.full_name not in seen:
            yield from _leaves(field.message_type, here, wanted, seen | {field.message_type.full_name})
