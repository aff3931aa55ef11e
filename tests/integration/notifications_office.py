"""Notifications for tests: real PostgreSQL, real SMTP into a mail server that misbehaves as told, events as they come.

Only the clock and identity's answers are ours. Events go through the chassis's own `Applier`, so each counts once.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
from google.protobuf.message import Message

from deploy.local.mail_server import MailServer
from deploy.local.mail_store import Mail
from deploy.local.names import Ports
from deploy.local.postgres import Databases, Postgres
from roundtable.common.v1 import text_pb2
from roundtable.consultations.v1 import events_pb2 as consultations
from roundtable.identity.v1 import events_pb2 as identity
from roundtable.recommendations.v1 import events_pb2 as recommendations
from services.chassis import event_log, migrate, texts
from services.chassis.consumer import Applier, Delivered, Envelope, Outcome, PostgresStore
from services.chassis.database import Database
from services.chassis.ids import new_id
from services.chassis.stopping import stop
from services.notifications.domain.delivery import Delivery, SmtpMode, evolve
from services.notifications.events import Events
from services.notifications.sender.attempt import Post
from services.notifications.sender.contacts import Contact, ContactsAway
from services.notifications.sender.loop import Sender
from services.notifications.sender.slots import Slots
from services.notifications.sender.smtp import Patience, SmtpServer
from services.notifications.store import deliveries
from services.notifications.wire.facts import fact_of

ZONE = ZoneInfo("Asia/Karachi")
SENDER = "roundtable@tracker.example"
BOUNCES = "bounces.tracker.example"
FACILITATOR = "facilitator@host.example"
# The wait after the first refusal; the clock is put forward instead of waiting.
FIRST_WAIT = timedelta(minutes=1)


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

    @property
    def today(self) -> date:
        """The day in the deployment's time zone."""
        return self().astimezone(ZONE).date()


@dataclass
class AddressBook:
    """What identity would answer."""

    liaisons: dict[UUID, Contact] = field(default_factory=dict)
    facilitators: dict[UUID, Contact] = field(default_factory=dict)
    further: dict[UUID, Contact] = field(default_factory=dict)
    removed: set[UUID] = field(default_factory=set)
    away: bool = False
    asked: int = 0

    async def liaison(self, person_id: UUID, _addressee_id: UUID, contact_id: UUID | None = None) -> Contact | None:
        """Tell where to write to a liaison."""
        self.asked += 1
        if self.away:
            raise ContactsAway("UNAVAILABLE")
        if contact_id:
            return self.further.get(contact_id)
        return None if person_id in self.removed else self.liaisons.get(person_id)

    async def facilitator(self, person_id: UUID, contact_id: UUID | None = None) -> Contact | None:
        """Tell where to write to a facilitator, and where replies go."""
        if contact_id:
            return self.further.get(contact_id)
        return None if person_id in self.removed else self.facilitators.get(person_id, Contact(FACILITATOR, "en"))


@dataclass(frozen=True)
class Act:
    """One publishing act: lines of one consultation for one addressee."""

    addressee_id: UUID
    consultation_id: UUID
    publication_id: UUID
    host_organisation_id: UUID
    facilitator_id: UUID
    lines: tuple[recommendations.AssignmentOpened, ...]

    @property
    def assignment_ids(self) -> list[str]:
        """The assignments, in order."""
        return [line.assignment_id for line in self.lines]


