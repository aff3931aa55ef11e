"""Every change of identity is found again: who did what to whom, and when. Names are resolved only to be shown."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import events_pb2
from roundtable.identity.v1 import service_pb2 as pb
from tests.integration.identity_calls import end_role, grant_mandate, grant_role, refused
from tests.integration.identity_house import House, a_house, an_address, key

Act = tuple[str, str, str]


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("identity")) as running:
        yield running


async def search(house: House, metadata: Any = None, **given: Any) -> pb.SearchAuditResponse:
    stub = house.dashboard if metadata else house.operator
    return await stub.SearchAudit(pb.SearchAuditRequest(**given), metadata=metadata)  # type: ignore[no-any-return]


def acts(found: pb.SearchAuditResponse) -> list[Act]:
    """Who did what to whom, oldest first."""
    named = [(each.actor_name or each.actor, pb.AuditAction.Name(each.action), each) for each in found.entries]
    return [
        (actor, action.removeprefix("AUDIT_ACTION_").lower(), each.subject_name)
        for actor, action, each in reversed(named)
    ]


async def test_everything_that_was_done_to_somebody_is_found_with_who_did_it(house: House) -> None:
    registrar, metadata = await house.registrar()
    person, addressee_id = await house.person(), await house.addressee()
    request = pb.GrantMandateRequest(idempotency_key=key(), person_id=person.person_id, addressee_id=addressee_id)
    mandated = (await house.dashboard.GrantMandate(request, metadata=metadata)).person
    await grant_role(house, person, events_pb2.ROLE_REGISTRAR)
    await end_role(house, person, events_pb2.ROLE_REGISTRAR)
    added = await house.operator.AddContact(
        pb.AddContactRequest(idempotency_key=key(), person_id=person.person_id, email=an_address())
    )
    await house.operator.RemoveContact(
        pb.RemoveContactRequest(idempotency_key=key(), contact_id=added.person.contacts[1].contact_id)
    )
    own = await house.as_person(await house.sign_in(person.email))
    await house.dashboard.HandOverMandate(
        pb.HandOverMandateRequest(
            idempotency_key=key(),
            mandate_id=mandated.mandates[0].mandate_id,
            email=an_address(),
            name="Colleague",
            language="en",
        ),
        metadata=own,
    )
    await house.operator.RemovePerson(pb.RemovePersonRequest(idempotency_key=key(), person_id=person.person_id))
    assert acts(await search(house, metadata, person_id=person.person_id)) == [
        ("operator", "register_person", person.name),
        (registrar.name, "grant_mandate", person.name),
        ("operator", "grant_role", person.name),
        ("operator", "end_role", person.name),
        ("operator", "add_contact", person.name),
        ("operator", "remove_contact", person.name),
        (person.name, "sign_in", person.name),
        (person.name, "register_person", "Colleague"),
        (person.name, "hand_over_mandate", person.name),
        (person.name, "take_over_mandate", "Colleague"),
        ("operator", "remove_person", person.name),
    ]


async def test_acts_are_found_by_kind_and_by_day(house: House) -> None:
    person = await house.person()
    about = {"person_id": person.person_id}
    zone = ZoneInfo("Asia/Karachi")
    today = house.clock().astimezone(zone).date()
    house.clock.advance(days=1)
    await grant_role(house, person, events_pb2.ROLE_VERIFIER)
    tomorrow = (today + timedelta(days=1)).isoformat()
    found = await search(house, **about, on_date=today.isoformat())
    assert [each.action for each in found.entries] == [pb.AUDIT_ACTION_REGISTER_PERSON]
    for given in ({"on_date": tomorrow}, {"action": pb.AUDIT_ACTION_GRANT_ROLE}):
        found = await search(house, **about, **given)
        assert [each.action for each in found.entries] == [pb.AUDIT_ACTION_GRANT_ROLE]


async def test_pages_follow_each_other_whatever_is_done_meanwhile(house: House) -> None:
    person = await house.person()
    for _ in range(2):
        await grant_role(house, person, events_pb2.ROLE_VERIFIER)
        await end_role(house, person, events_pb2.ROLE_VERIFIER)
    found, token = list[pb.AuditEntry](), ""
    while True:
        page = await search(house, person_id=person.person_id, page_size=2, page_token=token)
        found += page.entries
        await grant_mandate(house, person, await house.addressee())
        if not (token := page.next_page_token):
            break
    kinds = [pb.AuditAction.Name(each.action).removeprefix("AUDIT_ACTION_") for each in found]
    assert kinds == ["END_ROLE", "GRANT_ROLE", "END_ROLE", "GRANT_ROLE", "REGISTER_PERSON"]


async def test_the_audit_is_for_registrars_and_holds_no_name_or_address(house: House) -> None:
    person, addressee_id = await house.person(), await house.addressee()
    await grant_mandate(house, person, addressee_id)
    own = await house.as_person(await house.sign_in(person.email))
    assert await refused(search(house, own)) is grpc.StatusCode.PERMISSION_DENIED
    for table in ("audit", "events"):
        kept = await house.rows(f"SELECT row_to_json({table})::text AS row FROM {table}")
        said = " ".join(row["row"] for row in kept)
        for private in (person.name, person.email, person.email.encode().hex(), person.name.encode().hex()):
            assert private not in said


async def test_every_kind_of_act_that_is_kept_can_be_told(house: House) -> None:
    kept = {row["action"] for row in await house.rows("SELECT DISTINCT action FROM audit")}
    known = {each.removeprefix("AUDIT_ACTION_").lower() for each in pb.AuditAction.DESCRIPTOR.values_by_name}
    assert kept <= known
