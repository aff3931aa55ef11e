"""A programme and its sessions: what the one counts must not tell what another keeps back."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from services.consultations.domain import working_out
from services.consultations.domain.counting import (
    EVERYBODY,
    FEWEST_PEOPLE,
    THINGS,
    publishable_figures,
    tell_of_each_other,
    things,
)
from services.consultations.domain.details import Figure
from services.consultations.domain.figures import label_of_group
from services.consultations.domain.printed_numbers import numbers_in, people_in
from services.consultations.domain.values import FigureBy

_MOST_SUMS: Final = 100_000  # what takes longer to try counts as telling
_MOST_TOLD: Final = 6  # as do more numbers in words than that, of one label

Figures: TypeAlias = tuple[Figure, ...]
_Counted: TypeAlias = tuple[str, FigureBy | None, str]
"""Who is counted: label, trait, group."""


@dataclass(frozen=True, kw_only=True)
class PublicCounts:
    """What a programme and its sessions count in public already."""

    programme: Figures = ()
    wholes: tuple[Figures, ...] = ()  # of sessions of kind `series`: they tell of the programme as a whole, too
    sessions: tuple[Figures, ...] = ()  # of all others
    former: tuple["PublicCounts", ...] = ()  # the same with what one of them counted before a correction
    differences: tuple[Figures, ...] = ()  # by how many people one of them was corrected, if that is told

    @property
    def ever(self) -> tuple["PublicCounts", ...]:
        """All states that can be read: that of now, and the former ones."""
        return (self, *self.former)

    def tell_of(self, figures: Figures) -> bool:
        """Tell whether figures tell of too few people if they count those by whom another record was corrected."""
        return any(tell_of_each_other(figures, each) for each in self.differences)

    def are_told_of(self, difference: Figures) -> bool:
        """Tell whether that by which a record would be corrected tells of too few people of another record."""
        counted = [each for state in self.ever for each in (state.programme, *state.wholes, *state.sessions)]
        return any(tell_of_each_other(difference, each) for each in (*counted, *self.differences) if _people(each))


def session_beside(session: Figures, public: PublicCounts, *, whole: bool = False) -> Figures:
    """Return the figures of a session that becomes public in a public programme.

    If with them somebody could work out fewer than five people, the words in which they are printed are not among them,
    or, if that is not enough, no figure of people: what is public of the programme and of the other sessions cannot be
    taken back.

    Args:
        session: What it counts.
        public: What is public already.
        whole: It is of kind `series`.
    """

    def tells(figures: Figures) -> bool:
        shown = publishable_figures(figures)
        return public.tell_of(shown) or any(_session_tells(shown, each, whole=whole) for each in public.ever)

    return _most_of(session, tells)


def _session_tells(shown: Figures, public: PublicCounts, *, whole: bool) -> bool:
    parts = [*public.sessions, shown]
    wholes = (public.programme, *public.wholes)
    told = _tells(shown, public.sessions) if whole else any(_tells(each, parts) for each in wholes)
    return told or _tells_with_series(public.programme, [*parts, *public.wholes])


def programme_beside(programme: Figures, session: Figures, public: PublicCounts, *, whole: bool = False) -> Figures:
    """Return the figures of a programme that becomes public with a session.

    None of people is among them if one of a label that it counts, too, is kept back in the session, or if fewer than
    five people could be worked out from both; only their words are left out if these alone would tell. The arguments
    are those of `session_beside`.
    """
    shown = publishable_figures(session)
    kept_back = Counter(map(_name, _people(session))) - Counter(map(_name, _people(shown)))
    kept_back += Counter(each.label for each in _people(session)) - Counter(each.label for each in _people(shown))
    counted = _people(programme)
    if kept_back.keys() & {*(each.label for each in counted), *map(_name, counted)}:
        return things(programme)

    def tells(figures: Figures) -> bool:
        counts = publishable_figures(figures)
        return any(
            _tells(counts, [*each.sessions, *(() if whole else (shown,))])
            or _tells_with_series(counts, [*each.sessions, *each.wholes, shown])
            for each in public.ever
        )

    return _most_of(programme, tells)


def programme_now(programme: Figures, public: PublicCounts) -> Figures:
    """Return what of a public programme's figures may still be read: it may have become public under a former rule."""

    def tells(figures: Figures) -> bool:
        return public.tell_of(figures) or any(
            _tells(figures, each.sessions) or _tells_with_series(figures, [*each.sessions, *each.wholes])
            for each in public.ever
        )

    return _most_of(publishable_figures(programme), tells)


def _most_of(figures: Figures, tells: Callable[[Figures], bool]) -> Figures:
    """Return the most of them that does not tell: words go before figures do, and no word takes a figure away.

    All of them, or those without the words of people, of things, or of both; else those of things, without words.
    """
    one, other = (_without_words(figures, of_things=each) for each in (False, True))
    shorter = dict.fromkeys((figures, one, other, _without_words(one, of_things=True)))
    return next((each for each in shorter if not tells(each)), things(figures))


