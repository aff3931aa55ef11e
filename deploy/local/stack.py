"""The whole stack: started in the order in which its parts need each other, watched, and stopped without a trace.

A test starts a second one beside a running one: `Stack(folder, Ports.free()).start()`.
"""

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.local import clients, preflight, programs, ready
from deploy.local.broker import BrokerPorts
from deploy.local.certificates import Certificates
from deploy.local.files import private_folder
from deploy.local.kafka import Kafka
from deploy.local.names import REPOSITORY, SERVICES, Ports
from deploy.local.postgres import Postgres
from deploy.local.process import Birth, Child
from deploy.local.programs import Programs, Settings
from deploy.local.progress import Progress, Silent

READY_FILE = "ready"
"""In the home's `run`: there while the stack is ready."""

_SECONDS_TO_DRAIN = 9.0
"""Leaves PostgreSQL and Kafka their share of the 15 seconds in which everything is gone."""
_SECONDS_FOR_STORES = 4.0
_MIGRATION_SECONDS = 120.0
_SAMPLE_DATA_SECONDS = 600.0


@dataclass(frozen=True)
class Part:
    """A running part and how to tell whether it is ready."""

    child: Child
    ready: Callable[[], bool]


class Stack:
    """All parts, in one home, on one set of ports."""

    def __init__(
        self,
        home: Path,
        ports: Ports,
        *,
        cache: Path | None = None,
        run: Programs | None = None,
        environment: Mapping[str, str] | None = None,
        durable: bool = True,
    ) -> None:
        """Describe the stack; nothing runs yet.

        Args:
            home: Where everything of it lives.
            ports: Where its parts listen.
            cache: Where downloads are kept; `home/cache` if None.
            run: What to run; the product itself if None.
            environment: Settings a person may give, such as `RT_SAMPLE_DATA=none`; this process's own if None.
            durable: False spares fsync in PostgreSQL: for tests.
        """
        self.home = home
        self.ports = ports
        self.run = run or Programs()
        self.environment = dict(environment) if environment is not None else programs.given()
        self.certificates = Certificates(home / "certificates")
        cache = cache or home / "cache"
        self.postgres = Postgres(home, ports.postgres, self.certificates, cache=cache, durable=durable)
        broker = BrokerPorts(ports.kafka, ports.kafka_controller)
        self.kafka = Kafka(home, [broker], self.certificates, cache=cache)
        self.settings = Settings(home, ports, self.certificates, self.postgres, self.kafka, self.environment)
        self.parts: dict[str, Part] = {}
        self._lock: int | None = None

    @property
    def public_url(self) -> str:
        """Where the dashboard answers."""
        return self.settings.public_url

    @property
    def mailbox_url(self) -> str:
        """Where the mailbox page answers."""
        return self.settings.mailbox_url

    def address(self, service: str) -> str:
        """Return where a service answers gRPC."""
        return self.settings.address(service)

    @property
    def enrolment_url(self) -> str | None:
        """The single-use link with which the first registrar enrols, None once it was used."""
        with suppress(OSError):
            if code := self.settings.enrolment_file.read_text(encoding="ascii").strip():
                return f"{self.public_url}/enrol?code={code}"
        return None

    def start(self, progress: Progress | None = None) -> "Stack":
        """Start everything and return when all of it is ready. Call from the main thread.

        Raises:
            CannotStart: A part did not come up; everything that had been started is stopped again.
        """
        progress = progress or Silent()
        self._lock = preflight.take(private_folder(self.home, passable=True))
        try:
            preflight.check_whole(self.home)
            preflight.check(self.home, self.ports, self.environment)
            self._prepare(progress)
            self._start_stores(progress)
            self._start_services(progress)
            self._load_sample_data(progress)
            self._start_dashboard(progress)
            (self.home / "run" / READY_FILE).touch(0o600)
        except BaseException:
            self.stop()
            raise
        return self

    def failed(self) -> Child | None:
        """Return a part that has ended although nobody asked it to."""
        return next((part.child for part in self.parts.values() if not part.child.running), None)

    def stop(self) -> None:
        """Stop everything, by force what is still there after 13 seconds. Does nothing if nothing was started."""
        if self._lock is None:
            return
        (self.home / "run" / READY_FILE).unlink(missing_ok=True)
        stores = {"postgres", "kafka"}
        self._stop([part.child for name, part in self.parts.items() if name not in stores], _SECONDS_TO_DRAIN)
        self._stop([part.child for name, part in self.parts.items() if name in stores], _SECONDS_FOR_STORES)
        self.parts.clear()
        (self.home / "run" / "supervisor.pid").unlink(missing_ok=True)
        preflight.release(self._lock)
        self._lock = None

    def restart_part(self, name: str) -> None:
        """Start a part again that a test has ended, and wait until it is ready."""
        part = self.parts[name]
        part.child.start()
        part.child.wait_until(part.ready, timeout=60)

    def _prepare(self, progress: Progress) -> None:
        for folder in ("run", "log", "keys", "identity"):
            private_folder(self.home / folder)
        if birth := Birth.of(os.getpid()):
            birth.write(self.home / "run" / "supervisor.pid")
        with progress.step("PostgreSQL's programs"):
            self.postgres.install(progress.counted)
        with progress.step("Apache Kafka's programs"):
            self.kafka.install(progress.counted)
        with progress.step("Certificates"):
            self.certificates.make()
            clients.write(self.home / "clients", self.certificates, self.kafka, self.ports)

    def _start_stores(self, progress: Progress) -> None:
        """Start what keeps data. Kafka takes longest, so the migrations run meanwhile."""
        with progress.step("PostgreSQL"):
            self.postgres.launch()
            self.parts["postgres"] = Part(self.postgres.child, self.postgres.answers)
            self.kafka.launch()
            (broker,) = self.kafka.brokers
            self.parts["kafka"] = Part(broker.child, self.kafka.answers)
            self._begin("mail", "Mail server", self.run.mail, self.settings.mail(), self._mail_ready)
            self.postgres.wait_ready()
            self.postgres.create_databases()
        with progress.step("Migrations"):
            self._migrate()
        with progress.step("Apache Kafka"):
            self.kafka.wait_ready()
        with progress.step("Mail server"):
            self._await("mail", 30)

    def _migrate(self) -> None:
        running = []
        for name, command in self.run.services.items():
            child = Child(
                f"the migration of {name}",
                [*command, "migrate"],
                log=self.home / "log" / f"{name}-migrate.log",
                environment=self.settings.migration(name),
                folder=REPOSITORY,
            )
            child.start()
            running.append(child)
        try:
            for child in running:
                child.must_succeed(timeout=_MIGRATION_SECONDS)
        finally:
            for child in running:
                child.kill()

    def _start_services(self, progress: Progress) -> None:
        """Identity first: the others ask it for the keys that sign tokens."""
        first, *others = (name for name in SERVICES if name in self.run.services)
        for names in ([first], others):
            for name in names:
                command = self.run.services[name]
                self._begin(
                    name,
                    name,
                    command,
                    self.settings.service(name),
                    ready.Health(self.certificates, self.address(name)),
                )
            with progress.step(", ".join(name.capitalize() for name in names)):
                for name in names:
                    self._await(name, 60)

    def _load_sample_data(self, progress: Progress) -> None:
        if self.environment.get("RT_SAMPLE_DATA", "all") == "none" or (self.home / "sample-data.done").exists():
            return
        child = Child(
            "the loading of the sample data",
            self.run.sample_data,
            log=self.home / "log" / "sample-data.log",
            environment=self.settings.sample_data(),
            folder=REPOSITORY,
        )
        with progress.step("Sample data, once"):
            child.start()
            try:
                child.must_succeed(timeout=_SAMPLE_DATA_SECONDS, meanwhile=self._all_must_run)
            finally:
                child.kill()

    def _start_dashboard(self, progress: Progress) -> None:
        page = ready.Page(f"{self.public_url}/healthz")
        with progress.step("Dashboard"):
            self._begin("dashboard", "dashboard", self.run.dashboard, self.settings.dashboard(), page)
            self._await("dashboard", 60)

    def _mail_ready(self) -> bool:
        return ready.Page(f"{self.mailbox_url}/healthz")() and ready.listens(self.ports.smtp)

    def _begin(
        self,
        name: str,
        called: str,
        command: tuple[str, ...],
        environment: dict[str, str],
        is_ready: Callable[[], bool],
    ) -> None:
        child = Child(
            called,
            command,
            log=self.home / "log" / f"{name}.log",
            environment=environment,
            folder=REPOSITORY,
            pid_file=self.home / "run" / f"{name}.pid",
        )
        child.start()
        self.parts[name] = Part(child, is_ready)

    def _await(self, name: str, seconds: float) -> None:
        part = self.parts[name]
        part.child.wait_until(part.ready, timeout=seconds, meanwhile=self._all_must_run)

    def _all_must_run(self) -> None:
        for part in self.parts.values():
            part.child.must_run()

    @staticmethod
    def _stop(children: list[Child], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        for child in children:
            child.ask_to_stop()
        for child in children:
            child.wait_stopped(deadline - time.monotonic())
