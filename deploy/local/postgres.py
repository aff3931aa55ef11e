"""One PostgreSQL server for the local stack and for tests.

Every connection is TLS with a client certificate whose common name is the role: no password exists. A service's role
cannot change a schema; `<service>_migrator` can, with a certificate that only migrations use; `operator` reads.
"""

import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import psycopg
from psycopg import sql

from deploy.local import postgres_programs, unprivileged
from deploy.local.artifacts import Progress
from deploy.local.certificates import Certificates
from deploy.local.failure import CannotStart
from deploy.local.files import private_folder, write_private
from deploy.local.names import SERVICES
from deploy.local.process import Child

ADMIN = "postgres"
OPERATOR = "operator"

_ACCESS = f"""\
# TLS with a certificate of our authority, or nothing; the certificate's common name is the role.
hostssl all {ADMIN},{OPERATOR} 127.0.0.1/32 cert
hostssl all {",".join(f"{name},{name}_migrator" for name in SERVICES)} 127.0.0.1/32 cert
"""


@dataclass(frozen=True)
class Databases:
    """How to reach one database in each role."""

    name: str
    url: str
    """As the service: no DDL."""
    migration_url: str
    """As the owner of the schema."""
    operator_url: str
    """Reading only."""
    admin_url: str
    """As the cluster's superuser: for tests that play an attacker with every right."""


