"""Random lives of consultations over gRPC: the same machine as in the domain, with few lives: it stays cheap."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import options_pb2 as options
from tests.fuzzing.target import methods_of
from tests.integration.consultations_house import House, a_house
from tests.integration.recommendations_neighbours import Clock
from tests.machine import evaluated
from tests.machine.marked import claimed, claimed_invariants
from tests.record_machine.consenting import CONSENTING
from tests.record_machine.deciding import DECIDING
from tests.record_machine.entering import ENTERING
from tests.record_machine.over_grpc import PUBLIC, GrpcStage, neighbours
from tests.record_machine.play import Play
from tests.record_machine.publishing import PUBLISHING
from tests.record_machine.reached import PARTS, rows
from tests.record_machine.tour import tour

LIVES, STEPS = 2, 4
SERVICE = "roundtable.consultations.v1.ConsultationService"


@pytest.fixture
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


async def an_empty_stage(house: House) -> GrpcStage:
    """Return a stage on which nothing has happened: numbers begin at 1 again."""
    house.clock.now = Clock.now
    house.versions.clear()
    await asyncio.to_thread(_empty, house.databases.admin_url)
    return GrpcStage(house, await neighbours(house), asyncio.get_running_loop())


def _empty(admin_url: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as admin:
        named = "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = 'public'"
        tables = admin.execute(f"{named} AND tablename NOT IN ('alembic_version', 'keys', 'counters')").fetchone()
        assert tables
        admin.execute(f"TRUNCATE {tables[0]}")
        admin.execute("UPDATE counters SET given = 0")


@pytest.mark.covers(
    "row 1",
    "row 2",
    "row 3",
    "row 4",
    "row 5",
    "row 5b",
    "row 6",
    "row 29",
    "row 31",
    "invariant 1",
    "invariant 2",
    "invariant 3",
    "invariant 5",
    "invariant 6",
    "invariant 9",
    "invariant 10",
    "invariant 11",
)
@pytest.mark.timeout(3600)
async def test_whatever_happens_to_consultations_over_grpc_their_invariants_hold(
    house: House, lives: int, request: pytest.FixtureRequest
) -> None:
    loop = asyncio.get_running_loop()

    class OverGrpc(Play):
        in_a_row = 1

        def open_stage(self) -> GrpcStage:
            return asyncio.run_coroutine_threadsafe(an_empty_stage(house), loop).result(30)

    wanted = settings(
        max_examples=LIVES * lives,
        stateful_step_count=STEPS,
        derandomize=lives == 1,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    evaluated.begin()
    await asyncio.to_thread(tour, OverGrpc)
    assert OverGrpc.reached == PARTS, "the tour reaches every part of every row"
    assert rows(PARTS) == claimed(request)
    assert set(+OverGrpc.done) == set(ENTERING | PUBLISHING | DECIDING | CONSENTING), "and does each command"
    await asyncio.to_thread(run_state_machine_as_test, OverGrpc, settings=wanted)
    assert evaluated.invariants() == claimed_invariants(request), "each was looked at, and no other"


def test_every_public_answer_is_looked_at() -> None:
    public = {
        method.name
        for method in methods_of(SERVICE)
        if options.CALLER_ANYONE in method.GetOptions().Extensions[options.policy].callers
    }
    assert public == PUBLIC | {"ReadPublicDocument"}  # nobody adds a document here: test_consultations_documents does
