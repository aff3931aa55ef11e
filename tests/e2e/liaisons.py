"""Further liaisons of the example's ministry, for stories in which one leaves or whose mail is looked at."""

import secrets
from typing import Final

from roundtable.identity.v1 import service_pb2 as identity
from roundtable.recommendations.v1 import service_pb2 as recommendations
from tests.e2e.conftest import World

MINISTRY: Final = "ministry-for-rights-example"


def of_the_ministry(world: World, *, name: str, email: str) -> identity.Person:
    """Register somebody as a liaison of the ministry, as an operator does; return the person with the mandate."""
    client = world.client
    bodies = client.operate(
        client.operator_recommendations.ListRegister, recommendations.ListRegisterRequest(page_size=200)
    )
    (body,) = (each for each in bodies.addressees if each.public.slug == MINISTRY)
    registered = client.operate(
        client.operator_identity.RegisterPerson,
        identity.RegisterPersonRequest(
            idempotency_key=secrets.token_hex(16),
            name=name,
            email=email,
            language="en",
            organisation_id=body.organisation_id,
        ),
    )
    grant = identity.GrantMandateRequest(
        idempotency_key=secrets.token_hex(16),
        person_id=registered.person.person_id,
        addressee_id=body.addressee_id,
    )
    granted: identity.Person = client.operate(client.operator_identity.GrantMandate, grant).person
    return granted
