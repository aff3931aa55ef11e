"""A consultation from the first line typed to the public page."""

from collections.abc import AsyncIterator

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from tests.integration.consultations_house import House, a_house, tracked, words


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


@pytest.mark.covers("row 1", "row 2")
async def test_what_was_entered_and_cleared_is_public(house: House) -> None:
    office = await house.office()
    body = await house.body()
    await house.liaison(body)
    draft = await house.draft(office.facilitator, starts_date="2026-02-20")
    speaker = await house.participant(office.facilitator, draft, name="Najia", role_title="President")
    await house.statement(
        office.facilitator,
        draft,
        participant_id=speaker.participant_id,
        source_sentence=words("We need a hotline."),
        source_sentence_public=True,
        **{name: value for name, value in tracked(body).items() if name != "tracked"},
    )
    await house.statement(office.facilitator, draft, type=events.STATEMENT_TYPE_INSIGHT, title=words("An insight"))
    draft = await house.submit(office.facilitator, draft)
    assert [each.record_state for each in draft.statements] == [pb.RECORD_STATE_IN_REVIEW] * 2
    ways = [events.PUBLICATION_TRACKED, events.PUBLICATION_RECORDED]
    draft = await house.publish(office.reviewer, draft, publications=ways)

    assert [each.number for each in draft.statements] == [f"{draft.number}/1", f"{draft.number}/2"]
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number.lower()))
    assert page.consultation.title.bodies["ur"] == "بچوں کا آن لائن تحفظ"
    assert (page.consultation.recorded, page.consultation.tracked) == (1, 1)
    assert list(page.consultation.speakers) == ["Najia, President, A body"]
    first = page.statements[0]
    assert first.speaker == "Najia, President, A body"
    assert first.source_sentence.bodies["en"] == "We need a hotline."
    assert first.verifiability.shown_how.bodies["en"] == "By calling it"
    assert first.published_date == "2026-03-02"
    same = await house.call(None, pb.GetStatementRequest(number=first.tracked_number))
    assert same.statement == first
    assert same.consultation == page.consultation
    assert await house.events_of(draft.consultation_id) == [
        "ConsultationPublished",
        "ConsultationDetailed",
        "SpeakersShown",
    ]
    assert await house.events_of(draft.statements[0].statement_id) == ["StatementPublished", "StatementDetailed"]


async def test_an_unknown_number_is_not_found(house: House) -> None:
    for number in ("C-999", "R-999", "C-1/999", "nonsense", "", "EX-C-9'"):
        for request in (pb.GetConsultationRequest(number=number), pb.GetStatementRequest(number=number)):
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await house.call(None, request)
            assert refused.value.code() is grpc.StatusCode.NOT_FOUND
