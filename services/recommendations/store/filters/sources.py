"""Where the lines that a filter asks for are read from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

ORDER: Final = "a.tracked_no DESC, a.lead DESC, a.id"

# Of a clock that runs, the newest lines of each day that matches, so that no line of another day is read; the day
# stands in an index, see the migrations.
_OPEN: Final = {"response_due_date": "a.answered_date IS NULL", "delivery_date": "a.done_date IS NULL"}


@dataclass(frozen=True, kw_only=True)
class LinePlace:
    """Where a page of lines ended."""

    tracked_no: int
    lead: bool
    assignment_id: UUID

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "LinePlace":
        """Return that of a line."""
        return cls(tracked_no=row["tracked_no"], lead=row["lead"], assignment_id=row["id"])


def behind(place: LinePlace | None) -> tuple[str, dict[str, Any]]:
    """Return the condition that the line `a` comes behind that place, and its parameters; none without a place."""
    if place is None:
        return "", {}
    condition = """
        AND a.tracked_no <= %(tracked_no)s
        AND (a.tracked_no < %(tracked_no)s OR a.lead < %(lead)s OR (a.lead = %(lead)s AND a.id > %(after)s))
    """
    return condition, {"tracked_no": place.tracked_no, "lead": place.lead, "after": place.assignment_id}


@dataclass(frozen=True, kw_only=True)
class Days:
    """Days of a date that a line must have one of, where its clock runs."""

    of: str
    """The date."""
    first: str
    last: str
    month: str = ""
    """A day: only in places of its month some days match and others do not. Empty: in any place."""

    @property
    def in_place(self) -> str:
        """Condition on a line `p` of a place: whether it is gone through day by day."""
        return f"date_trunc('month', p.{self.of}) = date_trunc('month', {self.month})" if self.month else "true"


@dataclass(frozen=True)
class Places:
    """Lines that stand alike lie side by side: which of these to look at."""

    among: str
    """Condition on a line `p` of the place: among which to look."""
    matching: str
    """Condition on the same: in which a line may match."""
    days: Days | None = None
    """Which days of a place match; None if its lines are not told apart by the day."""

    def source(self, lines: str, limit: str, *, with_texts: bool) -> str:
        """Return what follows FROM: rows `a`, of each place that matches the newest lines.

        Args:
            lines: Conditions on the line `a`, which may name `p`.
            limit: How many of each place, or of each day of it, at most.
            with_texts: Also by what the texts of the line are found.
        """
        columns = "a.id, a.tracked_no, a.lead, a.addressee_id, a.bar_until_date"
        if with_texts:
            columns += ", a.recommendation_id"
        newest = f"""
            SELECT {columns} FROM assignments a WHERE a.place = p.place AND {lines} ORDER BY {ORDER} LIMIT {limit}
        """  # noqa: S608
        if self.days:
            newest = _day_by_day(self.days, columns, lines, limit, others=newest)
        return f"""
            (WITH RECURSIVE p AS (
                 (SELECT * FROM placed_lines p WHERE {self.among} ORDER BY p.place LIMIT 1)
                  UNION ALL
                 SELECT following.*
                   FROM p AS before
                  CROSS JOIN LATERAL (SELECT * FROM placed_lines p
                                       WHERE {self.among} AND p.place > before.place ORDER BY p.place LIMIT 1) following
             )
             SELECT newest.*, p.bar, p.bar_then, p.counts
               FROM p
              CROSS JOIN LATERAL ({newest}) newest
              WHERE {self.matching}) a
        """  # noqa: S608


def _day_by_day(days: Days, columns: str, lines: str, limit: str, *, others: str) -> str:
    return f"""
        SELECT of_day.*
          FROM generate_series(0, {days.last} - {days.first}) AS later
         CROSS JOIN LATERAL (
             SELECT {columns}
               FROM assignments a
              WHERE a.place = p.place AND a.{days.of} = {days.first} + later
                AND a.clock_stop_date IS NULL AND {_OPEN[days.of]} AND {lines}
              ORDER BY {ORDER} LIMIT {limit}) of_day
         WHERE {days.in_place}
         UNION ALL
        SELECT * FROM ({others}) others WHERE NOT {days.in_place}
    """  # noqa: S608
