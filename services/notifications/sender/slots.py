"""How many mails go to one domain at once: a slow server holds up its own mails, and no others."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_TURNED_AWAY_PER_STEP: Final = 8
_LONGEST: Final = 15.0


class Slots:
    """Counts what is under way by domain.

    Args:
        per_domain: How many at most.
    """

    def __init__(self, per_domain: int) -> None:
        self._per_domain = per_domain
        self._busy: Counter[str] = Counter()
        self._turned_away: Counter[str] = Counter()

    @contextmanager
    def taken(self, domain: str) -> Iterator[bool]:
        """Hold a place for the domain inside the block; yields False if there is none. The empty domain has room."""
        if domain and self._busy[domain] >= self._per_domain:
            self._turned_away[domain] += 1
            yield False
            return
        self._busy[domain] += 1
        try:
            yield True
        finally:
            self._turned_away.pop(domain, None)
            self._busy[domain] -= 1
            if self._busy[domain] == 0:
                del self._busy[domain]

    def patience(self, domain: str) -> float:
        """Tell how many times longer than usual a mail should stay away that found no place.

        It grows with those turned away since a place last came free, so that a thousand mails for a server that hangs
        do not keep asking.
        """
        return min(1 + self._turned_away[domain] / _TURNED_AWAY_PER_STEP, _LONGEST)
