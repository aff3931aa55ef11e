"""Each service as a process of its own, with small limits, somebody who floods it and others who do not."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import grpc

from deploy.local.certificates import Certificates
from deploy.local.mail_server import MailServer
from deploy.local.names import Ports
from deploy.local.postgres import Databases, Postgres
from roundtable.consultations.v1 import events_pb2 as consultation_events
from roundtable.consultations.v1 import service_pb2 as consultations_pb
from roundtable.consultations.v1 import service_pb2_grpc as consultations_grpc
from roundtable.identity.v1 import events_pb2 as identity_events
from roundtable.identity.v1 import service_pb2 as identity_pb
from roundtable.notifications.v1 import service_pb2 as notifications_pb
from roundtable.notifications.v1 import service_pb2_grpc as notifications_grpc
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import migrate
from services.chassis.consumer import Applier, PostgresStore
from services.chassis.database import Database, utc_now
from services.chassis.keys import Keys
from services.consultations.events import HANDLERS
from tests.chassis_kit import Signer, variables
from tests.integration import consultations_house, identity_house, notifications_office, recommendations_scene
from tests.integration.identity_calls import grant_role
from tests.integration.recommendations_neighbours import Clock
from tests.integration.recommendations_things import key, words
from tests.integration.service_process import SERVING, ServiceProcess, a_channel, a_process
from tests.integration.service_works import Works
from tests.overload.asking import Ask, Told, by_grpc

READS, WRITES, AT_ONCE = 30, 20, 8
"""Of one person: calls a minute that read, and that write; calls at once."""

OTHERS = 24
"""People of each service beside the one who floods it."""

LIMITS = {
    "RT_READS_PER_PERSON_MINUTE": str(READS),
    "RT_WRITES_PER_PERSON_MINUTE": str(WRITES),
    "RT_CALLS_PER_PERSON_AT_ONCE": str(AT_ONCE),
}
_TOKEN_SECONDS = 40  # of the 60 for which one is good
_TOLD = b"Who came and what they said.\n"


@dataclass
class Side:
    """One service, as it is asked. Person 0 is who floods it; the others are `OTHERS`."""

    name: str
    process: ServiceProcess
    address: str
    read: Callable[[int], Awaitable[Told]]
    """Reads, as the person of a number."""
    write: Callable[[int, int], Awaitable[Told]]
    """Writes, as the person of the first number, for the time of the second."""
    house: Any
    stalled: Callable[[], Awaitable[Any]] | None = None
    """Uploads something as person -1, whom nothing else counts, and stops in the middle."""

    def reading(self, person: int) -> Ask:
        """Read as one person, each time."""
        return lambda _: self.read(person)

    def writing(self, person: int) -> Ask:
        """Write as one person, each time."""
        return lambda number: self.write(person, number)

    def others(self) -> Ask:
        """Read as those who flood nothing, one after the other."""
        return lambda number: self.read(1 + number % OTHERS)


@dataclass
class Making:
    """What all of them are made of."""

    stack: AsyncExitStack
    postgres: Postgres
    certificates: Certificates
    folder: Path
    works: Works
    migrating: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One database at a time: what migrates them keeps its place in the process."""

    @property
    def signer(self) -> Signer:
        """Signs tokens for all but identity, which signs its own."""
        return Signer(key=self.works.house.signing)

    async def databases(self, service: str) -> Databases:
        """Make the service's database."""
        made = self.stack.enter_context(self.postgres.throwaway(service))
        async with self.migrating:
            await asyncio.to_thread(migrate.upgrade, made.migration_url, service=service)
        return made

    def channel(self, workload: str, address: str) -> grpc.aio.Channel:
        """Open a workload's channel."""
        made = a_channel(self.certificates, workload, address)
        self.stack.push_async_callback(made.close)
        return made

    async def started(self, service: str, databases: Databases, **more: str) -> tuple[ServiceProcess, dict[str, str]]:
        """Start a service and wait until it serves. Return it and its environment."""
        own = self.folder / service
        own.mkdir()
        given = LIMITS | {"RT_DATABASE_URL": databases.url} | more
        if service != "identity":
            given["RT_IDENTITY_ADDRESS"] = self.works.environment["RT_IDENTITY_ADDRESS"]
        environment = variables(self.certificates, own, service, **given)
        channel = self.channel("operator", environment["RT_LISTEN"])
        said = self.folder / f"{service}.said"
        begun = a_process(service, [f"services.{service}"], environment, channel, said)
        running = self.stack.enter_context(begun)
        await running.until(SERVING)
        return running, environment


