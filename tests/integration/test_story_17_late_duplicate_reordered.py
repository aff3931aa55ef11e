"""Story 17: a thousand events redelivered twice, out of order, leave the same rows as in order, and no second mail.

Recommendations and notifications each hear of the same world twice: once in order, and once from a real Kafka on which
every record stands twice, in any order. Whatever lies in their databases afterwards is the same byte for byte.
"""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from deploy.local.certificates import Certificates
from deploy.local.kafka import Kafka, Rights
from deploy.local.postgres import Postgres
from services.chassis import event_log
from services.chassis.consumer import Applier, Consumer, Delivered, Envelope, Outcome
from services.chassis.kafka.cluster import Cluster
from services.chassis.kafka.producer import KafkaBroker
from services.chassis.kafka.records import outgoing
from services.chassis.kafka.subscription import KafkaSubscription
from services.chassis.stopping import stop
from services.notifications.sender.contacts import Contact
from tests.integration.notifications_office import Office, a_database, an_office, until
from tests.integration.recommendations_house import House, a_house

TWICE = 2
BODIES, CONSULTATIONS, PER_CONSULTATION, PEOPLE = 2, 3, 15, 120
# What follows from what was heard, without the order in which it was: positions are the log's own.
OF_RECOMMENDATIONS = (
    "SELECT * FROM consultations",
    "SELECT * FROM recommendations",
    "SELECT * FROM assignments",
    "SELECT * FROM roles",
    "SELECT * FROM mandates",
    "SELECT * FROM counts WHERE total <> 0",
    "SELECT * FROM line_counts WHERE total <> 0",
    "SELECT recommendation_id, assignment_id, illustrative, occurred_date FROM changes",
    "SELECT aggregate_id, version, public_version, type FROM events WHERE aggregate_type <> 'addressee'",
)
OF_NOTIFICATIONS = (
    "SELECT * FROM addressees",
    "SELECT * FROM consultations",
    "SELECT * FROM statements",
    "SELECT * FROM assignments",
    "SELECT * FROM mandates",
    # A mail about a line that is hidden before it is due is opened and given up, or never opened: nobody sees it.
    """
    SELECT i.delivery_id, i.assignment_id, i.person_id, i.kind
      FROM delivery_items i
      JOIN deliveries d ON d.id = i.delivery_id
     WHERE d.state = 'accepted'
    """,
    # News of a host's lines names the act of whatever was heard of first.
    """
    SELECT id, kind, state, person_id, addressee_id, claims, CASE kind WHEN 'changes' THEN NULL ELSE publication_id END
      FROM deliveries
     WHERE state = 'accepted'
    """,
    """
    SELECT t.delivery_id, t.change_id, t.person_id
      FROM delivery_changes t
      JOIN deliveries d ON d.id = t.delivery_id
     WHERE d.state = 'accepted'
    """,
)


class Heard:
    """An applier that also remembers what it was given, in order."""

    def __init__(self, applier: Applier) -> None:
        self._applier = applier
        self.events: list[Delivered] = []
        self.outcomes: Counter[Outcome] = Counter()

    def __getattr__(self, name: str) -> Any:
        """Be the applier in everything else."""
        return getattr(self._applier, name)

    async def apply(self, event: Delivered) -> Outcome:
        """Apply an event, and remember it."""
        self.events.append(event)
        outcome = await self._applier.apply(event)
        self.outcomes[outcome] += 1
        return outcome

    def heard(self, count: int) -> bool:
        """Tell whether so many records have been seen to."""
        return sum(self.outcomes.values()) >= count


class Log:
    """The owner's log: whoever misses an event asks here."""

    def __init__(self, events: Sequence[Delivered]) -> None:
        self.asked = 0
        self._events: dict[UUID, list[Delivered]] = defaultdict(list)
        for each in events:
            self._events[each.envelope.aggregate_id].append(each)

    async def replay(self, aggregate_id: UUID, after: int) -> AsyncIterator[Delivered]:
        """Return what follows a version."""
        self.asked += 1
        for each in self._events[aggregate_id]:
            if each.envelope.public_version > after:
                yield each

    async def heads(self, _since: int) -> tuple[dict[UUID, int], int]:
        """Tell of nothing: nothing is lost here, only late."""
        return {}, 0


async def _dump(rows: Any, statements: Sequence[str]) -> dict[str, list[str]]:
    """Return every row as text, sorted."""
    found = {}
    for statement in statements:
        told = await rows(f"SELECT t::text AS row FROM ({statement}) t ORDER BY 1")
        found[statement] = [each["row"] for each in told]
    return found


