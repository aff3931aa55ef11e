"""Sessions and the tokens they are exchanged for."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import service_pb2 as pb
from services.chassis import tokens
from services.chassis.errors import Unauthenticated
from services.chassis.tokens import PinnedKeys
from tests.integration.identity_house import (
    House,
    a_house,
    key,
    status,
)

UNAUTHENTICATED = grpc.StatusCode.UNAUTHENTICATED


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
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.dashboard.ListSigningKeys(pb.ListSigningKeysRequest())
    assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED


async def test_a_session_ends_when_its_owner_says_so(house: House) -> None:
    session = await house.sign_in((await house.person()).email)
    for _ in range(2):
        await house.dashboard.EndSession(pb.EndSessionRequest(idempotency_key=key(), session=session))
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.exchange(session)
    with pytest.raises(grpc.aio.AioRpcError) as unknown:
        await house.exchange("no such session")
    assert status(refused.value) == status(unknown.value)
    assert refused.value.code() is UNAUTHENTICATED


async def test_a_session_lives_while_it_is_used_and_eight_hours_at_most(house: House) -> None:
    session = await house.sign_in((await house.person()).email)
    for _ in range(16):
        house.clock.advance(minutes=29)
        await house.exchange(session)
    house.clock.advance(minutes=16)
    with pytest.raises(grpc.aio.AioRpcError):
        await house.exchange(session)


async def test_a_session_left_alone_for_half_an_hour_has_ended(house: House) -> None:
    session = await house.sign_in((await house.person()).email)
    house.clock.advance(minutes=30)
    with pytest.raises(grpc.aio.AioRpcError):
        await house.exchange(session)


async def test_each_sign_in_makes_a_new_session(house: House) -> None:
    person = await house.person()
    assert await house.sign_in(person.email) != await house.sign_in(person.email)