# --- identity --------------------------------------------------------------------------------------------------------


async def identity(making: Making) -> Side:
    """Start it, with a mail server; people sign in, and a registrar invites."""
    ports, databases = Ports.free(), await making.databases("identity")
    sink = MailServer(making.folder / "mail", ports.smtp)
    sink.start()
    making.stack.callback(sink.stop)
    mail = {"RT_SMTP_HOST": "127.0.0.1", "RT_SMTP_PORT": str(ports.smtp), "RT_MAIL_FROM": identity_house.SENDER}
    running, environment = await making.started("identity", databases, **mail)
    database = await making.stack.enter_async_context(Database(databases.url))
    nowhere: Any = None  # its parts are those of another process
    house = identity_house.House(database, databases, identity_house.Clock(), sink, nowhere, nowhere)
    for workload in ("dashboard", "operator"):
        house.channels[workload] = making.channel(workload, environment["RT_LISTEN"])
    organisation = await house.organisation()
    people = [await house.person(organisation_id=organisation) for _ in range(1 + OTHERS)]
    await grant_role(house, people[0], identity_events.ROLE_REGISTRAR)
    tokens = [_Renewed(house, await house.sign_in(each.email)) for each in people]

    async def read(person: int) -> Told:
        metadata = await tokens[person].metadata()
        return await by_grpc(house.dashboard.GetMe(identity_pb.GetMeRequest(), metadata=metadata, timeout=10))

    async def invite(person: int, number: int) -> Told:
        request = identity_pb.RegisterPersonRequest(
            idempotency_key=key(),
            name="Focal point",
            email=f"focal.{person}.{number}.{uuid4().hex[:8]}@commission.example",
            language="en",
            organisation_id=organisation,
        )
        metadata = await tokens[person].metadata()
        return await by_grpc(house.dashboard.RegisterPerson(request, metadata=metadata, timeout=10))

    return Side("identity", running, environment["RT_LISTEN"], read, invite, house)


class _Renewed:
    """A session's token, exchanged anew before it ends."""

    def __init__(self, house: identity_house.House, session: str) -> None:
        self._house, self._session = house, session
        self._until, self._metadata = 0.0, list[tuple[str, str]]()

    async def metadata(self) -> list[tuple[str, str]]:
        """Return what goes with a call."""
        if time.monotonic() > self._until:
            self._metadata = await self._house.as_person(self._session)
            self._until = time.monotonic() + _TOKEN_SECONDS
        return self._metadata


# --- consultations ---------------------------------------------------------------------------------------------------


async def consultations(making: Making) -> Side:
    """Start it; each facilitator has a draft of their own."""
    databases = await making.databases("consultations")
    running, environment = await making.started("consultations", databases)
    database = await making.stack.enter_async_context(Database(databases.url))
    folder, address = Path(environment["RT_KEYS_DIR"]), environment["RT_LISTEN"]
    house = consultations_house.House(
        database=database,
        databases=databases,
        clock=_Wall(),
        keys=Keys(folder, "consultations"),
        keys_folder=folder,
        applier=Applier(PostgresStore(database, "consultations"), HANDLERS, {}),
        signer=making.signer,
        address=address,
        stub=consultations_grpc.ConsultationServiceStub(making.channel("dashboard", address)),
        servicer=None,
    )
    people = [await house.person("facilitator") for _ in range(2 + OTHERS)]
    drafts = [await house.draft(each) for each in people]

    async def read(person: int) -> Told:
        wanted = consultations_pb.GetDraftRequest(consultation_id=drafts[person].consultation_id)
        return await by_grpc(house.call(people[person], wanted))

    async def enter(person: int, number: int) -> Told:
        """Enter an item; each tenth time upload a document, which a child process cleans."""
        who, where = people[person], drafts[person].consultation_id
        if number % 10 == 0:
            return await by_grpc(upload(house, who, where, _TOLD))
        entry = consultations_house.statement_details()
        return await by_grpc(
            house.call(who, consultations_pb.PutStatementRequest(consultation_id=where, details=entry))
        )

    def stalling() -> Awaitable[Any]:
        return stalled(house, people[-1], drafts[-1].consultation_id)

    return Side("consultations", running, address, read, enter, house, stalling)


class _Wall(Clock):
    """The machine's clock: the process has no other."""

    def __call__(self) -> Any:
        """Tell the time."""
        return utc_now()


def upload(house: consultations_house.House, who: Any, consultation_id: str, content: bytes) -> Awaitable[Any]:
    """Upload a document in one piece."""
    first = _first_piece(consultation_id, content)
    return house.stub.AddDocument(iter([first]), metadata=_token(house, who), timeout=10)  # type: ignore[no-any-return]


