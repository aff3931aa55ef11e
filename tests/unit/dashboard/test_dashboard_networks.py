"""A reader's network as a word: its neighbours share it, nobody else does, and no address can be read from it."""

import pytest

from dashboard.web import networks

KEY = b"k" * 32


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("203.0.113.7", "203.0.113.250"),
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::9"),  # of one /64: one home
        ("2001:db8:1:2::3", "2001:db8:1:ffff::9"),  # of one /48: whoever has one has 65,536 /64s to ask from
        ("::ffff:203.0.113.7", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::2"),
        ("", ""),
    ],
)
def test_neighbours_share_a_word(one: str, other: str) -> None:
    assert networks.word(one, KEY) == networks.word(other, KEY)


@pytest.mark.parametrize(
    ("one", "other"),
    [("203.0.113.7", "203.0.114.7"), ("2001:db8:1::1", "2001:db8:2::1"), ("testclient", "203.0.113.7")],
)
def test_others_do_not(one: str, other: str) -> None:
    assert networks.word(one, KEY) != networks.word(other, KEY)


def test_the_word_says_nothing_and_is_another_one_with_another_key() -> None:
    word = networks.word("203.0.113.7", KEY)
    assert len(word) == 32
    assert "203" not in word.partition("203")[0]
    assert word != networks.word("203.0.113.7", b"l" * 32)
