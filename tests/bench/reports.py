"""ReportProgress on many lines: over gRPC, without it, and as pgbench sends its statements."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis import access, replies
from services.chassis.principal import MandateClaim, Principal, PrincipalKind
from tests.bench import copies, pgbench, replaying
from tests.bench.parts import Parts, database_of
from tests.bench.rounds import Profile, until_done
from tests.integration.recommendations_scene import Scene, a_scene
from tests.integration.recommendations_things import evidence, key, words
from tests.integration.service_works import Works, a_works


@dataclass
class Reports:
    """Recommendations in a process of its own, with many lines on which a liaison may report."""

    works: Works
    scene: Scene
    version: int
    lines: int
    _statements: tuple[pgbench.Statement, ...] = ()
    _replay: replaying.Replay | None = None
    # Calls take the lines from the end, pgbench from the beginning.
    _base: Callable[[], int] = field(default_factory=lambda: itertools.count(1, pgbench.RANGE).__next__)

    def __post_init__(self) -> None:
        """Begin with the last line."""
        self._next = iter(range(self.lines, 0, -1)).__next__

    @property
    def url(self) -> str:
        """The service's database, in the service's role."""
        return self.works.house.database.url

    @property
    def line(self) -> UUID:
        """The line that the others are copies of."""
        return UUID(self.scene.assignment)

    async def over_grpc(self, _caller: int = 0) -> None:
        """Report on the next line, as the dashboard does."""
        request = self.next_request()
        await until_done(lambda: self.works.report(self.scene.liaison, request))

    async def without_grpc(self, _caller: int = 0) -> None:
        """Report on the next line in this process: everything but the wire."""
        await self.servicer.ReportProgress(self.next_request(), None)

    async def store_only(self, _caller: int = 0) -> None:
        """Send what the command sends, on the next line, without the command."""
        if self._replay is None:
            self._replay = replaying.Replay(await self.statements(), self._moving)
        await self._replay.again(self.works.house.database, self._next())

    def stop(self) -> None:
        """End the process; the lines stay, and commands may run in this one."""
        self.works.process.end()

    def next_request(self) -> pb.ReportProgressRequest:
        """Return the first report on the next line."""
        return self._request(copies.copy_of(self.line, self._next()), self.version)

    def next_base(self) -> int:
        """Return where pgbench begins; nothing else reports on the pgbench.RANGE lines from there on."""
        return self._base()

    @property
    def servicer(self) -> Any:
        """The RPCs, called by this task as the liaison."""
        (_, servicer), *_ = self.works.house.parts.servicers
        person = self.scene.liaison
        mandates = frozenset(MandateClaim(*each) for each in person.mandates)
        name = str(person.id)
        access.act_as(
            Principal(
                kind=PrincipalKind.PERSON,
                id=name,
                workload="dashboard",
                person_id=person.id,
                mandates=mandates,
                assurance="email_code",
            )
        )
        replies.use(self.works.house.keys)
        return servicer

    async def script(self) -> str:
        """Return what the command sends as a script for pgbench."""
        statements = list(await self.statements())
        return pgbench.script(statements, url=self.url, moving=self._moving, version=self.version)

    async def statements(self) -> tuple[pgbench.Statement, ...]:
        """Record what the command sends, once."""
        if not self._statements:
            async with pgbench.recording() as statements:
                await self.servicer.ReportProgress(self._request(self.line, self.version), None)
            self._statements = tuple(statements)
        return self._statements

    @property
    def _moving(self) -> set[UUID]:
        return {self.line, self.scene.tracked.statement_id}

    @staticmethod
    def _request(line: UUID, version: int) -> pb.ReportProgressRequest:
        return pb.ReportProgressRequest(
            idempotency_key=key(),
            assignment_id=str(line),
            expected_version=version,
            progress=pb.ProgressAnswer(
                progress=events.PROGRESS_IN_PROGRESS, text=words("How it goes"), evidence=[evidence()]
            ),
        )


@asynccontextmanager
async def reports(parts: Parts, name: str, profile: Profile, *, relay: bool) -> AsyncIterator[Reports]:
    """Start recommendations on a database of its own, and make the lines.

    Args:
        parts: What runs.
        name: Of the folder.
        profile: How many lines.
        relay: False leaves Kafka out of its reach, so that nothing is relayed.
    """
    async with a_works(parts.postgres, parts.certificates, parts.a_folder(name)) as works:
        if relay:
            works.environment |= parts.kafka.settings("recommendations")
        await works.start()
        scene = await a_scene(works.house)
        made = Reports(works, scene, await scene.version(), profile.lines)
        with parts.postgres.admin(database_of(made.url)) as connection:
            _copy_lines(connection, made)
        yield made


def _copy_lines(connection: psycopg.Connection, made: Reports) -> None:
    copies.prepare(connection)
    line, record = made.line, made.scene.tracked.statement_id
    every = {"first": 1, "last": made.lines}
    moved = {"id": "bench_copy(t.id, k)"}
    numbers = {"number": "'C-' || (k + 1000) || '/1'", "tracked_number": "'R-' || (k + 1000)"}
    copies.copy_rows(connection, "recommendations", moved | numbers, where=f"t.id = '{record}'", **every)
    to_record = {"recommendation_id": "bench_copy(t.recommendation_id, k)", "tracked_no": "k + 1000"}
    copies.copy_rows(connection, "assignments", moved | to_record, where=f"t.id = '{line}'", **every)
    history = {"aggregate_id": "bench_copy(t.aggregate_id, k)"}
    copies.copy_rows(connection, "events", moved | history, where=f"t.aggregate_id = '{line}'", **every)
    connection.execute("ANALYZE")
