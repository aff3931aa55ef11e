"""One trace spans it all: RPC, database, Kafka, consumer, mail; real processes, and a collector they export to.

The command is the one whose effect is a mail in another service: identity makes somebody liaison of a body that has
been asked something, and notifications writes to them.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from confluent_kafka import Consumer

from deploy.local.certificates import Certificates
from deploy.local.kafka import Kafka
from deploy.local.mail_server import MailServer
from deploy.local.postgres import Postgres
from roundtable.identity.v1 import service_pb2 as pb
from roundtable.identity.v1 import service_pb2_grpc as pb_grpc
from services.chassis import migrate
from services.chassis.consumer import Applier, Delivered, Envelope, Outcome, PostgresStore
from services.chassis.database import Database
from services.chassis.ids import new_id
from services.identity.events import HANDLERS
from services.notifications.events import Events
from tests.chassis_kit import free_address, variables
from tests.integration.identity_house import an_address, key
from tests.integration.notifications_office import BOUNCES, SENDER, ZONE, Act, AddressBook, Clock, Office
from tests.integration.service_process import SERVING, a_channel, a_process, until
from tests.integration.trace_collector import Collector, collecting

TOPIC = "roundtable.identity.v1"
COMMAND = "roundtable.identity.v1.IdentityService/GrantMandate"
EVENT = "roundtable.identity.v1.MandateGranted"


@dataclass
class Scene:
    """Identity and notifications, running; a body with one line that nobody could be told of yet."""

    identity: Database
    operator: Any
    addressee_id: UUID
    collector: Collector
    sink: MailServer
    kafka: Kafka


@pytest.fixture
async def scene(
    postgres: Postgres, kafka: Kafka, certificates: Certificates, mail_sink: MailServer, tmp_path: Path
) -> AsyncIterator[Scene]:
    kafka.delete_topics()  # what others left there has owners that are gone
    async with AsyncExitStack() as stack:
        collector = await stack.enter_async_context(collecting())
        addresses = {"RT_IDENTITY_ADDRESS": free_address(), "RT_NOTIFICATIONS_ADDRESS": free_address()}
        opened, running = {}, []
        for service in ("identity", "notifications"):
            databases = stack.enter_context(postgres.throwaway(service))
            await asyncio.to_thread(migrate.upgrade, databases.migration_url, service=service)
            opened[service] = (databases, await stack.enter_async_context(Database(databases.url)))
        office = _office(*opened["notifications"], mail_sink)
        act = office.act()
        await office.introduce(act)
        await office.tell(*act.lines)
        await _introduce(opened["identity"][1], office, act)
        for service, (databases, _) in opened.items():
            folder = tmp_path / service
            folder.mkdir()
            given = addresses | kafka.settings(service) | _mail(mail_sink)
            given |= {"RT_DATABASE_URL": databases.url, "RT_LISTEN": addresses[f"RT_{service.upper()}_ADDRESS"]}
            given |= {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint, "OTEL_BSP_SCHEDULE_DELAY": "100"}
            channel = a_channel(certificates, "operator", given["RT_LISTEN"])
            stack.push_async_callback(channel.close)
            environment = variables(certificates, folder, service, **given)
            begun = a_process(service, [f"services.{service}"], environment, channel, folder / "said")
            running.append(stack.enter_context(begun))
        await asyncio.gather(*(each.until(SERVING) for each in running))
        operator = pb_grpc.IdentityServiceStub(running[0].channel)
        yield Scene(opened["identity"][1], operator, act.addressee_id, collector, mail_sink, kafka)


def _office(databases: Any, database: Database, sink: MailServer) -> Office:
    clock = Clock()
    events = Events(clock, ZONE)
    applier = Applier(PostgresStore(database, "notifications"), events.handlers(), {}, events.withholding())
    return Office(database, databases, sink, clock, AddressBook(), events, applier)


async def _introduce(identity: Database, office: Office, act: Act) -> None:
    """Let identity know the body, too."""
    event = office.addressee(act)
    kind = event.DESCRIPTOR.full_name
    envelope = Envelope(
        event_id=new_id(),
        type=kind,
        aggregate_id=act.addressee_id,
        public_version=1,
        occurred_at=office.clock(),
        source="recommendations",
        traceparent="",
    )
    applier = Applier(PostgresStore(identity, "identity"), HANDLERS, {})
    assert await applier.apply(Delivered(envelope, event.SerializeToString(), "test")) is Outcome.APPLIED


def _mail(sink: MailServer) -> dict[str, str]:
    return {
        "RT_SMTP_HOST": "127.0.0.1",
        "RT_SMTP_PORT": str(sink.port),
        "RT_MAIL_FROM": SENDER,
        "RT_BOUNCE_DOMAIN": BOUNCES,
    }


async def _a_person(operator: Any, email: str) -> str:
    asked = pb.RegisterOrganisationRequest(idempotency_key=key(), name="Commission (example)")
    organisation = (await operator.RegisterOrganisation(asked, timeout=10)).organisation
    request = pb.RegisterPersonRequest(
        idempotency_key=key(),
        name="Focal point",
        email=email,
        language="en",
        organisation_id=organisation.organisation_id,
    )
    return str((await operator.RegisterPerson(request, timeout=10)).person.person_id)


def _traceparent_on_the_topic(kafka: Kafka) -> str:
    """Return the header of the event as it lies in Kafka."""
    reader = Consumer(
        {**kafka.client_configuration("operator"), "group.id": f"test-{new_id()}", "auto.offset.reset": "earliest"}
    )
    reader.subscribe([TOPIC])
    try:
        for _ in range(60):
            message = reader.poll(1.0)
            headers: dict[str, Any] = dict(message.headers() or ()) if message and not message.error() else {}
            if headers.get("ce_type") == EVENT.encode():
                return str(headers["traceparent"].decode())
    finally:
        reader.close()
    raise AssertionError("the event is not on the topic")


async def test_one_trace_spans_rpc_database_kafka_and_mail(scene: Scene) -> None:
    email, trace_id, callers = an_address(), secrets.token_hex(16), secrets.token_hex(8)
    request = pb.GrantMandateRequest(
        idempotency_key=key(),
        person_id=await _a_person(scene.operator, email),
        addressee_id=str(scene.addressee_id),
    )
    metadata = [("traceparent", f"00-{trace_id}-{callers}-01")]
    await scene.operator.GrantMandate(request, metadata=metadata, timeout=10)

    async with scene.identity.transaction(read_only=True) as tx:
        rows = await tx.execute("SELECT traceparent FROM events WHERE type = %(type)s", {"type": EVENT})
        (row,) = await rows.fetchall()
    assert row["traceparent"].startswith(f"00-{trace_id}-")
    assert await asyncio.to_thread(_traceparent_on_the_topic, scene.kafka) == row["traceparent"]

    async def exported() -> bool:
        wanted = (COMMAND, "consume MandateGranted", "mail.deliver", "mail.smtp")
        return all(scene.collector.find(trace_id, name) for name in wanted)

    await until(exported, "the trace reaches from the RPC to the mail", seconds=30)
    # The invitation, which identity sends, comes from an address of its own; what notifications sends can come back.
    assert [each.sender.partition("+")[0] for each in scene.sink.messages(email) if "+" in each.sender] == ["bounces"]
    sent = scene.collector.find(trace_id, "mail.smtp")
    assert sent
    way = list(scene.collector.upwards(sent.id))
    assert [str(each) for each in way if each.span.name != "database.transaction"] == [
        "notifications: mail.smtp (CLIENT)",
        "notifications: mail.deliver (PRODUCER)",
        "notifications: consume MandateGranted (CONSUMER)",
        f"identity: {COMMAND} (SERVER)",
    ]
    assert way[-1].span.parent_span_id.hex() == callers
    (from_row,) = (each for each in way if each.id == row["traceparent"].split("-")[2])
    assert from_row.service == "identity"