def _without_words(figures: Figures, *, of_things: bool) -> Figures:
    return tuple(replace(each, as_printed="") if (each.label in THINGS) is of_things else each for each in figures)


def _people(figures: Iterable[Figure]) -> list[Figure]:
    return [each for each in figures if each.label not in THINGS]


def _tells(programme: Figures, sessions: Sequence[Figures]) -> bool:
    parts = [_counts(each) for each in sessions]
    if any(_near(whole, parts, key) for key, wholes in _counts(programme).items() for whole in wholes):
        return True
    if _words_tell(programme, sessions):
        return True
    rest = _rest(programme, sessions)
    return publishable_figures(rest) != rest or working_out.tells(programme, tuple(sessions))


def _words_tell(programme: Figures, sessions: Sequence[Figures]) -> bool:
    """Tell whether a number that stands only in words of one, taken with what another counts, leaves too few people.

    A programme of "100, of them 40 in Karachi", beside a session of 57 elsewhere, tells of three more; and so does one
    of 100 beside a session of "57 in the room, 40 online". Which group a number in words counts is not known: "posters
    by 87 people of Punjab" beside a session of 84 of Punjab tells of three.
    """
    records = (programme, *sessions)
    said, counted = [_said(each) for each in records], [_counts(each) for each in records]
    if any(len(told) > _MOST_TOLD for record in said for told in record.values()):
        return True
    keys = {key for record in (*said, *counted) for key in record}
    whole, *parts = (
        {key: _read(counts.get(key, set()), told.get(key, set())).union(*told.values()) for key in keys}
        for counts, told in zip(counted, said, strict=True)
    )
    return any(said) and any(_near(value, parts, key) for key, values in whole.items() for value in values)


def _read(values: set[int], told: set[int]) -> set[int]:
    """Return how many people a record may be read to count: a figure, numbers in words, or what both make or leave."""
    sums = {0}
    for each in told:
        sums |= {before + each for before in sums}
    return {read for value in {0, *values} for some in sums for read in (value + some, value - some) if read > 0}


def _said(figures: Figures) -> Mapping[_Counted, set[int]]:
    """Return the numbers of people that stand only in the words of figures, by what these count."""
    found: dict[_Counted, set[int]] = defaultdict(set)
    people = _people(figures)
    wholes = {each.value for each in people if each.label == EVERYBODY and each.by is None}
    for each in figures:
        if each.label in THINGS:
            found[EVERYBODY, None, ""] |= people_in(each.as_printed, wholes)
        else:
            numbers = numbers_in(each.as_printed, {each.value, *wholes})
            found[each.label, None, ""] |= numbers
            found[each.label, each.by, each.group] |= numbers
    values = {each.value for each in people}
    return {key: left for key, told in found.items() if (left := told - values)}


def _tells_with_series(programme: Figures, parts: Sequence[Figures]) -> bool:
    """Tell whether a programme tells of a small group if what is called a series is only a part of it."""
    return bool(_people(programme)) and _tells(programme, parts)


def _counts(figures: Figures) -> Mapping[_Counted, set[int]]:
    """Return how many are counted, as printed, and as the groups of a trait make together."""
    found: dict[_Counted, set[int]] = defaultdict(set)
    sums: Counter[tuple[str, FigureBy]] = Counter()
    for each in _people(figures):
        found[each.label, each.by, each.group].add(each.value)
        found[_name(each), None, ""].add(each.value)
        if each.by:
            sums[each.label, each.by] += each.value
    for (label, _), value in sums.items():
        found[label, None, ""].add(value)
    return found


def _name(figure: Figure) -> str:
    """Return who is counted, by one word: the group `women` of everybody is also counted as the label `women`."""
    return label_of_group(figure) or f"{figure.label} {figure.by or ''} {figure.group}".strip()


def _near(whole: int, parts: Sequence[Mapping[_Counted, set[int]]], key: _Counted) -> bool:
    """Tell whether some of the parts make so nearly the whole that too few people are between them."""
    sums = {0}
    for part in parts:
        more = {before + value for before in sums for value in part.get(key, ())}
        sums |= {each for each in more if each < whole + FEWEST_PEOPLE}
        if len(sums) > _MOST_SUMS:
            return True
    return any(0 < abs(whole - each) < FEWEST_PEOPLE for each in sums)


def _rest(programme: Figures, sessions: Sequence[Figures]) -> Figures:
    """Return what the sessions whose figures are not public make together, as far as it can be worked out."""
    known: Counter[_Counted] = Counter()
    for session in sessions:
        by_name = {(_name(each), None, ""): each.value for each in _people(session)}
        known.update(by_name | {(each.label, each.by, each.group): each.value for each in _people(session)})
    left = []
    for each in _people(programme):
        own: _Counted = (each.label, each.by, each.group)
        value = known[own] if own in known else known[_name(each), None, ""]
        left.append(replace(each, value=each.value - value, as_printed=""))
    return tuple(each for each in left if each.value > 0)
