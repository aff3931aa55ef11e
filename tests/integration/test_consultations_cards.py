"""The card of a participant: its code opens the own words, hides them, withdraws consent, and lies nowhere in clear."""

from collections.abc import AsyncIterator
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import service_pb2 as pb
from tests.integration.consultations_house import House, Office, a_house, words

NAME = "Zarmina Canaryqux"
HERE, ELSEWHERE = "a1", "b2"  # two networks
MOST_WRONG = 5
Code = grpc.StatusCode


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("consultations")
    async with a_house(postgres, certificates, folder, wrong_codes_per_network_hour=MOST_WRONG) as running:
        yield running


async def a_card(house: House) -> tuple[Office, pb.Draft, str]:
    """Publish an item of a named person, one of hers that waits, and one of another; the code of her card."""
    office = await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name=NAME)
    await house.statement(office.facilitator, draft, participant_id=person.participant_id)
    await house.statement(office.facilitator, draft)
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    await house.statement(office.facilitator, draft, participant_id=person.participant_id, text=words("Not yet"))
    return office, draft, (await make(house, office, draft)).code


async def make(house: House, office: Office, draft: pb.Draft) -> pb.MakeCardResponse:
    request = pb.MakeCardRequest(
        consultation_id=draft.consultation_id, participant_id=draft.participants[0].participant_id
    )
    return await house.call(office.facilitator, request)  # type: ignore[no-any-return]


async def refused(code: grpc.StatusCode, house: House, typed: str, network: str = HERE) -> str:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await house.call(None, pb.ReadMyWordsRequest(code=typed, network=network))
    assert error.value.code() is code
    return str(error.value.details())


async def test_the_code_opens_what_is_public_of_the_own_words_and_nothing_else(house: House) -> None:
    _, draft, code = await a_card(house)
    found = (await house.call(None, pb.ReadMyWordsRequest(code=code.lower().replace("-", " "), network=HERE))).words
    assert found.consultation_number == draft.number
    assert found.public_name == f"{NAME}, A body"
    [statement] = found.statements
    assert (statement.number, statement.speaker) == (draft.statements[0].number, f"{NAME}, A body")
    assert not found.withdrawn_date


async def test_the_code_lies_nowhere_and_a_new_card_makes_it_void(house: House) -> None:
    office, draft, code = await a_card(house)
    tables = await house.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for each in tables:
        rows = await house.rows(f'SELECT * FROM "{each["tablename"]}"')
        assert not [row for row in rows if code in repr(row) or code.replace("-", "") in repr(row)]
    again = (await make(house, office, draft)).code
    assert again != code
    said = await refused(Code.NOT_FOUND, house, code)
    assert said == await refused(Code.NOT_FOUND, house, "") == await refused(Code.NOT_FOUND, house, "0" * 16)
    assert (await house.call(None, pb.ReadMyWordsRequest(code=again, network=HERE))).words.statements


async def test_hide_me_now_acts_at_once_on_items_and_name_and_the_name_does_not_come_back(house: House) -> None:
    office, draft, code = await a_card(house)
    request = pb.HideMyWordsRequest(code=code, network=HERE, idempotency_key="hidden once")
    first = await house.call(None, request)
    request.network = ELSEWHERE  # a phone that changed it sends the same once more
    assert await house.call(None, request) == first
    words_then = first.words
    assert [each.hidden for each in words_then.statements] == [True]
    assert not words_then.public_name
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert [each.hidden for each in page.statements] == [True, False]
    assert not page.consultation.speakers
    number = draft.statements[0].number
    for who in (office.facilitator, office.reviewer):
        await house.call(who, pb.ShowRequest(number=number, reason="it was checked"))
    shown = (await house.call(None, pb.GetStatementRequest(number=number))).statement
    assert (shown.hidden, shown.speaker) == (False, "")
    read = pb.GetDraftRequest(consultation_id=draft.consultation_id)
    draft = await house.submit(office.facilitator, (await house.call(office.facilitator, read)).draft)
    await house.publish(office.reviewer, draft)
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert NAME not in str(page)


async def test_who_is_hidden_by_a_card_is_not_told_apart_by_a_pseudonym_either(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator, attribution_rule=pb.ATTRIBUTION_RULE_CHATHAM_HOUSE)
    for _ in range(6):
        person = await house.participant(office.facilitator, draft, name=NAME)
        await house.statement(office.facilitator, draft, participant_id=person.participant_id)
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    code = (await make(house, office, draft)).code
    [own] = (await house.call(None, pb.ReadMyWordsRequest(code=code, network=HERE))).words.statements
    assert own.speaker_pseudonym
    await house.call(None, pb.HideMyWordsRequest(code=code, network=HERE))
    for who in (office.facilitator, office.reviewer):
        await house.call(who, pb.ShowRequest(number=own.number, reason="it was checked"))
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert [bool(each.speaker_pseudonym) for each in page.statements] == [False, *[True] * 5]


async def test_who_acted_by_a_card_is_not_in_the_log(house: House) -> None:
    """An id would tell in clear whose item it is."""
    _, draft, code = await a_card(house)
    await house.call(None, pb.HideMyWordsRequest(code=code, network=HERE))
    rows = await house.rows(
        "SELECT actor FROM events WHERE aggregate_id = %(id)s ORDER BY version",
        id=UUID(draft.statements[0].statement_id),
    )
    assert rows[-1]["actor"] == "service:consultations"


async def test_consent_is_withdrawn_by_the_code(house: House) -> None:
    office, draft, code = await a_card(house)
    request = pb.WithdrawMyConsentRequest(code=code, statements=True, network=HERE, idempotency_key="once")
    first = await house.call(None, request)
    assert (first.words.withdrawn_date, list(first.words.statements)) == ("2026-03-02", [])
    assert await house.call(None, request) == first
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert [each.withdrawn for each in page.statements] == [True, False]
    assert NAME not in str(page)
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await make(house, office, draft)
    assert error.value.code() is Code.FAILED_PRECONDITION


async def test_after_too_many_codes_that_open_nothing_their_network_waits_and_no_other(house: House) -> None:
    _, _, code = await a_card(house)
    read = pb.ReadMyWordsRequest(code=code, network=HERE)
    house.clock.advance(hours=1)
    for _ in range(MOST_WRONG - 1):
        await refused(Code.NOT_FOUND, house, "0" * 16)
        assert (await house.call(None, read)).words.statements, "a code that opens something counts for nothing"
    await refused(Code.NOT_FOUND, house, "0" * 16)
    await refused(Code.RESOURCE_EXHAUSTED, house, code)
    for request in (
        pb.HideMyWordsRequest(code=code, network=HERE),
        pb.WithdrawMyConsentRequest(code=code, network=HERE),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await house.call(None, request)
        assert error.value.code() is Code.RESOURCE_EXHAUSTED
    assert (await house.call(None, pb.ReadMyWordsRequest(code=code, network=ELSEWHERE))).words.statements
    house.clock.advance(hours=1)
    assert (await house.call(None, read)).words.statements
