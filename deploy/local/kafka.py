"""Apache Kafka for the local stack and for tests: one combined broker and controller, or several.

Every connection is TLS with a client certificate whose common name is the account. A service may write its own topic
and read the topics that `names.READS` lists; `kafka` (the brokers themselves) and `operator` may do everything.
"""

import shutil
import socket
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
)

from deploy.local import artifacts
from deploy.local.broker import Broker, BrokerPorts
from deploy.local.certificates import Certificates
from deploy.local.failure import CannotStart
from deploy.local.files import private_folder, write_private
from deploy.local.java import java
from deploy.local.names import READS, SERVICES, topic

OPERATOR = "operator"
_ANYBODY: Any = None  # of whom and from where: None is what the filter means by that
EVERY_RIGHT = AclBindingFilter(
    ResourceType.ANY, _ANYBODY, ResourcePatternType.ANY, _ANYBODY, _ANYBODY, AclOperation.ANY, AclPermissionType.ANY
)


@dataclass(frozen=True)
class Rights:
    """What one account may do."""

    account: str
    writes: tuple[str, ...]
    reads: tuple[str, ...]
    group: str


def service_rights(service: str) -> Rights:
    """Return the rights of a service: its own topic, the ones it follows, its own consumer group."""
    return Rights(service, writes=(topic(service),), reads=tuple(map(topic, READS[service])), group=service)


