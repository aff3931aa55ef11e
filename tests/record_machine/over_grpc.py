"""The stage of records on the running service: requests go over gRPC, what is seen is read from its database."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import grpc
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from grpc_status import rpc_status

from roundtable.common.v1 import errors_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import events_pb2 as register
from services.chassis import event_log, texts
from services.chassis.database import Transaction
from services.consultations import store, wire
from services.consultations.domain.values import LocalizedText
from tests.fuzzing.verdict import fields_at_fault
from tests.integration.consultations_house import House, Person
from tests.machine.evaluated import held
from tests.record_machine.stage import Published, Refused, World, named

T = TypeVar("T")
# What a caller may be told. UNKNOWN or INTERNAL is a fault of the service.
_REFUSALS = (
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.NOT_FOUND,
)
_ALL_CONSULTATIONS = "SELECT id FROM consultations WHERE organisation_id = ANY(%(hosts)s) ORDER BY id"


@dataclass
class Neighbours:
    """Everybody around some consultations."""

    people: dict[str, Person]
    hosts: dict[UUID, str]
    bodies: list[str]


async def neighbours(house: House) -> Neighbours:
    """Return two hosts with their people, somebody from nowhere, and a register."""
    facilitator, other = await house.person("facilitator"), await house.person("facilitator")
    here, there = facilitator.organisation, other.organisation
    people = {
        "facilitator": facilitator,
        "colleague": await house.person("facilitator", organisation=here),
        "both": await house.person("facilitator", "reviewer", organisation=here),
        "reviewer": await house.person("reviewer", organisation=here),
        "second_reviewer": await house.person("reviewer", organisation=here),
        "other_host": other,
        "other_reviewer": await house.person("reviewer", organisation=there),
        "registrar": await house.person("registrar"),
        "verifier": await house.person("verifier", organisation=here),
        "nobody": await house.person(organisation=here),
    }
    bodies = [await house.body(), await house.body(), await house.body(register.ADDRESSEE_KIND_GROUP)]
    bodies.append(await house.body(illustrative=True))
    return Neighbours(people, {here: "facilitator", there: "other_host"}, bodies)


class GrpcStage:
    """The consultations of a running service, played from a thread beside its event loop."""

    def __init__(self, house: House, around: Neighbours, loop: asyncio.AbstractEventLoop) -> None:
        self.house, self.around, self._loop = house, around, loop

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def advance(self, days: int) -> None:
        """Put the house's clock forward; the service's own task ends every embargo whose instant has come."""
        self.house.clock.advance(days=days)
        self._run(self.house.servicer.publish_due())

    def send(self, who: str, request: Any) -> Refused | None:
        """Send it twice, as somebody does whose connection broke: the second answer is the first (invariant 3)."""
        return self._run(self._sent(self.around.people[who], request))

    async def _sent(self, who: Person, request: Any) -> Refused | None:
        request = _keyless(request)
        try:
            first = await self.house.call(who, request)
        except grpc.aio.AioRpcError as refused:
            if refused.code() not in _REFUSALS:
                raise
            return _refused(refused)
        again = await self.house.call(who, request)
        assert held(3, again == first), f"invariant 3: a repeated {named(request)} got another answer"
        return None

    def see(self) -> World:
        """Read the rows, the event log and every public answer."""
        return self._run(self._see())

    async def _see(self) -> World:
        house, hosts = self.house, self.around.hosts
        async with house.database.transaction(read_only=True) as tx:
            await store.act_for(tx, hosts)
            found = await (await tx.execute(_ALL_CONSULTATIONS, {"hosts": list(hosts)})).fetchall()
            drafts = {row["id"]: await store.read_draft(tx, house.keys, row["id"], hosts) for row in found}
            entered = await store.programmes_after(tx, house.keys, hosts, after=None, limit=9)
            programmes = {each.id: each for _, each in entered if each}
            consultations, statements, told = await self._published(tx, list(drafts))
            of_programmes, more = await self._programmes(tx, list(programmes))
            acts = [await store.acts_in(tx, house.keys, each.consultation) for each in drafts.values()]
            proposals = await store.proposals_after(tx, house.keys, hosts, after=None, limit=99)
            return World(
                today=house.clock().date(),
                people={each.id: name for name, each in self.around.people.items()},
                hosts=hosts,
                register=await store.register(tx, [UUID(each) for each in self.around.bodies]),
                programmes=programmes,
                published_programmes=of_programmes,
                drafts=drafts,
                consultations=consultations,
                statements=statements,
                proposals={each.id: each for _, each in proposals if each},
                acts=tuple(each for several in acts for each in several),
                apart=frozenset(await store.kept_apart(tx, list(statements))),
                texts=await _texts(tx, consultations, statements, of_programmes),
                told=told + more,
                public=await self._public(consultations, statements),
            )

    async def _published(self, tx: Transaction, ids: list[UUID]) -> tuple[dict[UUID, Any], dict[UUID, Any], str]:
        records = [each for each in [await store.consultation_record(tx, one) for one in ids] if each]
        said = [each for one in records for each in await store.statement_records(tx, one.id)]
        logs = await event_log.load_all(tx, [*(each.id for each in records), *(each.id for each in said)])
        for log in logs.values():
            event_log.verify(log)
        consultations = {
            each.id: Published(each, tuple(wire.consultation_fact(one) for one in logs[each.id])) for each in records
        }
        statements = {
            each.id: Published(each, tuple(wire.statement_fact(one) for one in logs[each.id])) for each in said
        }
        told = "\n".join(_json(one.message) for log in logs.values() for one in log)
        return consultations, statements, told

    async def _programmes(self, tx: Transaction, ids: list[UUID]) -> tuple[dict[UUID, Any], str]:
        records = [each for each in [await store.published_programme(tx, one) for one in ids] if each]
        logs = await event_log.load_all(tx, [each.id for each in records])
        for log in logs.values():
            event_log.verify(log)
        found = {each.id: Published(each, tuple(wire.programme_fact(one) for one in logs[each.id])) for each in records}
        return found, "\n".join(_json(one.message) for log in logs.values() for one in log)

    async def _public(self, consultations: dict[UUID, Any], statements: dict[UUID, Any]) -> str:
        requests: list[Message] = [
            pb.ListConsultationsRequest(page_size=200),
            pb.ListConsultationsRequest(page_size=1, illustrative=True),
            pb.ListProgrammesRequest(),
            *(pb.GetConsultationRequest(number=each.record.number) for each in consultations.values()),
            *(pb.GetStatementRequest(number=each.record.frame.number) for each in statements.values()),
        ]
        assert {named(each) for each in requests} <= PUBLIC
        return "\n".join([_json(await self.house.call(None, each)) for each in requests])


PUBLIC = frozenset({"ListConsultations", "GetConsultation", "GetStatement", "ListProgrammes"})
"""What anybody may ask; every answer is looked at after every step."""


def _keyless(request: Any) -> Any:
    """Return a copy without a key: the house gives it one, which the second call then has as well."""
    copied = type(request)()
    copied.CopyFrom(request)
    copied.ClearField("idempotency_key")
    return copied


def _json(message: Message) -> str:
    return MessageToJson(message, indent=None, ensure_ascii=False)


async def _texts(tx: Transaction, *records: dict[UUID, Any]) -> dict[UUID, LocalizedText]:
    ids = wire.ids_in(*(each.record for of in records for each in of.values()))
    found = wire.plain(await texts.load(tx, ids))
    return {
        key: LocalizedText(each.authoritative_language, tuple(sorted(each.bodies.items())))
        for key, each in found.items()
    }


def _refused(error: grpc.aio.AioRpcError) -> Refused:
    rich = rpc_status.from_call(error)  # type: ignore[arg-type]
    current = bool(rich) and any(each.Is(errors_pb2.Stale.DESCRIPTOR) for each in rich.details)
    fields = tuple(fields_at_fault(error)) if error.code() is grpc.StatusCode.INVALID_ARGUMENT else ()
    return Refused(error.code().name, error.details() or "", current, fields)