@dataclass
class Office:
    """Notifications, and everybody around it."""

    database: Database
    databases: Databases
    sink: MailServer
    clock: Clock
    book: AddressBook
    events: Events
    applier: Applier
    versions: Counter[UUID] = field(default_factory=Counter)
    told: list[Delivered] = field(default_factory=list)
    numbers: int = 0

    # --- events in ---------------------------------------------------------------------------------------------------

    async def tell(self, *events: Message) -> None:
        """Let events of other services arrive, in this order."""
        for event in events:
            delivered = self.delivered(event)
            self.told.append(delivered)
            assert await self.applier.apply(delivered) is Outcome.APPLIED

    def delivered(self, event: Message) -> Delivered:
        """Wrap an event as it comes from Kafka: the next one of its aggregate."""
        first = event.DESCRIPTOR.fields[0].name
        aggregate_id = UUID(getattr(event, first))
        self.versions[aggregate_id] += 1
        name = event.DESCRIPTOR.full_name
        envelope = Envelope(
            event_id=new_id(),
            type=name,
            aggregate_id=aggregate_id,
            public_version=self.versions[aggregate_id],
            occurred_at=self.clock(),
            source=name.split(".")[1],
            traceparent=f"00-{random.getrandbits(128) | 1:032x}-{random.getrandbits(64) | 1:016x}-01",
        )
        return Delivered(envelope, event.SerializeToString(), "test")

    def act(self, lines: int = 1, *, addressee_id: UUID | None = None, **given: Any) -> Act:
        """Make a publishing act of so many lines; nothing of it has arrived yet."""
        ids = {
            name: new_id() for name in ("consultation_id", "publication_id", "host_organisation_id", "facilitator_id")
        }
        addressee = addressee_id or new_id()
        opened = []
        for _ in range(lines):
            self.numbers += 1
            fields: dict[str, Any] = {
                "assignment_id": str(new_id()),
                "statement_id": str(new_id()),
                "addressee_id": str(addressee),
                **{name: str(each) for name, each in ids.items()},
                "lines_in_publication": lines,
                "can_be_asked": True,
                "tracked_number": f"R-{self.numbers}",
                "type": consultations.STATEMENT_TYPE_RECOMMENDATION,
                "title": texts.new({"en": f"Title {self.numbers}", "ur": f"عنوان {self.numbers}"}, "en"),
                "text": texts.new({"en": f"What is asked, number {self.numbers}."}, "en"),
                "response_period_days": 60,
                "published_date": self.clock.today.isoformat(),
            }
            opened.append(recommendations.AssignmentOpened(**(fields | given)))
        return Act(addressee_id=addressee, lines=tuple(opened), **ids)

    async def introduce(self, act: Act) -> None:
        """Let the addressee and the consultation of an act be known."""
        await self.tell(self.addressee(act), self.consultation(act))

    def addressee(self, act: Act) -> recommendations.AddresseeRegistered:
        """The act's addressee."""
        names = {"en": "Child Rights Commission (example)", "ur": "کمیشن برائے حقوقِ اطفال (مثال)"}
        return recommendations.AddresseeRegistered(
            addressee_id=str(act.addressee_id),
            slug=f"body-{act.addressee_id}",
            kind=recommendations.ADDRESSEE_KIND_AGENCY,
            name=text_pb2.LocalizedText(authoritative_language="en", bodies=names),
        )

    def consultation(self, act: Act, number: str = "C-7") -> consultations.ConsultationPublished:
        """The act's consultation."""
        return consultations.ConsultationPublished(
            consultation_id=str(act.consultation_id),
            number=number,
            title=texts.new({"en": "Child safety online", "ur": "آن لائن بچوں کا تحفظ"}, "en"),
            host_name=texts.new({"en": "Media Forum (example)"}, "en"),
            host_organisation_id=str(act.host_organisation_id),
            facilitator_id=str(act.facilitator_id),
        )

    def liaison(
        self, addressee_id: UUID, address: str = "", *, language: str = "en", from_date: str = "", person: str = ""
    ) -> identity.MandateGranted:
        """A mandate for a liaison whom identity knows; it has not arrived yet."""
        person_id = UUID(person) if person else new_id()
        # A domain of their own, so that nobody waits for anybody unless a test wants it.
        written_to = address or f"focal.point@{uuid4().hex[:8]}.example"
        self.book.liaisons[person_id] = Contact(written_to, "ur" if language == "ur" else "en", new_id())
        return identity.MandateGranted(
            person_id=str(person_id),
            mandate_id=str(new_id()),
            addressee_id=str(addressee_id),
            from_date=from_date or "2026-01-01",
        )

    def facilitator(self, person_id: UUID) -> str:
        """Let identity know the person, and return the address."""
        address = f"facilitator@{uuid4().hex[:8]}.example"
        self.book.facilitators[person_id] = Contact(address, "en", new_id())
        return address

    def further(self, person_id: UUID) -> UUID:
        """Give a person whom identity knows one more contact. Return its id."""
        contact_id = new_id()
        self.book.further[contact_id] = Contact(f"further@{uuid4().hex[:8]}.example", "en", contact_id)
        known = self.book.liaisons if person_id in self.book.liaisons else self.book.facilitators
        known[person_id] = replace(known[person_id], further=(*known[person_id].further, contact_id))
        return contact_id

    async def ready(self, lines: int = 1, address: str = "", **given: Any) -> tuple[Act, str]:
        """An act of which everything but its lines is known, and its one liaison's address."""
        act = self.act(lines, **given)
        await self.introduce(act)
        granted = self.liaison(act.addressee_id, address)
        await self.tell(granted)
        return act, self.address(granted)

    def address(self, granted: identity.MandateGranted) -> str:
        """Where the liaison is written to."""
        return self.book.liaisons[UUID(granted.person_id)].address

    # --- sending -----------------------------------------------------------------------------------------------------

    def post(self, **given: Any) -> Post:
        """What a sender needs."""
        fields: dict[str, Any] = {
            "database": self.database,
            "contacts": self.book,
            "server": self.server(),
            "mode": SmtpMode.DIRECT,
            "clock": self.clock,
            "zone": ZONE,
            "holidays": (),
            "public_url": "https://tracker.example/",
            "mail_from": SENDER,
            "bounce_domain": BOUNCES,
            "first_wait": FIRST_WAIT,
            "slots": Slots(2),
            "put_off_seconds": 0.1,
            "jitter": lambda: 0.0,
        }
        return Post(**(fields | given))

    def server(self, **patience: float) -> SmtpServer:
        """The way to the mail server."""
        waits = {"connect": 30.0, "command": 30.0, "final_dot": 30.0} | patience
        return SmtpServer(host="127.0.0.1", port=self.sink.port, greeting="tracker.example", patience=Patience(**waits))

    async def send(self, **given: Any) -> int:
        """Hand over everything that is due now, and wait for what comes of it. Return how many mails were tried.

        What cannot be tried because something is not known yet is looked at a few times, and left.
        """
        sender = Sender(self.post(**given))
        tried, looks = 0, 0
        while looks < 5 and await self.due():
            before = await self.tries()
            await sender.once()
            await sender.settle()
            now = await self.tries()
            tried, looks = tried + now - before, looks + 1 if now == before else 0
            await asyncio.sleep(0.06 if now == before else 0)
        return tried

    async def due(self) -> int:
        """How many mails wait for a sender now."""
        counted = "SELECT count(*) AS due FROM deliveries WHERE state = 'pending' AND next_attempt_at <= %(now)s"
        return int((await self.rows(counted, now=self.clock()))[0]["due"])

    async def tries(self) -> int:
        """How many tries have ended so far."""
        return int((await self.rows("SELECT coalesce(sum(attempts), 0) AS tries FROM deliveries"))[0]["tries"])

    @asynccontextmanager
    async def sending(self, **given: Any) -> AsyncIterator[Sender]:
        """Run a sender beside the block."""
        sender = Sender(self.post(**given))
        running = asyncio.create_task(sender.run())
        try:
            yield sender
        finally:
            await stop(running)

    def mails(self, to: str | None = None) -> list[Mail]:
        """What the mail server took, oldest first."""
        return list(reversed(self.sink.messages(to)))

    # --- looking in --------------------------------------------------------------------------------------------------

    async def rows(self, statement: str, **parameters: object) -> list[dict[str, Any]]:
        """Look into the database."""
        async with self.database.transaction(read_only=True) as tx:
            return await (await tx.execute(statement, parameters)).fetchall()

    async def states(self) -> list[str]:
        """The states of all deliveries, oldest first."""
        return [row["state"] for row in await self.rows("SELECT state FROM deliveries ORDER BY recorded_at, id")]

    async def public_events(self) -> list[str]:
        """The names of what went to the topic, in order."""
        rows = await self.rows("SELECT type FROM events WHERE public_version IS NOT NULL ORDER BY position")
        return [row["type"].rpartition(".")[2] for row in rows]

    async def folded(self) -> list[Delivery]:
        """All deliveries as their events leave them, after checking that the rows are equal to them."""
        ids = [row["id"] for row in await self.rows("SELECT id FROM deliveries ORDER BY id")]
        folded = []
        for delivery_id in ids:
            async with self.database.transaction() as tx:
                recorded = await event_log.load(tx, delivery_id)
                stored = await deliveries.lock(tx, delivery_id)
            event_log.verify(recorded)
            delivery: Delivery | None = None
            for event in recorded:
                delivery = evolve(delivery, fact_of(event))
            assert delivery == stored
            folded.append(stored)
        return folded


