"""One RPC asked by everybody for everything, and what came of it."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from grpc_status import rpc_status

from roundtable.common.v1 import options_pb2
from tests.access import golden
from tests.access.golden import ONLY, Answers
from tests.access.kinds import IDENTITIES, OBJECTS
from tests.access.ledger import written_in
from tests.access.planted import CANARY, KEPT_NOWHERE, UNKNOWN, found_in, plant
from tests.access.undoing import undone
from tests.access.world import World, absent
from tests.fuzzing.verdict import fields_at_fault

_REFUSED_AT_ONCE: Final = 12
_ANSWERED_AT_ONCE: Final = 3  # a long list for a dozen at once takes longer than its deadline on a busy machine
_LONGEST_PAGE: Final = 200
OK: Final = "OK"
_TRACE: Final = "+"


@dataclass(frozen=True)
class Answer:
    """How one call ended."""

    cell: str
    told: tuple[Any, ...] = ()
    """All of a refusal that its caller can see."""

    @property
    def is_refusal(self) -> bool:
        """Whether it was refused."""
        return not self.cell.startswith(OK)


@dataclass
class Asked:
    """One RPC under the matrix.

    Attributes:
        world: The service.
        method: The RPC.
        faults: What may not be, whatever the golden file says.
        by: The field that names the thing.
        answers: What was answered.
    """

    world: World
    method: MethodDescriptor
    faults: list[str] = field(default_factory=list)
    by: str = ""
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    _samples: dict[str, Message] = field(default_factory=dict)
    _looked: bool = False

    async def run(self, expected: Answers) -> None:
        """Ask as everybody for everything.

        Args:
            expected: The golden answers. What is refused there is asked all at once, and nothing may be written
                meanwhile; what succeeds, too, but is undone each time. What leaves a trace, or cannot be undone, is
                asked one by one. With none expected, all is tried first, and undone, to learn what succeeds.
        """
        await self._prepare()
        cases = [(name, whose) for name in IDENTITIES for whose in self.objects]
        await self.world.ledger.look()
        if expected:
            cells = {case: expected.get(case[0], {}).get(case[1], _TRACE) for case in cases}
        else:
            await self._undone(cases)
            cells = {case: _TRACE if self.answers[case].is_refusal else OK for case in cases}
        good = [case for case in cases if cells[case].startswith(OK)]
        alone = [case for case in cases if _TRACE in cells[case]]
        if self.method.name in self.world.kept:
            good, alone = [], alone + good
        await self._together([case for case in cases if case not in {*good, *alone}], _REFUSED_AT_ONCE)
        await self._undone(good)
        for case in alone:
            await self._alone(*case)
        self.faults += self._told_apart()
        if good and not self._looked and self.method.GetOptions().Extensions[options_pb2.policy].mutating:
            self.faults.append("it wrote nothing, so nobody knows whether it keeps what the caller filled in")

    async def _undone(self, cases: list[tuple[str, str]]) -> None:
        with undone(self.world.database, self._look):
            await self._together(cases, _ANSWERED_AT_ONCE)

    async def _look(self, tx: Any) -> None:
        """Look, the first time that something was written, for what the caller filled in."""
        if self._looked:
            return
        written = await written_in(tx, KEPT_NOWHERE)
        self._looked = bool(written)
        if kept := [table for table, holds in written.items() if holds]:
            self.faults.append(f"what the caller filled in was kept in {kept}")

    @property
    def objects(self) -> tuple[str, ...]:
        """Whose things the request can name."""
        return OBJECTS if self.by else (ONLY,)

    @property
    def table(self) -> Answers:
        """The answers as the golden file has them."""
        return {name: {whose: self.answers[name, whose].cell for whose in self.objects} for name in IDENTITIES}

    async def _prepare(self) -> None:
        self._samples["own"] = await self.world.sample("own", self.method)
        self.by = self.world.names(self.method, self._samples["own"])
        for whose in ("same", "foreign") if self.by else ():
            self._samples[whose] = await self.world.sample(whose, self.method)

    async def _together(self, cases: list[tuple[str, str]], at_once: int) -> None:
        slots = asyncio.Semaphore(at_once)

        async def ask(name: str, whose: str) -> None:
            async with slots:
                self.answers[name, whose] = await self._ask(name, whose)

        await asyncio.gather(*(ask(*case) for case in cases))
        if written := await self.world.ledger.written():
            let_in = [f"{name} on {whose}" for name, whose in cases if not self.answers[name, whose].is_refusal]
            self.faults.append(f"{sorted(written)} were written to by a refusal, or by who was let in: {let_in}")

    async def _alone(self, name: str, whose: str) -> None:
        answer = await self._ask(name, whose)
        written = await self.world.ledger.written()
        if written and answer.is_refusal:
            answer = Answer(f"{answer.cell} {_TRACE}{_TRACE.join(sorted(written))}", answer.told)
        self.answers[name, whose] = answer
        if written and not answer.is_refusal and self.method.input_type.fields:
            made_for = whose if whose in self._samples else "own"
            self._samples[made_for] = await self.world.sample(made_for, self.method)
            await self.world.ledger.look()

    async def _ask(self, name: str, whose: str) -> Answer:
        sample = self._samples.get(whose) or self._samples["own"]
        request = absent(sample, self.by) if whose == "absent" else sample
        try:
            replies, planted = await self._pages(name, request)
        except grpc.aio.AioRpcError as error:
            return Answer(_cell(error), _told(error))
        said = "".join(MessageToJson(each, ensure_ascii=False) for each in replies)
        if found := found_in(said, planted):
            self.faults.append(f"{name} on {whose}: what the caller filled in came back: {found}")
        if self.by:
            return Answer(OK)
        marks = await self.world.marks()
        seen = [each for each in OBJECTS if any(f'"{mark}"' in said for mark in marks.get(each, ()))]
        return Answer(" ".join([OK, *(["sees", *seen] if seen else [])]))

    async def _pages(self, name: str, request: Message) -> tuple[list[Message], set[str]]:
        fields = self.method.input_type.fields_by_name
        paged = "page_token" in fields and "next_page_token" in self.method.output_type.fields_by_name
        asked: Any = type(request)()
        asked.CopyFrom(request)
        planted = {CANARY, *plant(asked)}
        if paged:
            asked.page_size = _LONGEST_PAGE
        replies: list[Message] = []
        while True:
            if "idempotency_key" in fields:
                asked.idempotency_key = uuid4().hex
            raw = asked.SerializeToString() + UNKNOWN
            answer = await self.world.callers[name].call(self.method, raw)
            replies += answer if isinstance(answer, list) else [answer]
            if not paged or not answer.next_page_token:
                return replies, planted
            asked.page_token = answer.next_page_token

    def _told_apart(self) -> Iterator[str]:
        """Yield where a caller can tell a thing that they may not know of from one that is not there."""
        for name in IDENTITIES if self.by else ():
            nothing = self.answers[name, "absent"]
            for whose in ("own", "same", "foreign"):
                other = self.answers[name, whose]
                if other.told[:1] == nothing.told[:1] and nothing.told != other.told:  # one code, and other words
                    yield f"{name}: tells {whose} from absent: {other.told} and {nothing.told}"


def _cell(error: grpc.aio.AioRpcError) -> str:
    named = fields_at_fault(error)
    return error.code().name + (f"({','.join(named)})" if named else "")


def _told(error: grpc.aio.AioRpcError) -> tuple[Any, ...]:
    rich = rpc_status.from_call(error)  # type: ignore[arg-type]
    return error.code().name, error.details(), rich.SerializeToString(deterministic=True) if rich else b""


def differences(expected: Answers, found: Answers) -> list[str]:
    """Return where the answers are not those of the golden file, as sentences."""
    return [
        f"{name} on {whose}: {cell}, and the golden file says {expected.get(name, {}).get(whose, 'nothing')}"
        for name, cells in found.items()
        for whose, cell in cells.items()
        if expected.get(name, {}).get(whose) != cell
    ]


def rpc_name(method: MethodDescriptor) -> str:
    """Return an RPC's name as the golden files have it."""
    assert method.containing_service is not None
    return f"{method.containing_service.name}/{method.name}"


async def answered_as_agreed(world: World, service: str, method: MethodDescriptor, *, write: bool) -> None:
    """Ask one RPC as everybody for everything, and compare the answers with the golden file.

    Args:
        world: The service.
        service: Its name.
        method: The RPC.
        write: Write the answers into the golden file instead.
    """
    agreed = {} if write else golden.read(service)
    name = rpc_name(method)
    assert write or name in agreed, f"{name} is not in {golden.path_of(service).name}: {golden.EXTEND}"
    asked = Asked(world, method)
    await asked.run({} if write else agreed[name][1])
    assert not asked.faults, "\n".join([method.full_name, *asked.faults])
    if write:
        golden.put(service, name, (asked.by, asked.table))
        return
    assert asked.by == agreed[name][0]
    found = differences(agreed[name][1], asked.table)
    assert not found, "\n".join([f"{method.full_name}, {len(found)} answers differ:", *found[:40]])
