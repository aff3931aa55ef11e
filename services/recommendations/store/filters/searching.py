"""Words that stand in many texts are looked for line by line, each line once, however much is asked of it."""

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from services.chassis.database import Transaction
from services.recommendations.store.filters.conditions import BAR
from services.recommendations.store.filters.sources import ORDER, LinePlace, Places, behind

FIRST_SEARCHED: Final = 32
"""So many lines are looked through first for words that stand in many texts; they tell how densely such lines lie."""
MOST_SEARCHED: Final = 500
"""So many lines are looked through at most before a page ends, as long as it may be."""
_DENSE: Final = 4
"""If so many of the first have the words, there is no need to know how many texts have them, which takes longer."""
_WIDER: Final = 2
"""So many times as far as further lines should reach is looked for them, if they lie as densely as the first."""


@dataclass(frozen=True, kw_only=True)
class Looked:
    """A line that was looked through."""

    place: LinePlace
    has_words: bool
    addressee_id: UUID
    bar: str
    counts: list[str]


@dataclass
class Search:
    """The newest lines that a filter asks for but for words, looked through for these as far as somebody asked."""

    lines: str
    """Conditions on the line `a`."""
    words: str
    """Conditions on its texts."""
    parameters: dict[str, Any]
    places: Places | None
    """Where to look for lines; None: anywhere."""
    start: LinePlace | None = None
    """Behind which line it begins; None: with the newest."""
    _looked: list[Looked] = field(default_factory=list)
    _ended: bool = False

    def behind(self, place: LinePlace | None) -> "Search":
        """Return this search, or the same begun behind a line."""
        return Search(self.lines, self.words, self.parameters, self.places, place) if place else self

    async def is_dense(self, tx: Transaction) -> bool:
        """Tell whether the words stand in so many of the newest lines that a page of them is soon full."""
        return sum(each.has_words for each in await self.first(tx)) >= _DENSE

    async def first(self, tx: Transaction) -> list[Looked]:
        """Look through the first lines."""
        return await self._as_far_as(tx, FIRST_SEARCHED)

    async def all(self, tx: Transaction) -> list[Looked]:
        """Look through as many lines as are looked through at most."""
        return await self._as_far_as(tx, MOST_SEARCHED)

    @property
    def may_go_on(self) -> bool:
        """Tell whether there may be lines behind those that were looked through."""
        return not self._ended

    async def _as_far_as(self, tx: Transaction, many: int) -> list[Looked]:
        for least_no in (self._least_no(many), None):
            if len(self._looked) < many and not self._ended:
                further = many - len(self._looked)
                last = self._looked[-1].place if self._looked else self.start
                found = await self._further(tx, last, further, least_no)
                self._looked += found
                self._ended = least_no is None and len(found) < further
        return self._looked

    def _least_no(self, many: int) -> int | None:
        """Return the number that so many lines most likely do not go below; None if that spares nothing.

        Without one, each of many places gives as many lines as are wanted of all, to find the newest among them.
        """
        if not self._looked:
            return None
        first_no, last_no = self._looked[0].place.tracked_no, self._looked[-1].place.tracked_no
        numbers_per_line = (first_no - last_no + 1) / len(self._looked)
        least_no = last_no - round(_WIDER * numbers_per_line * (many - len(self._looked)))
        return least_no if least_no > 1 else None

    async def _further(self, tx: Transaction, last: LinePlace | None, limit: int, least_no: int | None) -> list[Looked]:
        condition, values = behind(last)
        lines = f"{self.lines} {condition}"
        if least_no is not None:
            lines += " AND a.tracked_no >= %(least_no)s"
        among = (
            self.places.source(lines, "%(limit)s", with_texts=True) if self.places else f"assignments a WHERE {lines}"
        )
        statement = f"""
            SELECT a.id, a.tracked_no, a.lead, a.addressee_id, {BAR} AS bar, a.counts,
                   coalesce({self.words}, false) AS has_words
              FROM (SELECT * FROM {among} ORDER BY {ORDER} LIMIT %(limit)s) a
             ORDER BY {ORDER}
        """  # noqa: S608
        # Each time planned anew: which way is short depends on how rare the values are.
        given = {**self.parameters, **values, "limit": limit, "least_no": least_no}
        rows = await tx.execute(statement, given, prepare=False)
        return [
            Looked(
                place=LinePlace.of(row),
                has_words=row["has_words"],
                addressee_id=row["addressee_id"],
                bar=row["bar"],
                counts=row["counts"],
            )
            for row in await rows.fetchall()
        ]
