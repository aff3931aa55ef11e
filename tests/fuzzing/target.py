"""One service under fuzz: who calls it, a good request for each RPC, and what came of it."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from uuid import uuid4

import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, MethodDescriptor
from google.protobuf.message import Message

from roundtable.common.v1 import options_pb2
from services.chassis import policies
from services.chassis.ids import new_id
from services.chassis.server import MESSAGE_BYTES
from tests.fuzzing.values import Edit, edits, is_there, paths
from tests.fuzzing.verdict import Code, State, faults

DEADLINE_SECONDS: Final = 10.0
_EXAMPLES: Final = 20
_FRESH: Final = 2
_LONGEST_REPORT: Final = 600
# No wire format: a field number that cannot be, and a text that is no UTF-8 in field 1.
_UNREADABLE: Final = (b"\xff\xff\xff", b"\x0a\x02\xc3\x28")

Sample = Callable[[], Awaitable[Message]]


@dataclass(frozen=True)
class Caller:
    """Somebody whom the door lets in: a process, and perhaps a person, who may show further tokens beside the own."""

    name: str
    channel: grpc.aio.Channel
    token: Callable[[], Awaitable[str]] | None = None
    beside: Sequence[str] = ()

    async def call(self, method: MethodDescriptor, request: Message | bytes) -> Any:
        """Call an RPC, of whatever shape; a stream is sent and read to its end."""
        shown = [*([await self.token()] if self.token else []), *self.beside]
        bearer = tuple(("authorization", f"Bearer {each}") for each in shown)
        way = f"{'stream' if method.client_streaming else 'unary'}_{'stream' if method.server_streaming else 'unary'}"
        assert method.containing_service is not None
        rpc: Any = getattr(self.channel, way)(
            f"/{method.containing_service.full_name}/{method.name}",
            request_serializer=lambda each: each if isinstance(each, bytes) else each.SerializeToString(),
            response_deserializer=message_factory.GetMessageClass(method.output_type).FromString,
        )
        call = rpc(iter([request]) if method.client_streaming else request, timeout=DEADLINE_SECONDS, metadata=bearer)
        return [each async for each in call] if method.server_streaming else await call


@dataclass
class Target:
    """A running service.

    Attributes:
        callers: By the caller that a policy names, who that may be.
        samples: By RPC, what makes a request that succeeds.
        state: Its rows.
        known: Ids, numbers and slugs of things that are there.
        today: Tells which day it is there.
        private: By name of a request's field, the id of a thing of that kind which others may not know of.
        sees_all: Who may know of it all the same, by name.
        may_write: By RPC, the tables that a refusal may write to, such as one that counts tries.
        may_say: By RPC, further codes that its comment names.
        stands_for: By message that names a thing by its id, the type of the thing, whose fields refusals may name.
    """

    callers: Mapping[int, Sequence[Caller]]
    samples: Mapping[str, Sample]
    state: State
    known: Sequence[str]
    today: Callable[[], date] = date.today
    private: Mapping[str, str] = field(default_factory=dict)
    sees_all: frozenset[str] = frozenset()
    may_write: Mapping[str, frozenset[str]] = field(default_factory=dict)
    may_say: Mapping[str, frozenset[Code]] = field(default_factory=dict)
    stands_for: Mapping[str, Descriptor] = field(default_factory=dict)

    def of(self, method: MethodDescriptor) -> list[Caller]:
        """Return everybody whom the door of an RPC lets in."""
        policy = method.GetOptions().Extensions[options_pb2.policy]
        return [each for kind in policy.callers for each in self.callers[kind]]


@dataclass
class Round:
    """One RPC under fuzz; `codes` and `found` say how it went."""

    target: Target
    method: MethodDescriptor
    codes: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    _key: str = field(default_factory=lambda: uuid4().hex)
    _rows: dict[str, str] = field(default_factory=dict)

    async def run(self) -> None:
        """Send a good request as everybody who may, then bad ones, unreadable ones, and ones for what is private."""
        callers = self.target.of(self.method)
        self._rows = await self._state()
        sample, tokens = await self._good(callers)
        fresh = _FRESH
        for number, each in enumerate(edits(self.method.input_type, self.target.known, tokens, _EXAMPLES)):
            answer = await self._ask(callers[number % len(callers)], self.edited(sample, each))
            if answer is not None and self.is_command and fresh:
                sample, fresh = await self.sample(), fresh - 1  # what was done cannot be done again
        if self.method.input_type.fields:
            for caller, raw in zip(callers * 2, _UNREADABLE, strict=False):
                await self._ask(caller, raw)
        await self._alike(callers, sample)
        await self._only_read()

    async def _only_read(self) -> None:
        if not self.is_command and await self._state() != self._rows:
            self.found.append("changes something although it is no command")

    async def _good(self, callers: Sequence[Caller]) -> tuple[Message, list[str]]:
        """Let everybody send the good request, and return a fresh one and the page tokens that came back."""
        tokens: list[str] = []
        for caller in callers:
            sample = await self.sample()
            for name, value in (("idempotency_key", self._key), ("page_size", 1)):
                if name in self.method.input_type.fields_by_name:
                    setattr(sample, name, value)
            answer = await self._ask(caller, sample)
            if isinstance(answer, Message) and "next_page_token" in answer.DESCRIPTOR.fields_by_name:
                tokens.append(answer.next_page_token)  # type: ignore[attr-defined]
        if not self.codes[Code.OK.name]:
            self.found.append(f"refuses the good request: {dict(self.codes)}")
        await self._only_read()
        return await self.sample(), [each for each in tokens if each]

    async def sample(self) -> Message:
        """Return a good request."""
        if self.method.name not in self.target.samples and needs_no_sample(self.method):
            return message_factory.GetMessageClass(self.method.input_type)()
        made = await self.target.samples[self.method.name]()
        self._rows = await self._state()
        return made

    async def keyed(self) -> Message:
        """Return a good request, ready to be sent."""
        return self.edited(await self.sample(), [])

    def edited(self, sample: Message, drawn: Sequence[Edit]) -> Message:
        """Return a copy of the request with a key of its own, and other fields as drawn."""
        request = type(sample)()
        request.CopyFrom(sample)
        if "idempotency_key" in self.method.input_type.fields_by_name:
            request.idempotency_key = uuid4().hex  # type: ignore[attr-defined]
        for each in drawn:
            each.apply(request)
        return request

    async def _ask(self, caller: Caller, request: Message | bytes) -> Any:
        """Send a request, judge the answer, and return it; None if it is a refusal."""
        error, answer = None, None
        try:
            answer = await caller.call(self.method, request)
        except grpc.aio.AioRpcError as refusal:
            error = refusal
        self.codes[error.code().name if error else Code.OK.name] += 1
        also = self.target.may_say.get(self.method.name, frozenset())
        if isinstance(request, Message) and request.ByteSize() > MESSAGE_BYTES:
            also |= {Code.RESOURCE_EXHAUSTED}  # gRPC itself takes no request that long
        wrong = list(faults(self.method.input_type, error, also=also, stands_for=self.target.stands_for))
        if isinstance(request, bytes):
            wrong = [each for each in wrong if each != "names no field"]
        if self.is_command:
            now = await self._state()
            written = {name for name in now if now[name] != self._rows.get(name)}
            if error and written:
                wrong.append(f"was refused and wrote to {sorted(written)}")
            self._rows = now
        self.found += [f"{caller.name}: {each}; {_told(error)}; {_short(request)}" for each in wrong]
        return None if error else answer

    async def _alike(self, callers: Sequence[Caller], sample: Message) -> None:
        """Ask for what is private and for what is missing: nobody can tell one from the other."""
        for path in paths(self.method.input_type):
            field = path[-1]
            private = self.target.private.get(field.name.removesuffix("s") if field.is_repeated else field.name)
            if private is None or not is_there(sample, path if len(path) == 1 else path[:-1]):
                continue
            for caller in (each for each in callers if each.name not in self.target.sees_all):
                told = []
                for value in (private, str(new_id())):
                    edit = Edit(path, [value] if field.is_repeated else value)
                    told.append(await self._refusal(caller, self.edited(sample, [edit])))
                if told[0] != told[1]:
                    name = ".".join(each.name for each in path)
                    self.found.append(f"{caller.name}: tells a private {name} from a missing one: {told}")

    async def _refusal(self, caller: Caller, request: Message) -> str:
        try:
            await caller.call(self.method, request)
        except grpc.aio.AioRpcError as refusal:
            return _told(refusal)
        return "OK"

    @property
    def is_command(self) -> bool:
        """Whether the RPC changes anything."""
        return bool(self.method.GetOptions().Extensions[options_pb2.policy].mutating)

    async def _state(self) -> dict[str, str]:
        written = self.target.may_write.get(self.method.name, frozenset())
        return {name: rows for name, rows in (await self.target.state.tables()).items() if name not in written}


def _told(error: grpc.aio.AioRpcError | None) -> str:
    return f"{error.code().name} {error.details()!r}" if error else Code.OK.name


def _short(request: Message | bytes) -> str:
    shown = str(request).replace("\n", " ")
    return shown if len(shown) < _LONGEST_REPORT else f"{shown[:_LONGEST_REPORT]}…"


def methods_of(*services: str) -> list[MethodDescriptor]:
    """Return the RPCs of gRPC services."""
    return [method for name in services for method in policies.find_service(name).methods]


def needs_no_sample(method: MethodDescriptor) -> bool:
    """Tell whether the empty request is a good one: it asks for the first page of a list, or can hold nothing."""
    fields = method.input_type.fields_by_name
    return not fields or "page_token" in fields


def samples_of(desk: object) -> dict[str, Sample]:
    """Return what makes the good requests: the methods of an object that are named after RPCs."""
    return {name: getattr(desk, name) for name in dir(desk) if name[0].isupper()}


async def nothing_wrong(target: Target, method: MethodDescriptor, record: Callable[[str, object], None]) -> None:
    """Fuzz one RPC.

    Args:
        target: The service.
        method: The RPC.
        record: Takes how often each code came back.
    """
    fuzzed = Round(target, method)
    await fuzzed.run()
    record(method.name, dict(fuzzed.codes))
    assert not fuzzed.found, "\n".join([f"{method.full_name}, {len(fuzzed.found)} found:", *fuzzed.found[:20]])
