"""The wording of what is public is corrected by two persons (row 31); what it said before stays to be read."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.integration.consultations_house import House, Office, a_house, fields_at_fault, words
from tests.integration.every_row import tables_with

WHY = words("A slip of the pen")


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


async def propose(house: House, office: Office, number: str, **wording: object) -> str:
    request = pb.ProposeChangeRequest(number=number, reason=WHY, correct=pb.Wording(**wording))  # type: ignore[arg-type]
    return (await house.call(office.facilitator, request)).proposal_id  # type: ignore[no-any-return]


async def read_text(house: House, number: str) -> str:
    return (await read(house, number)).text.bodies["en"]


async def read(house: House, number: str, day: str = "") -> pb.PublicStatement:
    request = pb.GetStatementRequest(number=number, as_at_date=day)
    return (await house.call(None, request)).statement  # type: ignore[no-any-return]


async def agree(house: House, office: Office, proposal_id: str, who: Any = None) -> pb.DecideProposalResponse:
    return await house.call(who or office.reviewer, await house.decision(office.reviewer, proposal_id))  # type: ignore[no-any-return]


@pytest.mark.covers("row 31", "invariant 2", "invariant 5")
async def test_a_corrected_wording_is_public_once_a_second_person_agrees_and_the_former_one_stays(house: House) -> None:
    office = await house.office()
    draft = await house.published(office, {"title": words("A hotlin"), "text": words("Open a hotlin")})
    number = draft.statements[0].number
    before, day = await read(house, number), house.clock.today.isoformat()
    house.clock.advance(days=1)
    fixed = words("A hotline", ur="ہیلپ لائن")
    proposal_id = await propose(house, office, number, title=fixed)
    assert await read(house, number) == before
    [waits] = (await house.call(office.reviewer, pb.ListProposalsRequest())).proposals
    assert (waits.correct.title, waits.correct.HasField("text"), list(waits.told)) == (fixed, False, [])
    answer = (await agree(house, office, proposal_id)).statement
    assert answer == await read(house, number)
    assert (answer.title, answer.text) == (fixed, before.text)
    [former] = answer.former
    assert (former.title, former.HasField("text"), former.reason) == (before.title, False, WHY)
    assert former.corrected_date == house.clock.today.isoformat()
    assert await read(house, number, day) == before
    log = await house.events_of(draft.statements[0].statement_id)
    assert log == ["StatementPublished", "StatementDetailed", "StatementCorrected"]


async def test_what_cannot_be_corrected_so_is_refused_by_field(house: House) -> None:
    office = await house.office()
    draft = await house.published(office, {"title": words("A hotline"), "text": words("Open a hotline")})
    number = draft.statements[0].number
    for wording, field in (
        ({}, "correct"),
        ({"title": words("A hotline")}, "correct"),
        ({"title": words("x" * 201)}, "correct.title.bodies[en]"),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await propose(house, office, number, **wording)
        assert fields_at_fault(refused.value) == [field]
    stranger = await house.office()
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await propose(house, stranger, number, title=words("Another"))
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.covers("row 31", "invariant 9")
async def test_what_could_lead_to_a_person_is_shown_to_a_reviewer_only_and_cleared_before_it_is_public(
    house: House,
) -> None:
    office = await house.office()
    draft = await house.published(office, {"title": words("A hotline"), "text": words("Open a hotline")})
    number = draft.statements[0].number
    proposal_id = await propose(house, office, number, text=words("Call Mr Ahmed Khan on 0300-1234567"))
    [seen] = (await house.call(office.facilitator, pb.ListProposalsRequest())).proposals
    assert (list(seen.spans), bool(seen.final_text_digest)) == ([], True)
    [read] = (await house.call(office.reviewer, pb.ListProposalsRequest())).proposals
    assert {each.mark.words for each in read.spans} >= {"0300-1234567"}
    as_read = await house.decision(office.reviewer, proposal_id)
    for changed, code in (
        ({"cleared": as_read.cleared[:1]}, grpc.StatusCode.INVALID_ARGUMENT),
        ({"final_text_digest": "0" * 64, "cleared": as_read.cleared}, grpc.StatusCode.ABORTED),
        ({"final_text_digest": ""}, grpc.StatusCode.INVALID_ARGUMENT),
    ):
        asked: dict[str, Any] = {"final_text_digest": as_read.final_text_digest, **changed}
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await house.call(office.reviewer, pb.DecideProposalRequest(proposal_id=proposal_id, agree=True, **asked))
        assert refused.value.code() is code
        assert "Ahmed" not in str(refused.value.details())
    assert (await read_text(house, number)) == "Open a hotline"
    assert not (await house.call(office.reviewer, as_read)).waits_for_second_reader
    assert (await read_text(house, number)) == "Call Mr Ahmed Khan on 0300-1234567"
    again = await propose(house, office, number, text=words("Please call Mr Ahmed Khan on 0300-1234567"))
    assert not (await house.decision(office.reviewer, again)).cleared, "a reviewer cleared it when it became public"


@pytest.mark.covers("row 31", "invariant 9")
async def test_a_reviewer_alone_reads_how_it_was_entered_and_what_was_taken_out(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    said = {"title": words("A hotlin"), "text": words("Ask Mr Ahmed Khan")}
    await house.statement(office.facilitator, draft, **said)
    draft = await house.submit(office.facilitator, draft)
    row, common = draft.statements[0], dict[str, Any](consultation_id=draft.consultation_id)
    decision = pb.StatementDecision(
        statement_id=row.statement_id, expected_version=row.version, publication=events.PUBLICATION_RECORDED
    )
    preview = pb.PreviewPublicationRequest(**common, decisions=[decision])
    [mark] = [each.mark for each in (await house.call(office.reviewer, preview)).spans]
    redact = pb.SafeguardingAct(statement_id=row.statement_id, expected_version=row.version, redact=mark)
    await house.call(office.reviewer, pb.SafeguardConsultationRequest(**common, acts=[redact]))
    number = (await house.publish(office.reviewer, draft)).statements[0].number
    assert await read_text(house, number) == "Ask [name removed]"
    await agree(house, office, await propose(house, office, number, title=words("A hotlime")))
    await propose(house, office, number, title=words("A hotline"))
    [seen] = (await house.call(office.facilitator, pb.ListProposalsRequest())).proposals
    assert (list(seen.entered), list(seen.entered_spans)) == ([], [])
    [reads] = (await house.call(office.reviewer, pb.ListProposalsRequest())).proposals
    assert {each.field: each.text for each in reads.entered} == said, "before it was redacted or corrected"
    [span] = reads.entered_spans
    assert (span.mark, span.outcome) == (mark, pb.SPAN_OUTCOME_REDACTED)
    entered = said["text"].bodies["en"]
    assert entered[span.start : span.end] == mark.words


@pytest.mark.covers("row 31", "invariant 9")
async def test_a_sensitive_correction_is_public_once_a_second_reviewer_has_read_it(house: House) -> None:
    office = await house.office()
    draft = await house.published(office, {"title": words("A hotline"), "text": words("Open a hotline")})
    number = draft.statements[0].number
    proposal_id = await propose(house, office, number, text=words("A hotline for survivors of child abuse"))
    first = await agree(house, office, proposal_id)
    assert (first.waits_for_second_reader, first.statement) == (True, await read(house, number))
    assert await read_text(house, number) == "Open a hotline"
    [waits] = (await house.call(office.reviewer, pb.ListProposalsRequest())).proposals
    told = (list(waits.topics), waits.second_reading, waits.read, waits.read_by_caller)
    assert told == (["child_abuse"], True, True, True)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await agree(house, office, proposal_id)
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
    second = await house.person("reviewer", organisation=office.facilitator.organisation)
    assert not (await agree(house, office, proposal_id, who=second)).waits_for_second_reader
    assert await read_text(house, number) == "A hotline for survivors of child abuse"


async def test_what_waits_lapses_when_consent_is_withdrawn(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    speaker = await house.participant(office.facilitator, draft)
    await house.statement(office.facilitator, draft, title=words("A hotline"), text=words("Open a hotline"))
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    number = draft.statements[0].number
    proposal_id = await propose(house, office, number, text=words("Open two"))
    as_read = await house.decision(office.reviewer, proposal_id)
    withdrawn = pb.WithdrawConsentRequest(
        consultation_id=draft.consultation_id, participant_id=speaker.participant_id, statements=False
    )
    await house.call(office.facilitator, withdrawn)
    noted = "SELECT row_id FROM audit WHERE action = 'lapse' AND actor = %(actor)s"
    lapsed = await house.rows(noted, actor=str(office.facilitator.id))
    assert [str(each["row_id"]) for each in lapsed] == [proposal_id]
    assert not (await house.call(office.reviewer, pb.ListProposalsRequest())).proposals
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(office.reviewer, as_read)
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION
    await propose(house, office, number, text=words("Open two"))


@pytest.mark.covers("row 5", "row 5b", "row 31")
async def test_of_what_is_hidden_or_withdrawn_no_former_wording_is_read(house: House) -> None:
    office = await house.office()
    draft = await house.published(office, {"title": words("A hotlin"), "text": words("Open a hotline")})
    number = draft.statements[0].number
    await agree(house, office, await propose(house, office, number, title=words("A hotline")))
    assert (await read(house, number)).former
    await house.call(office.facilitator, pb.HideRequest(number=number, reason="checked"))
    assert not (await read(house, number)).former
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await propose(house, office, number, title=words("Another"))
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION


async def test_what_is_not_public_yet_is_not_there_to_be_corrected(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    await house.statement(office.facilitator, draft, title=words("A hotline"), text=words("Open a hotline"))
    await house.submit(office.facilitator, draft)
    for number in ("C-999/1", "R-999"):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await propose(house, office, number, title=words("Another"))
        assert refused.value.code() is grpc.StatusCode.NOT_FOUND


@pytest.mark.covers("invariant 2")
async def test_a_withdrawn_consent_reaches_the_former_wording_too(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    speaker = await house.participant(office.facilitator, draft)
    said = {"participant_id": speaker.participant_id, "title": words("A zzhotlin"), "text": words("Open a zzhotlin")}
    await house.statement(office.facilitator, draft, **said)
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    number, statement_id = draft.statements[0].number, draft.statements[0].statement_id
    await agree(house, office, await propose(house, office, number, text=words("Open a zzhotline")))
    entered = await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=draft.consultation_id))
    assert entered.draft.statements[0].details.text == words("Open a zzhotlin"), "as it was entered"
    assert await asyncio.to_thread(tables_with, house.databases.admin_url, "zzhotlin") == {"texts"}
    await house.call(
        office.facilitator,
        pb.WithdrawConsentRequest(
            consultation_id=draft.consultation_id, participant_id=speaker.participant_id, statements=True
        ),
    )
    assert (await house.events_of(statement_id)).count("TextErased") == 3, "each service erases its copies"
    assert await asyncio.to_thread(tables_with, house.databases.admin_url, "zzhotlin") == set()
    assert not (await read(house, number)).former
