"""What a service is made of, and what it is given to make it from."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import grpc
from google.protobuf.message import Message

from services.chassis.channels import Channels
from services.chassis.consumer import Handler, Withholding
from services.chassis.database import Database
from services.chassis.keys import Keys
from services.chassis.rebuild import Rebuild
from services.chassis.settings import ServiceSettings
from services.chassis.tokens import SigningKeys

Clock: TypeAlias = Callable[[], datetime]
"""Tells the time, in UTC."""


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """What a service is given to build its parts from."""

    settings: Any
    """The service's own subclass of `ServiceSettings`."""

    database: Database
    keys: Keys
    clock: Clock
    channels: Channels

    def channel(self, service: str) -> grpc.aio.Channel:
        """Return the one channel to the named service: mutual TLS, deadlines and retries as `channels.py` says."""
        return self.channels.to(service)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a service consists of, beside what every service has."""

    servicers: list[tuple[Callable[[Any, Any], None], Any]]
    """The generated `add_…Servicer_to_server` of each gRPC service, with the object that serves it."""

    handlers: Mapping[type[Message], Handler] = field(default_factory=dict)
    """What to do with each type of event; a service without handlers has no consumer."""

    withholding: Withholding | None = None
    """What to hide while an event that would hide it cannot be applied."""

    tasks: Mapping[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)
    """Loops that run as long as the process, by name; at a drain they are cancelled. One that fails because the
    database or another service is away is begun anew after a second; one that ends or fails otherwise ends the process,
    with its name as the reason."""

    signing_keys: SigningKeys | None = None
    """Tells the keys that sign tokens: key id to the 32 bytes of an Ed25519 public key. Asked of identity if None."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service: its name is its workload, its database, its topic and the audience of its tokens."""

    name: str
    settings: type[ServiceSettings]
    build: Callable[[Runtime], Parts | Awaitable[Parts]]
    rebuild: Rebuild | None = None
    """How its state tables follow from its log; with it, the command line has `rebuild`."""
