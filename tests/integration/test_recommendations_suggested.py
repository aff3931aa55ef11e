"""Row 28 over gRPC: anybody suggests, two people read, nothing moves, nothing is told; in the end nothing is left."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from prometheus_client import generate_latest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.keys import KeyDestroyed
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_scene import Scene, a_scene
from tests.integration.recommendations_things import fields_at_fault, key

CANARY = "canary-of-a-suggestion"
URL = f"https://archive.example/{CANARY}"
A_NETWORK, A_LINE, KEPT_DAYS = 3, 5, 7


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    limits = {
        "suggestions_per_network_hour": A_NETWORK,
        "suggestions_per_line_hour": A_LINE,
        "suggestion_kept_days": KEPT_DAYS,
    }
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house"), **limits) as running:
        yield running


@pytest.fixture
async def scene(house: House) -> Scene:
    await house.empty()
    return await a_scene(house)


async def asked(scene: Scene, **changed: Any) -> pb.SuggestEvidenceRequest:
    """Return what somebody suggests for the scene's line, from a network of its own."""
    slug = (await scene.house.rows("SELECT slug FROM addressees WHERE id = %(id)s", id=scene.body))[0]["slug"]
    fields: dict[str, Any] = {
        "idempotency_key": key(),
        "tracked_number": scene.tracked.tracked_number,
        "addressee_slug": slug,
        "url": URL,
        "note": f"Somebody answers, says {CANARY}",
        "network": key(),
    }
    return pb.SuggestEvidenceRequest(**(fields | changed))


async def suggested(scene: Scene, **changed: Any) -> pb.Suggestion:
    """Suggest something, and return it as the reviewer reads it."""
    await scene.house.public.SuggestEvidence(await asked(scene, **changed))
    return (await scene.call(scene.reviewer, pb.ListSuggestionsRequest())).suggestions[-1]  # type: ignore[no-any-return]


async def screen(scene: Scene, suggestion: pb.Suggestion, by: Person | None = None, **decision: Any) -> None:
    request = pb.ScreenSuggestionRequest(
        idempotency_key=key(), suggestion_id=suggestion.suggestion_id, **(decision or {"pass_on": True})
    )
    await scene.call(by or scene.reviewer, request)


async def settle(scene: Scene, suggestion: pb.Suggestion, by: Person | None = None) -> None:
    request = pb.SettleSuggestionRequest(
        idempotency_key=key(), suggestion_id=suggestion.suggestion_id, settlement=pb.SETTLEMENT_TAKEN_UP
    )
    await scene.call(by or scene.verifier, request)


async def passed(scene: Scene, by: Person | None = None) -> list[pb.Suggestion]:
    return list((await scene.call(by or scene.verifier, pb.ListPassedSuggestionsRequest())).suggestions)


