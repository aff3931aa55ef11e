"""What a filter asks, as conditions on one row of `assignments`, which the database can tell the rarity of."""

from dataclasses import dataclass
from typing import Final

from services.recommendations.domain.clock import DUE_SOON_DAYS
from services.recommendations.domain.filters import LineFilter
from services.recommendations.domain.values import DeliveryClock, ResponseClock
from services.recommendations.store.counts import BODY
from services.recommendations.store.filters.sources import Days

BAR: Final = "CASE WHEN a.bar_until_date < %(today)s THEN a.bar_then ELSE a.bar END"

# In every condition `a` is the line. What all lines of one place have in common is asked of `{same}`: that is the line
# itself, or any other line `p` of its place. See `place_of` in the migrations.


@dataclass(frozen=True)
class Condition:
    """What a filter asks of a line."""

    of_line: str
    of_place: str = ""
    """What lines of a place must have in common so that one may match; the condition itself if nothing in it moves."""
    days: Days | None = None
    """Of which days a date must be, where not all lines of a place match."""

    @property
    def place(self) -> str:
        """The condition on a line `p` of a place."""
        return self.of_place or self.of_line.replace("{same}", "p")


def _month_begins(day: str) -> str:
    return f"date_trunc('month', {day})::date"


def _month_ends(day: str) -> str:
    return f"(date_trunc('month', {day}) + interval '1 month')::date - 1"


_IN_BAR: Final = Condition(
    """
    ({same}.bar = %(bar_group)s AND (a.bar_until_date IS NULL OR a.bar_until_date >= %(today)s)
     OR {same}.bar_then = %(bar_group)s AND a.bar_until_date < %(today)s)
    """,
    f"""
    (p.bar = %(bar_group)s AND (p.bar_until_date IS NULL OR {_month_ends("p.bar_until_date")} >= %(today)s)
     OR p.bar_then = %(bar_group)s AND {_month_begins("p.bar_until_date")} < %(today)s)
    """,
)

# The clocks, said once more for the database: `domain/clock.py` is the other place, and a test compares the two.
_RUNS: Final = "{same}.clock_stop_date IS NULL"
_OPEN: Final = Condition(
    f"{{same}}.answered_date IS NULL AND {_RUNS} AND a.clock_start_date <= %(today)s",
    f"p.answered_date IS NULL AND {_RUNS.replace('{same}', 'p')} AND p.clock_start_date IS NOT NULL",
)
_UNDONE: Final = "{same}.done_date IS NULL AND {same}.delivery_date IS NOT NULL"
_PROMISED: Final = Condition(f"{_UNDONE} AND {_RUNS}")


def _passed(due: str) -> Condition:
    return Condition(
        f"a.{due} < %(today)s",
        f"{_month_begins(f'p.{due}')} < %(today)s",
        days=Days(
            of=due, first=_month_begins("%(today)s::date"), last="(%(today)s::date - 1)", month="%(today)s::date"
        ),
    )


def _near(due: str) -> Condition:
    return Condition(
        f"a.{due} BETWEEN %(today)s AND %(today)s::date + {DUE_SOON_DAYS}",
        f"""
        {_month_begins(f"p.{due}")} <= %(today)s::date + {DUE_SOON_DAYS} AND {_month_ends(f"p.{due}")} >= %(today)s
        """,
        days=Days(of=due, first="%(today)s::date", last=f"(%(today)s::date + {DUE_SOON_DAYS})"),
    )


def _far(due: str) -> Condition:
    return Condition(
        f"a.{due} > %(today)s::date + {DUE_SOON_DAYS}",
        f"{_month_ends(f'p.{due}')} > %(today)s::date + {DUE_SOON_DAYS}",
    )


def _both(one: Condition, other: Condition) -> Condition:
    return Condition(
        f"{one.of_line} AND {other.of_line}", f"{one.place} AND {other.place}", days=one.days or other.days
    )


_RESPONSE: Final = {
    ResponseClock.NOT_STARTED: Condition(
        f"""
        {{same}}.answered_date IS NULL AND {_RUNS} AND (a.clock_start_date IS NULL OR a.clock_start_date > %(today)s)
        """,
        f"""
        p.answered_date IS NULL AND {_RUNS.replace("{same}", "p")}
        AND (p.clock_start_date IS NULL OR {_month_ends("p.clock_start_date")} > %(today)s)
        """,
    ),
    ResponseClock.ON_TIME: _both(_OPEN, _far("response_due_date")),
    ResponseClock.DUE_SOON: _both(_OPEN, _near("response_due_date")),
    ResponseClock.PAST_DATE: _both(_OPEN, _passed("response_due_date")),
    ResponseClock.ANSWERED_ON_TIME: Condition(
        "{same}.answered_date <= coalesce({same}.response_due_date, {same}.answered_date)"
    ),
    ResponseClock.ANSWERED_LATE: Condition("{same}.answered_date > {same}.response_due_date"),
    ResponseClock.STOPPED: Condition("{same}.answered_date IS NULL AND {same}.clock_stop_date IS NOT NULL"),
}
_DELIVERY: Final = {
    DeliveryClock.NO_DATE: Condition("{same}.delivery_date IS NULL"),
    DeliveryClock.ON_TRACK: _both(_PROMISED, _far("delivery_date")),
    DeliveryClock.DUE_SOON: _both(_PROMISED, _near("delivery_date")),
    DeliveryClock.PAST_DATE: _both(_PROMISED, _passed("delivery_date")),
    DeliveryClock.MET: Condition("{same}.done_date <= {same}.delivery_date"),
    DeliveryClock.MET_LATE: Condition("{same}.done_date > {same}.delivery_date"),
    DeliveryClock.STOPPED: Condition(f"{_UNDONE} AND {{same}}.clock_stop_date IS NOT NULL"),
}
_STATES: Final = {
    "position": Condition("{same}.position = %(position)s"),
    "progress": Condition("{same}.progress = %(progress)s"),
    "verification": Condition("{same}.verification = %(verification)s"),
    "bar_group": _IN_BAR,
    "count": Condition("{same}.counts @> ARRAY[%(count)s::text]"),
}
OTHERS: Final = {
    "theme": "a.themes @> ARRAY[%(theme)s::text]",
    "addressee_slug": f"a.addressee_id = {BODY}",
    "consultation_number": "a.consultation_number = upper(%(consultation_number)s)",
}


def of_states(wanted: LineFilter) -> list[Condition]:
    """Return what a filter asks of state and clocks."""
    found = [condition for name, condition in _STATES.items() if getattr(wanted, name)]
    if wanted.response:
        found.append(_RESPONSE[wanted.response])
    if wanted.delivery:
        found.append(_DELIVERY[wanted.delivery])
    return found
