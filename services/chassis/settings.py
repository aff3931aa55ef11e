"""Settings: from the environment only, typed, and complained about all at once.

A service's own settings are a subclass of `ServiceSettings`. No secret is ever in the environment: a setting names the
0600 file that holds it.
"""

import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_PREFIX = "RT_"
_OTHERS_MAY_READ = 0o007
_PASSWORD_IN_URL = re.compile(r"(?<=:)[^:@/]+(?=@)|(?<=password=)[^&\s]+")


class Address(NamedTuple):
    """Where to listen or whom to call."""

    host: str
    port: int

    def __str__(self) -> str:
        """Write it as it stands in the setting."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Tell whether only this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def _address(value: object) -> object:
    if not isinstance(value, str):
        return value
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdecimal() or int(port) > 65535:  # noqa: PLR2004
        raise ValueError("must be host:port, such as 127.0.0.1:50051")
    return Address(host.removeprefix("[").removesuffix("]"), int(port))


def _readable_file(path: Path) -> Path:
    if not path.is_file():
        raise ValueError("names no file")
    return path


def _private_file(path: Path) -> Path:
    if _readable_file(path).stat().st_mode & _OTHERS_MAY_READ:
        raise ValueError("names a file that everybody may read; give it mode 0600")
    return path


def _time_zone(value: object) -> object:
    if isinstance(value, str):
        if value not in available_timezones():
            raise ValueError("must be a zone of the IANA database, such as Asia/Karachi")
        return ZoneInfo(value)
    return value


Listen = Annotated[Address, NoDecode, BeforeValidator(_address)]
ReadableFile = Annotated[Path, AfterValidator(_readable_file)]
PrivateFile = Annotated[Path, AfterValidator(_private_file)]
Zone = Annotated[ZoneInfo, NoDecode, BeforeValidator(_time_zone)]


class SettingsError(Exception):
    """Settings are missing or wrong: `str()` of it is the whole list, one a line."""


class _Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, frozen=True, extra="ignore", arbitrary_types_allowed=True, env_ignore_empty=True
    )

    @classmethod
    def load(cls) -> Self:
        """Read the settings from the environment.

        Raises:
            SettingsError: Some are missing or wrong; all of them are named.
        """
        try:
            return cls()
        except ValidationError as wrong:
            errors = wrong.errors(include_url=False, include_input=False)
            raise SettingsError("\n".join(_complaints(cls, errors))) from None

    def masked(self) -> dict[str, str]:
        """Return every setting by the name of its variable, with whatever could be a secret masked."""
        return {_variable(type(self), name): _mask(getattr(self, name)) for name in type(self).model_fields}


class ServiceSettings(_Settings):
    """What every service is told. Field `database_url` is the variable RT_DATABASE_URL, and so on."""

    database_url: str = Field(
        description="libpq URL of the service's own role; password by passfile=, or certificate by sslcert= and sslkey="
    )
    migration_database_url: str | None = Field(
        None, description="libpq URL of the role that owns the schema; needed by the command migrate only"
    )
    kafka_bootstrap: str = Field(description="brokers to ask first: host:port, several parted by commas")
    kafka_properties_file: PrivateFile = Field(
        description="0600 file of librdkafka key=value lines: security.protocol, sasl.*, ssl.*"
    )
    kafka_brokers: int = Field(1, ge=1, description="how many brokers must have registered before topics are made")
    kafka_replication: int = Field(1, ge=1, description="replicas of each topic")
    kafka_partitions: int = Field(4, ge=1, description="partitions of each topic")
    tls_certificate: ReadableFile = Field(
        description="PEM file of this process's certificate; its common name says which workload it is"
    )
    tls_key: PrivateFile = Field(description="0600 PEM file of the certificate's key")
    tls_ca: ReadableFile = Field(description="PEM file of the authority that signs every workload's certificate")
    listen: Listen = Field(description="host:port for gRPC, always with mutual TLS")
    metrics_listen: Listen = Field(
        description="host:port for metrics over HTTP; with mutual TLS too unless it is a loopback address"
    )
    identity_address: Listen = Field(description="host:port of identity")
    consultations_address: Listen = Field(description="host:port of consultations")
    recommendations_address: Listen = Field(description="host:port of recommendations")
    notifications_address: Listen = Field(description="host:port of notifications")
    keys_dir: Path = Field(description="folder of data keys, the same for all copies of a service; backed up apart")
    time_zone: Zone = Field(ZoneInfo("Asia/Karachi"), description="IANA zone in which days begin and end")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level that is logged")
    reflection: Literal["on", "off"] = Field("on", description="whether gRPC server reflection answers")
    maximum_concurrent_rpcs: int = Field(200, ge=1, description="calls served at once; more are refused, health never")
    reads_per_person_minute: int = Field(6000, ge=1, description="calls that read, of one person in a minute")
    writes_per_person_minute: int = Field(
        3000, ge=1, description="calls that change something, of one person in a minute"
    )
    calls_per_person_at_once: int = Field(
        8,
        ge=1,
        description="calls of one person at once: fewer than there are connections to the database, which is 10",
    )
    calls_per_workload_minute: int = Field(
        30_000, ge=1, description="calls of one process in a minute in nobody's name; the dashboard counts its readers"
    )
    public_url: str = Field("http://127.0.0.1:8501", description="where readers find the public pages")
    sample_data: Literal["all", "none"] = Field("all", description="whether the sample consultations are loaded")
    home: Path | None = Field(None, description="folder of the local stack; empty elsewhere")
    otlp_endpoint: str | None = Field(
        None, validation_alias="OTEL_EXPORTER_OTLP_ENDPOINT", description="where traces go; none are exported if empty"
    )

    def address(self, service: str) -> Address:
        """Return where the named service answers.

        Raises:
            KeyError: No service has that name.
        """
        return {
            "identity": self.identity_address,
            "consultations": self.consultations_address,
            "recommendations": self.recommendations_address,
            "notifications": self.notifications_address,
        }[service]


class MigrationSettings(_Settings):
    """What the command `migrate` is told, and nothing else: it needs neither certificates nor brokers."""

    migration_database_url: str = Field(description="libpq URL of the role that owns the schema")


class PurgeSettings(MigrationSettings):
    """What the command `purge` is told: whoever may change the schema, and an account that may alter topics."""

    kafka_bootstrap: str = Field(description="brokers to ask first: host:port, several parted by commas")
    kafka_properties_file: PrivateFile = Field(
        description="0600 file of librdkafka key=value lines of an account that may alter the service's topic"
    )


def _complaints(kind: type[BaseSettings], errors: list[ErrorDetails]) -> Iterator[str]:
    """Say of each setting what is wrong with it, those that are missing first, and what it is for."""
    for error in sorted(errors, key=lambda each: each["type"] != "missing"):
        name = str(error["loc"][0]) if error["loc"] else ""
        field = kind.model_fields.get(name) or kind.model_fields.get(name.lower().removeprefix(_PREFIX.lower()))
        variable = _variable(kind, name) if name in kind.model_fields else name.upper()
        wrong = "is missing" if error["type"] == "missing" else error["msg"].removeprefix("Value error, ").lower()
        purpose = f" ({field.description})" if field and field.description else ""
        yield f"{variable} {wrong}{purpose}"


def _variable(kind: type[BaseSettings], name: str) -> str:
    alias = kind.model_fields[name].validation_alias
    return alias if isinstance(alias, str) else f"{_PREFIX}{name.upper()}"


def _mask(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return "***"
    return _PASSWORD_IN_URL.sub("***", str(value))
