"""Three brokers, one of which is killed for real: the one that leads the controllers, and partitions of the topic."""

import asyncio
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from confluent_kafka import KafkaException, TopicCollection
from confluent_kafka.admin import ConfigEntry, ConfigResource, ResourceType, TopicDescription

from deploy.local.broker import Broker, BrokerPorts
from deploy.local.certificates import Certificates
from deploy.local.kafka import Kafka
from deploy.local.names import Ports
from deploy.local.postgres import Postgres
from tests.behaviour import real_parts
from tests.behaviour.checker import violations
from tests.behaviour.plans import Plan
from tests.behaviour.real_parts import OWNER, Place
from tests.behaviour.real_world import WRITERS, RealWorld
from tests.conftest import CACHE

# Nobody is impatient here: what the consumer sees within half a minute comes from the brokers.
pytestmark = pytest.mark.timeout(300)

ONE_DIES = Plan(name="one of three brokers is killed")
COMMANDS = 40

T = TypeVar("T")


@pytest.fixture
def three(certificates: Certificates) -> Iterator[Kafka]:
    """Three brokers of this test's own, none of which runs yet."""
    folder = Path(tempfile.mkdtemp(prefix="roundtable-test-"))
    free = Ports.free()
    ports = [BrokerPorts(free.kafka, free.kafka_controller), BrokerPorts(free.smtp, free.mailbox)]
    ports.append(BrokerPorts(free.identity, free.identity_metrics))
    cluster = Kafka(folder, ports, certificates, cache=CACHE)
    yield cluster
    cluster.kill()
    shutil.rmtree(folder, ignore_errors=True)


def patiently(ask: Callable[[], T], enough: Callable[[T], bool] = bool) -> T:
    """Return what is enough, or what there is after a minute: the broker that is asked may know of a topic last."""
    deadline = time.monotonic() + 60
    while True:
        try:
            found = ask()
        except KafkaException:
            if time.monotonic() > deadline:
                raise
        else:
            if enough(found) or time.monotonic() > deadline:
                return found
        time.sleep(0.2)


def described(kafka: Kafka, topic: str) -> TopicDescription:
    """Tell who leads the topic's partitions and who has copies, once the brokers have told each other."""

    def copied(found: TopicDescription) -> bool:
        return all(len(each.isr) == len(kafka.brokers) for each in found.partitions)

    def ask() -> TopicDescription:
        found: TopicDescription = kafka.admin().describe_topics(TopicCollection([topic]))[topic].result(10)
        return found

    return patiently(ask, copied)


def configured(kafka: Kafka, topic: str) -> dict[str, ConfigEntry]:
    """Tell how the topic is set, as soon as whichever broker is asked has heard of it."""
    asked = ConfigResource(ResourceType.TOPIC, topic)
    return patiently(lambda: kafka.admin().describe_configs([asked])[asked].result(10))


def leading_controller(kafka: Kafka) -> Broker:
    """Return the broker that leads the quorum, as it has noted itself."""
    states = [broker.data / "__cluster_metadata-0" / "quorum-state" for broker in kafka.brokers]
    newest = max((json.loads(state.read_text()) for state in states), key=lambda state: int(state["leaderEpoch"]))
    return kafka.brokers[int(newest["leaderId"]) - 1]


async def kill_the_leader(kafka: Kafka, place: Place) -> None:
    """SIGKILL; it does not come back."""
    doomed = leading_controller(kafka)
    partitions = (await asyncio.to_thread(described, kafka, place.topic)).partitions
    assert doomed.number in {each.leader.id for each in partitions}, "it led nothing: killing it would show little"
    await asyncio.to_thread(doomed.child.kill)


async def test_nothing_is_lost_doubled_or_out_of_order_when_the_leading_broker_is_killed_for_good(
    postgres: Postgres, three: Kafka
) -> None:
    await asyncio.to_thread(three.start, timeout=120)
    with real_parts.a_place(postgres, three) as place:
        await place.cluster(OWNER).create_topic(place.topic)
        partitions = (await asyncio.to_thread(described, three, place.topic)).partitions
        assert [len(each.isr) for each in partitions] == [3, 3, 3, 3]
        kept = await asyncio.to_thread(configured, three, place.topic)
        assert kept["min.insync.replicas"].value == "2"

        world = RealWorld(ONE_DIES, 1, place, accident=lambda: kill_the_leader(three, place), commands=COMMANDS)
        seen = await world.run()
        assert len(seen.acknowledged) == WRITERS * COMMANDS, "a command was refused for want of a broker"
        assert violations(seen) == []


async def test_no_topic_is_made_before_every_broker_has_registered(postgres: Postgres, kafka: Kafka) -> None:
    """One made earlier would have too few copies for ever."""
    with real_parts.a_place(postgres, kafka) as place:
        early = replace(place, brokers=2).cluster(OWNER)
        with pytest.raises(KafkaException, match="1 of 2 registered"):
            await early.create_topic(place.topic)
        assert place.topic not in kafka.admin().list_topics(timeout=10).topics
