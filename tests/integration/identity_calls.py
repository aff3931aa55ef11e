"""Calls of identity that many tests make."""

from collections.abc import Awaitable
from typing import Any

import grpc
import pytest

from roundtable.identity.v1 import service_pb2 as pb
from tests.integration.identity_house import (
    House,
    key,
)

StatusCode = grpc.StatusCode


async def refused(call: Awaitable[Any]) -> StatusCode:
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await call
    return refusal.value.code()


async def grant_role(house: House, person: pb.Person, role: int, **given: Any) -> pb.Person:
    fields: dict[str, Any] = {"idempotency_key": key(), "person_id": person.person_id, "role": role} | given
    fields.setdefault("organisation_id", person.organisation.organisation_id)
    return (await house.operator.GrantRole(pb.GrantRoleRequest(**fields))).person  # type: ignore[no-any-return]


async def end_role(house: House, person: pb.Person, role: int) -> pb.Person:
    request = pb.EndRoleRequest(
        idempotency_key=key(),
        person_id=person.person_id,
        role=role,  # type: ignore[arg-type]
        organisation_id=person.organisation.organisation_id,
    )
    return (await house.operator.EndRole(request)).person  # type: ignore[no-any-return]


async def grant_mandate(house: House, person: pb.Person, addressee_id: str, **given: Any) -> pb.Person:
    fields: dict[str, Any] = {"idempotency_key": key(), "person_id": person.person_id, "addressee_id": addressee_id}
    fields |= given
    return (await house.operator.GrantMandate(pb.GrantMandateRequest(**fields))).person  # type: ignore[no-any-return]


async def end_mandate(house: House, mandate_id: str) -> pb.Person:
    request = pb.EndMandateRequest(idempotency_key=key(), mandate_id=mandate_id)
    return (await house.operator.EndMandate(request)).person  # type: ignore[no-any-return]


async def resolve(
    house: House, person_id: str, addressee_id: str = "", contact_id: str = ""
) -> pb.ResolveContactResponse:
    request = pb.ResolveContactRequest(person_id=person_id, addressee_id=addressee_id, contact_id=contact_id)
    return await house.ask("notifications").ResolveContact(request)  # type: ignore[no-any-return]


async def a_registrar_for(house: House, person_id: str, *, days: int) -> None:
    """Let somebody have been a registrar for so many days."""
    statement = """
        UPDATE roles SET from_date = %(today)s - %(days)s::int
         WHERE person_id = %(id)s AND role = 'registrar'
    """
    await change(
        house,
        statement,
        id=person_id,
        days=days,
        today=house.clock().astimezone(house.runtime.settings.time_zone).date(),
    )


async def change(house: House, statement: str, **parameters: object) -> None:
    """Let something have been otherwise in the database."""
    async with house.database.transaction() as tx:
        await tx.execute(statement, parameters)
