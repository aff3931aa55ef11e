"""Every command: done once, by those who may, on what they may know of, over the version they saw."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import grpc
import pytest
from psycopg import sql

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import options_pb2
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.identity.v1 import events_pb2 as identity
from services.chassis import policies
from tests.integration.consultations_house import (
    House,
    Office,
    Person,
    a_house,
    consultation_details,
    current_of,
    fields_at_fault,
    participant_details,
    publication_of,
    statement_details,
    words,
)

Code = grpc.StatusCode


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


async def refused(code: grpc.StatusCode, call: Awaitable[Any]) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    assert error.value.code() is code, error.value.details()
    return error.value


async def code_of(call: Awaitable[Any]) -> grpc.StatusCode:
    try:
        await call
    except grpc.aio.AioRpcError as error:
        return error.code()
    return Code.OK


@dataclass
class Scene:
    """A consultation with one participant and one statement at the point where the command is due."""

    house: House
    office: Office
    draft: pb.Draft
    participant: pb.Participant
    statement: pb.Statement
    number: str = ""

    @property
    def ids(self) -> dict[str, Any]:
        """The consultation, as requests name it."""
        return {"consultation_id": self.draft.consultation_id}


async def entered(house: House) -> Scene:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    participant = await house.participant(office.facilitator, draft)
    statement = await house.statement(office.facilitator, draft)
    return Scene(house, office, draft, participant, statement)


async def in_review(house: House) -> Scene:
    scene = await entered(house)
    scene.draft = await house.submit(scene.office.facilitator, scene.draft)
    scene.statement = scene.draft.statements[0]
    return scene


async def scheduled(house: House) -> Scene:
    scene = await in_review(house)
    scene.draft = await house.publish(scene.office.reviewer, scene.draft, embargo_until="2026-03-09T09:00")
    scene.statement = scene.draft.statements[0]
    return scene


async def public(house: House) -> Scene:
    scene = await in_review(house)
    scene.draft = await house.publish(scene.office.reviewer, scene.draft)
    scene.statement = scene.draft.statements[0]
    scene.number = scene.statement.number
    return scene


async def with_programme(house: House) -> Scene:
    scene = await entered(house)
    request = pb.CreateProgrammeRequest(details=pb.ProgrammeDetails(title=words("InfluenceUP")))
    scene.number = (await house.call(scene.office.facilitator, request)).programme.programme_id
    return scene


async def with_unsent_text(house: House) -> Scene:
    scene = await entered(house)
    request = pb.SaveUnsentTextRequest(**scene.ids, page=pb.UNSENT_PAGE_TABLE, fields={"c1-text_en": "A hotline"})
    await house.call(scene.office.facilitator, request)
    return scene


@dataclass(frozen=True)
class Command:
    """One command, and what has to be said of it."""

    given: Callable[[House], Awaitable[Scene]]
    request: Callable[[Scene], Any]
    by: str = "facilitator"
    refused_to: str | None = "reviewer"  # a role of the same organisation that may not
    of_a_row: bool = True  # it names a row that another organisation must not know of
    stale: bool = True


COMMANDS = {
    "CreateProgramme": Command(
        entered,
        lambda _: pb.CreateProgrammeRequest(details=pb.ProgrammeDetails(title=words("InfluenceUP"))),
        of_a_row=False,
        stale=False,
    ),
    "UpdateProgramme": Command(
        with_programme,
        lambda scene: pb.UpdateProgrammeRequest(
            programme_id=scene.number, expected_version=1, details=pb.ProgrammeDetails(title=words("Media Baithak"))
        ),
    ),
    "CreateConsultation": Command(
        entered, lambda _: pb.CreateConsultationRequest(details=consultation_details()), of_a_row=False, stale=False
    ),
    "UpdateConsultation": Command(
        entered,
        lambda scene: pb.UpdateConsultationRequest(
            **scene.ids, expected_version=1, details=consultation_details(title=words("Another title"))
        ),
    ),
    "PutParticipant": Command(
        entered,
        lambda scene: pb.PutParticipantRequest(
            **scene.ids,
            participant_id=scene.participant.participant_id,
            expected_version=1,
            details=participant_details(name="Participant 5"),
        ),
    ),
    "MakeCard": Command(
        entered,
        lambda scene: pb.MakeCardRequest(**scene.ids, participant_id=scene.participant.participant_id),
        stale=False,
    ),
    "WithdrawConsent": Command(
        public,
        lambda scene: pb.WithdrawConsentRequest(**scene.ids, participant_id=scene.participant.participant_id),
        stale=False,
    ),
    "RemoveParticipant": Command(
        entered,
        lambda scene: pb.RemoveParticipantRequest(
            **scene.ids, participant_id=scene.participant.participant_id, expected_version=1
        ),
    ),
    "PutStatement": Command(
        entered,
        lambda scene: pb.PutStatementRequest(
            **scene.ids,
            statement_id=scene.statement.statement_id,
            expected_version=1,
            details=statement_details(title=words("Another title")),
        ),
    ),
    "RemoveStatement": Command(
        entered,
        lambda scene: pb.RemoveStatementRequest(
            **scene.ids, statement_id=scene.statement.statement_id, expected_version=1
        ),
    ),
    "SaveUnsentText": Command(
        with_unsent_text,
        lambda scene: pb.SaveUnsentTextRequest(
            **scene.ids, page=pb.UNSENT_PAGE_TABLE, expected_version=1, fields={"c1-text_en": "A hotline in Urdu"}
        ),
    ),
    "DiscardUnsentText": Command(
        with_unsent_text,
        lambda scene: pb.DiscardUnsentTextRequest(**scene.ids, page=pb.UNSENT_PAGE_TABLE, expected_version=1),
    ),
    "SubmitConsultation": Command(
        entered, lambda scene: pb.SubmitConsultationRequest(**scene.ids, expected_version=scene.draft.version)
    ),
    "ReturnStatements": Command(
        in_review,
        lambda scene: pb.ReturnStatementsRequest(
            **scene.ids,
            statements=[
                pb.StatementVersion(statement_id=scene.statement.statement_id, expected_version=scene.statement.version)
            ],
            reason="say who asks",
        ),
        by="reviewer",
        refused_to="facilitator",
    ),
    "PublishConsultation": Command(
        in_review, lambda scene: publication_of(scene.draft), by="reviewer", refused_to="facilitator"
    ),
    "UnschedulePublication": Command(
        scheduled,
        lambda scene: pb.UnschedulePublicationRequest(**scene.ids, expected_version=scene.draft.version),
        refused_to=None,
    ),
    "SafeguardConsultation": Command(
        in_review,
        lambda scene: pb.SafeguardConsultationRequest(
            **scene.ids,
            acts=[
                pb.SafeguardingAct(
                    statement_id=scene.statement.statement_id,
                    expected_version=scene.statement.version,
                    restrict=pb.RestrictStatement(reason="a child could be recognised"),
                )
            ],
        ),
        by="reviewer",
        refused_to="facilitator",
    ),
    "WithdrawStatement": Command(
        public,
        lambda scene: pb.WithdrawStatementRequest(
            number=scene.number,
            reason=words("recorded wrongly"),
            asked_by=words("the host"),
            expected_version=scene.statement.version,
        ),
        of_a_row=False,
    ),
    "Hide": Command(
        public,
        lambda scene: pb.HideRequest(number=scene.number, reason="a name"),
        refused_to=None,
        of_a_row=False,
        stale=False,
    ),
}

# They take two persons, or two statements of their own: where they are tested.
ELSEWHERE = {
    "Show": "test_consultations_visibility.py",
    "ProposeChange": "test_consultations_proposals.py",
    "DecideProposal": "test_consultations_proposals.py",
    "TakeBackProposal": "test_consultations_proposals.py",
    "SupersedeStatement": "test_consultations_merging.py",
    "MergeStatement": "test_consultations_merging.py",
    "UnmergeStatement": "test_consultations_merging.py",
    "KeepApart": "test_consultations_merging.py",
    "LinkStatements": "test_consultations_merging.py",
    "UnlinkStatements": "test_consultations_merging.py",
    "PutStatements": "test_consultations_many.py",
    "AddDocument": "test_consultations_documents.py",
    "RemoveDocument": "test_consultations_documents.py",
    "HideMyWords": "test_consultations_cards.py",
    "WithdrawMyConsent": "test_consultations_cards.py",
}

each_command = pytest.mark.parametrize("name", COMMANDS)


def of(office: Office, role: str) -> Person:
    return {"facilitator": office.facilitator, "reviewer": office.reviewer}[role]


def test_every_command_is_in_the_table() -> None:
    service = policies.find_service("roundtable.consultations.v1.ConsultationService")
    mutating = {rpc.method for rpc in policies.rpcs([service]).values() if rpc.policy.mutating}
    assert mutating == {*COMMANDS, *ELSEWHERE}


@pytest.mark.covers("invariant 3")
@each_command
async def test_a_command_is_done_once_however_often_it_is_sent(house: House, name: str) -> None:
    command = COMMANDS[name]
    scene = await command.given(house)
    request = command.request(scene)
    request.idempotency_key = uuid4().hex
    by = of(scene.office, command.by)
    if isinstance(request, pb.PublishConsultationRequest):  # read once, not by each of the two
        request.final_text_digest = await house.digest(by, request)
    before = await counted(house)
    first, second = await asyncio.gather(house.call(by, request), house.call(by, request))
    after = await counted(house)
    assert first == second
    assert await house.call(by, request) == first
    assert await counted(house) == after
    assert after != before


async def counted(house: House) -> dict[str, int]:
    """Count what a command leaves behind."""
    return {
        table: (await house.rows(f"SELECT count(*) AS rows FROM {table}"))[0]["rows"]
        for table in ("audit", "events", "outbox", "replies", "reasons", "keys_to_destroy")
    }


@each_command
async def test_the_same_key_with_another_request_is_refused(house: House, name: str) -> None:
    command = COMMANDS[name]
    scene = await command.given(house)
    request = command.request(scene)
    await house.call(of(scene.office, command.by), request)
    other = type(request).FromString(request.SerializeToString())
    if "details" in request.DESCRIPTOR.fields_by_name:
        other.details.Clear()
        other.details.MergeFrom(ANOTHER[type(other.details)])
    elif "expected_version" in request.DESCRIPTOR.fields_by_name:
        other.expected_version = 77
    elif isinstance(request, pb.MakeCardRequest):
        other.participant_id = str(uuid4())
    elif isinstance(request, pb.WithdrawConsentRequest):
        other.statements = True
    elif "acts" in request.DESCRIPTOR.fields_by_name:
        other.acts[0].restrict.reason = "another reason"
    else:
        other.reason = "another reason"
    error = await refused(Code.INVALID_ARGUMENT, house.call(of(scene.office, command.by), other))
    assert fields_at_fault(error) == ["idempotency_key"]


ANOTHER = {
    pb.ProgrammeDetails: pb.ProgrammeDetails(title=words("x")),
    pb.ConsultationDetails: pb.ConsultationDetails(title=words("x")),
    pb.ParticipantDetails: pb.ParticipantDetails(name="x"),
    pb.StatementDetails: pb.StatementDetails(title=words("x")),
}


@each_command
async def test_a_command_needs_its_role(house: House, name: str) -> None:
    command = COMMANDS[name]
    scene = await command.given(house)
    where = scene.office.facilitator.organisation
    request = command.request(scene)
    for role in filter(None, ("verifier", command.refused_to)):
        other = await house.person(role, organisation=where)
        await refused(Code.PERMISSION_DENIED, house.call(other, request))
    await refused(Code.UNAUTHENTICATED, house.call(None, request))


@each_command
async def test_a_role_that_only_the_token_claims_is_not_enough(house: House, name: str) -> None:
    command = COMMANDS[name]
    scene = await command.given(house)
    by = of(scene.office, command.by)
    claims_only = Person(by.organisation, roles=by.roles)
    await refused(Code.PERMISSION_DENIED, house.call(claims_only, command.request(scene)))


@each_command
async def test_a_role_that_ended_is_not_enough_though_the_token_still_claims_it(house: House, name: str) -> None:
    command = COMMANDS[name]
    scene = await command.given(house)
    by = of(scene.office, command.by)
    await house.deliver(
        identity.RoleEnded(
            person_id=str(by.id),
            role=identity.Role.Value(f"ROLE_{command.by.upper()}"),
            organisation_id=str(by.organisation),
            to_date="2026-03-02",
        ),
        by.id,
    )
    await refused(Code.PERMISSION_DENIED, house.call(by, command.request(scene)))


RESTRICTED = ("programmes", "consultations", "participants", "statements", "reviews", "documents")


@contextmanager
def without_the_second_net(house: House, postgres: Postgres) -> Iterator[None]:
    """Switch row-level security off: what then holds is the predicate in every query."""
    with postgres.admin(house.databases.name) as admin:
        for table in RESTRICTED:
            admin.execute(sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(sql.Identifier(table)))
        try:
            yield
        finally:
            for table in RESTRICTED:
                admin.execute(sql.SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(sql.Identifier(table)))


each_of_a_row = pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if command.of_a_row])


@each_of_a_row
async def test_the_predicate_alone_keeps_other_organisations_out(house: House, postgres: Postgres, name: str) -> None:
    command = COMMANDS[name]
    scene = await command.given(house)
    stranger = await house.person("facilitator", "reviewer")
    with without_the_second_net(house, postgres):
        await refused(Code.NOT_FOUND, house.call(stranger, command.request(scene)))


async def test_the_predicate_alone_keeps_other_organisations_out_of_reads(house: House, postgres: Postgres) -> None:
    scene = await in_review(house)
    await with_programme(house)
    stranger = await house.person("facilitator", "reviewer")
    with without_the_second_net(house, postgres):
        for request in (pb.GetDraftRequest(**scene.ids), pb.PreviewPublicationRequest(**scene.ids)):
            await refused(Code.NOT_FOUND, house.call(stranger, request))
        for listing in (pb.ListMyConsultationsRequest(), pb.ListReviewsRequest(), pb.ListMyProgrammesRequest()):
            assert (await house.call(stranger, listing)).ByteSize() == 0


@each_of_a_row
async def test_another_organisations_row_reads_as_a_missing_one(house: House, name: str) -> None:
    command = COMMANDS[name]
    scene = await command.given(house)
    stranger = await house.person("facilitator", "reviewer")
    foreign = command.request(scene)
    absent = command.request(scene)
    field = "consultation_id" if "consultation_id" in absent.DESCRIPTOR.fields_by_name else "programme_id"
    setattr(absent, field, str(uuid4()))
    theirs = await refused(Code.NOT_FOUND, house.call(stranger, foreign))
    missing = await refused(Code.NOT_FOUND, house.call(stranger, absent))
    assert theirs.details() == missing.details()
    own = await refused(Code.NOT_FOUND, house.call(of(scene.office, command.by), absent))
    assert own.details() == missing.details()


async def test_what_another_organisation_published_is_not_withdrawn(house: House) -> None:
    scene = await public(house)
    stranger = await house.person("facilitator")
    request = COMMANDS["WithdrawStatement"].request(scene)
    await refused(Code.PERMISSION_DENIED, house.call(stranger, request))


def outdated(request: Any) -> Any:
    """Say an older version than the one that is."""
    for name in ("statements", "decisions", "acts"):
        if name in request.DESCRIPTOR.fields_by_name:
            getattr(request, name)[0].expected_version -= 1
            return request
    request.expected_version = request.expected_version + 1 if request.expected_version == 1 else 1
    return request


@pytest.mark.covers("invariant 3")
@pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if command.stale])
async def test_a_command_over_an_older_version_is_told_the_current_row(house: House, name: str) -> None:
    command = COMMANDS[name]
    scene = await command.given(house)
    before = await counted(house)
    error = await refused(Code.ABORTED, house.call(of(scene.office, command.by), outdated(command.request(scene))))
    kind = getattr(
        pb, {"RemoveParticipant": "PutParticipant", "RemoveStatement": "PutStatement"}.get(name, name) + "Response"
    )
    assert current_of(error, kind).ByteSize() > 0
    assert await counted(house) == before


@each_command
async def test_a_command_without_its_fields_is_refused(house: House, name: str) -> None:
    command = COMMANDS[name]
    scene = await command.given(house)
    empty = type(command.request(scene))()
    if name == "CreateConsultation":
        return  # a draft may be empty: it is saved as it is entered
    error = await refused(Code.INVALID_ARGUMENT, house.call(of(scene.office, command.by), empty))
    assert fields_at_fault(error)


async def test_of_two_saves_at_once_the_second_loses_nothing(house: House) -> None:
    scene = await entered(house)
    requests = [
        pb.PutStatementRequest(
            **scene.ids,
            statement_id=scene.statement.statement_id,
            expected_version=1,
            details=statement_details(title=words(f"Version {who}")),
        )
        for who in range(8)
    ]
    people = (scene.office.facilitator, scene.office.colleague)
    results = await asyncio.gather(
        *(house.call(people[place % 2], each) for place, each in enumerate(requests)), return_exceptions=True
    )
    [saved] = [each for each in results if isinstance(each, pb.PutStatementResponse)]
    late = [each for each in results if isinstance(each, grpc.aio.AioRpcError)]
    assert {each.code() for each in late} == {Code.ABORTED}
    assert len(late) == 7
    title = saved.statement.details.title
    assert all(current_of(each, pb.PutStatementResponse).statement.details.title == title for each in late)


async def test_many_statements_entered_at_once_all_get_a_place(house: House) -> None:
    scene = await entered(house)
    people = (scene.office.facilitator, scene.office.colleague)
    await asyncio.gather(
        *(house.statement(people[place % 2], scene.draft, source_row=f"row-{place}") for place in range(12))
    )
    request = pb.GetDraftRequest(**scene.ids)
    draft = (await house.call(scene.office.reviewer, request)).draft
    assert [each.position for each in draft.statements] == list(range(1, 14))
    assert {each.details.source_row for each in draft.statements} == {"", *(f"row-{place}" for place in range(12))}


def test_no_request_has_a_field_of_the_servers_own() -> None:
    """Except `erased`, which the next test sets."""
    owned = {"number", "tracked_number", "version", "record_state", "hidden", "withdrawn", "author_id", "submitted_by"}
    owned |= {"position", "may_review", "entered_by_caller", "return_reason", "public_name", "recorded", "tracked"}
    for message in (pb.ConsultationDetails, pb.StatementDetails, pb.ParticipantDetails, pb.ProgrammeDetails):
        assert not owned & set(message.DESCRIPTOR.fields_by_name)


async def test_saying_that_a_text_is_erased_changes_nothing(house: House) -> None:
    office = await house.office()
    title = words("A title")
    title.erased = True
    draft = await house.draft(office.facilitator, title=title)
    statement = await house.statement(office.facilitator, draft, text=title, note=words("", ur=""))
    assert (draft.details.title, statement.details.text) == (words("A title"), words("A title"))
    assert not statement.details.HasField("note")


async def test_an_organisation_has_to_be_named_where_there_are_several(house: House) -> None:
    person = await house.person("facilitator")
    second = uuid4()
    await house.deliver(
        identity.RoleGranted(
            person_id=str(person.id),
            role=identity.ROLE_FACILITATOR,
            organisation_id=str(second),
            from_date="2026-01-01",
        ),
        person.id,
    )
    roles = [{"role": "facilitator", "organisation_id": str(each)} for each in (person.organisation, second)]
    token = house.signer.token("consultations", sub=str(person.id), roles=roles)
    metadata = [("authorization", f"Bearer {token}")]

    async def create(**named: Any) -> Any:
        request = pb.CreateConsultationRequest(idempotency_key=uuid4().hex, details=consultation_details(), **named)
        return await house.stub.CreateConsultation(request, metadata=metadata)

    error = await refused(Code.INVALID_ARGUMENT, create())
    assert fields_at_fault(error) == ["organisation_id"]
    await refused(Code.PERMISSION_DENIED, create(organisation_id=str(uuid4())))
    assert (await create(organisation_id=str(second))).draft.version == 1


async def test_a_programme_of_another_organisation_is_not_named(house: House) -> None:
    theirs = await with_programme(house)
    office = await house.office()
    for programme_id in (theirs.number, str(uuid4())):
        error = await refused(Code.INVALID_ARGUMENT, house.draft(office.facilitator, programme_id=programme_id))
        assert fields_at_fault(error) == ["details.programme_id"]


async def test_a_speaker_of_another_consultation_is_not_named(house: House) -> None:
    scene, other = await entered(house), await entered(house)
    for participant_id in (other.participant.participant_id, str(uuid4())):
        call = house.statement(scene.office.facilitator, scene.draft, participant_id=participant_id)
        error = await refused(Code.INVALID_ARGUMENT, call)
        assert fields_at_fault(error) == ["details.participant_id"]


async def test_lists_go_on_where_the_last_page_ended(house: House) -> None:
    office = await house.office()
    made = [(await house.draft(office.facilitator)).consultation_id for _ in range(5)]
    for each in made:
        await house.statement(office.facilitator, pb.Draft(consultation_id=each))
        await house.submit(office.facilitator, pb.Draft(consultation_id=each, version=1))
        house.clock.advance(minutes=1)
    programmes = [
        (
            await house.call(
                office.facilitator,
                pb.CreateProgrammeRequest(details=pb.ProgrammeDetails(title=words(f"Programme {place}"))),
            )
        ).programme.programme_id
        for place in range(3)
    ]

    async def pages(request: Any, size: int) -> list[str]:
        found, token = [], ""
        while True:
            request.page_size, request.page_token = size, token
            answer = await house.call(office.reviewer, request)
            [entries] = [value for field, value in answer.ListFields() if field.name != "next_page_token"]
            assert len(entries) <= size
            found += [getattr(each, "consultation_id", "") or each.programme_id for each in entries]
            token = answer.next_page_token
            if not token:
                return found

    for size in (1, 2, 5, 200):
        assert await pages(pb.ListMyConsultationsRequest(), size) == made[::-1]
        assert await pages(pb.ListReviewsRequest(), size) == made
        assert await pages(pb.ListMyProgrammesRequest(), size) == programmes[::-1]
    stranger = await house.person("reviewer")
    for request in (pb.ListMyConsultationsRequest(), pb.ListReviewsRequest(), pb.ListMyProgrammesRequest()):
        assert (await house.call(stranger, request)).ByteSize() == 0
        request.page_size = 201
        assert fields_at_fault(await refused(Code.INVALID_ARGUMENT, house.call(stranger, request))) == ["page_size"]


async def test_what_is_erased_takes_nothing_else_out_of_a_list(house: House) -> None:
    office = await house.office()
    made = [await house.draft(office.facilitator) for _ in range(3)]
    for each in made:
        await house.statement(office.facilitator, each)
        await house.submit(office.facilitator, each)
        house.clock.advance(minutes=1)
    programmes = [
        (
            await house.call(
                office.facilitator,
                pb.CreateProgrammeRequest(details=pb.ProgrammeDetails(title=words(f"Programme {place}"))),
            )
        ).programme
        for place in range(3)
    ]
    for table, row_id in (("consultations", made[1].consultation_id), ("programmes", programmes[1].programme_id)):
        await house.destroy_key_of(table, row_id)
    for request, in_order in ((pb.ListMyConsultationsRequest(), made[::-1]), (pb.ListReviewsRequest(), made)):
        found = await all_of(house, office.reviewer, request)
        assert [each.consultation_id for each in found] == [each.consultation_id for each in in_order]
        assert [each.erased for each in found] == [False, True, False]
        assert [bool(each.title.bodies) for each in found] == [True, False, True]
        assert {each.in_review for each in found} == {1}
    left = [each.programme_id for each in await all_of(house, office.reviewer, pb.ListMyProgrammesRequest())]
    assert left == [programmes[2].programme_id, programmes[0].programme_id]


async def test_of_a_draft_what_is_erased_is_left_out_and_the_rest_can_be_read(house: House) -> None:
    office = await house.office()
    draft = await house.draft(office.facilitator)
    made = [await house.statement(office.facilitator, draft) for _ in range(3)]
    await house.destroy_key_of("statements", made[1].statement_id)
    found = await house.call(office.facilitator, pb.GetDraftRequest(consultation_id=draft.consultation_id))
    assert [each.statement_id for each in found.draft.statements] == [made[0].statement_id, made[2].statement_id]


async def all_of(house: House, who: Person, request: Any) -> list[Any]:
    """Return a whole list, read one by one: a page may be empty, and another one follow."""
    found, request.page_size = list[Any](), 1
    while True:
        answer = await house.call(who, request)
        found += next((list(value) for field, value in answer.ListFields() if field.name != "next_page_token"), [])
        request.page_token = answer.next_page_token
        if not request.page_token:
            return found


async def test_removing_a_speaker_leaves_the_statement(house: House) -> None:
    scene = await entered(house)
    said = await house.statement(scene.office.facilitator, scene.draft, participant_id=scene.participant.participant_id)
    await house.call(scene.office.facilitator, COMMANDS["RemoveParticipant"].request(scene))
    draft = (await house.call(scene.office.facilitator, pb.GetDraftRequest(**scene.ids))).draft
    assert not draft.participants
    silent = next(each for each in draft.statements if each.statement_id == said.statement_id)
    assert (silent.details.participant_id, silent.version) == ("", 2)


async def test_somebody_of_whom_something_is_public_stays(house: House) -> None:
    scene = await entered(house)
    scene.draft = await house.submit(scene.office.facilitator, scene.draft)
    await house.publish(scene.office.reviewer, scene.draft)
    for name in ("PutParticipant", "RemoveParticipant"):
        request = COMMANDS[name].request(scene)
        await refused(Code.FAILED_PRECONDITION, house.call(scene.office.facilitator, request))


async def test_what_is_public_is_not_entered_anew(house: House) -> None:
    scene = await public(house)
    who = scene.office.facilitator
    await refused(Code.FAILED_PRECONDITION, house.call(who, COMMANDS["UpdateConsultation"].request(scene)))
    for request in (COMMANDS["PutStatement"].request(scene), COMMANDS["RemoveStatement"].request(scene)):
        request.expected_version = 3  # as the row was published; the record counts on
        await refused(Code.FAILED_PRECONDITION, house.call(who, request))


async def test_no_more_is_decided_on_than_can_be_read_at_once(house: House) -> None:
    office = await house.office()
    who, reviewer, draft = office.facilitator, office.reviewer, await house.draft(office.facilitator)
    long = statement_details(text=words("x" * 10_000, ur="پ" * 10_000), note=words("x" * 10_000, ur="پ" * 10_000))
    long.source_sentence.CopyFrom(long.note)
    request = pb.PutStatementRequest(consultation_id=draft.consultation_id, details=long)
    for raw in [request.SerializeToString()] * 20:
        await house.call(who, pb.PutStatementRequest.FromString(raw))
    await house.submit(who, draft)
    asked, pieces = pb.GetDraftRequest(consultation_id=draft.consultation_id), list[pb.Draft]()
    while not pieces or asked.statements_token:
        pieces.append((await house.call(reviewer, asked)).draft)
        asked.statements_token = pieces[-1].next_statements_token
    assert 5 < len(pieces[0].statements) < 20, "an answer holds what fits"
    together = pb.Draft(statements=[each for piece in pieces for each in piece.statements])
    assert len(together.statements) == 20

    parts = [publication_of(each) for each in (together, *pieces)]
    for part in parts:
        part.consultation_id, part.expected_version = draft.consultation_id, draft.version
    preview = pb.PreviewPublicationRequest(consultation_id=draft.consultation_id, decisions=parts[0].decisions)
    for too_long in (preview, parts[0]):
        error = await refused(Code.FAILED_PRECONDITION, house.call(reviewer, too_long))
        assert fields_at_fault(error) == ["decisions"]
    for part in parts[1:]:
        draft = (await house.call(reviewer, part)).draft
    found, after = list[pb.PublicStatement](), -1
    while after:
        page = await house.call(None, pb.GetConsultationRequest(number=draft.number, after_item=max(after, 0)))
        assert (page.items, page.ByteSize() < 1024 * 1024) == (20, True)
        found, after = [*found, *page.statements], page.next_after_item
    assert [each.number for each in found] == [f"{draft.number}/{item}" for item in range(1, 21)]
    assert len(page.statements) < 20


def test_who_may_call_what_is_what_a_reviewer_agreed_to() -> None:
    service = policies.find_service("roundtable.consultations.v1.ConsultationService")
    own_texts = {"SaveUnsentText", "ReadUnsentText", "DiscardUnsentText"}  # what anybody types in a form of a desk
    agreed = {
        "ANYONE": {"ListConsultations", "GetConsultation", "GetStatement", "ListProgrammes", "ReadPublicDocument"},
        "FACILITATOR": {
            *("CreateProgramme", "UpdateProgramme", "ListMyProgrammes", "CreateConsultation", "UpdateConsultation"),
            *("ListMyConsultations", "GetDraft", "PutParticipant", "RemoveParticipant", "PutStatement"),
            *("RemoveStatement", "SubmitConsultation", "ListReviews", "PreviewPublication", "PublishConsultation"),
            *("PutStatements", "UnschedulePublication"),
            *("WithdrawStatement", "Hide", "Show", "ProposeChange", "TakeBackProposal", "ListProposals"),
            *("SupersedeStatement", "MergeStatement", "UnmergeStatement", "FindDuplicates", "KeepApart"),
            *("LinkStatements", "UnlinkStatements"),
            *("FindCandidates", "WithdrawConsent", "MakeCard", "AddDocument", "RemoveDocument", "ReadDocument"),
            *own_texts,
            "FindAlikeDrafts",
        },
        "DASHBOARD": {"ReadMyWords", "HideMyWords", "WithdrawMyConsent"},
        "REVIEWER": {
            *("ListMyProgrammes", "ListMyConsultations", "GetDraft", "ListReviews", "PreviewPublication"),
            *("PublishConsultation", "ReturnStatements", "Hide", "Show", "ListProposals", "DecideProposal"),
            *("SafeguardConsultation", "UnschedulePublication", "ReadDocument", "FindAlikeDrafts"),
            *own_texts,
        },
        "VERIFIER": own_texts,
        "REGISTRAR": {"Hide", "Show", *own_texts},
    }
    found: dict[str, set[str]] = {}
    for rpc in policies.rpcs([service]).values():
        for caller in rpc.policy.callers:
            found.setdefault(options_pb2.Caller.Name(caller).removeprefix("CALLER_"), set()).add(rpc.method)
    assert found == agreed
