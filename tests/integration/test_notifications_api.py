"""The delivery log, bounces and tries by hand, over gRPC with mutual TLS; and addresses asked of identity."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc
import pytest
from grpc_status import rpc_status

from deploy.local.certificates import Certificates
from deploy.local.mail_server import Reject
from deploy.local.postgres import Databases, Postgres
from roundtable.common.v1 import errors_pb2
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.identity.v1 import service_pb2 as identity_pb
from roundtable.identity.v1 import service_pb2_grpc as identity_grpc
from roundtable.notifications.v1 import service_pb2 as pb
from services.chassis.channels import Channels
from services.chassis.keys import Keys
from services.chassis.parts import Runtime
from services.chassis.stopping import stop
from services.notifications.parts import build
from services.notifications.sender.contacts import Contact, ContactsAway, IdentityContacts
from tests.integration.notifications_desk import Desk, configured, serving
from tests.integration.notifications_office import BOUNCES, a_database, an_office, until


@pytest.fixture(scope="module")
def databases(postgres: Postgres) -> Iterator[Databases]:
    with a_database(postgres) as made:
        yield made


@pytest.fixture
async def desk(databases: Databases, certificates: Certificates, tmp_path: Path) -> AsyncIterator[Desk]:
    async with an_office(databases, tmp_path) as office, serving(office, certificates, tmp_path) as opened:
        yield opened


def a_key() -> str:
    return uuid4().hex


async def refused(call: Any) -> grpc.StatusCode:
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await call
    code: grpc.StatusCode = error.value.code()
    return code


# --- the delivery log ------------------------------------------------------------------------------------------------


async def test_the_log_says_what_became_of_each_mail_and_names_nobody(desk: Desk) -> None:
    act, address = await desk.sent(lines=2)
    (entry,) = await desk.log()
    assert entry.state == pb.DELIVERY_STATE_ACCEPTED
    assert (entry.kind, entry.attempts) == ("request", 1)
    assert entry.addressee_name == "Child Rights Commission (example)"
    assert (entry.addressee.bodies["en"], entry.addressee.authoritative_language) == (entry.addressee_name, "en")
    assert entry.consultation_number == "C-7"
    assert list(entry.tracked_numbers) == [line.tracked_number for line in act.lines]
    assert entry.HasField("accepted_at")
    assert not entry.HasField("next_attempt_at")
    assert address.partition("@")[0] not in str(entry)
    assert "@" not in str(entry)


async def test_a_facilitator_sees_the_own_organisations_deliveries_and_no_others(desk: Desk) -> None:
    mine, _ = await desk.sent()
    theirs, _ = await desk.sent()
    token = desk.token("facilitator", mine.host_organisation_id)
    seen = await desk.call("ListDeliveries", pb.ListDeliveriesRequest(), token=token)
    assert [each.tracked_numbers[0] for each in seen.deliveries] == [mine.lines[0].tracked_number]
    stranger = desk.token("facilitator", uuid4())
    assert not (await desk.call("ListDeliveries", pb.ListDeliveriesRequest(), token=stranger)).deliveries
    registrar = desk.token("registrar", uuid4())
    everything = await desk.call("ListDeliveries", pb.ListDeliveriesRequest(), token=registrar)
    assert len(everything.deliveries) == 2
    assert theirs.lines


async def test_a_reviewer_of_the_host_is_no_facilitator_of_it(desk: Desk) -> None:
    act, _ = await desk.sent()
    both = [
        {"role": "reviewer", "organisation_id": str(act.host_organisation_id)},
        {"role": "facilitator", "organisation_id": str(uuid4())},
    ]
    token = desk.signer.token("notifications", roles=both)
    assert not (await desk.call("ListDeliveries", pb.ListDeliveriesRequest(), token=token)).deliveries


async def test_liaisons_verifiers_and_strangers_are_kept_out(desk: Desk) -> None:
    request = pb.ListDeliveriesRequest()
    verifier = desk.token("verifier", uuid4())
    liaison = desk.signer.of_liaison(audience="notifications")
    assert await refused(desk.call("ListDeliveries", request, token=verifier)) is grpc.StatusCode.PERMISSION_DENIED
    assert await refused(desk.call("ListDeliveries", request, token=liaison)) is grpc.StatusCode.PERMISSION_DENIED
    assert await refused(desk.call("ListDeliveries", request)) is grpc.StatusCode.UNAUTHENTICATED


async def test_pages_hold_every_delivery_once_newest_first(desk: Desk) -> None:
    for _ in range(7):
        await desk.sent()
    numbers, token = [], ""
    while True:
        request = pb.ListDeliveriesRequest(page_size=3, page_token=token)
        page = await desk.operator("ListDeliveries", request)
        numbers += [each.tracked_numbers[0] for each in page.deliveries]
        token = page.next_page_token
        if not token:
            break
    assert numbers == [f"R-{number}" for number in range(7, 0, -1)]


async def test_filters_by_state_and_consultation(desk: Desk) -> None:
    await desk.sent()
    act = desk.office.act()
    granted = desk.office.liaison(act.addressee_id)
    desk.office.sink.behave(desk.office.address(granted), Reject())
    await desk.office.tell(desk.office.addressee(act), desk.office.consultation(act, "C-8"), granted, *act.lines)
    await desk.office.send()
    assert [each.consultation_number for each in await desk.log(state=pb.DELIVERY_STATE_BOUNCED)] == ["C-8"]
    assert [each.consultation_number for each in await desk.log(consultation_number="c-7")] == ["C-7"]
    assert await desk.log(state=pb.DELIVERY_STATE_PENDING) == []


@pytest.mark.parametrize(
    "request_",
    [
        pb.ListDeliveriesRequest(page_size=1000),
        pb.ListDeliveriesRequest(page_token="!"),
        pb.ListDeliveriesRequest(state=77),  # type: ignore[arg-type]
    ],
)
async def test_bad_questions_are_refused_as_such(desk: Desk, request_: pb.ListDeliveriesRequest) -> None:
    assert await refused(desk.operator("ListDeliveries", request_)) is grpc.StatusCode.INVALID_ARGUMENT


# --- bounces ---------------------------------------------------------------------------------------------------------


async def return_path(desk: Desk, address: str) -> str:
    (mail,) = desk.office.mails(address)
    return mail.sender


async def test_a_mail_that_comes_back_is_recorded_once_and_told(desk: Desk) -> None:
    _, address = await desk.sent()
    path = await return_path(desk, address)
    request = pb.ReportBounceRequest(idempotency_key=a_key(), return_path=f"<{path}>", status_code="5.1.1")
    first, second = await asyncio.gather(desk.operator("ReportBounce", request), desk.operator("ReportBounce", request))
    assert first == second
    assert first.delivery.state == pb.DELIVERY_STATE_BOUNCED
    assert first.delivery.last_answer == "came back 5.1.1"
    again = pb.ReportBounceRequest(idempotency_key=a_key(), return_path=path)
    assert (await desk.operator("ReportBounce", again)).delivery.version == first.delivery.version
    assert await desk.office.public_events() == ["RequestSent", "RequestAccepted", "RequestBounced"]
    await desk.office.folded()


async def test_what_names_no_delivery_of_ours_is_said_to(desk: Desk) -> None:
    unknown = pb.ReportBounceRequest(idempotency_key=a_key(), return_path=f"bounces+{'a' * 26}@{BOUNCES}")
    assert await refused(desk.operator("ReportBounce", unknown)) is grpc.StatusCode.NOT_FOUND
    malformed = pb.ReportBounceRequest(idempotency_key=a_key(), return_path="postmaster@host.example")
    assert await refused(desk.operator("ReportBounce", malformed)) is grpc.StatusCode.INVALID_ARGUMENT


async def test_only_the_operator_reports_bounces(desk: Desk) -> None:
    request = pb.ReportBounceRequest(idempotency_key=a_key(), return_path=f"bounces+{'a' * 26}@{BOUNCES}")
    registrar = desk.token("registrar", uuid4())
    assert await refused(desk.call("ReportBounce", request, token=registrar)) is grpc.StatusCode.PERMISSION_DENIED


async def test_a_colleague_who_came_meanwhile_is_told_when_the_mail_comes_back(desk: Desk) -> None:
    act, address = await desk.sent()
    colleague = desk.office.liaison(act.addressee_id)
    await desk.office.tell(colleague)
    assert await desk.office.send() == 0
    path = await return_path(desk, address)
    await desk.operator("ReportBounce", pb.ReportBounceRequest(idempotency_key=a_key(), return_path=path))
    await desk.office.send()
    assert len(desk.office.mails(desk.office.address(colleague))) == 1
    assert len(desk.office.mails(address)) == 1


# --- tries by hand ---------------------------------------------------------------------------------------------------


async def a_bounced(desk: Desk) -> tuple[str, pb.Delivery]:
    act, address = await desk.office.ready()
    desk.office.sink.behave(address, Reject())
    await desk.office.tell(*act.lines)
    await desk.office.send()
    desk.office.sink.behave(address, None)
    (entry,) = await desk.log()
    return address, entry


def a_retry(entry: pb.Delivery, **given: Any) -> pb.RetryDeliveryRequest:
    fields: dict[str, Any] = {
        "idempotency_key": a_key(),
        "delivery_id": entry.delivery_id,
        "expected_version": entry.version,
    }
    return pb.RetryDeliveryRequest(**(fields | given))


async def test_a_bounced_mail_is_sent_once_more_with_the_same_message_id(desk: Desk) -> None:
    address, entry = await a_bounced(desk)
    again = await desk.operator("RetryDelivery", a_retry(entry))
    assert again.delivery.state == pb.DELIVERY_STATE_PENDING
    await desk.office.send()
    (mail,) = desk.office.mails(address)
    assert mail.message["Message-ID"]
    assert (await desk.log())[0].state == pb.DELIVERY_STATE_ACCEPTED
    expected = ["RequestSent", "RequestBounced", "RequestSent", "RequestAccepted"]
    assert await desk.office.public_events() == expected
    await desk.office.folded()


async def test_a_retry_by_hand_goes_only_to_those_still_entitled(desk: Desk) -> None:
    address, entry = await a_bounced(desk)
    (mandate,) = await desk.office.rows("SELECT * FROM mandates")
    await desk.office.tell(
        identity.MandateEnded(
            person_id=str(mandate["person_id"]),
            mandate_id=str(mandate["id"]),
            addressee_id=str(mandate["addressee_id"]),
        )
    )
    await desk.operator("RetryDelivery", a_retry(entry))
    await desk.office.send()
    assert desk.office.mails(address) == []
    assert (await desk.log())[0].state == pb.DELIVERY_STATE_DEAD


async def test_a_stale_retry_gets_the_delivery_as_it_is(desk: Desk) -> None:
    _, entry = await a_bounced(desk)
    with pytest.raises(grpc.aio.AioRpcError) as error:
        await desk.operator("RetryDelivery", a_retry(entry, expected_version=entry.version - 1))
    assert error.value.code() is grpc.StatusCode.ABORTED
    status = rpc_status.from_call(error.value)  # type: ignore[arg-type]
    assert status
    stale, current = errors_pb2.Stale(), pb.RetryDeliveryResponse()
    assert status.details[0].Unpack(stale)
    assert stale.current.Unpack(current)
    assert current.delivery == entry


async def test_only_what_is_over_is_retried_and_only_what_is_there(desk: Desk) -> None:
    await desk.sent()
    (entry,) = await desk.log()
    assert await refused(desk.operator("RetryDelivery", a_retry(entry))) is grpc.StatusCode.FAILED_PRECONDITION
    missing = a_retry(entry, delivery_id=str(uuid4()))
    assert await refused(desk.operator("RetryDelivery", missing)) is grpc.StatusCode.NOT_FOUND


async def test_a_registrar_retries_only_while_the_role_lasts(desk: Desk) -> None:
    _, entry = await a_bounced(desk)
    registrar, organisation = uuid4(), uuid4()
    roles = [{"role": "registrar", "organisation_id": str(organisation)}]
    token = desk.signer.token("notifications", sub=str(registrar), roles=roles)
    request = a_retry(entry)
    assert await refused(desk.call("RetryDelivery", request, token=token)) is grpc.StatusCode.PERMISSION_DENIED
    role: dict[str, Any] = {
        "person_id": str(registrar),
        "role": identity.ROLE_REGISTRAR,
        "organisation_id": str(organisation),
    }
    await desk.office.tell(identity.RoleGranted(**role, from_date="2026-01-01"))
    assert (await desk.call("RetryDelivery", request, token=token)).delivery.version == entry.version + 1
    await desk.office.tell(identity.RoleEnded(**role, to_date="2026-11-20"))
    later = a_retry(entry)
    assert await refused(desk.call("RetryDelivery", later, token=token)) is grpc.StatusCode.PERMISSION_DENIED


async def test_a_facilitator_does_not_retry(desk: Desk) -> None:
    _, entry = await a_bounced(desk)
    token = desk.token("facilitator", uuid4())
    assert await refused(desk.call("RetryDelivery", a_retry(entry), token=token)) is grpc.StatusCode.PERMISSION_DENIED


# --- identity at the moment of sending -------------------------------------------------------------------------------


class _Identity(identity_grpc.IdentityServiceServicer):
    """Answers ResolveContact."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], str] = {}
        self.away = False

    async def ResolveContact(
        self, request: identity_pb.ResolveContactRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> identity_pb.ResolveContactResponse:
        """Tell, or say why not."""
        if self.away:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "later")
        address = self.known.get((request.person_id, request.addressee_id), "")
        if not address:
            await context.abort(grpc.StatusCode.NOT_FOUND, "nobody")
        return identity_pb.ResolveContactResponse(name="Focal point", email=address, language="ur")


