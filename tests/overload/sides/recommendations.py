"""Recommendations: facilitators read a line and note what follows from it."""

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.integration import recommendations_scene
from tests.integration.recommendations_things import key, words
from tests.overload.asking import Told, by_grpc
from tests.overload.sides.side import LIMITS, OTHERS, Making, Side


async def a_side(making: Making) -> Side:
    """Start it; a facilitator of one line floods it, facilitators of another one do not."""
    works = making.works
    works.environment |= LIMITS
    await works.start()
    mine, theirs = await recommendations_scene.a_scene(works.house), await recommendations_scene.a_scene(works.house)
    host, today = theirs.tracked.host_id, works.house.clock.today.isoformat()
    others = [await works.house.person("facilitator", organisation_id=host) for _ in range(OTHERS)]
    people = [(mine, mine.facilitator), *((theirs, each) for each in others)]

    async def read(person: int) -> Told:
        scene, who = people[person]
        wanted = pb.GetAssignmentRequest(assignment_id=scene.assignment)
        return await by_grpc(works.house.call(who, "GetAssignment", wanted))

    async def note(person: int, _number: int) -> Told:
        scene, who = people[person]
        noted = pb.NoteFollowUpRequest(
            idempotency_key=key(),
            assignment_id=scene.assignment,
            follow_up=pb.FollowUp(kind=events.FOLLOW_UP_KIND_CALLED, contact_date=today, text=words("They call back")),
        )
        return await by_grpc(works.house.call(who, "NoteFollowUp", noted))

    return Side("recommendations", works.process, works.environment["RT_LISTEN"], read, note, mine)
