"""Which figures may be public: fewer than five people are never counted, nor can they be worked out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from services.consultations.domain.details import Figure
from services.consultations.domain.printed_numbers import numbers_in, people_in
from services.consultations.domain.values import FigureBy

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

_Family: TypeAlias = tuple[str, FigureBy | None]
"""Parts that together may make a whole: its label, and by what it is broken down, if it is."""


def publishable_figures(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Return the figures that may be public: fewer than five people are never counted.

    Where a part of a count is too small, or could be worked out from the whole and the other parts, or from what the
    groups of another trait make together, all parts go, and with them how the source words what stays: the words may
    say what the figures do not. A whole that is too small goes, too. Where only the words tell of too few, they go
    alone. A thing is no person: how many there are is always public. Only the words of its figure are read, and go
    where they tell of a small group, such as who made a poster.
    """
    figures = _without_words_of_things(figures)
    people = [each for each in figures if each.label not in THINGS]
    wholes = [each.value for each in people if _is_everybody(each)]
    small = any(each.value < FEWEST_PEOPLE for each in people)
    if not (small or _told(people) or _crossed(people)):
        return tuple(map(_unworded, figures)) if _worded(people) else figures
    kept = all(whole >= FEWEST_PEOPLE for whole in wholes)
    left = (each for each in figures if each.label in THINGS or (kept and _is_everybody(each)))
    return tuple(replace(each, as_printed="") for each in left)


