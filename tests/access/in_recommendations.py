"""Recommendations with everybody around it, for the matrix.

Own is a line of our host put to our body; same, one of our host put to another body; foreign, one of another host put
to a third body.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.ids import new_id
from tests.access.kinds import Claims, callers_of
from tests.access.ledger import Ledger
from tests.access.ways import ways_to
from tests.access.world import Marks, World
from tests.chassis_kit import Signer
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_scene import Scene
from tests.integration.recommendations_things import key, words
from tests.integration.test_fuzz_recommendations import _MANY, _Samples, _slug

SERVICE = "recommendations"
_BY = {
    "SuggestEvidence": "tracked_number",
    "RecordOutsideAnswer": "assignment_id",
    "RecordHandOver": "assignment_id",
    "AttachEvidence": "assignment_id",
    "RegisterAddressee": "",
}
# Nothing is done to the line while these requests are made.
_NAMES_A_LINE = frozenset(
    {
        "NoteFollowUp",
        "ProposeNotApplicable",
        "RecordHandOver",
        "RecordOutsideAnswer",
        "ReportProgress",
        "SaveAnswerDraft",
        "StatePosition",
        "SubmitAnswer",
    }
)
_NAMES_A_CLAIM = frozenset({"RecordNoEvidenceFound", "RecordNotVerifiable", "RecordVerification", "RequestEvidence"})
_MARKED = """
    SELECT a.slug, l.id::text, r.tracked_number
      FROM addressees a
      LEFT JOIN assignments l ON l.addressee_id = a.id
      LEFT JOIN recommendations r ON r.id = l.recommendation_id
     WHERE a.id = %(body)s
"""


async def _scene(house: House, body: UUID, host_id: UUID) -> Scene:
    tracked = await house.tracked(body, host_id=host_id)
    await house.accepted(tracked.assignments[body])
    return Scene(
        house,
        body,
        tracked,
        await house.liaison(body),
        await house.person("facilitator", organisation_id=host_id),
        await house.person("reviewer", organisation_id=host_id),
        await house.person("verifier"),
    )


async def _stage(scene: Scene, samples: Any) -> None:
    """Have something of the scene in every list."""
    await samples._call(scene.liaison, await samples.SaveAnswerDraft())
    await samples._call(scene.facilitator, await samples.RecordOutsideAnswer())
    await samples._call(scene.facilitator, await samples.ProposeNotApplicable())
    await samples._call(scene.verifier, await samples.RecordNotVerifiable())
    await samples._claim()
    await samples._suggested()
    await samples._call(scene.reviewer, await samples.ScreenSuggestion())


async def _people(house: House, scene: Scene, agency: UUID) -> dict[str, Claims]:
    host, elsewhere = scene.tracked.host_id, new_id()
    before = await house.person("facilitator", organisation_id=host)
    ended = identity.RoleEnded(
        person_id=str(before.id),
        role=identity.ROLE_FACILITATOR,
        organisation_id=str(host),
        to_date=house.clock.today.isoformat(),
    )
    await house.deliver(ended, before.id)
    left = await house.liaison(scene.body)
    await house.end_mandate(left)
    sister = await house.body(organisation_id=str(agency))
    people: dict[str, Person] = {
        "person": await house.person(),
        "facilitator": scene.facilitator,
        "facilitator elsewhere": await house.person("facilitator", organisation_id=elsewhere),
        "facilitator by claim": Person(roles=[("facilitator", host)]),
        "facilitator before": before,
        "reviewer": scene.reviewer,
        "reviewer elsewhere": await house.person("reviewer", organisation_id=elsewhere),
        "reviewer by claim": Person(roles=[("reviewer", host)]),
        "registrar by claim": Person(roles=[("registrar", host)]),
        "verifier by claim": Person(roles=[("verifier", elsewhere)]),
        "registrar": await house.person("registrar"),
        "liaison": scene.liaison,
        "liaison of a sister": await house.liaison(sister),
        "liaison elsewhere": await house.liaison(await house.body()),
        "liaison by claim": Person(mandates=[(uuid4(), scene.body)]),
        "liaison before": left,
        "verifier": scene.verifier,
        "verifier of the body": await house.person("verifier", organisation_id=agency),
        "verifier of the host": await house.person("verifier", organisation_id=host),
    }
    return {name: Claims(who.id, tuple(who.roles), tuple(who.mandates)) for name, who in people.items()}


@asynccontextmanager
async def a_world(postgres: Postgres, certificates: Certificates, folder: Path) -> AsyncIterator[World]:
    """Recommendations, running until the block ends."""
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(a_house(postgres, certificates, folder, **_MANY))
        ledger = await stack.enter_async_context(Ledger(house.admin_url))
        ways = await stack.enter_async_context(ways_to(certificates, house.address, SERVICE))
        agency, host = new_id(), new_id()
        scenes = {
            "own": await _scene(house, await house.body(organisation_id=str(agency)), host),
            "same": await _scene(house, await house.body(), host),
            "foreign": await _scene(house, await house.body(), new_id()),
        }
        samples = {whose: _OfTheMatrix(scene, await _slug(scene)) for whose, scene in scenes.items()}
        for whose, scene in scenes.items():
            await _stage(scene, samples[whose])

        async def marks() -> Marks:
            found = {}
            for whose, scene in scenes.items():
                rows = await ledger.rows(_MARKED, body=scene.body)
                found[whose] = frozenset(each for row in rows for each in row if each)
            return found

        people = await _people(house, scenes["own"], agency)

        def now() -> float:
            return house.clock().timestamp()

        signer = Signer("key-1", house.signing, now)
        yield World(
            callers_of(SERVICE, ways, signer, people, now), signer, ways, samples, marks, ledger, house.database, _BY
        )


class _OfTheMatrix(_Samples):
    """The same good requests, where the matrix asks for more than they are good for, and fewer lines for them."""

    asked_for = ""

    def __init__(self, scene: Scene, slug: str) -> None:
        super().__init__(scene, slug)
        self._shared: dict[str, Any] = {}

    async def _line(self) -> dict[str, Any]:
        return await self._one("line", super()._line) if self.asked_for in _NAMES_A_LINE else await super()._line()

    async def _claim(self) -> dict[str, Any]:
        return await self._one("claim", super()._claim) if self.asked_for in _NAMES_A_CLAIM else await super()._claim()

    async def _one(self, what: str, make: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        """Return the same line every time, as it is now."""
        self._shared[what] = self._shared.get(what) or await make()
        return await self._now(self._shared[what])

    async def ReadEvidence(self) -> pb.ReadEvidenceRequest:
        """A file that is not public."""
        request: Any = await self.AttachEvidence()
        request.idempotency_key, request.visibility = key(), events.EVIDENCE_VISIBILITY_OWNER
        requests: Any = iter([request])
        attached = await self._scene.house.call(self._scene.liaison, "AttachEvidence", requests)
        return pb.ReadEvidenceRequest(file_id=attached.file.file_id)

    async def PutScorecardReply(self) -> pb.PutScorecardReplyRequest:
        """The version it was made from is that of the time when it is sent."""
        version, slug = await self._scorecard()
        return pb.PutScorecardReplyRequest(slug=slug, expected_version=version, text=words(f"We answer in May {key()}"))
