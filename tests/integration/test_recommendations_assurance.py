"""A body may want it to be surer than a code makes it that an answer is its own: then it answers by letter only."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from google.protobuf.message import Message

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import options_pb2
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from tests.integration.recommendations_house import House, a_house
from tests.integration.recommendations_scene import Scene, a_scene, accepted, planned
from tests.integration.recommendations_things import fields_at_fault, key, words


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture
async def scene(house: House) -> Scene:
    """One line that waits for an answer, of a body with a text of its own and a draft."""
    return await a_scene(house)


async def wants(scene: Scene, minimum: "events.Assurance.ValueType") -> pb.Addressee:
    """Let a registrar say how sure it has to be."""
    entry = (
        await scene.house.operator.GetRegisterEntry(pb.GetRegisterEntryRequest(addressee_id=str(scene.body)))
    ).addressee
    request = pb.SetMinimumAssuranceRequest(
        idempotency_key=key(),
        addressee_id=str(scene.body),
        expected_version=entry.version,
        minimum_assurance=minimum,
    )
    registrar = await scene.house.person("registrar")
    done: pb.SetMinimumAssuranceResponse = await scene.call(registrar, request)
    assert await scene.call(registrar, request) == done
    return done.addressee


async def commands(scene: Scene) -> list[Message]:
    """Return everything that a liaison may say for the body, each of it right but for how sure it is."""
    slug = (
        await scene.house.operator.GetRegisterEntry(pb.GetRegisterEntryRequest(addressee_id=str(scene.body)))
    ).addressee
    line: dict[str, Any] = {
        "idempotency_key": key(),
        "assignment_id": scene.assignment,
        "expected_version": await scene.version(),
    }
    card: dict[str, Any] = {
        "idempotency_key": key(),
        "slug": slug.public.slug,
        "expected_version": slug.version,
    }
    return [
        pb.StatePositionRequest(**line, position=accepted()),
        pb.ReportProgressRequest(**line, progress=planned()),
        pb.MoveDeliveryDateRequest(
            **line, moved=pb.DateMove(delivery_date="2027-03-01", reason=words("Tender failed"))
        ),
        pb.SubmitAnswerRequest(**line, position=accepted()),
        pb.SubmitAnswerRequest(**line, position=accepted(), preview=True),
        pb.AnswerFindingRequest(**line, reply=words("It was there")),
        pb.SaveAnswerDraftRequest(
            idempotency_key=key(),
            assignment_id=scene.assignment,
            assignment_version=line["expected_version"],
            fields={"answer": "accepted"},
        ),
        pb.PutScorecardReplyRequest(**card, text=words("We answer in May")),
        pb.WithdrawScorecardReplyRequest(**card),
        pb.AttachEvidenceRequest(
            idempotency_key=key(),
            assignment_id=scene.assignment,
            visibility=events.EVIDENCE_VISIBILITY_PUBLIC,
            title=words("A notification"),
            chunk=b"%PDF-1.7",
        ),
    ]


async def refusal(scene: Scene, request: Message, **claims: Any) -> grpc.aio.AioRpcError:
    name = type(request).__name__.removesuffix("Request")
    sent: Any = iter([request]) if name == "AttachEvidence" else request
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await scene.house.call(scene.liaison, name, sent, **claims)
    return refused.value


async def left_behind(scene: Scene) -> list[list[dict[str, Any]]]:
    tables = ("events", "answer_drafts", "evidence_files", "replies")
    return [await scene.house.rows(f"SELECT count(*) AS rows FROM {table}") for table in tables]


@pytest.mark.covers("SEC 7", "loss letters")
async def test_a_body_that_wants_letters_takes_nothing_from_a_mailbox_and_the_refusal_says_what_is_left(
    scene: Scene,
) -> None:
    assert (await wants(scene, events.ASSURANCE_LETTER)).public.minimum_assurance == events.ASSURANCE_LETTER
    before = await left_behind(scene)
    for request in await commands(scene):
        refused = await refusal(scene, request)
        assert refused.code() is grpc.StatusCode.FAILED_PRECONDITION, request
        assert "by letter only: send the answer to the host as a letter" in str(refused.details())
        assert fields_at_fault(refused) == ["slug" if hasattr(request, "slug") else "assignment_id"]
    assert await left_behind(scene) == before, "a refusal leaves nothing"


@pytest.mark.covers("SEC 7", "row 8b")
async def test_what_is_left_is_a_letter_and_the_public_reads_how_each_answer_was_given(scene: Scene) -> None:
    house = scene.house
    line: dict[str, Any] = {"assignment_id": scene.assignment}
    by_code = pb.StatePositionRequest(
        **line, idempotency_key=key(), expected_version=await scene.version(), position=accepted()
    )
    await scene.call(scene.liaison, by_code)
    await wants(scene, events.ASSURANCE_LETTER)
    letter = pb.RecordOutsideAnswerRequest(
        **line,
        idempotency_key=key(),
        expected_version=await scene.version(),
        progress=planned(),
        source=events.OutsideSource(
            channel=events.CHANNEL_LETTER, date=house.clock.today.isoformat(), reference="No. 12/2026"
        ),
    )
    recorded = (await scene.call(scene.facilitator, letter)).outside_answer
    confirmed = pb.DecideOutsideAnswerRequest(
        idempotency_key=key(), outside_answer_id=recorded.outside_answer_id, confirm=True
    )
    await scene.call(scene.reviewer, confirmed)
    shown = await house.line(scene.tracked)
    assert shown.says.position_entry.assurance == events.ASSURANCE_EMAIL_CODE
    assert shown.says.progress_entry.assurance == events.ASSURANCE_LETTER
    assert shown.addressee.minimum_assurance == events.ASSURANCE_LETTER
    await wants(scene, events.ASSURANCE_EMAIL_CODE)
    again = pb.ReportProgressRequest(
        **line,
        idempotency_key=key(),
        expected_version=await scene.version(),
        progress=pb.ProgressAnswer(progress=events.PROGRESS_IN_PROGRESS, text=words("It has begun")),
    )
    await scene.call(scene.liaison, again)
    assert (await house.line(scene.tracked)).says.progress_entry.assurance == events.ASSURANCE_EMAIL_CODE


@pytest.mark.covers("SEC 7")
@pytest.mark.parametrize("assurance", ["enrolment", "", "letter"])
async def test_a_sign_in_that_showed_no_code_from_the_mailbox_answers_for_no_body(scene: Scene, assurance: str) -> None:
    for request in await commands(scene):
        refused = await refusal(scene, request, assurance=assurance)
        assert refused.code() is grpc.StatusCode.FAILED_PRECONDITION
        assert "sign in with one" in str(refused.details()), "the body takes codes: no letter is needed"


async def test_every_command_of_a_liaison_is_tried(scene: Scene) -> None:
    (service,) = pb.DESCRIPTOR.services_by_name.values()
    policies = {each.name: each.GetOptions().Extensions[options_pb2.policy] for each in service.methods}
    theirs = {name for name, each in policies.items() if each.mutating and options_pb2.CALLER_LIAISON in each.callers}
    tried = {type(each).__name__.removesuffix("Request") for each in await commands(scene)}
    assert theirs - tried == {"DiscardAnswerDraft"}, "a draft may be thrown away: it says nothing to anybody"


@pytest.mark.covers("SEC 7")
async def test_what_is_being_said_ends_before_a_body_answers_by_letter_only(scene: Scene) -> None:
    async with scene.house.database.transaction() as saying:
        await saying.execute("SELECT FROM assignments WHERE id = %(id)s FOR UPDATE", {"id": scene.assignment})
        setting = asyncio.create_task(wants(scene, events.ASSURANCE_LETTER))
        await asyncio.sleep(0.5)
        assert not setting.done(), "what it was said under counts until it is said"
    assert (await setting).public.minimum_assurance == events.ASSURANCE_LETTER


async def test_what_cannot_be_wanted_is_refused_with_the_field(scene: Scene) -> None:
    house = scene.house
    common: dict[str, Any] = {"addressee_id": str(scene.body), "expected_version": 1}
    unknown: list[Any] = [0, 9]
    for minimum in (events.ASSURANCE_EMAIL_CODE, *unknown):
        request = pb.SetMinimumAssuranceRequest(**common, idempotency_key=key(), minimum_assurance=minimum)
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await house.operator.SetMinimumAssurance(request)
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        assert fields_at_fault(refused.value) == ["minimum_assurance"]
    group = await house.body(kind=events.ADDRESSEE_KIND_GROUP)
    asked = pb.SetMinimumAssuranceRequest(
        idempotency_key=key(), addressee_id=str(group), expected_version=1, minimum_assurance=events.ASSURANCE_LETTER
    )
    with pytest.raises(grpc.aio.AioRpcError) as nobody:
        await house.operator.SetMinimumAssurance(asked)
    assert nobody.value.code() is grpc.StatusCode.FAILED_PRECONDITION
