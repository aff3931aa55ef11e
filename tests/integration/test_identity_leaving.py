"""Who leaves: a colleague takes over in one act, or a person is removed; and where mail reaches those who stay."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import events_pb2
from roundtable.identity.v1 import service_pb2 as pb
from roundtable.notifications.v1 import events_pb2 as notifications_pb2
from tests.integration.identity_calls import grant_mandate, grant_role, refused, resolve
from tests.integration.identity_house import House, a_browser, a_house, an_address, fields_at_fault, key, until

StatusCode = grpc.StatusCode
Metadata = list[tuple[str, str]]


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("identity")) as running:
        yield running


async def a_liaison(house: House) -> tuple[pb.Person, str, Metadata]:
    """A liaison who is signed in, the addressee, and the metadata of the liaison's calls."""
    addressee_id = await house.addressee()
    person = await grant_mandate(house, await house.person(), addressee_id)
    return person, addressee_id, await house.as_person(await house.sign_in(person.email))


async def hand_over(house: House, person: pb.Person, metadata: Metadata, **given: str) -> pb.HandOverMandateResponse:
    fields = {
        "idempotency_key": key(),
        "mandate_id": person.mandates[0].mandate_id,
        "email": an_address(),
        "name": "Colleague",
        "language": "ur",
    } | given
    request = pb.HandOverMandateRequest(**fields)
    return await house.dashboard.HandOverMandate(request, metadata=metadata)  # type: ignore[no-any-return]


async def remove(house: House, person: pb.Person) -> pb.Person:
    request = pb.RemovePersonRequest(idempotency_key=key(), person_id=person.person_id)
    return (await house.operator.RemovePerson(request)).person  # type: ignore[no-any-return]


async def add_contact(house: House, person: pb.Person, email: str) -> pb.Person:
    request = pb.AddContactRequest(idempotency_key=key(), person_id=person.person_id, email=email)
    return (await house.operator.AddContact(request)).person  # type: ignore[no-any-return]


async def people(house: House) -> dict[str, pb.Person]:
    found, token = list[pb.Person](), ""
    while True:
        page = await house.operator.ListPeople(pb.ListPeopleRequest(page_size=200, page_token=token))
        found += page.people
        if not (token := page.next_page_token):
            return {each.email or each.person_id: each for each in found}


async def waits_for_a_lock(house: House) -> bool:
    """Whether anybody waits for a row that somebody else has locked."""
    statement = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return bool(await house.rows(statement))


async def told(house: House, person_id: str) -> list[str]:
    """What of a person was announced to the other services, by type, in order."""
    sent = "SELECT type FROM outbox JOIN events USING (position) WHERE aggregate_id = %(id)s ORDER BY position"
    return [row["type"].rpartition(".")[2] for row in await house.rows(sent, id=person_id)]


async def test_a_colleague_takes_over_in_one_act_and_the_liaison_is_out_at_once(house: House) -> None:
    person, addressee_id, metadata = await a_liaison(house)
    second, email, browser = await house.sign_in(person.email), an_address(), a_browser()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email, after=2)
    await hand_over(house, person, metadata, email=email)
    assert await refused(house.exchange(second)) is StatusCode.UNAUTHENTICATED
    assert await refused(house.submit(person.email, browser, code)) is StatusCode.UNAUTHENTICATED
    assert await refused(resolve(house, person.person_id, addressee_id)) is StatusCode.NOT_FOUND
    # The token that handed over is good for a minute, and still says liaison.
    assert await refused(hand_over(house, person, metadata)) is StatusCode.NOT_FOUND
    colleague = (await people(house))[email]
    assert [each.addressee_id for each in colleague.mandates] == [addressee_id]
    assert colleague.organisation == person.organisation
    assert (await resolve(house, colleague.person_id, addressee_id)).language == "ur"
    assert await told(house, person.person_id) == ["PersonRegistered", "MandateGranted", "MandateEnded"]
    assert await told(house, colleague.person_id) == ["PersonRegistered", "MandateGranted"]
    await house.sign_in(email)


