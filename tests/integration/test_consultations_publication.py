"""Publishing: numbers, what is copied, who would be told, and what is refused over the wire."""

import asyncio
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
from tests.integration.consultations_house import (
    ALL_CLEAR,
    House,
    a_house,
    current_of,
    fields_at_fault,
    participant_details,
    publication_of,
    tracked,
    words,
)

Code = grpc.StatusCode
TRACKED, RECORDED = events.PUBLICATION_TRACKED, events.PUBLICATION_RECORDED


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


@pytest.fixture
async def fresh(postgres: Postgres, certificates: Certificates, tmp_path: Any) -> AsyncIterator[House]:
    """A house in which no number has been given yet."""
    async with a_house(postgres, certificates, tmp_path) as running:
        yield running


async def refusal(call: Any) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    return error.value


async def events_in(house: House, aggregate_id: str) -> list[Any]:
    async with house.database.transaction(read_only=True) as tx:
        return [each.message for each in await event_log.load(tx, UUID(aggregate_id))]


@pytest.mark.covers("row 2")
async def test_numbers_have_no_gaps_whatever_fails_and_whoever_is_first(fresh: House) -> None:
    office, body = await fresh.office(), await fresh.body(illustrative=True)
    drafts = []
    for place in range(8):
        draft = await fresh.draft(office.facilitator, illustrative=place % 2 == 1)
        for _ in range(2):
            asked = {name: value for name, value in tracked(body).items() if name != "tracked"}
            await fresh.statement(office.facilitator, draft, **asked)
        drafts.append(await fresh.submit(office.facilitator, draft))
    ways = [TRACKED, TRACKED]
    unanswered = [fresh.publish(office.reviewer, each, publications=ways, checklist=None) for each in drafts]
    assert {type(each) for each in await asyncio.gather(*unanswered, return_exceptions=True)} == {grpc.aio.AioRpcError}
    published = await asyncio.gather(*(fresh.publish(office.reviewer, each, publications=ways) for each in drafts))
    real, invented = published[::2], published[1::2]
    assert sorted(each.number for each in real) == [f"C-{number}" for number in range(1, 5)]
    assert sorted(each.number for each in invented) == [f"EX-C-{number}" for number in range(1, 5)]
    numbers = {said.tracked_number for each in real for said in each.statements}
    assert numbers == {f"R-{number}" for number in range(1, 9)}
    numbers = {said.tracked_number for each in invented for said in each.statements}
    assert numbers == {f"EX-R-{number}" for number in range(1, 9)}


async def test_statements_published_later_are_numbered_on(house: House) -> None:
    office = await house.office()
    draft = await house.published(office, {}, {})
    await house.statement(office.facilitator, draft, title=words("Later"))
    draft = await house.submit(office.facilitator, draft)
    draft = await house.publish(office.reviewer, draft)
    assert [each.number for each in draft.statements] == [f"{draft.number}/{place}" for place in (1, 2, 3)]
    assert await house.events_of(draft.consultation_id) == ["ConsultationPublished", "ConsultationDetailed"]


