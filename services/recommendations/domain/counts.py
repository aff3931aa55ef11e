"""What one line adds to the overview. A summary is kept as the sum of these over all lines.

What a line adds does not depend on the day: a line whose bar or clock turns on a day adds, for that day, that it leaves
where it stood and where it stands then, and whoever reads sums up to today. So nothing has to be written at midnight.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from services.recommendations.domain.assignment import Assignment
from services.recommendations.domain.clock import checked_date, done_date, stop_date
from services.recommendations.domain.headline import BarGroup, of_line
from services.recommendations.domain.recommendation import Recommendation
from services.recommendations.domain.values import (
    Closure,
    Position,
    Progress,
    Publication,
    RecordState,
    Verification,
)


class Count(StrEnum):
    """The four counts."""

    ASKED = "asked"
    ANSWERED = "answered"
    SAY_DONE = "say_done"
    SHOWN_DONE = "shown_done"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Where a line stands, and, if a date changes that by merely passing, from which day on it stands elsewhere."""

    group: BarGroup
    until_date: date | None = None  # the last day in `group`; None: for as long as nothing happens
    then: BarGroup | None = None

    def on(self, day: date) -> BarGroup:
        """Return the group of that day."""
        return self.then if self.then and self.until_date and day > self.until_date else self.group


@dataclass(frozen=True, kw_only=True)
class Dates:
    """From what the clocks of a line follow for every day to come, as long as nothing happens."""

    clock_start_date: date | None
    response_due_date: date | None
    answered_date: date | None
    clock_stop_date: date | None
    delivery_date: date | None
    done_date: date | None


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """Where a line counts as one: under each of its themes, and among all."""

    illustrative: bool
    themes: frozenset[str]
    addressee_id: UUID
    position: Position
    progress: Progress
    verification: Verification
    counts: frozenset[Count]
    bar: Bar
    dates: Dates


@dataclass(frozen=True, kw_only=True)
class ResponseTime:
    """How a line counts on its body's scorecard."""

    illustrative: bool
    addressee_id: UUID
    days: int | None  # from the start of the clock to the answer; None: not answered
    in_time: bool


def is_listed(record: Recommendation, assignment: Assignment, *, hidden: bool) -> bool:
    """Tell whether the line stands in lists, counts and scorecards.

    What is hidden or only recorded does not; nor does a promise known from the press before its maker was asked or
    confirmed it.
    """
    if hidden or record.publication is Publication.RECORDED:
        return False
    return assignment.was_put or not assignment.unconfirmed


def needs_answer(record: Recommendation, assignment: Assignment) -> bool:
    """Tell whether the line stands first among its body's own: somebody may be asked, and has not answered."""
    if assignment.body_ended_date:
        return False
    asks = assignment.can_be_asked and not assignment.is_commitment and record.state is RecordState.PUBLISHED
    return asks and assignment.answered_date is None and assignment.closure is Closure.OPEN


def counts_of(assignment: Assignment) -> frozenset[Count]:
    """Return which of the four counts the line is in. One that went to another body counts there."""
    if assignment.closure is Closure.TRANSFERRED:
        return frozenset()
    counts = set()
    if assignment.asked_date:
        counts.add(Count.ASKED)
        if assignment.answered_date:
            counts.add(Count.ANSWERED)
    if assignment.says_done:
        counts.add(Count.SAY_DONE)
    if checked_date(assignment):
        counts.add(Count.SHOWN_DONE)
    return frozenset(counts)


def bar_of(record: Recommendation, assignment: Assignment, *, hidden: bool) -> Bar:
    """Return the line's bar for every day to come, as long as nothing happens.

    At most one date moves a line to another bar: the date asked while nobody answered, or the date promised by a body
    that has since gone back to considering.
    """

    def group(day: date) -> BarGroup:
        return of_line(record, assignment, hidden=hidden, today=day).bar_group

    first, last = group(date.min), group(date.max)
    if first is last:
        return Bar(group=first)
    dates = sorted(day for day in (assignment.response_due_date, assignment.delivery_date) if day)
    until = next(day for day in dates if group(day + timedelta(days=1)) is not first)
    return Bar(group=first, until_date=until, then=last)


def response_time(record: Recommendation, assignment: Assignment, *, hidden: bool) -> ResponseTime | None:
    """Return how the line counts on its body's scorecard, if it does: it was asked, and its statement stands."""
    start, answered = assignment.clock_start_date, assignment.answered_date
    if start is None or record.state is not RecordState.PUBLISHED or not is_listed(record, assignment, hidden=hidden):
        return None
    return ResponseTime(
        illustrative=record.illustrative,
        addressee_id=assignment.addressee_id,
        days=max((answered - start).days, 0) if answered else None,
        in_time=answered is not None and answered <= (assignment.response_due_date or answered),
    )


def contribution(record: Recommendation, assignment: Assignment, *, hidden: bool) -> Contribution | None:
    """Return what the line adds to the overview, if anything. A withdrawn line keeps its bar and leaves the counts."""
    if not is_listed(record, assignment, hidden=hidden):
        return None
    return Contribution(
        illustrative=record.illustrative,
        themes=frozenset(record.themes),
        addressee_id=assignment.addressee_id,
        position=assignment.position,
        progress=assignment.progress,
        verification=assignment.verification,
        counts=counts_of(assignment) if record.stands else frozenset(),
        bar=bar_of(record, assignment, hidden=hidden),
        dates=Dates(
            clock_start_date=assignment.clock_start_date,
            response_due_date=assignment.response_due_date,
            answered_date=assignment.answered_date,
            clock_stop_date=stop_date(assignment, record.stopped_date),
            delivery_date=assignment.delivery_date,
            done_date=done_date(assignment),
        ),
    )
