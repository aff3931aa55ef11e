"""Answers given outside the tracker, over gRPC: recorded by the host, confirmed by somebody else."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.keys import KeyDestroyed
from tests.integration.recommendations_house import House, a_house
from tests.integration.recommendations_scene import Scene, a_scene, accepted
from tests.integration.recommendations_things import current_of, fields_at_fault, key, words


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def scene(house: House) -> Scene:
    return await a_scene(house)


def letter() -> events.OutsideSource:
    return events.OutsideSource(channel=events.CHANNEL_LETTER, date="2026-03-01", reference="No. 12/2026")


def outside(scene: Scene, version: int, **changed: Any) -> pb.RecordOutsideAnswerRequest:
    fields: dict[str, Any] = {
        "idempotency_key": key(),
        "assignment_id": scene.assignment,
        "expected_version": version,
        "position": pb.PositionAnswer(
            position=events.POSITION_DECLINED, reason=words("There is no budget, says the letter")
        ),
        "source": letter(),
    }
    return pb.RecordOutsideAnswerRequest(**(fields | changed))


def decision(outside_answer_id: str, **changed: Any) -> pb.DecideOutsideAnswerRequest:
    fields: dict[str, Any] = {"idempotency_key": key(), "outside_answer_id": outside_answer_id, "confirm": True}
    return pb.DecideOutsideAnswerRequest(**(fields | changed))


@pytest.mark.covers("row 8b", "invariant 4")
async def test_a_letter_recorded_by_the_host_and_confirmed_counts_from_its_date(scene: Scene) -> None:
    request = outside(scene, await scene.version())
    recorded = (await scene.call(scene.facilitator, request)).outside_answer
    assert (recorded.recorded_by_caller, recorded.assignment.outside_answer_pending) == (True, True)
    assert (await scene.house.line(scene.tracked)).headline.headline == pb.HEADLINE_WAITING
    waiting = await scene.call(scene.reviewer, pb.ListOutsideAnswersRequest(page_size=200))
    shown = next(each for each in waiting.outside_answers if each.outside_answer_id == recorded.outside_answer_id)
    assert shown.position == request.position
    assert not shown.recorded_by_caller
    decided = await scene.call(scene.reviewer, decision(recorded.outside_answer_id))
    assert not decided.assignment.outside_answer_pending
    line = await scene.house.line(scene.tracked)
    assert line.headline.headline == pb.HEADLINE_DECLINED
    assert line.milestones.answered_date == "2026-03-01"
    entry = line.says.position_entry
    assert entry.occurred_date == "2026-03-01"
    assert entry.recorded_date == scene.house.clock.today.isoformat()
    assert entry.assurance == events.ASSURANCE_LETTER
    assert entry.outside.recorded_by.bodies["en"] == "Host organisation"
    left = await scene.house.rows(
        "SELECT sealed, state FROM outside_answers WHERE id = %(id)s", id=UUID(recorded.outside_answer_id)
    )
    assert left == [{"sealed": None, "state": "confirmed"}]


@pytest.mark.covers("row 8b", "row 15", "invariant 4")
async def test_a_letter_moves_the_date_of_delivery_and_counts_as_a_slip(scene: Scene) -> None:
    promise = pb.StatePositionRequest(
        idempotency_key=key(),
        assignment_id=scene.assignment,
        expected_version=await scene.version(),
        position=accepted(),
    )
    await scene.call(scene.liaison, promise)
    given = (await scene.house.line(scene.tracked)).promised_date
    later = f"{int(given[:4]) + 1}{given[4:]}"
    moved = pb.DateMove(delivery_date=later, reason=words("The tender failed, says the letter"))
    day = scene.house.clock.today.isoformat()
    source = events.OutsideSource(channel=events.CHANNEL_LETTER, date=day, reference="No. 14/2026")
    request = outside(scene, await scene.version(), position=None, moved=moved, source=source)
    recorded = (await scene.call(scene.facilitator, request)).outside_answer
    assert (recorded.moved, (await scene.house.line(scene.tracked)).slips) == (moved, 0)
    await scene.call(scene.reviewer, decision(recorded.outside_answer_id))
    line = await scene.house.line(scene.tracked)
    assert (line.slips, line.promised_date, line.delivery.due_date) == (1, later, given)
    asked = pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number)
    timeline = (await scene.house.public.GetRecommendation(asked)).timeline
    entry = next(each for each in timeline if each.kind == pb.TIMELINE_KIND_DELIVERY_DATE_MOVED)
    assert (entry.assurance, entry.outside.reference) == (events.ASSURANCE_LETTER, "No. 14/2026")
    assert (entry.delivery_date, entry.previous_delivery_date) == (later, given)


@pytest.mark.covers("row 8b", "invariant 9")
async def test_what_a_letter_says_is_in_no_file_until_it_is_confirmed(scene: Scene) -> None:
    secret = f"canary {key()}"
    request = outside(scene, await scene.version())
    request.position.reason.bodies["en"] = secret
    await scene.call(scene.facilitator, request)
    dump = await scene.house.rows(
        """
        SELECT (SELECT count(*) FROM outside_answers WHERE position(convert_to(%(secret)s, 'UTF8') IN sealed) > 0)
             + (SELECT count(*) FROM texts WHERE body = %(secret)s)
             + (SELECT count(*) FROM events WHERE position(convert_to(%(secret)s, 'UTF8') IN payload) > 0)
             + (SELECT count(*) FROM replies WHERE position(convert_to(%(secret)s, 'UTF8') IN response) > 0) AS found
        """,
        secret=secret,
    )
    assert dump == [{"found": 0}]


async def test_a_letter_that_is_erased_takes_no_other_one_away(scene: Scene, house: House) -> None:
    other = await a_scene(house, host_id=scene.tracked.host_id)
    recorded = [await each.call(each.facilitator, outside(each, await each.version())) for each in (scene, other)]
    gone, kept = (each.outside_answer.outside_answer_id for each in recorded)
    [row] = await house.rows("SELECT key_id FROM outside_answers WHERE id = %(id)s", id=gone)
    house.keys.destroy(row["key_id"])
    page = await scene.call(scene.reviewer, pb.ListOutsideAnswersRequest(page_size=1))
    assert (list(page.outside_answers), bool(page.next_page_token)) == ([], True)
    page = await scene.call(scene.reviewer, pb.ListOutsideAnswersRequest(page_size=200))
    assert [each.outside_answer_id for each in page.outside_answers] == [kept]


@pytest.mark.covers("row 8b")
async def test_whoever_recorded_a_letter_does_not_confirm_it(scene: Scene) -> None:
    both = await scene.house.person("facilitator", "reviewer", organisation_id=scene.tracked.host_id)
    recorded = (await scene.call(both, outside(scene, await scene.version()))).outside_answer
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(both, decision(recorded.outside_answer_id))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.facilitator, decision(recorded.outside_answer_id))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_reviewer_of_another_host_neither_reads_nor_decides_a_letter(scene: Scene) -> None:
    recorded = (await scene.call(scene.facilitator, outside(scene, await scene.version()))).outside_answer
    stranger = await scene.house.person("reviewer")
    assert not (await scene.call(stranger, pb.ListOutsideAnswersRequest(page_size=200))).outside_answers
    details = []
    for answer_id in (recorded.outside_answer_id, key()):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await scene.call(stranger, decision(answer_id))
        assert refused.value.code() is grpc.StatusCode.NOT_FOUND
        details.append(refused.value.details())
    assert details[0] == details[1], "what is another host's reads like what is not there"


async def test_a_letter_is_decided_once_and_a_refusal_needs_a_reason(scene: Scene) -> None:
    recorded = (await scene.call(scene.facilitator, outside(scene, await scene.version()))).outside_answer
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.reviewer, decision(recorded.outside_answer_id, confirm=False))
    assert fields_at_fault(refused.value) == ["reason"]
    again = decision(recorded.outside_answer_id, confirm=False, reason="Not their letterhead")
    first = await scene.call(scene.reviewer, again)
    assert await scene.call(scene.reviewer, again) == first
    assert first.assignment.line.says.position == events.POSITION_NONE
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.reviewer, decision(recorded.outside_answer_id))
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.reviewer, decision(key()))
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_letter_may_be_recorded_by_a_registrar_and_by_nobody_else_but_the_host(scene: Scene) -> None:
    version = await scene.version()
    for role in ("facilitator", "verifier", "reviewer"):
        other = await scene.house.person(role)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await scene.call(other, outside(scene, version))
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    registrar, request = await scene.house.person("registrar"), outside(scene, version)
    first = await scene.call(registrar, request)
    assert await scene.call(registrar, request) == first


async def test_a_letter_without_a_source_or_on_a_changed_position_is_refused(scene: Scene) -> None:
    version = await scene.version()
    for field, source in (
        ("source.channel", events.OutsideSource(date="2026-03-01", reference="No. 1")),
        ("source.date", events.OutsideSource(channel=events.CHANNEL_LETTER, reference="No. 1")),
        ("source.reference", events.OutsideSource(channel=events.CHANNEL_LETTER, date="2026-03-01")),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await scene.call(scene.facilitator, outside(scene, version, source=source))
        assert fields_at_fault(refused.value) == [field]
    await scene.call(
        scene.liaison,
        pb.StatePositionRequest(
            idempotency_key=key(), assignment_id=scene.assignment, expected_version=version, position=accepted()
        ),
    )
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.facilitator, outside(scene, version))
    assert refused.value.code() is grpc.StatusCode.ABORTED
    current = current_of(refused.value, pb.RecordOutsideAnswerResponse)
    assert current.outside_answer.assignment.line.says.position == events.POSITION_ACCEPTED


async def test_the_key_of_a_decided_letter_is_destroyed_when_nobody_can_ask_for_it_again(scene: Scene) -> None:
    servicer = scene.house.parts.servicers[0][1]
    decided, waits = [
        (await scene.call(scene.facilitator, outside(scene, await scene.version()))).outside_answer.outside_answer_id
        for _ in range(2)
    ]
    statement = "SELECT key_id, sealed FROM outside_answers WHERE id = %(id)s"
    (before,) = await scene.house.rows(statement, id=UUID(decided))
    await scene.call(scene.reviewer, decision(decided, confirm=False, reason="Not their letterhead"))
    scene.house.clock.advance(days=29)
    await servicer.forget_keys()
    assert (await scene.house.rows(statement, id=UUID(decided)))[0]["key_id"] == before["key_id"]
    scene.house.clock.advance(days=2)
    await servicer.forget_keys()
    scene.house.clock.advance(days=-31)
    assert await scene.house.rows(statement, id=UUID(decided)) == [{"key_id": None, "sealed": None}]
    with pytest.raises(KeyDestroyed):
        scene.house.keys.open(
            before["key_id"], before["sealed"], table="outside_answers", column="sealed", row_id=UUID(decided)
        )
    assert (await scene.house.rows(statement, id=UUID(waits)))[0]["key_id"] is not None


def answer(scene: Scene, version: int, **changed: Any) -> pb.SubmitAnswerRequest:
    fields: dict[str, Any] = {
        "idempotency_key": key(),
        "assignment_id": scene.assignment,
        "expected_version": version,
        "position": pb.PositionAnswer(
            position=events.POSITION_ACCEPTED, reason=words("The letter was another body's"), delivery_date="2031-01-31"
        ),
        "corrects_outside": True,
    }
    return pb.SubmitAnswerRequest(**(fields | changed))


@pytest.mark.covers("row 8b", "row 12", "invariant 2")
async def test_a_letter_that_the_body_corrects_is_struck_and_nothing_else_is(scene: Scene) -> None:
    recorded = (await scene.call(scene.facilitator, outside(scene, await scene.version()))).outside_answer
    await scene.call(scene.reviewer, decision(recorded.outside_answer_id))
    progress = pb.ProgressAnswer(progress=events.PROGRESS_PLANNED, text=words("It is planned."))
    of_the_work = answer(scene, await scene.version(), position=None, progress=progress)
    with pytest.raises(grpc.aio.AioRpcError) as refused:  # of which nothing was recorded
        await scene.call(scene.liaison, of_the_work)
    assert fields_at_fault(refused.value) == ["corrects_outside"]
    await scene.call(scene.liaison, answer(scene, await scene.version()))
    asked = pb.GetRecommendationRequest(tracked_number=scene.tracked.tracked_number)
    timeline = (await scene.house.public.GetRecommendation(asked)).timeline
    said = [each for each in timeline if each.kind == pb.TIMELINE_KIND_POSITION]
    assert [(each.position, each.retracted, each.corrects_outside) for each in said] == [
        (events.POSITION_ACCEPTED, False, True),
        (events.POSITION_DECLINED, True, False),
    ]
    line = await scene.house.line(scene.tracked)
    assert (line.headline.headline, line.milestones.answered_date) == (pb.HEADLINE_ACCEPTED, "2026-03-01")
    # What the body said here itself is no mistake of others.
    declined = pb.PositionAnswer(position=events.POSITION_DECLINED, reason=words("There is no budget"))
    once_more = answer(scene, await scene.version(), position=declined)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.liaison, once_more)
    assert fields_at_fault(refused.value) == ["corrects_outside"]
    await scene.call(scene.liaison, answer(scene, await scene.version(), position=declined, corrects_outside=False))
    timeline = (await scene.house.public.GetRecommendation(asked)).timeline
    assert [each.retracted for each in timeline if each.kind == pb.TIMELINE_KIND_POSITION] == [False, False, True]
