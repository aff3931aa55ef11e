"""What is sealed for a second person, or until it is public: fit to be read as everything else is.

Whoever confirms a letter or a finding has to read the very words that become public, and nothing that looks like the
service's own.
"""

from typing import Any, Final, TypeVar

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from roundtable.common.v1 import text_pb2
from roundtable.recommendations.v1 import events_pb2 as events
from services.chassis import localized

M = TypeVar("M", bound=Message)

# By message, what only the service fills in.
_FILLED_IN: Final = {
    text_pb2.LocalizedText.DESCRIPTOR.full_name: ("erased",),
    events.Evidence.DESCRIPTOR.full_name: (
        "visibility",
        "sha256",
        "media_type",
        "size_bytes",
        "archived_date",
        "archive_sha256",
        "not_fetched_date",
    ),
    events.OutsideSource.DESCRIPTOR.full_name: (
        "recorded_by",
        "scan",
        "archived_date",
        "archive_sha256",
        "not_fetched_date",
    ),
}


def kept(message: M) -> M:
    """Return a copy in which every word is as it will be kept, and nothing stands that the service fills in."""
    copy = type(message)()
    copy.CopyFrom(message)
    _tidy(copy)
    return copy


def _tidy(message: Any) -> None:
    for name in _FILLED_IN.get(message.DESCRIPTOR.full_name, ()):
        message.ClearField(name)
    for field, value in message.ListFields():
        if field.message_type and field.message_type.GetOptions().map_entry:
            for language, words in list(value.items()):
                value[language] = localized.clean(words)
        elif field.message_type:
            for each in value if field.is_repeated else (value,):
                _tidy(each)
        elif field.type == FieldDescriptor.TYPE_STRING and not field.is_repeated:
            setattr(message, field.name, localized.clean(value))