class Postgres:
    """A server with its data in one folder, on one loopback port."""

    def __init__(  # noqa: D417
        self, home: Path, port: int, certificates: Certificates, *, cache: Path | None = None, durable: bool = True
    ) -> None:
        """Describe the server; nothing runs yet.

        Args:
            home: Folder for data and log; the data may lie elsewhere (see `unprivileged`).
            cache: Where downloads are kept.
            durable: False spares fsync: data outlive a killed server, but not a power cut. For tests.
        """
        self.home = home
        self.port = port
        self.certificates = certificates
        self._cache = cache or home / "cache"
        self._durable = durable
        self._place = unprivileged.folder_for_others(home) / "postgres"
        self.data = self._place / "data"
        self.account = unprivileged.account(self.data)
        self._programs: Path | None = None
        self._child: Child | None = None

    @property
    def child(self) -> Child:
        """The server's process."""
        if self._child is None:
            raise RuntimeError("PostgreSQL was never started")
        return self._child

    @property
    def launched(self) -> bool:
        """Whether the server's process was started here and lives."""
        return self._child is not None and self._child.running

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.home / "log" / "postgres.log"

    def install(self, progress: Progress | None = None) -> None:
        """Fetch and unpack the programs if they are not there.

        Raises:
            CannotStart: They could not be had.
        """
        self._programs = postgres_programs.install(self.home, self._cache, self.account, progress)

    def start(self, *, timeout: float = 180.0) -> None:
        """Make the data folder if there is none, start the server and wait until it answers.

        Raises:
            CannotStart: It did not come up.
        """
        self.launch()
        self.wait_ready(timeout=timeout)

    def launch(self) -> None:
        """Start the server without waiting for it."""
        if self._programs is None:
            self.install()
        private_folder(self.home, passable=True)
        private_folder(self.log.parent)
        private_folder(self._place.parent, passable=True)
        unprivileged.give(private_folder(self._place), self.account)
        if not (self.data / "PG_VERSION").exists():
            self._init()
        self._configure()
        self._child = self._new_child()
        self._child.start()

    def wait_ready(self, *, timeout: float = 180.0) -> None:
        """Wait until the server answers, and see to it that all roles are there."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                self.child.wait_until(self.answers, timeout=max(deadline - time.monotonic(), 1.0))
                break
            except CannotStart:
                # A killed server's own children hold its memory for a moment longer.
                if "still in use" not in self.child.last_lines() or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
                self.child.start()
        self._make_roles()

    def stop(self) -> None:
        """End the server in good order; sessions are cut off."""
        self.child.stop(timeout=10)

    def kill(self) -> None:
        """End it at once, as SIGKILL does: what was committed must be there after a restart."""
        self.child.kill()

    def restart(self) -> None:
        """Start it again after `stop` or `kill`."""
        self.start()

    def wipe(self) -> None:
        """Delete all data of a stopped server."""
        shutil.rmtree(self._place, ignore_errors=True)

    def url(self, database: str, role: str) -> str:
        """Return the libpq URL of a database for a role; the certificate stands in for a password."""
        parameters = {
            "sslmode": "verify-full",
            "sslcert": str(self.certificates.certificate(role)),
            "sslkey": str(self.certificates.key(role)),
            "sslrootcert": str(self.certificates.ca),
        }
        return f"postgresql://{role}@127.0.0.1:{self.port}/{database}?{urlencode(parameters, safe='/')}"

    def create_databases(self) -> None:
        """Make each service's database, owned by its migrator, if it is not there."""
        with self.admin() as connection:
            there = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
        for service in SERVICES:
            if service not in there:
                self.create_database(service, service)

    def create_database(self, name: str, service: str) -> Databases:
        """Make one database that only the service's roles and the operator may enter."""
        database, owner = sql.Identifier(name), sql.Identifier(f"{service}_migrator")
        with self.admin() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
            entitled = sql.SQL(", ").join(map(sql.Identifier, (service, OPERATOR)))
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, entitled))
        with self.admin(name) as connection:
            connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
        return self.databases(name, service)

    def databases(self, name: str, service: str) -> Databases:
        """Return how to reach a database."""
        return Databases(
            name=name,
            url=self.url(name, service),
            migration_url=self.url(name, f"{service}_migrator"),
            operator_url=self.url(name, OPERATOR),
            admin_url=self.url(name, ADMIN),
        )

    @contextmanager
    def throwaway(self, service: str) -> Iterator[Databases]:
        """Yield an empty database of the service's under a name of its own; it is dropped afterwards."""
        made = self.create_database(f"{service}_{uuid4().hex[:12]}", service)
        try:
            yield made
        finally:
            self.drop_database(made.name)

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected."""
        with self.admin() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    @contextmanager
    def admin(self, database: str = "postgres") -> Iterator[psycopg.Connection]:
        """Yield a superuser's connection, in autocommit."""
        with psycopg.connect(self.url(database, ADMIN), autocommit=True, connect_timeout=5) as connection:
            yield connection

    def _init(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        options = [f"--username={ADMIN}", "--auth=reject", "--encoding=UTF8", "--locale-provider=builtin"]
        options += ["--locale=C.UTF-8", "--data-checksums", *([] if self._durable else ["--no-sync"])]
        child = Child(
            "initdb",
            [self._program("initdb"), f"--pgdata={self.data}", *options],
            log=self.log,
            account=self.account,
            folder=Path("/"),
            environment={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"},
        )
        child.start()
        deadline = time.monotonic() + 120
        while child.running and time.monotonic() < deadline:
            time.sleep(0.02)
        if child.exit_status != 0:
            child.kill()
            shutil.rmtree(self.data, ignore_errors=True)
            raise CannotStart(
                f"PostgreSQL could not make its data folder; the end of {self.log}:\n{child.last_lines()}"
            )

    def _configure(self) -> None:
        """Write the settings that follow from where we are, and hand the server its certificate."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "ssl": "on",
            "ssl_cert_file": "server.pem",
            "ssl_key_file": "server.key",
            "ssl_ca_file": "ca.pem",
            "ssl_min_protocol_version": "TLSv1.3",
            "max_connections": 200,
            "shared_buffers": "64MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %q%u@%d ",
            "log_parameter_max_length": 0,
            "log_parameter_max_length_on_error": 0,
            "log_min_error_statement": "panic",
            "wal_level": "replica",
            "fsync": "on" if self._durable else "off",
        }
        conf = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        certificates = self.certificates
        files = {
            "server.pem": certificates.certificate(ADMIN).read_bytes(),
            "server.key": certificates.key(ADMIN).read_bytes(),
            "ca.pem": certificates.ca.read_bytes(),
            "pg_hba.conf": _ACCESS.encode(),
            "postgresql.auto.conf": f"# Written at each start.\n{conf}".encode(),
        }
        for name, content in files.items():
            write_private(self.data / name, content)
            unprivileged.give(self.data / name, self.account)

    def _new_child(self) -> Child:
        return Child(
            "PostgreSQL",
            [self._program("postgres"), "-D", self.data],
            log=self.log,
            account=self.account,
            folder=Path("/"),
            # Fast shutdown: cuts sessions off, keeps what was committed.
            stop_signal=signal.SIGINT,
            pid_file=self.home / "run" / "postgres.pid" if (self.home / "run").is_dir() else None,
            environment={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"},
        )

    def _program(self, name: str) -> Path:
        if self._programs is None:
            self.install()
        return Path(str(self._programs)) / "bin" / name

    def answers(self) -> bool:
        """Whether the server takes connections."""
        try:
            with self.admin() as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _make_roles(self) -> None:
        with self.admin() as connection:
            there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role in (OPERATOR, *SERVICES, *(f"{name}_migrator" for name in SERVICES)):
                if role not in there:
                    connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            connection.execute(sql.SQL("GRANT pg_read_all_data, pg_monitor TO {}").format(sql.Identifier(OPERATOR)))
