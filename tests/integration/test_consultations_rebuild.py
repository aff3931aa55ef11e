"""The log and the state say the same; the second net holds; what is erased cannot be read by anybody any more."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce
from typing import Any
from uuid import UUID, uuid4

import grpc
import psycopg
import pytest
from google.protobuf.message import Message

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import event_log
from services.chassis.event_log import NewEvent
from services.chassis.keys import KeyDestroyed
from services.consultations import store, wire
from services.consultations.domain.facts import evolve_consultation, evolve_programme, evolve_statement
from tests.integration.consultations_house import House, Office, a_house, tracked, words

KARACHI = timedelta(hours=5)
RESTRICTED = ("programmes", "consultations", "participants", "statements", "reviews", "proposals", "safeguarding_acts")


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


async def a_life(house: House) -> pb.Draft:
    """Publish, publish more, hide, ask, show, withdraw: everything that can happen to a record."""
    office, first, second = await house.office(), await house.body(), await house.body()
    request = pb.CreateProgrammeRequest(
        details=pb.ProgrammeDetails(
            title=words("Media Baithak", ur="میڈیا بیٹھک"),
            from_date="2019",
            figures=[pb.Figure(label="women", value=186, as_printed="186 women")],
            outputs=[pb.Output(kind=pb.OUTPUT_KIND_VIDEO, count_printed=141, title=words("stories"))],
        )
    )
    programme = (await house.call(office.facilitator, request)).programme
    draft = await house.draft(
        office.facilitator,
        programme_id=programme.programme_id,
        summary=words("What it was about"),
        attending_bodies=["PTA"],
        starts_date="2026-02-20",
        source=pb.Source(type="published_article", name="A paper", url="https://a.example"),
        figures=[pb.Figure(label="participants", value=502, as_printed="502")],
        outputs=[pb.Output(kind=pb.OUTPUT_KIND_GUIDE, title=words("a guide"))],
    )
    speaker = await house.participant(office.facilitator, draft)
    for asked in (tracked(first, second), tracked(second), {"type": events.STATEMENT_TYPE_CONTEXT}):
        way = {name: value for name, value in asked.items() if name != "tracked"}
        await house.statement(office.facilitator, draft, participant_id=speaker.participant_id, **way)
    draft = await house.submit(office.facilitator, draft)
    read = pb.SafeguardingAct(
        statement_id=draft.statements[0].statement_id,
        expected_version=draft.statements[0].version,
        read=pb.SecondReading(),
    )
    gate = pb.SafeguardConsultationRequest(consultation_id=draft.consultation_id, acts=[read])
    await house.call(office.reviewer, gate)
    ways = [events.PUBLICATION_TRACKED, events.PUBLICATION_TRACKED, events.PUBLICATION_RECORDED]
    draft = await house.publish(office.reviewer, draft, publications=ways)
    await house.participant(office.facilitator, draft, name="Zarlakht")
    await house.statement(office.facilitator, draft)
    draft = await house.publish(office.reviewer, await house.submit(office.facilitator, draft))
    for number in (draft.number, draft.statements[0].number):
        await house.call(office.reviewer, pb.HideRequest(number=number, reason="a name"))
        await house.call(office.reviewer, pb.ShowRequest(number=number, reason="gone"))
        await house.call(office.colleague, pb.ShowRequest(number=number, reason="gone"))
    await _change(
        house, office, draft.statements[0].number, add_addressee=pb.AddAddressee(addressee_id=await house.body())
    )
    answers = pb.VerifiabilityEntry(who=words("a"), what=words("b"), by_when=words("c"), shown_how=words("d"))
    for change in ({"record_only": pb.RecordOnly()}, {"track": answers}):
        await _change(house, office, draft.statements[0].number, **change)
    for wording in (pb.Wording(title=words("Better")), pb.Wording(title=words("Best"), text=words("As meant"))):
        await _change(house, office, draft.statements[0].number, correct=wording)
    for name in ("title", "summary", "attending_bodies[0]", "outputs[0].title", "figures[0].as_printed"):
        texts = pb.Rewording(texts=[pb.OwnText(field=name, text=words(f"Better {name}"))])
        await _change(house, office, draft.number, correct_consultation=texts)
        if name not in ("summary", "attending_bodies[0]"):
            await _change(house, office, draft.number, correct_programme=texts)
    recounted = pb.Rewording(figures=[pb.FigureValue(place=0, value=987)])
    for kind in ("correct_consultation", "correct_programme"):
        await _change(house, office, draft.number, **{kind: recounted})
    for day in ("2026-02-12", "2026-02-13"):
        days, themes = events.Days(starts_date=day), events.Themes(themes=[f"of_the_{day[-2:]}th"])
        given = events.Particulars(days=days, themes=themes, online=day.endswith("2"))
        await _change(house, office, draft.number, correct_consultation=pb.Rewording(particulars=given))
    one, other, why = draft.statements[0].number, draft.statements[1].number, words("the same")
    third = draft.statements[2].number
    for joining in (
        pb.LinkStatementsRequest(number=one, other_number=other, reason=why),
        pb.LinkStatementsRequest(number=one, other_number=third, reason=why),
        pb.UnlinkStatementsRequest(number=other, other_number=one, reason=why),
        pb.MergeStatementRequest(number=one, target_number=other, reason=why),
        pb.UnmergeStatementRequest(number=one, reason=why),
        pb.SupersedeStatementRequest(number=one, target_number=other, reason=why),
    ):
        await house.call(office.facilitator, joining)
    await house.call(office.reviewer, pb.HideRequest(number=draft.statements[1].number, reason="a name"))
    await house.call(
        office.facilitator,
        pb.WithdrawStatementRequest(
            number=draft.statements[2].number, reason=words("wrong"), asked_by=words("the host")
        ),
    )
    return draft


async def _change(house: House, office: Office, number: str, **change: Any) -> None:
    proposal = pb.ProposeChangeRequest(number=number, reason=words("so it is"), **change)
    proposal_id = (await house.call(office.facilitator, proposal)).proposal_id
    await house.call(office.reviewer, await house.decision(office.reviewer, proposal_id))


@dataclass
class Evenings:
    """Lets each act of a life have a day of its own, and keeps every public answer of its evening."""

    house: House
    act: Any
    reviewer: Any = None
    kept: dict[str, list[tuple[Message, bytes]]] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)

    async def __call__(self, who: Any, request: Message) -> Any:
        """Do it, keep what anybody may read, and go to the next noon."""
        answer = await self.act(who, request)
        if isinstance(answer, pb.PublishConsultationResponse):
            self.reviewer = who
            self.numbers |= {answer.draft.number, *(each.number for each in answer.draft.statements)}
        if self.numbers:
            day = (self.house.clock() + KARACHI).date().isoformat()
            self.kept[day] = [(each, await self.ask(each)) for each in self.questions()]
        self.house.clock.advance(days=1)
        return answer

    def questions(self) -> list[Any]:
        """Return what anybody may ask about what is published."""
        numbers = sorted(self.numbers)[:2]  # the consultation holds all of them
        about = [pb.GetStatementRequest if "/" in each else pb.GetConsultationRequest for each in numbers]
        asked = [kind(number=number) for kind, number in zip(about, numbers, strict=True)]
        listed = pb.ListProgrammesRequest(consultation_number=numbers[0])
        return [pb.ListConsultationsRequest(page_size=2), *asked, listed]

    async def ask(self, request: Any, day: str = "") -> bytes:
        """Return the answer's bytes, of a list those of all pages; or why there is none."""
        asked: Any = type(request)()
        pages = b""
        asked.CopyFrom(request)
        asked.as_at_date = day
        try:
            while True:
                answer = await self.act(None, asked)
                for each in getattr(answer, "statements", ()):
                    if each.number.endswith("/3"):  # withdrawn at the end: every day before leaves out who said it
                        each.ClearField("speaker")
                        each.ClearField("withdrawn_later_date")
                pages += bytes(answer.SerializeToString(deterministic=True))
                if not getattr(answer, "next_page_token", ""):
                    return pages
                asked.page_token = answer.next_page_token
        except grpc.aio.AioRpcError as refused:
            return str(refused.code().name).encode()

    async def otherwise(self) -> list[tuple[str, str]]:
        """Return the questions of past evenings that are answered otherwise now."""
        return [
            (day, str(request))
            for day, asked in self.kept.items()
            for request, answer in asked
            if await self.ask(request, day) != answer
        ]


