"""Roles and mandates: who may give and take them, and what ends with them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import events_pb2
from roundtable.identity.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import events_pb2 as recommendations_pb2
from services.chassis.tokens import PinnedKeys, verify
from tests.integration.identity_calls import end_mandate, end_role, grant_mandate, grant_role, refused, resolve
from tests.integration.identity_house import (
    House,
    a_browser,
    a_house,
    an_address,
    code_of,
    key,
)

StatusCode = grpc.StatusCode


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("identity")) as running:
        yield running


async def test_an_ended_mandate_ends_sessions_and_codes_and_is_announced(house: House) -> None:
    addressee_id, person = await house.addressee(), await house.person()
    mandate = (await grant_mandate(house, person, addressee_id)).mandates[0]
    session, browser = await house.sign_in(person.email), a_browser()
    assert (await resolve(house, person.person_id, addressee_id)).email == person.email
    await house.ask_code(person.email, browser)
    code = code_of((await house.mails(person.email, at_least=2))[1])
    after = await end_mandate(house, mandate.mandate_id)
    assert after.mandates[0].to_date
    assert await refused(house.exchange(session)) is StatusCode.UNAUTHENTICATED
    assert await refused(house.submit(person.email, browser, code)) is StatusCode.UNAUTHENTICATED
    assert await refused(resolve(house, person.person_id, addressee_id)) is StatusCode.NOT_FOUND
    assert (await resolve(house, person.person_id)).email == person.email
    sent = "SELECT type FROM outbox JOIN events USING (position) WHERE aggregate_id = %(id)s ORDER BY position"
    types = [row["type"] for row in await house.rows(sent, id=person.person_id)]
    assert types[-1] == "roundtable.identity.v1.MandateEnded"


async def test_an_ended_role_ends_sessions_and_is_announced(house: House) -> None:
    person = await house.person()
    await grant_role(house, person, events_pb2.ROLE_VERIFIER)
    session = await house.sign_in(person.email)
    assert (await end_role(house, person, events_pb2.ROLE_VERIFIER)).roles == []
    assert await refused(house.exchange(session)) is StatusCode.UNAUTHENTICATED
    sent = "SELECT type FROM outbox JOIN events USING (position) WHERE aggregate_id = %(id)s ORDER BY position"
    types = [row["type"] for row in await house.rows(sent, id=person.person_id)]
    assert types[-1] == "roundtable.identity.v1.RoleEnded"


async def test_whoever_signs_in_while_a_mandate_ends_has_no_session_afterwards(house: House) -> None:
    addressee_id = await house.addressee()
    for _ in range(8):
        person, browser = await house.person(), a_browser()
        mandate = (await grant_mandate(house, person, addressee_id)).mandates[0]
        await house.ask_code(person.email, browser)
        code = await house.code_in(person.email)
        outcome, _ = await asyncio.gather(
            house.submit(person.email, browser, code), end_mandate(house, mandate.mandate_id), return_exceptions=True
        )
        if isinstance(outcome, pb.SubmitCodeResponse):
            assert await refused(house.exchange(outcome.session)) is StatusCode.UNAUTHENTICATED
        else:
            assert isinstance(outcome, grpc.aio.AioRpcError)
            assert outcome.code() is StatusCode.UNAUTHENTICATED


async def test_a_token_carries_todays_roles_and_mandates(house: House) -> None:
    person, now_id, later_id = await house.person(), await house.addressee(), await house.addressee()
    await grant_role(house, person, events_pb2.ROLE_REGISTRAR)
    await grant_mandate(house, person, now_id)
    later = (house.clock() + timedelta(days=3)).date().isoformat()
    await grant_mandate(house, person, later_id, from_date=later)
    token = (await house.exchange(await house.sign_in(person.email))).token
    assert house.parts.signing_keys is not None
    keys = PinnedKeys(house.parts.signing_keys)
    principal = await verify(token, keys=keys, audience="identity", now=house.clock(), workload="dashboard")
    assert principal.has_role("registrar", UUID(person.organisation.organisation_id))
    assert principal.addressees == {UUID(now_id)}
    assert await refused(resolve(house, person.person_id, later_id)) is StatusCode.NOT_FOUND


async def test_a_registrar_does_what_the_operator_does_until_the_role_ends(house: House) -> None:
    (registrar, metadata), _ = await house.registrar(), await house.registrar()

    def register(name: str) -> Awaitable[Any]:
        request = pb.RegisterOrganisationRequest(idempotency_key=key(), name=name)
        return house.dashboard.RegisterOrganisation(request, metadata=metadata)  # type: ignore[no-any-return]

    await register(f"Host {uuid4()}")
    await end_role(house, registrar, events_pb2.ROLE_REGISTRAR)
    # The token is still good for a minute, and still says registrar.
    assert await refused(register(f"Host {uuid4()}")) is StatusCode.PERMISSION_DENIED


async def test_the_dashboard_and_services_alone_may_not_touch_people(house: House) -> None:
    list_people = pb.ListPeopleRequest()
    assert await refused(house.dashboard.ListPeople(list_people)) is StatusCode.UNAUTHENTICATED
    assert await refused(house.ask("notifications").ListPeople(list_people)) is StatusCode.UNAUTHENTICATED
    request = pb.ResolveContactRequest(person_id=str(uuid4()))
    assert await refused(house.dashboard.ResolveContact(request)) is StatusCode.PERMISSION_DENIED
    facilitator = await house.person()
    await grant_role(house, facilitator, events_pb2.ROLE_FACILITATOR)
    metadata = await house.as_person(await house.sign_in(facilitator.email))
    assert await refused(house.dashboard.ListPeople(list_people, metadata=metadata)) is StatusCode.PERMISSION_DENIED


async def test_repeating_a_call_changes_nothing_and_answers_the_same(house: House) -> None:
    person, addressee_id = await house.person(), await house.addressee()
    organisation_id = person.organisation.organisation_id
    ids = {"person_id": person.person_id}
    role = {**ids, "role": events_pb2.ROLE_REVIEWER, "organisation_id": organisation_id}
    register = {"name": "X", "email": an_address(), "language": "ur", "organisation_id": organisation_id}
    calls: list[tuple[Callable[[Any], Awaitable[Any]], Any]] = [
        (house.operator.RegisterOrganisation, pb.RegisterOrganisationRequest(name=f"Host {uuid4()}")),
        (house.operator.RegisterPerson, pb.RegisterPersonRequest(**register)),
        (house.operator.GrantRole, pb.GrantRoleRequest(**role)),  # type: ignore[arg-type]
        (house.operator.EndRole, pb.EndRoleRequest(**role)),  # type: ignore[arg-type]
        (house.operator.GrantMandate, pb.GrantMandateRequest(**ids, addressee_id=addressee_id)),
    ]
    for call, request in calls:
        request.idempotency_key = key()
        first = await call(request)
        events = await house.rows("SELECT count(*) AS n FROM events")
        for again in await asyncio.gather(call(request), call(request)):
            assert again == first
        assert await house.rows("SELECT count(*) AS n FROM events") == events


async def test_what_cannot_be_is_refused_with_its_reason(house: House) -> None:
    person, addressee_id, group = (
        await house.person(),
        await house.addressee(),
        await house.addressee(recommendations_pb2.ADDRESSEE_KIND_GROUP),
    )
    await grant_mandate(house, person, addressee_id)
    await grant_role(house, person, events_pb2.ROLE_REGISTRAR)
    nobody = pb.Person(person_id=str(uuid4()), organisation=person.organisation)
    refusals = [
        (StatusCode.ALREADY_EXISTS, house.person(person.email.upper())),
        (StatusCode.NOT_FOUND, house.person(organisation_id=str(uuid4()))),
        (StatusCode.ALREADY_EXISTS, grant_role(house, person, events_pb2.ROLE_REGISTRAR)),
        (StatusCode.NOT_FOUND, grant_role(house, nobody, events_pb2.ROLE_FACILITATOR)),
        (StatusCode.NOT_FOUND, grant_role(house, person, events_pb2.ROLE_REVIEWER, organisation_id=str(uuid4()))),
        (StatusCode.NOT_FOUND, end_role(house, person, events_pb2.ROLE_REVIEWER)),
        (StatusCode.ALREADY_EXISTS, grant_mandate(house, person, addressee_id)),
        (StatusCode.NOT_FOUND, grant_mandate(house, person, str(uuid4()))),
        (StatusCode.NOT_FOUND, grant_mandate(house, nobody, addressee_id)),
        (StatusCode.FAILED_PRECONDITION, grant_mandate(house, person, group)),
        (StatusCode.NOT_FOUND, end_mandate(house, str(uuid4()))),
        (StatusCode.NOT_FOUND, resolve(house, str(uuid4()))),
    ]
    assert [await refused(call) for _, call in refusals] == [expected for expected, _ in refusals]


async def test_a_body_that_ended_gets_no_liaison_until_that_is_undone(house: House) -> None:
    person, goes_on, addressee_id = await house.person(), await house.addressee(), await house.addressee()
    moved = recommendations_pb2.SuccessionRecorded(
        addressee_id=goes_on,
        succession_id=str(uuid4()),
        kind=recommendations_pb2.SUCCESSION_KIND_MOVED_REMIT,
        effective_date="2026-06-01",
    )
    ended = recommendations_pb2.SuccessionRecorded(
        addressee_id=addressee_id,
        succession_id=str(uuid4()),
        kind=recommendations_pb2.SUCCESSION_KIND_MERGER,
        effective_date="2026-06-01",
    )
    for each in (moved, ended):
        await house.deliver(each, UUID(each.addressee_id), version=2)
    await grant_mandate(house, person, goes_on)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await grant_mandate(house, person, addressee_id)
    assert caught.value.code() is StatusCode.FAILED_PRECONDITION
    assert "ended on 2026-06-01" in (caught.value.details() or "")
    undone = recommendations_pb2.SuccessionUndone(addressee_id=addressee_id, succession_id=ended.succession_id)
    await house.deliver(undone, UUID(addressee_id), version=3)
    await grant_mandate(house, person, addressee_id)
