"""What a purge leaves on the disks of a real PostgreSQL and a real Kafka of what was erased: no byte."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from confluent_kafka import ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka.admin import ConfigResource, ConfigSource, NewTopic, ResourceType

from deploy.local.kafka import Kafka
from deploy.local.names import topic
from deploy.local.postgres import Databases, Postgres
from services.chassis.kafka.cluster import Cluster
from services.chassis.purge import Unfinished, tables, topics, wal

MARK = "Qvxpurged, a text of nobody"

pytestmark = pytest.mark.covers("loss purge")


def _holding(folder: Path) -> set[str]:
    """Return the folders, below one, with files that hold the text."""
    found = set()
    for file in folder.rglob("*"):
        if file.is_file() and MARK.encode() in file.read_bytes():
            found.add(str(file.relative_to(folder)).partition("/")[0])
    return found


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Iterator[Databases]:
    with postgres.throwaway("identity") as made:
        yield made


@pytest.fixture
def erased(database: Databases) -> Iterator[Databases]:
    """A database that held a text: in rows, in the planner's samples, and in those of a table that is empty by now."""
    with psycopg.connect(database.migration_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE said (id integer PRIMARY KEY, body text)")
        connection.execute("CREATE INDEX said_words ON said USING gin (to_tsvector('simple', body))")
        connection.execute("CREATE TABLE gone (body text)")
        for number in range(60):
            parameters = (number, MARK if number % 3 else f"{MARK} {number}")
            connection.execute("INSERT INTO said VALUES (%s, %s)", parameters)
            connection.execute("INSERT INTO gone VALUES (%s)", parameters[1:])
        connection.execute("ANALYZE said, gone")
        connection.execute("UPDATE said SET body = NULL WHERE id % 2 = 0")
        connection.execute("UPDATE said SET body = 'said' WHERE id % 2 = 1")
        connection.execute("DELETE FROM gone")
        yield database
        connection.execute("DROP TABLE said, gone")


def _recycle(postgres: Postgres) -> None:
    """Let the segments in which the text stands lie about as segments to come, as they do on a server that works."""
    with postgres.admin() as connection:
        for _ in range(3):
            connection.execute("SELECT pg_logical_emit_message(false, 'test', 'moves on')")
            connection.execute("SELECT pg_switch_wal()")
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT pg_walfile_name(pg_current_wal_insert_lsn())").fetchone()
        assert row
        segments = (each for each in (postgres.data / "pg_wal").iterdir() if each.is_file())
        held = {each.name for each in segments if MARK.encode() in each.read_bytes()}
        assert held
        assert min(held) > row[0], "the text stands in a segment to come"


def _reports() -> list[str]:
    return []


def test_no_byte_of_an_erased_text_is_left_in_a_database_nor_in_the_log(postgres: Postgres, erased: Databases) -> None:
    _recycle(postgres)
    with postgres.admin(erased.name) as connection:
        sampled = "SELECT count(*) FROM pg_stats WHERE tablename = 'gone' AND most_common_vals::text LIKE %s"
        assert connection.execute(sampled, (f"%{MARK}%",)).fetchone() == (1,)
    connection = psycopg.connect(erased.operator_url, autocommit=True)  # somebody who reads on meanwhile
    assert _holding(postgres.data) == {"base", "pg_wal"}

    said = _reports()
    tables.rewrite(erased.migration_url, said.append)
    wal.renew(erased.admin_url, said.append)
    assert _holding(postgres.data) == set()
    assert "segments passed" in said[-1]
    assert connection.execute("SELECT count(*), count(body) FROM said").fetchone() == (60, 30)
    connection.close()


def test_vacuum_alone_would_leave_it(postgres: Postgres, erased: Databases) -> None:
    with psycopg.connect(erased.migration_url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE) said")
    with postgres.admin() as connection:
        connection.execute("CHECKPOINT")
    assert "base" in _holding(postgres.data), "then a purge need lock no table"


@contextmanager
def _looking(database: Databases) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.url, application_name="a long report") as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("SELECT 1 FROM pg_class LIMIT 1").fetchone()
        yield connection


