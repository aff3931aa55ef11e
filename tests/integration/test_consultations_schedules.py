"""Under embargo: nothing anywhere before the instant, public after it whatever restarts, and never what nobody read."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations.api import ConsultationServicer
from services.consultations.domain.safeguarding.parts import Sensitivity
from tests.integration.consultations_house import (
    House,
    Office,
    a_house,
    consultation_details,
    fields_at_fault,
    participant_details,
    publication_of,
    tracked,
    words,
)

Code = grpc.StatusCode
TRACKED, RECORDED = events.PUBLICATION_TRACKED, events.PUBLICATION_RECORDED
UNTIL = "2026-03-09T09:00"  # a week less three hours ahead of the house's clock
IN_REVIEW, SCHEDULED = pb.RECORD_STATE_IN_REVIEW, pb.RECORD_STATE_SCHEDULED


@pytest.fixture
async def house(postgres: Postgres, certificates: Certificates, tmp_path: Any) -> AsyncIterator[House]:
    """A house in which no number has been given yet."""
    async with a_house(postgres, certificates, tmp_path) as running:
        yield running


async def refused(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return error.value


async def approved(house: House, office: Office, **changed: Any) -> pb.Draft:
    """Two statements, one tracked, approved until the instant."""
    body = await house.body()
    draft = await house.draft(office.facilitator)
    asked = {name: value for name, value in tracked(body).items() if name != "tracked"}
    await house.statement(office.facilitator, draft, **asked)
    await house.statement(office.facilitator, draft)
    draft = await house.submit(office.facilitator, draft)
    return await house.publish(
        office.reviewer, draft, publications=[TRACKED, RECORDED], **{"embargo_until": UNTIL} | changed
    )


def states(draft: pb.Draft) -> list[Any]:
    return [each.record_state for each in draft.statements]


async def as_entered(house: House, office: Office, draft: pb.Draft) -> pb.Draft:
    request = pb.GetDraftRequest(consultation_id=draft.consultation_id)
    return (await house.call(office.facilitator, request)).draft  # type: ignore[no-any-return]


@pytest.mark.covers("row 2")
async def test_nothing_anywhere_before_the_instant_and_everything_after(house: House) -> None:
    office = await house.office()
    draft = await approved(house, office)
    assert states(draft) == [SCHEDULED, SCHEDULED]
    assert (draft.schedule.embargo_until, draft.schedule.soon) == ("2026-03-09T09:00:00", True)
    assert list(draft.schedule.statement_ids) == [each.statement_id for each in draft.statements]
    await house.servicer.publish_due()
    assert await house.rows("SELECT 1 FROM events") == []
    assert await house.rows("SELECT * FROM published_consultations") == []
    assert {row["given"] for row in await house.rows("SELECT given FROM counters")} == {0}
    assert not (await house.call(None, pb.ListConsultationsRequest())).consultations
    # Somebody else publishes meanwhile: no gap, no number kept free.
    other = await house.published(await house.office(), {})
    assert other.number == "C-1"
    house.clock.advance(days=7, hours=-3, seconds=-1)
    await house.servicer.publish_due()
    assert states(await as_entered(house, office, draft)) == [SCHEDULED, SCHEDULED]
    house.clock.advance(seconds=1)
    await house.servicer.publish_due()
    after = await as_entered(house, office, draft)
    assert (after.number, after.HasField("schedule")) == ("C-2", False)
    assert [(each.number, each.tracked_number) for each in after.statements] == [("C-2/1", "R-1"), ("C-2/2", "")]
    page = await house.call(None, pb.GetConsultationRequest(number="C-2"))
    assert (page.consultation.published_date, len(page.statements)) == ("2026-03-09", 2)
    assert await house.events_of(draft.consultation_id) == ["ConsultationPublished", "ConsultationDetailed"]


async def test_a_restart_and_a_second_copy_publish_once(house: House) -> None:
    office = await house.office()
    draft = await approved(house, office)
    house.clock.advance(days=10)
    copies = [
        ConsultationServicer(
            house.database,
            house.keys,
            clock=house.clock,
            zone=house.servicer._zone,
            sensitivity=Sensitivity(topics=frozenset(), words=frozenset()),
            wrong_codes=1,
            database_clock=house.clock.of_database,
            files=house.servicer._files,
            mails=house.servicer._mails,
        )
        for _ in range(4)
    ]
    await asyncio.gather(*(each.publish_due() for each in copies))
    assert await house.events_of(draft.consultation_id) == ["ConsultationPublished", "ConsultationDetailed"]
    [reviewed] = await house.rows("SELECT count(*) FROM events WHERE type LIKE '%%StatementPublished'")
    assert reviewed["count"] == 2


@pytest.mark.covers("row 2")
async def test_one_whose_key_is_gone_keeps_no_other_back_and_does_not_end_the_service(house: House) -> None:
    broken, other = await approved(house, await house.office()), await approved(house, await house.office())
    await house.destroy_key_of("consultations", broken.consultation_id)
    house.clock.advance(days=10)
    await house.servicer.publish_due()
    assert await house.events_of(broken.consultation_id) == []
    assert await house.events_of(other.consultation_id) == ["ConsultationPublished", "ConsultationDetailed"]


@pytest.mark.parametrize(
    "ahead", [timedelta(hours=2), timedelta(hours=-2), timedelta(minutes=4), timedelta(minutes=-4)]
)
async def test_no_single_clock_ends_an_embargo(house: House, monkeypatch: pytest.MonkeyPatch, ahead: timedelta) -> None:
    """Two hours apart nothing is published until an operator has set them; some minutes apart the later end counts."""
    office = await house.office()
    draft = await approved(house, office)
    monkeypatch.setattr(house.clock, "ahead", ahead)
    house.clock.advance(days=7, hours=-3)
    if ahead < timedelta(0):
        house.clock.now += ahead  # by the database's clock it is time
    await house.servicer.publish_due()
    assert await house.events_of(draft.consultation_id) == []
    if abs(ahead) < timedelta(minutes=5):
        house.clock.advance(minutes=4)
    else:
        monkeypatch.setattr(house.clock, "ahead", timedelta(0))
        house.clock.advance(hours=2)
    await house.servicer.publish_due()
    assert await house.events_of(draft.consultation_id) == ["ConsultationPublished", "ConsultationDetailed"]


async def test_it_can_be_taken_back_and_approved_anew(house: House) -> None:
    office = await house.office()
    draft = await approved(house, office)
    back = pb.UnschedulePublicationRequest(consultation_id=draft.consultation_id, expected_version=draft.version)
    draft = (await house.call(office.facilitator, back)).draft
    assert (states(draft), draft.HasField("schedule")) == ([IN_REVIEW, IN_REVIEW], False)
    house.clock.advance(days=10)
    await house.servicer.publish_due()
    assert await house.rows("SELECT 1 FROM events") == []
    back.idempotency_key = "another"
    assert (await refused(house.call(office.reviewer, back))).code() is Code.FAILED_PRECONDITION
    draft = await house.publish(office.reviewer, draft, publications=[TRACKED, RECORDED])
    assert draft.number == "C-1"


async def test_what_was_approved_is_not_touched(house: House) -> None:
    office = await house.office()
    programme = pb.CreateProgrammeRequest(details=pb.ProgrammeDetails(title=words("InfluenceUP")))
    programme_id = (await house.call(office.facilitator, programme)).programme.programme_id
    draft = await house.draft(office.facilitator, programme_id=programme_id)
    person = await house.participant(office.facilitator, draft)
    await house.statement(office.facilitator, draft)
    draft = await house.submit(office.facilitator, draft)
    draft = await house.publish(office.reviewer, draft, embargo_until=UNTIL)
    said = draft.statements[0]
    ids: dict[str, Any] = {"consultation_id": draft.consultation_id}
    seen = pb.StatementVersion(statement_id=said.statement_id, expected_version=said.version)
    read = pb.SafeguardingAct(expected_version=draft.version, read=pb.SecondReading())
    touching = [
        pb.UpdateConsultationRequest(**ids, expected_version=draft.version, details=consultation_details()),
        pb.UpdateProgrammeRequest(programme_id=programme_id, expected_version=1, details=programme.details),
        pb.PutParticipantRequest(**ids, details=participant_details()),
        pb.RemoveParticipantRequest(**ids, participant_id=person.participant_id, expected_version=person.version),
        pb.PutStatementRequest(
            **ids, statement_id=said.statement_id, expected_version=said.version, details=said.details
        ),
        pb.RemoveStatementRequest(**ids, statement_id=said.statement_id, expected_version=said.version),
    ]
    for request in touching:
        assert (await refused(house.call(office.facilitator, request))).code() is Code.FAILED_PRECONDITION, request
    for request in (
        pb.ReturnStatementsRequest(**ids, statements=[seen], reason="say who"),
        pb.SafeguardConsultationRequest(**ids, acts=[read]),
        pb.PublishConsultationRequest(**ids, expected_version=draft.version, checklist=publication_of(draft).checklist),
    ):
        assert (await refused(house.call(office.reviewer, request))).code() is Code.FAILED_PRECONDITION, request
    # What comes in beside it waits for its own review.
    await house.statement(office.facilitator, draft, title=words("Later"))
    draft = await house.submit(office.facilitator, draft)
    assert states(draft) == [SCHEDULED, IN_REVIEW]
    house.clock.advance(days=10)
    await house.servicer.publish_due()
    draft = await as_entered(house, office, draft)
    assert states(draft) == [pb.RECORD_STATE_PUBLISHED, IN_REVIEW]


async def test_what_cannot_be_public_as_approved_waits_for_a_reviewer_and_says_why(house: House) -> None:
    office = await house.office()
    draft = await approved(house, office)
    # As another act of this service would change it: the consultation grows a version.
    async with house.database.transaction() as tx:
        await tx.execute(
            "SELECT set_config('roundtable.organisations', %(host)s, true)",
            {"host": str(office.facilitator.organisation)},
        )
        await tx.execute("UPDATE consultations SET version = version + 1")
    house.clock.advance(days=10)
    await house.servicer.publish_due()
    await house.servicer.publish_due()
    assert await house.rows("SELECT 1 FROM events") == []
    draft = await as_entered(house, office, draft)
    assert states(draft) == [IN_REVIEW, IN_REVIEW]
    assert draft.schedule.lapse_reason == pb.LAPSE_REASON_CHANGED
    [listed] = (await house.call(office.facilitator, pb.ListMyConsultationsRequest())).consultations
    assert (listed.schedule.lapse_reason, listed.in_review) == (pb.LAPSE_REASON_CHANGED, 2)
    draft = await house.publish(office.reviewer, draft, publications=[TRACKED, RECORDED])
    assert (draft.number, draft.HasField("schedule")) == ("C-1", False)


@pytest.mark.parametrize("statements", [False, True])
async def test_who_withdraws_consent_is_in_nothing_that_was_approved_before(house: House, *, statements: bool) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft)
    await house.statement(office.facilitator, draft, participant_id=person.participant_id)
    draft = await house.submit(office.facilitator, draft)
    draft = await house.publish(office.reviewer, draft, embargo_until=UNTIL)
    request = pb.WithdrawConsentRequest(
        consultation_id=draft.consultation_id, participant_id=person.participant_id, statements=statements
    )
    await house.call(office.facilitator, request)
    house.clock.advance(days=10)
    await house.servicer.publish_due()
    assert await house.rows("SELECT 1 FROM events") == []
    draft = await as_entered(house, office, draft)
    assert (states(draft), draft.schedule.lapse_reason) == ([IN_REVIEW][statements:], pb.LAPSE_REASON_CHANGED)


async def test_what_was_approved_elsewhere_and_names_who_withdrew_is_read_again(house: House) -> None:
    office, name = await house.office(), "Zarmina Canarywait"
    draft = await house.draft(office.facilitator)
    person = (await house.participant(office.facilitator, draft, name=name)).participant_id
    waiting = []
    for text in (f"we asked {name.lower()}", "we asked somebody"):
        other = await house.draft(office.facilitator)
        await house.statement(office.facilitator, other, text=words(text))
        other = await house.submit(office.facilitator, other)
        waiting.append(await house.publish(office.reviewer, other, embargo_until=UNTIL))
    await house.call(
        office.facilitator,
        pb.WithdrawConsentRequest(consultation_id=draft.consultation_id, participant_id=person, statements=False),
    )
    naming, left = [await as_entered(house, office, each) for each in waiting]
    assert (states(naming), naming.schedule.lapse_reason) == ([IN_REVIEW], pb.LAPSE_REASON_CHANGED)
    assert states(left) == [SCHEDULED]


async def test_in_a_consultation_that_is_hidden_nothing_becomes_public(house: House) -> None:
    office = await house.office()
    draft = await house.published(office, {})
    await house.statement(office.facilitator, draft, title=words("Later"))
    draft = await house.submit(office.facilitator, draft)
    draft = await house.publish(office.reviewer, draft, embargo_until=UNTIL)
    assert draft.schedule.embargo_until
    await house.call(office.facilitator, pb.HideRequest(number=draft.number, reason="being checked"))
    house.clock.advance(days=10)
    await house.servicer.publish_due()
    draft = await as_entered(house, office, draft)
    assert draft.schedule.lapse_reason == pb.LAPSE_REASON_HIDDEN


async def test_everything_is_asked_for_at_approval(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    await house.statement(office.facilitator, draft)
    draft = await house.submit(office.facilitator, draft)
    bad: list[tuple[dict[str, Any], str]] = [
        ({"checklist": None}, "checklist.names_private_person"),
        ({"embargo_until": "2026-03-02T11:00"}, "embargo_until"),
        ({"embargo_until": "2026-03-09"}, "embargo_until"),
        ({"embargo_until": "2026-02-30T09:00"}, "embargo_until"),
        ({"embargo_until": "2029-03-09T09:00"}, "embargo_until"),
        ({"published_date": "2026-03-01"}, "published_date"),
    ]
    for changed, field in bad:
        error = await refused(house.publish(office.reviewer, draft, **{"embargo_until": UNTIL} | changed))
        assert (error.code(), fields_at_fault(error)[0]) == (Code.INVALID_ARGUMENT, field)
    own = await refused(house.publish(office.facilitator, draft, embargo_until=UNTIL))
    assert own.code() is Code.PERMISSION_DENIED
    assert states(await as_entered(house, office, draft)) == [IN_REVIEW]
