"""Which figures may be public: fewer than five people are never counted, nor can they be worked out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from services.consultations.domain.details import Figure

# Figures with these labels count things; every other label counts people.
THINGS = frozenset(
    {
        *("videos", "interviews", "digital_stories", "posts", "pictures", "courses", "guides"),
        *("sessions", "workshops", "trainings", "days", "countries", "bodies", "organisations"),
    }
)
FEWEST_PEOPLE = 5  # fewer are never counted in public
EVERYBODY = "participants"  # the label of the whole, of which other counts of people are parts
_MOST_SUMS: Final = 100_000  # what takes longer to try counts as telling


def publishable_figures(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Return the figures that may be public: fewer than five people are never counted.

    Where a part of a count is too small, or could be worked out from the whole and the other parts, all parts go, and
    with them how the source words what stays: the words may say what the figures do not. A whole that is too small
    goes, too.
    """
    people = [each for each in figures if each.label not in THINGS]
    parts = [each for each in people if each.label != EVERYBODY]
    wholes = [each.value for each in people if each.label == EVERYBODY]
    small = any(each.value < FEWEST_PEOPLE for each in people)
    if not (small or any(_tells(whole, [each.value for each in parts]) for whole in wholes) or _nested(parts)):
        return figures
    kept = THINGS | ({EVERYBODY} if all(whole >= FEWEST_PEOPLE for whole in wholes) else frozenset())
    left = (each for each in figures if each.label in kept)
    return tuple(replace(each, as_printed="") if each.label == EVERYBODY else each for each in left)


def _tells(whole: int, parts: Sequence[int]) -> bool:
    """Tell whether the whole without some of its parts is a number of people too small to be counted."""
    sums = {0}
    for part in parts:
        sums |= {each + part for each in sums if each + part <= whole}
        if len(sums) > _MOST_SUMS:
            return True
    return any(_is_small(whole - each) for each in sums)


def _nested(parts: Iterable[Figure]) -> bool:
    """Tell whether a part of a part, such as `survivors_women` of `survivors`, leaves too few."""
    known = list(parts)
    return any(
        _is_small(outer.value - inner.value)
        for outer in known
        for inner in known
        if inner.label.startswith(f"{outer.label}_")
    )


def _is_small(people: int) -> bool:
    return 0 < people < FEWEST_PEOPLE
