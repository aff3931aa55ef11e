"""A PostgreSQL and a Kafka as they stand elsewhere: TLS or nothing, and passwords; a service needs settings alone."""

import asyncio
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from confluent_kafka import KafkaException, Producer
from confluent_kafka.admin import (
    AdminClient,
    NewTopic,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from psycopg import sql

from deploy.local import unprivileged
from deploy.local.certificates import Certificates
from deploy.local.files import write_private
from deploy.local.kafka import Kafka
from deploy.local.names import REPOSITORY, topic
from deploy.local.postgres import Databases, Postgres
from roundtable.identity.v1 import service_pb2 as pb
from roundtable.identity.v1 import service_pb2_grpc as pb_grpc
from tests.chassis_kit import free_address, variables
from tests.integration.identity_house import key
from tests.integration.service_process import SERVING, ServiceProcess, a_channel, a_process, until

OWNER = "identity_migrator"


@dataclass(frozen=True)
class Elsewhere:
    """The pair, with a password for each account."""

    databases: Databases
    kafka: Kafka
    certificates: Certificates
    folder: Path
    password: str
    bootstrap: str

    def url(self, role: str, **changed: str) -> str:
        """Return the libpq URL of a role, whose password stands in a file."""
        passfile = self.folder / "passfile"
        write_private(passfile, f"127.0.0.1:*:*:*:{self.password}\n")
        parameters = {"sslmode": "verify-full", "sslrootcert": str(self.certificates.ca), "passfile": str(passfile)}
        query = "&".join(f"{name}={value}" for name, value in (parameters | changed).items())
        at = self.databases.url.partition("@")[2].partition("?")[0]
        return f"postgresql://{role}@{at}?{query}"

    def kafka_settings(self, **changed: str) -> dict[str, str | int | float | bool]:
        """Return librdkafka's settings of identity's account."""
        wanted: dict[str, str | int | float | bool] = {
            "security.protocol": "sasl_ssl",
            "sasl.mechanisms": "SCRAM-SHA-256",
            "sasl.username": "identity",
            "sasl.password": self.password,
            "ssl.ca.location": str(self.certificates.ca),
        }
        return wanted | {name.replace("_", "."): value for name, value in changed.items()}


@contextmanager
def _passwords(postgres: Postgres, database: str, password: str) -> Iterator[None]:
    """Let both of identity's roles into one database with a password over TLS, and with nothing else."""
    file = postgres.data / "pg_hba.conf"
    before = file.read_bytes()

    def write(content: bytes) -> None:
        write_private(file, content)
        unprivileged.give(file, postgres.account)
        loaded = "SELECT pg_conf_load_time()"
        with postgres.admin() as admin:
            former = admin.execute(loaded).fetchone()
            admin.execute("SELECT pg_reload_conf()")
            while admin.execute(loaded).fetchone() == former:
                time.sleep(0.02)

    write(f"hostssl {database} identity,{OWNER} 127.0.0.1/32 scram-sha-256\n".encode() + before)
    roles = [sql.Identifier(name) for name in ("identity", OWNER)]
    with postgres.admin() as admin:
        for role in roles:
            admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
    try:
        yield
    finally:
        with postgres.admin() as admin:
            for role in roles:
                admin.execute(sql.SQL("ALTER ROLE {} PASSWORD NULL").format(role))
        write(before)


@pytest.fixture(scope="module")
def elsewhere(
    postgres: Postgres, kafka: Kafka, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Elsewhere]:
    """A database of identity's and its account at the broker, both by password."""
    password, outside = secrets.token_urlsafe(24), kafka.outside
    credential = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096)
    wanted = UserScramCredentialUpsertion("identity", credential, password.encode())
    for future in kafka.admin().alter_user_scram_credentials([wanted]).values():
        future.result()
    kafka.delete_topics()
    folder = tmp_path_factory.mktemp("elsewhere")
    with postgres.throwaway("identity") as databases, _passwords(postgres, databases.name, password):
        yield Elsewhere(databases, kafka, certificates, folder, password, outside)
    kafka.delete_topics()


