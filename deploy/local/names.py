"""The names and numbers that people and scripts rely on: services, certificates, ports."""

import os
import random
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

from deploy.local.failure import CannotStart

REPOSITORY = Path(__file__).resolve().parents[2]

SERVICES = ("identity", "consultations", "recommendations", "notifications")
"""In the order in which they are started."""

WORKLOADS = (*SERVICES, "dashboard", "operator", "postgres", "kafka", "mail")
"""Every process, or person at a terminal, that holds a certificate of its own."""

MIGRATORS = tuple(f"{name}_migrator" for name in SERVICES)
"""Database roles that may change a schema; each has a certificate that only its migration uses."""

READS = {
    "identity": ("consultations", "recommendations", "notifications"),
    "consultations": ("identity", "recommendations"),
    "recommendations": ("identity", "consultations", "notifications"),
    "notifications": ("identity", "consultations", "recommendations"),
}
"""Whose topics a service may read."""


def topic(service: str) -> str:
    """Return the name of the topic a service owns."""
    return f"roundtable.{service}.v1"


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder in which everything lives: `RT_HOME`, or `.roundtable` beside the sources."""
    return Path(environment.get("RT_HOME") or REPOSITORY / ".roundtable").absolute()


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Where each part listens, on the loopback address."""

    dashboard: int = 8501
    mailbox: int = 8025
    smtp: int = 1025
    identity: int = 50051
    consultations: int = 50052
    recommendations: int = 50053
    notifications: int = 50054
    identity_metrics: int = 9101
    consultations_metrics: int = 9102
    recommendations_metrics: int = 9103
    notifications_metrics: int = 9104
    kafka: int = 19092
    kafka_controller: int = 19093
    postgres: int = 15432

    @staticmethod
    def variable(name: str) -> str:
        """Return the environment variable that moves a port."""
        return f"RT_PORT_{name.upper()}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Return the ports, moved where `RT_PORT_…` says so.

        Raises:
            CannotStart: A variable holds no port, or two parts share one.
        """
        moved = {each.name: environment.get(cls.variable(each.name), "") for each in fields(cls)}
        for name, value in moved.items():
            if value and not (value.isdecimal() and 0 < int(value) < 65536):  # noqa: PLR2004 - the highest port there is
                raise CannotStart(f"{cls.variable(name)} must be a port number from 1 to 65535, not {value!r}")
        ports = cls(**{name: int(value) for name, value in moved.items() if value})
        owners: dict[int, str] = {}
        for name, port in ports.items():
            if port in owners:
                raise CannotStart(f"port {port} is given to both {cls.variable(owners[port])} and {cls.variable(name)}")
            owners[port] = name
        return ports

    @classmethod
    def free(cls) -> Self:
        """Return ports nobody listens on at the moment, for a stack beside another."""
        names = [each.name for each in fields(cls)]
        held: list[socket.socket] = []
        try:
            while len(held) < len(names):
                # Below the range from which the kernel gives outgoing connections theirs, so that they stay free.
                with suppress(OSError):
                    held.append(socket.create_server(("127.0.0.1", random.randrange(15000, 32768))))  # noqa: S311
            return cls(**{name: each.getsockname()[1] for name, each in zip(names, held, strict=True)})
        finally:
            for each in held:
                each.close()

    def items(self) -> list[tuple[str, int]]:
        """Return each part's name with its port."""
        return [(each.name, getattr(self, each.name)) for each in fields(self)]
