"""Files on their way: how slowly somebody reads takes nothing from others, and so much lies there at most."""

import errno
import gc
import io
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.backend import errors
from dashboard.web.spools import LetGo, Spools


def of(size: int) -> Iterator[bytes]:
    """Return so many bytes in chunks of ten."""
    yield from (b"0123456789"[:each] for each in [10] * (size // 10) + [size % 10])


def held(spools: Spools) -> list[tuple[str, int]]:
    """Return what lies there, oldest first."""
    return [(each.network, each.size) for each in spools._held if not each.file.closed]


def test_what_is_written_down_is_read_as_it_was_and_let_go_at_its_end() -> None:
    spools = Spools()
    size, pieces = spools.whole("a", of(1_000_003))
    assert (size, held(spools)) == (1_000_003, [("a", 1_000_003)])
    assert b"".join(pieces) == b"".join(of(1_000_003))
    assert held(spools) == []


def test_what_nobody_reads_to_the_end_is_let_go() -> None:
    spools = Spools()
    for begun in (False, True):
        _, pieces = spools.whole("a", of(600_000))
        if begun:
            next(pieces)
        del pieces
        gc.collect()
        assert held(spools) == []


def test_what_cannot_be_made_leaves_nothing() -> None:
    def broken() -> Iterator[bytes]:
        yield b"one"
        raise RuntimeError

    spools = Spools()
    with pytest.raises(RuntimeError):
        spools.whole("a", broken())
    assert held(spools) == []


class FullDisk(io.FileIO):
    """A file on a disk that is full."""

    def write(self, _data: object) -> int:
        """Have no room."""
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("full", [True, False])
def test_a_disk_that_is_full_or_not_ours_is_said_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path, full: bool
) -> None:
    """Readers are told to come again (503), the operator is told why."""
    disk, spools = FullDisk(tmp_path / "file", "w+"), Spools()
    if full:
        monkeypatch.setattr(tempfile, "TemporaryFile", lambda: io.BufferedRandom(disk))
    else:
        monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    with pytest.raises(errors.Unavailable):
        spools.whole("a", of(1_000))
    assert held(spools) == []
    assert disk.closed is full
    disk.close()
    assert "TMPDIR" in caplog.text


@pytest.mark.covers("SEC 19")
def test_of_one_network_the_oldest_makes_room_and_of_others_nothing() -> None:
    spools = Spools(of_network=100, of_all=1000)
    readers = [spools.whole(network, of(40))[1] for network in ("b", "a", "a", "a")]
    assert held(spools) == [("b", 40), ("a", 40), ("a", 40)]
    with pytest.raises(LetGo):
        next(readers[1])
    assert [b"".join(each) for each in (readers[0], *readers[2:])] == [b"".join(of(40))] * 3


@pytest.mark.covers("SEC 19")
def test_when_all_is_full_the_network_that_holds_most_makes_room() -> None:
    spools = Spools(of_network=100, of_all=150)
    readers = [spools.whole(network, of(30))[1] for network in ("b", "a", "a", "a", "c")]
    assert [network for network, _ in held(spools)] == ["b", "a", "a", "a", "c"]
    readers.append(spools.whole("d", of(30))[1])
    assert [network for network, _ in held(spools)] == ["b", "a", "a", "c", "d"]
    assert b"".join(readers[-1]) == b"".join(of(30))


def test_what_alone_is_more_than_all_is_sent_all_the_same() -> None:
    spools = Spools(of_network=10, of_all=20)
    spools.whole("a", of(10))
    _, pieces = spools.whole("a", of(50))
    assert b"".join(pieces) == b"".join(of(50))


def test_many_at_once_each_get_their_own() -> None:
    spools, wrong = Spools(), list[int]()

    def read(size: int) -> None:
        if b"".join(spools.whole("a", of(size))[1]) != b"".join(of(size)):
            wrong.append(size)

    threads = [threading.Thread(target=read, args=(300_000 + each,)) for each in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (wrong, held(spools)) == ([], [])