async def until(true: Callable[[], Any], *, seconds: float = 45) -> None:
    """Wait until something is true; what is awaitable is awaited."""
    async with asyncio.timeout(seconds):
        while True:
            now = true()
            if await now if asyncio.iscoroutine(now) else now:
                return
            await asyncio.sleep(0.02)  # threads and processes are waited for, which set no event here


@contextmanager
def a_database(postgres: Postgres) -> Iterator[Databases]:
    """A migrated database of notifications, for all tests of a module."""
    with postgres.throwaway("notifications") as databases:
        migrate.upgrade(databases.migration_url, service="notifications")
        yield databases


@asynccontextmanager
async def an_office(databases: Databases, folder: Path) -> AsyncIterator[Office]:
    """Notifications with an empty database and a mail server of its own."""
    await asyncio.to_thread(_empty, databases)
    sink = MailServer(folder / "mail", Ports.free().smtp)
    sink.start()
    try:
        clock = Clock()
        async with Database(databases.url, clock=clock) as database:
            events = Events(clock, ZONE)
            store = PostgresStore(database, "notifications")
            applier = Applier(store, events.handlers(), {}, events.withholding())
            yield Office(database, databases, sink, clock, AddressBook(), events, applier)
    finally:
        sink.stop()


def _empty(databases: Databases) -> None:
    with psycopg.connect(databases.admin_url, autocommit=True) as admin:
        tables = admin.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchone()
        assert tables
        admin.execute(f"TRUNCATE {tables[0]}")
