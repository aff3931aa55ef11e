"""Answers that are made whole and lie on the disk while they are sent: a slow reader keeps nobody else waiting.

A file has no name and is gone with whoever reads it. Of one network and of all together they hold so much; where it is
more, the oldest of the network that holds most is let go, and its reader gets no end of it.
"""

import logging
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Final

from dashboard.backend import errors

log = logging.getLogger(__name__)

OF_A_NETWORK: Final = 128 * 1024 * 1024
OF_ALL: Final = 512 * 1024 * 1024

_PIECE_BYTES: Final = 256 * 1024


class LetGo(Exception):
    """Somebody reads so slowly that what they read had to make room for what others ask for: no fault of ours."""


@dataclass(eq=False)
class _Spool:
    network: str
    file: IO[bytes]
    size: int


class Spools:
    """What is being sent to all readers of this process.

    Args:
        of_network: How many bytes of one network may lie there.
        of_all: And of all networks together.
    """

    def __init__(self, *, of_network: int = OF_A_NETWORK, of_all: int = OF_ALL) -> None:
        self._most = of_network
        self._most_of_all = of_all
        self._lock = threading.Lock()
        self._held: list[_Spool] = []

    def whole(self, network: str, chunks: Iterable[bytes]) -> tuple[int, Iterator[bytes]]:
        """Write all of it down; return how many bytes it is, and what reads them and then lets go of them.

        Args:
            network: The word for the reader's network.
            chunks: What is to be sent. What they raise is raised here, and nothing is kept.

        Raises:
            Unavailable: The disk is full, or nothing can be written there. A log says so, and why.
        """
        one = _on_disk(network, chunks)
        pieces = _pieces(one)
        next(pieces)  # once begun, it closes the file even if nobody reads on
        with self._lock:
            self._held = [each for each in self._held if not each.file.closed] + [one]
            self._make_room(self._most, {network})
            self._make_room(self._most_of_all, {each.network for each in self._held})
        return one.size, pieces

    def _make_room(self, most: int, networks: set[str]) -> None:
        """Let go, oldest first, of whoever holds most, until these networks hold no more; never of the newest."""
        held = Counter[str]()
        for each in self._held:
            held[each.network] += each.size if each.network in networks else 0
        while held.total() > most:
            older = [each for each in self._held[:-1] if each.network in networks]
            if not older:
                return
            largest = max((each.network for each in older), key=held.__getitem__)
            gone = next(each for each in older if each.network == largest)
            held[largest] -= gone.size
            self._held.remove(gone)
            gone.file.close()


def _on_disk(network: str, chunks: Iterable[bytes]) -> _Spool:
    try:
        with ExitStack() as made:
            file = made.enter_context(tempfile.TemporaryFile())
            file.writelines(chunks)
            size = file.tell()
            file.seek(0)
            made.pop_all()  # who reads it closes it
    except OSError as error:
        log.exception("a download cannot be put on the disk: is there room in TMPDIR, and may it be written?")
        raise errors.Unavailable("no room for the file") from error
    return _Spool(network, file, size)


def _pieces(one: _Spool) -> Iterator[bytes]:
    with one.file:
        yield b""
        while piece := _read(one.file):
            yield piece


def _read(file: IO[bytes]) -> bytes:
    try:
        return file.read(_PIECE_BYTES)
    except ValueError:
        raise LetGo("a file was let go while somebody read it slowly: others needed the room") from None


SPOOLS: Final = Spools()
"""Those of this process."""
