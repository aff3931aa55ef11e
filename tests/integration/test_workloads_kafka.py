"""Each service's account at the real broker, with the stack's real rights: everything but its own is refused."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, KafkaError, KafkaException, Message, Producer
from confluent_kafka import TopicPartition as Partition
from confluent_kafka.admin import (
    AclBinding,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourcePatternType,
    ResourceType,
)

from deploy.local.kafka import EVERY_RIGHT, Kafka
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
    _without_topics(kafka)  # another file may have left some
    made = kafka.admin().create_topics([NewTopic(name, 1, 1) for name in _TOPICS], operation_timeout=30)
    for future in made.values():
        future.result()
    assert set(_written(kafka, "operator").values()) == {None}
    yield
    _without_topics(kafka)


def _without_topics(kafka: Kafka) -> None:
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


@pytest.mark.covers("loss accounts")
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_writes_its_own_topic_and_no_other(kafka: Kafka, service: str) -> None:
    assert _written(kafka, service) == _expected({service})


@pytest.mark.covers("loss accounts")
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_the_topics_named_for_it_and_no_other(kafka: Kafka, service: str) -> None:
    assert _read(kafka, service) == _expected(READS[service])


@pytest.mark.covers("loss accounts")
@pytest.mark.parametrize("workload", sorted({*WORKLOADS} - {*SERVICES, "operator", "kafka"}))
def test_a_certificate_of_no_service_writes_nothing(kafka: Kafka, workload: str) -> None:
    assert _written(kafka, workload) == _expected(set())


def _administering(account: str, admin: AdminClient) -> Mapping[str, Callable[[], Any]]:
    """Return what an account may try on the cluster, on its own topic and on others' groups: none of it is its own."""
    own, other = topic(account), next(each for each in SERVICES if each != account)
    right = AclBinding(
        ResourceType.TOPIC,
        topic(other),
        ResourcePatternType.LITERAL,
        f"User:{account}",
        "*",
        AclOperation.WRITE,
        AclPermissionType.ALLOW,
    )
    short = ConfigEntry("retention.ms", "1000", incremental_operation=AlterConfigOpType.SET)
    moved = ConsumerGroupTopicPartitions(other, [Partition(own, 0, 0)])
    return {
        "make another topic": lambda: admin.create_topics([NewTopic("strange.v2", 1, 1)]),
        "delete its own topic": lambda: admin.delete_topics([own]),
        "delete another one's topic": lambda: admin.delete_topics([topic(other)]),
        "split its own topic": lambda: admin.create_partitions([NewPartitions(own, 2)]),
        "delete records of its own": lambda: admin.delete_records([Partition(own, 0, 1)]),
        "shorten what its topic keeps": lambda: admin.incremental_alter_configs(
            [ConfigResource(ConfigResource.Type.TOPIC, own, incremental_configs=[short])]
        ),
        "give itself a right": lambda: admin.create_acls([right]),
        "take rights away": lambda: admin.delete_acls([EVERY_RIGHT]),
        "read where another one's group stands": lambda: admin.list_consumer_group_offsets(
            [ConsumerGroupTopicPartitions(other)]
        ),
        "move another one's group": lambda: admin.alter_consumer_group_offsets([moved]),
        "delete another one's group": lambda: admin.delete_consumer_groups([other]),
        "delete its own group": lambda: admin.delete_consumer_groups([account]),
    }


@pytest.mark.covers("loss accounts")
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_administers_nothing_not_even_what_is_its_own(kafka: Kafka, service: str) -> None:
    admin = AdminClient({**kafka.client_configuration(service), "log_level": 0})
    codes = {}
    for what, attempt in _administering(service, admin).items():
        (future,) = attempt().values()
        try:
            future.result(timeout=30)
        except KafkaException as refused:
            codes[what] = refused.args[0].name()
        else:
            codes[what] = "done"
    refusals = {"TOPIC_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED", "GROUP_AUTHORIZATION_FAILED"}
    assert {what: code for what, code in codes.items() if code not in refusals} == {}
    assert len(codes) == 12
    # A refusal to read rights arrives as an empty list.
    assert admin.describe_acls(EVERY_RIGHT).result(timeout=30) == []
    assert kafka.admin().describe_acls(EVERY_RIGHT).result(timeout=30)


@pytest.mark.covers("loss accounts")
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_joins_no_group_of_another_one(kafka: Kafka, service: str) -> None:
    for other in sorted({*SERVICES, "strangers"} - {service}):
        own = {"group.id": other, "enable.auto.commit": False, "log_level": 0}
        consumer = Consumer({**kafka.client_configuration(service), **own})
        consumer.subscribe([topic(each) for each in READS[service]])
        deadline, code = time.monotonic() + 30, None
        while code is None and time.monotonic() < deadline:
            if (message := consumer.poll(0.5)) is not None and (error := message.error()):
                code = error.code()
        consumer.close()
        assert code == KafkaError.GROUP_AUTHORIZATION_FAILED, other
