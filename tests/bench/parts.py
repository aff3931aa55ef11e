"""The real parts that a run measures, in a folder and on ports of their own."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from deploy.local import unprivileged
from deploy.local.broker import BrokerPorts
from deploy.local.certificates import Certificates
from deploy.local.kafka import Kafka
from deploy.local.names import Ports, home
from deploy.local.postgres import Postgres


@dataclass(frozen=True)
class Parts:
    """What is running."""

    folder: Path
    certificates: Certificates
    postgres: Postgres
    kafka: Kafka

    def a_folder(self, name: str) -> Path:
        """Make a folder for something that a measurement needs."""
        made = self.folder / name
        made.mkdir(mode=0o700)
        return made


@contextmanager
def running() -> Iterator[Parts]:
    """Start a PostgreSQL that writes to disk as in production, and a Kafka; both end with the block."""
    with ExitStack() as stack:
        folder, ports, cache = Path(tempfile.mkdtemp(prefix="roundtable-bench-")), Ports.free(), home() / "cache"
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        stack.callback(unprivileged.forget, folder)
        folder.chmod(0o711)
        certificates = Certificates(folder / "certificates")
        certificates.make()
        postgres = Postgres(folder, ports.postgres, certificates, cache=cache)
        kafka = Kafka(folder, [BrokerPorts(ports.kafka, ports.kafka_controller)], certificates, cache=cache)
        for part in (postgres, kafka):
            part.start()
            stack.callback(part.stop)
        yield Parts(folder, certificates, postgres, kafka)


def database_of(url: str) -> str:
    """Return the name of the database that a URL leads to."""
    return str(conninfo_to_dict(url)["dbname"])