def stalled(house: consultations_house.House, who: Any, consultation_id: str) -> Awaitable[Any]:
    """Upload the first piece of a document, and say nothing more."""

    async def pieces() -> AsyncIterator[Any]:
        yield _first_piece(consultation_id, _TOLD)
        await asyncio.sleep(60)

    return house.stub.AddDocument(pieces(), metadata=_token(house, who), timeout=60)  # type: ignore[no-any-return]


def _first_piece(consultation_id: str, content: bytes) -> consultations_pb.AddDocumentRequest:
    return consultations_pb.AddDocumentRequest(
        idempotency_key=key(),
        consultation_id=consultation_id,
        kind=consultation_events.DOCUMENT_KIND_MINUTES,
        title=words("Minutes"),
        language="en",
        uploaded_name="minutes.txt",
        chunk=content,
    )


def _token(house: consultations_house.House, who: Any) -> list[tuple[str, str]]:
    return [("authorization", f"Bearer {house.token(who)}")]


# --- recommendations -------------------------------------------------------------------------------------------------


async def recommendations(making: Making) -> Side:
    """Start it; a facilitator of one line floods it, facilitators of another one do not."""
    works = making.works
    works.environment |= LIMITS
    await works.start()
    mine, theirs = await recommendations_scene.a_scene(works.house), await recommendations_scene.a_scene(works.house)
    host, today = theirs.tracked.host_id, works.house.clock.today.isoformat()
    others = [await works.house.person("facilitator", organisation_id=host) for _ in range(OTHERS)]
    people = [(mine, mine.facilitator), *((theirs, each) for each in others)]

    async def read(person: int) -> Told:
        scene, who = people[person]
        wanted = pb.GetAssignmentRequest(assignment_id=scene.assignment)
        return await by_grpc(works.house.call(who, "GetAssignment", wanted))

    async def note(person: int, _number: int) -> Told:
        scene, who = people[person]
        noted = pb.NoteFollowUpRequest(
            idempotency_key=key(),
            assignment_id=scene.assignment,
            follow_up=pb.FollowUp(kind=events.FOLLOW_UP_KIND_CALLED, contact_date=today, text=words("They call back")),
        )
        return await by_grpc(works.house.call(who, "NoteFollowUp", noted))

    return Side("recommendations", works.process, works.environment["RT_LISTEN"], read, note, mine)


# --- notifications ---------------------------------------------------------------------------------------------------


async def notifications(making: Making) -> Side:
    """Start it where a mail was handed over; the operator reports over and over that it came back."""
    databases = await making.databases("notifications")
    own = making.folder / "office"
    own.mkdir()
    office = await making.stack.enter_async_context(notifications_office.an_office(databases, own))
    act, address = await office.ready()
    await office.tell(*act.lines)
    await office.send()
    (mail,) = office.mails(address)
    given = {
        "RT_SMTP_HOST": "127.0.0.1",
        "RT_SMTP_PORT": str(office.sink.port),
        "RT_MAIL_FROM": notifications_office.SENDER,
        "RT_BOUNCE_DOMAIN": notifications_office.BOUNCES,
        "RT_CALLS_PER_WORKLOAD_MINUTE": str(WRITES),
    }
    running, environment = await making.started("notifications", databases, **given)
    signer, listen = making.signer, environment["RT_LISTEN"]
    stubs = [
        notifications_grpc.NotificationServiceStub(making.channel(each, listen)) for each in ("dashboard", "operator")
    ]
    claims = [
        signer.claims("notifications", roles=[_role("facilitator", act.host_organisation_id)])
        for _ in range(1 + OTHERS)
    ]

    async def read(person: int) -> Told:
        token = signer.token("notifications", sub=claims[person]["sub"], roles=claims[person]["roles"])
        wanted = notifications_pb.ListDeliveriesRequest()
        metadata = [("authorization", f"Bearer {token}")]
        return await by_grpc(stubs[0].ListDeliveries(wanted, metadata=metadata, timeout=10))

    async def report(_person: int, _number: int) -> Told:
        came_back = notifications_pb.ReportBounceRequest(
            idempotency_key=key(), return_path=mail.sender, status_code="5.1.1"
        )
        return await by_grpc(stubs[1].ReportBounce(came_back, timeout=10))

    return Side("notifications", running, listen, read, report, office)


def _role(role: str, organisation_id: object) -> dict[str, str]:
    return {"role": role, "organisation_id": str(organisation_id)}
