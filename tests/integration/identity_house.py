"""Identity as a whole for tests: its real server with mutual TLS, on a real PostgreSQL, mailing into a real mail sink.

Only the clock is ours, so that half an hour passes at once.
"""

import asyncio
import inspect
import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from deploy.local.certificates import Certificates
from deploy.local.mail_server import MailServer
from deploy.local.mail_store import Mail
from deploy.local.names import Ports
from deploy.local.postgres import Databases, Postgres
from roundtable.common.v1 import text_pb2
from roundtable.identity.v1 import events_pb2, service_pb2_grpc
from roundtable.identity.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import events_pb2 as recommendations_pb2
from services.chassis import migrate, process, replies, server, stopping
from services.chassis.access import Access
from services.chassis.channels import Channels
from services.chassis.consumer import Delivered, Envelope, Outcome
from services.chassis.database import Database
from services.chassis.ids import derived_id, new_id
from services.chassis.keys import Keys
from services.chassis.parts import Parts, Runtime
from services.chassis.tokens import PinnedKeys
from services.identity.__main__ import SERVICE
from services.identity.mail import NextHop, NoticeMailer
from services.identity.parts import build
from services.identity.settings import IdentitySettings
from services.identity.vault import Vault
from tests.chassis_kit import UNHURRIED

SENDER = "roundtable@tracker.example"
_CODE = re.compile(r"^ {4}([A-Z0-9]{8})\r?$", re.MULTILINE)


