"""Settings of the dashboard: from the environment only, typed, and complained about all at once."""

import ipaddress
import re
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

_PREFIX = "RT_"
_OTHERS_MAY_READ = 0o007
_LAST_PORT = 65535


class SettingsError(Exception):
    """Settings are missing or wrong: `str()` of it is the whole list, one a line."""


class Address(NamedTuple):
    """Where to listen or whom to call."""

    host: str
    port: int

    def __str__(self) -> str:
        """Write it as it stands in the setting."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach the host."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{sentence}", {"sentence": sentence})


def _address(value: object) -> object:
    if not isinstance(value, str):
        return value
    host, colon, port = value.rpartition(":")
    if not colon or not host or not re.fullmatch("[0-9]{1,5}", port) or int(port) > _LAST_PORT:
        raise _wrong("must be host:port, such as 127.0.0.1:8501")
    return Address(host.removeprefix("[").removesuffix("]"), int(port))


def _file(path: Path) -> Path:
    if not path.is_file():
        raise _wrong("names no file")
    return path


def _private_file(path: Path) -> Path:
    if _file(path).stat().st_mode & _OTHERS_MAY_READ:
        raise _wrong("names a file that everybody may read; give it mode 0600")
    return path


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise _wrong("must be an address such as https://tracker.example.org")
    if parts.path not in ("", "/"):
        raise _wrong("must name a whole site: no path after the host")
    return f"{parts.scheme}://{parts.netloc}".lower()


def _time_zone(value: object) -> object:
    if isinstance(value, str):
        if value not in available_timezones():
            raise _wrong("must be a zone of the IANA database, such as Asia/Karachi")
        return ZoneInfo(value)
    return value


def _networks(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return tuple(ipaddress.ip_network(each.strip()) for each in value.split(","))
    except ValueError:
        raise _wrong("must be addresses or networks parted by commas, such as 127.0.0.1,10.0.0.0/8") from None


Endpoint = Annotated[Address, BeforeValidator(_address)]
ReadableFile = Annotated[Path, AfterValidator(_file)]
PrivateFile = Annotated[Path, AfterValidator(_private_file)]
Origin = Annotated[str, AfterValidator(_origin)]
Zone = Annotated[ZoneInfo, BeforeValidator(_time_zone)]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], BeforeValidator(_networks)]


class Settings(BaseSettings):
    """What the dashboard is told. Field `public_url` is the variable RT_PUBLIC_URL, and so on."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        frozen=True,
        extra="ignore",
        arbitrary_types_allowed=True,
        env_ignore_empty=True,
        enable_decoding=False,
    )

    listen: Endpoint = Field(description="host:port for browsers; plain HTTP on a loopback address only")
    https_certificate: ReadableFile | None = Field(
        None, description="PEM certificate shown to browsers; needed, with its key, on any address but loopback"
    )
    https_key: PrivateFile | None = Field(None, description="0600 PEM file of that certificate's key")
    public_url: Origin = Field("http://127.0.0.1:8501", description="where readers find these pages")
    tls_certificate: ReadableFile = Field(description="PEM file of the certificate shown to the services")
    tls_key: PrivateFile = Field(description="0600 PEM file of that certificate's key")
    tls_ca: ReadableFile = Field(description="PEM file of the authority that signs every workload's certificate")
    identity_address: Endpoint = Field(description="host:port of identity")
    consultations_address: Endpoint = Field(description="host:port of consultations")
    recommendations_address: Endpoint = Field(description="host:port of recommendations")
    notifications_address: Endpoint | None = Field(None, description="host:port of notifications")
    mailbox_url: Origin | None = Field(None, description="the local stack's mailbox page; makes /start answer")
    start_file: ReadableFile | None = Field(None, description="JSON list of the accounts that /start offers")
    contact_email: str = Field("", description="address printed on the methodology page for reports of errors")
    reply_days: int = Field(10, ge=1, le=60, description="working days in which such a report is answered")
    proxies: Networks = Field(
        (),
        description="addresses or networks, parted by commas, of proxies in front; X-Forwarded-For of no other counts",
    )
    requests_per_network_minute: int = Field(
        3000,
        ge=1,
        description="pages that one network (a /24, or a /48 of IPv6) opens in a minute; ten files count as one",
    )
    forms_per_network_minute: int = Field(600, ge=1, description="forms that one network sends in a minute")
    sign_ins_per_network_hour: int = Field(
        600, ge=1, description="forms of signing in that one network sends in an hour: two for each time"
    )
    sockets_per_network: int = Field(100, ge=1, description="pages of the desk that one network has open at once")
    connections_per_network: int = Field(
        300, ge=1, description="connections of one network at once; a browser holds up to six, a proxy is not counted"
    )
    request_seconds: float = Field(
        20,
        gt=0,
        description="seconds for the head of a request, and in which 10 kB of its body, or of what is sent, pass",
    )
    time_zone: Zone = Field(ZoneInfo("Asia/Karachi"), description="IANA zone in which days begin and end")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level that is logged")

    def addresses(self) -> dict[str, Address]:
        """Return where each service answers, by its name."""
        known = {
            "identity": self.identity_address,
            "consultations": self.consultations_address,
            "recommendations": self.recommendations_address,
            "notifications": self.notifications_address,
        }
        return {name: address for name, address in known.items() if address}

    @property
    def plain_loopback(self) -> bool:
        """Tell whether readers come over plain HTTP on this machine: the one case in which cookies lack `Secure`."""
        parts = urlsplit(self.public_url)
        return parts.scheme == "http" and is_loopback(parts.hostname or "")

    @classmethod
    def load(cls) -> Self:
        """Read the settings from the environment.

        Raises:
            SettingsError: Some are missing or wrong, all of them named; or browsers of other machines would be
                served without TLS.
        """
        try:
            settings = cls()  # type: ignore[call-arg] # the environment gives the arguments
        except ValidationError as wrong:
            raise SettingsError("\n".join(_complaints(cls, wrong.errors(include_url=False)))) from None
        if bool(settings.https_certificate) != bool(settings.https_key):
            raise SettingsError("RT_HTTPS_CERTIFICATE and RT_HTTPS_KEY go together: set both or neither")
        if not settings.https_certificate and not is_loopback(settings.listen.host):
            raise SettingsError(
                f"RT_LISTEN={settings.listen} could be reached from other machines without TLS: "
                "set RT_HTTPS_CERTIFICATE and RT_HTTPS_KEY, or listen on 127.0.0.1"
            )
        return settings


def _complaints(kind: type[Settings], errors: list[ErrorDetails]) -> Iterator[str]:
    """Say of each setting what is wrong with it, those that are missing first, and what it is for."""
    for error in sorted(errors, key=lambda each: each["type"] != "missing"):
        name = str(error["loc"][0]).lower().removeprefix(_PREFIX.lower())
        field = kind.model_fields.get(name)
        wrong = "is missing" if error["type"] == "missing" else error["msg"]
        purpose = f" ({field.description})" if field and field.description else ""
        yield f"{_PREFIX}{name.upper()} {wrong}{purpose}"
