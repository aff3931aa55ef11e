"""What a published consultation or programme says of itself is corrected by two persons (row 31)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from services.consultations import store
from tests.integration.consultations_house import House, Office, a_house, current_of, fields_at_fault, words
from tests.integration.every_row import tables_with

WHY = words("A slip of the pen")
AGENDA = [pb.AgendaItem(starts_time="10:00", title=words("Welcom"))]
FIGURES = [pb.Figure(label="participants", value=502, as_printed="502 peple")]


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


@dataclass
class Public:
    """A published consultation of a programme, with somebody who took part."""

    office: Office
    draft: pb.Draft
    speaker: pb.Participant

    @property
    def number(self) -> str:
        """Its public number."""
        return self.draft.number


async def published(house: House, name: str = "Adaqua Zzayn", **details: Any) -> Public:
    office = await house.office()
    named = pb.ProgrammeDetails(title=words("Media Bithak"), summary=words(f"Of {name} and others"))
    programme = (await house.call(office.facilitator, pb.CreateProgrammeRequest(details=named))).programme
    told = {"agenda": AGENDA, "figures": FIGURES, "attending_bodies": ["PTA", "The Ministri"], **details}
    draft = await house.draft(office.facilitator, programme_id=programme.programme_id, **told)
    speaker = await house.participant(office.facilitator, draft, name=name)
    await house.statement(office.facilitator, draft)
    draft = await house.submit(office.facilitator, draft)
    acts = [
        pb.SafeguardingAct(expected_version=draft.version, clear=each.mark)
        for each in (await house.call(office.reviewer, preview(draft))).spans
    ]
    if acts:
        gate = pb.SafeguardConsultationRequest(consultation_id=draft.consultation_id, acts=acts)
        await house.call(office.reviewer, gate)
    if "summary" in details:  # its topic may be a sensitive one
        read = pb.SafeguardingAct(expected_version=draft.version, read=pb.SecondReading())
        second = await house.person("reviewer", organisation=office.facilitator.organisation)
        gate = pb.SafeguardConsultationRequest(consultation_id=draft.consultation_id, acts=[read])
        await house.call(second, gate)
    return Public(office, await house.publish(office.reviewer, draft), speaker)


def preview(draft: pb.Draft) -> pb.PreviewPublicationRequest:
    return pb.PreviewPublicationRequest(consultation_id=draft.consultation_id)


def request(number: str, kind: str, **texts: text_pb2.LocalizedText) -> pb.ProposeChangeRequest:
    said = pb.Rewording(texts=[pb.OwnText(field=field, text=text) for field, text in texts.items()])
    return pb.ProposeChangeRequest(number=number, reason=WHY, **{f"correct_{kind}": said})  # type: ignore[arg-type]


async def correct(house: House, of: Public, kind: str, **texts: text_pb2.LocalizedText) -> None:
    asked = request(of.number, kind, **texts)
    proposal_id = (await house.call(of.office.facilitator, asked)).proposal_id
    await house.call(of.office.reviewer, await house.decision(of.office.reviewer, proposal_id))


async def read(house: House, number: str, day: str = "") -> pb.PublicConsultation:
    found = await house.call(None, pb.GetConsultationRequest(number=number, as_at_date=day))
    return found.consultation  # type: ignore[no-any-return]


async def read_programme(house: House, number: str, day: str = "") -> list[pb.PublicProgramme]:
    asked = pb.ListProgrammesRequest(consultation_number=number, as_at_date=day)
    return list((await house.call(None, asked)).programmes)


@pytest.mark.covers("row 31", "invariant 2", "invariant 5")
async def test_what_a_consultation_says_of_itself_reads_otherwise_from_a_day_on(house: House) -> None:
    of = await published(house, title=words("A roundtabel"))
    before, day = await read(house, of.number), house.clock.today.isoformat()
    house.clock.advance(days=1)
    texts = {
        "title": words("A roundtable", ur="ایک نشست"),
        "agenda[0].title": words("Welcome"),
        "attending_bodies[1]": words("The Ministry"),
        "figures[0].as_printed": words("502 people"),
    }
    proposal_id = (await house.call(of.office.facilitator, request(of.number, "consultation", **texts))).proposal_id
    [waits] = (await house.call(of.office.reviewer, pb.ListProposalsRequest())).proposals
    assert (waits.consultation.title, waits.HasField("statement")) == (before.title, False)
    assert {each.field: each.text for each in waits.correct_consultation.texts} == texts
    told = {"attending_bodies[1]": "The Ministri", "figures[0].as_printed": "502 peple"}
    entered = {"title": "A roundtabel", "agenda[0].title": "Welcom", **told}
    assert {each.field: each.text.bodies["en"] for each in waits.entered} == entered
    assert await read(house, of.number) == before, "nothing is public before a second person agrees"
    decided = await house.call(of.office.reviewer, await house.decision(of.office.reviewer, proposal_id))
    assert decided == pb.DecideProposalResponse()
    after = await read(house, of.number)
    assert (after.title, after.agenda[0].title) == (texts["title"], texts["agenda[0].title"])
    assert (list(after.attending_bodies), after.figures[0].as_printed) == (["PTA", "The Ministry"], "502 people")
    [former] = after.former
    assert {each.field: each.text.bodies["en"] for each in former.texts} == {
        "title": "A roundtabel",
        "agenda[0].title": "Welcom",
        "attending_bodies[1]": "The Ministri",
        "figures[0].as_printed": "502 peple",
    }
    assert (former.reason, former.corrected_date) == (WHY, house.clock.today.isoformat())
    assert await read(house, of.number, day) == before
    log = await house.events_of(of.draft.consultation_id)
    assert log[-2:] == ["ConsultationCorrected", "ConsultationDetailsCorrected"]
    asked = pb.GetDraftRequest(consultation_id=of.draft.consultation_id)
    entered = (await house.call(of.office.facilitator, asked)).draft
    assert entered.details.title == words("A roundtabel"), "as it was entered"
    assert {each.field: each.text for each in entered.corrected}["title"] == texts["title"]


@pytest.mark.covers("row 31", "invariant 2", "invariant 5")
async def test_so_does_what_a_programme_says_of_itself(house: House) -> None:
    of = await published(house)
    [before], day = await read_programme(house, of.number), house.clock.today.isoformat()
    house.clock.advance(days=1)
    await correct(house, of, "programme", title=words("Media Baithak"))
    [after] = await read_programme(house, of.number)
    assert (after.details.title, after.details.summary) == (words("Media Baithak"), before.details.summary)
    [former] = after.former
    assert [(each.field, each.text) for each in former.texts] == [("title", words("Media Bithak"))]
    assert await read_programme(house, of.number, day) == [before]
    assert (await read(house, of.number)).programme_title == words("Media Baithak")
    assert (await read(house, of.number, day)).programme_title == words("Media Bithak")
    [mine] = (await house.call(of.office.facilitator, pb.ListMyProgrammesRequest())).programmes
    assert (mine.details.title, mine.corrected[0].text) == (words("Media Bithak"), words("Media Baithak"))
    assert (await house.events_of(mine.programme_id))[-1] == "ProgrammeCorrected"


async def test_a_programme_is_not_there_on_a_day_before_it_was_public(house: House) -> None:
    day = house.clock.today.isoformat()
    house.clock.advance(days=1)
    of = await published(house)
    await correct(house, of, "programme", title=words("Media Baithak"))
    assert await read_programme(house, of.number, day) == []


@pytest.mark.covers("row 31", "invariant 9")
async def test_what_could_lead_to_a_person_is_cleared_and_a_sensitive_whole_takes_two_reviewers(house: House) -> None:
    of = await published(house, summary=words("A hotline for survivors of child abuse"))
    asked = request(of.number, "consultation", title=words("Call Mr Ahmed Khan on 0300-1234567"))
    proposal_id = (await house.call(of.office.facilitator, asked)).proposal_id
    [seen] = (await house.call(of.office.facilitator, pb.ListProposalsRequest())).proposals
    assert not seen.spans, "spans are a reviewer's"
    decision = await house.decision(of.office.reviewer, proposal_id)
    assert {each.words for each in decision.cleared} >= {"0300-1234567"}
    unread = pb.DecideProposalRequest(proposal_id=proposal_id, agree=True, final_text_digest=decision.final_text_digest)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(of.office.reviewer, unread)
    assert fields_at_fault(refused.value) == ["correct.title.bodies[en]"]
    assert (await house.call(of.office.reviewer, decision)).waits_for_second_reader
    second = await house.person("reviewer", organisation=of.office.facilitator.organisation)
    assert not (await house.call(second, decision)).waits_for_second_reader
    assert (await read(house, of.number)).title == words("Call Mr Ahmed Khan on 0300-1234567")


async def test_a_host_of_a_persons_name_is_marked_in_what_was_entered(house: House) -> None:
    of = await published(house, host_name=words("Zarqa Bhattani"), place=words("with Zarqa Bhattani"))
    await house.call(of.office.facilitator, request(of.number, "consultation", place=words("In Lahore")))
    [waits] = (await house.call(of.office.reviewer, pb.ListProposalsRequest())).proposals
    assert [each.mark.words for each in waits.entered_spans] == ["Zarqa Bhattani"]


async def counted(house: House, office: Office, *, printed: str, figures: list[pb.Figure]) -> tuple[str, str]:
    """Publish a programme of 100 people with a session; the id of the one and the number of the other."""
    whole = pb.Figure(label="participants", value=100, as_printed=printed)
    details = pb.ProgrammeDetails(title=words("A programme"), figures=[whole])
    made = (await house.call(office.facilitator, pb.CreateProgrammeRequest(details=details))).programme
    session = await house.published(office, {}, programme_id=made.programme_id, figures=figures)
    return made.programme_id, session.number


@pytest.mark.covers("invariant 6", "row 31", "SEC 2")
async def test_words_of_a_figure_that_beside_those_of_the_programme_tell_of_a_few_are_refused(house: House) -> None:
    office = await house.office()
    came = pb.Figure(label="participants", value=57, as_printed="57 cmae")
    _, number = await counted(house, office, printed="100 people", figures=[came])
    telling, fit = (
        request(number, "consultation", **{"figures[0].as_printed": words(said)})
        for said in ("57 came, 97 with those online", "57 came")
    )
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(office.facilitator, telling)
    at_fault = [grpc.StatusCode.INVALID_ARGUMENT, "correct_consultation.texts[0].text"]
    assert [refused.value.code(), *fields_at_fault(refused.value)] == at_fault
    proposal_id = (await house.call(office.facilitator, fit)).proposal_id
    await house.call(office.reviewer, await house.decision(office.reviewer, proposal_id))
    assert (await read(house, number)).figures[0].as_printed == "57 came"


@pytest.mark.covers("invariant 6", "row 31", "SEC 2")
async def test_words_that_were_corrected_since_are_weighed_when_another_session_becomes_public(house: House) -> None:
    office = await house.office()
    ten, more = (pb.Figure(label="participants", value=each) for each in (10, 57))
    programme_id, number = await counted(house, office, printed="100, 40 of them in Karachi", figures=[ten])
    asked = request(number, "programme", **{"figures[0].as_printed": words("100 people")})
    proposal_id = (await house.call(office.facilitator, asked)).proposal_id
    await house.call(office.reviewer, await house.decision(office.reviewer, proposal_id))
    [programme] = await read_programme(house, number)
    assert programme.former[0].texts[0].text == words("100, 40 of them in Karachi"), "it can still be read"
    later = await house.published(office, {}, programme_id=programme_id, figures=[more])
    assert not (await read(house, later.number)).figures, "of 100, 40 and 57 leave three"


def recounting(number: str, kind: str, *values: tuple[int, int], **texts: text_pb2.LocalizedText) -> Any:
    asked = request(number, kind, **texts)
    figures = getattr(asked, f"correct_{kind}").figures
    figures.extend(pb.FigureValue(place=place, value=value) for place, value in values)
    return asked


BROKEN_DOWN = [
    pb.Figure(label="participants", value=214, as_printed="214 peple"),
    pb.Figure(label="participants", value=150, by=pb.FIGURE_BY_GENDER, group="women"),
    pb.Figure(label="participants", value=64, by=pb.FIGURE_BY_GENDER, group="men"),
]


@pytest.mark.covers("row 31", "invariant 2", "invariant 5", "invariant 6")
async def test_how_many_came_is_corrected_and_what_was_counted_before_can_be_read(house: House) -> None:
    of = await published(house, figures=BROKEN_DOWN)
    before, day = await read(house, of.number), house.clock.today.isoformat()
    house.clock.advance(days=1)
    asked = recounting(of.number, "consultation", (0, 241), (1, 177), **{"figures[0].as_printed": words("241 people")})
    proposal_id = (await house.call(of.office.facilitator, asked)).proposal_id
    [waits] = (await house.call(of.office.reviewer, pb.ListProposalsRequest())).proposals
    values = [(each.place, each.value) for each in waits.correct_consultation.figures]
    assert values == [(0, 241), (1, 177)]
    assert [(each.place, each.value) for each in waits.entered_figures] == [(0, 214), (1, 150)]
    [seen] = (await house.call(of.office.facilitator, pb.ListProposalsRequest())).proposals
    assert not seen.entered_figures, "what was entered is a reviewer's"
    assert await read(house, of.number) == before, "nothing is public before a second person agrees"
    unread = pb.DecideProposalRequest(proposal_id=proposal_id, agree=True, final_text_digest="0" * 64)
    with pytest.raises(grpc.aio.AioRpcError) as stale:
        await house.call(of.office.reviewer, unread)
    assert stale.value.code() is grpc.StatusCode.ABORTED
    current = current_of(stale.value, pb.DecideProposalResponse)
    assert ([each.value for each in current.consultation.figures], current.HasField("statement")) == (
        [214, 150, 64],
        False,
    )
    await house.call(of.office.reviewer, await house.decision(of.office.reviewer, proposal_id))
    after = await read(house, of.number)
    assert [(each.value, each.as_printed) for each in after.figures] == [(241, "241 people"), (177, ""), (64, "")]
    assert not after.figure_conflicts
    [former] = after.former
    assert [(each.place, each.value) for each in former.figures] == [(0, 214), (1, 150)]
    assert (former.reason, former.corrected_date) == (WHY, house.clock.today.isoformat())
    assert not former.figures_withheld
    assert await read(house, of.number, day) == before
    assert (await house.events_of(of.draft.consultation_id))[-1] == "ConsultationDetailsCorrected"


@pytest.mark.covers("row 31", "invariant 6", "SEC 2")
async def test_a_number_and_its_correction_do_not_tell_together_of_a_few_people(house: House) -> None:
    of = await published(house, figures=[pb.Figure(label="participants", value=214), BROKEN_DOWN[1], BROKEN_DOWN[2]])
    day = house.clock.today.isoformat()
    house.clock.advance(days=1)
    small = recounting(of.number, "consultation", (0, 153), (2, 3))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(of.office.facilitator, small)
    invalid = grpc.StatusCode.INVALID_ARGUMENT
    at_fault = [f"correct_consultation.figures[{index}].value" for index in (0, 1)]
    assert (refused.value.code(), fields_at_fault(refused.value)) == (invalid, at_fault)
    asked = recounting(of.number, "consultation", (0, 216), (2, 66))
    proposal_id = (await house.call(of.office.facilitator, asked)).proposal_id
    await house.call(of.office.reviewer, await house.decision(of.office.reviewer, proposal_id))
    now = await read(house, of.number)
    assert [each.value for each in now.figures] == [216, 150, 66]
    [former] = now.former
    assert (list(former.figures), former.figures_withheld) == ([], True)
    then = await read(house, of.number, day)
    assert not then.figures, "two people more than on that day are told of on no page"
    [listed] = [
        each
        for each in (await house.call(None, pb.ListConsultationsRequest(as_at_date=day))).consultations
        if each.number == of.number
    ]
    assert not listed.figures


@pytest.mark.covers("row 31", "invariant 2", "invariant 6")
async def test_so_is_what_a_programme_counts_beside_its_sessions(house: House) -> None:
    office = await house.office()
    _, number = await counted(house, office, printed="", figures=[pb.Figure(label="participants", value=60)])
    for value, refused in ((63, True), (57, True), (300, False)):
        asked = recounting(number, "programme", (0, value))
        if refused:
            with pytest.raises(grpc.aio.AioRpcError) as error:
                await house.call(office.facilitator, asked)
            assert fields_at_fault(error.value) == ["correct_programme.figures[0].value"]
            continue
        proposal_id = (await house.call(office.facilitator, asked)).proposal_id
        wrong = pb.DecideProposalRequest(proposal_id=proposal_id, agree=True, final_text_digest="0" * 64)
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await house.call(office.reviewer, wrong)
        current = current_of(error.value, pb.DecideProposalResponse)
        assert [each.value for each in current.programme.details.figures] == [100]
        await house.call(office.reviewer, await house.decision(office.reviewer, proposal_id))
    [programme] = await read_programme(house, number)
    assert [each.value for each in programme.details.figures] == [300]
    assert [each.value for each in programme.former[0].figures] == [100]
    telling = recounting(number, "consultation", (0, 97))
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await house.call(office.facilitator, telling)
    assert fields_at_fault(error.value) == ["correct_consultation.figures[0].value"], "beside the former 100"


async def test_what_cannot_be_corrected_so_is_refused_by_field(house: House) -> None:
    of = await published(house)
    invalid, first = grpc.StatusCode.INVALID_ARGUMENT, "correct_consultation.texts[0].text"
    stale = request(of.number, "consultation", title=words("A"))
    stale.expected_version = 1
    for asked, field in (
        (request(of.number, "consultation"), "correct_consultation"),
        (request(of.number, "programme", place=words("Lahore")), "correct_programme.texts[0].text"),
        (request(of.number, "consultation", title=words("x" * 201)), f"{first}.bodies[en]"),
        (request(of.number, "consultation", partners=words("Nobody said so")), first),
        (request(f"{of.number}/1", "consultation", title=words("A")), "number"),
        (stale, "expected_version"),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await house.call(of.office.facilitator, asked)
        assert (refused.value.code(), fields_at_fault(refused.value)) == (invalid, [field])
    stranger = await house.office()
    alone = await house.published(stranger)
    for who, number, kind, code in (
        (stranger.facilitator, of.number, "consultation", grpc.StatusCode.PERMISSION_DENIED),
        (stranger.facilitator, of.number, "programme", grpc.StatusCode.PERMISSION_DENIED),
        (stranger.facilitator, alone.number, "programme", grpc.StatusCode.NOT_FOUND),
        (stranger.facilitator, "C-999", "consultation", grpc.StatusCode.NOT_FOUND),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await house.call(who, request(number, kind, title=words("Another")))
        assert refused.value.code() is code


@pytest.mark.covers("row 5b", "row 31")
@pytest.mark.parametrize("kind", ["consultation", "programme"])
async def test_of_what_is_hidden_nothing_is_corrected_and_one_proposal_waits_at_a_time(house: House, kind: str) -> None:
    of = await published(house)
    asked = request(of.number, kind, title=words("Another"))
    proposal_id = (await house.call(of.office.facilitator, asked)).proposal_id
    precondition = grpc.StatusCode.FAILED_PRECONDITION
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(of.office.colleague, request(of.number, kind, title=words("A third")))
    assert refused.value.code() is precondition
    decision = await house.decision(of.office.reviewer, proposal_id)
    await house.call(of.office.facilitator, pb.HideRequest(number=of.number, reason="checked"))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(of.office.reviewer, decision)
    assert refused.value.code() is precondition
    refusing = pb.DecideProposalRequest(proposal_id=proposal_id, agree=False)
    assert await house.call(of.office.reviewer, refusing) == pb.DecideProposalResponse()
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(of.office.facilitator, request(of.number, kind, title=words("Another")))
    assert refused.value.code() is precondition


@pytest.mark.covers("invariant 2", "row 31")
async def test_a_withdrawn_consent_erases_former_wordings_and_lets_what_waits_lapse(house: House) -> None:
    of = await published(house, "Nadirat Qquim", summary=words("Nadirat Qquim spoke"))
    await correct(house, of, "consultation", summary=words("Somebody spoke"))
    await correct(house, of, "programme", summary=words("Of many"))
    [programme] = await read_programme(house, of.number)
    assert "Qquim" in str(programme.former)
    for kind in ("consultation", "programme"):
        await house.call(of.office.facilitator, request(of.number, kind, title=words("By Nadirat Qquim")))
    await house.call(of.office.facilitator, withdrawing(of))
    assert not (await house.call(of.office.reviewer, pb.ListProposalsRequest())).proposals
    [programme] = await read_programme(house, of.number)
    for each in ((await read(house, of.number)).former[0], programme.former[0]):
        assert (each.texts[0].text.erased, dict(each.texts[0].text.bodies)) == (True, {})
        assert each.reason == WHY
    assert not await asyncio.to_thread(tables_with, house.databases.admin_url, "Nadirat Qquim")
    answers = [each for found in (await house.stored_answers()).values() for each in found]
    assert not [each for each in answers if b"Qquim" in each]


def withdrawing(of: Public) -> pb.WithdrawConsentRequest:
    return pb.WithdrawConsentRequest(
        consultation_id=of.draft.consultation_id, participant_id=of.speaker.participant_id, statements=False
    )


@pytest.mark.covers("row 31", "invariant 2")
@pytest.mark.parametrize("kind", ["statement", "consultation", "programme"])
async def test_what_is_being_proposed_while_a_consent_is_withdrawn_lapses_too(
    house: House, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The proposal is written, and its transaction goes on, when the withdrawal begins on another connection."""
    of = await published(house)
    written, may_end = asyncio.Event(), asyncio.Event()
    add = store.add_proposal

    async def add_and_wait(*given: Any) -> None:
        await add(*given)
        written.set()
        await may_end.wait()

    monkeypatch.setattr(store, "add_proposal", add_and_wait)
    if kind == "statement":
        wording = pb.Wording(title=words("Better"))
        asked = pb.ProposeChangeRequest(number=of.draft.statements[0].number, reason=WHY, correct=wording)
    else:
        asked = request(of.number, kind, title=words("Better"))
    proposing = asyncio.create_task(house.call(of.office.facilitator, asked))
    await asyncio.wait_for(written.wait(), 10)
    withdrawal = asyncio.create_task(house.call(of.office.facilitator, withdrawing(of)))
    waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    while not withdrawal.done() and not await house.rows(waiting):
        await asyncio.wait([withdrawal], timeout=0.01)
    may_end.set()
    await proposing
    await withdrawal
    assert not (await house.call(of.office.reviewer, pb.ListProposalsRequest())).proposals
