"""SubmitConsultation on many drafts: over gRPC, and as pgbench sends its statements."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg

from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import service_pb2 as pb
from roundtable.consultations.v1 import service_pb2_grpc as pb_grpc
from services.chassis import access, replies
from services.chassis.principal import Principal, PrincipalKind, RoleGrant
from tests.bench import copies, pgbench
from tests.bench.parts import Parts
from tests.bench.rounds import Profile, until_done
from tests.chassis_kit import variables
from tests.integration.consultations_house import House, Office, a_house
from tests.integration.service_process import SERVING, a_channel, a_process, an_identity

_SERVICE: Final = "consultations"
_PER_SECOND: Final = 300
"""More than any machine of this size submits: so many drafts there are for each second of a round."""
_TOGETHER: Final = 6
_BACK: Final = """
    UPDATE statements SET state = 'draft', version = version + 1, submitted_by = NULL, submitted_at = NULL
     WHERE state = 'in_review' AND consultation_id = ANY(%s)
"""


@dataclass
class Submissions:
    """Consultations in a process of its own, with drafts to submit."""

    postgres: Postgres
    house: House
    office: Office
    stub: Any
    drafts: list[pb.Draft]
    original: pb.Draft
    """The draft that pgbench's are copies of."""
    name: str = "SubmitConsultation"
    _next: Callable[[], pb.Draft] = field(default=iter(()).__next__)
    _base: Callable[[], int] = field(default_factory=lambda: itertools.count(1, pgbench.RANGE).__next__)

    @property
    def limit_url(self) -> str:
        """The same database: nobody but callers is at work on drafts."""
        return self.house.databases.url

    async def begin(self) -> None:
        """Give every draft back to its author."""
        await asyncio.to_thread(self._give_back)
        self._next = iter(self.drafts).__next__

    async def over_grpc(self, _caller: int = 0) -> None:
        """Submit the next draft, as the dashboard does."""
        request = _request(self._next())
        metadata = [("authorization", f"Bearer {self.house.token(self.office.facilitator)}")]
        await until_done(lambda: self.stub.SubmitConsultation(request, metadata=metadata, timeout=30))

    def next_base(self) -> int:
        """Return where pgbench begins."""
        return self._base()

    async def script(self) -> str:
        """Record what the command sends, as a script for pgbench."""
        who = self.office.facilitator
        roles = frozenset(RoleGrant(role, who.organisation) for role in who.roles)
        access.act_as(
            Principal(kind=PrincipalKind.PERSON, id=str(who.id), workload="dashboard", person_id=who.id, roles=roles)
        )
        replies.use(self.house.keys)
        async with pgbench.recording() as statements:
            await self.house.servicer.SubmitConsultation(_request(self.original), None)
        (statement,) = self.original.statements
        moving = {UUID(self.original.consultation_id), UUID(statement.statement_id)}
        url = self.house.database.url
        return pgbench.script(statements, url=url, moving=moving, version=statement.version)

    def _give_back(self) -> None:
        with self.postgres.admin(self.house.databases.name) as connection:
            entered = [UUID(each.consultation_id) for each in (self.original, *self.drafts)]
            connection.execute(_BACK, [entered])


@asynccontextmanager
async def submissions(parts: Parts, profile: Profile) -> AsyncIterator[Submissions]:
    """Start consultations, enter drafts, and make the copies that pgbench submits."""
    folder = parts.a_folder(_SERVICE)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(a_house(parts.postgres, parts.certificates, folder))
        identity = await stack.enter_async_context(an_identity(parts.certificates, house.signer.keys))
        environment = variables(
            parts.certificates,
            folder,
            _SERVICE,
            RT_DATABASE_URL=house.databases.url,
            RT_IDENTITY_ADDRESS=identity,
            RT_KEYS_DIR=str(house.keys_folder),
        )
        channels = {
            name: a_channel(parts.certificates, name, environment["RT_LISTEN"]) for name in ("dashboard", "operator")
        }
        for each in channels.values():
            stack.push_async_callback(each.close)
        started = a_process(_SERVICE, ["services.consultations"], environment, channels["operator"], folder / "said")
        await stack.enter_context(started).until(SERVING)
        office = await house.office()
        original, *drafts = await _drafts(house, office, round(profile.seconds * _PER_SECOND) + 1)
        with parts.postgres.admin(house.databases.name) as connection:
            _copy_drafts(connection, UUID(original.consultation_id), profile)
        stub = pb_grpc.ConsultationServiceStub(channels["dashboard"])
        yield Submissions(parts.postgres, house, office, stub, drafts, original)


def _request(draft: pb.Draft) -> pb.SubmitConsultationRequest:
    return pb.SubmitConsultationRequest(
        idempotency_key=uuid4().hex, consultation_id=draft.consultation_id, expected_version=draft.version
    )


async def _drafts(house: House, office: Office, number: int) -> list[pb.Draft]:
    """Enter so many consultations with one statement each."""
    entered, waiting = list[pb.Draft](), iter(range(number))

    async def enter() -> None:
        for _ in waiting:
            draft = await house.draft(office.facilitator)
            draft.statements.append(await house.statement(office.facilitator, draft))
            entered.append(draft)

    await asyncio.gather(*(enter() for _ in range(_TOGETHER)))
    return entered


def _copy_drafts(connection: psycopg.Connection, original: UUID, profile: Profile) -> None:
    copies.prepare(connection)
    every = {"first": 1, "last": 2 * pgbench.RANGE * (profile.rounds + 1)}
    moved = {"id": "bench_copy(t.id, k)"}
    copies.copy_rows(connection, "consultations", moved, where=f"t.id = '{original}'", **every)
    inside = moved | {"consultation_id": "bench_copy(t.consultation_id, k)"}
    copies.copy_rows(connection, "statements", inside, where=f"t.consultation_id = '{original}'", **every)
    connection.execute("ANALYZE")
