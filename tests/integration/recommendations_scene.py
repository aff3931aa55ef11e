"""One asked line with everybody who may do something to it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from google.protobuf.message import Message

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.integration.recommendations_house import House, Person, Tracked
from tests.integration.recommendations_things import words


@dataclass
class Scene:
    """One asked line with everybody who may do something to it."""

    house: House
    body: UUID
    tracked: Tracked
    liaison: Person
    facilitator: Person
    reviewer: Person
    verifier: Person

    @property
    def assignment(self) -> str:
        """The assignment, as the wire has it."""
        return str(self.tracked.assignments[self.body])

    async def version(self) -> int:
        """Return the assignment's version."""
        return await self.house.version(self.tracked.assignments[self.body])

    async def call(self, person: Person, request: Message) -> Any:
        """Call the RPC of a request as a person."""
        return await self.house.call(person, type(request).__name__.removesuffix("Request"), request)


async def a_scene(house: House, *, host_id: UUID | None = None) -> Scene:
    body = await house.body()
    tracked = await house.tracked(body, host_id=host_id)
    await house.accepted(tracked.assignments[body])
    return Scene(
        house,
        body,
        tracked,
        await house.liaison(body),
        await house.person("facilitator", organisation_id=tracked.host_id),
        await house.person("reviewer", organisation_id=tracked.host_id),
        await house.person("verifier"),
    )


def accepted(**changed: Any) -> pb.PositionAnswer:
    fields: dict[str, Any] = {"position": events.POSITION_ACCEPTED, "delivery_date": "2027-01-01"}
    return pb.PositionAnswer(**(fields | changed))


def planned(**changed: Any) -> pb.ProgressAnswer:
    fields: dict[str, Any] = {"progress": events.PROGRESS_PLANNED, "text": words("A plan")}
    return pb.ProgressAnswer(**(fields | changed))
