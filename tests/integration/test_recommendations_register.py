"""The register, over gRPC."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_things import a_body, fields_at_fault, words


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


async def test_a_registrar_enters_a_body_once(house: House) -> None:
    registrar, request = await house.person("registrar"), a_body()
    first = await house.call(registrar, "RegisterAddressee", request)
    assert await house.call(registrar, "RegisterAddressee", request) == first
    assert await house.events_of(UUID(first.addressee.addressee_id)) == ["AddresseeRegistered"]
    taken = a_body(slug=request.slug)
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.call(registrar, "RegisterAddressee", taken)
    assert refused.value.code() is grpc.StatusCode.ALREADY_EXISTS


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"slug": "With Capitals"}, "slug"),
        ({"slug": "x"}, "slug"),
        ({"name": words("", ur="کمیشن")}, "name.authoritative_language"),
        ({"name": words("x" * 201)}, "name.bodies[en]"),
        ({"kind": events.ADDRESSEE_KIND_UNSPECIFIED}, "kind"),
        ({"jurisdiction": events.JURISDICTION_UNSPECIFIED}, "jurisdiction"),
        ({"jurisdiction": events.JURISDICTION_NOT_STATED}, "jurisdiction"),
        ({"illustrative": True}, "name"),
        ({"name": words("A stand-in (example)")}, "illustrative"),
        ({"organisation_id": "R-42"}, "organisation_id"),
    ],
)
async def test_a_bad_entry_is_refused_by_field(house: House, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await house.operator.RegisterAddressee(a_body(**changed))
    assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert fields_at_fault(refused.value) == [field]


async def test_only_a_registrar_or_the_operator_enters_a_body(house: House) -> None:
    pretender = Person(roles=[("registrar", UUID(int=3))])
    for other in (await house.person("facilitator"), await house.liaison(await house.body()), pretender):
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await house.call(other, "RegisterAddressee", a_body())
        assert refused.value.code() is grpc.StatusCode.PERMISSION_DENIED