def test_whoever_still_sees_what_was_erased_is_named(database: Databases) -> None:
    with psycopg.connect(database.migration_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE seen (body text)")
        owner.execute("INSERT INTO seen VALUES (%s)", (MARK,))
        with _looking(database):
            owner.execute("UPDATE seen SET body = NULL")
            with pytest.raises(Unfinished, match=r"a transaction .*still sees what was erased in seen"):
                tables.rewrite(database.migration_url, print, patience=0)
        tables.rewrite(database.migration_url, print, patience=0)
        owner.execute("DROP TABLE seen")


def test_a_table_in_use_is_waited_for_and_named(database: Databases) -> None:
    with psycopg.connect(database.migration_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE busy (body text)")
        with psycopg.connect(database.operator_url) as reader:
            reader.execute("SELECT FROM busy")
            with pytest.raises(Unfinished, match="the table busy was in use all the time; run it again"):
                tables.rewrite(database.migration_url, print, patience=0)
        owner.execute("DROP TABLE busy")


def test_a_right_that_is_missing_is_named(database: Databases) -> None:
    with pytest.raises(Unfinished, match=r"permission denied for function .*GRANT pg_monitor, pg_checkpoint"):
        wal.renew(database.migration_url, print)
    with psycopg.connect(database.migration_url, autocommit=True) as owner:
        owner.execute("CREATE TABLE owned (body text)")
        owner.execute("GRANT ALL ON SCHEMA public TO identity")
        with pytest.raises(Unfinished, match=r"owned.*only the owner of the database may"):
            tables.rewrite(database.url, print)
        owner.execute("DROP TABLE owned")


@pytest.fixture
def told(kafka: Kafka) -> Iterator[str]:
    """A topic as the services make it, with a text on it."""
    name = topic("identity")
    config = {"retention.ms": "604800000", "cleanup.policy": "delete"}
    made = kafka.admin().create_topics([NewTopic(name, num_partitions=2, replication_factor=1, config=config)])
    made[name].result()
    _send(kafka, name, MARK)
    yield name
    kafka.delete_topics()
    deadline = time.monotonic() + 60
    while name in kafka.admin().list_topics(timeout=10).topics:
        assert time.monotonic() < deadline, "the topic is not deleted"
        time.sleep(0.1)


def _send(kafka: Kafka, name: str, text: str, partitions: Sequence[int] = (0, 1)) -> None:
    producer = Producer({**kafka.client_configuration("operator"), "acks": "all", "log_level": 0})
    for partition in partitions:
        producer.produce(name, text.encode(), partition=partition)
    assert producer.flush(20) == 0


@contextmanager
def _at_work(kafka: Kafka, name: str) -> Iterator[None]:
    """Let the service go on writing to one of the two partitions."""
    ended = threading.Event()

    def write() -> None:
        while not ended.wait(0.3):
            _send(kafka, name, "said meanwhile", [0])

    writing = threading.Thread(target=write)
    writing.start()
    try:
        yield
    finally:
        ended.set()
        writing.join()


def _set(kafka: Kafka, name: str) -> dict[str, str]:
    """Return what is set for the topic itself."""
    asked = kafka.admin().describe_configs([ConfigResource(ResourceType.TOPIC, name)])
    entries = next(iter(asked.values())).result().values()
    return {each.name: each.value for each in entries if ConfigSource(each.source) is ConfigSource.DYNAMIC_TOPIC_CONFIG}


def test_no_byte_of_what_stood_on_a_topic_is_left_and_the_topic_is_as_before(kafka: Kafka, told: str) -> None:
    before = _set(kafka, told)
    assert _holding(kafka.folder) == {"broker-1"}
    cluster = Cluster.at(kafka.bootstrap, kafka.properties_file("operator"))
    with _at_work(kafka, told), topics.emptied(cluster, [told, topic("recommendations")], print) as emptying:
        assert _set(kafka, told) != before
        emptying.wait(print, patience=40)
    assert _holding(kafka.folder) == set()
    assert _set(kafka, told) == before


def test_what_a_killed_purge_has_left_is_put_back(kafka: Kafka, told: str) -> None:
    before = _set(kafka, told)
    cluster = Cluster.at(kafka.bootstrap, kafka.properties_file("operator"))
    killed = topics.emptied(cluster, [told], print)
    killed.__enter__()
    assert _set(kafka, told) != before
    with topics.emptied(cluster, [told], print):
        pass
    assert _set(kafka, told) == before


def test_who_has_not_read_what_goes_is_named(kafka: Kafka, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "_SECONDS_FOR_CONSUMERS", 0.0)
    places = {"consultations": 1, "recommendations": 0}  # where each goes on in a partition of one record
    for group, offset in places.items():
        read = ConsumerGroupTopicPartitions(group, [TopicPartition(told, 0, offset)])
        for future in kafka.admin().alter_consumer_group_offsets([read]).values():
            future.result()
    said = _reports()
    with topics.emptied(Cluster.at(kafka.bootstrap, kafka.properties_file("operator")), [told], said.append):
        pass
    assert said == ["recommendations had not read 1 record: it asks the owner's log instead"]


def test_an_account_that_may_not_alter_a_topic_is_told(kafka: Kafka, told: str) -> None:
    before = _set(kafka, told)
    cluster = Cluster.at(kafka.bootstrap, kafka.properties_file("identity"))
    with pytest.raises(Unfinished, match="ALTER_CONFIGS"), topics.emptied(cluster, [told], print):
        pass
    assert _set(kafka, told) == before
