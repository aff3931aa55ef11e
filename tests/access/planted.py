"""What only the service fills in, filled in by the caller: nothing of it may be kept or come back (SEC-4)."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from tests.fuzzing.values import is_map

CANARY: Final = "planted-where-no-field-is"
_SHA256: Final = "c0ffee" * 10 + "abcd"
_DAY: Final = "1999-12-31"
_NUMBER: Final = 424242424242
KEPT_NOWHERE: Final = (CANARY, _SHA256, _DAY, str(_NUMBER))
"""What is looked for in every table."""

UNKNOWN: Final = b"\x82\xf2\x04" + bytes([len(CANARY)]) + CANARY.encode()
"""A text in field 10016, which no message of ours has."""

_EVIDENCE: Final = ("sha256", "media_type", "size_bytes")
_ARCHIVED: Final = ("archived_date", "archive_sha256", "not_fetched_date")
OWNED: Final[Mapping[str, frozenset[str]]] = {
    "roundtable.common.v1.LocalizedText": frozenset({"erased"}),
    "roundtable.consultations.v1.AddAddressee": frozenset({"name"}),
    "roundtable.recommendations.v1.Evidence": frozenset({*_EVIDENCE, *_ARCHIVED}),
    "roundtable.recommendations.v1.OutsideSource": frozenset({"recorded_by", "scan", *_ARCHIVED}),
}
"""By message that requests and answers share, the fields that the service fills in."""

REFUSED: Final = {
    "roundtable.recommendations.v1.AnswerFindingRequest": frozenset({"replied_by_id"}),
    "roundtable.recommendations.v1.Evidence": frozenset({"visibility"}),
}
"""The same, where a request that holds one is refused by its name; the matrix leaves them alone."""


def plant(message: Any) -> set[str]:
    """Fill in what only the service fills in, at any depth; return what must not come back."""
    planted: set[str] = set()
    for field, value in message.ListFields():
        if field.message_type and not is_map(field):
            for inner in value if field.is_repeated else [value]:
                planted |= plant(inner)
    for name in sorted(OWNED.get(message.DESCRIPTOR.full_name, ())):
        planted.add(_fill(message, message.DESCRIPTOR.fields_by_name[name]))
    return planted


def _fill(message: Any, field: FieldDescriptor) -> str:
    name = field.name
    if field.message_type is not None:
        inner = getattr(message, name)
        if "bodies" in field.message_type.fields_by_name:
            inner.authoritative_language, inner.bodies["en"] = "en", CANARY
        else:
            inner.reference = CANARY
        return CANARY
    if field.type == FieldDescriptor.TYPE_BOOL:
        setattr(message, name, True)
        return f'"{name}": true'
    if field.type == FieldDescriptor.TYPE_ENUM:
        assert field.enum_type is not None
        last = field.enum_type.values[-1]
        setattr(message, name, last.number)
        return str(last.name)
    ends = {"sha256": _SHA256, "date": _DAY, "bytes": _NUMBER}
    value: Any = next((each for end, each in ends.items() if name.endswith(end)), CANARY)
    setattr(message, name, value)
    return str(value)


def shared(requests: Iterable[Descriptor], answers: Iterable[Descriptor]) -> set[Descriptor]:
    """Return the messages that both requests and answers can hold: there a caller can fill in what is not theirs."""
    return set(_within(requests)) & set(_within(answers))


def _within(messages: Iterable[Descriptor]) -> Iterator[Descriptor]:
    waiting, seen = list(messages), set()
    while waiting:
        here = waiting.pop()
        if here.full_name in seen or here.full_name.startswith("google."):
            continue
        seen.add(here.full_name)
        if not here.GetOptions().map_entry:
            yield here
        waiting += [each.message_type for each in here.fields if each.message_type is not None]


def found_in(said: str, planted: Iterable[str]) -> list[str]:
    """Return what of the planted stands in an answer."""
    return sorted(each for each in planted if each in said)
