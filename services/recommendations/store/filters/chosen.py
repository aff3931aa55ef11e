"""The way to the lines that a filter asks for."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.chassis.database import Transaction
from services.recommendations.domain.filters import LineFilter
from services.recommendations.store.counts import BODY
from services.recommendations.store.filters import conditions, words
from services.recommendations.store.filters.conditions import OTHERS, Condition
from services.recommendations.store.filters.searching import Search
from services.recommendations.store.filters.sources import ORDER, Places

_FEW_LINES: Final = 10_000
"""So few lines of a theme are looked at one by one."""


@dataclass(frozen=True)
class Chosen:
    """Which rows `a` of `assignments` a filter asks for."""

    lines: str
    """Conditions on the row itself."""
    parameters: dict[str, Any]
    places: Places | None = None
    """Where to look for them; None: not place by place."""
    search: Search | None = None
    """How words are looked for if they are looked for line by line; then it takes the place of the rest."""
    of_a_consultation: bool = False
    """By one consultation, and by no words."""

    def source(self, after: str = "", *, order: str = ORDER) -> str:
        """Return what follows FROM, up to `LIMIT %(limit)s`: rows `a` with id, tracked_no, lead, and what is counted.

        Args:
            after: One more condition on the row itself.
            order: Of the rows; empty if any of them will do.
        """
        lines, ordered = f"{self.lines} {after}", f"ORDER BY {order}" if order else ""
        if self.places is None:
            return f"assignments a WHERE {lines} {ordered} LIMIT %(limit)s"
        return f"{self.places.source(lines, '%(limit)s', with_texts=False)} {ordered} LIMIT %(limit)s"


async def chosen(tx: Transaction, wanted: LineFilter, *, today: date) -> Chosen:
    """Return the conditions of a filter, and their parameters."""
    asked = words.of_text(wanted.text)
    common = ["a.listed", "a.illustrative = %(illustrative)s"]
    common += [condition for name, condition in OTHERS.items() if getattr(wanted, name)]
    parameters: dict[str, Any] = {**vars(wanted), "today": today, **asked}
    states = conditions.of_states(wanted)
    few = wanted.consultation_number or (wanted.theme and await _is_rare_theme(tx, wanted))
    places = None if few or not states else _places(wanted, states)
    newest = " AND ".join([*common, *(each.of_line.replace("{same}", "p" if places else "a") for each in states)])
    if not asked:
        return Chosen(newest, parameters, places, of_a_consultation=bool(wanted.consultation_number))
    search = Search(newest, " AND ".join(map(words.in_line, asked)), parameters, places)
    if await search.is_dense(tx) or (rare := await words.rarest(tx, asked)) is None:
        return Chosen(newest, parameters, places, search)
    rarest, texts = rare
    others = [words.in_line(name) for name in asked if name != rarest]
    common += [words.IN_TEXTS, *others, *(each.of_line.replace("{same}", "a") for each in states)]
    return Chosen(" AND ".join(common), {**parameters, "texts": texts})


def of_line(wanted: LineFilter, *, today: date) -> tuple[str, dict[str, Any]]:
    """Return what a filter asks of one line `a` that is known already, as a condition, and its parameters."""
    asked = words.of_text(wanted.text)
    asks = ["a.listed", "a.illustrative = %(illustrative)s"]
    asks += [condition for name, condition in OTHERS.items() if getattr(wanted, name)]
    asks += [each.of_line.replace("{same}", "a") for each in conditions.of_states(wanted)]
    return " AND ".join([*asks, *map(words.in_line, asked)]), {**vars(wanted), "today": today, **asked}


def _places(wanted: LineFilter, states: list[Condition]) -> Places:
    """Return where to look. Of one body there are few lines of a place, and these lie side by side already."""
    body = f" AND p.addressee_id = {BODY}" if wanted.addressee_slug else ""
    # Days of any place first: where they are few, other lines of one month are few, too.
    days = [] if body else sorted((each.days for each in states if each.days), key=lambda each: bool(each.month))
    matching = " AND ".join(f"({each.place})" for each in states)
    return Places(f"p.illustrative = %(illustrative)s{body}", matching, days[0] if days else None)


async def _is_rare_theme(tx: Transaction, wanted: LineFilter) -> bool:
    """Tell whether the lines of a theme are so few that they are looked at one by one. Of any day: those of now."""
    statement = """
        SELECT coalesce(sum(total), 0) AS lines FROM public.line_counts
         WHERE illustrative = %(illustrative)s AND theme = %(theme)s AND since_date = '-infinity'
    """
    parameters = {"illustrative": wanted.illustrative, "theme": wanted.theme}
    row = await (await tx.execute(statement, parameters)).fetchone()
    return bool(row and row["lines"] <= _FEW_LINES)