def _without_words_of_things(figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Return figures without the words in which things are printed, where these tell of too few people."""
    values = [each.value for each in figures if each.label not in THINGS]
    wholes = {each.value for each in figures if _is_everybody(each)}
    return tuple(
        replace(each, as_printed="") if each.label in THINGS and _few_in(each, values, wholes) else each
        for each in figures
    )


def _few_in(thing: Figure, values: Sequence[int], wholes: set[int]) -> bool:
    told = sorted(people_in(thing.as_printed, wholes))
    others = [each for each in told if each not in values]
    return (
        any(map(_is_small, told))
        or any(_tells(whole, [each for each in told if each != whole]) for whole in told)
        or (bool(others) and any(_tells(whole, others) for whole in values))
        or _are_more(others, [[each] for each in values])
    )


def things(figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Return only the figures that count things, without the words in which they are printed."""
    return tuple(replace(each, as_printed="") for each in figures if each.label in THINGS)


def tell_together(before: Sequence[Figure], after: Sequence[Figure]) -> bool:
    """Tell whether two states of the same figures, read together, count fewer than five people.

    Whoever was forgotten in the one, or counted twice there, may be such a group: alone, or what a whole gained and its
    parts did not.

    Args:
        before: Before a correction.
        after: After it, or after a later one: the same figures in the same places.
    """
    more = _gained(before, after)
    if any(_is_small(abs(each.value)) for each in more):
        return True
    for (label, _), parts in _families(more).items():
        gained = next((each.value for each in more if each.label == label and each.by is None), 0)
        sums = {gained}
        for part in parts:
            sums |= {each - part for each in sums}
            if len(sums) > _MOST_SUMS:
                return True
        if any(_is_small(abs(each)) for each in sums):
            return True
    return False


def differences(before: Sequence[Figure], after: Sequence[Figure]) -> tuple[Figure, ...]:
    """Return by how many people two states of the same figures differ: perhaps they are those of one meeting."""
    return tuple(replace(each, value=abs(each.value), as_printed="") for each in _gained(before, after))


def tell_of_each_other(one: Iterable[Figure], other: Iterable[Figure]) -> bool:
    """Tell whether figures count fewer than five people if both are about the same ones."""
    both = tuple(replace(each, as_printed="") for each in (*one, *other) if each.label not in THINGS)
    return publishable_figures(both) != both


def _gained(before: Sequence[Figure], after: Sequence[Figure]) -> list[Figure]:
    return [
        replace(now, value=now.value - was.value)
        for was, now in zip(before, after, strict=True)
        if now.label not in THINGS and now.value != was.value
    ]


def same_counts(one: Sequence[Figure], other: Sequence[Figure]) -> bool:
    """Tell whether figures differ at most in the words in which they are printed."""
    return [replace(each, as_printed="") for each in one] == [replace(each, as_printed="") for each in other]


def _unworded(figure: Figure) -> Figure:
    return figure if figure.label in THINGS else replace(figure, as_printed="")


def _worded(people: Sequence[Figure]) -> bool:
    """Tell whether the words of the source tell of too few people: alone, or taken from a figure that stands there."""
    values = {each.value for each in people}
    wholes = {each.value for each in people if _is_everybody(each)}
    # A share may be of the figure itself, or of everybody.
    said = {number for each in people for number in numbers_in(each.as_printed, {each.value, *wholes})}
    told = sorted(said - values)
    if any(map(_is_small, told)) or any(_tells(each.value, told) for each in people):
        return True
    if _are_more(told, [*([each] for each in values), *_families(people).values()]):
        return True
    # Without words the parts of a whole tell nothing here: that was looked at before.
    parts = [(EVERYBODY, [each.value]) for each in people]
    parts += [(of, found) for (of, _), found in _families(people).items()]
    return bool(told) and any(
        _tells(whole.value, [*told, *found])
        for of, found in parts
        for whole in people
        if whole.by is None and whole.label == of
    )


def _are_more(told: Iterable[int], counted: Sequence[Sequence[int]]) -> bool:
    """Tell whether a number in words is too few people more than figures: 43 women and others beside 40 women."""
    return any(_tells(number, parts) for number in told for parts in counted)


def _is_everybody(figure: Figure) -> bool:
    return figure.label == EVERYBODY and figure.by is None


def _families(people: Sequence[Figure]) -> dict[_Family, list[int]]:
    found: dict[_Family, list[int]] = defaultdict(list)
    labels = {each.label for each in people}
    for each in people:
        if each.by:
            found[each.label, each.by].append(each.value)
        elif not _is_everybody(each):
            found[EVERYBODY, None].append(each.value)
            for whole in _wholes_of(each, labels):
                found[whole, None].append(each.value)
    return found


def _wholes_of(part: Figure, labels: Iterable[str]) -> set[str]:
    """Return what else it is a part of: as printed, or as `survivors_women` of `survivors` by its label."""
    named = {each for each in labels if part.label.startswith(f"{each}_")}
    return ({part.part_of, *named}) - {"", EVERYBODY}


def _told(people: Sequence[Figure]) -> bool:
    """Tell whether some family's parts tell of too few people."""
    families = _families(people)
    for (label, by), parts in families.items():
        wholes = [each.value for each in people if each.label == label and each.by is None]
        if any(_tells(whole, parts) for whole in wholes):
            return True
        # Of no whole that is printed, the groups of another trait may tell how many it is.
        others = [sum(each) for other, each in families.items() if other[0] == label and other[1] not in (None, by)]
        if by and not wholes and any(_is_small(other - sum(parts)) for other in others):
            return True
        # Parts that are no groups, such as speakers, may be taken from what the groups make, too.
        if by is None and not wholes and any(_tells(other, parts) for other in others):
            return True
    return False


def _tells(whole: int, parts: Sequence[int]) -> bool:
    """Tell whether the whole without some of its parts is a number of people too small to be counted."""
    sums, near = {0}, range(max(whole - FEWEST_PEOPLE + 1, 0), whole)
    for part in parts:
        sums |= {each + part for each in sums if each + part <= whole}
        if len(sums) > _MOST_SUMS or not sums.isdisjoint(near):
            return True
    return not sums.isdisjoint(near)


def _crossed(people: Sequence[Figure]) -> bool:
    """Tell whether a group of a part, such as women who survived, leaves too few of the same group of everybody."""
    groups = [each for each in people if each.by]
    labels = {each.label for each in people}
    return any(
        _is_small(outer.value - inner.value)
        for outer in groups
        for inner in groups
        if (outer.by, outer.group) == (inner.by, inner.group)
        and outer.label != inner.label
        and outer.label in {EVERYBODY, *_wholes_of(inner, labels)}
    )


def _is_small(people: int) -> bool:
    return 0 < people < FEWEST_PEOPLE
