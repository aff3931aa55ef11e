"""How a measurement is judged: by the ratio alone, and not at all on a machine that has other things to do."""

import math
from typing import Any

import pytest

from tests.bench.judging import Goal, Result, Verdict, exit_status, percentile


def a_result(ours: list[float], limit: list[float], **bound: float) -> Result:
    goal = Goal(name="a command, to pgbench", unit="per second", **(bound or {"at_least": 0.5}))
    return Result(goal=goal, ours=ours, limit=limit, note="3 rounds")


def test_the_ratio_is_the_median_of_the_rounds_ratios() -> None:
    """And not the ratio of the medians: the second round was slow for both."""
    assert a_result([60, 10, 90], [100, 20, 100]).ratio == 0.6


@pytest.mark.parametrize(
    ("ours", "bound", "verdict"),
    [
        pytest.param(50, {"at_least": 0.5}, Verdict.MET, id="as much as it must"),
        pytest.param(49, {"at_least": 0.5}, Verdict.MISSED, id="less than it must"),
        pytest.param(200, {"at_most": 2.0}, Verdict.MET, id="as much as it may"),
        pytest.param(201, {"at_most": 2.0}, Verdict.MISSED, id="more than it may"),
    ],
)
def test_a_bound_itself_is_within(ours: float, bound: dict[str, float], verdict: Verdict) -> None:
    assert a_result([ours], [100.0], **bound).verdict is verdict


@pytest.mark.parametrize(
    ("highest", "verdict"),
    [
        pytest.param(300.0, Verdict.MET, id="three times the lowest"),
        pytest.param(301.0, Verdict.NOISY, id="more than three times the lowest"),
    ],
)
def test_a_limit_that_swings_says_noisy_machine(highest: float, verdict: Verdict) -> None:
    assert a_result([100.0, highest], [100.0, highest]).verdict is verdict


def test_what_ours_does_makes_no_machine_noisy() -> None:
    assert a_result([1.0, 1000.0, 1000.0], [100.0, 100.0, 100.0]).verdict is Verdict.MET


def test_a_limit_of_nothing_is_noise_and_no_crash() -> None:
    nothing = a_result([1.0], [0.0])
    assert nothing.ratio == math.inf
    assert nothing.verdict is Verdict.NOISY


@pytest.mark.parametrize("bounds", [{}, {"at_least": 1.0, "at_most": 2.0}])
def test_a_goal_has_one_bound(bounds: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="one bound"):
        Goal(name="a command", unit="ms", **bounds)


def test_the_exit_status_tells_a_miss_from_noise() -> None:
    met, missed, noisy = a_result([1], [1]), a_result([1], [3]), a_result([1, 9], [1, 9])
    assert exit_status([met]) == 0
    assert exit_status([met, noisy]) == 2
    assert exit_status([met, noisy, missed]) == 1


@pytest.mark.parametrize("bound", ["at_least", "at_most"])
def test_the_json_is_what_scripts_rely_on(bound: str) -> None:
    bounds: dict[str, Any] = {bound: 0.5}
    told = a_result([50.0, 60.0, 55.0], [100.0, 100.0, 110.0], **bounds).as_json("2 cores")
    assert told == {
        "name": "a command, to pgbench",
        "unit": "per second",
        "ratio": 0.5,
        bound: 0.5,
        "rounds": 3,
        "machine": "2 cores",
        "verdict": "met",
        "ours": {"median": 55.0, "min": 50.0, "max": 60.0},
        "limit": {"median": 100.0, "min": 100.0, "max": 110.0},
        "note": "3 rounds",
    }


@pytest.mark.parametrize(("share", "value"), [(0.5, 2), (0.75, 3), (0.99, 4), (1.0, 4)])
def test_a_percentile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert percentile([4, 1, 3, 2], share) == value
