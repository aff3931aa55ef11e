"""The verifiers' queue over gRPC: each reason to look, once, the longest waiting first."""

import importlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.integration.recommendations_house import House, a_house
from tests.integration.recommendations_scene import Scene, a_scene
from tests.integration.recommendations_things import evidence, key, words

SHOWN = {
    "method": events.METHOD_SERVICE_TESTED,
    "finding": words("We called it"),
    "evidence": [evidence("https://archive.example/call")],
    "verifier_organisation_name": "Checking house",
}


@pytest.fixture
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


async def act(scene: Scene, person: Any, request: type[Any], **fields: Any) -> None:
    common = {"idempotency_key": key(), "assignment_id": scene.assignment, "expected_version": await scene.version()}
    await scene.call(person, request(**common, **fields))


async def says_done(scene: Scene, *pieces: events.Evidence) -> None:
    progress = pb.ProgressAnswer(
        progress=events.PROGRESS_REPORTED_COMPLETE, text=words("It answers"), evidence=list(pieces)
    )
    await act(scene, scene.liaison, pb.ReportProgressRequest, progress=progress)


async def queue(scene: Scene) -> list[tuple[str, int, str]]:
    """Return all pages of the queue, one line a page: number, reason, day."""
    found, token = [], ""
    while True:
        page = await scene.call(scene.verifier, pb.ListClaimsRequest(page_size=1, page_token=token))
        found += [(each.assignment_id, each.claim_reason, each.claim_date) for each in page.assignments]
        if not (token := page.next_page_token):
            return found


async def test_each_reason_to_look_is_in_the_queue_and_goes_when_somebody_looked(house: House) -> None:
    verified = await a_scene(house)
    await says_done(verified)
    shown: dict[str, Any] = SHOWN | {"verification": events.VERIFICATION_VERIFIED_COMPLETE}
    await act(verified, verified.verifier, pb.RecordVerificationRequest, **shown)
    assert await queue(verified) == []

    house.clock.now = datetime(2027, 2, 20, 7, tzinfo=UTC)
    searched = await a_scene(house)
    await says_done(searched)
    log = [events.SearchLogEntry(place="The gazette", searched_date="2027-02-20")]
    nothing: dict[str, Any] = {"finding": words("Nothing"), "verifier_organisation_name": "Checking house"}
    await act(searched, searched.verifier, pb.RecordNoEvidenceFoundRequest, search_log=log, **nothing)
    claimed, announced = await a_scene(house), await a_scene(house)
    await says_done(claimed)
    await says_done(announced)
    contradicted: dict[str, Any] = SHOWN | {"verification": events.VERIFICATION_CONTRADICTED}
    await act(announced, announced.verifier, pb.RecordVerificationRequest, **contradicted)
    before = await queue(verified)
    assert sorted(before) == sorted(
        [
            (searched.assignment, pb.CLAIM_REASON_SAID_DONE, "2027-02-20"),
            (claimed.assignment, pb.CLAIM_REASON_SAID_DONE, "2027-02-20"),
            (announced.assignment, pb.CLAIM_REASON_FINDING_ANNOUNCED, before[-1][2]),
        ]
    )

    house.clock.now = datetime(2027, 3, 2, 7, tzinfo=UTC)
    await house.timers.run()
    house.clock.now = datetime(2027, 3, 3, 7, tzinfo=UTC)
    await says_done_again(searched)
    found = await queue(verified)
    assert found == [
        (claimed.assignment, pb.CLAIM_REASON_SAID_DONE, "2027-02-20"),
        (verified.assignment, pb.CLAIM_REASON_RECHECK_DUE, "2027-03-02"),
        (searched.assignment, pb.CLAIM_REASON_NEW_EVIDENCE, "2027-03-03"),
        (announced.assignment, pb.CLAIM_REASON_FINDING_ANNOUNCED, before[-1][2]),
    ]
    kept = await house.rows("SELECT id, claim, claim_date FROM assignments ORDER BY id")
    assert await backfilled(house) == kept

    await house.hide(claimed.tracked)
    await act(
        verified,
        verified.verifier,
        pb.RequestEvidenceRequest,
        question=words("Does it still answer?"),
        reply_by_date="2027-04-01",
        verifier_organisation_name="Checking house",
    )
    left = await queue(verified)
    assert [each[0] for each in left] == [verified.assignment, searched.assignment, announced.assignment]
    assert left[0][1] == pb.CLAIM_REASON_SAID_DONE, "it waits until the question is answered"


async def says_done_again(scene: Scene) -> None:
    position = pb.PositionAnswer(
        position=events.POSITION_CLAIMS_ALREADY_DONE,
        text=words("It answers since May"),
        evidence=[evidence("https://commission.example/new")],
    )
    await act(scene, scene.liaison, pb.StatePositionRequest, position=position)


async def backfilled(house: House) -> list[dict[str, Any]]:
    """Return the columns as the migration fills them for rows that were there before."""
    revision = importlib.import_module("services.recommendations.migrations.0022_claims")
    (fill,) = (each for each in revision.SQL.split(";") if each.strip().startswith("WITH known"))
    async with house.database.transaction() as tx:
        await tx.execute("UPDATE assignments SET claim = NULL, claim_date = NULL")
        await tx.execute(fill)
        found = await (await tx.execute("SELECT id, claim, claim_date FROM assignments ORDER BY id")).fetchall()
    return [dict(each) for each in found]
