"""A median needs no line: it follows from how often each number of days is there."""

import pytest

from services.recommendations.store.response_times import median


@pytest.mark.parametrize(
    ("counted", "found"),
    [
        pytest.param([], 0, id="nobody answered"),
        pytest.param([(3, 1)], 3, id="one"),
        pytest.param([(1, 1), (9, 1)], 1, id="of two the lower"),
        pytest.param([(1, 1), (5, 1), (9, 1)], 5, id="the middle of three"),
        pytest.param([(0, 2), (4, 3)], 4, id="most took longer"),
    ],
)
def test_the_median_follows_from_counts(counted: list[tuple[int, int]], found: int) -> None:
    assert median(counted) == found
