"""Many statements in one act: all or none, once, piece by piece in and out; five thousand rows of usual length."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import uuid4

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations import store
from services.consultations.wire import items
from tests.integration.consultations_house import (
    House,
    Office,
    Person,
    a_house,
    fields_at_fault,
    publication_of,
    statement_details,
    words,
)

Code = grpc.StatusCode
ROWS = 5000
THOUSAND = 1000
PART = 200
TIME = 60.0  # seconds on a busy machine; measured are single ones


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


@pytest.fixture
async def office(house: House) -> Office:
    return await house.office()


def said(place: int) -> pb.StatementDetails:
    """Return an item of usual length in both languages."""
    english = f"Item {place}: open a hotline for children. " + "They need somebody to call. " * 8
    urdu = f"نکتہ {place}: بچوں کے لیے ہیلپ لائن کھولیں۔ " + "انہیں کسی کو فون کرنا ہوتا ہے۔ " * 6
    return statement_details(
        title=words(f"Item {place}", ur=f"نکتہ {place}"), text=words(english[:250].strip(), ur=urdu[:200].strip())
    )


def new(count: int) -> list[pb.StatementEntry]:
    return [pb.StatementEntry(details=said(place)) for place in range(count)]


async def put(
    house: House, who: Person, draft: pb.Draft, entries: Sequence[pb.StatementEntry], **given: Any
) -> pb.PutStatementsResponse:
    """Send entries, a thousand in a message."""
    pieces = [pb.PutStatementsRequest(entries=entries[start : start + 1000]) for start in range(0, len(entries), 1000)]
    first = {"idempotency_key": uuid4().hex, "consultation_id": draft.consultation_id} | given
    pieces[0].MergeFrom(pb.PutStatementsRequest(**first))
    metadata = [("authorization", f"Bearer {house.token(who)}")]
    return await house.stub.PutStatements(iter(pieces), metadata=metadata, timeout=TIME)  # type: ignore[no-any-return]


async def refused(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return error.value


async def whole(house: House, who: Person, draft: pb.Draft) -> tuple[list[pb.Statement], int]:
    """Read a draft to its end; its statements, and how many answers that took."""
    request, found, answers = pb.GetDraftRequest(consultation_id=draft.consultation_id), list[pb.Statement](), 0
    while answers == 0 or request.statements_token:
        piece = (await house.call(who, request)).draft
        found += piece.statements
        request.statements_token = piece.next_statements_token
        answers += 1
    return found, answers


@pytest.mark.covers("invariant 3")
async def test_all_are_entered_once_or_none(house: House, office: Office) -> None:
    who, draft = office.facilitator, await house.draft(office.facilitator)
    bad = [*new(3), pb.StatementEntry(expected_version=1, details=said(4)), *new(1)]
    bad[1].details.title.bodies["en"] = "x" * 201
    error = await refused(put(house, who, draft, bad))
    assert error.code() == Code.INVALID_ARGUMENT
    assert fields_at_fault(error) == ["entries[1].details.title.bodies[en]", "entries[3].expected_version"]
    bad = [*new(2), pb.StatementEntry(details=said(2))]
    bad[2].details.participant_id = str(uuid4())
    assert fields_at_fault(await refused(put(house, who, draft, bad))) == ["entries[2].details.participant_id"]
    assert await whole(house, who, draft) == ([], 1)

    both = [put(house, who, draft, new(7), idempotency_key="one") for _ in range(2)]
    assert list(await asyncio.gather(*both)) == [pb.PutStatementsResponse(added=7)] * 2
    entered, _ = await whole(house, who, draft)
    assert [(each.position, each.details.title.bodies["en"]) for each in entered] == [
        (place + 1, f"Item {place}") for place in range(7)
    ]
    assert {each.record_state for each in entered} == {pb.RECORD_STATE_DRAFT}


async def test_what_is_only_checked_is_not_entered_and_uses_no_key_up(house: House, office: Office) -> None:
    who, draft = office.facilitator, await house.draft(office.facilitator)
    keys = len(list(house.keys_folder.rglob("*")))
    taken = pb.PutStatementsResponse(added=2)
    assert await put(house, who, draft, new(2), idempotency_key="two", check_only=True) == taken
    assert (await whole(house, who, draft))[0] == []
    assert len(list(house.keys_folder.rglob("*"))) == keys
    assert await put(house, who, draft, new(2), idempotency_key="two") == taken


async def test_what_changed_since_it_was_seen_is_not_written_over(house: House, office: Office) -> None:
    who, draft = office.facilitator, await house.draft(office.facilitator)
    await put(house, who, draft, new(2))
    seen = (await house.call(who, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
    one, other = seen.statements
    change = [
        pb.StatementEntry(statement_id=each.statement_id, expected_version=1, details=said(9)) for each in (one, other)
    ]
    twice = await refused(put(house, who, draft, [*change, change[0]]))
    assert fields_at_fault(twice) == ["entries[2].statement_id"]
    house.clock.advance(seconds=1)
    changed = await put(house, who, draft, [change[0], *new(1)], seen_revision=seen.revision)
    assert changed == pb.PutStatementsResponse(added=1, changed=1)
    for stale in ({"seen_revision": seen.revision}, {}):
        error = await refused(put(house, who, draft, [change[1], change[0]], **stale))
        assert error.code() == Code.ABORTED
    assert [each.version for each in (await whole(house, who, draft))[0]] == [2, 1, 1]
    strange = [pb.StatementEntry(statement_id=str(uuid4()), expected_version=1, details=said(1))]
    assert (await refused(put(house, who, draft, strange))).code() == Code.NOT_FOUND
    for nobody in (await house.person("facilitator"), office.reviewer):
        code = (await refused(put(house, nobody, draft, new(1)))).code()
        assert code in (Code.NOT_FOUND, Code.PERMISSION_DENIED)


async def test_a_service_that_dies_in_between_leaves_nothing_and_the_same_act_enters_all(
    house: House, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, draft = office.facilitator, await house.draft(office.facilitator)
    keys = len(list(house.keys_folder.rglob("*")))

    async def dies(*_: Any, **__: Any) -> None:
        raise ConnectionError("gone, after the rows were written")

    with monkeypatch.context() as patched:
        patched.setattr(store, "audit_all", dies)
        await refused(put(house, who, draft, new(5), idempotency_key="three"))
    assert (await whole(house, who, draft))[0] == []
    assert len(list(house.keys_folder.rglob("*"))) == keys, "no key stays of what was not entered"
    await put(house, who, draft, new(5), idempotency_key="three")
    assert len((await whole(house, who, draft))[0]) == 5


async def test_five_thousand_rows_of_usual_length_go_in_and_out(house: House, office: Office) -> None:
    who, draft = office.facilitator, await house.draft(office.facilitator)
    entries = new(ROWS)
    too_many = await refused(put(house, who, draft, [*entries, entries[0]], check_only=True))
    assert fields_at_fault(too_many) == ["entries"]
    began = time.monotonic()
    assert await put(house, who, draft, entries) == pb.PutStatementsResponse(added=ROWS)
    assert time.monotonic() - began < TIME
    found, answers = await whole(house, who, draft)
    assert [each.details for each in found] == [each.details for each in entries]
    assert 5 < answers < 30
    full = await refused(put(house, who, draft, entries))
    assert full.code() == Code.FAILED_PRECONDITION


async def test_a_thousand_items_are_submitted_published_in_parts_and_read_page_by_page(
    house: House, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, draft = office.facilitator, await house.draft(office.facilitator)
    speaker = await house.participant(who, draft)
    entries = new(THOUSAND)
    entries[-1].details.participant_id = speaker.participant_id
    await put(house, who, draft, entries)
    draft = (await house.call(who, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
    await house.submit(who, draft)
    waiting, _ = await whole(house, office.reviewer, draft)
    assert {each.record_state for each in waiting} == {pb.RECORD_STATE_IN_REVIEW}
    parts = [
        publication_of(
            pb.Draft(
                consultation_id=draft.consultation_id, version=draft.version, statements=waiting[first : first + PART]
            )
        )
        for first in range(0, THOUSAND, PART)
    ]
    for part in parts:
        draft = (await house.call(office.reviewer, part)).draft

    numbers, types = [f"{draft.number}/{item}" for item in range(1, THOUSAND + 1)], [0, THOUSAND]
    assert await public_numbers(house, draft.number, page_size=150) == (numbers, types)
    with monkeypatch.context() as patched:
        patched.setattr(items, "PIECE_BYTES", 30_000)  # fewer than a page has
        assert await public_numbers(house, draft.number) == (numbers, types)
    last = pb.GetConsultationRequest(number=draft.number, after_item=THOUSAND - 1)
    [shown] = (await house.call(None, last)).statements
    assert shown.speaker == speaker.public_name != ""
    for wrong in (pb.GetConsultationRequest(after_item=-1), pb.GetConsultationRequest(page_size=201)):
        error = await refused(house.call(None, wrong))
        assert fields_at_fault(error) == [wrong.ListFields()[0][0].name]

    await house.call(office.reviewer, pb.HideRequest(number=numbers[1], reason="asked"))
    assert await public_numbers(house, draft.number) == (numbers, [0, THOUSAND - 1])
    day = house.clock().date().isoformat()
    house.clock.advance(hours=49)
    assert await public_numbers(house, draft.number, as_at_date=day) == (numbers, [0, THOUSAND - 1])
    withdraw = pb.WithdrawConsentRequest(consultation_id=draft.consultation_id, participant_id=speaker.participant_id)
    await house.call(who, withdraw)
    [shown] = (await house.call(None, last)).statements
    assert (shown.speaker, bool(shown.consent_withdrawn_date)) == ("", True)
    await house.call(office.reviewer, pb.HideRequest(number=draft.number, reason="asked"))
    assert await public_numbers(house, draft.number) == (numbers, [0, 0])


async def public_numbers(house: House, number: str, **asked: Any) -> tuple[list[str], list[int]]:
    """Read a public consultation to its end; its items' numbers, and how many stand: tracked, recorded."""
    request, found = pb.GetConsultationRequest(number=number, **asked), list[str]()
    while True:
        page = await house.call(None, request)
        assert 0 < page.ByteSize() < 1024 * 1024
        found += [each.number for each in page.statements]
        if not page.next_after_item:
            break
        assert page.next_after_item == int(found[-1].rpartition("/")[2])
        request.after_item = page.next_after_item
    assert page.items == len(found)
    standing = [sum(each.tracked for each in page.types), sum(each.recorded for each in page.types)]
    assert [page.consultation.tracked, page.consultation.recorded] == standing
    return found, standing


async def test_a_piece_goes_on_behind_its_statement_whatever_was_removed(house: House, office: Office) -> None:
    who, draft = office.facilitator, await house.draft(office.facilitator)
    await put(house, who, draft, new(1500))
    asked = pb.GetDraftRequest(consultation_id=draft.consultation_id)
    first = (await house.call(who, asked)).draft
    last = first.statements[-1]
    for gone in (first.statements[0], last):
        asked.statements_token = first.next_statements_token
        remove = pb.RemoveStatementRequest(
            consultation_id=draft.consultation_id, statement_id=gone.statement_id, expected_version=1
        )
        await house.call(who, remove)
        if gone is not last:
            following = (await house.call(who, asked)).draft.statements[0]
            assert following.details.title.bodies["en"] == f"Item {len(first.statements)}"
    assert (await refused(house.call(who, asked))).code() == Code.ABORTED
    asked.statements_token = "x"
    assert fields_at_fault(await refused(house.call(who, asked))) == ["statements_token"]
