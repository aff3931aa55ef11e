"""Each service's account at the real broker, with the stack's real rights: everything but its own is refused."""

import time
from collections.abc import Iterator

import pytest
from confluent_kafka import Consumer, KafkaError, Message, Producer
from confluent_kafka.admin import NewTopic

from deploy.local.kafka import Kafka
from deploy.local.names import SERVICES, WORKLOADS, topic

# Written out, not taken from the table that makes the rights: an entry too many there is found here.
READS = {
    "identity": {"consultations", "recommendations", "notifications"},
    "consultations": {"identity", "recommendations"},
    "recommendations": {"identity", "consultations", "notifications"},
    "notifications": {"identity", "consultations", "recommendations"},
}
_STRANGE = "strange.v1"
_TOPICS = [*map(topic, SERVICES), _STRANGE]


@pytest.fixture(scope="module", autouse=True)
def topics(kafka: Kafka) -> Iterator[None]:
    """All topics of the stack and one of nobody's, with a record in each."""
    made = kafka.admin().create_topics([NewTopic(name, 1, 1) for name in _TOPICS], operation_timeout=30)
    for future in made.values():
        future.result()
    assert set(_written(kafka, "operator").values()) == {None}
    yield
    kafka.delete_topics()
    deadline = time.monotonic() + 60
    while set(_TOPICS) & kafka.admin().list_topics(timeout=10).topics.keys():
        assert time.monotonic() < deadline, "the topics are not deleted"
        time.sleep(0.1)


def _written(kafka: Kafka, account: str) -> dict[str, int | None]:
    """Write to every topic as an account; return by topic the code of the broker's refusal, None if it took it."""
    outcome: dict[str, int | None] = {}
    producer = Producer({**kafka.client_configuration(account), "message.timeout.ms": 15000, "log_level": 0})

    def note(error: KafkaError | None, message: Message) -> None:
        outcome[str(message.topic())] = error.code() if error else None

    for name in _TOPICS:
        producer.produce(name, b"x", on_delivery=note)
    assert producer.flush(30) == 0
    return outcome


def _read(kafka: Kafka, account: str) -> dict[str, int | None]:
    """Read every topic from its start as an account; the same of reading."""
    outcome: dict[str, int | None] = {}
    own = {"group.id": account, "auto.offset.reset": "earliest", "enable.auto.commit": False, "log_level": 0}
    consumer = Consumer({**kafka.client_configuration(account), **own})
    consumer.subscribe(_TOPICS)
    deadline = time.monotonic() + 30
    while len(outcome) < len(_TOPICS) and time.monotonic() < deadline:
        if (message := consumer.poll(0.5)) is not None and (name := message.topic()) is not None:
            outcome.setdefault(name, error.code() if (error := message.error()) else None)
    consumer.close()
    return outcome


def _expected(allowed: set[str]) -> dict[str, int | None]:
    names = {topic(each) for each in allowed}
    return {name: None if name in names else KafkaError.TOPIC_AUTHORIZATION_FAILED for name in _TOPICS}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_its_own_topic_and_no_other(kafka: Kafka, service: str) -> None:
    assert _written(kafka, service) == _expected({service})


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_the_topics_named_for_it_and_no_other(kafka: Kafka, service: str) -> None:
    assert _read(kafka, service) == _expected(READS[service])


@pytest.mark.parametrize("workload", sorted({*WORKLOADS} - {*SERVICES, "operator", "kafka"}))
def test_a_certificate_of_no_service_writes_nothing(kafka: Kafka, workload: str) -> None:
    assert _written(kafka, workload) == _expected(set())
