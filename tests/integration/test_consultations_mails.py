"""The mail that a reviewer reads before publication is the mail that is sent, but for numbers; the draft stays here."""

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import events_pb2 as register
from services.chassis import event_log
from services.chassis.calendar import Holidays
from services.chassis.ids import new_id
from services.chassis.public_holidays import PublicHolidays
from services.mails.script import Language
from services.mails.writing import Rendered
from services.notifications.domain.content import Heading, Particulars
from services.notifications.domain.delivery import KIND_REQUEST, SmtpMode
from services.notifications.sender.content import Circumstances, Content, write
from services.notifications.wire.copies import text_id
from tests.integration.consultations_house import House, a_house, publication_of, tracked, words

BY_MACHINE = LocalizedText(
    authoritative_language="ur", bodies={"en": "A hotline", "ur": "ہیلپ لائن‌ ۱۰۹۸ (Meta)"}, machine_assisted=["en"]
)


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


async def sent(
    house: House, draft: pb.Draft, names: LocalizedText, language: Language, *, by_letter_only: bool
) -> Rendered:
    """Write the mail as notifications does, from the events that announced the publication."""
    async with house.database.transaction(read_only=True) as tx:
        frame: Any = (await event_log.load(tx, UUID(draft.consultation_id)))[0].message
        said: list[Any] = [(await event_log.load(tx, UUID(each.statement_id)))[0].message for each in draft.statements]
    known = [frame.title, frame.host_name, *(text for each in said for text in (each.title, each.text))]
    content = Content(
        Heading(
            addressee_names=dict(names.bodies),
            addressee_language=names.authoritative_language,
            addressee_slug="",
            by_letter_only=by_letter_only,
            consultation_number=frame.number,
            title_id=text_id(frame.title),
            host_name_id=text_id(frame.host_name),
        ),
        [
            Particulars(
                tracked_number=each.tracked_number,
                number_order=0,
                title_id=text_id(each.title),
                text_id=text_id(each.text),
                response_period_days=each.response_period_days,
                illustrative=each.illustrative,
            )
            for each in said
        ],
        {UUID(each.text_id): each for each in known},
        Holidays(PublicHolidays(), {}),
        KIND_REQUEST,
        new_id(),
        None,
    )
    now = Circumstances(
        language=language,
        mode=SmtpMode.DIRECT,
        today=house.clock().date(),
        public_url="http://127.0.0.1:8501",
        reply_reaches_facilitator=True,
    )
    return write(content, now)


def without_numbers(mail: str) -> str:
    return re.sub(r"R-[0-9]+", "R-n", re.sub(r"C-[0-9]+", "C-n", mail))


@pytest.mark.parametrize(("read", "by_letter_only"), [(False, False), (True, True)])
async def test_the_mail_that_was_read_before_is_the_mail_that_is_sent(
    house: House, *, read: bool, by_letter_only: bool
) -> None:
    office, body = await house.office(), await house.body()
    if by_letter_only:
        letters = register.MinimumAssuranceSet(addressee_id=body, minimum_assurance=register.ASSURANCE_LETTER)
        await house.deliver(letters, UUID(body))
    await house.liaison(body)
    draft = await house.draft(office.facilitator)
    for title in (BY_MACHINE, words("Answer within a day", ur="ایک دن میں جواب")):
        details = {name: value for name, value in tracked(body).items() if name != "tracked"}
        await house.statement(office.facilitator, draft, **details | {"title": title, "text": title})
    draft = await house.submit(office.facilitator, draft)
    publication = publication_of(draft, publications=[events.PUBLICATION_TRACKED] * 2)
    publication.checklist.translations_read = read
    asking = pb.PreviewPublicationRequest(consultation_id=draft.consultation_id, decisions=publication.decisions)
    told = (await house.call(office.reviewer, asking)).told
    assert [(each.liaisons, each.lines) for each in told] == [(1, 2)]
    asking.mail_to_slug, asking.translations_read = told[0].addressee_slug, read
    preview = await house.call(office.reviewer, asking)
    assert [each.language for each in preview.mails] == ["en", "ur"]
    draft = (await house.call(office.reviewer, publication)).draft
    for mail in preview.mails:
        really = await sent(house, draft, told[0].name, mail.language, by_letter_only=by_letter_only)
        assert mail.text == without_numbers(really.text)
        assert mail.subject == without_numbers(really.subject)
        assert "R-n" in mail.text
    assert ("answers by letter only" in preview.mails[0].text) is by_letter_only
    marked = "Machine-assisted translation, not reviewed. The original is in Urdu." in preview.mails[0].text
    assert marked is not read
    assert any("en" in each.title.machine_assisted for each in preview.statements), "the tick is asked for all the same"
    assert BY_MACHINE.bodies["ur"] in preview.mails[1].text


async def test_nobody_else_reads_the_mail_and_a_body_that_is_not_asked_gets_none(house: House) -> None:
    office, body = await house.office(), await house.body()
    draft = await house.draft(office.facilitator)
    asked = {name: value for name, value in tracked(body).items() if name != "tracked"}
    await house.statement(office.facilitator, draft, **asked)
    draft = await house.submit(office.facilitator, draft)
    ways = [events.PUBLICATION_RECORDED]
    for slug in ("", "nobody", f"body-{UUID(body).hex[-12:]}"):
        request = pb.PreviewPublicationRequest(
            consultation_id=draft.consultation_id,
            decisions=publication_of(draft, publications=ways).decisions,
            mail_to_slug=slug,
        )
        assert not (await house.call(office.reviewer, request)).mails
