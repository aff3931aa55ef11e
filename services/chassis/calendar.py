"""Working days and due dates: one arithmetic for the clock that counts and for the mail that says by when.

Pure. Which days are holidays is told from outside: in Pakistan they follow the moon.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

# Monday is 0: Saturday and Sunday.
WEEKEND: Final = frozenset({5, 6})
# A relay's acceptance proves nothing; if no bounce came back for so long, the body has probably got the mail.
RELAY_DELAY_DAYS: Final = 3


@dataclass(frozen=True)
class Holidays:
    """The days on which offices are closed: a base, and what was corrected of it."""

    base: Container[date]
    corrected: Mapping[date, bool]
    """Day to whether it is a holiday."""

    def __contains__(self, day: object) -> bool:
        """Tell whether the day is a holiday."""
        return self.corrected.get(day, day in self.base)  # type: ignore[call-overload, no-any-return]


def is_working_day(day: date, holidays: Container[date]) -> bool:
    """Tell whether an office is open on the day."""
    return day.weekday() not in WEEKEND and day not in holidays


def add_working_days(start: date, days: int, holidays: Container[date]) -> date:
    """Return the last of so many working days after `start`, which is not counted itself."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= is_working_day(day, holidays)
    return day


def due_date(start: date, period_days: int, holidays: Container[date]) -> date:
    """Return the last day on time: `period_days` calendar days after `start`, or the next working day after that."""
    day = start + timedelta(days=period_days)
    while not is_working_day(day, holidays):
        day += timedelta(days=1)
    return day
