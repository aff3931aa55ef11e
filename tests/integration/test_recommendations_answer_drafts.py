"""Answers that are not sent yet, over gRPC: sealed, for liaisons of the addressee only, gone when sent."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.keys import KeyDestroyed
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_scene import Scene, a_scene, accepted
from tests.integration.recommendations_things import current_of, fields_at_fault, key

TYPED = {"answer": "accepted", "answer_text": "Not before the committee met, says the canary 7f3a"}


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def scene(house: House) -> Scene:
    return await a_scene(house)


async def save(scene: Scene, person: Person, **changed: Any) -> pb.AnswerDraft:
    fields: dict[str, Any] = {
        "idempotency_key": key(),
        "assignment_id": scene.assignment,
        "assignment_version": await scene.version(),
        "fields": TYPED,
    }
    draft: pb.AnswerDraft = (await scene.call(person, pb.SaveAnswerDraftRequest(**(fields | changed)))).draft
    return draft


async def kept(scene: Scene, person: Person) -> list[pb.AnswerDraft]:
    found = await scene.call(person, pb.GetAssignmentRequest(assignment_id=scene.assignment))
    return list(found.assignment.drafts)


async def answer(scene: Scene, *, preview: bool = False) -> None:
    await scene.call(
        scene.liaison,
        pb.SubmitAnswerRequest(
            idempotency_key=key(),
            assignment_id=scene.assignment,
            expected_version=await scene.version(),
            position=accepted(),
            preview=preview,
        ),
    )


async def test_a_draft_is_found_again_as_it_was_typed(scene: Scene) -> None:
    saved = await save(scene, scene.liaison)
    assert (dict(saved.fields), saved.version, saved.saved_by_caller) == (TYPED, 1, True)
    changed = await save(scene, scene.liaison, fields={"reason": "کوئی وجہ نہیں"}, expected_version=1)
    (found,) = await kept(scene, scene.liaison)
    assert found == changed
    assert (dict(found.fields), found.version, found.draft_id) == ({"reason": "کوئی وجہ نہیں"}, 2, saved.draft_id)


async def test_a_list_tells_of_a_draft_and_not_what_it_says(scene: Scene) -> None:
    saved = await save(scene, scene.liaison)
    mine = await scene.call(scene.liaison, pb.ListMyAssignmentsRequest())
    (line,) = mine.assignments
    (listed,) = line.drafts
    assert (listed.draft_id, dict(listed.fields)) == (saved.draft_id, {})


async def test_a_colleague_reads_it_and_nobody_else(scene: Scene) -> None:
    await save(scene, scene.liaison)
    colleague = await scene.house.liaison(scene.body)
    (seen,) = await kept(scene, colleague)
    assert (dict(seen.fields), seen.saved_by_caller) == (TYPED, False)
    for other in (scene.facilitator, scene.reviewer, scene.verifier):
        assert await kept(scene, other) == []
    await scene.house.end_mandate(scene.liaison)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await kept(scene, scene.liaison)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_another_bodys_liaison_can_neither_save_nor_discard(scene: Scene) -> None:
    saved = await save(scene, scene.liaison)
    other = await scene.house.liaison(await scene.house.body())
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await save(scene, other)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(
            other, pb.DiscardAnswerDraftRequest(idempotency_key=key(), draft_id=saved.draft_id, expected_version=1)
        )
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND
    assert len(await kept(scene, scene.liaison)) == 1


async def test_each_liaison_keeps_a_draft_of_their_own_and_sees_it_first(scene: Scene) -> None:
    colleague = await scene.house.liaison(scene.body)
    await save(scene, scene.liaison)
    await save(scene, colleague, fields={"answer": "declined"})
    assert [each.saved_by_caller for each in await kept(scene, scene.liaison)] == [True, False]


async def test_the_same_draft_saved_on_two_devices_is_not_overwritten(scene: Scene) -> None:
    first = await save(scene, scene.liaison)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await save(scene, scene.liaison, fields={"answer": "declined"})
    assert refused.value.code() is grpc.StatusCode.ABORTED
    assert current_of(refused.value, pb.SaveAnswerDraftResponse).draft == first


async def test_the_same_key_saves_once(scene: Scene) -> None:
    one = key()
    version = await scene.version()
    assert await save(scene, scene.liaison, idempotency_key=one, assignment_version=version) == await save(
        scene, scene.liaison, idempotency_key=one, assignment_version=version
    )
    assert [each.version for each in await kept(scene, scene.liaison)] == [1]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        pytest.param({"fields": {}}, "fields", id="nothing"),
        pytest.param({"fields": {"answer": " \n"}}, "fields", id="only white space"),
        pytest.param({"fields": {f"f{each}": "x" for each in range(61)}}, "fields", id="too many"),
        pytest.param({"fields": {"answer_text": "x" * 100_001}}, "fields", id="too long"),
        pytest.param({"fields": {"an answer": "x"}}, "fields", id="no name of a field"),
        pytest.param({"assignment_version": 99}, "assignment_version", id="a version to come"),
        pytest.param({"assignment_id": "x"}, "assignment_id", id="no id"),
    ],
)
async def test_what_cannot_be_kept_is_refused_by_its_field(scene: Scene, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await save(scene, scene.liaison, **changed)
    assert fields_at_fault(refused.value) == [field]
    assert await kept(scene, scene.liaison) == []


async def test_what_is_kept_is_in_no_event_and_in_no_column_in_clear(scene: Scene) -> None:
    before = await scene.house.events_of(UUID(scene.assignment))
    await save(scene, scene.liaison)
    assert await scene.house.events_of(UUID(scene.assignment)) == before
    rows = await scene.house.rows("SELECT to_jsonb(d)::text AS row, sealed FROM answer_drafts d")
    replies = await scene.house.rows("SELECT response FROM replies WHERE response IS NOT NULL")
    assert rows
    assert all("canary 7f3a" not in each["row"] and b"canary 7f3a" not in each["sealed"] for each in rows)
    assert all(b"canary 7f3a" not in each["response"] for each in replies)


async def test_sending_ends_the_draft_and_its_key(scene: Scene) -> None:
    saved = await save(scene, scene.liaison)
    (row,) = await scene.house.rows(
        "SELECT key_id, sealed FROM answer_drafts WHERE id = %(id)s", id=UUID(saved.draft_id)
    )
    await answer(scene, preview=True)
    assert len(await kept(scene, scene.liaison)) == 1, "a preview sends nothing"
    await answer(scene)
    assert await kept(scene, scene.liaison) == []
    await scene.house.parts.servicers[0][1].forget_draft_keys()
    left = await scene.house.rows("SELECT id FROM answer_drafts WHERE id = %(id)s", id=UUID(saved.draft_id))
    assert left == []
    with pytest.raises(KeyDestroyed):
        scene.house.keys.open(
            row["key_id"], row["sealed"], table="answer_drafts", column="sealed", row_id=UUID(saved.draft_id)
        )
    actions = await scene.house.rows(
        "SELECT action FROM audit WHERE row_id = %(id)s ORDER BY at", id=UUID(saved.draft_id)
    )
    assert [each["action"] for each in actions] == ["answer_draft_saved", "answer_draft_sent"]


async def test_after_it_was_sent_from_another_page_saving_begins_a_new_one(scene: Scene) -> None:
    first = await save(scene, scene.liaison)
    await answer(scene)
    again = await save(scene, scene.liaison, expected_version=first.version)
    assert (again.version, again.draft_id != first.draft_id) == (1, True)


async def test_a_colleague_discards_what_somebody_left_behind(scene: Scene) -> None:
    saved = await save(scene, scene.liaison)
    colleague = await scene.house.liaison(scene.body)
    request = pb.DiscardAnswerDraftRequest(idempotency_key=key(), draft_id=saved.draft_id, expected_version=1)
    await scene.call(colleague, request)
    await scene.call(colleague, request)
    assert await kept(scene, colleague) == []
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(
            colleague, pb.DiscardAnswerDraftRequest(idempotency_key=key(), draft_id=saved.draft_id, expected_version=1)
        )
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND


async def test_what_was_saved_again_is_not_discarded_unread(scene: Scene) -> None:
    first = await save(scene, scene.liaison)
    second = await save(scene, scene.liaison, expected_version=first.version, fields={"reason": "More"})
    stale = pb.DiscardAnswerDraftRequest(idempotency_key=key(), draft_id=first.draft_id, expected_version=1)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.call(scene.liaison, stale)
    assert refused.value.code() is grpc.StatusCode.ABORTED
    assert current_of(refused.value, pb.DiscardAnswerDraftResponse).draft == second
    assert await kept(scene, scene.liaison) == [second]
