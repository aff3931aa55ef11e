"""What tests of the chassis share: a service described on the spot, tokens, settings, a server over mutual TLS."""

import base64
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import grpc
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor import ServiceDescriptor
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from deploy.local.certificates import Certificates
from roundtable.common.v1 import options_pb2
from services.chassis import server
from services.chassis.access import Access
from services.chassis.database import utc_now
from services.chassis.keys import Keys
from services.chassis.settings import ServiceSettings
from services.chassis.tokens import PinnedKeys

_numbers: Iterator[int] = count()

UNHURRIED: Mapping[str, int] = {
    "reads_per_person_minute": 10_000_000,
    "writes_per_person_minute": 10_000_000,
    "calls_per_person_at_once": 10_000_000,
    "calls_per_workload_minute": 10_000_000,
}
"""Settings of a service that is asked by tests: random lives and mangled requests come faster than any person's."""

PUBLIC = options_pb2.DATA_CLASS_PUBLIC
ORG = options_pb2.DATA_CLASS_ORG
UNSPECIFIED = options_pb2.DATA_CLASS_UNSPECIFIED


def a_policy(*callers: str, scope: str = "ALL", mutating: bool = False) -> options_pb2.Policy:
    """Return the policy that lets these callers in."""
    return options_pb2.Policy(
        callers=[options_pb2.Caller.Value(f"CALLER_{name}") for name in callers],
        scope=options_pb2.Scope.Value(f"SCOPE_{scope}"),
        mutating=mutating,
    )


@dataclass
class Described:
    """A gRPC service made on the spot, every RPC of which has one request and one reply type."""

    descriptor: ServiceDescriptor
    request: Any
    reply: Any

    @property
    def name(self) -> str:
        """Full name of the service."""
        return str(self.descriptor.full_name)

    def add_to_server(self, servicer: Any, to: Any) -> None:
        """Do what a generated `add_…Servicer_to_server` does."""
        handlers = {}
        for method in self.descriptor.methods:
            make: Any = grpc.unary_unary_rpc_method_handler
            if method.server_streaming:
                make = grpc.unary_stream_rpc_method_handler
            elif method.client_streaming:
                make = grpc.stream_unary_rpc_method_handler
            handlers[method.name] = make(
                getattr(servicer, method.name), self.request.FromString, self.reply.SerializeToString
            )
        to.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(self.name, handlers),))
        to.add_registered_method_handlers(self.name, handlers)


def describe(
    methods: Mapping[str, options_pb2.Policy | None],
    *,
    reply_class: int = PUBLIC,
    request_class: int = PUBLIC,
    key: bool = True,
    streams: tuple[str, ...] = (),
    client_streams: tuple[str, ...] = (),
    nested_class: int | None = None,
    anything: bool = False,
) -> Described:
    """Describe a service `roundtable.testing.v<number>.EchoService` whose RPCs carry these policies."""
    package = f"roundtable.testing.v{next(_numbers)}"
    file = descriptor_pb2.FileDescriptorProto(name=f"{package}.proto", package=package, syntax="proto3")
    file.dependency.append("roundtable/common/v1/options.proto")
    request, reply = file.message_type.add(name="EchoRequest"), file.message_type.add(name="EchoResponse")
    if key:
        _add_field(request, "idempotency_key", 1, request_class)
    _add_field(request, "text", 2, request_class)
    _add_field(reply, "text", 1, reply_class)
    if nested_class is not None:
        _add_field(file.message_type.add(name="Deep"), "secret", 1, nested_class)
        deep = _add_field(file.message_type.add(name="Between"), "deep", 1, PUBLIC)
        deep.type, deep.type_name = deep.TYPE_MESSAGE, f".{package}.Deep"
        between = _add_field(reply, "between", 2, PUBLIC)
        between.type, between.type_name, between.label = (
            between.TYPE_MESSAGE,
            f".{package}.Between",
            between.LABEL_REPEATED,
        )
    if anything:
        file.dependency.append("google/protobuf/any.proto")
        held = _add_field(reply, "held", 3, PUBLIC)
        held.type, held.type_name = held.TYPE_MESSAGE, ".google.protobuf.Any"
    service = file.service.add(name="EchoService")
    for name, policy in methods.items():
        method = service.method.add(
            name=name, input_type=f".{package}.EchoRequest", output_type=f".{package}.EchoResponse"
        )
        method.server_streaming, method.client_streaming = name in streams, name in client_streams
        if policy is not None:
            method.options.Extensions[options_pb2.policy].CopyFrom(policy)
    pool = descriptor_pool.Default()
    pool.AddSerializedFile(file.SerializeToString())
    return Described(
        pool.FindServiceByName(f"{package}.EchoService"),
        message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.EchoRequest")),
        message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{package}.EchoResponse")),
    )


