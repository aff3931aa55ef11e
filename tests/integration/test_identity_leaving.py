"""Who leaves: a colleague takes over in one act, or a person is removed; and where mail reaches those who stay."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import grpc
import pytest

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import events_pb2
from roundtable.identity.v1 import service_pb2 as pb
from roundtable.notifications.v1 import events_pb2 as notifications_pb2
from services.chassis import tokens
from services.chassis.errors import Unauthenticated
from services.chassis.ids import new_id
from services.chassis.tokens import PinnedKeys
from services.identity import store
from services.identity.domain.sign_in import AUDIENCES, Assurance, Session
from tests.integration.identity_calls import change, end_mandate, end_role, grant_mandate, grant_role, refused, resolve
from tests.integration.identity_house import (
    House,
    a_browser,
    a_house,
    an_address,
    fields_at_fault,
    key,
    together,
    until,
)
from tests.integration.test_fuzz_identity import a_session

StatusCode = grpc.StatusCode
ISOLATES = str.maketrans("", "", "\u2068\u2069")
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


@pytest.mark.covers("SEC 6")
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


async def test_two_of_one_body_who_leave_at_once_never_wait_for_each_other(house: House) -> None:
    one, addressee_id, ones = await a_liaison(house)
    other = await grant_mandate(house, await house.person(), addressee_id)
    others = await house.as_person(await house.sign_in(other.email))
    heirs = [an_address(), an_address()]
    await together(
        house,
        "notices",
        hand_over(house, one, ones, email=heirs[0]),
        hand_over(house, other, others, email=heirs[1]),
    )
    known = await people(house)
    after = await together(house, "notices", *(remove(house, known[each]) for each in heirs))
    assert [each.email for each in after] == ["", ""]


@pytest.mark.covers("SEC 6")
async def test_who_is_removed_holds_nothing_and_the_address_is_free(house: House) -> None:
    person, addressee_id, _ = await a_liaison(house)
    await house.registrar()
    await grant_role(house, person, events_pb2.ROLE_REGISTRAR)
    further = an_address()
    await add_contact(house, person, further)
    await change(house, "DELETE FROM notices")
    session, browser = await house.sign_in(person.email), a_browser()
    await house.ask_code(person.email, browser)
    code = await house.code_in(person.email, after=2)
    last = {service: (await house.exchange(session, service)).token for service in sorted(AUDIENCES)}
    after = await remove(house, person)
    assert (after.email, list(after.contacts), list(after.roles)) == ("", [], [])
    assert all(each.to_date for each in after.mandates)
    assert await refused(house.exchange(session)) is StatusCode.UNAUTHENTICATED
    assert await refused(house.submit(person.email, browser, code)) is StatusCode.UNAUTHENTICATED
    assert house.parts.signing_keys is not None
    keys = PinnedKeys(house.parts.signing_keys)
    a_minute_later = house.clock() + timedelta(seconds=60)
    for audience, token in last.items():  # what was made a moment before reads for no longer, anywhere
        who = await tokens.verify(token, keys=keys, audience=audience, now=house.clock(), workload="dashboard")
        assert who.person_id == UUID(person.person_id)
        with pytest.raises(Unauthenticated, match="expired"):
            await tokens.verify(token, keys=keys, audience=audience, now=a_minute_later, workload="dashboard")
    for about in (addressee_id, ""):
        assert await refused(resolve(house, person.person_id, about)) is StatusCode.NOT_FOUND
    assert (await told(house, person.person_id))[-2:] == ["RoleEnded", "MandateEnded"]
    left = await house.rows("SELECT address FROM contacts WHERE person_id = %(id)s", id=person.person_id)
    assert [row["address"] for row in left] == [b"", b""]
    before = {mail.id for mail in house.sink.messages(person.email)}
    await house.mail_notices()
    [told_of_it] = [mail for mail in house.sink.messages(person.email) if mail.id not in before]
    assert told_of_it.subject == "You were removed from Roundtable"
    assert len(house.sink.messages(further)) == 1, "at each address that was theirs"
    assert await house.rows("SELECT FROM notices WHERE person_id = %(id)s", id=person.person_id) == []
    assert (await remove(house, person)).person_id == person.person_id  # again: nothing is left to end
    assert await house.rows("SELECT FROM notices WHERE person_id = %(id)s", id=person.person_id) == []
    successor = await house.person(person.email)
    assert successor.person_id != person.person_id
    await house.sign_in(person.email)


@pytest.mark.parametrize("role", [events_pb2.ROLE_FACILITATOR, events_pb2.ROLE_REVIEWER, events_pb2.ROLE_VERIFIER])
async def test_who_asks_reads_or_checks_answers_for_no_body(house: House, role: events_pb2.Role.ValueType) -> None:
    person, _, metadata = await a_liaison(house)
    colleague = await grant_role(house, await house.person(), role)
    for field, refused_by in (
        ("role", grant_role(house, person, role)),
        ("person_id", grant_mandate(house, colleague, await house.addressee())),
        ("email", hand_over(house, person, metadata, email=colleague.email)),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as both:
            await refused_by
        assert (both.value.code(), fields_at_fault(both.value)) == (StatusCode.FAILED_PRECONDITION, [field])
    assert (await house.dashboard.GetMe(pb.GetMeRequest(), metadata=metadata)).person.mandates[0].to_date == ""


async def test_nothing_is_given_to_who_was_removed(house: House) -> None:
    person, addressee_id = await remove(house, await house.person()), await house.addressee()
    for given in (
        grant_role(house, person, events_pb2.ROLE_VERIFIER),
        grant_mandate(house, person, addressee_id),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as gone:
            await given
        assert (gone.value.code(), fields_at_fault(gone.value)) == (StatusCode.FAILED_PRECONDITION, ["person_id"])


async def test_somebody_stays_registrar_even_if_two_end_each_other_at_once(house: House) -> None:
    lasting = "SELECT person_id::text AS id FROM roles WHERE role = 'registrar' AND to_date IS NULL"
    (one, _), (other, _) = await house.registrar(), await house.registrar()
    for row in await house.rows(lasting):
        if row["id"] not in {one.person_id, other.person_id}:
            await remove(house, pb.Person(person_id=row["id"]))
    outcomes = await asyncio.gather(
        remove(house, one), end_role(house, other, events_pb2.ROLE_REGISTRAR), return_exceptions=True
    )
    codes = [each.code() for each in outcomes if isinstance(each, grpc.aio.AioRpcError)]
    assert codes == [StatusCode.FAILED_PRECONDITION]
    assert len(await house.rows(lasting)) == 1


async def test_who_ends_sessions_and_who_shuts_the_person_out_never_wait_for_each_other(house: House) -> None:
    person, _, _ = await a_liaison(house)
    own = await house.as_person((await a_session(house, person.person_id))[1])
    ids, now = sorted(new_id() for _ in range(9)), house.clock()
    async with house.database.transaction() as tx:
        for each in reversed(ids):  # rows lie otherwise than their ids follow each other
            session = Session(
                id=each, person_id=UUID(person.person_id), assurance=Assurance.EMAIL_CODE, signed_in_at=now, used_at=now
            )
            await store.add_session(tx, session, each.bytes)
    both = pb.RevokeSessionsRequest(idempotency_key=key(), session_ids=[str(each) for each in ids])
    async with house.database.transaction() as tx:
        await tx.execute("SELECT FROM sessions WHERE id = %(id)s FOR UPDATE", {"id": ids[0]})
        revoking = asyncio.ensure_future(house.dashboard.RevokeSessions(both, metadata=own))
        await until(lambda: waits_for_a_lock(house))
        shutting_out = asyncio.create_task(end_mandate(house, person.mandates[0].mandate_id))
        await until(lambda: two_wait_for_a_lock(house))
    await asyncio.gather(revoking, shutting_out)
    living = "SELECT FROM sessions WHERE person_id = %(id)s AND ended_at IS NULL"
    assert await house.rows(living, id=person.person_id) == []


async def two_wait_for_a_lock(house: House) -> bool:
    """Whether two wait for a row that somebody else has locked."""
    waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return len(await house.rows(waiting)) > 1


async def test_no_answer_that_is_kept_outlives_the_address_in_it(house: House) -> None:
    person = await house.person()
    further = pb.AddContactRequest(idempotency_key=key(), person_id=person.person_id, email=an_address())
    contact = (await house.operator.AddContact(further)).person.contacts[1]
    erase = pb.RemoveContactRequest(idempotency_key=key(), contact_id=contact.contact_id)
    await house.operator.RemoveContact(erase)
    assert await refused(house.operator.AddContact(further)) is StatusCode.NOT_FOUND
    assert len((await house.operator.RemoveContact(erase)).person.contacts) == 1  # what came after is told again
    gone = pb.RemovePersonRequest(idempotency_key=key(), person_id=person.person_id)
    after = await house.operator.RemovePerson(gone)
    assert await refused(house.operator.RemoveContact(erase)) is StatusCode.NOT_FOUND
    assert await house.operator.RemovePerson(gone) == after


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


@pytest.mark.covers("loss registrars")
async def test_who_takes_over_is_invited_and_the_others_hear_of_it_without_a_name(house: House) -> None:
    person, addressee_id, metadata = await a_liaison(house)
    other = await grant_mandate(house, await house.person(language="ur"), addressee_id)
    further, colleague = an_address(), an_address()
    await add_contact(house, person, further)
    await house.mail_notices()
    before = {mail.id for mail in house.sink.messages()}

    def told(email: str) -> list[str]:
        return [mail.subject.translate(ISOLATES) for mail in house.sink.messages(email) if mail.id not in before]

    await hand_over(house, person, metadata, email=colleague, language="en")
    await house.mail_notices()
    body = "Commission (example)"
    assert told(colleague) == [f"You may answer for {body} on Roundtable"]
    assert told(person.email) == told(further) == [f"You answer for {body} no more"]
    assert told(other.email) == ["کمیشن (مثال) کی طرف سے اب کوئی اور جواب دیتا ہے"]
    [invitation] = house.sink.messages(colleague)
    assert house.runtime.settings.public_url in invitation.text
    for private in (person.name, person.email, "Colleague"):
        assert private not in invitation.text
    before |= {mail.id for mail in house.sink.messages()}
    await remove(house, (await people(house))[colleague])
    await house.mail_notices()
    assert told(other.email) == ["ایک فرد اب کمیشن (مثال) کی طرف سے جواب نہیں دیتا"]
    assert told(colleague) == ["You were removed from Roundtable"]
    assert told(person.email) == []


async def test_who_answers_no_more_hears_of_it_and_is_not_invited_to_what_ended_meanwhile(house: House) -> None:
    person, _, _ = await a_liaison(house)
    further = an_address()
    await add_contact(house, person, further)
    await house.mail_notices()
    before = {mail.id for mail in house.sink.messages()}
    await end_mandate(house, person.mandates[0].mandate_id)
    await house.mail_notices()
    for email in (person.email, further):
        [mail] = [each for each in house.sink.messages(email) if each.id not in before]
        assert mail.subject.translate(ISOLATES) == "You answer for Commission (example) no more"
        assert person.name not in mail.text
