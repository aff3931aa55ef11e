"""Recommendations as a process that can be killed and started again, everybody around it, and the checks of its data.

The checks look at the database and at what callers were told, never at the process.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import grpc
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from roundtable.recommendations.v1 import service_pb2_grpc as pb_grpc
from services.chassis import event_log, migrate, replies
from services.chassis.channels import Channels
from services.chassis.consumer import Applier, PostgresStore
from services.chassis.database import Database, utc_now
from services.chassis.keys import Keys
from services.chassis.parts import Runtime
from services.recommendations import wire
from services.recommendations.domain import assignment
from services.recommendations.parts import build
from services.recommendations.settings import RecommendationsSettings
from services.recommendations.store import rows
from tests.chassis_kit import variables
from tests.integration.recommendations_house import Clock, House, Person
from tests.integration.recommendations_scene import Scene, a_scene
from tests.integration.recommendations_things import evidence, key, words
from tests.integration.service_process import SERVING, ServiceProcess, a_channel, a_process, an_identity

SERVICE = "recommendations"
PROGRAM = "tests.integration.service_program"

Answered = Mapping[str, pb.ReportProgressResponse]
"""What callers were answered, by idempotency key."""


class WallClock(Clock):
    """The machine's clock: the process has no other."""

    def __call__(self) -> datetime:
        """Tell the time."""
        return utc_now()


@dataclass
class Works:
    """The process, and the house around it. No broker runs: what is committed for the topic stays in the outbox."""

    house: House
    certificates: Certificates
    environment: dict[str, str]
    folder: Path
    lives: ExitStack
    now: ServiceProcess | None = None

    @property
    def process(self) -> ServiceProcess:
        """The process that was started last."""
        assert self.now, "nothing was started"
        return self.now

    async def start(self, *happens: str) -> None:
        """Start the service anew and wait until it serves; `happens` are names in `service_program`."""
        if self.now:
            self.now.end()
        started = a_process(
            SERVICE, [PROGRAM, *happens], self.environment, self.house.stubs["health"], self.folder / "said"
        )
        self.now = self.lives.enter_context(started)
        await self.now.until(SERVING)

    async def report(self, person: Person, request: pb.ReportProgressRequest) -> pb.ReportProgressResponse:
        """Report progress as somebody; a process that is just coming back is waited for."""
        metadata = [("authorization", f"Bearer {self.house.token(person)}")]
        call = self.house.public.ReportProgress(request, metadata=metadata, timeout=10, wait_for_ready=True)
        return await call  # type: ignore[no-any-return]


@asynccontextmanager
async def a_works(postgres: Postgres, certificates: Certificates, folder: Path) -> AsyncIterator[Works]:
    """Everything around the process, which is not started yet."""
    signing = Ed25519PrivateKey.generate()
    public = signing.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    async def known() -> Mapping[str, bytes]:
        return {"key-1": public}

    async with AsyncExitStack() as stack:
        identity = await stack.enter_async_context(an_identity(certificates, known))
        databases = stack.enter_context(postgres.throwaway(SERVICE))
        await asyncio.to_thread(migrate.upgrade, databases.migration_url, service=SERVICE)
        given = {"RT_DATABASE_URL": databases.url, "RT_IDENTITY_ADDRESS": identity}
        environment = variables(certificates, folder, SERVICE, **given)
        fields: dict[str, Any] = {name.removeprefix("RT_").lower(): value for name, value in environment.items()}
        configured = RecommendationsSettings(**fields)
        database = await stack.enter_async_context(Database(databases.url))
        channels = Channels(configured)
        stack.push_async_callback(channels.close)
        keys = Keys(configured.keys_dir, SERVICE)
        await keys.ensure(replies.REPLIES_KEY)
        clock = WallClock(datetime.now(UTC))
        parts = build(Runtime(settings=configured, database=database, keys=keys, clock=clock, channels=channels))
        applier = Applier(PostgresStore(database, SERVICE), parts.handlers, {}, parts.withholding)
        house = House(database, clock, applier, keys, parts, signing)
        for workload in ("dashboard", "operator"):
            channel = a_channel(certificates, workload, environment["RT_LISTEN"])
            stack.push_async_callback(channel.close)
            house.stubs[workload] = pb_grpc.RecommendationServiceStub(channel)
            house.stubs["health"] = channel
        lives = stack.enter_context(ExitStack())
        yield Works(house, certificates, environment, folder, lives)


# --- what is done to it ----------------------------------------------------------------------------------------------