def _add_field(
    to: descriptor_pb2.DescriptorProto, name: str, number: int, data_class: int
) -> descriptor_pb2.FieldDescriptorProto:
    added = to.field.add(
        name=name,
        number=number,
        type=descriptor_pb2.FieldDescriptorProto.TYPE_STRING,
        label=descriptor_pb2.FieldDescriptorProto.LABEL_OPTIONAL,
    )
    if data_class:
        added.options.Extensions[options_pb2.data_class] = data_class  # type: ignore[misc]
    return added


def encoded(raw: bytes) -> str:
    """Write bytes as the parts of a token are written."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass
class Signer:
    """Signs tokens as identity does, or badly on purpose."""

    key_id: str = "key-1"
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    now: Callable[[], float] = time.time
    """Tells the time of the service that will read the tokens."""

    @property
    def public(self) -> bytes:
        """The 32 bytes that services pin."""
        return self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    async def keys(self) -> Mapping[str, bytes]:
        """Tell the keys, as identity's `ListSigningKeys` does."""
        return {self.key_id: self.public}

    def claims(self, audience: str = "testing", **changed: Any) -> dict[str, Any]:
        """Return good claims with some changed; None takes one out."""
        now = int(self.now())
        claims: dict[str, Any] = {
            "iss": "roundtable.identity",
            "aud": audience,
            "sub": str(uuid4()),
            "roles": [],
            "mandates": [],
            "assurance": "email_code",
            "iat": now,
            "exp": now + 60,
            "jti": str(uuid4()),
        }
        return {name: value for name, value in (claims | changed).items() if value is not None}

    def token(self, audience: str = "testing", *, header: Mapping[str, Any] | None = None, **changed: Any) -> str:
        """Sign good claims with some changed."""
        return self.sign(json.dumps(self.claims(audience, **changed)).encode(), header=header)

    def sign(self, payload: bytes, *, header: Mapping[str, Any] | None = None) -> str:
        """Sign anything, under a good header with some entries changed; None takes one out."""
        full = {"alg": "EdDSA", "typ": "roundtable+jwt", "kid": self.key_id} | dict(header or {})
        protected = {name: value for name, value in full.items() if value is not None}
        signed = f"{encoded(json.dumps(protected).encode())}.{encoded(payload)}"
        return f"{signed}.{encoded(self.key.sign(signed.encode()))}"

    def unsigned(self, audience: str = "testing", **changed: Any) -> str:
        """Return good claims that nobody signed, with some changed."""
        header = {"alg": "none", "typ": "roundtable+jwt", "kid": self.key_id}
        parts = (header, self.claims(audience, **changed))
        return ".".join([*(encoded(json.dumps(part).encode()) for part in parts), ""])

    def of_role(self, *roles: str, organisation: UUID | None = None, audience: str = "testing") -> str:
        """Sign a token of somebody with these roles."""
        where = str(organisation or uuid4())
        return self.token(audience, roles=[{"role": role, "organisation_id": where} for role in roles])

    def of_liaison(self, addressee: UUID | None = None, audience: str = "testing") -> str:
        """Sign a token of somebody with one mandate."""
        mandate = {"mandate_id": str(uuid4()), "addressee_id": str(addressee or uuid4())}
        return self.token(audience, mandates=[mandate])


Spans = Callable[[], list[ReadableSpan]]


def recorded_spans(monkeypatch: pytest.MonkeyPatch) -> Spans:
    """Record this process's spans from now on; returns what tells those that have ended, in order."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("opentelemetry.trace.get_tracer", provider.get_tracer)
    return lambda: list(exporter.get_finished_spans())


def free_address() -> str:
    """Return a loopback address nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"


