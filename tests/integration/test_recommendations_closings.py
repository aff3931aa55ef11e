"""Lines closed and opened again, over gRPC and on the public page."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.recommendations import wire
from services.recommendations.domain import assignment
from services.recommendations.store import rows
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_scene import Scene, a_scene
from tests.integration.recommendations_things import current_of, evidence, fields_at_fault, key, words


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def scene(house: House) -> Scene:
    return await a_scene(house)


async def asked(scene: Scene, kind: type[Any], **fields: Any) -> Any:
    """Return a request on the line as it is now."""
    return kind(idempotency_key=key(), assignment_id=scene.assignment, expected_version=await scene.version(), **fields)


async def declined(scene: Scene) -> None:
    no = pb.PositionAnswer(position=events.POSITION_DECLINED, reason=words("There is no budget"))
    await scene.call(scene.liaison, await asked(scene, pb.StatePositionRequest, position=no))


async def refused(code: grpc.StatusCode, scene: Scene, by: Person, request: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await scene.call(by, request)
    assert refusal.value.code() is code
    return refusal.value


@pytest.mark.covers("row 23", "row 25", "invariant 7")
async def test_a_line_is_closed_as_declined_after_a_second_request_and_opened_by_a_new_position(scene: Scene) -> None:
    await declined(scene)
    no_twice = words("It said no twice")
    too_early = await asked(scene, pb.CloseDeclinedRequest, reason=no_twice)
    await refused(grpc.StatusCode.FAILED_PRECONDITION, scene, scene.facilitator, too_early)
    scene.house.clock.advance(days=1)
    again = await asked(
        scene,
        pb.RecordHandOverRequest,
        channel=events.CHANNEL_LETTER,
        handed_over_date=scene.house.clock.today.isoformat(),
        reference="No. 18",
    )
    await scene.call(scene.facilitator, again)
    request = await asked(scene, pb.CloseDeclinedRequest, reason=no_twice)
    for other in (scene.liaison, scene.verifier, scene.reviewer, await scene.house.person("facilitator")):
        await refused(grpc.StatusCode.PERMISSION_DENIED, scene, other, request)
    first, second = await asyncio.gather(*(scene.call(scene.facilitator, request) for _ in range(2)))
    assert first == second
    stale = await refused(
        grpc.StatusCode.ABORTED,
        scene,
        scene.facilitator,
        pb.CloseDeclinedRequest(
            idempotency_key=key(),
            assignment_id=scene.assignment,
            expected_version=request.expected_version,
            reason=no_twice,
        ),
    )
    assert current_of(stale, pb.CloseDeclinedResponse).assignment.line.closure == events.CLOSURE_CLOSED_DECLINED
    line = await scene.house.line(scene.tracked)
    assert line.headline.headline == pb.HEADLINE_DECLINED
    assert line.closure_entry.reason.bodies["en"] == "It said no twice"
    yes = pb.PositionAnswer(
        position=events.POSITION_ACCEPTED, delivery_date="2027-01-01", reason=words("There is a budget now")
    )
    opened = await scene.call(scene.liaison, await asked(scene, pb.SubmitAnswerRequest, position=yes))
    assert opened.assignment.line.closure == events.CLOSURE_OPEN
    assert not opened.assignment.line.HasField("closure_entry")
    kinds = [each.kind for each in opened.assignment.timeline]
    assert kinds[:3] == [pb.TIMELINE_KIND_REOPENED, pb.TIMELINE_KIND_POSITION, pb.TIMELINE_KIND_CLOSED]
    await is_the_fold(scene)
    scene.house.clock.advance(days=-1)


async def is_the_fold(scene: Scene) -> None:
    """Compare the row with the fold of its events."""
    (row,) = await scene.house.rows("SELECT * FROM assignments WHERE id = %(id)s", id=UUID(scene.assignment))
    state: assignment.Assignment | None = None
    async with scene.house.database.transaction(read_only=True) as tx:
        for each in await event_log.load(tx, row["id"]):
            state = assignment.evolve(state, wire.facts.fact(each))
    assert state == rows.assignment(row)


def grounds(words_of_it: str = "The office was closed down") -> dict[str, Any]:
    return {"reason": words(words_of_it), "evidence": [evidence("https://gazette.example/12")]}


@pytest.mark.covers("row 24", "row 25")
async def test_what_no_longer_applies_is_closed_by_a_second_person_and_opened_by_the_host(scene: Scene) -> None:
    request = await asked(scene, pb.ProposeNotApplicableRequest, **grounds())
    proposed = (await scene.call(scene.facilitator, request)).closure_proposal
    assert proposed.proposed_by_caller
    assert (await scene.house.line(scene.tracked)).closure == events.CLOSURE_OPEN
    waiting = (await scene.call(scene.reviewer, pb.ListClosureProposalsRequest(page_size=200))).closure_proposals
    shown = next(each for each in waiting if each.closure_proposal_id == proposed.closure_proposal_id)
    assert (shown.reason, list(shown.evidence)) == (request.reason, list(request.evidence))
    decision = pb.DecideClosureProposalRequest(
        idempotency_key=key(), closure_proposal_id=proposed.closure_proposal_id, confirm=True
    )
    stranger = await scene.house.person("reviewer")
    await refused(grpc.StatusCode.NOT_FOUND, scene, stranger, decision)
    assert not (await scene.call(stranger, pb.ListClosureProposalsRequest())).closure_proposals
    closed = await scene.call(scene.reviewer, decision)
    assert closed == await scene.call(scene.reviewer, decision)
    line = await scene.house.line(scene.tracked)
    assert (line.headline.headline, line.closure) == (
        pb.HEADLINE_NO_LONGER_APPLIES,
        events.CLOSURE_CLOSED_NOT_APPLICABLE,
    )
    assert line.closure_entry.evidence[0].url == "https://gazette.example/12"
    mine = await scene.call(scene.liaison, pb.ListMyAssignmentsRequest())
    assert [each.line.closure for each in mine.assignments] == [events.CLOSURE_CLOSED_NOT_APPLICABLE]
    opened = await scene.call(scene.facilitator, await asked(scene, pb.ReopenRequest, reason=words("It was reopened")))
    assert opened.assignment.line.headline.headline == pb.HEADLINE_WAITING
    assert opened.assignment.timeline[0].reopened_by == events.REOPENED_BY_HOST
    await is_the_fold(scene)


async def test_what_was_proposed_is_in_no_file_until_it_is_confirmed(scene: Scene) -> None:
    secret = f"canary {key()}"
    both = await scene.house.person("facilitator", "reviewer", organisation_id=scene.tracked.host_id)
    request = await asked(scene, pb.ProposeNotApplicableRequest, **grounds(secret))
    proposed = (await scene.call(both, request)).closure_proposal
    (dump,) = await scene.house.rows(
        """
        SELECT (SELECT count(*) FROM closure_proposals WHERE position(convert_to(%(secret)s, 'UTF8') IN sealed) > 0)
             + (SELECT count(*) FROM texts WHERE body = %(secret)s)
             + (SELECT count(*) FROM events WHERE position(convert_to(%(secret)s, 'UTF8') IN payload) > 0)
             + (SELECT count(*) FROM replies WHERE position(convert_to(%(secret)s, 'UTF8') IN response) > 0) AS found
        """,
        secret=secret,
    )
    assert dump["found"] == 0
    own = pb.DecideClosureProposalRequest(
        idempotency_key=key(), closure_proposal_id=proposed.closure_proposal_id, confirm=True
    )
    await refused(grpc.StatusCode.PERMISSION_DENIED, scene, both, own)
    no_reason = pb.DecideClosureProposalRequest(idempotency_key=key(), closure_proposal_id=proposed.closure_proposal_id)
    refusal = await refused(grpc.StatusCode.INVALID_ARGUMENT, scene, scene.reviewer, no_reason)
    assert fields_at_fault(refusal) == ["reason"]
    no_reason.reason = "The gazette says something else"
    left = await scene.call(scene.reviewer, no_reason)
    assert left.assignment.line.closure == events.CLOSURE_OPEN
    again = pb.DecideClosureProposalRequest(
        idempotency_key=key(), closure_proposal_id=proposed.closure_proposal_id, confirm=True
    )
    await refused(grpc.StatusCode.FAILED_PRECONDITION, scene, scene.reviewer, again)
    await is_the_fold(scene)


async def test_a_proposal_or_a_note_that_is_erased_takes_no_other_one_away(scene: Scene, house: House) -> None:
    other = await a_scene(house, host_id=scene.tracked.host_id)
    proposed = [
        await each.call(each.facilitator, await asked(each, pb.ProposeNotApplicableRequest, **grounds()))
        for each in (other, scene)
    ]
    kept, gone = (each.closure_proposal for each in proposed)
    notes = [
        pb.NoteFollowUpRequest(
            idempotency_key=key(),
            assignment_id=scene.assignment,
            follow_up=pb.FollowUp(
                kind=events.FOLLOW_UP_KIND_CALLED, text=words(said), contact_date=house.clock.today.isoformat()
            ),
        )
        for said in ("erased", "kept")
    ]
    for each in notes:
        await scene.call(scene.facilitator, each)
    [row] = await house.rows("SELECT key_id FROM closure_proposals WHERE id = %(id)s", id=gone.closure_proposal_id)
    house.keys.destroy(row["key_id"])
    first = "SELECT key_id FROM follow_ups WHERE assignment_id = %(id)s ORDER BY id LIMIT 1"
    [row] = await house.rows(first, id=scene.assignment)
    house.keys.destroy(row["key_id"])
    waiting = (await scene.call(scene.reviewer, pb.ListClosureProposalsRequest(page_size=200))).closure_proposals
    assert [each.closure_proposal_id for each in waiting] == [kept.closure_proposal_id]
    listed = await scene.call(scene.facilitator, pb.ListFollowUpsRequest(assignment_id=scene.assignment))
    assert [each.text.bodies["en"] for each in listed.follow_ups] == ["kept"]


@pytest.mark.parametrize("lacking", ["reason", "evidence"])
async def test_a_proposal_carries_reason_and_evidence(scene: Scene, lacking: str) -> None:
    request = await asked(scene, pb.ProposeNotApplicableRequest, **grounds())
    request.ClearField(lacking)
    refusal = await refused(grpc.StatusCode.INVALID_ARGUMENT, scene, scene.facilitator, request)
    assert fields_at_fault(refusal) == [lacking]


@pytest.mark.covers("row 25")
async def test_a_verifier_opens_a_closed_line_with_evidence_and_not_its_own(scene: Scene) -> None:
    proposed = await scene.call(scene.facilitator, await asked(scene, pb.ProposeNotApplicableRequest, **grounds()))
    decision = pb.DecideClosureProposalRequest(
        idempotency_key=key(), closure_proposal_id=proposed.closure_proposal.closure_proposal_id, confirm=True
    )
    await scene.call(scene.reviewer, decision)
    request = await asked(scene, pb.ReopenRequest, reason=words("The office works on"))
    refusal = await refused(grpc.StatusCode.INVALID_ARGUMENT, scene, scene.verifier, request)
    assert fields_at_fault(refusal) == ["evidence", "verifier_organisation_name"]
    request.evidence.append(evidence("https://archive.example/office"))
    request.verifier_organisation_name = "Checking house"
    own = await scene.house.person("verifier", organisation_id=scene.tracked.host_id)
    await refused(grpc.StatusCode.PERMISSION_DENIED, scene, own, request)
    noted = await scene.house.rows(
        "SELECT detail FROM audit WHERE row_id = %(id)s AND action = 'conflict_of_interest_refused'",
        id=UUID(scene.assignment),
    )
    assert noted == [{"detail": "own_recommendation"}]
    opened = await scene.call(scene.verifier, request)
    entry = opened.assignment.timeline[0]
    assert (entry.reopened_by, entry.verifier_organisation_name) == (events.REOPENED_BY_VERIFIER, "Checking house")


@pytest.mark.covers("row 30", "invariant 9")
async def test_a_note_is_public_if_ticked_and_otherwise_the_hosts_own(scene: Scene) -> None:
    secret = f"canary {key()}"
    for public, said in ((True, "They promised to write"), (False, secret)):
        request = pb.NoteFollowUpRequest(
            idempotency_key=key(),
            assignment_id=scene.assignment,
            follow_up=pb.FollowUp(
                kind=events.FOLLOW_UP_KIND_CALLED, text=words(said), contact_date=scene.house.clock.today.isoformat()
            ),
            public=public,
        )
        noted = await scene.call(scene.facilitator, request)
        assert noted == await scene.call(scene.facilitator, request)
    assert noted.assignment.timeline[0].text.bodies["en"] == "They promised to write"
    assert noted.assignment.timeline[0].follow_up == events.FOLLOW_UP_KIND_CALLED
    assert secret not in str(noted)
    (dump,) = await scene.house.rows(
        """
        SELECT (SELECT count(*) FROM follow_ups WHERE position(convert_to(%(secret)s, 'UTF8') IN sealed) > 0)
             + (SELECT count(*) FROM texts WHERE body = %(secret)s)
             + (SELECT count(*) FROM replies WHERE position(convert_to(%(secret)s, 'UTF8') IN response) > 0) AS found
        """,
        secret=secret,
    )
    assert dump["found"] == 0
    listed = pb.ListFollowUpsRequest(assignment_id=scene.assignment)
    for reader in (scene.facilitator, scene.reviewer):
        found = await scene.call(reader, listed)
        assert [each.text.bodies["en"] for each in found.follow_ups] == [secret]
    for other in (await scene.house.person("facilitator"), scene.liaison):
        await refused(grpc.StatusCode.PERMISSION_DENIED, scene, other, listed)
    await is_the_fold(scene)
