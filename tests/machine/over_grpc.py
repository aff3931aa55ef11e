"""The machine's stage on the running service: requests go over gRPC, what is seen is read from its database."""

import asyncio
from collections.abc import Coroutine
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

import grpc
from google.protobuf.json_format import MessageToJson

from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.chassis.errors import Refusal
from services.recommendations import wire
from services.recommendations.store import lines
from tests.integration.recommendations_house import House, Person
from tests.integration.recommendations_scene import Scene
from tests.integration.recommendations_things import key
from tests.machine.stage import Seen, named

T = TypeVar("T")
# What a caller may be told. UNKNOWN or INTERNAL is a fault of the service.
_REFUSALS = (
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.NOT_FOUND,
)


class GrpcStage:
    """One line of a running service, played from a thread beside its event loop."""

    def __init__(self, house: House, scene: Scene, people: dict[str, Person], loop: asyncio.AbstractEventLoop) -> None:
        self.house, self.scene, self.people, self._loop = house, scene, people, loop
        self._delivery_id: UUID | None = None
        self._first_version = self._run(scene.version())
        self.repeated = 0

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    @property
    def today(self) -> date:
        """The day of the house's clock."""
        return self.house.clock.today

    @property
    def assignment_id(self) -> str:
        """The line."""
        return self.scene.assignment

    def see(self) -> Seen:
        """Read the row, the event log and the public page."""
        return self._run(self._see())

    async def _see(self) -> Seen:
        assignment_id = UUID(self.scene.assignment)
        async with self.house.database.transaction(read_only=True) as tx:
            line = await lines.read(tx, assignment_id)
            log = await event_log.load(tx, assignment_id)
        event_log.verify(log)
        asked = pb.GetRecommendationRequest(tracked_number=self.scene.tracked.tracked_number)
        public = MessageToJson(await self.house.public.GetRecommendation(asked))
        facts = tuple(wire.facts.fact(each) for each in log if each.version > self._first_version)
        return Seen(line.record, line.assignment, line.hidden, facts, public)

    def send(self, who: str, request: Any) -> Refusal | None:
        """Send it twice, as somebody does whose connection broke: the second answer is the first (invariant 3)."""
        return self._run(self._sent(self.people[who], named(request), request))

    async def _sent(self, person: Person, method: str, request: Any) -> Refusal | None:
        try:
            first = await self.house.call(person, method, request)
        except grpc.aio.AioRpcError as refused:
            if refused.code() not in _REFUSALS:
                raise
            return Refusal(refused.details() or "")
        assert await self.house.call(person, method, request) == first, "invariant 3: a repeated act got another answer"
        self.repeated += 1
        return None

    def waiting(self) -> list[tuple[str, UUID]]:
        """Return what waits for a second person."""
        assignment = self.see().assignment
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
        """Let a mail arrive, or come back."""
        assignment_id = UUID(self.scene.assignment)
        if outcome == "accepted" or self._delivery_id is None:
            self._delivery_id = self._run(self.house.accepted(assignment_id))
        else:
            self._run(self.house.bounced(self._delivery_id, assignment_id))

    def advance(self, days: int) -> None:
        """Let days pass; the service's own timer ends rights of reply."""
        self.house.clock.advance(days=days)
        self._run(self.house.parts.servicers[0][1].end_rights_of_reply())

    def hide(self, *, hidden: bool) -> None:
        """Hide the statement, or show it again."""
        tracked = self.scene.tracked
        self._run(self.house.hide(tracked) if hidden else self.house.show(tracked))


def put_back(house: House, now: datetime) -> None:
    """Set the house's clock for another life."""
    house.clock.now = now
