"""How much one network of readers may ask of this process, so that nobody keeps the others waiting.

Readers are counted by the word for their network (`networks`): so many requests and forms a minute, so many forms of
signing in an hour; at once so many pages at work, forms and files being read, and sockets open. A message on a socket
counts as a request, and the next one waits instead of being refused. All of it is in memory and nothing of it is
logged. Each process counts for itself. `/healthz` is never refused.
"""

import math
from asyncio import Semaphore, sleep
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from dashboard.settings import Settings
from services.chassis.buckets import Buckets

_MINUTE: Final = timedelta(minutes=1)
_HOUR: Final = timedelta(hours=1)
_OF_A_FILE: Final = 0.1
"""What a file of ours or Streamlit's costs, beside a page: the first page of a desk brings a hundred of them."""

_FILES: Final = ("/assets/", "/static/", "/_stcore/")
_SIGN_INS: Final = ("/sign-in", "/sign-in/code", "/enrol")
_HEALTH: Final = "/healthz"

PAGES_AT_ONCE: Final = 8
"""Pages of one network that are at work at once: fewer than a service has connections to its database."""

FORMS_AT_ONCE: Final = 64
"""Forms of one network that are being read at once, of at most 512 kB each: all of it is in memory."""

FILES_AT_ONCE: Final = 10
"""Files of one network that are being read at once, of at most 10 MB each."""

_WAITING: Final = 100
_SOON: Final = timedelta(seconds=1)


class Later(Exception):
    """One network asks for too much; `seconds` says in how many there is room again."""

    def __init__(self, pause: timedelta) -> None:
        super().__init__("too much is asked by one network")
        self.seconds = max(1, math.ceil(pause.total_seconds()))


@dataclass
class _Line:
    turns: Semaphore = field(default_factory=lambda: Semaphore(PAGES_AT_ONCE))
    inside: int = 0


class Limits:
    """The limits of one process.

    Args:
        settings: How much.
        now: Tells the time.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime]) -> None:
        self._requests = Buckets(now, size=settings.requests_per_network_minute, period=_MINUTE)
        self._forms = Buckets(now, size=settings.forms_per_network_minute, period=_MINUTE)
        self._sign_ins = Buckets(now, size=settings.sign_ins_per_network_hour, period=_HOUR)
        self._most_sockets = settings.sockets_per_network
        self._sockets = Counter[str]()
        self._read = Counter[str]()
        self._files = Counter[str]()
        self._lines: dict[str, _Line] = {}

    def count(self, network: str, path: str, *, form: bool) -> None:
        """Count one request.

        Args:
            network: The word for the reader's network.
            path: What is asked for.
            form: Whether something is sent that may change anything.

        Raises:
            Later: The network has asked for too much.
        """
        if path == _HEALTH:
            return
        if form and path in _SIGN_INS:  # the longest wait first
            _take(self._sign_ins, network)
        if form:
            _take(self._forms, network)
        _take(self._requests, network, _OF_A_FILE if path.startswith(_FILES) else 1)

    @asynccontextmanager
    async def turn(self, network: str) -> AsyncIterator[None]:
        """Wait until fewer than `PAGES_AT_ONCE` pages of the network are at work, and be one of them.

        Raises:
            Later: So many wait already.
        """
        line = self._lines.setdefault(network, _Line())
        if line.inside >= PAGES_AT_ONCE + _WAITING:
            raise Later(_SOON)
        line.inside += 1
        try:
            async with line.turns:
                yield
        finally:
            line.inside -= 1
            if not line.inside:
                del self._lines[network]

    @contextmanager
    def socket(self, network: str) -> Iterator[None]:
        """Hold one of the network's sockets.

        Raises:
            Later: It has as many as it may.
        """
        _take(self._requests, network)
        with _one_of(self._sockets, network, self._most_sockets):
            yield

    async def message(self, network: str) -> None:
        """Count a message to a page of the desk: wait until the network may send one more."""
        while True:  # another one may have taken what came in meanwhile
            pause = self._requests.take(network)
            if not pause:
                return
            await sleep(pause.total_seconds())

    def form(self, network: str) -> AbstractContextManager[None]:
        """Read one of the network's forms.

        Raises:
            Later: As many are being read as may be.
        """
        return _one_of(self._read, network, FORMS_AT_ONCE)

    def file(self, network: str) -> AbstractContextManager[None]:
        """Read one of the network's files.

        Raises:
            Later: As many are being read as may be.
        """
        return _one_of(self._files, network, FILES_AT_ONCE)


@contextmanager
def _one_of(held: Counter[str], network: str, most: int) -> Iterator[None]:
    if held[network] >= most:
        raise Later(_SOON)
    held[network] += 1
    try:
        yield
    finally:
        held[network] -= 1
        if not held[network]:
            del held[network]


def _take(buckets: Buckets, network: str, tokens: float = 1) -> None:
    if pause := buckets.take(network, tokens):
        raise Later(pause)
