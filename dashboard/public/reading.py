"""Reading several public answers for one page, and saying how old the oldest of them is."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from dashboard import numbers
from dashboard.backend import Answer, errors
from dashboard.backend.public import ITEMS, Public
from dashboard.web import Visit
from roundtable.consultations.v1.service_pb2 import GetConsultationResponse
from roundtable.recommendations.v1.service_pb2 import Line, StatementHeadlines

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

    def consultation(self, number: str, *, first: int = 1, size: int = ITEMS) -> GetConsultationResponse:
        """Return `C-7` with so many items from that number on, however many answers those take."""
        last = first + size - 1
        found = self.take(self.public.consultation(number, after_item=first - 1, page_size=size))
        while 0 < found.next_after_item < last:
            after = found.next_after_item
            more = self.take(self.public.consultation(number, after_item=after, page_size=last - after))
            whole = GetConsultationResponse()
            whole.CopyFrom(found)  # what is kept in the cache stays as it is
            whole.statements.extend(more.statements)
            whole.next_after_item = more.next_after_item
            found = whole
        return found

    def headlines(self, number: str, *, first: int = 1, size: int = ITEMS) -> dict[str, StatementHeadlines]:
        """Return what recommendations knows of so many items of `C-7` from that number on, by their numbers."""
        after, last, found = first - 1, first + size - 1, dict[str, StatementHeadlines]()
        while after < last:
            asked = self.public.consultation_lines(number, after_item=after, page_size=last - after)
            page = self.take(asked)
            found |= {each.statement_number: each for each in page.statements}
            after = page.next_after_item or last
        return found

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
        for number, first in sorted({(each.consultation_number, _page_with(each)) for each in lines}):
            try:
                found = self.consultation(number, first=first)
            except errors.Unavailable:
                self.stale = True
                continue
            except errors.NotFound:
                continue
            if found.consultation.hidden:
                hidden |= {line.statement_number for line in lines if line.consultation_number == number}
            hidden |= {statement.number for statement in found.statements if statement.hidden}
        return hidden


def first_item(typed: str, size: int = ITEMS) -> int:
    """Return the first item of the page on which an item of that number stands; 1 if it is no such number."""
    return (int(numbers.item(typed) or 1) - 1) // size * size + 1


def _page_with(line: Line) -> int:
    return first_item(line.statement_number.rpartition("/")[2])
