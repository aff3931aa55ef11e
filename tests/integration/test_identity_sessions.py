"""Sessions and the tokens they are exchanged for."""

from collections.abc import AsyncIterator
from datetime import UTC, timedelta
from uuid import UUID, uuid4

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import tokens
from services.chassis.errors import Unauthenticated
from services.chassis.tokens import PinnedKeys
from tests.integration.identity_calls import refused
from tests.integration.identity_house import (
    House,
    a_browser,
    a_house,
    key,
    status,
)

StatusCode = grpc.StatusCode
UNAUTHENTICATED = StatusCode.UNAUTHENTICATED


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("identity")) as running:
        yield running


async def test_the_token_is_good_at_the_named_service_for_a_minute(house: House) -> None:
    person = await house.person()
    session = await house.sign_in(person.email)
    answer = await house.exchange(session, "recommendations")
    assert house.parts.signing_keys is not None
    keys, now = PinnedKeys(house.parts.signing_keys), house.clock()
    principal = await tokens.verify(answer.token, keys=keys, audience="recommendations", now=now, workload="dashboard")
    assert principal.person_id == UUID(person.person_id)
    assert not principal.roles | principal.mandates
    assert principal.assurance == "email_code"
    for audience, at in (("consultations", now), ("recommendations", now + timedelta(seconds=61))):
        with pytest.raises(Unauthenticated):
            await tokens.verify(answer.token, keys=keys, audience=audience, now=at, workload="dashboard")


async def test_other_services_get_the_keys_that_verify_and_only_those(house: House) -> None:
    listed = await house.ask("recommendations").ListSigningKeys(pb.ListSigningKeysRequest())
    assert house.parts.signing_keys is not None
    assert {each.key_id: each.public_key for each in listed.keys} == await house.parts.signing_keys()
    folder = house.runtime.settings.keys_dir / "identity" / "signing"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [file.stat().st_mode & 0o777 for file in folder.iterdir()] == [0o600]
    private = next(folder.iterdir()).read_bytes()
    assert private not in listed.SerializeToString()
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await house.dashboard.ListSigningKeys(pb.ListSigningKeysRequest())
    assert refusal.value.code() is grpc.StatusCode.PERMISSION_DENIED


@pytest.mark.covers("SEC 8")
async def test_a_session_ends_when_its_owner_says_so(house: House) -> None:
    session = await house.sign_in((await house.person()).email)
    for _ in range(2):
        await house.dashboard.EndSession(pb.EndSessionRequest(idempotency_key=key(), session=session))
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await house.exchange(session)
    with pytest.raises(grpc.aio.AioRpcError) as unknown:
        await house.exchange("no such session")
    assert status(refusal.value) == status(unknown.value)
    assert refusal.value.code() is UNAUTHENTICATED


@pytest.mark.covers("SEC 8")
async def test_a_session_lives_while_it_is_used_and_eight_hours_at_most(house: House) -> None:
    session = await house.sign_in((await house.person()).email)
    for _ in range(16):
        house.clock.advance(minutes=29)
        await house.exchange(session)
    house.clock.advance(minutes=16)
    with pytest.raises(grpc.aio.AioRpcError):
        await house.exchange(session)


@pytest.mark.covers("SEC 8")
async def test_a_session_left_alone_for_half_an_hour_has_ended(house: House) -> None:
    session = await house.sign_in((await house.person()).email)
    house.clock.advance(minutes=30)
    with pytest.raises(grpc.aio.AioRpcError):
        await house.exchange(session)


async def test_each_sign_in_makes_a_new_session_and_ends_the_browsers_former_one(house: House) -> None:
    person = await house.person()
    elsewhere, former = await house.sign_in(person.email), await house.sign_in(person.email)
    browser = a_browser()
    await house.ask_code(person.email, browser)
    wrong = house.submit(person.email, browser, "CCCCCCCC", former_session=former)
    assert await refused(wrong) is UNAUTHENTICATED
    await house.exchange(former)  # nobody signed in, so nobody is signed out
    new = (
        await house.submit(person.email, browser, await house.code_in(person.email, after=2), former_session=former)
    ).session
    assert len({elsewhere, former, new}) == 3
    assert await refused(house.exchange(former)) is UNAUTHENTICATED
    await house.exchange(elsewhere)
    await house.exchange(new)


async def test_a_person_sees_the_own_sessions_that_live_and_no_others(house: House) -> None:
    person, stranger = await house.person(), await house.person()
    await house.sign_in(person.email)
    house.clock.advance(minutes=31)  # it has been left alone for too long
    before = house.clock()
    here, there = await house.sign_in(person.email), await house.sign_in(person.email)
    await house.sign_in(stranger.email)
    metadata = await house.as_person(here)
    listed = (await house.dashboard.ListSessions(pb.ListSessionsRequest(session=here), metadata=metadata)).sessions
    assert [each.current for each in listed] == [False, True]
    for each in listed:
        assert before <= each.signed_in_at.ToDatetime(UTC) <= each.used_at.ToDatetime(UTC)
        assert each.expires_at.ToDatetime(UTC) - each.used_at.ToDatetime(UTC) == timedelta(minutes=30)
    assert {here, there}.isdisjoint(str(listed).split('"'))


async def test_a_person_ends_own_sessions_and_nobody_elses(house: House) -> None:
    person, stranger = await house.person(), await house.person()
    here, there = await house.sign_in(person.email), await house.sign_in(person.email)
    foreign = await house.sign_in(stranger.email)
    mine, theirs = await house.as_person(here), await house.as_person(foreign)
    others = (await house.dashboard.ListSessions(pb.ListSessionsRequest(session=here), metadata=mine)).sessions
    foreign_id = (await house.dashboard.ListSessions(pb.ListSessionsRequest(), metadata=theirs)).sessions[0].session_id
    other_id = next(each.session_id for each in others if not each.current)

    async def revoke(*session_ids: str) -> StatusCode | None:
        request = pb.RevokeSessionsRequest(idempotency_key=key(), session_ids=session_ids)
        try:
            await house.dashboard.RevokeSessions(request, metadata=mine)
        except grpc.aio.AioRpcError as refusal:
            return refusal.code()
        return None

    for session_ids in ((other_id, foreign_id), (other_id, str(uuid4()))):
        assert await revoke(*session_ids) is StatusCode.NOT_FOUND
    await house.exchange(there)  # all or none
    assert await revoke(other_id) is None
    assert await revoke(other_id) is None
    assert await refused(house.exchange(there)) is UNAUTHENTICATED
    await house.exchange(here)
    await house.exchange(foreign)
    kept = await house.rows("SELECT actor FROM audit WHERE action = 'revoke_session' AND row_id = %(id)s", id=other_id)
    assert {row["actor"] for row in kept} == {person.person_id}
