"""The machine's stage on the running service: requests go over gRPC, what is seen is read from its database."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

import grpc
from google.protobuf.json_format import MessageToJson

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.chassis.errors import Refusal
from services.recommendations import wire
from services.recommendations.domain.addressee import Addressee
from services.recommendations.store import calendar, lines, register
from tests.fuzzing.verdict import fields_at_fault
from tests.integration.recommendations_house import House, Person, Tracked
from tests.integration.recommendations_things import a_text, key
from tests.machine.evaluated import held
from tests.machine.stage import ANYBODY, Seen, Told, World, named

T = TypeVar("T")
# What a caller may be told. UNKNOWN or INTERNAL is a fault of the service.
_REFUSALS = (
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.ALREADY_EXISTS,
)


PUBLIC = frozenset(
    {
        *("GetOverview", "ListLines", "ListAddressees", "ListChanges", "GetCalendar"),
        *("ListConsultationLines", "GetRecommendation", "GetAddressee"),
    }
)
"""What anybody may ask; every answer is looked at after every step."""


@dataclass
class Neighbourhood:
    """What a life begins with: two records, three bodies of which one is a group, and everybody around them."""

    first: str  # the line that comes into view
    records: list[Tracked]
    bodies: list[UUID]
    people: dict[str, Person]
    liaisons: dict[UUID, Person]


class GrpcStage:
    """The lines of a running service, played from a thread beside its event loop."""

    def __init__(self, house: House, neighbourhood: Neighbourhood, loop: asyncio.AbstractEventLoop) -> None:
        self.house, self.around, self._loop = house, neighbourhood, loop
        self.assignment_id = neighbourhood.first
        self._deliveries: dict[str, UUID] = {}
        self._known: list[UUID] = []  # lines, in the order in which they came
        self._answers: dict[str, str] = {}
        self.repeated = 0

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    @property
    def today(self) -> date:
        """The day of the house's clock."""
        return self.house.clock.today

    def see(self) -> World:
        """Read the rows, the event logs and every public answer."""
        return self._run(self._see())

    async def _see(self) -> World:
        ids = [each.statement_id for each in self.around.records]
        async with self.house.database.transaction(read_only=True) as tx:
            found = await lines.of_records(tx, ids)
            logs = await event_log.load_all(tx, [each.assignment.id for each in found])
            entries = {each.id: each for each in await register.everything(tx)}
            known = await calendar.read(tx)
            holidays = await calendar.holidays(tx, self.house.timers._base)
        for log in logs.values():
            event_log.verify(log)
        # In the order in which they came, as in any other run of the same life: ids are different every time.
        bodies = {key: entries[key] for key in self.around.bodies}
        place = {
            key: number for number, key in enumerate([*(each.statement_id for each in self.around.records), *bodies])
        }
        found.sort(key=lambda each: (place[each.record.id], place[each.assignment.addressee_id]))
        self._known += [each.assignment.id for each in found if each.assignment.id not in self._known]
        found.sort(key=lambda each: self._known.index(each.assignment.id))
        seen = {
            each.assignment.id: Seen(each, tuple(wire.facts.fact(one) for one in logs[each.assignment.id]))
            for each in found
        }
        public = await asked(self.house.public, self.around, bodies)
        rows = await self.house.rows("SELECT id, state FROM suggestions ORDER BY id")
        suggested = {row["id"]: row["state"] for row in rows}
        return World(seen, bodies, known, holidays, await self._drafts(), suggested, public)

    async def _drafts(self) -> dict[str, int]:
        rows = await self.house.rows(
            "SELECT person_id, version FROM answer_drafts WHERE assignment_id = %(id)s AND ended_at IS NULL",
            id=UUID(self.assignment_id),
        )
        names = {(await self._who(name)).id: name for name in ("liaison", "stranger")} if rows else {}
        return {names.get(row["person_id"], "?"): row["version"] for row in rows}

    async def _who(self, name: str) -> Person:
        """Return who somebody is to the line in view."""
        if name not in {"liaison", "stranger"}:
            return self.around.people[name]
        found = await self.house.rows(
            "SELECT addressee_id FROM assignments WHERE id = %(id)s", id=UUID(self.assignment_id)
        )
        body = found[0]["addressee_id"]
        if name == "liaison":
            return self.around.liaisons[body]
        return next(each for key, each in self.around.liaisons.items() if key != body)

    def send(self, who: str, request: Any) -> Refusal | None:
        """Send it twice, as somebody does whose connection broke: the second answer is the first (invariant 3)."""
        return self._run(self._sent(who, named(request), request))

    async def _sent(self, who: str, method: str, request: Any) -> Refusal | None:
        try:
            first = await self._call(who, method, request)
        except grpc.aio.AioRpcError as refused:
            if refused.code() not in _REFUSALS:
                raise
            fields = tuple(fields_at_fault(refused)) if refused.code() is grpc.StatusCode.INVALID_ARGUMENT else ()
            return Told(refused.details() or "", code=refused.code().name, fields=fields)
        if not getattr(request, "preview", False):
            again = await self._call(who, method, request)
            assert held(3, again == first), "invariant 3: a repeated act got another answer"
        self.repeated += 1
        if method == "RegisterAddressee":
            entered = UUID(first.addressee.addressee_id)
            self.around.bodies.append(entered)
            self.around.liaisons[entered] = await self.house.liaison(entered)
        return None

    async def _call(self, who: str, method: str, request: Any) -> Any:
        if who == ANYBODY:
            return await getattr(self.house.public, method)(request, timeout=10)
        return await self.house.call(await self._who(who), method, _streamed(request))

    def draft_id(self) -> str:
        """Return the id of an answer that is kept on the line in view."""
        return self._run(self._draft_id())

    async def _draft_id(self) -> str:
        rows = await self.house.rows(
            "SELECT id FROM answer_drafts WHERE assignment_id = %(id)s AND ended_at IS NULL",
            id=UUID(self.assignment_id),
        )
        return str(rows[0]["id"])

    def waiting(self) -> list[tuple[str, UUID]]:
        """Return what waits on the line in view for a second person."""
        return self._run(self._waiting())

    async def _waiting(self) -> list[tuple[str, UUID]]:
        async with self.house.database.transaction(read_only=True) as tx:
            assignment = (await lines.read(tx, UUID(self.assignment_id))).assignment
        letters = [("letter", each) for each in assignment.outside_answers_pending]
        return letters + [("proposal", each) for each in assignment.closure_proposals_pending]

    def decide(self, who: str, what: str, waiting_id: UUID, *, confirm: bool) -> Refusal | None:
        """Confirm or refuse it."""
        common: dict[str, Any] = {"idempotency_key": key(), "confirm": confirm, "reason": "No"}
        if what == "letter":
            letter = pb.DecideOutsideAnswerRequest(outside_answer_id=str(waiting_id), **common)
            return self.send(who, letter)
        return self.send(who, pb.DecideClosureProposalRequest(closure_proposal_id=str(waiting_id), **common))

    def mail(self, outcome: str) -> None:
        """Let a mail about the line in view arrive, or come back."""
        assignment_id = UUID(self.assignment_id)
        sent = self._deliveries.get(self.assignment_id)
        if outcome == "accepted" or sent is None:
            self._deliveries[self.assignment_id] = self._run(self.house.accepted(assignment_id, delivery_id=sent))
        else:
            self._run(self.house.bounced(sent, assignment_id))

    def advance(self, days: int) -> None:
        """Let days pass; the service's own timers do what the clock does."""
        self.house.clock.advance(days=days)
        self._run(self.house.parts.servicers[0][1].end_rights_of_reply())
        self._run(self.house.timers.run())

    def announce(self, news: str) -> None:
        """Let consultations announce something of the record of the line in view."""
        self._run(self._announce(news))

    async def _announce(self, news: str) -> None:  # noqa: C901  # one case per kind of news
        async with self.house.database.transaction(read_only=True) as tx:
            line = await lines.read(tx, UUID(self.assignment_id))
            asked_already = {each.assignment.addressee_id for each in await lines.of_records(tx, [line.record.id])}
        house, records = self.house, {each.statement_id: each for each in self.around.records}
        record = records[line.record.id]
        other = next(each for each in records.values() if each is not record)
        match news:
            case "hidden":
                await house.hide(record)
            case "shown":
                await house.show(record)
            case "withdrawn":
                await house.withdraw(record)
            case "merged" | "superseded":
                await house.join(record, other, merged=news == "merged")
            case "unmerged":
                await house.unmerge(record, other)
            case "recorded":
                await house.retrack(record.statement_id, record.tracked_number)
            case "tracked":
                await house.retrack(record.statement_id, record.tracked_number, *asked_already)
            case "linked" | "unlinked":
                await house.link(record, other, linked=news == "linked")
            case "corrected":
                await house.correct(record.statement_id, title=a_text("Read otherwise"))
            case "particulars":
                was, now = ("2026-02-01", ["child_safety"]), ("2026-02-02", ["media"])
                await house.correct_particulars(record.statement_id, was, now)
            case "addressee_added":
                body = next(each for each in self.around.bodies if each not in asked_already)
                await house.add_addressee(record.statement_id, body)


def _streamed(request: Any) -> Any:
    """Return a request as its RPC takes it: a file comes in pieces."""
    return iter([request]) if named(request) == "AttachEvidence" else request


async def asked(public: Any, around: Neighbourhood, bodies: Mapping[UUID, Addressee]) -> str:
    """Return what every public RPC answers, as JSON."""
    requests: list[Any] = [
        pb.GetOverviewRequest(),
        pb.ListLinesRequest(page_size=1),
        pb.ListAddresseesRequest(page_size=1),
        pb.ListChangesRequest(page_size=2),
        pb.GetCalendarRequest(),
        pb.ListConsultationLinesRequest(consultation_number=around.records[0].number.partition("/")[0]),
        *(pb.GetRecommendationRequest(tracked_number=each.tracked_number) for each in around.records),
        *(pb.GetAddresseeRequest(slug=each.slug) for each in bodies.values()),
    ]
    assert {named(each) for each in requests} == PUBLIC
    answers = [await getattr(public, named(each))(each) for each in requests]
    return "\n".join(MessageToJson(each, indent=None, ensure_ascii=False) for each in answers)
