"""Recommendations as a whole for tests: its real server with mutual TLS, on a real PostgreSQL.

Its neighbours are played; people carry signed tokens. Only the clock is ours, so that months pass at once.
"""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import grpc
import psycopg
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from google.protobuf.message import Message

from deploy.local.certificates import Certificates
from deploy.local.names import Ports
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import service_pb2_grpc as pb_grpc
from services.chassis import migrate, process, replies, server
from services.chassis.access import Access
from services.chassis.channels import Channels
from services.chassis.clocks import Clocks
from services.chassis.consumer import Applier, PostgresStore
from services.chassis.database import Database
from services.chassis.keys import Keys
from services.chassis.parts import Parts, Runtime
from services.chassis.public_holidays import PublicHolidays
from services.chassis.tokens import PinnedKeys
from services.recommendations import past
from services.recommendations.domain.values import Moment
from services.recommendations.parts import build, fold_counts
from services.recommendations.settings import RecommendationsSettings
from services.recommendations.timers import Timers
from tests.chassis_kit import UNHURRIED
from tests.integration.recommendations_neighbours import Clock, Neighbours, Person, Tracked

__all__ = ["Clock", "House", "Person", "Tracked", "a_house"]

_SERVICES = ("identity", "consultations", "recommendations", "notifications")


@dataclass
class House(Neighbours):
    """Recommendations, and everybody around it."""

    keys: Keys
    parts: Parts
    signing: Ed25519PrivateKey
    address: str = ""  # where it listens
    admin_url: str = ""  # a way into the database that sees every row

    async def empty(self) -> None:
        """Begin anew on the first day: tests that move time or the calendar share a house, one after the other."""
        self.clock.now, self.clock.ahead = Clock.now, Clock.ahead
        self.versions.clear()
        self.numbers.clear()
        await asyncio.to_thread(_empty, self.admin_url)

    # Who calls.

    @property
    def public(self) -> Any:
        """The stub of a public page."""
        return self.stubs["dashboard"]

    async def call(self, person: Person, method: str, request: Message, **claims: Any) -> Any:
        """Call an RPC as a person, with some claims of the token changed."""
        metadata = [("authorization", f"Bearer {self.token(person, **claims)}")]
        return await getattr(self.stubs["dashboard"], method)(request, metadata=metadata, timeout=10)

    def token(self, person: Person, **changed: Any) -> str:
        """Sign what the person's token claims, with some of it changed."""
        now = int(self.clock().timestamp())
        claims = {
            "iss": "roundtable.identity",
            "aud": "recommendations",
            "sub": str(person.id),
            "roles": [{"role": role, "organisation_id": str(where)} for role, where in person.roles],
            "mandates": [
                {"mandate_id": str(mandate), "addressee_id": str(addressee)} for mandate, addressee in person.mandates
            ],
            "assurance": "email_code",
            "iat": now,
            "exp": now + 60,
            "jti": str(uuid4()),
        } | changed
        header = {"alg": "EdDSA", "typ": "roundtable+jwt", "kid": "key-1"}
        signed = ".".join(_encoded(json.dumps(part).encode()) for part in (header, claims))
        return f"{signed}.{_encoded(self.signing.sign(signed.encode()))}"

    # What the database holds.

    async def events_of(self, aggregate_id: UUID) -> list[str]:
        """Return the types of an aggregate's events, in order."""
        statement = "SELECT type FROM events WHERE aggregate_id = %(id)s ORDER BY version"
        return [row["type"].rpartition(".")[2] for row in await self.rows(statement, id=aggregate_id)]

    async def fold(self) -> None:
        """Fold the counts, as the watched task does."""
        await fold_counts(self.database)

    async def fold_days(self) -> None:
        """Fold what was known when past days ended, as the watched task does."""
        await past.fold(self.database.transaction, self.zone)

    async def line(self, tracked: Tracked, addressee_id: UUID | None = None) -> pb.Line:
        """Return a line as the public page shows it."""
        request = pb.GetRecommendationRequest(tracked_number=tracked.tracked_number)
        answer = await self.public.GetRecommendation(request)
        if addressee_id is None:
            return answer.lines[0]  # type: ignore[no-any-return]
        slug = (await self.rows("SELECT slug FROM addressees WHERE id = %(id)s", id=addressee_id))[0]["slug"]
        return next(each for each in answer.lines if each.addressee.slug == slug)  # type: ignore[no-any-return]

    @property
    def zone(self) -> tzinfo:
        """Where the house stands."""
        return ZoneInfo("Asia/Karachi")

    @property
    def timers(self) -> Timers:
        """The work of the clock, which the watched tasks of a running service do."""
        both = Clocks(self.clock, self.clock.of_database)
        return Timers(self.database, lambda: Moment(at=self.clock(), zone=self.zone), PublicHolidays(), clocks=both)

    async def version(self, assignment_id: UUID) -> int:
        """Return an assignment's version."""
        found = await self.rows("SELECT version FROM assignments WHERE id = %(id)s", id=assignment_id)
        return int(found[0]["version"])


