"""How much one caller may ask of a service: so many calls a minute, and so many at once.

A person is counted by the token, whichever process it came through. The dashboard alone is not counted: it asks for all
readers who are not signed in, so that one of them would use up what is there for all. It counts them itself, by the
network they come from. What it asks in nobody's name is bounded by its threads and by what a service serves at once.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from services.chassis.buckets import Buckets
from services.chassis.errors import ResourceExhausted
from services.chassis.policies import Rpc
from services.chassis.principal import Principal
from services.chassis.settings import ServiceSettings

_MINUTE: Final = timedelta(minutes=1)
_SPEAKS_FOR_READERS: Final = "dashboard"


class Limits:
    """The limits of one server. Each copy of a service counts for itself, in memory.

    Args:
        settings: How much.
        now: Tells the time.
    """

    def __init__(self, settings: ServiceSettings, now: Callable[[], datetime]) -> None:
        self._reads = Buckets(now, size=settings.reads_per_person_minute, period=_MINUTE)
        self._writes = Buckets(now, size=settings.writes_per_person_minute, period=_MINUTE)
        self._of_workloads = Buckets(now, size=settings.calls_per_workload_minute, period=_MINUTE)
        self._most_at_once = settings.calls_per_person_at_once
        self._at_once = Counter[str]()

    @contextmanager
    def within(self, rpc: Rpc, who: Principal) -> Iterator[None]:
        """Run the call, if its caller has not asked for too much.

        Raises:
            ResourceExhausted: It has; the refusal says when there is room again.
        """
        if who.person_id is None:
            if who.workload != _SPEAKS_FOR_READERS:
                _take(self._of_workloads, who.workload)
            yield
            return
        person = str(who.person_id)
        if self._at_once[person] >= self._most_at_once:
            raise ResourceExhausted("too many requests at once; try again", retry_after=timedelta(seconds=1))
        _take(self._writes if rpc.policy.mutating else self._reads, person)
        self._at_once[person] += 1
        try:
            yield
        finally:
            self._at_once[person] -= 1
            if not self._at_once[person]:
                del self._at_once[person]


def _take(buckets: Buckets, name: str) -> None:
    if pause := buckets.take(name):
        raise ResourceExhausted("too many requests within a minute; try again later", retry_after=pause)
