"""What a filter asks, as conditions on one row of `assignments`, which the database can tell the rarity of."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.recommendations.domain.clock import DUE_SOON_DAYS
from services.recommendations.domain.filters import LineFilter
from services.recommendations.domain.values import DeliveryClock, ResponseClock
from services.recommendations.store.counts import BODY

MOST_WORDS: Final = 8
_RARE: Final = 10_000
"""In so many texts a word may stand, and still the texts lead to the lines, not the lines to the texts."""
_COMMON: Final = 0.025
"""In this share of all texts a word stands so often that nobody counts them: more than a guess for unknown words."""
_FEW: Final = 1_000
"""In so few texts a word stands rarely, whatever their share: of few texts, a rare word's may be a large one."""

FIRST_SEARCHED: Final = 128
"""So many lines are looked through first for words that stand in many texts: mostly enough for a page."""
_DENSE: Final = 8
"""If so many of those have the words, there is no need to know how many texts have them, which takes longer."""
MOST_SEARCHED: Final = 500
"""So many lines are looked through at most before a page ends, as long as it may be."""

ORDER: Final = "a.tracked_no DESC, a.lead DESC, a.id"
BAR: Final = "CASE WHEN a.bar_until_date < %(today)s THEN a.bar_then ELSE a.bar END"

# In every condition `a` is the line. What all lines of one place have in common is asked of `{same}`: that is the line
# itself, or any other line `p` of its place. See `place_of` in the migrations.


@dataclass(frozen=True)
class _Condition:
    """What a filter asks of a line."""

    of_line: str
    of_place: str = ""
    """What lines of a place must have in common so that one may match; the condition itself if nothing in it moves."""

    @property
    def place(self) -> str:
        return self.of_place or self.of_line.replace("{same}", "p")


def _month_begins(day: str) -> str:
    return f"date_trunc('month', {day})::date"


def _month_ends(day: str) -> str:
    return f"(date_trunc('month', {day}) + interval '1 month')::date - 1"