@contextmanager
def _topics(kafka: Kafka, service: str, sources: Sequence[str]) -> Iterator[dict[str, str]]:
    """Return a topic of this test's own for each source, which the service may read."""
    name = uuid4().hex
    topics = {source: f"roundtable.{source}.v1.{name}" for source in sources}
    rights = [Rights(source, writes=(topic,), reads=(), group="none") for source, topic in topics.items()]
    kafka.allow([*rights, Rights(service, writes=(), reads=tuple(topics.values()), group=f"{service}-{name}")])
    yield topics


def _cluster(kafka: Kafka, account: str) -> Cluster:
    lines = kafka.properties_file(account).read_text(encoding="utf-8").splitlines()
    properties = dict(line.split("=", 1) for line in lines)
    return Cluster(
        bootstrap=kafka.bootstrap,
        properties=properties,
        brokers=len(kafka.brokers),
        replication=kafka.replication,
        partitions=3,
    )


async def _scatter(kafka: Kafka, topics: dict[str, str], events: Sequence[Delivered], chance: random.Random) -> None:
    """Put every event on its topic twice, in any order."""
    for source, topic in topics.items():
        mine = [each for each in events if each.envelope.source == source] * TWICE
        chance.shuffle(mine)
        async with KafkaBroker(_cluster(kafka, source), topic).producer() as producer:
            await producer.deliver([outgoing(each.envelope, n, each.payload) for n, each in enumerate(mine)])


@asynccontextmanager
async def _consuming(kafka: Kafka, service: str, topics: dict[str, str], heard: Heard) -> AsyncIterator[None]:
    cluster, listed = _cluster(kafka, service), list(topics.values())
    group = f"{service}-{listed[0].rpartition('.')[2]}"
    running = asyncio.create_task(
        Consumer(heard, lambda: KafkaSubscription(cluster, group, listed)).run()  # type: ignore[arg-type]
    )
    try:
        yield
    finally:
        await stop(running)


async def _a_world(house: House) -> tuple[list[UUID], list[UUID], list[Delivered], list[Delivered]]:
    """Live through a week in order. Return bodies, liaisons, what was heard before the mails, and of the mails."""
    heard = house.applier = Heard(house.applier)  # type: ignore[assignment]
    bodies = [await house.body() for _ in range(BODIES)]
    liaisons = [(await house.liaison(body)).id for body in bodies]
    for _ in range(PEOPLE):
        await house.person("verifier")
    lines = []
    for _ in range(CONSULTATIONS):
        consultation = await house.consultation()
        for number in range(PER_CONSULTATION):
            tracked = await house.tracked(*bodies, consultation=consultation)
            if number % 3 == 0:
                await house.hide(tracked)
            if number % 6 == 0:
                await house.show(tracked)
            if number % 5 == 0:
                await house.withdraw(tracked)
            lines += [*tracked.assignments.values()]
    before = list(heard.events)
    for number, line in enumerate(lines):
        delivery_id = await house.accepted(line)
        if number % 10 == 0:
            await house.bounced(delivery_id, line)
    return bodies, liaisons, before, heard.events[len(before) :]


def _copy_register(source: str, target: str) -> None:
    """Carry over what nobody else announces: the register, which the service itself keeps."""
    with psycopg.connect(source) as one, psycopg.connect(target) as other:
        names = one.execute(
            "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = 'addressees' AND is_generated = 'NEVER'"
        ).fetchone()
        assert names
        with (
            one.cursor().copy(f"COPY addressees ({names[0]}) TO STDOUT (FORMAT binary)") as out,
            other.cursor().copy(f"COPY addressees ({names[0]}) FROM STDIN (FORMAT binary)") as into,
        ):
            for piece in out:
                into.write(piece)


async def _own_events(house: House) -> list[Delivered]:
    """Return what the service itself announced, as its topic carries it."""
    rows = await house.rows(
        "SELECT DISTINCT aggregate_id FROM events WHERE public_version IS NOT NULL ORDER BY aggregate_id"
    )
    async with house.database.transaction(read_only=True) as tx:
        logs = await event_log.load_all(tx, [each["aggregate_id"] for each in rows])
    return [
        Delivered(
            Envelope(
                event_id=each.id,
                type=each.type,
                aggregate_id=each.aggregate_id,
                public_version=each.public_version,
                occurred_at=each.occurred_at,
                source="recommendations",
                traceparent="",
            ),
            each.message.SerializeToString(deterministic=True),
            "the log",
        )
        for log in logs.values()
        for each in log
        if each.public_version
    ]


