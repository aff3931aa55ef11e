"""What somebody can work out who adds and subtracts all that a programme and its sessions count in public."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Final, TypeAlias

from services.consultations.domain.counting import FEWEST_PEOPLE, THINGS
from services.consultations.domain.details import Figure
from services.consultations.domain.figures import label_of_group
from services.consultations.domain.values import FigureBy

_MOST_ROWS: Final = 1_000  # what takes longer to try counts as telling
_REST: Final = -1  # the place of sessions that are not public

_Counted: TypeAlias = tuple[str, FigureBy | None, str]
"""Who is counted: label, trait, group. A group that has a label of its own is that label: `women`."""
_Unknown: TypeAlias = tuple[int, _Counted]
"""How many are counted in the session of that place."""
_Row: TypeAlias = dict[_Unknown, Fraction]
"""A sum of unknowns."""
_Known: TypeAlias = tuple[_Row, Fraction]
"""A sum of unknowns, and how much it makes."""

_OTHERS: Final = "\0"  # the group of those who are in no group that anybody prints


@lru_cache(maxsize=4096)  # pages of a programme ask the same again and again
def tells(whole: tuple[Figure, ...], parts: tuple[tuple[Figure, ...], ...]) -> bool:
    """Tell whether fewer than five people, but not none, follow from a whole and its parts by adding and subtracting.

    A reader may take the groups of a trait for everybody, and the public sessions for all there were, or not: it is
    tried in each way that the figures do not contradict.

    Args:
        whole: What the programme counts in public.
        parts: What its sessions count in public.
    """
    counted = [_people(each) for each in (whole, *parts)]
    if sum(map(len, counted)) + len(counted) > _MOST_ROWS:
        return True
    traits = sorted({each.by for figures in counted for each in figures if each.by})
    ways = [chosen for most in range(len(traits) + 1) for chosen in combinations(traits, most)]
    known = _Solver(counted[0], counted[1:])
    return any(copy(known).suppose(complete, all_public=each).tells() for complete in ways for each in (False, True))


class _Solver:
    """Solves for every unknown at once.

    Args:
        whole: People that the programme counts.
        parts: People that its sessions count.
    """

    def __init__(self, whole: Sequence[Figure], parts: Sequence[Sequence[Figure]]) -> None:
        self._whole, self._parts = whole, parts
        self._places = (*range(len(parts)), _REST)
        self._pivots: dict[_Unknown, _Known] = {}
        self._contradicted = False
        self._families = _families([*whole, *(each for part in parts for each in part)])
        for row in self._printed():
            self._learn(*row)
        for made in self._made_up():
            self._learn(made, Fraction(0))

    def suppose(self, complete: Sequence[FigureBy], *, all_public: bool) -> "_Solver":
        """Take for granted what a reader may, and return itself.

        Args:
            complete: Traits whose groups make everybody.
            all_public: There was no session but the public ones.
        """
        self._pivots, self._contradicted = dict(self._pivots), False
        for place in self._places:
            for label, by in self._families:
                if by in complete:
                    self._learn({(place, (label, by, _OTHERS)): Fraction(1)}, Fraction(0))
        for counted in self._all_counted() if all_public else ():
            self._learn({(_REST, counted): Fraction(1)}, Fraction(0))
        return self

    def tells(self) -> bool:
        """Tell whether an unknown, or what all sessions make together that are unknown, is small and follows."""
        while self._nobody():
            pass
        return not self._contradicted and any(
            value is not None and 0 < value < FEWEST_PEOPLE for value in map(self._follows, self._asked())
        )

    def _asked(self) -> Iterator[_Row]:
        for counted in self._all_counted():
            unknown = []
            for place in self._places:
                one = {(place, counted): Fraction(1)}
                yield one
                if self._follows(one) is None:
                    unknown.append(place)
            yield {(place, counted): Fraction(1) for place in unknown}
            yield {(place, counted): Fraction(1) for place in self._places}

    def _all_counted(self) -> list[_Counted]:
        found: dict[_Counted, None] = {}
        for (label, by), groups in self._families.items():
            found |= dict.fromkeys(((label, None, ""), (label, by, _OTHERS), *groups))
        found |= dict.fromkeys(map(_counted, [*self._whole, *(each for part in self._parts for each in part)]))
        return list(found)

    def _printed(self) -> Iterator[_Known]:
        for place, part in enumerate(self._parts):
            for each in part:
                yield {(place, _counted(each)): Fraction(1)}, Fraction(each.value)
        for each in self._whole:
            yield {(place, _counted(each)): Fraction(1) for place in self._places}, Fraction(each.value)

    def _made_up(self) -> Iterator[_Row]:
        """Return that in each session the groups of a trait, with those who are in none, make the whole."""
        for place in self._places:
            for (label, by), groups in self._families.items():
                row = {(place, each): Fraction(1) for each in (*groups, (label, by, _OTHERS))}
                row[place, (label, None, "")] = Fraction(-1)
                yield row

    def _nobody(self) -> bool:
        """Note of sums that make nobody that none of their parts counts anybody; tell whether that was new."""
        sums = [{(place, counted): Fraction(1) for place in self._places} for counted in self._all_counted()]
        for row in [*sums, *self._groups_of_nobody()]:
            if self._follows(row) == 0 and any(self._follows({each: Fraction(1)}) is None for each in row):
                for each in row:
                    self._learn({each: Fraction(1)}, Fraction(0))
                return True
        return False

    def _groups_of_nobody(self) -> Iterator[_Row]:
        for (label, by), groups in self._families.items():
            for place in self._places:
                if self._follows({(place, (label, None, "")): Fraction(1)}) == 0:
                    yield {(place, each): Fraction(1) for each in (*groups, (label, by, _OTHERS))}

    def _learn(self, row: Mapping[_Unknown, Fraction], value: Fraction) -> None:
        left, value = self._reduced(row, value)
        if not left:
            self._contradicted |= value != 0  # else it is known already
            return
        pivot = next(iter(left))
        factor = left[pivot]
        made = {each: of / factor for each, of in left.items()}, value / factor
        for other, (known, makes) in self._pivots.items():
            if times := known.get(pivot):
                self._pivots[other] = _minus((known, makes), made, times)
        self._pivots[pivot] = made

    def _follows(self, row: Mapping[_Unknown, Fraction]) -> Fraction | None:
        """Return what a sum of unknowns makes; None if that does not follow."""
        left, value = self._reduced(row, Fraction(0))
        return None if left or not row else -value

    def _reduced(self, row: Mapping[_Unknown, Fraction], value: Fraction) -> _Known:
        reduced: _Known = dict(row), value
        for each in row:
            if each in self._pivots:
                reduced = _minus(reduced, self._pivots[each], row[each])
        return reduced


def _minus(one: _Known, other: _Known, times: Fraction) -> _Known:
    row = dict(one[0])
    for each, of in other[0].items():
        if left := row.get(each, Fraction(0)) - times * of:
            row[each] = left
        else:
            row.pop(each, None)
    return row, one[1] - times * other[1]


def _people(figures: Iterable[Figure]) -> list[Figure]:
    return [each for each in figures if each.label not in THINGS]


def _counted(figure: Figure) -> _Counted:
    if name := label_of_group(figure):
        return name, None, ""
    return figure.label, figure.by, figure.group.casefold()


def _families(figures: Iterable[Figure]) -> dict[tuple[str, FigureBy], tuple[_Counted, ...]]:
    found: dict[tuple[str, FigureBy], dict[_Counted, None]] = defaultdict(dict)
    for each in figures:
        if each.by:
            found[each.label, each.by][_counted(each)] = None
    return {key: tuple(groups) for key, groups in found.items()}
