"""One broker of the local Kafka, with a share in the controllers' quorum."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.local.failure import CannotStart
from deploy.local.files import private_folder, write_private
from deploy.local.process import Child

_DAYS_KEPT = 7
# The second compiler would spend 4 of 10 processor seconds of a start on speed that a small machine never needs.
_QUICK = "-XX:TieredStopAtLevel=1"
_LOGGING = """\
rootLogger.level = WARN
rootLogger.appenderRef.console.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %p %c{1} %m%n
# Says once at start which settings are in force, 400 lines of them.
logger.config.name = org.apache.kafka.common.config
logger.config.level = ERROR
"""


@dataclass(frozen=True)
class BrokerPorts:
    """Where one broker listens."""

    client: int
    controller: int
    outside: int | None = None
    """For clients with a password over TLS, as a cluster elsewhere may want them; none unless a test asks for it."""


class Broker:
    """A Java process with its data."""

    def __init__(
        self,
        number: int,
        cluster: Sequence[BrokerPorts],
        *,
        folder: Path,
        log: Path,
        pid_folder: Path,
        java: Sequence[str | Path],
        keystore: Path,
        truststore: Path,
    ) -> None:
        self.number = number
        self.data = folder / "data"
        self._cluster = cluster
        self._folder = folder
        self._java = java
        self._tls = {"keystore": keystore, "truststore": truststore}
        self._properties = folder / "server.properties"
        self._logging = folder / "log4j2.properties"
        self.child = Child(
            "Kafka" if len(cluster) == 1 else f"Kafka broker {number}",
            self._command("-Xms128m", "-Xmx256m", "-XX:+UseSerialGC", _QUICK, "kafka.Kafka", self._properties),
            log=log,
            folder=folder,
            environment={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            pid_file=pid_folder / f"{log.stem}.pid" if pid_folder.is_dir() else None,
        )

    def format(self, cluster_id: str) -> None:
        """Write the settings, and make the data folder if there is none.

        Raises:
            CannotStart: Kafka's own tool could not make it.
        """
        private_folder(self._folder)
        private_folder(self._folder / "tmp")
        write_private(self._logging, _LOGGING)
        write_private(self._properties, "".join(f"{key}={value}\n" for key, value in self._settings().items()))
        if (self.data / "meta.properties").exists():
            return
        private_folder(self.data)
        command = self._command(_QUICK, "kafka.tools.StorageTool", "format", "-t", cluster_id)
        command += ["-c", str(self._properties), "--ignore-formatted"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, umask=0o077)  # noqa: S603
        if done.returncode != 0:
            raise CannotStart(f"Kafka could not make its data folder: {(done.stdout + done.stderr).strip()[-2000:]}")

    def start(self) -> None:
        """Start it without waiting."""
        self.child.start()

    def _command(self, *arguments: str | Path) -> list[str]:
        own = [
            f"-Dlog4j2.configurationFile={self._logging}",
            # Compression libraries unpack themselves; without these two they and the JVM leave files in /tmp.
            f"-Djava.io.tmpdir={self._folder / 'tmp'}",
            "-XX:-UsePerfData",
        ]
        return [str(part) for part in (*self._java, *own, *arguments)]

    def _outside(self, port: int, settings: dict[str, str | int]) -> dict[str, str | int]:
        """Return the settings with a further listener: TLS with a password (SCRAM), and no client certificate."""
        address = f"OUTSIDE://127.0.0.1:{port}"
        return settings | {
            "listeners": f"{settings['listeners']},{address}",
            "advertised.listeners": f"{settings['advertised.listeners']},{address}",
            "listener.security.protocol.map": f"{settings['listener.security.protocol.map']},OUTSIDE:SASL_SSL",
            "listener.name.outside.ssl.client.auth": "none",
            "listener.name.outside.sasl.enabled.mechanisms": "SCRAM-SHA-256",
            "listener.name.outside.scram-sha-256.sasl.jaas.config": (
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"
            ),
        }

    def _settings(self) -> dict[str, str | int]:
        settings = self._own_settings()
        outside = self._cluster[self.number - 1].outside
        return settings if outside is None else self._outside(outside, settings)

    def _own_settings(self) -> dict[str, str | int]:
        mine, several = self._cluster[self.number - 1], len(self._cluster) > 1
        voters = ",".join(f"{number}@127.0.0.1:{each.controller}" for number, each in enumerate(self._cluster, 1))
        replicas = min(3, len(self._cluster))
        return {
            "process.roles": "broker,controller",
            "node.id": self.number,
            "controller.quorum.voters": voters,
            "listeners": f"CLIENT://127.0.0.1:{mine.client},CONTROLLER://127.0.0.1:{mine.controller}",
            "advertised.listeners": f"CLIENT://127.0.0.1:{mine.client}",
            "listener.security.protocol.map": "CLIENT:SSL,CONTROLLER:SSL",
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "CLIENT",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(self._tls["keystore"]),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self._tls["truststore"]),
            "ssl.client.auth": "required",
            "ssl.enabled.protocols": "TLSv1.3",
            "ssl.principal.mapping.rules": "RULE:^CN=([^,]+)$/$1/",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:kafka;User:operator",
            "allow.everyone.if.no.acl.found": "false",
            "log.dirs": str(self.data),
            "log.retention.hours": _DAYS_KEPT * 24,
            # Looking costs a glance at a dozen files; a purge waits for it.
            "log.retention.check.interval.ms": 5_000,
            "log.initial.task.delay.ms": 5_000,
            "auto.create.topics.enable": "false",
            "default.replication.factor": replicas,
            "min.insync.replicas": 2 if replicas > 2 else 1,  # noqa: PLR2004 - two of three
            "unclean.leader.election.enable": "false",
            # Few partitions for what Kafka keeps for itself: first use is fast, and a small machine has few files open.
            "offsets.topic.num.partitions": 4,
            "offsets.topic.replication.factor": replicas,
            "transaction.state.log.num.partitions": 4,
            "transaction.state.log.replication.factor": replicas,
            "transaction.state.log.min.isr": min(2, replicas),
            "share.coordinator.state.topic.num.partitions": 1,
            "share.coordinator.state.topic.replication.factor": replicas,
            "share.coordinator.state.topic.min.isr": min(2, replicas),
            "group.initial.rebalance.delay.ms": 0,
            # Back 3 s after a kill instead of 11.
            "broker.session.timeout.ms": 6000 if several else 2000,
            "broker.heartbeat.interval.ms": 300,
            "num.network.threads": 2,
            "num.io.threads": 4,
            "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
        }
