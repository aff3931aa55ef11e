"""The server of notifications and those who call it, beside the office whose mails it knows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from deploy.local.certificates import Certificates
from deploy.local.names import Ports
from roundtable.notifications.v1 import service_pb2 as pb
from roundtable.notifications.v1 import service_pb2_grpc
from services.chassis import process, replies, server
from services.chassis.access import Access
from services.chassis.channels import Channels
from services.chassis.keys import Keys
from services.chassis.parts import Runtime
from services.chassis.tokens import PinnedKeys
from services.notifications.parts import build
from services.notifications.settings import NotificationsSettings
from tests.chassis_kit import UNHURRIED, Signer, channel
from tests.integration.notifications_office import BOUNCES, SENDER, Act, Office


@dataclass
class Desk:
    """The service's server, and those who call it."""

    office: Office
    signer: Signer
    certificates: Certificates
    address: str
    settings: NotificationsSettings

    async def call(self, method: str, request: Any, *, workload: str = "dashboard", token: str | None = None) -> Any:
        """Call an RPC."""
        metadata = (("authorization", f"Bearer {token}"),) if token else ()
        async with channel(self.certificates, workload, self.address, "notifications") as to:
            stub = service_pb2_grpc.NotificationServiceStub(to)
            return await getattr(stub, method)(request, timeout=10, metadata=metadata)

    async def operator(self, method: str, request: Any) -> Any:
        """Call as the operator."""
        return await self.call(method, request, workload="operator")

    def token(self, role: str, organisation: UUID) -> str:
        """A person with that role there."""
        return self.signer.of_role(role, organisation=organisation, audience="notifications")

    async def log(self, **given: Any) -> list[pb.Delivery]:
        """The delivery log as the operator sees it."""
        return list((await self.operator("ListDeliveries", pb.ListDeliveriesRequest(**given))).deliveries)

    async def sent(self, **given: Any) -> tuple[Act, str]:
        """An act whose mail was accepted."""
        act, address = await self.office.ready(**given)
        await self.office.tell(*act.lines)
        await self.office.send()
        return act, address


@asynccontextmanager
async def serving(office: Office, certificates: Certificates, folder: Path) -> AsyncIterator[Desk]:
    """The server, running until the block ends."""
    settings = configured(office, certificates, folder)
    keys = Keys(settings.keys_dir, "notifications")
    await keys.ensure(replies.REPLIES_KEY)
    channels = Channels(settings)
    runtime = Runtime(settings=settings, database=office.database, keys=keys, clock=office.clock, channels=channels)
    parts = build(runtime)
    signer = Signer()
    door = Access("notifications", PinnedKeys(signer.keys), office.clock)
    made, _ = server.build(settings, process.servicers(runtime, parts), door=door, keys=keys)
    await made.start()
    try:
        yield Desk(office, signer, certificates, str(settings.listen), settings)
    finally:
        await made.stop(0)
        await channels.close()


def configured(office: Office, certificates: Certificates, folder: Path, **given: Any) -> NotificationsSettings:
    """Return complete settings."""
    properties = folder / "kafka.properties"
    properties.write_text("")
    properties.chmod(0o600)
    ports = Ports.free()
    names = ("identity", "consultations", "recommendations", "notifications")
    fields: dict[str, Any] = {
        "database_url": office.databases.url,
        "kafka_bootstrap": "127.0.0.1:1",
        "kafka_properties_file": properties,
        "tls_certificate": certificates.certificate("notifications"),
        "tls_key": certificates.key("notifications"),
        "tls_ca": certificates.ca,
        "listen": f"127.0.0.1:{ports.notifications}",
        "metrics_listen": f"127.0.0.1:{ports.notifications_metrics}",
        **{f"{name}_address": f"127.0.0.1:{ports.identity}" for name in names},
        "keys_dir": folder / "keys",
        **UNHURRIED,
        "smtp_host": "127.0.0.1",
        "smtp_port": office.sink.port,
        "mail_from": SENDER,
        "bounce_domain": BOUNCES,
    }
    return NotificationsSettings(**(fields | given))