@pytest.mark.covers("loss repeated events")
@pytest.mark.timeout(300)
async def test_a_thousand_events_twice_and_out_of_order_change_no_byte_and_send_no_second_mail(
    postgres: Postgres, certificates: Certificates, kafka: Kafka, tmp_path_factory: pytest.TempPathFactory
) -> None:
    chance = random.Random(17)
    folder = tmp_path_factory.mktemp("houses")
    for name in ("clean", "messy"):
        (folder / name).mkdir()
    async with (
        a_house(postgres, certificates, folder / "clean") as clean,
        a_house(postgres, certificates, folder / "messy") as messy,
    ):
        bodies, liaisons, before, mails = await _a_world(clean)
        own = await _own_events(clean)
        await asyncio.to_thread(_copy_register, clean.admin_url, messy.admin_url)
        await _recommendations(kafka, messy, before, mails, chance)
        await clean.fold()
        await messy.fold()
        assert await _dump(messy.rows, OF_RECOMMENDATIONS) == await _dump(clean.rows, OF_RECOMMENDATIONS)
    others = [each for each in before if each.envelope.source != "notifications"]
    heard_by_notifications = [*own, *others]
    assert len(before) + len(mails) + len(heard_by_notifications) >= 1000
    people = dict(zip(liaisons, bodies, strict=True))
    in_order = await _notifications(postgres, tmp_path_factory, people, heard_by_notifications, None)
    scattered = await _notifications(postgres, tmp_path_factory, people, heard_by_notifications, (kafka, chance))
    for statement, rows in in_order[0].items():
        assert scattered[0][statement] == rows, statement
    assert scattered[1] == in_order[1], "the same mails, each once"


async def _recommendations(
    kafka: Kafka, house: House, before: list[Delivered], mails: list[Delivered], chance: random.Random
) -> None:
    """Hear everything from Kafka, twice and in any order; of the mails once their lines are there."""
    logs = {name: Log([*before, *mails]) for name in ("consultations", "identity", "notifications")}
    house.applier.owners = logs
    heard = Heard(house.applier)
    with _topics(kafka, "recommendations", list(logs)) as topics:
        async with _consuming(kafka, "recommendations", topics, heard):
            await _scatter(kafka, topics, before, chance)
            await until(lambda: heard.heard(TWICE * len(before)), seconds=90)
            await _scatter(kafka, topics, mails, chance)
            await until(lambda: heard.heard(TWICE * (len(before) + len(mails))), seconds=90)
    assert heard.outcomes[Outcome.REPEATED] >= len(before) + len(mails)
    assert set(heard.outcomes) == {Outcome.APPLIED, Outcome.REPEATED}
    assert all(log.asked for log in logs.values()), "something came before what went before it"


async def _notifications(
    postgres: Postgres,
    folders: pytest.TempPathFactory,
    people: dict[UUID, UUID],
    events: list[Delivered],
    messy: tuple[Kafka, random.Random] | None,
) -> tuple[Any, Counter[str]]:
    """Hear everything, send what is due. Return the rows and how often each mail went out."""
    with a_database(postgres) as databases:
        async with an_office(databases, folders.mktemp("office")) as office:
            office.book.liaisons = {each: Contact(f"liaison@{each}.example", "en") for each in people}
            if messy is None:
                for each in events:
                    assert await office.applier.apply(each) is Outcome.APPLIED
            else:
                await _heard_from_kafka(*messy, office, events)
            office.clock.advance(minutes=2)
            await office.send()
            await office.send()
            sent = Counter(str(each.message["Message-ID"]) for each in office.mails())
            assert set(sent.values()) == {1}, "nobody is told twice"
            return await _dump(office.rows, OF_NOTIFICATIONS), sent


async def _heard_from_kafka(kafka: Kafka, chance: random.Random, office: Office, events: list[Delivered]) -> None:
    logs = {name: Log(events) for name in ("recommendations", "consultations", "identity")}
    office.applier.owners = logs
    heard = Heard(office.applier)
    with _topics(kafka, "notifications", list(logs)) as topics:
        async with _consuming(kafka, "notifications", topics, heard):
            await _scatter(kafka, topics, events, chance)
            await until(lambda: heard.heard(TWICE * len(events)), seconds=90)
    assert set(heard.outcomes) == {Outcome.APPLIED, Outcome.REPEATED}
