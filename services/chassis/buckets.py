"""Token buckets: how often something may be done under one name. In memory only: nobody is kept for having asked."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_MOST: Final = 10_000


@dataclass
class _Bucket:
    tokens: float
    at: datetime


class Buckets:
    """One bucket a name, full at first, filled again evenly. Each copy of a service has its own.

    Args:
        now: Tells the time.
        size: How many tokens a bucket holds.
        period: In which an empty one fills.
        most: How many buckets are kept; beyond them the longest untouched is forgotten, and is a full one again.
    """

    def __init__(self, now: Callable[[], datetime], *, size: int, period: timedelta, most: int = _MOST) -> None:
        self._now = now
        self._size = size
        self._each = period / size
        self._most = most
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, name: str, tokens: float = 1) -> timedelta:
        """Take so many tokens. Return zero if they were there, else after which time they will be: none is taken."""
        now = self._now()
        bucket = self._buckets.setdefault(name, _Bucket(self._size, now))
        self._buckets.move_to_end(name)
        while len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        passed = max(now - bucket.at, timedelta())  # a clock that was put back takes nothing away
        bucket.tokens, bucket.at = min(self._size, bucket.tokens + passed / self._each), now
        if bucket.tokens < tokens:
            return (tokens - bucket.tokens) * self._each
        bucket.tokens -= tokens
        return timedelta()

    def put_back(self, name: str) -> None:
        """Put a token back that turned out not to be needed."""
        if bucket := self._buckets.get(name):
            bucket.tokens += 1  # beyond its size it holds none: `take` sees to it
