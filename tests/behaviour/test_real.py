"""The same behaviours over real PostgreSQL and real Kafka: fewer schedules, nothing simulated."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from deploy.local.kafka import Kafka
from deploy.local.postgres import Postgres
from services.chassis.stopping import stop
from tests.behaviour import real_parts
from tests.behaviour.checker import Evidence, violations
from tests.behaviour.plans import CALM, DEATHS, PLANS, Plan
from tests.behaviour.real_world import RealWorld

# Deaths, and the deletion of the broker's data, are for real in `test_kills.py`.
REAL = [plan for plan in PLANS if not plan.lost_broker and plan not in (CALM, DEATHS)]

pytestmark = pytest.mark.timeout(300)

Runs = dict[str, asyncio.Task[Evidence]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def runs(postgres: Postgres, kafka: Kafka, impatient: None) -> AsyncIterator[Runs]:  # noqa: ARG001
    """All plans at once, each in a place of its own: most of the time they wait."""
    tasks = {plan.name: asyncio.create_task(_run(plan, postgres, kafka)) for plan in REAL}
    yield tasks
    await stop(*tasks.values())


async def _run(plan: Plan, postgres: Postgres, kafka: Kafka) -> Evidence:
    with real_parts.a_place(postgres, kafka) as place:
        return await RealWorld(plan, 1, place).run()


@pytest.mark.parametrize("plan", REAL, ids=lambda plan: plan.name)
async def test_nothing_is_lost_doubled_or_out_of_order_when(plan: Plan, runs: Runs) -> None:
    assert violations(await runs[plan.name]) == []
