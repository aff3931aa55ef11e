"""What a body itself says on its scorecard, over gRPC: put there, replaced, taken back, never lost."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_things import current_of, fields_at_fault, key, words

Code = grpc.StatusCode


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


async def card_of(house: House, body: UUID) -> pb.GetAddresseeResponse:
    found = await house.operator.GetRegisterEntry(pb.GetRegisterEntryRequest(addressee_id=str(body)))
    slug = found.addressee.public.slug
    return await house.public.GetAddressee(pb.GetAddresseeRequest(slug=slug))  # type: ignore[no-any-return]


async def put(house: House, who: Person, body: UUID, text: str = "We began in May", **changed: Any) -> Any:
    card = await card_of(house, body)
    asked: dict[str, Any] = {
        "idempotency_key": key(),
        "slug": card.addressee.slug,
        "expected_version": card.version,
        "text": words(text, ur="ہم نے مئی میں شروع کیا") if text else None,
    }
    return await house.call(who, "PutScorecardReply", pb.PutScorecardReplyRequest(**(asked | changed)))


async def take_back(house: House, who: Person, body: UUID, **changed: Any) -> Any:
    card = await card_of(house, body)
    asked: dict[str, Any] = {"idempotency_key": key(), "slug": card.addressee.slug, "expected_version": card.version}
    return await house.call(who, "WithdrawScorecardReply", pb.WithdrawScorecardReplyRequest(**(asked | changed)))


async def refusal(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call
    return caught.value


def spans(card: pb.GetAddresseeResponse) -> list[tuple[str, str, str, bool]]:
    return [(each.text.bodies["en"], each.from_date, each.until_date, each.withdrawn) for each in card.replies]


async def test_the_text_stands_in_both_languages_and_the_one_before_stays_in_the_history(house: House) -> None:
    body = await house.body()
    liaison = await house.liaison(body)
    first_day = house.clock.today.isoformat()
    request_key = key()
    answer = await put(house, liaison, body, "First", idempotency_key=request_key, expected_version=1)
    assert await put(house, liaison, body, "First", idempotency_key=request_key, expected_version=1) == answer
    assert answer.scorecard == await card_of(house, body)
    assert answer.scorecard.replies[0].text.bodies["ur"] == "ہم نے مئی میں شروع کیا"
    house.clock.advance(days=3)
    second_day = house.clock.today.isoformat()
    await put(house, liaison, body, "Second")
    assert spans(await card_of(house, body)) == [
        ("Second", second_day, "", False),
        ("First", first_day, second_day, False),
    ]
    house.clock.advance(days=2)
    third_day = house.clock.today.isoformat()
    await take_back(house, liaison, body)
    assert spans(await card_of(house, body))[0] == ("Second", second_day, third_day, True)
    await put(house, liaison, body, "Third")
    assert spans(await card_of(house, body))[0] == ("Third", third_day, "", False)
    kinds = ["AddresseeRegistered", "ScorecardReplied", "ScorecardReplied", "ScorecardReplyWithdrawn"]
    assert await house.events_of(body) == [*kinds, "ScorecardReplied"]


async def test_only_a_liaison_of_that_very_body_speaks_for_it(house: House) -> None:
    body, other = await house.body(), await house.body()
    former = await house.liaison(body)
    await house.end_mandate(former)
    for who in (await house.liaison(other), former, await house.person("facilitator")):
        assert (await refusal(put(house, who, body))).code() is Code.PERMISSION_DENIED
        assert (await refusal(take_back(house, who, body))).code() is Code.PERMISSION_DENIED
    assert not (await card_of(house, body)).replies


async def test_what_is_missing_wrong_or_not_there_is_named(house: House) -> None:
    body = await house.body()
    liaison = await house.liaison(body)
    for changed, field in (
        ({"text": ""}, "text"),
        ({"expected_version": 0}, "expected_version"),
        ({"expected_version": 99}, "expected_version"),
        ({"slug": "x" * 400}, "slug"),
    ):
        error = await refusal(put(house, liaison, body, **changed))
        assert (error.code(), fields_at_fault(error)) == (Code.INVALID_ARGUMENT, [field])
    assert (await refusal(put(house, liaison, body, slug="nobody-has-it"))).code() is Code.NOT_FOUND
    assert (await refusal(take_back(house, liaison, body))).code() is Code.FAILED_PRECONDITION


async def test_of_two_liaisons_at_once_one_is_shown_what_the_other_wrote_and_a_new_name_disturbs_nobody(
    house: House,
) -> None:
    body = await house.body()
    one, other = await house.liaison(body), await house.liaison(body)
    tried = await asyncio.gather(
        put(house, one, body, "One", expected_version=1),
        put(house, other, body, "Other", expected_version=1),
        return_exceptions=True,
    )
    [stale] = [each for each in tried if isinstance(each, grpc.aio.AioRpcError)]
    [done] = [each for each in tried if not isinstance(each, BaseException)]
    assert stale.code() is Code.ABORTED
    assert current_of(stale, pb.PutScorecardReplyResponse) == done
    seen = (await card_of(house, body)).version
    renaming = pb.RenameAddresseeRequest(
        idempotency_key=key(),
        addressee_id=str(body),
        expected_version=seen,
        name=words(f"Authority {body}"),
        effective_date="2026-02-02",
        source_url="https://gazette.example/1",
    )
    await house.operator.RenameAddressee(renaming)
    await take_back(house, one, body, expected_version=seen)


async def test_nobody_speaks_for_a_body_that_ended_until_that_is_undone(house: House) -> None:
    body, successor = await house.body(), await house.body()
    liaison = await house.liaison(body)
    promise = await house.tracked(body, type=published.STATEMENT_TYPE_COMMITMENT)
    await put(house, liaison, body)
    done = await house.operator.RecordSuccession(
        pb.RecordSuccessionRequest(
            idempotency_key=key(),
            addressee_id=str(body),
            expected_version=(await card_of(house, body)).version,
            kind=events.SUCCESSION_KIND_MERGER,
            effective_date=house.clock.today.isoformat(),
            source_url="https://gazette.example/3",
            moves=[pb.Move(successor_id=str(successor))],
        )
    )
    line = promise.assignments[body]
    report = pb.ReportProgressRequest(
        idempotency_key=key(),
        assignment_id=str(line),
        expected_version=await house.version(line),
        progress=pb.ProgressAnswer(progress=events.PROGRESS_PLANNED, text=words("Planned")),
    )
    for call in (
        put(house, liaison, body),
        take_back(house, liaison, body),
        house.call(liaison, "ReportProgress", report),
    ):
        error = await refusal(call)
        assert error.code() is Code.FAILED_PRECONDITION
        assert "nobody speaks for it" in (error.details() or "")
    assert len((await card_of(house, body)).replies) == 1
    undo = pb.UndoSuccessionRequest(
        idempotency_key=key(),
        addressee_id=str(body),
        expected_version=done.addressee.version,
        succession_id=done.succession.succession_id,
        reason=words("Misread"),
    )
    await house.operator.UndoSuccession(undo)
    report.idempotency_key = key()
    await house.call(liaison, "ReportProgress", report)
    await take_back(house, liaison, body)
