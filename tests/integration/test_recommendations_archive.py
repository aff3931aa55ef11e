"""Copies of public evidence: taken through the guard, told with day and sum, and never in anybody's way."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import outbound
from services.chassis.outbound import Fetched, Limits, Refused, Streams
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_scene import Scene, a_scene
from tests.integration.recommendations_things import evidence, key, words

PAGE = b"<html>canary-page</html>"


@dataclass
class Web:
    """What is out there; an address that is not in it cannot be fetched."""

    pages: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def __call__(self, url: str) -> Fetched:
        """Fetch."""
        self.asked.append(url)
        if url not in self.pages:
            raise Refused("unreachable")
        return Fetched(content_type="text/html", body=self.pages[url])


@pytest.fixture
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def scene(house: House) -> Scene:
    return await a_scene(house)


@pytest.fixture
def web(house: House) -> Web:
    made = Web()
    house.parts.servicers[0][1]._fetch = made
    return made


async def say_done(scene: Scene, *urls: str) -> None:
    progress = pb.ProgressAnswer(
        progress=events.PROGRESS_REPORTED_COMPLETE, text=words("Done"), evidence=[evidence(url) for url in urls]
    )
    fields: dict[str, Any] = {"idempotency_key": key(), "assignment_id": scene.assignment}
    fields["expected_version"] = await scene.version()
    await scene.call(scene.liaison, pb.ReportProgressRequest(**fields, progress=progress))


async def look(house: House) -> None:
    """Let the timer go round once."""
    await house.parts.servicers[0][1].archive_evidence()


async def shown(scene: Scene) -> events.Evidence:
    """Return the one piece as the panel shows it; the timeline has to say the same."""
    answer = await scene.house.public.GetRecommendation(
        pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number)
    )
    (piece,) = answer.lines[0].says.progress_entry.evidence
    told = next(each for each in answer.timeline if each.kind == pb.TIMELINE_KIND_PROGRESS)
    assert list(told.evidence) == [piece]
    return piece  # type: ignore[no-any-return]


async def test_a_copy_is_taken_and_told_with_day_and_sum(scene: Scene, web: Web) -> None:
    url = "https://commission.example.org/report"
    web.pages[url] = PAGE
    await say_done(scene, url)
    assert (await shown(scene)).archived_date == "", "the answer waits for nobody"
    await look(scene.house)
    piece = await shown(scene)
    assert (piece.archived_date, piece.archive_sha256) == ("2026-03-02", hashlib.sha256(PAGE).hexdigest())
    (row,) = await scene.house.rows("SELECT id, key_id FROM evidence_archives")
    files = scene.house.parts.servicers[0][1]._files
    sealed = await files.get(row["id"])
    assert b"canary-page" not in sealed
    opened = scene.house.keys.open(row["key_id"], sealed, table="evidence_archives", column="content", row_id=row["id"])
    assert opened == PAGE
    await look(scene.house)
    assert web.asked == [url], "once"


async def copy_of(scene: Scene, person: Person, sha256: str) -> bytes | None:
    """Return the copy as somebody gets it; None if there is none for them."""
    request = pb.ReadArchivedEvidenceRequest(assignment_id=scene.assignment, sha256=sha256)
    metadata = [("authorization", f"Bearer {scene.house.token(person)}")]
    stream = scene.house.public.ReadArchivedEvidence(request, metadata=metadata, timeout=10)
    try:
        return b"".join([each.chunk async for each in stream])
    except grpc.aio.AioRpcError as refused:
        if refused.code() not in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.PERMISSION_DENIED):
            raise
        return None


async def test_those_who_work_on_the_line_may_have_the_copy_and_nobody_else(scene: Scene, web: Web) -> None:
    url = "https://commission.example.org/report"
    web.pages[url] = PAGE
    await say_done(scene, url)
    await look(scene.house)
    sha256 = (await shown(scene)).archive_sha256
    other_host = await scene.house.person("facilitator")
    other_reviewer = await scene.house.person("reviewer")
    other_body = await scene.house.liaison(await scene.house.body())
    for person in (scene.verifier, scene.facilitator, scene.reviewer, scene.liaison):
        assert await copy_of(scene, person, sha256) == PAGE
        assert await copy_of(scene, person, "0" * 64) is None
    for person in (other_host, other_body, other_reviewer):
        assert await copy_of(scene, person, sha256) is None
    request = pb.ReadArchivedEvidenceRequest(assignment_id=scene.assignment, sha256=sha256)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.house.public.ReadArchivedEvidence(request, timeout=10).read()
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    await scene.house.hide(scene.tracked)
    for person in (scene.verifier, scene.facilitator, scene.reviewer, scene.liaison):
        assert await copy_of(scene, person, sha256) is None


async def test_what_cannot_be_fetched_is_said_with_the_day_and_tried_again(scene: Scene, web: Web) -> None:
    url = "https://commission.example.org/report"
    await say_done(scene, url)
    await look(scene.house)
    await look(scene.house)
    assert web.asked == [url], "not at once again"
    piece = await shown(scene)
    assert (piece.url, piece.archived_date, piece.not_fetched_date) == (url, "", "2026-03-02")
    scene.house.clock.advance(days=1)
    web.pages[url] = PAGE
    await look(scene.house)
    piece = await shown(scene)
    assert (piece.archived_date, piece.not_fetched_date) == ("2026-03-03", "")


async def test_after_three_failures_nobody_tries_again(scene: Scene, web: Web) -> None:
    await say_done(scene, "https://commission.example.org/report")
    for _ in range(6):
        await look(scene.house)
        scene.house.clock.advance(days=2)
    assert len(web.asked) == 3
    assert (await shown(scene)).not_fetched_date == "2026-03-06"


async def test_only_public_https_addresses_of_real_lines_are_fetched(scene: Scene, web: Web) -> None:
    await say_done(scene, "http://commission.example.org/plain")
    await look(scene.house)
    body = await scene.house.body(name=words("Commission (example)"), illustrative=True)
    example = await scene.house.tracked(body, illustrative=True)
    stand_in = Scene(
        scene.house, body, example, await scene.house.liaison(body), scene.facilitator, scene.reviewer, scene.verifier
    )
    await say_done(stand_in, "https://invented.example/report")
    await look(scene.house)
    assert web.asked == []


async def test_the_guard_stands_before_every_address(scene: Scene) -> None:
    """The service's own fetch, with a connector that would lead anywhere: nobody inside is called."""
    dialled: list[str] = []

    async def connect(address: str, _port: int, _host: str) -> Streams:
        dialled.append(address)
        raise OSError

    async def resolve(_host: str) -> list[str]:
        return ["169.254.169.254"]

    async def guarded(url: str) -> Fetched:
        limits = Limits(body_bytes=1000, seconds=2)
        return await outbound.fetch(url, limits, resolve=resolve, connect=connect)

    scene.house.parts.servicers[0][1]._fetch = guarded
    await say_done(scene, "https://127.0.0.1/", "https://rebinding.example.org/", "https://[::ffff:10.0.0.1]/")
    await look(scene.house)
    assert dialled == []
    found = await scene.house.rows("SELECT failure FROM evidence_archives")
    assert [row["failure"] for row in found] == ["address"] * 3


async def test_what_is_being_fetched_is_left_to_whoever_took_it(scene: Scene, web: Web) -> None:
    """A process that died in the middle: another one takes it over after the lease."""
    await say_done(scene, "https://commission.example.org/report")
    async with scene.house.database.transaction() as tx:
        from services.recommendations.store import archives

        taken = await archives.take(tx, now=scene.house.clock())
    assert taken
    await look(scene.house)
    assert web.asked == []
    scene.house.clock.advance(minutes=10)
    await look(scene.house)
    assert web.asked == [taken.url]
    assert isinstance(taken.id, UUID)
