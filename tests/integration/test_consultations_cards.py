"""The card of a participant: its code opens the own words, hides them, withdraws consent, and lies nowhere in clear."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc
import psycopg
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis.database import Transaction
from services.consultations import store
from tests.integration.consultations_house import House, Office, a_house, participant_details, publication_of, words

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


async def in_public(house: House, office: Office, draft: pb.Draft) -> pb.Draft:
    """Submit and publish; the reviewer lets every name in the texts stay."""
    draft = await house.submit(office.facilitator, draft)
    preview = pb.PreviewPublicationRequest(
        consultation_id=draft.consultation_id, decisions=publication_of(draft).decisions
    )
    versions = {each.statement_id: each.version for each in draft.statements} | {"": draft.version}
    acts = [
        pb.SafeguardingAct(
            statement_id=each.statement_id, expected_version=versions[each.statement_id], clear=each.mark
        )
        for each in (await house.call(office.reviewer, preview)).spans
    ]
    assert acts, "there are names in it"
    request = pb.SafeguardConsultationRequest(consultation_id=draft.consultation_id, acts=acts)
    return await house.publish(office.reviewer, (await house.call(office.reviewer, request)).draft)


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


@pytest.mark.parametrize("asked", [pb.ReadMyWordsRequest, pb.HideMyWordsRequest, pb.WithdrawMyConsentRequest])
async def test_a_card_whose_holder_is_removed_while_it_is_used_opens_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, asked: Any
) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name=NAME)
    ids = {"consultation_id": draft.consultation_id, "participant_id": person.participant_id}
    code = (await house.call(office.facilitator, pb.MakeCardRequest(**ids))).code
    find = store.card_holder

    async def found_and_removed(tx: Transaction, digest: bytes) -> store.Holder | None:
        holder = await find(tx, digest)
        removal = pb.RemoveParticipantRequest(**ids, expected_version=person.version)
        await house.call(office.facilitator, removal)
        return holder

    monkeypatch.setattr(store, "card_holder", found_and_removed)
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await house.call(None, asked(code=code, network=HERE))
    assert error.value.code() is Code.NOT_FOUND


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
    await house.statement(office.facilitator, draft, participant_id=draft.participants[0].participant_id)
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert [bool(each.speaker_pseudonym) for each in page.statements] == [False, *[True] * 5, False], "nor later"


@pytest.mark.parametrize("hides", [True, False], ids=["hides", "withdraws"])
async def test_who_acted_by_a_card_is_in_neither_log_nor_audit(house: House, hides: bool) -> None:
    """An id would tell in clear whose item it is."""
    _, draft, code = await a_card(house)
    person = UUID(draft.participants[0].participant_id)
    before = await house.rows("SELECT coalesce(max(position), 0) AS last FROM audit")
    hide = pb.HideMyWordsRequest(code=code, network=HERE)
    withdraw = pb.WithdrawMyConsentRequest(code=code, network=HERE, statements=True)
    done = hide if hides else withdraw
    await house.call(None, done)
    logged = "SELECT actor FROM events WHERE aggregate_id = %(id)s ORDER BY version"
    rows = await house.rows(logged, id=UUID(draft.statements[0].statement_id))
    assert rows[-1]["actor"] == "service:consultations"
    noted = await house.rows("SELECT * FROM audit WHERE position > %(last)s", last=before[0]["last"])
    assert UUID(draft.statements[0].statement_id) in {each["row_id"] for each in noted}
    assert {each["actor"] for each in noted} == {"service:consultations"}
    assert str(person) not in repr(noted)
    [kept] = await house.rows("SELECT key_id FROM replies WHERE idempotency_key = %(key)s", key=done.idempotency_key)
    with psycopg.connect(house.databases.admin_url) as admin:
        keys = {key for (key,) in admin.execute("SELECT key_id FROM participants").fetchall()}
    assert keys, "whoever looks sees every participant"
    assert kept["key_id"] not in keys, "an answer leads to nobody either"


async def test_hide_me_now_hides_whatever_else_of_the_consultation_has_the_name_in_it(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator, summary=words("Held in spring."))
    person = await house.participant(office.facilitator, draft, name=NAME)
    for spoken in ("Her own", f"What ZARMINA  {NAME.split()[1]} said is true", "Of nobody", "Of nobody now"):
        by = {"participant_id": person.participant_id} if spoken == "Her own" else {}
        await house.statement(office.facilitator, draft, text=words(spoken), **by)
    draft = await in_public(house, office, draft)
    _, named, other, formerly = (each.number for each in draft.statements)
    # A reason that was taken back: pages of past days show it still.
    why = words(f"{NAME.lower()} said both")
    await house.call(office.facilitator, pb.LinkStatementsRequest(number=formerly, other_number=named, reason=why))
    unlink = pb.UnlinkStatementsRequest(
        number=formerly, other_number=named, reason=words("They do not belong together.")
    )
    await house.call(office.facilitator, unlink)
    code = (await make(house, office, draft)).code
    read = pb.ReadMyWordsRequest(code=code, network=HERE)
    assert list((await house.call(None, read)).words.named_numbers) == [named, formerly]
    hidden = (await house.call(None, pb.HideMyWordsRequest(code=code, network=HERE))).words
    assert not hidden.named_numbers
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert [each.number for each in page.statements if not each.hidden] == [other]
    assert not page.consultation.hidden


@pytest.mark.parametrize(
    "text",
    [
        {"summary": words(f"{NAME} spoke first.")},
        {"organisers": words(f"Organised by {NAME}")},
        {"attending_bodies": [f"Office of {NAME}"]},
    ],
    ids=lambda text: next(iter(text)),
)
async def test_hide_me_now_hides_the_consultation_if_its_own_texts_have_the_name(
    house: House, text: dict[str, Any]
) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator, **text)
    await house.participant(office.facilitator, draft, name=NAME)
    await house.statement(office.facilitator, draft)
    draft = await in_public(house, office, draft)
    code = (await make(house, office, draft)).code
    read = pb.ReadMyWordsRequest(code=code, network=HERE)
    assert list((await house.call(None, read)).words.named_numbers) == [draft.number]
    hidden = (await house.call(None, pb.HideMyWordsRequest(code=code, network=HERE))).words
    assert not hidden.named_numbers
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert page.consultation.hidden
    assert NAME not in str(page)


@pytest.mark.parametrize("public", [True, False], ids=["listed only", "not yet published"])
async def test_whoever_hid_by_a_card_is_not_named_again_by_what_is_entered(house: House, public: bool) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name=NAME)
    await house.statement(office.facilitator, draft)
    if public:
        draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    read = pb.GetDraftRequest(consultation_id=draft.consultation_id)
    draft = (await house.call(office.facilitator, read)).draft
    await house.call(None, pb.HideMyWordsRequest(code=(await make(house, office, draft)).code, network=HERE))
    [hidden] = (await house.call(office.facilitator, read)).draft.participants
    assert (hidden.hidden_by_card_date, hidden.public_name) == ("2026-03-02", "")
    named = pb.PutParticipantRequest(
        consultation_id=draft.consultation_id,
        participant_id=person.participant_id,
        expected_version=hidden.version,
        details=participant_details(name=NAME),
    )
    again = (await house.call(office.facilitator, named)).participant
    assert (again.details.attribution, again.public_name) == (pb.ATTRIBUTION_NAMED, "")
    assert again.hidden_by_card_date == "2026-03-02"
    if public:
        await house.statement(office.facilitator, draft, text=words("One more"))
    draft = (await house.call(office.facilitator, read)).draft
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert NAME not in str(page)
    assert not page.consultation.speakers


@pytest.mark.parametrize("hidden_before", [False, True])
async def test_what_was_hidden_by_a_card_only_people_of_the_host_show_again(house: House, hidden_before: bool) -> None:
    office, draft, code = await a_card(house)
    number, item = draft.statements[0].number, UUID(draft.statements[0].statement_id)
    if hidden_before:
        await house.call(office.reviewer, pb.HideRequest(number=number, reason="to be checked"))
    for _ in range(2):
        await house.call(None, pb.HideMyWordsRequest(code=code, network=HERE))
    kept = await house.rows(
        "SELECT action FROM reasons WHERE aggregate_id = %(id)s AND given_by = %(by)s", id=item, by=UUID(int=0)
    )
    assert [each["action"] for each in kept] == ["hide"], "why is kept, once"
    stranger = await house.person("facilitator", "reviewer", "registrar")
    for others_asked in (False, True):
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await house.call(stranger, pb.ShowRequest(number=number, reason="it is fine"))
        assert error.value.code() is Code.PERMISSION_DENIED
        who = office.reviewer if others_asked else office.facilitator
        shown = await house.call(who, pb.ShowRequest(number=number, reason="the speaker agreed"))
        assert shown.shown is others_asked


async def test_a_request_that_made_a_card_does_not_print_it_after_a_newer_one(house: House) -> None:
    office, draft, _ = await a_card(house)
    request = pb.MakeCardRequest(
        consultation_id=draft.consultation_id,
        participant_id=draft.participants[0].participant_id,
        idempotency_key="made once",
    )
    first = await house.call(office.facilitator, request)
    assert await house.call(office.facilitator, request) == first
    await make(house, office, draft)
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await house.call(office.facilitator, request)
    assert (error.value.code(), error.value.details()) == (Code.FAILED_PRECONDITION, "a newer card was made")


async def test_an_act_repeated_after_its_answer_was_erased_tells_what_is_public_now(house: House) -> None:
    _, _, code = await a_card(house)
    hide = pb.HideMyWordsRequest(code=code, network=HERE, idempotency_key="hidden before")
    name_only = pb.WithdrawMyConsentRequest(code=code, network=HERE, idempotency_key="the name alone")
    assert len((await house.call(None, hide)).words.statements) == 1
    await house.call(None, name_only)
    await house.call(None, pb.WithdrawMyConsentRequest(code=code, network=HERE, statements=True))
    for request in (hide, name_only):
        now = (await house.call(None, request)).words
        assert (now.withdrawn_date, list(now.statements)) == ("2026-03-02", [])


async def test_a_void_card_gets_no_answer_of_before(house: House) -> None:
    office, draft, code = await a_card(house)
    request = pb.HideMyWordsRequest(code=code, network=ELSEWHERE, idempotency_key="hidden, then lost")
    await house.call(None, request)
    await make(house, office, draft)
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await house.call(None, request)
    assert error.value.code() is Code.NOT_FOUND


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


async def test_after_too_many_codes_that_open_nothing_their_network_waits_but_no_card(house: House) -> None:
    _, _, code = await a_card(house)
    read = pb.ReadMyWordsRequest(code=code, network=HERE)
    house.clock.advance(hours=1)
    for _ in range(MOST_WRONG - 1):
        await refused(Code.NOT_FOUND, house, "0" * 16)
        assert (await house.call(None, read)).words.statements, "a code that opens something counts for nothing"
    await refused(Code.NOT_FOUND, house, "0" * 16)
    await refused(Code.RESOURCE_EXHAUSTED, house, "0" * 16)
    await refused(Code.NOT_FOUND, house, "0" * 16, ELSEWHERE)
    assert (await house.call(None, read)).words.statements, "a card that is valid always works"
    assert (await house.call(None, pb.HideMyWordsRequest(code=code, network=HERE))).words.statements[0].hidden
    assert (await house.call(None, pb.WithdrawMyConsentRequest(code=code, network=HERE))).words.withdrawn_date
    house.clock.advance(hours=1)
    await refused(Code.NOT_FOUND, house, "0" * 16)
