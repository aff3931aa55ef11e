"""Hidden at once by one person, shown again by two, withdrawn with a tombstone that stays."""

from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.identity.v1 import events_pb2 as identity
from tests.integration.consultations_house import House, Office, Person, a_house, tracked, words

Code = grpc.StatusCode


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


async def a_page(house: House) -> tuple[Office, pb.Draft]:
    office, body = await house.office(), await house.body()
    return office, await house.published(office, tracked(body), {"type": events.STATEMENT_TYPE_INSIGHT})


async def hide(house: House, who: Person, number: str) -> None:
    await house.call(who, pb.HideRequest(number=number, reason="names a private person"))


async def show(house: House, who: Person, number: str) -> bool:
    answer = await house.call(who, pb.ShowRequest(number=number, reason="the name is gone"))
    return bool(answer.shown)


async def statement(house: House, number: str) -> pb.PublicStatement:
    return (await house.call(None, pb.GetStatementRequest(number=number))).statement  # type: ignore[no-any-return]


async def code_of(call: Any) -> grpc.StatusCode:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return error.value.code()


@pytest.mark.covers("row 5b")
@pytest.mark.parametrize("role", ["facilitator", "reviewer", "registrar"])
async def test_any_of_them_hides_alone_at_once_also_of_another_organisation(house: House, role: str) -> None:
    _, draft = await a_page(house)
    said = draft.statements[0]
    stranger = await house.person(role)
    await hide(house, stranger, said.tracked_number)
    for number in (said.number, said.tracked_number):
        assert await statement(house, number) == pb.PublicStatement(
            number=said.number, tracked_number=said.tracked_number, hidden=True
        )
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert page.statements[0].hidden
    assert not page.statements[1].hidden
    assert "hotline" not in str(page.statements[0])
    assert await house.events_of(said.statement_id) == ["StatementPublished", "StatementDetailed", "StatementHidden"]


async def test_a_verifier_does_not_hide(house: House) -> None:
    _, draft = await a_page(house)
    verifier = await house.person("verifier")
    assert await code_of(hide(house, verifier, draft.number)) is Code.PERMISSION_DENIED


async def test_a_role_that_ended_does_not_hide_though_another_lasts(house: House) -> None:
    _, draft = await a_page(house)
    person = await house.person("facilitator", "verifier")
    ended = identity.RoleEnded(
        person_id=str(person.id),
        role=identity.ROLE_FACILITATOR,
        organisation_id=str(person.organisation),
        to_date="2026-03-02",
    )
    await house.deliver(ended, person.id)
    assert await code_of(hide(house, person, draft.number)) is Code.PERMISSION_DENIED


async def test_what_is_hidden_is_not_counted_and_names_nobody(house: House) -> None:
    office, asked = await house.office(), tracked(await house.body())
    draft = await house.draft(office.facilitator)
    asked.pop("tracked")
    names = ("Heard Qaf", "Hidden Qaf", "Both Qaf", "Silent Qaf")
    said = {name: await house.participant(office.facilitator, draft, name=name) for name in names}
    for name, fields in ((names[0], {}), (names[1], asked), (names[2], {}), (names[2], {})):
        await house.statement(office.facilitator, draft, participant_id=said[name].participant_id, **fields)
    draft = await house.submit(office.facilitator, draft)
    ways = [events.PUBLICATION_RECORDED] * 4
    ways[1] = events.PUBLICATION_TRACKED
    draft = await house.publish(office.reviewer, draft, publications=ways)
    before = (await house.call(None, pb.GetConsultationRequest(number=draft.number))).consultation
    for hidden in draft.statements[1:3]:
        await hide(house, office.facilitator, hidden.number)
    after = (await house.call(None, pb.GetConsultationRequest(number=draft.number))).consultation
    assert [before.recorded, before.tracked] == [3, 1]
    assert [after.recorded, after.tracked] == [2, 0]
    assert before.speakers == [f"{name}, A body" for name in names]
    assert after.speakers == [f"{name}, A body" for name in names if name != "Hidden Qaf"]


async def test_a_hidden_consultation_hides_all_of_it(house: House) -> None:
    office, draft = await a_page(house)
    await hide(house, office.colleague, draft.number)
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert page.consultation == pb.PublicConsultation(number=draft.number, hidden=True)
    assert all(each.hidden for each in page.statements)
    assert "hotline" not in str(page)
    single = await house.call(None, pb.GetStatementRequest(number=draft.statements[1].number))
    assert (single.statement.hidden, single.consultation.hidden) == (True, True)
    assert single.statement.type == events.STATEMENT_TYPE_UNSPECIFIED
    listed = await house.call(None, pb.ListConsultationsRequest(page_size=200))
    [same] = [each for each in listed.consultations if each.number == draft.number]
    assert same == page.consultation
    assert (
        await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=draft.consultation_id))
    ).draft.hidden


