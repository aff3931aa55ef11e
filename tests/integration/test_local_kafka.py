"""The local Kafka: mutual TLS, an account per service with no more rights than it needs, survives kill and wipe."""

import time
import uuid
from collections.abc import Callable, Iterator

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient, NewTopic

from deploy.local.kafka import Kafka, Rights, service_rights
from deploy.local.names import SERVICES, topic


def _send(kafka: Kafka, account: str, topic_name: str, value: bytes) -> KafkaError | None:
    outcome: list[KafkaError | None] = []
    producer = Producer(
        {**kafka.client_configuration(account), "message.timeout.ms": 8000, "acks": "all", "log_level": 0}
    )
    producer.produce(topic_name, value, on_delivery=lambda error, _: outcome.append(error))
    producer.flush(10)
    return outcome[0]


def _read_one(kafka: Kafka, account: str, topic_name: str, group: str) -> bytes:
    consumer = Consumer(
        {
            **kafka.client_configuration(account),
            "group.id": group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "log_level": 0,
        }
    )
    consumer.subscribe([topic_name])
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if (message := consumer.poll(0.5)) is None:
                continue
            if error := message.error():
                raise KafkaException(error)
            return message.value() or b""
        raise TimeoutError(topic_name)
    finally:
        consumer.close()


def _create(kafka: Kafka, account: str, topic_name: str) -> None:
    client = AdminClient({**kafka.client_configuration(account), "log_level": 0})
    for future in client.create_topics([NewTopic(topic_name, num_partitions=1, replication_factor=1)]).values():
        future.result()


@pytest.fixture
def own_topic(kafka: Kafka) -> Iterator[str]:
    _create(kafka, "consultations", topic("consultations"))
    yield topic("consultations")
    kafka.delete_topics()
    deadline = time.monotonic() + 60
    while topic("consultations") in kafka.admin().list_topics(timeout=10).topics:
        assert time.monotonic() < deadline, "the topic is not deleted"
        time.sleep(0.1)


def test_a_service_writes_its_topic_and_the_ones_that_follow_it_read(kafka: Kafka, own_topic: str) -> None:
    assert _send(kafka, "consultations", own_topic, b"published") is None
    assert _read_one(kafka, "recommendations", own_topic, "recommendations") == b"published"


def test_a_service_cannot_write_another_ones_topic(kafka: Kafka, own_topic: str) -> None:
    error = _send(kafka, "identity", own_topic, b"forged")
    assert error is not None
    assert error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED


def test_a_service_cannot_join_another_ones_group(kafka: Kafka, own_topic: str) -> None:
    with pytest.raises(KafkaException, match="GROUP_AUTHORIZATION_FAILED"):
        _read_one(kafka, "recommendations", own_topic, "notifications")


def test_a_service_cannot_make_a_foreign_topic(kafka: Kafka) -> None:
    with pytest.raises(KafkaException, match="TOPIC_AUTHORIZATION_FAILED"):
        _create(kafka, "identity", f"strange-{uuid.uuid4()}")


def test_a_right_that_no_table_names_any_more_is_taken_away(kafka: Kafka, own_topic: str) -> None:
    kafka.allow([Rights("identity", writes=(own_topic,), reads=(), group="strangers")])
    _until(lambda: _send(kafka, "identity", own_topic, b"forged") is None)
    kafka.allow_only([service_rights(each) for each in SERVICES])
    _until(lambda: _send(kafka, "identity", own_topic, b"forged") is not None)
    with pytest.raises(KafkaException, match="GROUP_AUTHORIZATION_FAILED"):
        _read_one(kafka, "identity", own_topic, "strangers")
    assert _send(kafka, "consultations", own_topic, b"published") is None


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_nobody_connects_without_a_certificate(kafka: Kafka) -> None:
    plain: dict[str, str | int | float | bool] = {"bootstrap.servers": kafka.bootstrap, "log_level": 0}
    no_certificate = {**plain, "security.protocol": "ssl", "ssl.ca.location": str(kafka.certificates.ca)}
    for configuration in (plain, no_certificate):
        with pytest.raises(KafkaException):
            AdminClient(configuration).list_topics(timeout=2)


def test_a_killed_broker_is_back_within_seconds_with_its_messages(kafka: Kafka, own_topic: str) -> None:
    assert _send(kafka, "consultations", own_topic, b"kept") is None
    kafka.kill()
    began = time.monotonic()
    kafka.restart()
    assert time.monotonic() - began < 60
    assert _read_one(kafka, "recommendations", own_topic, "recommendations") == b"kept"


def test_a_wiped_broker_comes_back_empty_with_everybodys_rights(kafka: Kafka, own_topic: str) -> None:
    kafka.kill()
    kafka.wipe()
    kafka.restart()
    assert own_topic not in kafka.admin().list_topics(timeout=5).topics
    _create(kafka, "consultations", own_topic)
    assert _send(kafka, "consultations", own_topic, b"again") is None


def test_no_file_of_the_broker_is_readable_by_others(kafka: Kafka) -> None:
    reachable = [folder for folder in (kafka.folder, kafka.home / "log") if folder.stat().st_mode & 0o077]
    assert reachable == []