async def is_refused(code: grpc.StatusCode, work: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await work
    assert refused.value.code() is code, refused.value.details()
    return refused.value


async def kept(scene: Scene) -> list[dict[str, Any]]:
    return [dict(each) for each in await scene.house.rows("SELECT * FROM suggestions")]


async def _everything_else(scene: Scene) -> dict[str, list[str]]:
    """Return every row of what a suggestion may not touch."""
    names = await scene.house.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {}
    for name in {row["tablename"] for row in names} - {"suggestions", "replies", "audit"}:
        rows = await scene.house.rows(f"SELECT t::text AS row FROM {name} t ORDER BY 1")
        found[name] = [row["row"] for row in rows]
    return found


@pytest.mark.covers("row 28", "invariant 1", "invariant 9")
async def test_a_suggestion_is_read_by_a_reviewer_then_by_a_verifier_and_changes_nothing(scene: Scene) -> None:
    before = await _everything_else(scene)
    await scene.house.public.SuggestEvidence(await asked(scene))
    assert not await passed(scene), "nobody has read it yet"
    (waiting,) = (await scene.call(scene.reviewer, pb.ListSuggestionsRequest())).suggestions
    assert (waiting.url, waiting.note) == (URL, f"Somebody answers, says {CANARY}")
    assert waiting.assignment.line.tracked_number == scene.tracked.tracked_number
    assert waiting.suggested_date == scene.house.clock.today.isoformat()
    await screen(scene, waiting)
    assert not (await scene.call(scene.reviewer, pb.ListSuggestionsRequest())).suggestions
    (shown,) = await passed(scene)
    assert (shown.url, shown.note, shown.conflict_reason) == (URL, waiting.note, "")
    assert shown.assignment.assignment_id == scene.assignment
    await settle(scene, shown)
    assert not await passed(scene)
    assert await _everything_else(scene) == before, "a line, an event or an outbox moved"
    acts = await scene.house.rows(
        "SELECT actor, action, detail FROM audit WHERE action LIKE '%%suggest%%' ORDER BY at, action"
    )
    assert [(each["actor"], each["action"]) for each in acts if each["actor"] == "anyone"] == [
        ("anyone", "evidence_suggested")
    ]
    assert {each["action"] for each in acts} == {"evidence_suggested", "suggestion_passed", "suggestion_taken_up"}


@pytest.mark.covers("row 28", "invariant 9")
async def test_nothing_of_a_suggestion_is_in_any_row_public_answer_log_or_metric(
    scene: Scene, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    first, second = await suggested(scene), await suggested(scene)
    await screen(scene, first, pass_on=True, note=f"{CANARY} without the name")
    await screen(scene, second, discard_reason=pb.DISCARD_REASON_PERSONAL_DATA)
    await settle(scene, (await passed(scene))[0])
    rows = await _everything_else(scene)
    for name in ("suggestions", "replies", "audit"):
        rows[name] = [each["row"] for each in await scene.house.rows(f"SELECT t::text AS row FROM {name} t")]
    assert rows["suggestions"], "there is something to find"
    written, hexed = str(rows), CANARY.encode().hex()
    assert CANARY not in written, "in clear"
    assert hexed not in written, "in bytes"
    number = scene.tracked.tracked_number
    answers = [
        await scene.house.public.GetRecommendation(pb.GetRecommendationRequest(tracked_number=number)),
        await scene.house.public.ListLines(pb.ListLinesRequest()),
        await scene.house.public.ListChanges(pb.ListChangesRequest()),
        await scene.house.public.SuggestEvidence(await asked(scene)),
        await scene.call(scene.liaison, pb.GetAssignmentRequest(assignment_id=scene.assignment)),
    ]
    assert CANARY not in str(answers)
    out, err = capfd.readouterr()
    assert CANARY not in caplog.text + out + err + generate_latest().decode()


@pytest.mark.covers("row 28", "invariant 3")
async def test_repeated_or_sent_twice_at_once_it_comes_in_once(scene: Scene) -> None:
    request = await asked(scene)
    await asyncio.gather(*(scene.house.public.SuggestEvidence(request) for _ in range(2)))
    request.network = "another"  # a phone that left the house meanwhile
    await scene.house.public.SuggestEvidence(request)
    (row,) = await kept(scene)
    request.note = "Other words"
    refused = await is_refused(grpc.StatusCode.INVALID_ARGUMENT, scene.house.public.SuggestEvidence(request))
    assert fields_at_fault(refused) == ["idempotency_key"]
    screening = pb.ScreenSuggestionRequest(idempotency_key=key(), suggestion_id=str(row["id"]), pass_on=True)
    await asyncio.gather(*(scene.call(scene.reviewer, screening) for _ in range(2)))
    screening.idempotency_key = key()
    await is_refused(grpc.StatusCode.FAILED_PRECONDITION, scene.call(scene.reviewer, screening))
    (shown,) = await passed(scene)
    await settle(scene, shown)
    await is_refused(grpc.StatusCode.FAILED_PRECONDITION, settle(scene, shown))


@pytest.mark.covers("row 28")
async def test_absent_hidden_and_withdrawn_lines_are_answered_alike(scene: Scene) -> None:
    house = scene.house
    hidden, withdrawn = await house.tracked(scene.body), await house.tracked(scene.body)
    await house.hide(hidden)
    await house.withdraw(withdrawn)
    told = set()
    for changed in (
        {"tracked_number": "R-999999"},
        {"tracked_number": hidden.tracked_number},
        {"tracked_number": withdrawn.tracked_number},
        {"addressee_slug": "no-such-body"},
        {"addressee_slug": ""},
    ):
        work = house.public.SuggestEvidence(await asked(scene, **changed))
        told.add((await is_refused(grpc.StatusCode.NOT_FOUND, work)).details())
    assert told == {"no such line is followed up"}
    assert not await kept(scene)


@pytest.mark.covers("row 28", "invariant 1")
async def test_nobody_but_the_hosts_reviewer_screens_and_nobody_but_a_free_verifier_settles(scene: Scene) -> None:
    house = scene.house
    await is_refused(grpc.StatusCode.PERMISSION_DENIED, scene.call(scene.liaison, await asked(scene)))
    waiting = await suggested(scene)
    other_host = await house.person("reviewer")
    assert not (await scene.call(other_host, pb.ListSuggestionsRequest())).suggestions
    await is_refused(grpc.StatusCode.NOT_FOUND, screen(scene, waiting, other_host))
    await is_refused(grpc.StatusCode.NOT_FOUND, settle(scene, waiting))
    for by in (scene.liaison, scene.facilitator, scene.verifier):
        await is_refused(grpc.StatusCode.PERMISSION_DENIED, screen(scene, waiting, by))
    await screen(scene, waiting)
    of_the_host = await house.person("verifier", organisation_id=scene.tracked.host_id)
    (blind,) = await passed(scene, of_the_host)
    assert (blind.url, blind.note, blind.conflict_reason) == ("", "", "own_recommendation")
    await is_refused(grpc.StatusCode.PERMISSION_DENIED, settle(scene, blind, of_the_host))
    logged = "SELECT detail FROM audit WHERE action = 'conflict_of_interest_refused' AND row_id = %(id)s"
    assert [each["detail"] for each in await house.rows(logged, id=UUID(scene.assignment))] == ["own_recommendation"]
    for by in (scene.liaison, scene.facilitator, scene.reviewer):
        await is_refused(grpc.StatusCode.PERMISSION_DENIED, settle(scene, blind, by))
    await house.hide(scene.tracked)
    assert not await passed(scene)
    await is_refused(grpc.StatusCode.NOT_FOUND, settle(scene, blind))


@pytest.mark.covers("row 28")
async def test_what_was_discarded_is_erased_at_once_and_what_was_settled_after_some_days(scene: Scene) -> None:
    forget = scene.house.parts.servicers[0][1].forget_suggestion_keys
    await suggested(scene)
    await screen(scene, await suggested(scene), pass_on=True)
    await settle(scene, (await passed(scene))[0])
    discarded = await suggested(scene)
    keys = {str(each["id"]): each["key_id"] for each in await kept(scene)}
    await screen(scene, discarded, discard_reason=pb.DISCARD_REASON_NOT_ABOUT_THE_LINE)
    assert {each["state"] for each in await kept(scene)} == {"waiting", "taken_up"}
    assert not _opens(scene, keys[discarded.suggestion_id])
    scene.house.clock.advance(days=KEPT_DAYS)
    await forget()
    assert {each["state"] for each in await kept(scene)} == {"waiting", "taken_up"}, "not a moment too early"
    scene.house.clock.advance(days=1)
    await forget()
    (left,) = await kept(scene)
    assert left["state"] == "waiting", "what nobody has read waits"
    assert [_opens(scene, each) for each in keys.values()].count(True) == 1


@pytest.mark.covers("row 28")
async def test_the_words_that_a_reviewer_replaced_are_erased(scene: Scene) -> None:
    waiting = await suggested(scene, note="Ask the caretaker of house 12")
    (row,) = await kept(scene)
    await screen(scene, waiting, pass_on=True, note="Ask at the office")
    (shown,) = await passed(scene)
    assert (shown.url, shown.note) == (URL, "Ask at the office")
    (now,) = await kept(scene)
    assert now["former_key_id"] is None
    assert not _opens(scene, row["key_id"]), "in a backup of the row, too"
    assert _opens(scene, now["key_id"])


def _opens(scene: Scene, key_id: UUID) -> bool:
    try:
        scene.house.keys.authenticate(key_id, b"", purpose="test")
    except KeyDestroyed:
        return False
    return True


@pytest.mark.covers("row 28")
async def test_so_many_come_in_from_one_network_and_for_one_line_and_then_it_is_said_when(scene: Scene) -> None:
    public, here = scene.house.public, key()
    again = await asked(scene, network=here)
    await public.SuggestEvidence(again)
    for _ in range(A_NETWORK - 1):
        await public.SuggestEvidence(await asked(scene, network=here))
    late = await asked(scene, network=here)
    refused = await is_refused(grpc.StatusCode.RESOURCE_EXHAUSTED, public.SuggestEvidence(late))
    assert refused.details() == "too many suggestions came from your network"
    assert _retry_seconds(refused) == 3600 // A_NETWORK
    await public.SuggestEvidence(again)  # what came in before is answered as before
    for _ in range(A_LINE - A_NETWORK):
        await public.SuggestEvidence(await asked(scene))
    refused = await is_refused(grpc.StatusCode.RESOURCE_EXHAUSTED, public.SuggestEvidence(await asked(scene)))
    assert refused.details() == "too many suggestions came in for this line"
    assert _retry_seconds(refused) == 3600 // A_LINE
    assert len(await kept(scene)) == A_LINE
    scene.house.clock.advance(days=1)
    await public.SuggestEvidence(late)


def _retry_seconds(refused: grpc.aio.AioRpcError) -> int:
    rich: Any = rpc_status.from_call(refused)  # type: ignore[arg-type]
    info = error_details_pb2.RetryInfo()
    assert rich.details[0].Unpack(info)
    return int(info.retry_delay.seconds)


@pytest.mark.covers("row 28")
async def test_desks_page_through_what_waits_oldest_first(scene: Scene) -> None:
    for number in range(3):
        await scene.house.public.SuggestEvidence(await asked(scene, note=f"No. {number}"))
        scene.house.clock.advance(days=1)
    for list_them, by, kind in (
        ("ListSuggestions", scene.reviewer, pb.ListSuggestionsRequest),
        ("ListPassedSuggestions", scene.verifier, pb.ListPassedSuggestionsRequest),
    ):
        read: list[pb.Suggestion] = []
        token = ""
        while not read or token:
            page = await scene.house.call(by, list_them, kind(page_size=2, page_token=token))
            read, token = [*read, *page.suggestions], page.next_page_token
        assert [each.note for each in read] == ["No. 0", "No. 1", "No. 2"]
        if by is scene.reviewer:
            for each in reversed(read):
                await screen(scene, each)