async def test_nothing_is_published_into_a_hidden_consultation(house: House) -> None:
    office, draft = await a_page(house)
    await house.statement(office.facilitator, draft)
    draft = await house.submit(office.facilitator, draft)
    await hide(house, office.reviewer, draft.number)
    assert await code_of(house.publish(office.reviewer, draft)) is Code.FAILED_PRECONDITION


@pytest.mark.covers("row 5b")
@pytest.mark.parametrize("what", ["consultation", "statement"])
async def test_showing_again_takes_two_persons(house: House, what: str) -> None:
    office, draft = await a_page(house)
    number = draft.number if what == "consultation" else draft.statements[0].number
    before = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert await code_of(show(house, office.reviewer, number)) is Code.FAILED_PRECONDITION
    await hide(house, office.reviewer, number)
    assert not await show(house, office.reviewer, number)
    assert (await statement(house, draft.statements[0].number)).hidden
    assert await code_of(show(house, office.reviewer, number)) is Code.PERMISSION_DENIED
    assert await show(house, office.colleague, number)
    assert await house.call(None, pb.GetConsultationRequest(number=draft.number)) == before
    aggregate = draft.consultation_id if what == "consultation" else draft.statements[0].statement_id
    name = what.title()
    assert (await house.events_of(aggregate))[-3:] == [f"{name}Hidden", f"{name}ShowAsked", f"{name}Shown"]
    public = await house.rows(
        "SELECT type FROM events WHERE aggregate_id = %(id)s AND public_version IS NULL ORDER BY version", id=aggregate
    )
    assert public[-1]["type"].endswith("ShowAsked")


async def test_hiding_again_starts_over(house: House) -> None:
    office, draft = await a_page(house)
    number = draft.statements[0].number
    await hide(house, office.facilitator, number)
    await hide(house, office.facilitator, number)
    assert not await show(house, office.colleague, number)
    await hide(house, office.facilitator, number)
    assert not await show(house, office.reviewer, number)
    assert await show(house, office.colleague, number)
    types = await house.events_of(draft.statements[0].statement_id)
    assert types.count("StatementHidden") == 2


async def test_a_statement_hidden_on_its_own_stays_hidden_when_its_consultation_is_shown(house: House) -> None:
    office, draft = await a_page(house)
    first, second = (each.number for each in draft.statements)
    await hide(house, office.facilitator, first)
    await hide(house, office.facilitator, draft.number)
    await show(house, office.facilitator, draft.number)
    await show(house, office.reviewer, draft.number)
    assert (await statement(house, first)).hidden
    assert not (await statement(house, second)).hidden


@pytest.mark.parametrize("number", ["C-99999", "R-99999", "C-1/99999"])
async def test_what_does_not_exist_is_neither_hidden_nor_shown(house: House, number: str) -> None:
    who = await house.person("registrar")
    assert await code_of(hide(house, who, number)) is Code.NOT_FOUND
    assert await code_of(show(house, who, number)) is Code.NOT_FOUND
    assert await code_of(hide(house, who, "nonsense")) is Code.INVALID_ARGUMENT
    assert await code_of(house.call(who, pb.HideRequest(number=number))) is Code.INVALID_ARGUMENT


def withdrawal(number: str, **changed: Any) -> pb.WithdrawStatementRequest:
    fields: dict[str, Any] = {
        "reason": words("recorded wrongly", ur="غلط درج ہوا"),
        "asked_by": words("the host"),
        "number": number,
    }
    return pb.WithdrawStatementRequest(**(fields | changed))


