"""Event types of no service, made at run time: the suite needs no proto of a product's service."""

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from roundtable.common.v1 import text_pb2

PACKAGE = "roundtable.consultations.trial.v1"
_TEXT = ".roundtable.common.v1.Text"
_Field = descriptor_pb2.FieldDescriptorProto


def _file(name: str, messages: dict[str, list[tuple[str, int, str]]]) -> None:
    proto = descriptor_pb2.FileDescriptorProto(
        name=f"roundtable/consultations/trial/v1/{name}",
        package=PACKAGE,
        syntax="proto3",
        dependency=[text_pb2.DESCRIPTOR.name],
    )
    for message, fields in messages.items():
        made = proto.message_type.add(name=message)
        for number, (field, kind, type_name) in enumerate(fields, start=1):
            repeated = field.endswith("s")
            label = _Field.LABEL_REPEATED if repeated else _Field.LABEL_OPTIONAL
            made.field.add(name=field, number=number, type=kind, type_name=type_name or None, label=label)
    descriptor_pool.Default().Add(proto)


_file(
    "events.proto",
    {
        "Noted": [("number", _Field.TYPE_INT64, ""), ("note", _Field.TYPE_MESSAGE, _TEXT)],
        "Hidden": [("reason", _Field.TYPE_STRING, "")],
        "Ignored": [("number", _Field.TYPE_INT64, "")],
        "Part": [("text", _Field.TYPE_MESSAGE, _TEXT)],
        "Nested": [
            ("part", _Field.TYPE_MESSAGE, f".{PACKAGE}.Part"),
            ("parts", _Field.TYPE_MESSAGE, f".{PACKAGE}.Part"),
        ],
    },
)
_file("internal.proto", {"Pondered": [("number", _Field.TYPE_INT64, "")]})


def _type(name: str) -> Any:
    return message_factory.GetMessageClass(descriptor_pool.Default().FindMessageTypeByName(f"{PACKAGE}.{name}"))


Noted = _type("Noted")
"""Carries a number and a text. Below zero it is poison until the handler is put right."""
Hidden = _type("Hidden")
"""Takes its aggregate out of the public."""
Ignored = _type("Ignored")
"""Known, without a handler."""
Nested = _type("Nested")
"""Carries texts in fields and lists of messages."""
Part = _type("Part")
"""Carries a text."""
Pondered = _type("Pondered")
"""Stays in the owner's log."""
