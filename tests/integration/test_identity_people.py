"""Organisations, people, roles, mandates and contacts: who may change them, and what others get to know."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any
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
from services.chassis.tokens import PinnedKeys, verify
from services.identity import store, wire
from services.identity.domain import facts
from services.identity.domain.sign_in import Code
from services.identity.mail import Mailer, NextHop, WaitingCode
from services.identity.vault import Vault
from tests.integration.identity_house import (
    SENDER,
    House,
    a_browser,
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


async def resolve(house: House, person_id: str, addressee_id: str = "") -> pb.ResolveContactResponse:
    request = pb.ResolveContactRequest(person_id=person_id, addressee_id=addressee_id)
    return await house.ask("notifications").ResolveContact(request)  # type: ignore[no-any-return]


async def test_a_persons_history_says_ids_only_and_folds_to_the_state(house: House) -> None:
    person, addressee_id = await house.person(), await house.addressee()
    await grant_role(house, person, events_pb2.ROLE_FACILITATOR)
    await grant_role(house, person, events_pb2.ROLE_REVIEWER)
    mandated = await grant_mandate(house, person, addressee_id)
    await end_role(house, person, events_pb2.ROLE_FACILITATOR)
    await end_mandate(house, mandated.mandates[0].mandate_id)
    async with house.database.transaction(read_only=True) as tx:
        history = await event_log.load(tx, UUID(person.person_id))
        kept = (await store.people(tx, [UUID(person.person_id)]))[UUID(person.person_id)]
    folded = None
    for event in history:
        folded = facts.evolve(folded, wire.fact_of(event))
    assert folded == kept
    event_log.verify(history)
    kinds = ["PersonRegistered", "RoleGranted", "RoleGranted", "MandateGranted", "RoleEnded", "MandateEnded"]
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
    await grant_role(house, person, events_pb2.ROLE_FACILITATOR)
    await grant_mandate(house, person, now_id)
    later = (house.clock() + timedelta(days=3)).date().isoformat()
    await grant_mandate(house, person, later_id, from_date=later)
    token = (await house.exchange(await house.sign_in(person.email))).token
    assert house.parts.signing_keys is not None
    keys = PinnedKeys(house.parts.signing_keys)
    principal = await verify(token, keys=keys, audience="identity", now=house.clock(), workload="dashboard")
    assert principal.has_role("facilitator", UUID(person.organisation.organisation_id))
    assert principal.addressees == {UUID(now_id)}
    assert await refused(resolve(house, person.person_id, later_id)) is StatusCode.NOT_FOUND


async def test_a_registrar_does_what_the_operator_does_until_the_role_ends(house: House) -> None:
    registrar, metadata = await house.registrar()

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
    await grant_role(house, person, events_pb2.ROLE_FACILITATOR)
    nobody = pb.Person(person_id=str(uuid4()), organisation=person.organisation)
    refusals = [
        (StatusCode.ALREADY_EXISTS, house.person(person.email.upper())),
        (StatusCode.NOT_FOUND, house.person(organisation_id=str(uuid4()))),
        (StatusCode.ALREADY_EXISTS, grant_role(house, person, events_pb2.ROLE_FACILITATOR)),
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


async def test_lists_come_by_name_page_by_page(house: House) -> None:
    organisation_id = await house.organisation()
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
    event.name.bodies["en"] = "Platform (example)"
    outcomes = [await house.deliver(event, addressee_id) for _ in range(3)]
    assert outcomes == [Outcome.APPLIED, Outcome.REPEATED, Outcome.REPEATED]
    kept = await house.rows("SELECT kind, name FROM addressees WHERE id = %(id)s", id=addressee_id)
    assert kept == [{"kind": "platform", "name": "Platform (example)"}]


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
                    await store.shut_out(tx, UUID(gone.person_id), house.clock())
            mailer.hand_over(waiting)
        (mail,) = await house.mails(person.email)
        running.cancel()
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