@pytest.mark.covers("row 5", "invariant 2")
async def test_a_withdrawn_statement_leaves_a_tombstone(house: House) -> None:
    office, draft = await a_page(house)
    said = draft.statements[0]
    answer = await house.call(office.facilitator, withdrawal(said.tracked_number, expected_version=said.version))
    assert answer.statement.withdrawn
    assert answer.statement.withdrawn_reason.bodies["ur"] == "غلط درج ہوا"
    assert answer.statement.withdrawn_date == "2026-03-02"
    assert await statement(house, said.number) == answer.statement
    assert "hotline" not in str(answer)
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert [each.withdrawn for each in page.statements] == [True, False]
    assert (page.consultation.recorded, page.consultation.tracked) == (1, 0)
    mine = (await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
    assert mine.statements[0].record_state == pb.RECORD_STATE_WITHDRAWN
    assert await code_of(house.call(office.facilitator, withdrawal(said.number))) is Code.FAILED_PRECONDITION
    await hide(house, office.reviewer, said.number)
    assert await statement(house, said.number) == pb.PublicStatement(
        number=said.number, tracked_number=said.tracked_number, hidden=True
    )


async def test_a_consultation_is_not_withdrawn_and_no_reason_is_left_out(house: House) -> None:
    office, draft = await a_page(house)
    number = draft.statements[0].number
    for request in (
        withdrawal(draft.number),
        withdrawal(number, reason=None),
        withdrawal(number, asked_by=None),
        withdrawal(number, expected_version=-1),
    ):
        assert await code_of(house.call(office.facilitator, request)) is Code.INVALID_ARGUMENT
    assert await code_of(house.call(office.facilitator, withdrawal("R-99999"))) is Code.NOT_FOUND


async def test_of_what_was_withdrawn_later_a_day_before_shows_neither_speaker_nor_notes(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft)
    more = {"source_sentence": words("As it was said."), "source_sentence_public": True, "note": words("unsure")}
    for _ in range(2):
        await house.statement(office.facilitator, draft, participant_id=person.participant_id, **more)
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    first, stays = (each.number for each in draft.statements)
    house.clock.advance(days=1)
    before = pb.GetConsultationRequest(number=draft.number, as_at_date="2026-03-02")
    told = (await house.call(None, before)).statements[0]
    assert (told.speaker, told.source_sentence.bodies["en"], told.withdrawn_later_date) == (
        "Participant 4, A body",
        "As it was said.",
        "",
    )
    await house.call(office.facilitator, withdrawal(first))
    gone, kept = (await house.call(None, before)).statements
    one = pb.GetStatementRequest(number=first, as_at_date="2026-03-02")
    assert (await house.call(None, one)).statement == gone
    assert (gone.title, gone.text, gone.withdrawn) == (told.title, told.text, False)
    assert gone.withdrawn_later_date == "2026-03-03"
    assert (gone.speaker, gone.speaker_pseudonym) == ("", "")
    assert not any(gone.HasField(each) for each in ("source_sentence", "speaker_note", "note"))
    assert (kept.number, kept.speaker, kept.withdrawn_later_date) == (stays, told.speaker, "")
    house.clock.advance(days=-1)


async def counted(house: House, number: str, day: str = "") -> tuple[int, int, int, int]:
    """Return how many items a consultation has, and how many are recorded, on its page and in the list of all."""
    page = await house.call(None, pb.GetConsultationRequest(number=number, as_at_date=day))
    request = pb.ListConsultationsRequest(page_size=200, as_at_date=day)
    [listed] = [each for each in (await house.call(None, request)).consultations if each.number == number]
    return page.items, sum(each.recorded for each in page.types), page.consultation.recorded, listed.recorded


@pytest.mark.covers("row 5", "row 6")
async def test_a_day_before_counts_what_stood_then_whatever_happened_since(house: House) -> None:
    office = await house.office()
    draft = await house.published(office, *({"type": events.STATEMENT_TYPE_INSIGHT} for _ in range(6)))
    one, other, third, fourth, fifth, _ = (each.number for each in draft.statements)
    join = pb.MergeStatementRequest(number=one, target_number=other, reason=words("the same"))
    await house.call(office.facilitator, join)
    day = house.clock.today.isoformat()
    house.clock.advance(days=1)
    then = (6, 5, 5, 5)
    assert await counted(house, draft.number, day) == await counted(house, draft.number) == then

    await house.call(office.facilitator, pb.UnmergeStatementRequest(number=one, reason=words("they differ")))
    await house.call(office.facilitator, withdrawal(third))
    request = pb.ProposeChangeRequest(
        number=fourth, reason=words("so it was said"), correct=pb.Wording(title=words("Better"))
    )
    proposal_id = (await house.call(office.facilitator, request)).proposal_id
    await house.call(office.reviewer, await house.decision(office.reviewer, proposal_id))
    await house.statement(office.facilitator, draft, type=events.STATEMENT_TYPE_INSIGHT)
    await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    assert await counted(house, draft.number) == (7, 6, 6, 6)
    assert await counted(house, draft.number, day) == then
    await hide(house, office.reviewer, fifth)
    assert await counted(house, draft.number, day) == (6, 4, 4, 4), "what is hidden now is hidden then"
    house.clock.advance(days=-1)
