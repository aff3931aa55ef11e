"""Nobody who adds and subtracts all that is public of a programme and its sessions finds fewer than five people."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.consultations.domain.counting import EVERYBODY, FEWEST_PEOPLE, publishable_figures
from services.consultations.domain.counting_across import PublicCounts, programme_beside, session_beside
from services.consultations.domain.details import Figure
from services.consultations.domain.values import FigureBy
from services.consultations.domain.working_out import tells

GENDERS, REGIONS = ("women", "men", "not_stated"), ("Sindh", "Punjab")
GENDER, REGION = FigureBy.GENDER, FigureBy.REGION
PRINTED = ((None, ""), *((GENDER, each) for each in GENDERS), *((REGION, each) for each in REGIONS))
Cell = tuple[int, str, str]  # session, gender, region


@dataclass(frozen=True)
class Attendance:
    """How many came to each session of a programme, by two traits, and which figures the sources print."""

    cells: dict[Cell, int]
    sessions: int  # that become public, one after the other
    printed: tuple[frozenset[int], ...]  # places in PRINTED: of the programme, then of each public session
    series: tuple[bool, ...]  # which public sessions are called a series, and are a part of the programme all the same

    @property
    def of_all(self) -> tuple[int, ...]:
        """Every session."""
        return tuple(sorted({session for session, _, _ in self.cells}))

    def counted(self, over: Sequence[int], by: FigureBy | None, group: str) -> frozenset[Cell]:
        """Return the cells that a figure counts."""
        return frozenset(
            each for each in self.cells if each[0] in over and (by is None or each[1 if by is GENDER else 2] == group)
        )

    def value(self, cells: frozenset[Cell]) -> int:
        """Return how many people the cells count."""
        return sum(self.cells[each] for each in cells)

    def figures(self, over: Sequence[int], places: frozenset[int]) -> tuple[Figure, ...]:
        """Return what a source prints of some sessions together."""
        return tuple(
            Figure(label=EVERYBODY, value=self.value(self.counted(over, by, group)), by=by, group=group)
            for by, group in (PRINTED[place] for place in sorted(places))
        )


@st.composite
def attendances(draw: st.DrawFn) -> Attendance:
    sessions, unseen = draw(st.integers(2, 3)), draw(st.integers(0, 1))
    size = st.sampled_from((0, 1, 2, 3, 4, 5, 6, 8, 10, 20))
    cells = {each: draw(size) for each in product(range(sessions + unseen), GENDERS, REGIONS)}
    left_out = st.frozensets(st.integers(0, len(PRINTED) - 1), max_size=3)
    every = frozenset(range(len(PRINTED)))
    printed = tuple(every - draw(left_out) for _ in range(sessions + 1))
    return Attendance(cells, sessions, printed, tuple(draw(st.booleans()) for _ in range(sessions)))


def published(attendance: Attendance) -> dict[tuple[int, ...], tuple[Figure, ...]]:
    """Publish the sessions in turn; return what is public in the end, by the sessions that it counts."""
    whole = attendance.figures(attendance.of_all, attendance.printed[0])
    first, *later = (
        attendance.figures([session], attendance.printed[session + 1]) for session in range(attendance.sessions)
    )
    series = attendance.series
    programme = publishable_figures(programme_beside(whole, first, PublicCounts(), whole=series[0]))
    shown = [publishable_figures(first)]
    for each, is_series in zip(later, series[1:], strict=True):
        wholes, sessions = (
            tuple(figures for figures, of in zip(shown, series, strict=False) if of is which) for which in (True, False)
        )
        public = PublicCounts(programme=programme, wholes=wholes, sessions=sessions)
        shown.append(publishable_figures(session_beside(each, public, whole=is_series)))
    return {attendance.of_all: programme} | {(place,): each for place, each in enumerate(shown)}


def follows(asked: frozenset[Cell], known: Sequence[frozenset[Cell]], cells: Sequence[Cell]) -> bool:
    """Tell whether a sum of cells is a combination of known sums: by elimination, apart from the code under test."""
    pivots: list[tuple[int, list[Fraction]]] = []

    def reduced(counted: frozenset[Cell]) -> list[Fraction]:
        row = [Fraction(each in counted) for each in cells]
        for place, pivot in pivots:
            if row[place]:
                row = [one - row[place] * other for one, other in zip(row, pivot, strict=True)]
        return row

    for each in known:
        row = reduced(each)
        place = next((index for index, of in enumerate(row) if of), None)
        if place is not None:
            pivots.append((place, [of / row[place] for of in row]))
    return not any(reduced(asked))


@pytest.mark.covers("invariant 6")
@settings(max_examples=30)
@given(attendances())
def test_whoever_adds_and_subtracts_finds_no_small_group_of_any_session_or_of_the_programme(
    attendance: Attendance,
) -> None:
    public = published(attendance)
    known = [attendance.counted(over, each.by, each.group) for over, figures in public.items() for each in figures]
    every = [(each,) for each in attendance.of_all]
    for over, (by, group) in product([attendance.of_all, *every], PRINTED):
        asked = attendance.counted(over, by, group)
        if 0 < attendance.value(asked) < FEWEST_PEOPLE:
            assert not follows(asked, known, tuple(attendance.cells)), (over, by, group)


def counts(everybody: int = 0, **groups: int) -> tuple[Figure, ...]:
    whole = (Figure(label=EVERYBODY, value=everybody),) if everybody else ()
    return whole + tuple(
        Figure(label=EVERYBODY, value=value, by=GENDER if group in GENDERS else REGION, group=group)
        for group, value in groups.items()
    )


ALL = {"women": 20, "men": 42, "not_stated": 24, "Sindh": 49, "Punjab": 37}


@pytest.mark.parametrize(
    ("programme", "sessions"),
    [
        pytest.param(
            counts(86, **ALL),
            (counts(women=8, men=20, not_stated=8, Punjab=11), counts(31, women=6, Punjab=9)),
            id="the genders make the whole of the first, so its other region; two of the rest",
        ),
        pytest.param(
            counts(76, women=10, men=26, not_stated=40, Sindh=39, Punjab=37),
            (counts(23, not_stated=5), counts(53, men=12, not_stated=35)),
            id="both make the programme, so its men; four women",
        ),
        pytest.param(
            counts(women=38, men=18, Sindh=43, Punjab=34),
            (counts(36, women=10, men=8, Punjab=16),),
            id="the regions make the whole, and the genders do not",
        ),
        pytest.param(
            counts(96, women=32, men=44, not_stated=20, Sindh=41, Punjab=55),
            (counts(women=9, men=35, Sindh=26), counts(29), counts(18, women=7, not_stated=11)),
            id="there was no other session",
        ),
        pytest.param(
            (*counts(60), Figure(label="survivors_women", value=30), Figure(label="survivors", value=50)),
            (
                (
                    Figure(label="survivors", value=28, by=GENDER, group="women"),
                    Figure(label="survivors", value=20, by=GENDER, group="men"),
                ),
            ),
            id="women who survived, by label and as a group",
        ),
    ],
)
def test_what_follows_from_several_figures_at_once_tells(
    programme: tuple[Figure, ...], sessions: tuple[tuple[Figure, ...], ...]
) -> None:
    assert tells(programme, sessions)


@pytest.mark.parametrize(
    ("programme", "sessions"),
    [
        pytest.param(counts(86, **ALL), (), id="no session"),
        pytest.param(counts(86, **ALL), (counts(36, women=10, men=20, not_stated=6),), id="large differences"),
        pytest.param(counts(100), (counts(60), counts(40)), id="nobody is left"),
        pytest.param(counts(502, women=186, not_stated=316), (counts(502, women=186, not_stated=316),), id="the same"),
        pytest.param((*counts(502), *counts(520)), (counts(60),), id="two results, and much is left"),
        pytest.param((Figure(label="videos", value=4),), ((Figure(label="videos", value=1),),), id="things"),
    ],
)
def test_what_leaves_nobody_or_many_tells_nothing(
    programme: tuple[Figure, ...], sessions: tuple[tuple[Figure, ...], ...]
) -> None:
    assert not tells(programme, sessions)


def test_too_much_to_try_counts_as_telling() -> None:
    assert tells(counts(50_000), tuple(counts(100, women=50) for _ in range(500)))


def test_the_later_session_keeps_back_what_tells_only_with_several_figures() -> None:
    """Its own figures are large, and so is every difference of two."""
    first, second = counts(women=8, men=20, not_stated=8, Punjab=11), counts(31, women=6, Punjab=9)
    public = PublicCounts(programme=counts(86, **ALL), sessions=(first,))
    assert session_beside(second, public) == ()
    assert session_beside(second, PublicCounts()) == second