def variables(certificates: Certificates, folder: Path, workload: str = "identity", **changed: str) -> dict[str, str]:
    """Return the environment of a complete set of settings."""
    properties = folder / "kafka.properties"
    properties.write_text("security.protocol=plaintext\n", encoding="utf-8")
    properties.chmod(0o600)
    return {
        "RT_DATABASE_URL": "postgresql://127.0.0.1:1/nowhere?user=identity",
        "RT_KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "RT_KAFKA_PROPERTIES_FILE": str(properties),
        **certificates.settings(workload),
        "RT_LISTEN": free_address(),
        "RT_METRICS_LISTEN": free_address(),
        "RT_IDENTITY_ADDRESS": free_address(),
        "RT_CONSULTATIONS_ADDRESS": free_address(),
        "RT_RECOMMENDATIONS_ADDRESS": free_address(),
        "RT_NOTIFICATIONS_ADDRESS": free_address(),
        "RT_KEYS_DIR": str(folder / "keys"),
        **{f"RT_{name.upper()}": str(value) for name, value in UNHURRIED.items()},
    } | changed


def settings(certificates: Certificates, folder: Path, workload: str = "identity", **changed: str) -> ServiceSettings:
    """Return complete settings."""
    given = variables(certificates, folder, workload, **changed)
    return ServiceSettings(**{name.removeprefix("RT_").lower(): value for name, value in given.items()})  # type: ignore[arg-type]


def channel(certificates: Certificates, workload: str, address: str, server_name: str = "identity") -> grpc.aio.Channel:
    """Return a plain channel with a workload's certificate, as an outsider's tool has one."""
    credentials = grpc.ssl_channel_credentials(
        certificates.ca.read_bytes(),
        certificates.key(workload).read_bytes(),
        certificates.certificate(workload).read_bytes(),
    )
    options = [("grpc.ssl_target_name_override", server_name), ("grpc.max_metadata_size", 128 * 1024)]
    return grpc.aio.secure_channel(address, credentials, options=options)


@dataclass
class Running:
    """A server in this process."""

    certificates: Certificates
    address: str
    service: Described
    signer: Signer
    server: grpc.aio.Server

    async def call(
        self,
        method: str,
        *,
        workload: str = "dashboard",
        token: str | None = None,
        seconds: float | None = 5.0,
        metadata: tuple[tuple[str, str], ...] = (),
        raw: bytes | None = None,
        **fields: str,
    ) -> Any:
        """Call an RPC once; mutating ones get a fresh key unless one is given."""
        request = self.service.request(**{"idempotency_key": str(uuid4()), **fields})
        bearer = (("authorization", f"Bearer {token}"),) if token else ()
        async with channel(self.certificates, workload, self.address) as to:
            rpc: Any = to.unary_unary(
                f"/{self.service.name}/{method}",
                request_serializer=lambda message: raw if raw is not None else message.SerializeToString(),
                response_deserializer=self.service.reply.FromString,
            )
            return await rpc(request, timeout=seconds, metadata=(*bearer, *metadata))

    async def stream(self, method: str, *, workload: str = "dashboard", seconds: float | None = 5.0) -> list[str]:
        """Read a stream to its end."""
        async with channel(self.certificates, workload, self.address) as to:
            rpc: Any = to.unary_stream(
                f"/{self.service.name}/{method}",
                request_serializer=self.service.request.SerializeToString,
                response_deserializer=self.service.reply.FromString,
            )
            return [reply.text async for reply in rpc(self.service.request(), timeout=seconds)]


Serve = Callable[..., Awaitable[Running]]


@asynccontextmanager
async def running(
    certificates: Certificates,
    folder: Path,
    service: Described,
    servicer: Any,
    *,
    framework: tuple[Any, ...] = (),
    **changed: str,
) -> AsyncIterator[Running]:
    """Serve the described service, audience `testing`, with identity's certificate."""
    configured = settings(certificates, folder, **changed)
    signer = Signer()
    keys = Keys(configured.keys_dir, "testing")
    door = Access("testing", PinnedKeys(signer.keys), utc_now)
    made, _ = server.build(configured, [(service.add_to_server, servicer)], door=door, keys=keys, framework=framework)
    await made.start()
    try:
        yield Running(certificates, str(configured.listen), service, signer, made)
    finally:
        await made.stop(0)