class Kafka:
    """A cluster with its data in one folder, on loopback ports."""

    def __init__(  # noqa: D417
        self, home: Path, brokers: Sequence[BrokerPorts], certificates: Certificates, *, cache: Path | None = None
    ) -> None:
        """Describe the cluster; nothing runs yet.

        Args:
            home: Folder for data, settings and logs.
            brokers: One entry per broker.
            cache: Where downloads are kept.
        """
        self.home = home
        self.folder = home / "kafka"
        self.certificates = certificates
        self._cache = cache or home / "cache"
        self._ports = tuple(brokers)
        self._admin: AdminClient | None = None
        self.brokers: list[Broker] = []

    @property
    def bootstrap(self) -> str:
        """Addresses a client begins with."""
        return ",".join(f"127.0.0.1:{each.client}" for each in self._ports)

    @property
    def outside(self) -> str:
        """Addresses a client with a password begins with; empty if there is no listener for such."""
        return ",".join(f"127.0.0.1:{each.outside}" for each in self._ports if each.outside)

    @property
    def replication(self) -> int:
        """On how many brokers a topic should lie."""
        return min(3, len(self._ports))

    def install(self, progress: artifacts.Progress | None = None) -> list[Path]:
        """Fetch Kafka's jars if they are not there; every one is checked against the committed list.

        Raises:
            CannotStart: A jar could not be had, or is not the pinned one.
        """
        return artifacts.fetch(artifacts.kafka_jars(), self._cache, progress)

    def start(self, *, timeout: float = 180.0) -> None:
        """Start all brokers, wait until every one has registered, and set everybody's rights.

        Raises:
            CannotStart: The cluster did not come up.
        """
        self.launch()
        self.wait_ready(timeout=timeout)

    def launch(self) -> None:
        """Start all brokers without waiting for them; formats the data folders of a first start."""
        jars, program = self.install(), java()
        self._admin = None  # one that saw the brokers go away waits before it tries again
        private_folder(self.home, passable=True)
        private_folder(self.home / "log")
        private_folder(self.folder)
        self.brokers = [
            Broker(
                number,
                self._ports,
                folder=self.folder / f"broker-{number}",
                log=self.home / "log" / ("kafka.log" if len(self._ports) == 1 else f"kafka-{number}.log"),
                pid_folder=self.home / "run",
                java=[program, "-cp", ":".join(map(str, jars))],
                keystore=self.certificates.keystore("kafka"),
                truststore=self.certificates.ca,
            )
            for number in range(1, len(self._ports) + 1)
        ]
        for account in (*SERVICES, OPERATOR):
            self.properties_file(account)
        for broker in self.brokers:
            broker.format(self._cluster_id())
        for broker in self.brokers:
            broker.start()

    def wait_ready(self, *, timeout: float = 180.0) -> None:
        """Wait until every broker has registered, and set everybody's rights."""
        deadline = time.monotonic() + timeout
        for broker in self.brokers:
            broker.child.wait_until(self.answers, timeout=timeout)
        while True:
            try:
                self.allow_only([service_rights(each) for each in SERVICES])
            except KafkaException as error:  # the controller may still be electing itself
                if time.monotonic() > deadline:
                    raise CannotStart(f"Kafka took nobody's rights: {error}") from error
                time.sleep(0.2)
            else:
                return

    def stop(self) -> None:
        """End all brokers in good order."""
        for broker in self.brokers:
            broker.child.ask_to_stop()
        for broker in self.brokers:
            broker.child.wait_stopped(10)

    def kill(self) -> None:
        """End all brokers at once, as SIGKILL does."""
        for broker in self.brokers:
            broker.child.kill()

    def restart(self) -> None:
        """Start all brokers again after `stop`, `kill` or `wipe`."""
        self.start()

    def wipe(self) -> None:
        """Delete all data of stopped brokers: topics, offsets, rights. They come back as the same cluster, empty."""
        for number in range(1, len(self._ports) + 1):
            shutil.rmtree(self.folder / f"broker-{number}" / "data", ignore_errors=True)

    def properties_file(self, account: str) -> Path:
        """Return the account's settings as librdkafka reads them; written if they are not there."""
        file = private_folder(self.folder / "clients") / f"{account}.properties"
        lines = [
            "security.protocol=ssl",
            f"ssl.ca.location={self.certificates.ca}",
            f"ssl.certificate.location={self.certificates.certificate(account)}",
            f"ssl.key.location={self.certificates.key(account)}",
        ]
        write_private(file, "\n".join(lines) + "\n")
        return file

    def settings(self, account: str) -> dict[str, str]:
        """Return the settings a service finds the cluster by."""
        return {
            "RT_KAFKA_BOOTSTRAP": self.bootstrap,
            "RT_KAFKA_PROPERTIES_FILE": str(self.properties_file(account)),
            "RT_KAFKA_BROKERS": str(len(self._ports)),
            "RT_KAFKA_REPLICATION": str(self.replication),
        }

    def client_configuration(self, account: str) -> dict[str, str]:
        """Return a librdkafka configuration for tests and tools."""
        lines = self.properties_file(account).read_text(encoding="utf-8").splitlines()
        return {"bootstrap.servers": self.bootstrap, **dict(line.split("=", 1) for line in lines)}

    def admin(self) -> AdminClient:
        """Return an administrator's client, made anew after all brokers were away."""
        if self._admin is None:
            self._admin = AdminClient(
                {**self.client_configuration(OPERATOR), "log_level": 0, "reconnect.backoff.max.ms": 200}
            )
        return self._admin

    def allow(self, rights: Iterable[Rights]) -> None:
        """Give accounts their rights; giving them twice changes nothing.

        Raises:
            KafkaException: The cluster refused, or is away.
        """
        bindings = [binding for each in rights for binding in _bindings(each)]
        for future in self.admin().create_acls(bindings, request_timeout=10).values():
            future.result()

    def allow_only(self, rights: Sequence[Rights]) -> None:
        """Give accounts their rights and take away whatever else they have, from an earlier version or by hand.

        Raises:
            KafkaException: The cluster refused, or is away.
        """
        self.allow(rights)
        wanted = {binding for each in rights for binding in _bindings(each)}
        of_ours = {binding.principal for binding in wanted}
        stale = [each for each in self._bindings() if each.principal in of_ours and each not in wanted]
        if stale:  # nothing is not a list that it takes
            taken = self.admin().delete_acls([_exactly(each) for each in stale], request_timeout=10)
            for future in taken.values():
                future.result()

    def _bindings(self) -> list[AclBinding]:
        """Return every right that anybody has."""
        return list(self.admin().describe_acls(EVERY_RIGHT, request_timeout=10).result())

    def delete_topics(self) -> None:
        """Delete every topic of ours, as a test does that wants to begin afresh."""
        names = [name for name in self.admin().list_topics(timeout=10).topics if not name.startswith("__")]
        if names:
            for future in self.admin().delete_topics(names, operation_timeout=10).values():
                future.result()

    def answers(self) -> bool:
        """Whether every broker has registered."""
        return self._registered() == len(self._ports)

    def _registered(self) -> int:
        for each in self._ports:
            try:
                socket.create_connection(("127.0.0.1", each.client), timeout=1).close()
            except OSError:
                return 0
        try:
            # Long enough for a first handshake with a Java that has only just begun, on a busy machine.
            return len(self.admin().list_topics(timeout=5).brokers)
        except KafkaException:
            return 0

    def _cluster_id(self) -> str:
        file = self.folder / "cluster.id"
        if not file.exists():
            write_private(file, urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "A"))
        return file.read_text(encoding="utf-8")


def _exactly(binding: AclBinding) -> AclBindingFilter:
    return AclBindingFilter(
        binding.restype,
        binding.name,
        binding.resource_pattern_type,
        binding.principal,
        binding.host,
        binding.operation,
        binding.permission_type,
    )


def _bindings(rights: Rights) -> list[AclBinding]:
    topics = [
        (name, operation)
        for name in rights.writes
        for operation in (AclOperation.WRITE, AclOperation.DESCRIBE, AclOperation.CREATE, AclOperation.DESCRIBE_CONFIGS)
    ]
    topics += [(name, operation) for name in rights.reads for operation in (AclOperation.READ, AclOperation.DESCRIBE)]
    wanted = [(ResourceType.TOPIC, name, operation) for name, operation in topics]
    wanted.append((ResourceType.GROUP, rights.group, AclOperation.READ))
    return [
        AclBinding(
            kind, name, ResourcePatternType.LITERAL, f"User:{rights.account}", "*", operation, AclPermissionType.ALLOW
        )
        for kind, name, operation in wanted
    ]