@asynccontextmanager
async def an_identity(certificates: Certificates, address: str) -> AsyncIterator[_Identity]:
    servicer, made = _Identity(), grpc.aio.server()  # type: ignore[abstract]
    identity_grpc.add_IdentityServiceServicer_to_server(servicer, made)
    pair = (certificates.key("identity").read_bytes(), certificates.certificate("identity").read_bytes())
    credentials = grpc.ssl_server_credentials([pair], certificates.ca.read_bytes(), require_client_auth=True)
    made.add_secure_port(address, credentials)
    await made.start()
    try:
        yield servicer
    finally:
        await made.stop(0)


async def test_contacts_are_asked_of_identity_over_mutual_tls(desk: Desk) -> None:
    person, addressee = uuid4(), uuid4()
    channels = Channels(desk.settings)
    contacts = IdentityContacts(channels.to("identity"))
    async with an_identity(desk.certificates, str(desk.settings.identity_address)) as answering:
        answering.known = {
            (str(person), str(addressee)): "focal@body.example",
            (str(person), ""): "facilitator@host.example",
        }
        assert await contacts.liaison(person, addressee) == Contact("focal@body.example", "ur")
        assert await contacts.facilitator(person) == Contact("facilitator@host.example", "ur")
        assert await contacts.liaison(person, uuid4()) is None
        answering.away = True
        with pytest.raises(ContactsAway):
            await contacts.liaison(person, addressee)
    with pytest.raises(ContactsAway):
        await contacts.liaison(person, addressee)
    await channels.close()


