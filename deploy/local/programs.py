"""What the stack runs beside PostgreSQL and Kafka, and the settings each program is given."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.certificates import Certificates
from deploy.local.kafka import Kafka
from deploy.local.names import SERVICES, Ports
from deploy.local.postgres import Postgres

# What a program may inherit: nothing that steers Python, and nothing of ours that is not listed.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
_SETTABLE = (
    "RT_LOG_LEVEL",
    "RT_TIME_ZONE",
    "RT_REFLECTION",
    "RT_SAMPLE_DATA",
    "RT_MAXIMUM_CONCURRENT_RPCS",
    "RT_READS_PER_PERSON_MINUTE",
    "RT_WRITES_PER_PERSON_MINUTE",
    "RT_CALLS_PER_PERSON_AT_ONCE",
    "RT_CALLS_PER_WORKLOAD_MINUTE",
    "RT_REQUESTS_PER_NETWORK_MINUTE",
    "RT_FORMS_PER_NETWORK_MINUTE",
    "RT_SIGN_INS_PER_NETWORK_HOUR",
    "RT_SOCKETS_PER_NETWORK",
    "RT_CONNECTIONS_PER_NETWORK",
    "RT_REQUEST_SECONDS",
    "RT_REPLY_WINDOW_SECONDS",
    "RT_MAIL_RETRY_SECONDS",
)

MAIL_FROM = "roundtable@tracker.example"
BOUNCE_DOMAIN = "bounces.tracker.example"


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


@dataclass(frozen=True)
class Programs:
    """The command lines; tests put small stand-ins in their place."""

    services: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {name: _python(f"services.{name}") for name in SERVICES}
    )
    """By name; `migrate` is appended to apply migrations."""

    dashboard: tuple[str, ...] = field(default_factory=lambda: _python("dashboard"))
    mail: tuple[str, ...] = field(default_factory=lambda: _python("deploy.local.mail_sink"))
    sample_data: tuple[str, ...] = field(default_factory=lambda: _python("deploy.local.sample_data"))


@dataclass(frozen=True)
class Settings:
    """Makes each program's environment."""

    home: Path
    ports: Ports
    certificates: Certificates
    postgres: Postgres
    kafka: Kafka
    given: Mapping[str, str]
    """The environment the stack itself was started with."""

    @property
    def public_url(self) -> str:
        """Where the dashboard answers."""
        return f"http://127.0.0.1:{self.ports.dashboard}"

    @property
    def mailbox_url(self) -> str:
        """Where the mailbox page answers."""
        return f"http://127.0.0.1:{self.ports.mailbox}"

    def address(self, service: str) -> str:
        """Return where a service answers gRPC."""
        return f"127.0.0.1:{getattr(self.ports, service)}"

    def service(self, name: str) -> dict[str, str]:
        """Return the environment of a service."""
        return {
            **self._common(name),
            "RT_LISTEN": self.address(name),
            "RT_METRICS_LISTEN": f"127.0.0.1:{getattr(self.ports, f'{name}_metrics')}",
            "RT_DATABASE_URL": self.postgres.url(name, name),
            **self.kafka.settings(name),
            "RT_KEYS_DIR": str(self.home / "keys"),
            "RT_EVIDENCE_DIR": str(self.home / ("documents" if name == "consultations" else "evidence")),
            "RT_ENROLMENT_FILE": str(self.enrolment_file),
            "RT_SMTP_HOST": "127.0.0.1",
            "RT_SMTP_PORT": str(self.ports.smtp),
            "RT_SMTP_TLS": "starttls",
            # The one authority that SMTP's TLS is checked against: the mail server's certificate is of our own making.
            "SSL_CERT_FILE": str(self.certificates.ca),
            "RT_SMTP_MODE": self.given.get("RT_SMTP_MODE", "direct"),
            "RT_MAIL_FROM": MAIL_FROM,
            "RT_BOUNCE_DOMAIN": BOUNCE_DOMAIN,
        }

    def migration(self, name: str) -> dict[str, str]:
        """Return the environment of a service's migration: the only one that may change the schema."""
        return {**self.service(name), "RT_MIGRATION_DATABASE_URL": self.postgres.url(name, f"{name}_migrator")}

    def dashboard(self) -> dict[str, str]:
        """Return the environment of the dashboard."""
        cards = self.home / "start.json"
        return {
            **self._common("dashboard"),
            "RT_LISTEN": f"127.0.0.1:{self.ports.dashboard}",
            "RT_MAILBOX_URL": self.mailbox_url,
            **({"RT_START_FILE": str(cards)} if cards.exists() else {}),
        }

    def mail(self) -> dict[str, str]:
        """Return the environment of the mail server."""
        return {
            **self._common("mail"),
            Ports.variable("smtp"): str(self.ports.smtp),
            Ports.variable("mailbox"): str(self.ports.mailbox),
        }

    def sample_data(self) -> dict[str, str]:
        """Return the environment of the program that loads the sample data."""
        return {
            **self._common("operator"),
            "RT_CERTIFICATES_DIR": str(self.certificates.folder),
            "RT_MAILBOX_URL": self.mailbox_url,
        }

    @property
    def enrolment_file(self) -> Path:
        """Where identity leaves the single-use code of the first registrar."""
        return self.home / "identity" / "enrolment"

    def _common(self, workload: str) -> dict[str, str]:
        kept = {name: self.given[name] for name in (*_INHERITED, *_SETTABLE) if name in self.given}
        traces = {name: value for name, value in self.given.items() if name.startswith("OTEL_")}
        return {
            **kept,
            **traces,
            "PYTHONUNBUFFERED": "1",
            "RT_HOME": str(self.home),
            "RT_PUBLIC_URL": self.public_url,
            **{f"RT_{name.upper()}_ADDRESS": self.address(name) for name in SERVICES},
            **self.certificates.settings(workload),
        }


def given() -> dict[str, str]:
    """Return the environment this process was started with."""
    return dict(os.environ)
