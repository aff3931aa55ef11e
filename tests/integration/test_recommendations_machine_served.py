"""Random lives of a line over gRPC: the same machine as in the domain, with few lives, so that it stays cheap."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from deploy.local.certificates import Certificates
from deploy.local.postgres import Postgres
from roundtable.consultations.v1 import events_pb2 as published
from tests.integration.recommendations_house import House, Person, a_house
from tests.integration.recommendations_scene import Scene
from tests.machine.over_grpc import GrpcStage, put_back
from tests.machine.play import Play

LIVES, STEPS = 4, 8


@pytest.fixture
async def house(
    postgres: Postgres, certificates: Certificates, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_house(postgres, certificates, tmp_path_factory.mktemp("house")) as running:
        yield running


async def people_around(house: House, scene: Scene) -> dict[str, Person]:
    """Return everybody whom the machine knows."""
    return {
        "liaison": scene.liaison,
        "facilitator": scene.facilitator,
        "reviewer": scene.reviewer,
        "verifier": scene.verifier,
        "stranger": await house.liaison(await house.body()),
        "other_host": await house.person("facilitator"),
        "own_verifier": await house.person("verifier", organisation_id=scene.tracked.host_id),
        "nobody": await house.person(),
    }


async def a_line(house: House, *, commitment: bool) -> tuple[Scene, dict[str, Person]]:
    """Return a line that nobody has been asked about yet, with everybody around it."""
    body = await house.body()
    kind = published.STATEMENT_TYPE_COMMITMENT if commitment else published.STATEMENT_TYPE_RECOMMENDATION
    tracked = await house.tracked(body, type=kind)
    scene = Scene(
        house,
        body,
        tracked,
        await house.liaison(body),
        await house.person("facilitator", organisation_id=tracked.host_id),
        await house.person("reviewer", organisation_id=tracked.host_id),
        await house.person("verifier"),
    )
    return scene, await people_around(house, scene)


@pytest.mark.timeout(120)
async def test_whatever_happens_to_a_line_over_grpc_its_invariants_hold(house: House) -> None:
    loop, beginning = asyncio.get_running_loop(), house.clock()

    class OverGrpc(Play):
        done: ClassVar[Counter[str]] = Counter()

        def open_stage(self, *, commitment: bool) -> GrpcStage:
            put_back(house, beginning)
            opened = asyncio.run_coroutine_threadsafe(a_line(house, commitment=commitment), loop)
            scene, people = opened.result(30)
            return GrpcStage(house, scene, people, loop)

    wanted = settings(
        max_examples=LIVES,
        stateful_step_count=STEPS,
        derandomize=True,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, OverGrpc, settings=wanted)
    assert sum(OverGrpc.done.values()) >= LIVES, "the lives were too dull"