async def test_the_service_as_it_is_built_sends_what_is_due(desk: Desk, tmp_path: Path) -> None:
    office = desk.office
    act, address = await office.ready()
    await office.tell(*act.lines)
    (mandate,) = await office.rows("SELECT person_id FROM mandates")
    keys, channels = Keys(tmp_path / "keys", "notifications"), Channels(desk.settings)
    runtime = Runtime(
        settings=desk.settings, database=office.database, keys=keys, clock=office.clock, channels=channels
    )
    async with an_identity(desk.certificates, str(desk.settings.identity_address)) as answering:
        answering.known = {(str(mandate["person_id"]), str(act.addressee_id)): address}
        running = [asyncio.ensure_future(work()) for work in build(runtime).tasks.values()]
        await until(lambda: office.mails(address))
        await stop(*running)
    await channels.close()
    (mail,) = office.mails(address)
    assert mail.message["Content-Language"] == "ur"
    assert mail.message["Reply-To"] is None  # identity knows the facilitator no more
    assert "http://127.0.0.1:8501/r/R-1" in mail.text


# --- settings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"mail_from": "Roundtable <a@b.example>"},
        {"mail_from": "a@b.example\nBcc: c@d.example"},
        {"bounce_domain": "not a domain"},
        {"smtp_mode": "carrier pigeon"},
        {"smtp_tls": "maybe"},
    ],
)
async def test_settings_that_would_make_bad_mails_are_refused(
    desk: Desk, tmp_path: Path, given: dict[str, str]
) -> None:
    with pytest.raises(ValueError, match=next(iter(given))):
        configured(desk.office, desk.certificates, tmp_path, **given)
