"""Two clocks: the earlier one counts, and while they are apart nobody relies on either."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.chassis import metrics
from services.chassis.clocks import MOST_APART, Clocks

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TX: Any = None


def of(ahead: list[timedelta]) -> Clocks:
    """Return clocks of which the process's is ahead by the first of these, whatever that is when they are read."""

    async def database(_tx: Any) -> datetime:
        return NOON - ahead[0]

    return Clocks(lambda: NOON, database)


@pytest.mark.parametrize(
    ("ahead", "agreed"),
    [
        pytest.param(timedelta(0), True, id="together"),
        pytest.param(MOST_APART, True, id="as far ahead as a good clock may be"),
        pytest.param(-MOST_APART, True, id="as far behind"),
        pytest.param(MOST_APART + timedelta(microseconds=1), False, id="ahead"),
        pytest.param(timedelta(hours=-2), False, id="two hours behind"),
    ],
)
async def test_the_earlier_clock_counts_unless_they_are_apart(ahead: timedelta, agreed: bool) -> None:
    clocks = of([ahead])
    assert await clocks.earlier(TX) == min(NOON, NOON - ahead)
    assert await clocks.later(TX) == max(NOON, NOON - ahead)
    assert await clocks.agreed(TX) == (min(NOON, NOON - ahead) if agreed else None)
    assert metrics.CLOCK_AHEAD_SECONDS._value.get() == ahead.total_seconds()


async def test_that_they_are_apart_and_agree_again_is_said_once() -> None:
    ahead = [timedelta(hours=2)]
    clocks = of(ahead)
    with capture_logs() as said:
        for each in (timedelta(hours=2), timedelta(hours=2), timedelta(0), timedelta(0)):
            ahead[0] = each
            await clocks.agreed(TX)
    assert [(each["event"], each["log_level"], each["seconds"]) for each in said] == [
        ("clocks_apart", "error", 7200),
        ("clocks_agree", "info", 0),
    ]
