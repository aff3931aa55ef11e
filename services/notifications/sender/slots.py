"""How many mails go to one domain at once: a slow server holds up its own mails, and no others."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Slots:
    """Counts what is under way by domain.

    Args:
        per_domain: How many at most.
    """

    def __init__(self, per_domain: int) -> None:
        self._per_domain = per_domain
        self._busy: Counter[str] = Counter()

    @contextmanager
    def taken(self, domain: str) -> Iterator[bool]:
        """Hold a place for the domain inside the block; yields False if there is none. The empty domain has room."""
        if domain and self._busy[domain] >= self._per_domain:
            yield False
            return
        self._busy[domain] += 1
        try:
            yield True
        finally:
            self._busy[domain] -= 1
            if self._busy[domain] == 0:
                del self._busy[domain]
