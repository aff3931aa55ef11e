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

MOST_SEARCHED: Final = 10_000
"""So many lines are looked through at once for words that stand in many texts."""

ORDER: Final = "a.tracked_no DESC, a.lead DESC, a.id"
BAR: Final = "CASE WHEN a.bar_until_date < %(today)s THEN a.bar_then ELSE a.bar END"
_IN_BAR: Final = """
    (a.bar = %(bar_group)s AND (a.bar_until_date IS NULL OR a.bar_until_date >= %(today)s)
     OR a.bar_then = %(bar_group)s AND a.bar_until_date < %(today)s)
"""

# The clocks, said once more for the database: `domain/clock.py` is the other place, and a test compares the two.
_RUNS: Final = "(a.clock_stop_date IS NULL OR a.clock_stop_date >= %(today)s)"
_DAY: Final = "least(%(today)s, a.clock_stop_date)"  # `least` leaves out what is null
_OPEN: Final = f"a.answered_date IS NULL AND a.clock_start_date <= {_DAY}"

_PROMISED: Final = "a.done_date IS NULL AND a.delivery_date IS NOT NULL"


def _passed(due: str) -> str:
    return f"{due} < %(today)s AND (a.clock_stop_date IS NULL OR a.clock_stop_date > {due})"


def _near(due: str) -> str:
    return f"""
        ({_RUNS} AND {due} BETWEEN %(today)s AND %(today)s::date + {DUE_SOON_DAYS}
         OR a.clock_stop_date < %(today)s AND {due} BETWEEN a.clock_stop_date AND a.clock_stop_date + {DUE_SOON_DAYS})
    """


def _far(due: str) -> str:
    return f"""
        ({_RUNS} AND {due} > %(today)s::date + {DUE_SOON_DAYS}
         OR a.clock_stop_date < %(today)s AND {due} > a.clock_stop_date + {DUE_SOON_DAYS})
    """


_RESPONSE: Final = {
    ResponseClock.NOT_STARTED: """
        a.answered_date IS NULL
        AND (a.clock_start_date IS NULL OR a.clock_start_date > %(today)s
             OR a.clock_stop_date IS NOT NULL AND a.clock_stop_date < a.clock_start_date)
    """,
    ResponseClock.ON_TIME: f"{_OPEN} AND {_far('a.response_due_date')}",
    ResponseClock.DUE_SOON: f"{_OPEN} AND {_near('a.response_due_date')}",
    ResponseClock.PAST_DATE: f"{_OPEN} AND {_passed('a.response_due_date')}",
    ResponseClock.ANSWERED_ON_TIME: "a.answered_date <= coalesce(a.response_due_date, a.answered_date)",
    ResponseClock.ANSWERED_LATE: "a.answered_date > a.response_due_date",
}
_DELIVERY: Final = {
    DeliveryClock.NO_DATE: "a.delivery_date IS NULL",
    DeliveryClock.ON_TRACK: f"{_PROMISED} AND {_far('a.delivery_date')}",
    DeliveryClock.DUE_SOON: f"{_PROMISED} AND {_near('a.delivery_date')}",
    DeliveryClock.PAST_DATE: f"{_PROMISED} AND {_passed('a.delivery_date')}",
    DeliveryClock.MET: "a.done_date <= a.delivery_date",
    DeliveryClock.MET_LATE: "a.done_date > a.delivery_date",
}
_SIMPLE: Final = {
    "theme": "a.themes @> ARRAY[%(theme)s::text]",
    "addressee_slug": f"a.addressee_id = {BODY}",
    "consultation_number": "a.consultation_number = upper(%(consultation_number)s)",
    "position": "a.position = %(position)s",
    "progress": "a.progress = %(progress)s",
    "verification": "a.verification = %(verification)s",
    "bar_group": _IN_BAR,
    "count": "a.counts @> ARRAY[%(count)s::text]",
}

# The beginning of a word suffices.
_QUERY: Final = "to_tsquery('simple', quote_literal(folded(%(word_n)s)) || ':*')"
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

    def source(self, after: str = "") -> str:
        """Return what follows FROM, newest publication first; `after` is one more condition on the row itself."""
        where = f"{self.lines} {after}"
        if not self.words:
            return f"assignments a WHERE {where} ORDER BY {ORDER}"
        looked_at = f"SELECT * FROM assignments a WHERE {where} ORDER BY {ORDER} LIMIT {MOST_SEARCHED}"  # noqa: S608
        return f"({looked_at}) a WHERE {self.words} ORDER BY {ORDER}"


async def chosen(tx: Transaction, wanted: LineFilter, *, today: date) -> Chosen:
    """Return the conditions of a filter, and their parameters."""
    conditions = ["a.listed", "a.illustrative = %(illustrative)s"]
    parameters: dict[str, Any] = {"illustrative": wanted.illustrative, "today": today}
    for name, condition in _SIMPLE.items():
        if value := getattr(wanted, name):
            conditions.append(condition)
            parameters[name] = value
    if wanted.response:
        conditions.append(_RESPONSE[wanted.response])
    if wanted.delivery:
        conditions.append(_DELIVERY[wanted.delivery])
    words = {f"word_{n}": word for n, word in enumerate(re.findall(r"\w+", wanted.text)[:MOST_WORDS])}
    parameters |= words
    known = {name: await _texts_with(tx, word) for name, word in words.items()}
    rare = [name for name, texts in known.items() if texts is not None]
    line_by_line = [_COMMON_WORD.replace("word_n", name) for name in words]
    if rare:
        rarest = min(rare, key=lambda name: len(known[name] or ()))
        parameters["texts"] = known[rarest]
        others = [_COMMON_WORD.replace("word_n", name) for name in words if name != rarest]
        conditions, line_by_line = [*conditions, _RARE_WORD, *others], []
    return Chosen(" AND ".join(conditions), " AND ".join(line_by_line), parameters)


async def _texts_with(tx: Transaction, word: str) -> list[UUID] | None:
    """Return the texts in which a word stands; None if there are too many to lead to the lines."""
    whole = "SELECT FROM texts t WHERE t.words @@ to_tsquery('simple', quote_literal(folded(%(word)s)))"
    if await _planned(tx, whole, word) > _COMMON * await _planned(tx, "SELECT FROM texts", word):
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
