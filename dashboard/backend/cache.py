"""Public answers, kept for a moment against load and for longer against silence.

Only what anybody may read goes in here. Within `FRESH_SECONDS` an answer is given again without asking. When a service
does not answer, or is asked too much at once, its last good answer is given with the instant at which it was good, so
that a page can say how old its data is.

Whoever has just written something expects to see it: `expire()` after a person's write, and a read with `anew=True` for
a reader who is signed in and may have written through another process of the dashboard.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

from dashboard.backend.errors import TooMany, Unavailable

FRESH_SECONDS: Final = 5.0
"""How long an answer is given again without asking: hiding has to reach every output within 60 s."""

_KEPT: Final = 2000

T = TypeVar("T")
Key = tuple[str, bytes]


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A public answer with its age."""

    value: T
    good_at: datetime
    """The instant (UTC) at which the service gave it."""

    stale: bool = False
    """True if the service did not answer now, or had too much to do, and this is its last good answer."""


@dataclass(frozen=True)
class _Kept:
    value: object
    good_at: datetime
    until: float
    writes: int


class PublicCache:
    """The last good answer to each public question; the least recently asked ones are dropped."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, kept: int = _KEPT) -> None:
        self._clock = clock
        self._limit = kept
        self._answers: OrderedDict[Key, _Kept] = OrderedDict()
        self._writes = 0
        self._lock = threading.Lock()

    def expire(self) -> None:
        """Let nothing kept be fresh any more: somebody wrote. It stays as the last good answer of a silent service."""
        with self._lock:
            self._writes += 1

    def read(self, key: Key, ask: Callable[[], T], *, anew: bool = False) -> Answer[T]:
        """Return the answer, asking where the kept one is no longer fresh, or in any case if `anew`.

        Raises:
            Unavailable: The service does not answer and never answered this.
            TooMany: The same, because too much is asked of it at once.
            BackendError: What `ask` raises otherwise; it is not kept, and a kept answer is forgotten.
        """
        with self._lock:
            kept, writes = self._answers.get(key), self._writes
            if kept:
                self._answers.move_to_end(key)
        if kept and not anew and kept.writes == writes and self._clock() < kept.until:
            return Answer(kept.value, kept.good_at)  # type: ignore[arg-type]
        try:
            value = ask()
        except (Unavailable, TooMany):
            if kept:
                return Answer(kept.value, kept.good_at, stale=True)  # type: ignore[arg-type]
            raise
        except Exception:
            with self._lock:
                self._answers.pop(key, None)
            raise
        # With the count from before it was asked: what was written meanwhile may not be in it.
        fresh = _Kept(value, datetime.now(UTC), self._clock() + FRESH_SECONDS, writes)
        with self._lock:
            self._answers[key] = fresh
            self._answers.move_to_end(key)
            while len(self._answers) > self._limit:
                self._answers.popitem(last=False)
        return Answer(value, fresh.good_at)
