"""Whatever a request holds, the answer is one that a caller can do something with."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any, cast

import grpc
import pytest
from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import service_pb2 as pb
from services.chassis import policies
from tests.integration.consultations_house import (
    House,
    Office,
    a_house,
    consultation_details,
    participant_details,
    publication_of,
    statement_details,
    words,
)

METHODS = policies.find_service("roundtable.consultations.v1.ConsultationService").methods
ANSWERS = {
    grpc.StatusCode.OK,
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.ABORTED,
}


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("consultations")) as running:
        yield running


def messages(descriptor: Descriptor, known: list[str], depth: int = 0) -> st.SearchStrategy[Any]:
    """Requests of this type: any value in any field, ids and numbers that exist among them."""
    kind = message_factory.GetMessageClass(descriptor)
    fields = {each.name: values(each, known, depth) for each in descriptor.fields}
    return st.fixed_dictionaries({}, optional=fields).map(lambda given: kind(**given))


def values(field: FieldDescriptor, known: list[str], depth: int) -> st.SearchStrategy[Any]:
    if field.message_type and field.message_type.GetOptions().map_entry:
        return st.dictionaries(st.sampled_from(["en", "ur", "de", ""]), texts(known), max_size=3)
    one = single(field, known, depth)
    return st.lists(one, max_size=3) if field.is_repeated else one


def single(field: FieldDescriptor, known: list[str], depth: int) -> st.SearchStrategy[Any]:
    match field.type:
        case FieldDescriptor.TYPE_STRING:
            return texts(known)
        case FieldDescriptor.TYPE_BOOL:
            return st.booleans()
        case FieldDescriptor.TYPE_ENUM:
            return st.integers(0, 12)
        case FieldDescriptor.TYPE_INT32:
            return st.sampled_from([0, 1, 30, 60, 200]) | st.integers(-(2**31), 2**31 - 1)
        case FieldDescriptor.TYPE_INT64:
            return st.sampled_from([0, 1, 2, 3]) | st.integers(-(2**63), 2**63 - 1)
        case _:
            assert field.message_type is not None
            return messages(field.message_type, known, depth + 1)


def texts(known: list[str]) -> st.SearchStrategy[str]:
    likely = ["", "\x00", "\u202e", "2026-03-01", "9999-12-31", "0001-01-01", "ur", "en", "C-1", "R-1", "child_safety"]
    return st.sampled_from([*known, *likely]) | st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


async def things(house: House, office: Office) -> tuple[list[str], dict[str, Message]]:
    """Ids and numbers of things that the caller may act on, and for each RPC a request that would succeed."""
    draft = await house.draft(office.facilitator)
    participant = await house.participant(office.facilitator, draft)
    statement = await house.statement(office.facilitator, draft)
    waiting = await house.draft(office.facilitator)
    await house.statement(office.facilitator, waiting)
    waiting = await house.submit(office.facilitator, waiting)
    public = await house.published(office, {})
    request = pb.CreateProgrammeRequest(details=pb.ProgrammeDetails(title=words("InfluenceUP")))
    programme = (await house.call(office.facilitator, request)).programme
    known = [
        *(draft.consultation_id, participant.participant_id, statement.statement_id, waiting.consultation_id),
        *(waiting.statements[0].statement_id, public.consultation_id, public.number, public.statements[0].number),
        *(programme.programme_id, await house.body()),
    ]
    entered: dict[str, Any] = {"consultation_id": draft.consultation_id, "expected_version": 1}
    new: dict[str, Any] = {"consultation_id": draft.consultation_id}
    said = waiting.statements[0]
    seen = pb.StatementVersion(statement_id=said.statement_id, expected_version=said.version)
    publication = publication_of(waiting)
    requests: list[Message] = [
        pb.GetConsultationRequest(number=public.number),
        pb.GetStatementRequest(number=public.statements[0].number),
        pb.CreateProgrammeRequest(details=programme.details),
        pb.UpdateProgrammeRequest(programme_id=programme.programme_id, expected_version=1, details=programme.details),
        pb.CreateConsultationRequest(details=consultation_details()),
        pb.UpdateConsultationRequest(**entered, details=consultation_details()),
        pb.GetDraftRequest(**new),
        pb.PutParticipantRequest(**new, details=participant_details()),
        pb.RemoveParticipantRequest(**entered, participant_id=participant.participant_id),
        pb.PutStatementRequest(**new, details=statement_details(participant_id=participant.participant_id)),
        pb.RemoveStatementRequest(**entered, statement_id=statement.statement_id),
        pb.SubmitConsultationRequest(**entered),
        pb.PreviewPublicationRequest(consultation_id=waiting.consultation_id, decisions=publication.decisions),
        publication,
        pb.ReturnStatementsRequest(consultation_id=waiting.consultation_id, statements=[seen], reason="say who asks"),
        pb.WithdrawStatementRequest(
            number=public.statements[0].number, reason=words("wrong"), asked_by=words("the host")
        ),
        pb.HideRequest(number=public.number, reason="a name"),
        pb.ShowRequest(number=public.statements[0].number, reason="gone"),
    ]
    return known, {each.DESCRIPTOR.name.removesuffix("Request"): each for each in requests}


def nearly(good: Message, known: list[str]) -> st.SearchStrategy[Any]:
    """Requests like a good one, with one or two fields, or fields of its details, replaced by anything."""

    def replaced(wild: Any, names: set[str]) -> Message:
        request = type(good)()
        request.CopyFrom(good)
        deep: Any = getattr(request, "details", None)
        for name in names:
            at, source = (deep, wild.details) if name.startswith("details.") else (request, wild)
            at.ClearField(name.rpartition(".")[2])
            part = type(at)()
            part.CopyFrom(source)
            for other, _ in source.ListFields():
                if other.name != name.rpartition(".")[2]:
                    part.ClearField(other.name)
            at.MergeFrom(part)
        return request

    fields = [each.name for each in good.DESCRIPTOR.fields if each.name != "details"]
    if inner := good.DESCRIPTOR.fields_by_name.get("details"):
        assert inner.message_type is not None
        fields += [f"details.{each.name}" for each in inner.message_type.fields]
    names = st.sets(st.sampled_from(fields), max_size=2)
    return st.builds(replaced, messages(cast("Descriptor", good.DESCRIPTOR), known), names)


@pytest.mark.parametrize("method", list(METHODS), ids=lambda method: method.name)
async def test_no_request_is_answered_with_an_error_of_ours(house: House, method: MethodDescriptor) -> None:
    office = await house.office()
    both = await house.person("facilitator", "reviewer", "registrar", organisation=office.facilitator.organisation)
    known, good = await things(house, office)
    wild = messages(method.input_type, known)
    found: list[Any] = []

    @settings(
        max_examples=60,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(wild | nearly(good[method.name], known) if method.name in good else wild)
    def collect(request: Message) -> None:
        found.append(request)

    collect()
    keys = itertools.count()
    for request in found:
        if "idempotency_key" in request.DESCRIPTOR.fields_by_name and next(keys) % 8:
            request.idempotency_key = ""  # the house gives it a fresh one
    few = asyncio.Semaphore(4)  # all act on the same rows: more would only wait for a connection

    async def answered(request: Message) -> grpc.StatusCode:
        async with few:
            return await code_of(house, both, request)

    answers = await asyncio.gather(*(answered(request) for request in found))
    assert set(answers) <= ANSWERS
    if method.name in good:
        assert len(set(answers)) > 1  # some got past the first check


async def code_of(house: House, who: Any, request: Message) -> grpc.StatusCode:
    try:
        await house.call(who, request)
    except grpc.aio.AioRpcError as error:
        return error.code()
    return grpc.StatusCode.OK
