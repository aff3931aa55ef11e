"""One more body (row 29), tracked and recorded again (row 4): a facilitator proposes, a reviewer agrees."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import events_pb2 as register
from services.chassis import event_log
from services.chassis.keys import KeyDestroyed
from services.consultations import store
from tests.integration.consultations_house import (
    House,
    Office,
    Person,
    a_house,
    current_of,
    fields_at_fault,
    tracked,
    words,
)

Code = grpc.StatusCode
ANSWERS = pb.VerifiabilityEntry(
    who=words("The commission"), what=words("A hotline"), by_when=words("2027"), shown_how=words("By calling it")
)


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


async def propose(house: House, who: Person, number: str, **change: Any) -> str:
    fields = {"reason": words("It says another body is responsible", ur="وہ کہتے ہیں کوئی اور ذمہ دار ہے")}
    request = pb.ProposeChangeRequest(number=number, **(fields | change))
    return (await house.call(who, request)).proposal_id  # type: ignore[no-any-return]


async def decide(house: House, who: Person, proposal_id: str, *, agree: bool = True) -> pb.PublicStatement:
    request = pb.DecideProposalRequest(proposal_id=proposal_id, agree=agree)
    return (await house.call(who, request)).statement  # type: ignore[no-any-return]


async def waiting(house: House, who: Person) -> list[pb.Proposal]:
    return list((await house.call(who, pb.ListProposalsRequest())).proposals)


async def statement(house: House, number: str) -> pb.PublicStatement:
    return (await house.call(None, pb.GetStatementRequest(number=number))).statement  # type: ignore[no-any-return]


async def refusal(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return error.value


async def a_page(house: House) -> tuple[Office, pb.Draft, str]:
    office, body, later = await house.office(), await house.body(), await house.body()
    await house.liaison(later)
    draft = await house.published(
        office,
        tracked(body),
        {"addressee_ids": [body], "addressee_basis": pb.ADDRESSEE_BASIS_EXPLICIT},
    )
    return office, draft, later


@pytest.mark.covers("row 31")
async def test_who_proposed_it_takes_it_back_while_nobody_has_decided(house: House) -> None:
    office, draft, _ = await a_page(house)
    said = draft.statements[0]
    proposal_id = await propose(house, office.facilitator, said.number, correct=pb.Wording(title=words("Nobody's")))
    request = pb.TakeBackProposalRequest(proposal_id=proposal_id)
    stranger = (await house.office()).facilitator
    for who, code in ((office.colleague, Code.PERMISSION_DENIED), (stranger, Code.NOT_FOUND)):
        assert (await refusal(house.call(who, request))).code() is code
    before = await house.events_of(said.statement_id)
    async with house.database.transaction() as tx:
        await store.act_for(tx, [office.reviewer.organisation])
        key = "SELECT key_id, change FROM proposals WHERE id = %(id)s"
        row = await (await tx.execute(key, {"id": proposal_id})).fetchone()
    assert row
    assert await house.call(office.facilitator, request) == pb.TakeBackProposalResponse()
    assert not await waiting(house, office.reviewer)
    assert await house.events_of(said.statement_id) == before, "nothing of it is ever told"
    with pytest.raises(KeyDestroyed):
        house.keys.open(row["key_id"], row["change"], table="proposals", column="change", row_id=UUID(proposal_id))
    audit = "SELECT actor, action FROM audit WHERE row_id = %(id)s ORDER BY at, action"
    done = {(UUID(each["actor"]), each["action"]) for each in await house.rows(audit, id=UUID(proposal_id))}
    assert done == {(office.facilitator.id, "propose"), (office.facilitator.id, "take back")}
    again = pb.TakeBackProposalRequest(proposal_id=proposal_id)
    for over in (house.call(office.facilitator, again), decide(house, office.reviewer, proposal_id)):
        assert (await refusal(over)).code() is Code.FAILED_PRECONDITION
    await propose(house, office.colleague, said.number, correct=pb.Wording(title=words("Another")))


@pytest.mark.covers("row 29")
async def test_a_body_joins_once_a_second_person_agrees_and_its_liaison_is_told(house: House) -> None:
    office, draft, later = await a_page(house)
    said = draft.statements[0]
    before = await statement(house, said.number)
    adding = {"add_addressee": pb.AddAddressee(addressee_id=later)}
    proposal_id = await propose(house, office.facilitator, said.tracked_number, **adding)
    assert await statement(house, said.number) == before
    [mine] = await waiting(house, office.facilitator)
    [theirs] = await waiting(house, office.reviewer)
    assert (mine.proposed_by_caller, theirs.proposed_by_caller) == (True, False)
    assert theirs.add_addressee.addressee_id == later
    assert theirs.add_addressee.name.bodies["ur"] == "ادارہ"
    assert [(each.liaisons, each.lines) for each in theirs.told] == [(1, 1)]
    assert await waiting(house, await house.person("reviewer")) == []
    answer = await decide(house, office.reviewer, proposal_id)
    assert answer == await statement(house, said.tracked_number)
    [added] = answer.added_addressees
    assert (added.added_date, added.reason.bodies["en"]) == ("2026-03-02", "It says another body is responsible")
    assert list(answer.addressee_slugs) == [*before.addressee_slugs, added.slug]
    assert await waiting(house, office.reviewer) == []
    assert (await house.events_of(said.statement_id))[-1] == "AddresseeAdded"
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, UUID(said.statement_id))
    event = log[-1].message
    assert isinstance(event, events.AddresseeAdded)
    assert (event.addressee.addressee_id, event.addressee.lead, event.addressee.lines_in_publication) == (
        later,
        False,
        1,
    )


async def test_who_proposed_does_not_agree_nor_does_another_host(house: House) -> None:
    office, draft, later = await a_page(house)
    both = await house.person("facilitator", "reviewer", organisation=office.facilitator.organisation)
    number = draft.statements[0].number
    proposal_id = await propose(house, both, number, add_addressee=pb.AddAddressee(addressee_id=later))
    assert (await refusal(decide(house, both, proposal_id))).code() is Code.PERMISSION_DENIED
    stranger = await house.person("reviewer")
    assert (await refusal(decide(house, stranger, proposal_id))).code() is Code.NOT_FOUND
    elsewhere = await house.person("facilitator")
    again = {"add_addressee": pb.AddAddressee(addressee_id=later)}
    assert (await refusal(propose(house, elsewhere, number, **again))).code() is Code.PERMISSION_DENIED
    assert (await refusal(propose(house, office.facilitator, number, **again))).code() is Code.FAILED_PRECONDITION


async def test_what_is_refused_stays_private_and_cannot_be_read_any_more(house: House) -> None:
    office, draft, later = await a_page(house)
    said = draft.statements[0]
    proposal_id = await propose(
        house, office.facilitator, said.number, add_addressee=pb.AddAddressee(addressee_id=later)
    )
    async with house.database.transaction() as tx:
        await tx.execute(
            "SELECT set_config('roundtable.organisations', %(id)s, true)", {"id": str(office.reviewer.organisation)}
        )
        found = await (
            await tx.execute("SELECT key_id, change FROM proposals WHERE id = %(id)s", {"id": proposal_id})
        ).fetchone()
    assert found
    assert b"responsible" not in found["change"]
    before = await house.events_of(said.statement_id)
    answer = await decide(house, office.reviewer, proposal_id, agree=False)
    assert not answer.added_addressees
    assert await house.events_of(said.statement_id) == before
    with pytest.raises(KeyDestroyed):
        house.keys.open(found["key_id"], found["change"], table="proposals", column="change", row_id=proposal_id)
    assert (await refusal(decide(house, office.reviewer, proposal_id))).code() is Code.FAILED_PRECONDITION
    await propose(house, office.facilitator, said.number, add_addressee=pb.AddAddressee(addressee_id=later))


@pytest.mark.covers("row 4")
async def test_a_recorded_statement_becomes_tracked_and_keeps_its_number_when_it_is_recorded_again(
    house: House,
) -> None:
    office, draft, _ = await a_page(house)
    number = draft.statements[1].number
    tracking = await decide(house, office.reviewer, await propose(house, office.facilitator, number, track=ANSWERS))
    assert tracking.publication == events.PUBLICATION_TRACKED
    assert tracking.tracked_number.startswith("R-")
    assert tracking.verifiability == ANSWERS
    assert await statement(house, tracking.tracked_number) == tracking
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert (page.consultation.recorded, page.consultation.tracked) == (0, 2)
    mine = (await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=draft.consultation_id))).draft
    assert mine.statements[1].tracked_number == tracking.tracked_number
    recording = await decide(
        house, office.reviewer, await propose(house, office.facilitator, number, record_only=pb.RecordOnly())
    )
    assert (recording.publication, recording.tracked_number) == (events.PUBLICATION_RECORDED, tracking.tracked_number)
    assert not recording.HasField("verifiability")
    again = await decide(house, office.reviewer, await propose(house, office.facilitator, number, track=ANSWERS))
    assert again.tracked_number == tracking.tracked_number
    types = await house.events_of(draft.statements[1].statement_id)
    assert types == ["StatementPublished", "StatementDetailed", *["StatementRetracked"] * 3]


@pytest.mark.covers("row 4")
async def test_a_promise_from_the_press_is_tracked_later_by_two_persons_and_nobody_is_mailed(house: House) -> None:
    office, maker = await house.office(), await house.body()
    await house.liaison(maker)
    group = await house.body(register.ADDRESSEE_KIND_GROUP)
    press = {"addressee_basis": pb.ADDRESSEE_BASIS_EXPLICIT, "type": events.STATEMENT_TYPE_COMMITMENT}
    draft = await house.published(
        office,
        {**press, "addressee_ids": [maker], "press_reported": True},
        {**press, "addressee_ids": [group], "press_reported": True},
    )
    promise, of_a_group = (each.number for each in draft.statements)
    error = await refusal(propose(house, office.facilitator, of_a_group, track=ANSWERS))
    assert fields_at_fault(error) == ["track"]
    proposal_id = await propose(house, office.facilitator, promise, track=ANSWERS)
    [theirs] = await waiting(house, office.reviewer)
    assert not theirs.told
    tracking = await decide(house, office.reviewer, proposal_id)
    assert (tracking.publication, tracking.press_reported) == (events.PUBLICATION_TRACKED, True)
    assert tracking.tracked_number.startswith("R-")


async def test_what_is_missing_or_stale_is_named(house: House) -> None:
    office, draft, later = await a_page(house)
    first, second = draft.statements
    for number, change, expected in (
        (first.number, {}, ["change"]),
        (first.number, {"track": ANSWERS}, ["track"]),
        (first.number, {"reason": None, "record_only": pb.RecordOnly()}, ["reason"]),
        (first.number, {"add_addressee": pb.AddAddressee(addressee_id="x")}, ["add_addressee.addressee_id"]),
        (draft.number, {"record_only": pb.RecordOnly()}, ["number"]),
        (second.number, {"record_only": pb.RecordOnly()}, ["record_only"]),
        (
            second.number,
            {"track": pb.VerifiabilityEntry(who=words("x"), what=words("x"), by_when=words("x"))},
            ["track.shown_how"],
        ),
    ):
        error = await refusal(propose(house, office.facilitator, number, **change))
        assert fields_at_fault(error) == expected
    adding = {"add_addressee": pb.AddAddressee(addressee_id=later), "expected_version": first.version - 1}
    error = await refusal(propose(house, office.facilitator, first.number, **adding))
    assert error.code() is Code.ABORTED
    assert current_of(error, pb.DecideProposalResponse).statement.number == first.number
    assert (await refusal(propose(house, office.facilitator, "C-99999/1", track=ANSWERS))).code() is Code.NOT_FOUND
    unknown = "00000000-0000-7000-8000-000000000000"
    assert (await refusal(decide(house, office.reviewer, unknown))).code() is Code.NOT_FOUND


async def test_a_list_of_proposals_is_paged(house: House) -> None:
    office, draft, later = await a_page(house)
    made = [
        await propose(house, office.facilitator, each.number, add_addressee=pb.AddAddressee(addressee_id=later))
        for each in draft.statements
    ]
    found, token = [], ""
    for _ in made:
        page = await house.call(office.reviewer, pb.ListProposalsRequest(page_size=1, page_token=token))
        found += [each.proposal_id for each in page.proposals]
        token = page.next_page_token
    assert (found, token) == (made, "")


async def test_a_proposal_that_is_erased_takes_no_other_one_away(house: House) -> None:
    office, draft, later = await a_page(house)
    first, *others = [
        await propose(house, office.facilitator, each.number, add_addressee=pb.AddAddressee(addressee_id=later))
        for each in draft.statements
    ]
    await house.destroy_key_of("proposals", first)
    page = await house.call(office.reviewer, pb.ListProposalsRequest(page_size=1))
    assert (list(page.proposals), bool(page.next_page_token)) == ([], bool(others))
    elsewhere = await house.published(office)
    wording = pb.Wording(title=words("A hotline for all children"))
    await propose(house, office.facilitator, elsewhere.statements[0].number, correct=wording)
    await house.destroy_key_of("consultations", elsewhere.consultation_id)
    page = await house.call(office.reviewer, pb.ListProposalsRequest())
    assert [each.proposal_id for each in page.proposals] == others
    again = await propose(
        house, office.facilitator, draft.statements[0].number, add_addressee=pb.AddAddressee(addressee_id=later)
    )
    page = await house.call(office.reviewer, pb.ListProposalsRequest())
    assert [each.proposal_id for each in page.proposals] == [*others, again], "what is erased keeps no other one away"


async def test_a_proposal_that_nobody_can_decide_on_any_more_lapses_by_itself(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, draft, later = await a_page(house)
    adds = pb.AddAddressee(addressee_id=later)
    first, *others = [
        await propose(house, office.facilitator, each.number, add_addressee=adds) for each in draft.statements
    ]
    corrected, added_to = [await house.published(office) for _ in range(2)]
    wording = pb.Wording(title=words("A hotline for all children"))
    corrects = await propose(house, office.facilitator, corrected.statements[0].number, correct=wording)
    added = await propose(house, office.facilitator, added_to.statements[0].number, add_addressee=adds)
    await house.destroy_key_of("proposals", first)
    for each in (corrected, added_to):
        await house.destroy_key_of("consultations", each.consultation_id)
    assert await _refused(house, office.facilitator, first) is Code.NOT_FOUND

    monkeypatch.setattr(house.keys, "has", lambda _: False)
    await house.servicer.lapse_erased()
    assert await _lapsed(house, first, corrects) == set(), "where nothing can be opened, the keys are not there"
    monkeypatch.undo()

    await house.servicer.lapse_erased()
    assert await _lapsed(house, first, corrects, *others, added) == {first, corrects}
    assert await _refused(house, office.facilitator, corrects) is Code.FAILED_PRECONDITION
    page = await house.call(office.reviewer, pb.ListProposalsRequest())
    assert [each.proposal_id for each in page.proposals] == [*others, added], "to add a body takes no draft"


async def _lapsed(house: House, *proposals: str) -> set[str]:
    """Return which of the proposals lapsed, by the audit."""
    noted = "SELECT row_id FROM audit WHERE action = 'lapse' AND actor = 'service:consultations'"
    return {str(row["row_id"]) for row in await house.rows(noted)} & set(proposals)


async def _refused(house: House, who: Person, proposal_id: str) -> Code:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(who, pb.TakeBackProposalRequest(proposal_id=proposal_id))
    return refused.value.code()
