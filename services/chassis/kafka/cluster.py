"""Which brokers, which account, which topics."""

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol, Self

import structlog
from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient, NewTopic

log = structlog.get_logger(__name__)

RETENTION_MS: Final = 7 * 24 * 3600 * 1000
"""How long a record stays on a topic of ours."""
_SECONDS_TO_ANSWER: Final = 10.0
_SECONDS_BETWEEN_COMPLAINTS: Final = 10.0
_complained: Final[dict[str, float]] = {}


def topic_of(service: str) -> str:
    """Return the topic that the service owns."""
    return f"roundtable.{service}.v1"


def owner_of(topic: str) -> str:
    """Return the service that owns the topic."""
    return topic.split(".")[1]


class KafkaSettings(Protocol):
    """The part of a service's settings that is about Kafka."""

    @property
    def kafka_bootstrap(self) -> str: ...  # noqa: D102
    @property
    def kafka_properties_file(self) -> Path: ...  # noqa: D102
    @property
    def kafka_brokers(self) -> int: ...  # noqa: D102
    @property
    def kafka_replication(self) -> int: ...  # noqa: D102
    @property
    def kafka_partitions(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """A Kafka cluster as one account sees it."""

    bootstrap: str
    """Brokers to ask first: `host:port`, several parted by commas."""
    properties: dict[str, str] = field(default_factory=dict, repr=False)
    """librdkafka properties of the account: security.protocol, sasl.*, ssl.*."""
    brokers: int = 1
    """How many must have registered before a topic is made: one made earlier gets too few replicas for ever."""
    replication: int = 1
    partitions: int = 4

    @classmethod
    def at(cls, bootstrap: str, properties_file: Path) -> Self:
        """Return a cluster for looking after topics, not for making them.

        Raises:
            ValueError: A line of the properties file is not `key=value`.
        """
        return cls(bootstrap=bootstrap, properties=_properties(properties_file))

    @classmethod
    def of(cls, settings: KafkaSettings) -> Self:
        """Return the cluster that the settings name.

        Raises:
            ValueError: A line of the properties file is not `key=value`.
        """
        return cls(
            bootstrap=settings.kafka_bootstrap,
            properties=_properties(settings.kafka_properties_file),
            brokers=settings.kafka_brokers,
            replication=settings.kafka_replication,
            partitions=settings.kafka_partitions,
        )

    def config(self, **overrides: str | float | bool) -> dict[str, Any]:
        """Return a client's configuration. The account's properties come last, so that an operator can tune."""
        ours = {key.replace("_", "."): value for key, value in overrides.items()}
        every_client = {
            "bootstrap.servers": self.bootstrap,
            "error_cb": _complain,
            "log_level": 0,
            # By default a client whose brokers were away tries again only after up to 10 s.
            "reconnect.backoff.max.ms": 1000,
        }
        return every_client | ours | self.properties

    async def create_topic(self, name: str) -> None:
        """Make the topic unless it is there, as soon as all brokers have registered.

        Raises:
            KafkaException: The brokers cannot be reached, have not all registered, or refuse.
        """
        await asyncio.to_thread(self._create_topic, name)

    def _create_topic(self, name: str) -> None:
        admin = AdminClient(self.config())
        known = admin.list_topics(timeout=_SECONDS_TO_ANSWER)
        found = known.topics.get(name)
        if found is not None and found.error is None:
            return
        if len(known.brokers) < self.brokers:
            raise KafkaException(
                KafkaError(KafkaError.BROKER_NOT_AVAILABLE, f"{len(known.brokers)} of {self.brokers} registered")
            )
        # Two of three copies must have a record before it counts; with fewer brokers there is nothing to ask for.
        enough = 2 if self.replication > 2 else 1  # noqa: PLR2004
        topic = NewTopic(
            name,
            num_partitions=self.partitions,
            replication_factor=self.replication,
            config={"retention.ms": str(RETENTION_MS), "min.insync.replicas": str(enough), "cleanup.policy": "delete"},
        )
        try:
            admin.create_topics([topic], operation_timeout=_SECONDS_TO_ANSWER)[name].result(_SECONDS_TO_ANSWER)
            log.info("topic_created", topic=name, partitions=self.partitions, replication=self.replication)
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise


def _properties(path: Path) -> dict[str, str]:
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, equals, value = line.partition("=")
        if not equals or not key.strip():
            raise ValueError(f"{path.name}, line {number}: must be key=value")  # the line may hold a secret
        found[key.strip()] = value.strip()
    return found


def _complain(error: KafkaError) -> None:
    """Log what librdkafka reports on the side: a wrong password, for one, shows nowhere else.

    Each kind of error at most every ten seconds: while a broker is away, there are twenty of them a second.
    """
    now = time.monotonic()
    if now - _complained.get(error.name(), float("-inf")) < _SECONDS_BETWEEN_COMPLAINTS:
        return
    _complained[error.name()] = now
    log.warning("kafka", error=error.name(), reason=error.str())