_IN_BAR: Final = _Condition(
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
_RUNS: Final = "(a.clock_stop_date IS NULL OR a.clock_stop_date >= %(today)s)"
_DAY: Final = "least(%(today)s, a.clock_stop_date)"  # `least` leaves out what is null
_OPEN: Final = _Condition(
    f"{{same}}.answered_date IS NULL AND a.clock_start_date <= {_DAY}",
    """
    p.answered_date IS NULL AND p.clock_start_date IS NOT NULL
    AND (p.clock_stop_date IS NULL OR p.clock_start_date <= p.clock_stop_date)
    """,
)
_PROMISED: Final = _Condition("{same}.done_date IS NULL AND {same}.delivery_date IS NOT NULL")


def _passed(due: str) -> _Condition:
    return _Condition(
        f"a.{due} < %(today)s AND (a.clock_stop_date IS NULL OR a.clock_stop_date > a.{due})",
        f"{_month_begins(f'p.{due}')} < %(today)s AND (p.clock_stop_date IS NULL OR p.clock_stop_date > p.{due})",
    )


def _near(due: str) -> _Condition:
    return _Condition(
        f"""
        ({_RUNS} AND a.{due} BETWEEN %(today)s AND %(today)s::date + {DUE_SOON_DAYS}
         OR a.clock_stop_date < %(today)s
            AND a.{due} BETWEEN a.clock_stop_date AND a.clock_stop_date + {DUE_SOON_DAYS})
        """,
        f"""
        ({_month_begins(f"p.{due}")} <= %(today)s::date + {DUE_SOON_DAYS} AND {_month_ends(f"p.{due}")} >= %(today)s
         OR p.{due} BETWEEN p.clock_stop_date AND p.clock_stop_date + {DUE_SOON_DAYS})
        """,
    )


def _far(due: str) -> _Condition:
    return _Condition(
        f"""
        ({_RUNS} AND a.{due} > %(today)s::date + {DUE_SOON_DAYS}
         OR a.clock_stop_date < %(today)s AND a.{due} > a.clock_stop_date + {DUE_SOON_DAYS})
        """,
        f"""
        ({_month_ends(f"p.{due}")} > %(today)s::date + {DUE_SOON_DAYS}
         OR p.{due} > p.clock_stop_date + {DUE_SOON_DAYS})
        """,
    )


def _both(one: _Condition, other: _Condition) -> _Condition:
    return _Condition(f"{one.of_line} AND {other.of_line}", f"{one.place} AND {other.place}")


_RESPONSE: Final = {
    ResponseClock.NOT_STARTED: _Condition(
        """
        {same}.answered_date IS NULL
        AND (a.clock_start_date IS NULL OR a.clock_start_date > %(today)s
             OR a.clock_stop_date IS NOT NULL AND a.clock_stop_date < a.clock_start_date)
        """,
        f"""
        p.answered_date IS NULL
        AND (p.clock_start_date IS NULL OR {_month_ends("p.clock_start_date")} > %(today)s
             OR p.clock_stop_date < p.clock_start_date)
        """,
    ),
    ResponseClock.ON_TIME: _both(_OPEN, _far("response_due_date")),
    ResponseClock.DUE_SOON: _both(_OPEN, _near("response_due_date")),
    ResponseClock.PAST_DATE: _both(_OPEN, _passed("response_due_date")),
    ResponseClock.ANSWERED_ON_TIME: _Condition(
        "{same}.answered_date <= coalesce({same}.response_due_date, {same}.answered_date)"
    ),
    ResponseClock.ANSWERED_LATE: _Condition("{same}.answered_date > {same}.response_due_date"),
}
_DELIVERY: Final = {
    DeliveryClock.NO_DATE: _Condition("{same}.delivery_date IS NULL"),
    DeliveryClock.ON_TRACK: _both(_PROMISED, _far("delivery_date")),
    DeliveryClock.DUE_SOON: _both(_PROMISED, _near("delivery_date")),
    DeliveryClock.PAST_DATE: _both(_PROMISED, _passed("delivery_date")),
    DeliveryClock.MET: _Condition("{same}.done_date <= {same}.delivery_date"),
    DeliveryClock.MET_LATE: _Condition("{same}.done_date > {same}.delivery_date"),
}
_STATES: Final = {
    "position": _Condition("{same}.position = %(position)s"),
    "progress": _Condition("{same}.progress = %(progress)s"),
    "verification": _Condition("{same}.verification = %(verification)s"),
    "bar_group": _IN_BAR,
    "count": _Condition("{same}.counts @> ARRAY[%(count)s::text]"),
}
_OTHERS: Final = {
    "theme": "a.themes @> ARRAY[%(theme)s::text]",
    "addressee_slug": f"a.addressee_id = {BODY}",
    "consultation_number": "a.consultation_number = upper(%(consultation_number)s)",
}

# A word with its vowel signs, joiners and marks, which `folded` drops: none of them ends it, none is one by itself.
_DROPPED: Final = r"\u064b-\u0655\u0670\u0640\u200b-\u200f\u061c"
_WORD: Final = re.compile(rf"[{_DROPPED}]*[^\W\u0640][\w{_DROPPED}]*")

_QUERY: Final = "searched(%(word_n)s)"
# From the texts to the lines, so that a rare word reads few rows.
_RARE_WORD: Final = """
    a.recommendation_id IN (SELECT id FROM recommendations WHERE title_id = ANY(%(texts)s)
                             UNION ALL
                            SELECT id FROM recommendations WHERE text_id = ANY(%(texts)s))
"""
# Line by line, so that of a common word no more texts are read than lines are wanted.
_COMMON_WORD: Final = f"""
    (SELECT bool_or(t.words @@ {_QUERY})
       FROM recommendations r
       JOIN texts t ON t.text_id IN (r.title_id, r.text_id)
      WHERE r.id = a.recommendation_id)
"""  # noqa: S608


@dataclass(frozen=True)
class Chosen:
    """Which rows `a` of `assignments` a filter asks for."""

    lines: str
    """Conditions on the row itself."""
    words: str
    """Conditions on its texts, to be looked at line by line; empty if there are none."""
    parameters: dict[str, Any]
    places: tuple[str, str] | None = None
    """Among which places `p` to look for lines, and which of them may match; None: not place by place."""

    def source(self, after: str = "", *, order: str = ORDER) -> str:
        """Return what follows FROM, up to `LIMIT %(limit)s`: rows `a` with id, tracked_no, lead, and what is counted.

        Words are looked for in the first `%(searched)s` lines.

        Args:
            after: One more condition on the row itself.
            order: Of the rows; empty if any of them will do.
        """
        ordered = f"ORDER BY {order}" if order else ""
        if not self.words:
            return f"{self._lines(after, '%(limit)s')} {ordered} LIMIT %(limit)s"
        return f"(SELECT * FROM {self.searched(after)}) a WHERE {self.words} {ordered} LIMIT %(limit)s"  # noqa: S608

    def searched(self, after: str = "") -> str:
        """Return what follows FROM for the lines that are looked through for words."""
        return f"{self._lines(after, '%(searched)s')} ORDER BY {ORDER} LIMIT %(searched)s"

    def _lines(self, after: str, limit: str) -> str:
        if self.places is None:
            return f"assignments a WHERE {self.lines} {after}"
        among, matching = self.places
        # From place to place, and of each that matches its newest lines.
        return f"""
            (WITH RECURSIVE p AS (
                 (SELECT * FROM placed_lines p WHERE {among} ORDER BY p.place LIMIT 1)
                  UNION ALL
                 SELECT following.*
                   FROM p AS before
                  CROSS JOIN LATERAL (SELECT * FROM placed_lines p
                                       WHERE {among} AND p.place > before.place ORDER BY p.place LIMIT 1) following
             )
             SELECT newest.*, p.bar, p.bar_then, p.counts
               FROM p
              CROSS JOIN LATERAL (SELECT a.id, a.tracked_no, a.lead, a.addressee_id, a.bar_until_date
                                         {", a.recommendation_id" if self.words else ""}
                                    FROM assignments a
                                   WHERE a.place = p.place AND {self.lines} {after}
                                   ORDER BY {ORDER} LIMIT {limit}) newest
              WHERE {matching}) a
        """  # noqa: S608


async def chosen(tx: Transaction, wanted: LineFilter, *, today: date) -> Chosen:
    """Return the conditions of a filter, and their parameters."""
    words = {f"word_{n}": word for n, word in enumerate(_WORD.findall(wanted.text)[:MOST_WORDS])}
    conditions = ["a.listed", "a.illustrative = %(illustrative)s"]
    conditions += [condition for name, condition in _OTHERS.items() if getattr(wanted, name)]
    parameters: dict[str, Any] = {**vars(wanted), "today": today, **words}
    states = _states(wanted)
    few = wanted.consultation_number or (wanted.theme and await _is_rare_theme(tx, wanted))
    among = None if few or not states else _among(wanted, states)
    with_states = [*conditions, *(each.of_line.replace("{same}", "p" if among else "a") for each in states)]
    line_by_line = {name: _COMMON_WORD.replace("word_n", name) for name in words}
    newest = Chosen(" AND ".join(with_states), " AND ".join(line_by_line.values()), parameters, among)
    if not words or await _is_dense(tx, newest):
        return newest
    known = {name: await _texts_with(tx, word) for name, word in words.items()}
    rare = {name: texts for name, texts in known.items() if texts is not None}
    if not rare:
        return newest
    rarest = min(rare, key=lambda name: len(rare[name]))
    others = [each for name, each in line_by_line.items() if name != rarest]
    conditions += [_RARE_WORD, *others, *(each.of_line.replace("{same}", "a") for each in states)]
    return Chosen(" AND ".join(conditions), "", {**parameters, "texts": rare[rarest]})


async def _is_dense(tx: Transaction, chosen: Chosen) -> bool:
    """Tell whether the words stand in so many of the newest lines that a page of them is soon full."""
    statement = f"SELECT count(*) AS found FROM (SELECT FROM {chosen.source(order='')}) newest"  # noqa: S608
    parameters = {**chosen.parameters, "limit": _DENSE, "searched": FIRST_SEARCHED}
    row = await (await tx.execute(statement, parameters, prepare=False)).fetchone()
    return bool(row and row["found"] >= _DENSE)


def _states(wanted: LineFilter) -> list[_Condition]:
    """Return what a filter asks of state and clocks."""
    found = [condition for name, condition in _STATES.items() if getattr(wanted, name)]
    if wanted.response:
        found.append(_RESPONSE[wanted.response])
    if wanted.delivery:
        found.append(_DELIVERY[wanted.delivery])
    return found


def _among(wanted: LineFilter, states: list[_Condition]) -> tuple[str, str]:
    body = f" AND p.addressee_id = {BODY}" if wanted.addressee_slug else ""
    return f"p.illustrative = %(illustrative)s{body}", " AND ".join(f"({each.place})" for each in states)


async def _is_rare_theme(tx: Transaction, wanted: LineFilter) -> bool:
    """Tell whether the lines of a theme are so few that they are looked at one by one. Of any day: those of now."""
    statement = """
        SELECT coalesce(sum(total), 0) AS lines FROM public.line_counts
         WHERE illustrative = %(illustrative)s AND theme = %(theme)s AND since_date = '-infinity'
    """
    parameters = {"illustrative": wanted.illustrative, "theme": wanted.theme}
    row = await (await tx.execute(statement, parameters)).fetchone()
    return bool(row and row["lines"] <= _RARE)


async def _texts_with(tx: Transaction, word: str) -> list[UUID] | None:
    """Return the texts in which a word stands; None if there are too many to lead to the lines."""
    whole = "SELECT FROM texts t WHERE t.words @@ to_tsquery('simple', quote_literal(folded(%(word)s)))"
    expected = await _planned(tx, whole, word)
    if expected > _FEW and expected > _COMMON * await _planned(tx, "SELECT FROM texts", word):
        return None
    # Planned as if all of them were read: for some, the database would go through the table.
    statement = f"""
        WITH found AS MATERIALIZED (
            SELECT t.text_id FROM texts t WHERE t.words @@ {_QUERY.replace("word_n", "word")}
        )
        SELECT text_id FROM found LIMIT {_RARE + 1}
    """  # noqa: S608
    texts = await (await tx.execute(statement, {"word": word}, prepare=False)).fetchall()
    return [row["text_id"] for row in texts] if len(texts) <= _RARE else None


async def _planned(tx: Transaction, statement: str, word: str) -> int:
    """Return how many rows the database expects of a statement, at least 1."""
    row = await (await tx.execute(f"EXPLAIN (FORMAT JSON) {statement}", {"word": word}, prepare=False)).fetchone()
    assert row is not None
    return int(row["QUERY PLAN"][0]["Plan"]["Plan Rows"])
