"""Token buckets: so many at once, then so many an hour, each name for itself."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from services.chassis.buckets import Buckets

HOUR = timedelta(hours=1)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now


def test_a_bucket_gives_what_it_holds_and_then_says_when_there_is_more() -> None:
    clock = Clock()
    buckets = Buckets(clock, size=4, period=HOUR)
    assert [buckets.take("a") for _ in range(5)] == [timedelta()] * 4 + [HOUR / 4]
    clock.now += HOUR / 8
    assert buckets.take("a") == HOUR / 8
    clock.now += HOUR / 8
    assert buckets.take("a") == timedelta()
    assert buckets.take("a") == HOUR / 4


def test_a_bucket_never_holds_more_than_its_size() -> None:
    clock = Clock()
    buckets = Buckets(clock, size=2, period=HOUR)
    buckets.take("a")
    clock.now += 10 * HOUR
    assert [bool(buckets.take("a")) for _ in range(3)] == [False, False, True]


def test_what_is_put_back_can_be_taken_again_and_a_bucket_never_holds_more_than_its_size() -> None:
    buckets = Buckets(Clock(), size=1, period=HOUR)
    buckets.take("a")
    buckets.put_back("a")
    buckets.put_back("a")
    assert [bool(buckets.take("a")) for _ in range(2)] == [False, True]


def test_names_do_not_share_a_bucket() -> None:
    buckets = Buckets(Clock(), size=1, period=HOUR)
    assert not buckets.take("a")
    assert not buckets.take("b")
    assert buckets.take("a")


def test_a_clock_that_is_put_back_takes_nothing_away() -> None:
    clock = Clock()
    buckets = Buckets(clock, size=2, period=HOUR)
    buckets.take("a")
    clock.now -= 5 * HOUR
    assert not buckets.take("a")


def test_only_so_many_names_are_kept_and_the_longest_untouched_goes_first() -> None:
    buckets = Buckets(Clock(), size=1, period=HOUR, most=2)
    for each in ("a", "b", "a", "c"):
        buckets.take(each)
    assert buckets.take("a"), "it was asked for lately"
    assert not buckets.take("b"), "it was forgotten"


def test_what_costs_more_than_is_there_takes_nothing() -> None:
    clock = Clock()
    buckets = Buckets(clock, size=2, period=HOUR)
    assert not buckets.take("a", 0.5)
    assert buckets.take("a", 2) == HOUR / 4
    assert not buckets.take("a", 1.5)


@given(
    size=some.integers(1, 10_000),
    period=some.timedeltas(timedelta(seconds=1), timedelta(hours=1)),
    asked=some.lists(some.tuples(some.timedeltas(timedelta(), timedelta(minutes=5)), some.sampled_from([0.1, 1]))),
)
def test_who_waits_exactly_as_long_as_told_is_not_told_to_wait_again(
    size: int, period: timedelta, asked: list[tuple[timedelta, float]]
) -> None:
    clock = Clock()
    buckets = Buckets(clock, size=size, period=period)
    buckets.take("a", size)
    for passed, tokens in asked:
        clock.now += passed
        if pause := buckets.take("a", tokens):
            clock.now += pause
            assert buckets.take("a", tokens) == timedelta()
