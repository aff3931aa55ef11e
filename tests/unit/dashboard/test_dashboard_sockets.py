"""How much of messages that are not whole a process holds: of a network, and of all."""

from typing import Any

import pytest

from dashboard.web.sockets import _Shared


class Held:
    """A socket, as the count knows it."""

    def __init__(self, network: str) -> None:
        self.network = network
        self.dropped = False

    def drop(self) -> None:
        """Note that it was closed."""
        self.dropped = True


def a_count(*, of_network: int, of_all: int) -> Any:
    return _Shared(of_network, of_all, (), {})


@pytest.mark.covers("SEC 19")
def test_of_a_network_that_holds_too_much_the_socket_that_holds_most_is_closed() -> None:
    count = a_count(of_network=10, of_all=100)
    small, large, other = Held("a"), Held("a"), Held("b")
    count.note(large, 7)
    count.note(other, 9)
    count.note(small, 3)
    assert not any(each.dropped for each in (small, large, other))
    count.note(small, 4)
    assert [each.dropped for each in (small, large, other)] == [False, True, False]
    count.note(small, 10)
    assert not small.dropped, "what was closed holds nothing"


@pytest.mark.covers("SEC 19")
@pytest.mark.parametrize("network", ["", "c"])
def test_of_all_together_the_one_that_holds_most_is_closed_whoever_asks_for_more(network: str) -> None:
    count = a_count(of_network=10, of_all=20)
    those = [Held("a"), Held("b"), Held(network)]
    for each, held in zip(those, (8, 9, 1), strict=True):
        count.note(each, held)
    count.note(those[2], 4)
    assert [each.dropped for each in those] == [False, True, False]


def test_a_proxy_is_no_network_and_what_is_let_go_counts_no_more() -> None:
    count = a_count(of_network=10, of_all=50)
    behind = [Held("") for _ in range(4)]
    for each in behind:
        count.note(each, 12)
    assert not any(each.dropped for each in behind), "48 of 50: it stands for all its readers"
    for each in behind:
        count.note(each, 0)
    assert not count.held
    assert not count.networks