@pytest.mark.covers("row 2", "row 3")
async def test_what_is_not_chosen_stays_in_review(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    await house.statement(office.facilitator, draft, title=words("Clear"))
    await house.statement(office.facilitator, draft, title=words("Garbled"), garbled=True)
    await house.statement(office.facilitator, draft, title=words("Clear, too"))
    draft = await house.submit(office.facilitator, draft)
    error = await refusal(house.publish(office.reviewer, draft))
    assert error.code() is Code.INVALID_ARGUMENT
    assert fields_at_fault(error) == ["decisions[1].garbled"]
    request = publication_of(draft)
    del request.decisions[1]
    draft = (await house.call(office.reviewer, request)).draft
    assert [each.number for each in draft.statements] == [f"{draft.number}/1", "", f"{draft.number}/2"]
    assert draft.statements[1].record_state == pb.RECORD_STATE_IN_REVIEW
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert [each.title.bodies["en"] for each in page.statements] == ["Clear", "Clear, too"]


async def test_a_planned_consultation_is_published_alone(house: House) -> None:
    office = await house.office()
    draft = await house.draft(
        office.facilitator, state=events.CONSULTATION_STATE_PLANNED, foreseen_addressees=["Meta", "FIA", "NCRC"]
    )
    request = pb.PublishConsultationRequest(
        consultation_id=draft.consultation_id, expected_version=1, checklist=ALL_CLEAR
    )
    own = await refusal(house.call(office.facilitator, request))
    assert own.code() is Code.PERMISSION_DENIED
    draft = (await house.call(office.colleague, request)).draft
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert list(page.consultation.foreseen_addressees) == ["Meta", "FIA", "NCRC"]
    assert not page.statements
    assert (page.consultation.starts_date, page.consultation.HasField("place")) == ("", False)
    again = await refusal(house.call(office.reviewer, pb.PublishConsultationRequest(
        consultation_id=draft.consultation_id, expected_version=1, checklist=ALL_CLEAR
    )))  # fmt: skip
    assert again.code() is Code.FAILED_PRECONDITION


async def test_nobody_publishes_under_names_that_changed_after_they_were_read(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    person = await house.participant(office.facilitator, draft, name="Participant 1")
    await house.statement(office.facilitator, draft, participant_id=person.participant_id)
    read = await house.submit(office.facilitator, draft)
    change = pb.PutParticipantRequest(
        consultation_id=draft.consultation_id,
        participant_id=person.participant_id,
        expected_version=1,
        details=participant_details(name="Nargis Qaziabad"),
    )
    await house.call(office.facilitator, change)
    error = await refusal(house.publish(office.reviewer, read))
    assert error.code() is Code.ABORTED
    current = current_of(error, pb.PublishConsultationResponse).draft
    assert current.participants[0].details.name == "Nargis Qaziabad"
    await house.publish(office.reviewer, current)


async def test_a_consultation_published_alone_says_nothing_of_people(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    await house.participant(office.facilitator, draft, name="Zulfiqar")
    request = pb.PublishConsultationRequest(
        consultation_id=draft.consultation_id, expected_version=draft.version, checklist=ALL_CLEAR
    )
    draft = (await house.call(office.reviewer, request)).draft
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert not page.consultation.speakers
    await house.statement(office.facilitator, draft)
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert list(page.consultation.speakers) == ["Zulfiqar, A body"]


async def test_only_an_invented_consultation_is_dated_back(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    await house.statement(office.facilitator, draft)
    draft = await house.submit(office.facilitator, draft)
    error = await refusal(house.publish(office.reviewer, draft, published_date="2026-01-01"))
    assert fields_at_fault(error) == ["published_date"]
    invented = await house.draft(office.facilitator, illustrative=True)
    await house.statement(office.facilitator, invented)
    invented = await house.submit(office.facilitator, invented)
    error = await refusal(house.publish(office.reviewer, invented, published_date="2026-03-03"))
    assert fields_at_fault(error) == ["published_date"]
    invented = await house.publish(office.reviewer, invented, published_date="2026-01-01")
    page = await house.call(None, pb.GetConsultationRequest(number=invented.number))
    assert {page.consultation.published_date, page.statements[0].published_date} == {"2026-01-01"}
    rows = await house.rows(
        "SELECT occurred_at FROM events WHERE aggregate_id = %(id)s", id=UUID(invented.consultation_id)
    )
    assert {row["occurred_at"].date().isoformat() for row in rows} == {"2026-01-01"}


async def test_the_event_tells_everything_that_a_request_mail_needs(house: House) -> None:
    office, first, second = await house.office(), await house.body(), await house.body()
    draft = await house.published(office, tracked(first, second), tracked(second), {})
    said = [(await events_in(house, each.statement_id))[0] for each in draft.statements]
    assert [[to.lines_in_publication for to in each.addressees] for each in said] == [[1, 2], [2], []]
    assert [[to.lead for to in each.addressees] for each in said] == [[True, False], [True], []]
    assert len({each.publication_id for each in said}) == 1
    assert said[0].verifiability.by_when.localized[0].body == "Within a year"
    assert said[0].facilitator_id == said[0].author_id == str(office.facilitator.id)
    assert said[0].host_organisation_id == str(office.facilitator.organisation)
    assert (said[0].response_period_days, said[0].published_date) == (60, "2026-03-02")
    assert list(said[0].themes) == ["child_safety"]


async def test_a_preview_shows_what_is_then_public_and_changes_nothing(house: House) -> None:
    office, body, group = await house.office(), await house.body(), await house.body(register.ADDRESSEE_KIND_GROUP)
    await house.liaison(body)
    await house.liaison(body)
    draft = await house.draft(office.facilitator, summary=words("What it was about"), starts_date="2026-02-01")
    speaker = await house.participant(office.facilitator, draft)
    asked = {name: value for name, value in tracked(body, group).items() if name != "tracked"}
    await house.statement(office.facilitator, draft, participant_id=speaker.participant_id, **asked)
    await house.statement(office.facilitator, draft, **asked)
    await house.statement(
        office.facilitator,
        draft,
        type=events.STATEMENT_TYPE_COMMITMENT,
        **{**asked, "addressee_ids": [body]},
    )
    draft = await house.submit(office.facilitator, draft)
    request = publication_of(draft, publications=[TRACKED, RECORDED, TRACKED])
    before = await house.rows("SELECT count(*) AS given FROM events")
    preview = await house.call(
        office.reviewer,
        pb.PreviewPublicationRequest(consultation_id=draft.consultation_id, decisions=request.decisions),
    )
    assert await house.rows("SELECT count(*) AS given FROM events") == before
    assert {each.addressee_slug: (each.liaisons, each.lines) for each in preview.told} == {
        f"body-{UUID(body).hex[-12:]}": (2, 1),
        f"body-{UUID(group).hex[-12:]}": (0, 1),
    }
    draft = (await house.call(office.reviewer, request)).draft
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    for each in page.statements:
        each.number = each.tracked_number = ""
    page.consultation.number = ""
    assert preview.consultation == page.consultation
    assert list(preview.statements) == list(page.statements)


async def test_nobody_is_told_of_what_is_only_recorded(house: House) -> None:
    office, body = await house.office(), await house.body()
    await house.liaison(body)
    draft = await house.draft(office.facilitator)
    asked = {name: value for name, value in tracked(body).items() if name != "tracked"}
    await house.statement(office.facilitator, draft, **asked)
    draft = await house.submit(office.facilitator, draft)
    request = pb.PreviewPublicationRequest(
        consultation_id=draft.consultation_id, decisions=publication_of(draft).decisions
    )
    assert not (await house.call(office.reviewer, request)).told


async def test_a_renamed_body_is_shown_by_its_present_name(house: House) -> None:
    office, body = await house.office(), await house.body()
    draft = await house.draft(office.facilitator)
    asked = {name: value for name, value in tracked(body).items() if name != "tracked"}
    await house.statement(office.facilitator, draft, **asked)
    draft = await house.submit(office.facilitator, draft)
    renamed = register.AddresseeRenamed(addressee_id=body, slug="authority", name=words("Authority"))
    await house.deliver(renamed, UUID(body))
    decisions = publication_of(draft, publications=[TRACKED]).decisions
    preview = pb.PreviewPublicationRequest(consultation_id=draft.consultation_id, decisions=decisions)
    (told,) = (await house.call(office.reviewer, preview)).told
    assert (told.addressee_slug, told.name.bodies["en"]) == ("authority", "Authority")
    undone = register.RenamingUndone(addressee_id=body, slug="commission", name=words("Commission"))
    await house.deliver(undone, UUID(body))
    (told,) = (await house.call(office.reviewer, preview)).told
    assert (told.addressee_slug, told.name.bodies["en"]) == ("commission", "Commission"), "the one that counts again"


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        pytest.param({"addressee_ids": []}, {"addressee_ids"}, id="no addressee"),
        pytest.param({"verifiability": None}, {f"verifiability.{q}" for q in ("who", "what", "by_when", "shown_how")},
                     id="no answer to what would count as done"),
        pytest.param({"type": events.STATEMENT_TYPE_CONTEXT}, {"publication"}, id="of a type that asks nothing"),
    ],
)  # fmt: skip
async def test_what_cannot_be_tracked_is_refused_naming_what_is_missing(
    house: House, changed: dict[str, Any], fields: set[str]
) -> None:
    office, body = await house.office(), await house.body()
    details = tracked(body) | changed
    details.pop("tracked")
    if not details["addressee_ids"]:
        details |= {"lead_addressee_id": "", "addressee_note": words("as printed")}
    draft = await house.draft(office.facilitator)
    await house.statement(office.facilitator, draft, **details)
    draft = await house.submit(office.facilitator, draft)
    error = await refusal(house.publish(office.reviewer, draft, publications=[TRACKED]))
    assert error.code() is Code.INVALID_ARGUMENT
    assert set(fields_at_fault(error)) == {f"decisions[0].{field}" for field in fields}


@pytest.mark.covers("row 2")
@pytest.mark.parametrize("followed", [True, False], ids=["tracked", "recorded"])
async def test_a_press_commitment_is_tracked_or_recorded_and_says_so(house: House, *, followed: bool) -> None:
    office, maker = await house.office(), await house.body(register.ADDRESSEE_KIND_PLATFORM)
    draft = await house.published(
        office, tracked(maker, tracked=followed, type=events.STATEMENT_TYPE_COMMITMENT, press_reported=True)
    )
    page = await house.call(None, pb.GetStatementRequest(number=draft.statements[0].number))
    assert page.statement.press_reported
    assert bool(page.statement.tracked_number) is followed
    assert list(page.statement.addressee_slugs) == [f"body-{UUID(maker).hex[-12:]}"]


async def test_conflicting_figures_are_stored_and_flagged_and_never_repaired(house: House) -> None:
    """Story 23."""
    office = await house.office()
    figures = [
        pb.Figure(label="participants", value=502),
        pb.Figure(label="participants", value=186, by=pb.FIGURE_BY_GENDER, group="women"),
        pb.Figure(label="participants", value=316, by=pb.FIGURE_BY_GENDER, group="not_stated"),
        pb.Figure(label="videos", value=141, as_printed="141 videos in total"),
        pb.Figure(label="interviews", value=131, part_of="videos"),
        pb.Figure(label="digital_stories", value=21, part_of="videos"),
    ]
    found = pb.FigureConflict(
        kind=pb.FIGURE_CONFLICT_KIND_PARTS_EXCEED, label="videos", values=[131, 21], whole=141, sum=152
    )
    conflict = words('141 videos "with" 131 interviews and 21 digital stories: 11 more')
    request = pb.CreateProgrammeRequest(
        details=pb.ProgrammeDetails(
            title=words("Media Baithak"), from_date="2019", to_date="2020", figures=figures, figures_conflict=conflict
        )
    )
    programme = (await house.call(office.facilitator, request)).programme
    draft = await house.published(
        office,
        kind=events.CONSULTATION_KIND_SERIES,
        programme_id=programme.programme_id,
        figures=figures,
        figures_conflict=conflict,
    )
    assert list(draft.figure_conflicts) == list(programme.figure_conflicts) == [found]
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert list(page.consultation.figures) == figures
    assert list(page.consultation.figure_conflicts) == [found]
    assert page.consultation.figures_conflict == conflict
    assert page.consultation.programme_title.bodies["en"] == "Media Baithak"
    listed = await house.call(None, pb.ListProgrammesRequest(page_size=200))
    [public] = [each for each in listed.programmes if draft.number in each.consultation_numbers]
    assert public.details == programme.details
    assert list(public.figure_conflicts) == [found]


async def test_figures_that_contradict_each_other_are_published_with_an_explanation_only(house: House) -> None:
    """Story 23."""
    office = await house.office()
    twice = [pb.Figure(label="sessions", value=7), pb.Figure(label="sessions", value=9)]
    details = pb.ProgrammeDetails(title=words("Eta programme"), figures=twice)
    programme = (await house.call(office.facilitator, pb.CreateProgrammeRequest(details=details))).programme
    draft = await house.draft(office.facilitator, programme_id=programme.programme_id, figures=twice)
    await house.statement(office.facilitator, draft)
    refused = await refusal(house.submit(office.facilitator, draft))
    assert fields_at_fault(refused) == ["details.figures_conflict"]
    entered = pb.ConsultationDetails()
    entered.CopyFrom(draft.details)
    entered.figures_conflict.CopyFrom(words("7 in the text, 9 in the table"))
    update = pb.UpdateConsultationRequest(
        consultation_id=draft.consultation_id, expected_version=draft.version, details=entered
    )
    draft = await house.submit(office.facilitator, (await house.call(office.facilitator, update)).draft)
    refused = await refusal(house.publish(office.reviewer, draft))
    assert fields_at_fault(refused) == ["programme.figures_conflict"]


async def test_what_is_entered_of_a_meeting_and_its_programme_becomes_public(house: House) -> None:
    office = await house.office()
    details = pb.ProgrammeDetails(
        title=words("Theta programme"),
        organisers=words("The organisers"),
        partners=words("The partners"),
        themes=["journalism"],
        languages=["ur"],
        source=pb.Source(type="published_article", name="A paper", retrieved_date="2026-01-01"),
    )
    programme = (await house.call(office.facilitator, pb.CreateProgrammeRequest(details=details))).programme
    agenda = [pb.AgendaItem(starts_time="09:30", ends_time="10:00", title=words("Opening"))]
    draft = await house.published(
        office,
        programme_id=programme.programme_id,
        partners=words("A partner"),
        starts_time="09:30",
        ends_time="17:00",
        time_zone="Asia/Karachi",
        languages=["en", "ur"],
        agenda=agenda,
    )
    shown = (await house.call(None, pb.GetConsultationRequest(number=draft.number))).consultation
    assert (shown.starts_time, shown.ends_time, shown.time_zone) == ("09:30", "17:00", "Asia/Karachi")
    assert (list(shown.languages), list(shown.agenda), shown.partners) == (["en", "ur"], agenda, words("A partner"))
    listed = await house.call(None, pb.ListProgrammesRequest(consultation_number=draft.number.lower()))
    [public] = listed.programmes
    assert public.details == details
    refused = await refusal(house.call(None, pb.ListProgrammesRequest(consultation_number="seven")))
    assert fields_at_fault(refused) == ["consultation_number"]
    await house.call(office.reviewer, pb.HideRequest(number=draft.number, reason="a name"))
    listed = await house.call(None, pb.ListProgrammesRequest(consultation_number=draft.number))
    assert not listed.programmes


async def test_a_programme_is_public_from_its_first_consultation_on(house: House) -> None:
    office = await house.office()
    request = pb.CreateProgrammeRequest(details=pb.ProgrammeDetails(title=words("Zeta programme")))
    programme = (await house.call(office.facilitator, request)).programme

    async def titles() -> list[str]:
        listed = await house.call(None, pb.ListProgrammesRequest(page_size=200))
        return [each.details.title.bodies["en"] for each in listed.programmes]

    assert "Zeta programme" not in await titles()
    first = await house.published(office, programme_id=programme.programme_id)
    second = await house.published(office, programme_id=programme.programme_id)
    assert await titles() == sorted(await titles())
    listed = await house.call(None, pb.ListProgrammesRequest(page_size=200))
    [zeta] = [each for each in listed.programmes if each.details.title.bodies["en"] == "Zeta programme"]
    assert list(zeta.consultation_numbers) == [first.number, second.number]
    update = pb.UpdateProgrammeRequest(
        programme_id=programme.programme_id, expected_version=1, details=programme.details
    )
    assert (await refusal(house.call(office.facilitator, update))).code() is Code.FAILED_PRECONDITION
    await house.call(office.reviewer, pb.HideRequest(number=first.number, reason="a name"))
    listed = await house.call(None, pb.ListProgrammesRequest(page_size=200))
    [zeta] = [each for each in listed.programmes if each.details.title.bodies["en"] == "Zeta programme"]
    assert list(zeta.consultation_numbers) == [second.number]
    await house.call(office.reviewer, pb.HideRequest(number=second.number, reason="a name"))
    assert "Zeta programme" not in await titles()


async def test_published_consultations_are_listed_newest_first_and_apart(fresh: House) -> None:
    office = await fresh.office()
    real = [(await fresh.published(office)).number for _ in range(3)]
    fresh.clock.advance(days=1)
    real.append((await fresh.published(office)).number)
    invented = (await fresh.published(office, illustrative=True)).number

    async def pages(size: int, *, illustrative: bool) -> list[str]:
        found, token = [], ""
        while True:
            answer = await fresh.call(
                None, pb.ListConsultationsRequest(illustrative=illustrative, page_size=size, page_token=token)
            )
            found += [each.number for each in answer.consultations]
            if not (token := answer.next_page_token):
                return found

    for size in (1, 3, 200):
        assert await pages(size, illustrative=False) == ["C-4", "C-3", "C-2", "C-1"] == real[::-1]
        assert await pages(size, illustrative=True) == [invented] == ["EX-C-1"]


async def test_under_chatham_house_nothing_tells_who_was_there(house: House) -> None:
    office = await house.office()
    draft = await house.draft(
        office.facilitator,
        attribution_rule=pb.ATTRIBUTION_RULE_CHATHAM_HOUSE,
        figures=[pb.Figure(label="participants", value=6), pb.Figure(label="women", value=4)],
    )
    speaker = await house.participant(office.facilitator, draft, name="Zulfiqar", organisation="Zeta House")
    assert speaker.public_name == ""
    await house.statement(
        office.facilitator, draft, participant_id=speaker.participant_id, speaker_note=words("Zulfiqar of Zeta House")
    )
    draft = await house.submit(office.facilitator, draft)
    draft = await house.publish(office.reviewer, draft)
    page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
    assert "Z" not in str(page).replace("ZZ", "")
    assert not page.consultation.speakers
    assert [each.label for each in page.consultation.figures] == ["participants"]
    assert not page.statements[0].HasField("speaker_note")
    assert not await house.rows(
        "SELECT 1 FROM public_speakers WHERE consultation_id = %(id)s", id=UUID(draft.consultation_id)
    )


@pytest.mark.covers("invariant 6")
async def test_a_programme_and_its_sessions_tell_of_no_small_one(house: House) -> None:
    office = await house.office()
    details = pb.ProgrammeDetails(title=words("Iota programme"), figures=[pb.Figure(label="participants", value=100)])
    programme = (await house.call(office.facilitator, pb.CreateProgrammeRequest(details=details))).programme
    shown = []
    for people in (60, 37, 3):
        figures = [pb.Figure(label="participants", value=people, as_printed=f"{people} came")]
        draft = await house.published(office, programme_id=programme.programme_id, figures=figures)
        page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
        shown.append([each.value for each in page.consultation.figures])
        facts = str(await events_in(house, draft.consultation_id))
        assert (f"{people} came" in facts) == (people == 60)
    assert shown == [[60], [], []]
    listed = await house.call(None, pb.ListProgrammesRequest(page_size=200, consultation_number=draft.number))
    assert [each.value for each in listed.programmes[0].details.figures] == [100]
