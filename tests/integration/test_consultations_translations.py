"""Who translated: carried from what is entered to what is public, in the events too, and lifted by whoever read it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import event_log
from tests.integration.consultations_house import ALL_CLEAR, House, a_house, publication_of

BY_MACHINE = LocalizedText(
    authoritative_language="ur",
    bodies={"en": "A hotline for children", "ur": "بچوں کے لیے ہیلپ لائن"},
    machine_assisted=["en"],
)


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


async def publish(house: House, *, translations_read: bool) -> Any:
    office = await house.office()
    draft = await house.draft(office.facilitator, summary=BY_MACHINE)
    await house.statement(office.facilitator, draft, title=BY_MACHINE)
    draft = await house.submit(office.facilitator, draft)
    assert draft.details.summary == BY_MACHINE
    assert draft.statements[0].details.title == BY_MACHINE
    checklist = pb.ChecklistAnswers(translations_read=translations_read)
    checklist.MergeFrom(ALL_CLEAR)
    return await house.call(office.reviewer, publication_of(draft, checklist=checklist))


@pytest.mark.parametrize(
    ("read", "left"),
    [
        pytest.param(False, ["en"], id="nobody read it: it says so in public"),
        pytest.param(True, [], id="the reviewer read it: it stands as if a person had written it"),
    ],
)
async def test_a_translation_by_a_machine_says_so_until_somebody_reviewed_it(
    house: House, read: bool, left: list[str]
) -> None:
    draft = (await publish(house, translations_read=read)).draft
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    for shown in (page.consultation.summary, page.statements[0].title):
        assert (shown.authoritative_language, dict(shown.bodies)) == ("ur", dict(BY_MACHINE.bodies))
        assert list(shown.machine_assisted) == left
    async with house.database.transaction(read_only=True) as tx:
        published, *_ = await event_log.load(tx, UUID(draft.statements[0].statement_id))
    said: Any = published.message
    assert [each.language for each in said.title.localized if each.machine_assisted] == left