async def killed(works: Works, death: str, *bugs: str, effects: int) -> list[str]:
    """Kill the process in the middle of a report, start it again, and retry with the same key. Return what is wrong.

    Args:
        works: The works.
        death: When it dies.
        bugs: What is planted in it.
        effects: How many effects the database must show after the kill.
    """
    await works.start(death, *bugs)
    scene = await a_scene(works.house)
    before = await scene.version()
    request = a_report(scene, before)
    wrong = [] if await _code_of(works, scene, request) is grpc.StatusCode.UNAVAILABLE else ["not UNAVAILABLE"]
    assert await works.process.died(), "it was to be killed"
    wrong += [f"after the kill: {each}" for each in await violations(works, scene, reports=effects)]
    await works.start(*bugs)
    try:
        answer = await works.report(scene.liaison, request)
    except grpc.aio.AioRpcError as refused:
        return [*wrong, f"the retry was refused: {refused.code().name}"]
    if answer.assignment.version != before + 1:
        wrong.append(f"the retry was answered with version {answer.assignment.version}, not {before + 1}")
    if await works.report(scene.liaison, request) != answer:
        wrong.append("a second retry got another answer")
    return wrong + await violations(works, scene, {request.idempotency_key: answer}, reports=1)


async def two_at_once(works: Works, *bugs: str, rounds: int = 3) -> list[str]:
    """Have two report at once on the same version of a line, each time of another line. Return what is wrong."""
    await works.start(*bugs)
    wrong = list[str]()
    for _ in range(rounds):
        scene = await a_scene(works.house)
        version = await scene.version()
        # Either may follow the other: nothing but the version stands between them.
        reports = [a_report(scene, version, done=done) for done in (False, True)]
        answers = await asyncio.gather(
            *(works.report(scene.liaison, request) for request in reports), return_exceptions=True
        )
        codes = [each.code().name for each in answers if isinstance(each, grpc.aio.AioRpcError)]
        if codes != ["ABORTED"]:
            wrong.append(f"of two on one version one must win and one be told ABORTED, not {codes}")
        answered = {
            request.idempotency_key: answer
            for request, answer in zip(reports, answers, strict=True)
            if isinstance(answer, pb.ReportProgressResponse)
        }
        wrong += await violations(works, scene, answered, reports=1)
    return wrong


def a_report(scene: Scene, version: int, *, done: bool = False) -> pb.ReportProgressRequest:
    progress = pb.ProgressAnswer(
        progress=events.PROGRESS_REPORTED_COMPLETE if done else events.PROGRESS_IN_PROGRESS,
        text=words("How it goes"),
        reason=words("Why it goes so"),
        evidence=[evidence()],
    )
    return pb.ReportProgressRequest(
        idempotency_key=key(), assignment_id=scene.assignment, expected_version=version, progress=progress
    )


async def _code_of(works: Works, scene: Scene, request: pb.ReportProgressRequest) -> grpc.StatusCode:
    try:
        await works.report(scene.liaison, request)
    except grpc.aio.AioRpcError as error:
        return error.code()
    return grpc.StatusCode.OK


# --- what must be true of the data -----------------------------------------------------------------------------------


async def violations(works: Works, scene: Scene, answered: Answered | None = None, *, reports: int) -> list[str]:
    """Say what is wrong with the assignment, given what callers were answered and how many reports must be there."""
    house, wrong = works.house, list[str]()
    (row,) = await house.rows("SELECT * FROM assignments WHERE id = %(id)s", id=UUID(scene.assignment))
    async with house.database.transaction(read_only=True) as tx:
        log = await event_log.load(tx, UUID(scene.assignment))
    try:
        event_log.verify(log)
    except event_log.ChainBroken as broken:
        wrong.append(f"the log is broken: {broken}")
    state: assignment.Assignment | None = None
    for each in log:
        state = assignment.evolve(state, wire.facts.fact(each))
    if state != rows.assignment(row):
        wrong.append("the state is not the fold of its events")
    versions = [each.version for each in log if each.type.endswith(".ProgressReported")]
    if len(versions) != reports:
        wrong.append(f"{len(versions)} reports are in the log, not {reports}")
    for answer in (answered or {}).values():
        if answer.assignment.version not in versions:
            wrong.append(f"version {answer.assignment.version} was acknowledged and is not in the log")
    return wrong + await _outbox(house) + await _replies(house, answered or {})


async def _outbox(house: House) -> list[str]:
    differing = await house.rows(
        """
        SELECT position
          FROM (SELECT position FROM events WHERE public_version IS NOT NULL) AS public
          FULL JOIN outbox USING (position)
         WHERE NOT EXISTS (SELECT FROM events e WHERE e.position = outbox.position) OR outbox.position IS NULL
        """
    )
    return [f"event {row['position']} is not in the outbox, or only there" for row in differing]


async def _replies(house: House, answered: Answered) -> list[str]:
    statement = "SELECT count(*) AS kept FROM replies WHERE idempotency_key = %(key)s AND response IS NOT NULL"
    kept: dict[str, Any] = {name: (await house.rows(statement, key=name))[0]["kept"] for name in answered}
    return [f"{count} answers are kept of one that was given" for count in kept.values() if count != 1]
