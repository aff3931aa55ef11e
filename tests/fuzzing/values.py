"""Requests made from a descriptor: a good one in which one to three fields hold what nobody would enter."""

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

_LONG: Final = 100_000
_MANY: Final = 300
_DEEPEST: Final = 6

_TEXTS: Final = (
    *(
        "",
        " ",
        "\x00",
        "a\x00b",
        "\x1b[31m",
        "\u202ecba",
        "\u2066x\u2069",
        "\ufeff",
        "\u200c",
        "e\u0301\u0327",
        "\r\nBcc: x",
    ),
    *(
        "x" * _LONG,
        "ی" * (_LONG // 2),
        "\u0300" * 1000,
        "\U0001f600" * 250,
        "'; DROP TABLE events; --",
        "%(id)s %s {0}",
    ),
    *("<script>alert(1)</script>", "=1+1", "../../etc/passwd", "\ufffd", "\U0010ffff"),
)
_IDS: Final = (
    *("", "\x00", "x", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
    *(
        "{00000000-0000-7000-8000-000000000001}",
        "urn:uuid:00000000-0000-7000-8000-000000000001",
        "\u0660" * 32,
        "0" * _LONG,
    ),
)
_DAYS: Final = (
    *("", "2026-02-30", "2026-13-01", "0000-00-00", "0001-01-01", "9999-12-31", "9999-12-30", "2026-W10-1", "20260301"),
    *(
        "2026-3-1",
        " 2026-03-01",
        "2026-03-01\n",
        "\u0662\u0660\u0662\u0666-\u0660\u0663-\u0660\u0661",
        "2026-03-01T00:00:00Z",
        "1900-01-01",
        "2100-02-28",
    ),
)
_NUMBERS: Final = (
    *(
        "C-0",
        "R-0",
        "C-99999999999999999999",
        "R-99999999999999999999",
        "C-1/99999999999",
        "R--1",
        "C-\u0661",
        "EX-C-1",
    ),
    *("r-1", " R-1 ", "EX-R-1", "R-999999999999999999"),
)
_ADDRESSES: Final = (
    *(
        "javascript:alert(1)",
        "https://[::1",
        "https://x:99999999/",
        "https:// x",
        "file:///etc/passwd",
        "https://",
        "//x",
    ),
    *("https://u:p@x.example/", "https://" + "a" * 3000, "https://x.example/\x00", "https://x.example/\u202e"),
)
_TOKENS: Final = (
    "W1tb" * 5000,  # lists in lists
    "!",
    "AAAA",
    "bnVsbA",
    "W10",
    "WzFd",
    "e30",
    "A" * 22,
    "A" * 32,
    "_" * 32,
    "A" * _LONG,
    "W" * 2000,
    "ی",
)
_PLACES: Final = (
    "",
    "x",
    "-1",
    "9" * 30,
    "\x00",
    "\ud800",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "NaN",
)
_INTS: Final = (0, 1, -1, 2, 3, 50, 200, 201, 2026, 9999)

# Drawn from a list: with `st.text()` hypothesis first reads all Unicode and all our sources, for seconds.
_CHARACTERS: Final = st.sampled_from(
    "aZ09 -_/.,:;@#'\"\\<>&%$(){}[]=+*?!|~^`\t\n\x01\x7f\x85\xa0\xad\xdf\u0130\u0131\u017f\u1e0d\u0301\u06d4\u06f1"
    "\u0622\u0623\u06cc\u0649\u06d2\u06a9\u0643\u06be\u06c1\u0629\u200d\u200e\u200f\u2028\u2029\u202d\u2067\ufdfa"
    "\ufe0f\ufffe\uffff\U0001f468\U000e0041\U0010fffd"
)

Path = tuple[FieldDescriptor, ...]
_ABSENT: Final = object()


@dataclass(frozen=True)
class Edit:
    """One field of a request, and what it is given."""

    path: Path
    value: Any

    def apply(self, request: Message) -> None:
        """Write the value over what the request holds there."""
        inside: Any = request
        for field in self.path[:-1]:
            inside = getattr(inside, field.name)
            if field.is_repeated:
                inside = inside[0] if inside else inside.add()
            else:
                inside.SetInParent()
        field = self.path[-1]
        there = getattr(inside, field.name)
        if self.value is _ABSENT:
            inside.ClearField(field.name)
        elif is_map(field):
            there.clear()
            there.update(self.value)
        elif field.message_type and field.is_repeated:
            one = there[0] if there else there.add()
            there.extend([one] * self.value)
        elif field.message_type:
            inside.ClearField(field.name)
            getattr(inside, field.name).SetInParent()
        elif field.is_repeated:
            del there[:]
            there.extend(self.value)
        else:
            setattr(inside, field.name, self.value)


def edits(request: Descriptor, known: Sequence[str], tokens: Sequence[str], most: int) -> list[list[Edit]]:
    """Return so many sets of edits, the same ones in every run.

    Args:
        request: The type of the request.
        known: Ids, numbers and slugs of things that are there.
        tokens: Page tokens that lists gave.
        most: How many sets.
    """
    all_paths = list(paths(request))
    if not all_paths:
        return []
    one = st.sampled_from(all_paths).flatmap(lambda path: _values(path[-1], known, tokens).map(lambda v: Edit(path, v)))
    found: list[list[Edit]] = []

    @settings(
        max_examples=most,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(one, min_size=1, max_size=3))
    def collect(drawn: list[Edit]) -> None:
        found.append(drawn)

    collect()
    return found


def paths(message: Descriptor, above: Path = ()) -> Iterator[Path]:
    """Yield every field of the message and of the messages in it."""
    for field in message.fields:
        yield (*above, field)
        inner = field.message_type
        if inner and not is_map(field) and len(above) < _DEEPEST and inner.full_name.startswith("roundtable."):
            yield from paths(inner, (*above, field))


def _values(field: FieldDescriptor, known: Sequence[str], tokens: Sequence[str]) -> st.SearchStrategy[Any]:
    if is_map(field):
        return _maps()
    if field.message_type:
        return st.sampled_from([1, 2, 30, _MANY]) if field.is_repeated else st.sampled_from([_ABSENT, None])
    one = _single(field, known, tokens)
    if not field.is_repeated:
        return one
    return st.lists(one, max_size=3) | one.filter(lambda value: len(str(value)) < _MANY).map(
        lambda value: [value] * _MANY
    )


def _maps() -> st.SearchStrategy[dict[str, str]]:
    languages = st.sampled_from(["en", "ur", "ur", "de", "", "\x00", "x" * _LONG, "EN", "en-GB"])
    return st.dictionaries(languages, st.sampled_from(_TEXTS), max_size=3) | st.just(
        {f"l{number}": "x" for number in range(_MANY)}
    )


def _single(field: FieldDescriptor, known: Sequence[str], tokens: Sequence[str]) -> st.SearchStrategy[Any]:
    match field.type:
        case FieldDescriptor.TYPE_STRING:
            return _strings(field.name, known, tokens)
        case FieldDescriptor.TYPE_BYTES:
            return st.sampled_from([b"", b"\x00", b"\xff" * 200, b"\x00" * _LONG])
        case FieldDescriptor.TYPE_BOOL:
            return st.booleans()
        case FieldDescriptor.TYPE_ENUM:
            assert field.enum_type is not None
            named = [value.number for value in field.enum_type.values]
            return st.sampled_from([*named, *named, -1, max(named) + 1, 2**31 - 1, -(2**31)])
        case FieldDescriptor.TYPE_INT32:
            return st.sampled_from([*_INTS, 2**31 - 1, -(2**31)])
        case FieldDescriptor.TYPE_INT64:
            return st.sampled_from([*_INTS, 2**63 - 1, -(2**63), 2**31])
    raise NotImplementedError(f"{field.full_name}: say in tests/fuzzing/values.py what is bad for this type")


# What the end of a field's name says about its text: the likely and the bad of that kind, beside the bad of every kind.
_OF_KIND: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    (("_id", "_ids"), _IDS),
    (("date",), _DAYS),
    (("number",), _NUMBERS),
    (("url", "source"), _ADDRESSES),
    (("language",), ("en", "ur", "de", "EN", "\x00")),
)


def _strings(name: str, known: Sequence[str], tokens: Sequence[str]) -> st.SearchStrategy[str]:
    anything = st.sampled_from(_TEXTS) | st.lists(_CHARACTERS, max_size=40).map("".join)
    if name == "page_token":
        return st.sampled_from([*_TOKENS, *(bad for token in tokens for bad in _near(token))]) | anything
    for ends, bad in _OF_KIND:
        if name.endswith(ends):
            return st.sampled_from([*bad, *known] if ends[0] in ("_id", "number") else bad) | anything
    return st.sampled_from([*known, ""]) | anything


def _near(token: str) -> Iterator[str]:
    """Yield the token, and what somebody makes of it who has looked inside."""
    yield from (token, token[:-1], f"{token}A", token.swapcase(), f"{token}=")
    try:
        parts = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except ValueError:
        return
    for place in range(len(parts)):
        for bad in _PLACES:
            changed = json.dumps([*parts[:place], bad, *parts[place + 1 :]])
            yield base64.urlsafe_b64encode(changed.encode()).rstrip(b"=").decode()
    yield base64.urlsafe_b64encode(json.dumps(parts[:-1]).encode()).rstrip(b"=").decode()


def is_map(field: FieldDescriptor) -> bool:
    """Tell whether a field is a map."""
    return bool(field.message_type and field.message_type.GetOptions().map_entry)


def is_there(request: Message, path: Path) -> bool:
    """Tell whether a request holds the field, and the messages that lead to it; of a list its first entry counts."""
    inside: Any = request
    for field in path:
        found = getattr(inside, field.name)
        if is_map(field) or field.is_repeated:
            if not len(found):
                return False
            inside = None if is_map(field) else found[0]
        elif field.message_type:
            if not inside.HasField(field.name):
                return False
            inside = found
        elif not found:
            return False
    return True
