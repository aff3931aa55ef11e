"""Examples of bad input by name, for every field of every request that can hold them: none is left to chance.

A good request is changed in one field at a time, as somebody who may send it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import grpc
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message

from services.chassis.ids import new_id
from tests.fuzzing.target import Caller, Round, Target
from tests.fuzzing.values import Edit, Path, is_map, is_there, paths
from tests.fuzzing.verdict import Code, fields_at_fault

_LONG: Final = 100_000
_OVERRIDES: Final = "\u202e\u2066\u202d"
_NEVER_SEEN: Final = 2**40
_DAY: Final = "2026-02-30"
# The keys of these are the caller's own to choose, and are not looked into.
_OPAQUE: Final = frozenset({"idempotency_key", "page_token"})


@dataclass(frozen=True)
class Example:
    """One field, and what it is given.

    Attributes:
        path: The field.
        value: What it is given.
        named: The refusal has to name the field.
        refused: It has to be refused; if not, the answer may not hold what it was given.
    """

    path: Path
    value: Any
    named: bool = True
    refused: bool = True

    @property
    def field(self) -> str:
        """The field's path, without places in lists."""
        return ".".join(each.name for each in self.path)


def examples(request: Message) -> Iterator[Example]:
    """Yield the examples for every field whose message is there."""
    descriptor: Any = request.DESCRIPTOR
    for path in paths(descriptor):
        field = path[-1]
        if not is_there(request, path[:-1]) or field.name in _OPAQUE:
            continue
        if field.type == FieldDescriptor.TYPE_ENUM:
            assert field.enum_type is not None
            unknown = max(each.number for each in field.enum_type.values) + 1
            yield Example(path, [unknown] if field.is_repeated else unknown)
        elif field.name == "expected_version":
            yield Example(path, _NEVER_SEEN, named=False)
            yield Example(path, -1, named=False)
        elif is_map(field):
            yield Example(path, {"en": "x" * (_LONG + 1)})
            yield Example(path, {"en": f"a{_OVERRIDES}b"}, refused=False)
        elif field.type == FieldDescriptor.TYPE_STRING:
            yield from _of_text(path)


def _of_text(path: Path) -> Iterator[Example]:
    field = path[-1]

    def put(value: str) -> Any:
        return [value] if field.is_repeated else value

    yield Example(path, put("x" * _LONG))
    yield Example(path, put(f"a{_OVERRIDES}b"), refused=False)
    if field.name.endswith("date"):
        yield Example(path, put(_DAY))
    if field.name.endswith(("_id", "_ids")):
        yield Example(path, put(str(new_id())), named=False)


@dataclass
class Named:
    """One RPC under the examples.

    Attributes:
        takes: `RPC.field` or `field` of what may hold it all the same.
    """

    target: Target
    method: MethodDescriptor
    takes: frozenset[str]

    async def run(self) -> tuple[Counter[str], list[str]]:
        """Send every example; return how often each code came back, and what was wrong."""
        codes: Counter[str] = Counter()
        found: list[str] = []
        caller = await self._caller()
        sample = await Round(self.target, self.method).sample()
        for each in examples(sample):
            request = Round(self.target, self.method).edited(sample, [Edit(each.path, each.value)])
            error, answer = await _asked(caller, self.method, request)
            codes[error.code().name if error else Code.OK.name] += 1
            found += [
                f"{caller.name}: {each.field} = {str(each.value)[:30]!r}: {wrong}"
                for wrong in self._wrong(each, error, answer)
            ]
            if error is None and self.is_command:
                sample = await Round(self.target, self.method).sample()  # what was done cannot be done again
        return codes, found

    async def _caller(self) -> Caller:
        """Return somebody whose good request is answered."""
        for caller in self.target.of(self.method):
            error, _ = await _asked(caller, self.method, await Round(self.target, self.method).keyed())
            if error is None:
                return caller
        raise AssertionError(f"nobody's good request is answered: {self.method.name}")

    def _wrong(self, example: Example, error: grpc.aio.AioRpcError | None, answer: Any) -> Iterator[str]:
        if error is None:
            if example.refused and not {f"{self.method.name}.{example.field}", example.field} & self.takes:
                yield "is taken"
            if any(each in _said(answer) for each in _OVERRIDES):
                yield "comes back with letters that turn the order round"
            return
        if error.code() is Code.INVALID_ARGUMENT and example.named:
            named = [_without_places(each) for each in fields_at_fault(error)]
            if not any(example.field.startswith(each) or each.startswith(example.field) for each in named):
                yield f"is refused by another field, {named}"

    @property
    def is_command(self) -> bool:
        """Whether the RPC changes anything."""
        return Round(self.target, self.method).is_command


def _said(answer: Any) -> str:
    answers: Sequence[Message] = answer if isinstance(answer, list) else [answer]
    return "".join(MessageToJson(each, ensure_ascii=False) for each in answers)


def _without_places(path: str) -> str:
    """Return `position.text.bodies[ur]` as `position.text.bodies`, and `moves[0].remit_ids` as `moves.remit_ids`."""
    return ".".join(each.partition("[")[0] for each in path.split("."))


async def _asked(caller: Caller, method: MethodDescriptor, request: Message) -> tuple[grpc.aio.AioRpcError | None, Any]:
    try:
        return None, await caller.call(method, request)
    except grpc.aio.AioRpcError as refused:
        return refused, None


async def every_example_is_refused(
    target: Target,
    method: MethodDescriptor,
    record: Callable[[str, object], None],
    *,
    takes: frozenset[str] = frozenset(),
) -> None:
    """Send every example to one RPC.

    Args:
        target: The service.
        method: The RPC.
        record: Takes how often each code came back.
        takes: `RPC.field` or `field` of what may hold it all the same.
    """
    codes, found = await Named(target, method, takes).run()
    record(f"{method.name}, by name", dict(codes))
    assert not found, "\n".join([f"{method.full_name}, {len(found)} found:", *found[:40]])