def _empty(admin_url: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        tables = admin.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables "
            "WHERE schemaname = 'public' AND tablename NOT IN ('alembic_version', 'keys')"
        ).fetchone()
        assert tables
        admin.execute(f"TRUNCATE {tables[0]}")


@asynccontextmanager
async def a_house(postgres: Postgres, certificates: Certificates, folder: Path, **changed: Any) -> AsyncIterator[House]:
    """Recommendations, running until the block ends, with the settings given."""
    properties = folder / "kafka.properties"
    properties.write_text("")
    properties.chmod(0o600)
    ports = Ports.free()
    with postgres.throwaway("recommendations") as databases:
        await asyncio.to_thread(migrate.upgrade, databases.migration_url, service="recommendations")
        fields = _fields(certificates, folder, ports, databases.url, properties)
        settings = RecommendationsSettings(**{**fields, **changed})
        async with AsyncExitStack() as stack:
            clock, signing = Clock(), Ed25519PrivateKey.generate()
            database = await stack.enter_async_context(Database(databases.url, clock=clock))
            channels = Channels(settings)
            stack.push_async_callback(channels.close)
            keys = Keys(settings.keys_dir, "recommendations")
            await keys.ensure(replies.REPLIES_KEY)
            runtime = Runtime(settings=settings, database=database, keys=keys, clock=clock, channels=channels)
            parts = build(runtime, database_clock=clock.of_database)
            applier = Applier(PostgresStore(database, "recommendations"), parts.handlers, {}, parts.withholding)
            house = House(database, clock, applier, keys, parts, signing)
            house.address, house.admin_url = str(settings.listen), databases.admin_url
            door = Access("recommendations", PinnedKeys(_keys_of(signing)), clock)
            grpc_server, _ = server.build(settings, process.servicers(runtime, parts), door=door, keys=keys)
            await grpc_server.start()
            stack.push_async_callback(grpc_server.stop, None)
            for workload in ("dashboard", "operator", "notifications"):
                channel = _channel(certificates, workload, ports.recommendations)
                house.stubs[workload] = pb_grpc.RecommendationServiceStub(channel)
                stack.push_async_callback(channel.close)
            yield house


def _fields(certificates: Certificates, folder: Path, ports: Ports, url: str, properties: Path) -> Mapping[str, Any]:
    return {
        "database_url": url,
        "kafka_bootstrap": "127.0.0.1:1",
        "kafka_properties_file": properties,
        "tls_certificate": certificates.certificate("recommendations"),
        "tls_key": certificates.key("recommendations"),
        "tls_ca": certificates.ca,
        "listen": f"127.0.0.1:{ports.recommendations}",
        "metrics_listen": f"127.0.0.1:{ports.recommendations_metrics}",
        **{f"{name}_address": f"127.0.0.1:{ports.recommendations}" for name in _SERVICES},
        "keys_dir": folder / "keys",
        "evidence_dir": folder / "evidence",
        **UNHURRIED,
    }


def _keys_of(signing: Ed25519PrivateKey) -> Any:
    raw = signing.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    async def keys() -> Mapping[str, bytes]:
        return {"key-1": raw}

    return keys


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _channel(certificates: Certificates, workload: str, port: int) -> grpc.aio.Channel:
    credentials = grpc.ssl_channel_credentials(
        certificates.ca.read_bytes(),
        certificates.key(workload).read_bytes(),
        certificates.certificate(workload).read_bytes(),
    )
    return grpc.aio.secure_channel(f"127.0.0.1:{port}", credentials)
