"""Organisations, people, contacts, the register: what is kept, what others get to know, what cannot be rewritten."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

import grpc
import psycopg
import pytest

from deploy.local.certificates import Certificates
from deploy.local.mail_server import Greylist
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import events_pb2
from roundtable.identity.v1 import service_pb2 as pb
from roundtable.notifications.v1 import events_pb2 as notifications_pb2
from roundtable.recommendations.v1 import events_pb2 as recommendations_pb2
from services.chassis import event_log
from services.chassis.consumer import Outcome
from services.chassis.ids import new_id
from services.chassis.stopping import stop
from services.identity import store, wire
from services.identity.domain import facts
from services.identity.domain.sign_in import Code
from services.identity.mail import Mailer, NextHop, WaitingCode
from services.identity.vault import Vault
from tests.integration.identity_calls import end_mandate, end_role, grant_mandate, grant_role, refused
from tests.integration.identity_house import (
    SENDER,
    House,
    a_house,
    an_address,
    code_of,
    fields_at_fault,
    key,
)

StatusCode = grpc.StatusCode


@pytest.fixture(scope="module")
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("identity")) as running:
        yield running


async def test_a_persons_history_says_ids_only_and_folds_to_the_state(house: House) -> None:
    person, addressee_id = await house.person(), await house.addressee()
    await grant_role(house, person, events_pb2.ROLE_FACILITATOR)
    await grant_role(house, person, events_pb2.ROLE_REGISTRAR)
    await end_role(house, person, events_pb2.ROLE_FACILITATOR)
    mandated = await grant_mandate(house, person, addressee_id)
    assert mandated.mandates[0].addressee.bodies == {"en": "Commission (example)", "ur": "کمیشن (مثال)"}
    await end_mandate(house, mandated.mandates[0].mandate_id)
    async with house.database.transaction(read_only=True) as tx:
        history = await event_log.load(tx, UUID(person.person_id))
        kept = (await store.people(tx, [UUID(person.person_id)]))[UUID(person.person_id)]
    folded = None
    for event in history:
        folded = facts.evolve(folded, wire.fact_of(event))
    assert folded == kept
    event_log.verify(history)
    kinds = ["PersonRegistered", "RoleGranted", "RoleGranted", "RoleEnded", "MandateGranted", "MandateEnded"]
    assert [event.type.rpartition(".")[2] for event in history] == kinds
    assert [event.public_version for event in history] == [1, 2, 3, 4, 5, 6]
    everything = b"".join(event.payload for event in history).lower()
    for private in (person.name, person.email, person.email.partition("@")[0]):
        assert private.lower().encode() not in everything
    waiting = await house.rows(
        "SELECT count(*) AS n FROM outbox JOIN events USING (position) WHERE aggregate_id = %(id)s", id=person.person_id
    )
    assert waiting == [{"n": 6}]


async def test_names_and_addresses_lie_sealed(house: House) -> None:
    person = await house.person()
    (row,) = await house.rows(
        "SELECT people.name, address, mailbox_hmac FROM people JOIN contacts ON person_id = people.id \
          WHERE people.id = %(id)s",
        id=person.person_id,
    )
    for sealed in row.values():
        assert person.name.encode() not in sealed
        assert person.email.encode() not in sealed


async def test_bad_fields_are_named(house: House) -> None:
    person = await house.person()
    calls = {
        "role": grant_role(house, person, 99),
        "person_id": grant_role(house, pb.Person(person_id="x", organisation=person.organisation), 1),
        "organisation_id": grant_role(house, person, 1, organisation_id="x"),
        "addressee_id": grant_mandate(house, person, "x"),
        "from_date": grant_mandate(house, person, await house.addressee(), from_date="2020-01-01"),
        "mandate_id": end_mandate(house, "x"),
        "name": house.operator.RegisterOrganisation(pb.RegisterOrganisationRequest(idempotency_key=key(), name=" ")),
        "email": house.person("nobody"),
        "language": house.person(language="fr"),
        "page_size": house.operator.ListPeople(pb.ListPeopleRequest(page_size=201)),
        "page_token": house.operator.ListPeople(pb.ListPeopleRequest(page_token=wire.page_token(uuid4()))),
    }
    for field, call in calls.items():
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await call
        assert refusal.value.code() is StatusCode.INVALID_ARGUMENT, field
        assert fields_at_fault(refusal.value) == [field]


async def test_the_names_of_organisations_differ_in_more_than_letter_case(house: House) -> None:
    name = f"Digital Rights {uuid4()}"
    await house.organisation(name)
    assert await refused(house.organisation(name.upper().replace(" ", "  "))) is StatusCode.ALREADY_EXISTS


@pytest.mark.covers("SEC 14")
async def test_no_organisation_is_registered_that_could_be_taken_for_another(house: House) -> None:
    name = f"Digital Rights {uuid4().int}"
    await house.organisation(name)
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await house.organisation(name.replace("l R", "1 R"))
    assert refusal.value.code() is StatusCode.FAILED_PRECONDITION
    assert refusal.value.details() == f"a name that cannot be taken for “{name}”, which is registered"
    assert fields_at_fault(refusal.value) == ["name"]
    with pytest.raises(grpc.aio.AioRpcError) as refusal:
        await house.organisation(f"Digit\u0430l Rights {uuid4().int}")
    assert refusal.value.code() is StatusCode.INVALID_ARGUMENT
    await house.organisation(f"ڈیجیٹل حقوق {uuid4().int}")


async def test_lists_come_by_name_page_by_page(house: House) -> None:
    organisation_id, _another = await house.organisation(), await house.organisation()
    for name in ("zainab", "Ahmad", "بینش"):
        request = pb.RegisterPersonRequest(
            idempotency_key=key(), name=name, email=an_address(), language="en", organisation_id=organisation_id
        )
        await house.operator.RegisterPerson(request)
    people, token = [], ""
    while True:
        page = await house.operator.ListPeople(pb.ListPeopleRequest(page_size=2, page_token=token))
        assert len(page.people) <= 2
        people += page.people
        if not (token := page.next_page_token):
            break
    names = [person.name for person in people]
    assert names == sorted(names, key=str.casefold)
    assert len({person.person_id for person in people}) == len(people)
    assert {"zainab", "Ahmad", "بینش"} <= set(names)
    first = await house.operator.ListOrganisations(pb.ListOrganisationsRequest(page_size=1))
    rest = await house.operator.ListOrganisations(
        pb.ListOrganisationsRequest(page_size=200, page_token=first.next_page_token)
    )
    everything = [each.name for each in (*first.organisations, *rest.organisations)]
    assert everything == sorted(everything, key=str.casefold)
    assert rest.next_page_token == ""
    (count,) = await house.rows("SELECT count(*) AS n FROM organisations")
    assert len(everything) == count["n"]


async def test_an_entry_of_the_register_that_arrives_again_is_kept_once(house: House) -> None:
    addressee_id = new_id()
    event = recommendations_pb2.AddresseeRegistered(
        addressee_id=str(addressee_id), kind=recommendations_pb2.ADDRESSEE_KIND_PLATFORM
    )
    event.name.bodies.update({"en": "Platform (example)", "ur": "پلیٹ فارم (مثال)"})
    outcomes = [await house.deliver(event, addressee_id) for _ in range(3)]
    assert outcomes == [Outcome.APPLIED, Outcome.REPEATED, Outcome.REPEATED]
    kept = await house.rows("SELECT kind, name, urdu_name FROM addressees WHERE id = %(id)s", id=addressee_id)
    assert kept == [{"kind": "platform", "name": "Platform (example)", "urdu_name": "پلیٹ فارم (مثال)"}]


async def test_a_later_word_on_an_addressee_replaces_the_earlier(house: House) -> None:
    addressee_id = new_id()
    event = recommendations_pb2.AddresseeRegistered(
        addressee_id=str(addressee_id), kind=recommendations_pb2.ADDRESSEE_KIND_AGENCY
    )
    for version, name in enumerate(("Commission", "Commission (example)"), start=1):
        event.name.bodies["en"] = name
        await house.deliver(event, addressee_id, version=version)
    kept = await house.rows("SELECT name FROM addressees WHERE id = %(id)s", id=addressee_id)
    assert kept == [{"name": "Commission (example)"}]
    renamed = recommendations_pb2.AddresseeRenamed(addressee_id=str(addressee_id), name=event.name)
    renamed.name.bodies.update({"en": "Authority (example)", "ur": "اتھارٹی (مثال)"})
    await house.deliver(renamed, addressee_id, version=3)
    kept = await house.rows("SELECT name, urdu_name FROM addressees WHERE id = %(id)s", id=addressee_id)
    assert kept == [{"name": "Authority (example)", "urdu_name": "اتھارٹی (مثال)"}]
    undone = recommendations_pb2.RenamingUndone(addressee_id=str(addressee_id), name=event.name)
    await house.deliver(undone, addressee_id, version=4)
    kept = await house.rows("SELECT name, urdu_name FROM addressees WHERE id = %(id)s", id=addressee_id)
    assert kept == [{"name": "Commission (example)", "urdu_name": None}], "the name that counts again"


async def test_an_addressee_of_a_kind_nobody_knows_waits_among_the_dead_letters(house: House) -> None:
    addressee_id = new_id()
    event = recommendations_pb2.AddresseeRegistered(addressee_id=str(addressee_id), kind=99)  # type: ignore[arg-type]
    assert await house.deliver(event, addressee_id) is Outcome.PARKED
    assert await house.rows("SELECT FROM addressees WHERE id = %(id)s", id=addressee_id) == []


async def test_a_request_that_bounced_marks_the_contact(house: House) -> None:
    person = await house.person()
    for person_id in (person.person_id, str(uuid4()), ""):
        event = notifications_pb2.RequestBounced(delivery_id=str(new_id()), person_id=person_id)
        await house.deliver(event, new_id())
    people = (await house.operator.ListPeople(pb.ListPeopleRequest(page_size=200))).people
    assert [each.bounced for each in people if each.person_id == person.person_id] == [True]


@pytest.mark.covers("loss audit")
async def test_every_change_is_audited_by_ids_only(house: House) -> None:
    person = await house.person()
    await grant_role(house, person, events_pb2.ROLE_FACILITATOR)
    await end_role(house, person, events_pb2.ROLE_FACILITATOR)
    mandate = (await grant_mandate(house, person, await house.addressee())).mandates[0]
    await end_mandate(house, mandate.mandate_id)
    rows = await house.rows(
        "SELECT actor, action FROM audit WHERE row_id = %(id)s ORDER BY position", id=person.person_id
    )
    actions = ["register_person", "grant_role", "end_role", "grant_mandate", "end_mandate"]
    assert rows == [{"actor": "operator", "action": action} for action in actions]
    session = await house.sign_in(person.email)
    await house.dashboard.EndSession(pb.EndSessionRequest(idempotency_key=key(), session=session))
    own = await house.rows("SELECT action FROM audit WHERE actor = %(id)s ORDER BY position", id=person.person_id)
    assert own == [{"action": "sign_in"}, {"action": "end_session"}]


@pytest.mark.covers("loss audit")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'nobody'",
        "DELETE FROM audit",
        "UPDATE events SET actor = 'nobody'",
        "DELETE FROM people",
        "DELETE FROM mandates",
    ],
)
async def test_the_service_itself_cannot_rewrite_what_happened(house: House, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with house.database.transaction() as tx:
            await tx.execute(statement)


async def test_a_greylisted_code_is_mailed_again_with_the_same_message_id_and_a_taken_back_one_is_not(
    house: House,
) -> None:
    person, gone = await house.person(), await house.person()
    settings, vault = house.runtime.settings, Vault(house.runtime.keys)
    next_hop = NextHop(host="127.0.0.1", port=settings.smtp_port, tls="off", sender=SENDER)
    mailer = Mailer(house.database, vault, next_hop, house.clock, pauses=(0.05, 0.05))
    house.sink.behave(person.email, Greylist(times=2))
    async with asyncio.TaskGroup() as group:
        running = group.create_task(mailer.run())
        for someone in (gone, person):
            waiting = await _a_code_for(house, vault, someone)
            if someone is gone:
                async with house.database.transaction() as tx:
                    await store.take_back_codes(tx, UUID(gone.person_id), house.clock())
            mailer.hand_over(waiting)
        (mail,) = await house.mails(person.email)
        await stop(running)
    assert code_of(mail) == waiting.code
    assert str(waiting.code_id) in str(mail.message["Message-ID"])
    assert waiting.code not in repr(waiting)
    assert house.sink.messages(gone.email) == []


async def _a_code_for(house: House, vault: Vault, person: pb.Person) -> WaitingCode:
    waiting, now = WaitingCode(code_id=new_id(), code="CDFH3469", language="en"), house.clock()
    code = Code(id=waiting.code_id, code_hmac=b"", expires_at=now + timedelta(minutes=30), tries=0)
    async with house.database.transaction() as tx:
        await store.add_code(tx, code, mailbox=vault.mailbox(person.email), browser=b"", at=now)
    return waiting
