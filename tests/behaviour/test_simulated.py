"""Relay and consumer over simulated parts with virtual time: hundreds of seeded schedules."""

import pytest

from tests.behaviour import simulated_world
from tests.behaviour.checker import violations
from tests.behaviour.plans import BLIND, BUGS, HASTY, HASTY_AND_BLIND, OFTEN, PLANS, Build, Plan

SCHEDULES = 30
FEWER = 10


def wrong(plan: Plan, build: Build = Build(), *, schedules: int = SCHEDULES) -> dict[int, list[str]]:  # noqa: B008
    """Return what is wrong, by seed."""
    runs = ((seed, violations(simulated_world.run(plan, seed, build))) for seed in range(schedules))
    return {seed: found for seed, found in runs if found}


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_nothing_is_lost_doubled_or_out_of_order_when(plan: Plan) -> None:
    assert wrong(plan) == {}


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


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.name)
def test_kafkas_offset_is_only_a_hint_and_committing_it_early_loses_nothing_when(plan: Plan) -> None:
    assert wrong(plan, HASTY, schedules=FEWER) == {}


def test_catches_kafkas_offset_before_the_effect_where_it_is_trusted() -> None:
    assert wrong(OFTEN, BLIND) == {}
    assert wrong(OFTEN, HASTY_AND_BLIND) != {}