async def test_a_colleague_who_is_known_keeps_name_and_mandates(house: House) -> None:
    person, addressee_id, metadata = await a_liaison(house)
    colleague = await house.person()
    await hand_over(house, person, metadata, email=colleague.email.upper(), name="Another name")
    after = (await people(house))[colleague.email]
    assert (after.name, after.language) == (colleague.name, colleague.language)
    assert [each.addressee_id for each in after.mandates] == [addressee_id]
    other = await grant_mandate(house, await house.person(), addressee_id)
    signed_in = await house.as_person(await house.sign_in(other.email))
    await hand_over(house, other, signed_in, email=colleague.email)  # who has it already: it only ends
    assert (await people(house))[colleague.email] == after
    assert (await told(house, other.person_id))[-1] == "MandateEnded"


async def test_a_colleague_whose_mandate_begins_later_answers_from_today(house: House) -> None:
    person, addressee_id, metadata = await a_liaison(house)
    colleague = await house.person()
    later = pb.GrantMandateRequest(
        idempotency_key=key(), person_id=colleague.person_id, addressee_id=addressee_id, from_date="2999-01-01"
    )
    await house.operator.GrantMandate(later)
    await hand_over(house, person, metadata, email=colleague.email)
    assert (await resolve(house, colleague.person_id, addressee_id)).email == colleague.email
    [lasting] = [each for each in (await people(house))[colleague.email].mandates if not each.to_date]
    assert lasting.from_date < "2999"
    assert await told(house, colleague.person_id) == [
        *("PersonRegistered", "MandateGranted", "MandateEnded", "MandateGranted")
    ]


async def test_nothing_passes_to_somebody_who_is_removed_meanwhile(house: House) -> None:
    person, addressee_id, metadata = await a_liaison(house)
    colleague = await house.person()
    async with house.database.transaction() as tx:
        await tx.execute("SELECT 1 FROM people WHERE id = %(id)s FOR UPDATE", {"id": colleague.person_id})
        passing = asyncio.create_task(hand_over(house, person, metadata, email=colleague.email))
        await until(lambda: waits_for_a_lock(house))
        erase = "UPDATE contacts SET removed_at = now(), mailbox_hmac = NULL, address = '' WHERE person_id = %(id)s"
        await tx.execute(erase, {"id": colleague.person_id})
    await passing
    found = await people(house)
    assert not found[colleague.person_id].mandates
    assert [each.addressee_id for each in found[colleague.email].mandates] == [addressee_id]


async def test_a_mandate_passes_wholly_or_not_at_all(house: House) -> None:
    person, _, metadata = await a_liaison(house)
    stranger, _, _ = await a_liaison(house)
    before = await house.rows("SELECT count(*) AS n FROM events")
    with pytest.raises(grpc.aio.AioRpcError) as own:
        await hand_over(house, person, metadata, email=person.email)
    assert (own.value.code(), fields_at_fault(own.value)) == (StatusCode.FAILED_PRECONDITION, ["email"])
    for mandate_id in (stranger.mandates[0].mandate_id, str(uuid4())):
        assert await refused(hand_over(house, person, metadata, mandate_id=mandate_id)) is StatusCode.NOT_FOUND
    assert await house.rows("SELECT count(*) AS n FROM events") == before
    assert (await house.dashboard.GetMe(pb.GetMeRequest(), metadata=metadata)).person.mandates[0].to_date == ""


async def test_two_who_hand_over_to_each_other_at_once_both_get_what_the_other_had(house: House) -> None:
    (one, first_id, ones), (other, second_id, others) = await a_liaison(house), await a_liaison(house)
    await asyncio.gather(
        hand_over(house, one, ones, email=other.email), hand_over(house, other, others, email=one.email)
    )
    known = await people(house)
    assert [each.addressee_id for each in known[one.email].mandates if not each.to_date] == [second_id]
    assert [each.addressee_id for each in known[other.email].mandates if not each.to_date] == [first_id]