@dataclass
class Clock:
    """A clock that can be put forward."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC) + self.ahead

    def advance(self, **by: float) -> None:
        """Put it forward."""
        self.ahead += timedelta(**by)


@dataclass
class House:
    """Identity, and everybody who calls it."""

    database: Database
    databases: Databases
    clock: Clock
    sink: MailServer
    parts: Parts
    runtime: Runtime
    channels: dict[str, grpc.aio.Channel] = field(default_factory=dict)
    versions: Counter[UUID] = field(default_factory=Counter)

    def ask(self, workload: str) -> Any:
        """The stub with which a process calls, by its own certificate."""
        return service_pb2_grpc.IdentityServiceStub(self.channels[workload])

    @property
    def dashboard(self) -> Any:
        """The stub of the dashboard."""
        return self.ask("dashboard")

    @property
    def operator(self) -> Any:
        """The stub of the operator."""
        return self.ask("operator")

    async def organisation(self, name: str = "") -> str:
        """Register an organisation."""
        request = pb.RegisterOrganisationRequest(idempotency_key=key(), name=name or f"Host {uuid4()}")
        return str((await self.operator.RegisterOrganisation(request)).organisation.organisation_id)

    async def person(self, email: str = "", *, organisation_id: str = "", language: str = "en") -> pb.Person:
        """Register a person."""
        request = pb.RegisterPersonRequest(
            idempotency_key=key(),
            name="Focal point",
            email=email or an_address(),
            language=language,
            organisation_id=organisation_id or await self.organisation(),
        )
        return (await self.operator.RegisterPerson(request)).person  # type: ignore[no-any-return]

    async def registrar(self) -> tuple[pb.Person, list[tuple[str, str]]]:
        """A registrar who is signed in, with the metadata of their calls."""
        person = await self.person()
        await self.operator.GrantRole(
            pb.GrantRoleRequest(
                idempotency_key=key(),
                person_id=person.person_id,
                role=events_pb2.ROLE_REGISTRAR,
                organisation_id=person.organisation.organisation_id,
            )
        )
        return person, await self.as_person(await self.sign_in(person.email))

    async def addressee(self, kind: int = recommendations_pb2.ADDRESSEE_KIND_AGENCY) -> str:
        """An entry of the register, as it arrives from recommendations."""
        addressee_id = new_id()
        await self.deliver(
            recommendations_pb2.AddresseeRegistered(
                addressee_id=str(addressee_id),
                slug=f"body-{addressee_id}",
                kind=kind,  # type: ignore[arg-type]
                name=text_pb2.LocalizedText(
                    authoritative_language="ur", bodies={"ur": "کمیشن (مثال)", "en": "Commission (example)"}
                ),
            ),
            addressee_id,
        )
        return str(addressee_id)

    async def put_to(self, addressee_id: str, organisation_id: str) -> recommendations_pb2.AssignmentOpened:
        """A line by which an organisation asks a body for something, as it arrives from recommendations."""
        opened = recommendations_pb2.AssignmentOpened(
            assignment_id=str(new_id()),
            statement_id=str(new_id()),
            addressee_id=addressee_id,
            host_organisation_id=organisation_id,
        )
        await self.tell_of_line(opened, lambda **_: opened)
        return opened

    async def tell_of_line(self, line: recommendations_pb2.AssignmentOpened, make: Callable[..., Any]) -> None:
        """Have what happened to a line, or to its statement, arrive as the next event of its aggregate."""
        try:
            event = make(assignment_id=line.assignment_id)
        except ValueError:  # it is about the statement
            event = make(statement_id=line.statement_id)
        aggregate_id = UUID(getattr(event, event.DESCRIPTOR.fields[0].name))
        self.versions[aggregate_id] += 1
        assert await self.deliver(event, aggregate_id, version=self.versions[aggregate_id]) is Outcome.APPLIED

    async def deliver(self, event: Any, aggregate_id: UUID, *, version: int = 1) -> Outcome:
        """Have the consumer apply another service's event, as it comes from Kafka."""
        kind = event.DESCRIPTOR.full_name
        envelope = Envelope(
            event_id=derived_id(aggregate_id, str(version)),
            type=kind,
            aggregate_id=aggregate_id,
            public_version=version,
            occurred_at=self.clock(),
            source=kind.split(".")[1],
            traceparent="",
        )
        applier = process.applier_of(SERVICE, self.runtime, self.parts)
        return await applier.apply(Delivered(envelope, event.SerializeToString(), "a test"))

    async def ask_code(self, email: str, browser: str, **given: str) -> None:
        """Ask for a code."""
        fields = {"idempotency_key": key(), "email": email, "browser_id": browser, "language": "en"} | given
        await self.dashboard.RequestCode(pb.RequestCodeRequest(**fields))

    async def submit(self, email: str, browser: str, code: str, **given: str) -> pb.SubmitCodeResponse:
        """Submit a code."""
        fields = {"idempotency_key": key(), "email": email, "browser_id": browser, "code": code} | given
        return await self.dashboard.SubmitCode(pb.SubmitCodeRequest(**fields))  # type: ignore[no-any-return]

    async def sign_in(self, email: str) -> str:
        """Sign in with a code from the mailbox, and return the session."""
        browser, before = a_browser(), len(self.sink.messages(email))
        await self.ask_code(email, browser)
        return str((await self.submit(email, browser, await self.code_in(email, after=before))).session)

    async def exchange(self, session: str, audience: str = "identity") -> pb.ExchangeSessionResponse:
        """Exchange a session for a token."""
        request = pb.ExchangeSessionRequest(session=session, audience=audience)
        return await self.dashboard.ExchangeSession(request)  # type: ignore[no-any-return]

    async def as_person(self, session: str) -> list[tuple[str, str]]:
        """Return the metadata of a call by whose session it is."""
        return [("authorization", f"Bearer {(await self.exchange(session)).token}")]

    async def mails(self, email: str, *, at_least: int = 1) -> list[Mail]:
        """Wait until so many mails have arrived, and return all, oldest first."""
        await until(lambda: len(self.sink.messages(email)) >= at_least)
        return list(reversed(self.sink.messages(email)))

    async def code_in(self, email: str, *, after: int = 0) -> str:
        """Wait for the mail that follows so many others, and return its code."""
        return code_of((await self.mails(email, at_least=after + 1))[after])

    async def mail_notices(self) -> None:
        """Mail every notice that is due. Nothing does it by itself here, so that other tests write when they say so."""
        settings = self.runtime.settings
        next_hop = NextHop(host="127.0.0.1", port=settings.smtp_port, tls="off", sender=SENDER)
        vault = Vault(self.runtime.keys)
        mailer = NoticeMailer(
            self.database, vault, next_hop, self.clock, zone=settings.time_zone, public_url=settings.public_url
        )
        while await mailer.mail_one():
            pass

    async def rows(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        """Look into the database."""
        async with self.database.transaction(read_only=True) as tx:
            return await (await tx.execute(statement, parameters)).fetchall()


async def until(true: Callable[[], Any]) -> None:
    """Wait until something is true; what is awaitable is awaited."""
    async with asyncio.timeout(10):
        while True:
            now = true()
            if await now if inspect.isawaitable(now) else now:
                return
            await asyncio.sleep(0.02)  # other processes and threads are waited for, which set no event here


async def together(house: House, table: str, *calls: Awaitable[Any]) -> list[Any]:
    """Let two calls come as far as their first row in that table, then both go on at once. Return their answers."""
    waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

    async def all_wait() -> bool:
        return len(await house.rows(waiting)) >= len(calls)

    async with house.database.transaction() as tx:
        await tx.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        under_way = [asyncio.ensure_future(each) for each in calls]
        await until(all_wait)
    return list(await asyncio.gather(*under_way))


def key() -> str:
    return uuid4().hex


def a_browser() -> str:
    return secrets.token_urlsafe(24)


def an_address() -> str:
    return f"focal.{uuid4().hex[:12]}@commission.example"


def code_of(mail: Mail) -> str:
    found = _CODE.search(mail.text)
    assert found, mail.text
    return found.group(1)


def fields_at_fault(error: grpc.aio.AioRpcError) -> list[str]:
    """The fields that a refusal names."""
    rich = rpc_status.from_call(error)  # type: ignore[arg-type]
    bad = error_details_pb2.BadRequest()
    assert rich is not None
    assert rich.details[0].Unpack(bad)
    return [violation.field for violation in bad.field_violations]


def status(error: grpc.aio.AioRpcError) -> tuple[grpc.StatusCode, str]:
    return error.code(), error.details() or ""


@asynccontextmanager
async def a_house(
    postgres: Postgres, certificates: Certificates, folder: Path, **given: object
) -> AsyncIterator[House]:
    """Identity, running until the block ends."""
    properties = folder / "kafka.properties"
    properties.write_text("")
    properties.chmod(0o600)
    ports = Ports.free()
    sink = MailServer(
        folder / "mail",
        ports.smtp,
        certificate=certificates.certificate("notifications"),
        key=certificates.key("notifications"),
    )
    with postgres.throwaway("identity") as databases:
        await asyncio.to_thread(migrate.upgrade, databases.migration_url, service="identity")
        fields: dict[str, Any] = {
            "database_url": databases.url,
            "kafka_bootstrap": "127.0.0.1:1",
            "kafka_properties_file": properties,
            "tls_certificate": certificates.certificate("identity"),
            "tls_key": certificates.key("identity"),
            "tls_ca": certificates.ca,
            "listen": f"127.0.0.1:{ports.identity}",
            "metrics_listen": f"127.0.0.1:{ports.identity_metrics}",
            **{f"{name}_address": f"127.0.0.1:{ports.identity}" for name in _SERVICES},
            "keys_dir": folder / "keys",
            **UNHURRIED,
            "smtp_host": "127.0.0.1",
            "smtp_port": ports.smtp,
            "smtp_tls": "starttls",
            "mail_from": SENDER,
        }
        settings = IdentitySettings(**(fields | given))
        sink.start()
        async with AsyncExitStack() as stack:
            stack.callback(sink.stop)
            clock = Clock()
            database = await stack.enter_async_context(Database(databases.url, clock=clock))
            channels = Channels(settings)
            stack.push_async_callback(channels.close)
            keys = Keys(settings.keys_dir, "identity")
            await keys.ensure(replies.REPLIES_KEY)
            runtime = Runtime(settings=settings, database=database, keys=keys, clock=clock, channels=channels)
            parts = await build(runtime)
            house = House(database, databases, clock, sink, parts, runtime)
            for name, work in parts.tasks.items():
                if name == "notice mailer":
                    continue  # `mail_notices` does it
                stack.push_async_callback(stopping.stop, asyncio.ensure_future(work()))
            assert parts.signing_keys is not None
            door = Access("identity", PinnedKeys(parts.signing_keys), clock)
            grpc_server, _ = server.build(settings, process.servicers(runtime, parts), door=door, keys=keys)
            await grpc_server.start()
            stack.push_async_callback(grpc_server.stop, None)
            for workload in ("dashboard", "operator", "notifications", "recommendations"):
                house.channels[workload] = _channel(certificates, workload, ports.identity)
                stack.push_async_callback(house.channels[workload].close)
            yield house


_SERVICES = ("identity", "consultations", "recommendations", "notifications")


def _channel(certificates: Certificates, workload: str, port: int) -> grpc.aio.Channel:
    credentials = grpc.ssl_channel_credentials(
        certificates.ca.read_bytes(),
        certificates.key(workload).read_bytes(),
        certificates.certificate(workload).read_bytes(),
    )
    return grpc.aio.secure_channel(f"127.0.0.1:{port}", credentials)