async def test_every_past_day_answers_as_it_did(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hidden now is hidden then, too: so what is hidden at the end is shown again first."""
    monkeypatch.setattr(house.clock, "now", house.clock.now)
    evenings = Evenings(house, house.call)
    monkeypatch.setattr(house, "call", evenings)
    draft = await a_life(house)
    for who in (evenings.reviewer, await house.person("reviewer", organisation=evenings.reviewer.organisation)):
        await evenings.act(who, pb.ShowRequest(number=draft.statements[1].number, reason="gone"))
    assert len({answer for asked in evenings.kept.values() for _, answer in asked}) > 30
    assert await evenings.otherwise() == []
    first = min(evenings.kept)
    before = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    assert [await evenings.ask(each, before) for each in evenings.questions()[1:3]] == [b"NOT_FOUND"] * 2
    assert await evenings.ask(evenings.questions()[0], first), "a day on which something was published"


@pytest.mark.covers("invariant 2")
async def test_the_state_is_the_fold_of_its_events(house: House) -> None:
    draft = await a_life(house)
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, UUID(draft.consultation_id))
        event_log.verify(log)
        assert [each.version for each in log] == list(range(1, 18))
        folded = reduce(evolve_consultation, map(wire.consultation_fact, log), None)
        assert folded == await store.consultation_record(tx, UUID(draft.consultation_id))
        assert folded
        statements = []
        for each in draft.statements:
            log = await event_log.load(tx, UUID(each.statement_id))
            event_log.verify(log)
            statements.append(reduce(evolve_statement, map(wire.statement_fact, log), None))
        assert statements == await store.statement_records(tx, UUID(draft.consultation_id))
        programme_id = folded.content.programme_id
        assert programme_id
        log = await event_log.load(tx, programme_id)
        programme = reduce(evolve_programme, map(wire.programme_fact, log), None)
        assert programme == await store.published_programme(tx, programme_id)


async def test_public_versions_have_no_gap_and_internal_events_none(house: House) -> None:
    draft = await a_life(house)
    statement = "SELECT type, public_version FROM events WHERE aggregate_id = %(id)s ORDER BY version"
    rows = await house.rows(statement, id=UUID(draft.consultation_id))
    assert [(row["type"].rpartition(".")[2], row["public_version"]) for row in rows] == [
        ("ConsultationPublished", 1),
        ("ConsultationDetailed", None),
        ("SpeakersShown", None),
        ("SpeakersShown", None),
        ("ConsultationHidden", 2),
        ("ConsultationShowAsked", None),
        ("ConsultationShown", 3),
        ("ConsultationCorrected", 4),
        *[("ConsultationDetailsCorrected", None)] * 5,
        ("ConsultationCorrected", 5),
        ("ConsultationDetailsCorrected", None),
        ("ConsultationCorrected", 6),
        ("ConsultationDetailsCorrected", None),
    ]


async def test_a_text_that_is_erased_is_gone_from_the_page(house: House) -> None:
    office = await house.office()
    draft = await house.published(office, {"text": words("To be erased")})
    number, statement_id = draft.statements[0].number, UUID(draft.statements[0].statement_id)
    async with house.database.transaction() as tx:
        [published, _] = await event_log.load(tx, statement_id)
        text_id = published.message.text.text_id  # type: ignore[attr-defined]
        erased = text_pb2.TextErased(text_id=text_id, reason="safeguarding")
        await event_log.append(
            tx,
            NewEvent(
                aggregate_type="statement",
                aggregate_id=statement_id,
                version=3,
                message=erased,
                actor="operator",
                occurred_at=house.clock(),
            ),
        )
    page = await house.call(None, pb.GetStatementRequest(number=number))
    assert page.statement.text == text_pb2.LocalizedText(authoritative_language="en", erased=True)


@pytest.mark.parametrize("role", ["consultations", "consultations_migrator"])
async def test_a_transaction_that_acts_for_nobody_sees_no_restricted_row(
    house: House, postgres: Postgres, role: str
) -> None:
    """Also the owner of the tables: row-level security is forced."""
    draft = await a_life(house)
    url = house.databases.url if role == "consultations" else house.databases.migration_url
    async with await psycopg.AsyncConnection.connect(url) as connection:
        for table in RESTRICTED:
            count = psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(table))
            assert await (await connection.execute(count)).fetchone() == (0,)
            await connection.execute("SELECT set_config('roundtable.organisations', %s, true)", (str(uuid4()),))
            assert await (await connection.execute(count)).fetchone() == (0,)
            await connection.commit()
    with postgres.admin(house.databases.name) as admin:
        for table in RESTRICTED:
            count = psycopg.sql.SQL("SELECT count(*) FROM {}").format(psycopg.sql.Identifier(table))
            assert admin.execute(count).fetchone() > (0,)  # type: ignore[operator]
    assert draft.number


async def test_a_row_is_not_written_for_an_organisation_that_one_does_not_act_for(house: House) -> None:
    async with house.database.transaction() as tx:
        await store.act_for(tx, [uuid4()])
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await tx.execute(
                "INSERT INTO programmes VALUES (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '', 1,"
                " gen_random_uuid(), now())"
            )


@pytest.mark.covers("invariant 2", "SEC 17")
async def test_the_service_cannot_rewrite_what_is_append_only(house: House) -> None:
    for statement in (
        "UPDATE audit SET actor = 'x'",
        "DELETE FROM audit",
        "DELETE FROM reasons",
        "DELETE FROM published_statements",
        "DELETE FROM counters",
        "UPDATE events SET actor = 'x'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with house.database.transaction() as tx:
                await tx.execute(statement)


async def test_removing_a_participant_destroys_the_key_and_the_answers_that_held_the_person(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    add = pb.PutParticipantRequest(
        consultation_id=draft.consultation_id, details=pb.ParticipantDetails(name="Zulfiqar")
    )
    person = (await house.call(office.facilitator, add)).participant
    update = pb.UpdateConsultationRequest(
        consultation_id=draft.consultation_id, expected_version=1, details=draft.details
    )
    assert (await house.call(office.facilitator, update)).draft.participants[0].details.name == "Zulfiqar"
    folder = house.keys_folder / "consultations"
    before = {path.name for path in folder.iterdir()}
    remove = pb.RemoveParticipantRequest(
        consultation_id=draft.consultation_id, participant_id=person.participant_id, expected_version=1
    )
    await house.call(office.facilitator, remove)
    gone = before - {path.name for path in folder.iterdir()}
    assert len(gone) == 2  # the person's own, and that of the answers which held the whole draft
    assert not await house.rows("SELECT 1 FROM keys_to_destroy")
    for repeated in (add, update):
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await house.call(office.facilitator, repeated)
        assert error.value.code() is grpc.StatusCode.NOT_FOUND
    for row in await house.rows(
        "SELECT key_id, response FROM replies WHERE key_id = ANY(%(gone)s::uuid[])", gone=list(gone)
    ):
        with pytest.raises(KeyDestroyed):
            house.keys.open(row["key_id"], row["response"], table="replies", column="response", row_id="")


async def test_a_key_that_could_not_be_destroyed_at_once_is_destroyed_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    said = await house.statement(office.facilitator, draft)

    def full(*_: object) -> None:
        raise OSError("the disk of the keys is away")

    with monkeypatch.context() as patched:
        patched.setattr(type(house.keys), "destroy", full)
        request = pb.RemoveStatementRequest(
            consultation_id=draft.consultation_id, statement_id=said.statement_id, expected_version=1
        )
        await house.call(office.facilitator, request)
    assert len(await house.rows("SELECT 1 FROM keys_to_destroy")) == 2
    assert await store.destroy_keys(house.database, house.keys) == 2
    assert not await house.rows("SELECT 1 FROM keys_to_destroy")


async def test_publishing_and_hiding_at_once_end_in_one_order(house: House) -> None:
    """Whoever comes second sees what the first did: nothing becomes public in a hidden consultation."""
    office = await house.office()
    for _ in range(5):
        draft = await house.published(office, {})
        await house.statement(office.facilitator, draft)
        draft = await house.submit(office.facilitator, draft)
        hide: Any = house.call(office.reviewer, pb.HideRequest(number=draft.number, reason="a name"))
        both: Any = await asyncio.gather(house.publish(office.reviewer, draft), hide, return_exceptions=True)
        published, hidden = both
        assert isinstance(hidden, pb.HideResponse)
        page = await house.call(None, pb.GetConsultationRequest(number=draft.number))
        assert page.consultation.hidden
        assert all(each.hidden for each in page.statements)
        assert len(page.statements) == (1 if isinstance(published, Exception) else 2)


async def test_publishing_that_waited_for_a_hiding_sees_it(house: House) -> None:
    office = await house.office()
    draft = await house.published(office, {})
    await house.statement(office.facilitator, draft)
    draft = await house.submit(office.facilitator, draft)
    async with house.database.transaction() as tx:
        hide = "UPDATE published_consultations SET hidden = true WHERE id = %(id)s"
        await tx.execute(hide, {"id": UUID(draft.consultation_id)})
        publishing = asyncio.create_task(house.publish(office.reviewer, draft))
        await asyncio.sleep(0.5)
        assert not publishing.done()
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await publishing
    assert refused.value.code() is grpc.StatusCode.FAILED_PRECONDITION


async def test_who_did_what_to_which_row_is_kept_without_content(house: House) -> None:
    office = await house.office()
    draft = await house.published(office, {})
    row_ids = [UUID(draft.consultation_id), UUID(draft.statements[0].statement_id)]
    rows = await house.rows(
        "SELECT actor, action, row_table FROM audit WHERE row_id = ANY(%(ids)s) ORDER BY position", ids=row_ids
    )
    who = {str(office.facilitator.id): "facilitator", str(office.reviewer.id): "reviewer"}
    assert [(who[row["actor"]], row["action"], row["row_table"]) for row in rows] == [
        ("facilitator", "create", "consultations"),
        ("facilitator", "put", "statements"),
        ("facilitator", "submit", "statements"),
        ("reviewer", "publish", "consultations"),
        ("reviewer", "publish", "statements"),
    ]
