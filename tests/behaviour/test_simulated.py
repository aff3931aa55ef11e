"""Relay and consumer over simulated parts with virtual time: hundreds of seeded schedules."""

import pytest

from tests.behaviour import simulated_world
from tests.behaviour.checker import violations
from tests.behaviour.plans import BUGS, PLANS, Plan

SCHEDULES = 30


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_nothing_is_lost_doubled_or_out_of_order_when(plan: Plan) -> None:
    wrong = {seed: found for seed in range(SCHEDULES) if (found := violations(simulated_world.run(plan, seed)))}
    assert wrong == {}


@pytest.mark.parametrize("bug", BUGS)
def test_catches(bug: str) -> None:
    """A suite that stays green with the bug planted could not fail at all."""
    caught = (
        (plan.name, seed)
        for seed in range(SCHEDULES)
        for plan in PLANS
        if violations(simulated_world.run(plan, seed, BUGS[bug]))
    )
    assert next(caught, None) is not None
