"""Reading several public answers for one page, and saying how old the oldest of them is."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from dashboard.backend import Answer, errors
from dashboard.backend.public import Public
from dashboard.web import Visit
from roundtable.recommendations.v1.service_pb2 import Line

T = TypeVar("T")


class Reading:
    """The answers behind one page: of now, or as they were known when a day ended."""

    def __init__(self, visit: Visit, as_at: str = "") -> None:
        self.public: Public = visit.site.backend.public_for(visit.session).at(as_at)
        self._now = visit.now
        self._good_at: list[datetime] = []
        self.stale = False
        """True if a service did not answer: the page then says how old its data is."""

    def take(self, answer: Answer[T]) -> T:
        """Return an answer's value and remember its age."""
        self._good_at.append(answer.good_at)
        self.stale = self.stale or answer.stale
        return answer.value

    def if_there(self, ask: Callable[[], Answer[T]]) -> T | None:
        """Return an answer the page can do without: None if its service is down or knows nothing of it."""
        try:
            return self.take(ask())
        except errors.Unavailable:
            self.stale = True
            return None
        except errors.NotFound:
            return None

    @property
    def good_at(self) -> datetime:
        """The instant at which everything on the page was good."""
        return min(self._good_at, default=self._now)

    @property
    def age_seconds(self) -> float:
        """How old that is."""
        return max((self._now - self.good_at).total_seconds(), 0.0)

    def hidden_meanwhile(self, lines: list[Line]) -> set[str]:
        """Return the statements of old lines that were hidden since: hiding reaches every output even while
        recommendations is down.
        """  # noqa: D205
        hidden: set[str] = set()
        for number in sorted({line.consultation_number for line in lines}):
            found = self.if_there(lambda number=number: self.public.consultation(number))  # type: ignore[misc]
            if found and found.consultation.hidden:
                hidden |= {line.statement_number for line in lines if line.consultation_number == number}
            elif found:
                hidden |= {statement.number for statement in found.statements if statement.hidden}
        return hidden
