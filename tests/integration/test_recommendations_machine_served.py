"""Random lives of lines over gRPC: the same machine as in the domain, with few lives, so that it stays cheap."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.common.v1 import options_pb2 as options
from roundtable.consultations.v1 import events_pb2 as published
from roundtable.recommendations.v1 import events_pb2 as events
from tests.fuzzing.target import methods_of
from tests.integration.recommendations_house import House, a_house
from tests.machine import evaluated
from tests.machine.in_domain import KNOWN
from tests.machine.marked import claimed, claimed_invariants
from tests.machine.over_grpc import PUBLIC, GrpcStage, Neighbourhood
from tests.machine.play import Play
from tests.machine.reached import ROWS
from tests.machine.tour import tour

LIVES, STEPS = 2, 10
SERVICE = "roundtable.recommendations.v1.RecommendationService"


@pytest.fixture
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    many = {"suggestions_per_network_hour": 100_000, "suggestions_per_line_hour": 100_000}
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house"), **many) as running:
        yield running


async def a_neighbourhood(house: House, *, commitment: bool, group: bool) -> Neighbourhood:
    """Return two records of one host, one of them put to both bodies, with everybody around them."""
    await house.empty()
    consultation = await house.consultation()
    host_id = consultation[2]
    bodies = [await house.body(), await house.body(), await house.body(kind=events.ADDRESSEE_KIND_GROUP)]
    other = await house.tracked(*bodies[:2], consultation=consultation)
    kind = published.STATEMENT_TYPE_COMMITMENT if commitment else published.STATEMENT_TYPE_RECOMMENDATION
    body = bodies[2] if group else bodies[0]
    record = await house.tracked(body, consultation=consultation, type=kind)
    people = {
        "facilitator": await house.person("facilitator", organisation_id=host_id),
        "reviewer": await house.person("reviewer", organisation_id=host_id),
        "verifier": await house.person("verifier"),
        "registrar": await house.person("registrar"),
        "other_host": await house.person("facilitator"),
        "own_verifier": await house.person("verifier", organisation_id=host_id),
        "nobody": await house.person(),
    }
    liaisons = {each: await house.liaison(each) for each in bodies}
    return Neighbourhood(str(record.assignments[body]), [record, other], bodies, people, liaisons)


@pytest.mark.covers(
    "row 7",
    "row 7b",
    "row 8",
    "row 8b",
    "row 9",
    "row 10",
    "row 11",
    "row 12",
    "row 13",
    "row 14",
    "row 15",
    "row 16",
    "row 17",
    "row 18",
    "row 19",
    "row 20",
    "row 21",
    "row 22",
    "row 23",
    "row 24",
    "row 25",
    "row 26",
    "row 27",
    "row 28",
    "row 30",
    "invariant 1",
    "invariant 2",
    "invariant 3",
    "invariant 4",
    "invariant 5",
    "invariant 6",
    "invariant 7",
    "invariant 8",
    "invariant 9",
    "invariant 10",
    "invariant 11",
)
@pytest.mark.timeout(3600)
async def test_whatever_happens_to_lines_over_grpc_their_invariants_hold(
    house: House, lives: int, request: pytest.FixtureRequest
) -> None:
    loop = asyncio.get_running_loop()

    class OverGrpc(Play):
        in_a_row = 1

        def open_stage(self, *, commitment: bool, group: bool) -> GrpcStage:
            opened = asyncio.run_coroutine_threadsafe(a_neighbourhood(house, commitment=commitment, group=group), loop)
            return GrpcStage(house, opened.result(30), loop)

    wanted = settings(
        max_examples=LIVES * lives,
        stateful_step_count=STEPS,
        derandomize=lives == 1,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    evaluated.begin()
    vain = await asyncio.to_thread(tour, OverGrpc)
    assert vain.left_out() == [], "nobody was refused for want of it"
    assert OverGrpc.reached == claimed(request) == ROWS, "the tour reaches every row"
    assert set(+OverGrpc.done) >= KNOWN, "and does each command"
    await asyncio.to_thread(run_state_machine_as_test, OverGrpc, settings=wanted)
    assert evaluated.invariants() == claimed_invariants(request), "each was looked at, and no other"


def test_every_public_answer_is_looked_at() -> None:
    public = {
        method.name
        for method in methods_of(SERVICE)
        if options.CALLER_ANYONE in method.GetOptions().Extensions[options.policy].callers
    }
    assert public - PUBLIC == {"ReadPublicEvidence"}, "what people wrote in a file is theirs"