async def test_who_is_removed_holds_nothing_and_the_address_is_free(house: House) -> None:
    person, addressee_id, _ = await a_liaison(house)
    await grant_role(house, person, events_pb2.ROLE_FACILITATOR)
    await add_contact(house, person, an_address())
    session, browser = await house.sign_in(person.email), a_browser()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email, after=2)
    after = await remove(house, person)
    assert (after.email, list(after.contacts), list(after.roles)) == ("", [], [])
    assert all(each.to_date for each in after.mandates)
    assert await refused(house.exchange(session)) is StatusCode.UNAUTHENTICATED
    assert await refused(house.submit(person.email, browser, code)) is StatusCode.UNAUTHENTICATED
    for about in (addressee_id, ""):
        assert await refused(resolve(house, person.person_id, about)) is StatusCode.NOT_FOUND
    assert (await told(house, person.person_id))[-2:] == ["RoleEnded", "MandateEnded"]
    left = await house.rows("SELECT address FROM contacts WHERE person_id = %(id)s", id=person.person_id)
    assert [row["address"] for row in left] == [b"", b""]
    assert (await remove(house, person)).person_id == person.person_id  # again: nothing is left to end
    successor = await house.person(person.email)
    assert successor.person_id != person.person_id
    await house.sign_in(person.email)


async def bounced(house: House, person: pb.Person, contact_id: str, version: int) -> None:
    event = notifications_pb2.RequestBounced(person_id=person.person_id, contact_id=contact_id)
    await house.deliver(event, UUID(int=UUID(person.person_id).int ^ version))


async def test_mail_goes_to_another_contact_while_one_fails(house: House) -> None:
    person, addressee_id, _ = await a_liaison(house)
    further = an_address()
    contacts = (await add_contact(house, person, further)).contacts
    assert [(each.email, each.signs_in, each.bounced_date) for each in contacts] == [
        (person.email, True, ""),
        (further, False, ""),
    ]
    first = await resolve(house, person.person_id, addressee_id)
    assert (first.contact_id, list(first.further_contact_ids)) == (contacts[0].contact_id, [contacts[1].contact_id])
    assert (await resolve(house, person.person_id, addressee_id, contacts[1].contact_id)).email == further
    assert await refused(resolve(house, person.person_id, addressee_id, str(uuid4()))) is StatusCode.NOT_FOUND
    await bounced(house, person, contacts[0].contact_id, 1)
    instead = await resolve(house, person.person_id, addressee_id)
    assert (instead.email, instead.contact_id) == (further, contacts[1].contact_id)
    assert list(instead.further_contact_ids) == []
    shown = (await people(house))[person.email]
    assert [bool(each.bounced_date) for each in shown.contacts] == [True, False]
    await bounced(house, person, contacts[0].contact_id, 2)  # a mail that went out before
    assert (await resolve(house, person.person_id, addressee_id)).email == further
    await bounced(house, person, contacts[1].contact_id, 3)
    assert (await resolve(house, person.person_id, addressee_id)).email == person.email
    await house.sign_in(person.email)  # a code that is typed proves that mail arrives again
    assert [bool(each.bounced_date) for each in (await people(house))[person.email].contacts] == [False, True]


async def test_an_added_address_gets_no_code_and_signs_nobody_in(house: House) -> None:
    person, further, browser = await house.person(), an_address(), a_browser()
    await add_contact(house, person, further)
    await house.ask_code(further, browser)
    await house.sign_in(person.email)  # asked for later, and arrived
    assert house.sink.messages(further) == []


async def test_a_contact_is_taken_once_and_the_one_for_signing_in_stays(house: House) -> None:
    person, further = await house.person(), an_address()
    contacts = (await add_contact(house, person, further)).contacts

    def erase(contact_id: str) -> Any:
        return house.operator.RemoveContact(pb.RemoveContactRequest(idempotency_key=key(), contact_id=contact_id))

    assert await refused(add_contact(house, await house.person(), further)) is StatusCode.ALREADY_EXISTS
    assert await refused(erase(contacts[0].contact_id)) is StatusCode.FAILED_PRECONDITION
    assert len((await erase(contacts[1].contact_id)).person.contacts) == 1
    assert await refused(erase(contacts[1].contact_id)) is StatusCode.NOT_FOUND
    for _ in range(4):
        await add_contact(house, person, an_address())
    assert await refused(add_contact(house, person, further)) is StatusCode.FAILED_PRECONDITION
    removed = await remove(house, person)
    assert await refused(add_contact(house, removed, further)) is StatusCode.FAILED_PRECONDITION
