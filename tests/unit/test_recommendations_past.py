"""The states of a row at the ends of days: one for each day on which it changed, and none for the others."""

from typing import Any

import pytest

from services.recommendations.past import Life, of_days
from services.recommendations.store.past import State


def a_life(*events: tuple[int, str]) -> Life[str]:
    """Return a life whose state is what was said last, at a position of the log."""
    return Life(events, lambda _, fact: fact)


def states(ends: list[int], *lives: Life[str]) -> list[tuple[str, int, int | None]]:
    def row(own: str, other: str = "") -> tuple[object, dict[str, Any]]:
        return own + other, {"said": own + other}

    found: list[State] = list(of_days(ends, list(lives), row))
    return [(each.columns["said"], each.valid_from, each.valid_to) for each in found]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([(3, "a")], [("a", 10, None)], id="begun on the first day"),
        pytest.param([(3, "a"), (9, "b")], [("b", 10, None)], id="changed twice on one day"),
        pytest.param([(3, "a"), (11, "b")], [("a", 10, 20), ("b", 20, None)], id="changed on the next day"),
        pytest.param([(10, "a"), (20, "b")], [("a", 10, 20), ("b", 20, None)], id="by the last events of days"),
        pytest.param([(3, "a"), (25, "b")], [("a", 10, 30), ("b", 30, None)], id="a day on which nothing happened"),
        pytest.param([(3, "a"), (11, "a")], [("a", 10, None)], id="something happened that changes nothing"),
        pytest.param([(31, "a")], [], id="after the last day"),
    ],
)
def test_of_a_row_there_is_one_state_for_each_day_on_which_it_changed(
    events: list[tuple[int, str]], expected: list[tuple[str, int, int | None]]
) -> None:
    assert states([0, 10, 20, 30], a_life(*events)) == expected


def test_what_was_so_before_the_first_of_the_days_is_not_written_again() -> None:
    assert states([10, 20, 30], a_life((3, "a"), (25, "b"))) == [("b", 30, None)]
    assert states([10, 20, 30], a_life((3, "a"), (9, "b"))) == []


def test_a_row_changes_with_what_follows_from_others() -> None:
    assert states([0, 10, 20], a_life((3, "a")), a_life((4, "x"), (12, "y"))) == [("ax", 10, 20), ("ay", 20, None)]