@pytest.fixture
async def identity(elsewhere: Elsewhere, tmp_path: Path) -> AsyncIterator[ServiceProcess]:
    """The service itself, told by settings alone where its database and its broker are."""
    properties = tmp_path / "outside.properties"
    write_private(properties, "".join(f"{name}={value}\n" for name, value in elsewhere.kafka_settings().items()))
    given = {
        "RT_DATABASE_URL": elsewhere.url("identity"),
        "RT_MIGRATION_DATABASE_URL": elsewhere.url(OWNER),
        "RT_KAFKA_BOOTSTRAP": elsewhere.bootstrap,
        "RT_KAFKA_PROPERTIES_FILE": str(properties),
        "RT_LISTEN": free_address(),
        "RT_SMTP_HOST": "127.0.0.1",
        "RT_MAIL_FROM": "tracker@roundtable.example",
    }
    environment = variables(elsewhere.certificates, tmp_path, "identity", **given)
    migrate = [sys.executable, "-m", "services.identity", "migrate"]
    await asyncio.to_thread(subprocess.run, migrate, env=environment, cwd=REPOSITORY, check=True, timeout=60)
    async with AsyncExitStack() as stack:
        channel = a_channel(elsewhere.certificates, "operator", given["RT_LISTEN"])
        stack.push_async_callback(channel.close)
        begun = a_process("identity", ["services.identity"], environment, channel, tmp_path / "said")
        running = stack.enter_context(begun)
        await running.until(SERVING)
        yield running


async def test_a_service_connects_writes_and_reads_by_settings_alone(
    elsewhere: Elsewhere, identity: ServiceProcess
) -> None:
    stub = pb_grpc.IdentityServiceStub(identity.channel)
    await stub.RegisterOrganisation(pb.RegisterOrganisationRequest(idempotency_key=key(), name="Elsewhere"), timeout=10)

    def ask(statement: str) -> int:
        with psycopg.connect(elsewhere.databases.admin_url) as admin:
            row = admin.execute(sql.SQL(statement)).fetchone()
        return row[0] if row else 0

    async def sent() -> bool:
        return await asyncio.to_thread(ask, "SELECT count(*) FROM events WHERE public_version = 1") > 0 and (
            await asyncio.to_thread(ask, "SELECT count(*) FROM outbox") == 0
        )

    await until(sent, "the broker has what was recorded")
    await asyncio.to_thread(_send_nonsense, elsewhere.kafka)

    async def parked() -> bool:
        return await asyncio.to_thread(ask, "SELECT count(*) FROM dead_letters") == 1

    await until(parked, "what stood on another service's topic was read")
    with psycopg.connect(elsewhere.url("identity")) as connection:
        encrypted = connection.execute("SELECT bool_and(ssl) FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
    assert encrypted == (True,)


def _send_nonsense(kafka: Kafka) -> None:
    """Put a record that names no event on a topic that identity reads."""
    for future in kafka.admin().create_topics([NewTopic(topic("recommendations"), 1, 1)]).values():
        future.result()
    producer = Producer({**kafka.client_configuration("operator"), "log_level": 0})
    producer.produce(topic("recommendations"), b"nonsense")
    assert producer.flush(30) == 0


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        pytest.param({"sslmode": "disable"}, "no encryption", id="plaintext"),
        pytest.param({"passfile": "/none"}, "no password", id="no password"),
        pytest.param({"sslrootcert": "/none"}, "root certificate", id="a server that nobody vouches for"),
    ],
)
def test_the_database_takes_nothing_less(elsewhere: Elsewhere, changed: dict[str, str], says: str) -> None:
    psycopg.connect(elsewhere.url("identity")).close()
    with pytest.raises(psycopg.OperationalError, match=says):
        psycopg.connect(elsewhere.url("identity", **changed))


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"security_protocol": "plaintext"}, id="plaintext"),
        pytest.param({"security_protocol": "sasl_plaintext"}, id="a password without TLS"),
        pytest.param({"security_protocol": "ssl"}, id="TLS without a password"),
        pytest.param({"sasl_password": "wrong"}, id="a wrong password"),
    ],
)
def test_the_broker_takes_nothing_less(elsewhere: Elsewhere, changed: dict[str, str]) -> None:
    tried = elsewhere.kafka_settings(**changed)
    with pytest.raises(KafkaException):
        AdminClient({**tried, "bootstrap.servers": elsewhere.bootstrap, "log_level": 0}).list_topics(timeout=2)


def test_the_broker_takes_the_password_over_tls(elsewhere: Elsewhere) -> None:
    allowed = {**elsewhere.kafka_settings(), "bootstrap.servers": elsewhere.bootstrap, "log_level": 0}
    assert AdminClient(allowed).list_topics(timeout=20).brokers
