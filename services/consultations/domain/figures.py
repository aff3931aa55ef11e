"""Figures that contradict each other: found, told, and never repaired."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from services.chassis.errors import Violation
from services.consultations.domain.counting import EVERYBODY, publishable_figures, same_counts
from services.consultations.domain.details import ConsultationDetails, Figure, ProgrammeDetails
from services.consultations.domain.values import FigureBy, FigureConflictKind

NOT_STATED: Final = "not_stated"  # the group of those of whom the source does not say
_OF_MANY_TRAITS: Final = frozenset({NOT_STATED, "other"})
GENDERS: Final = ("women", "men", "other", NOT_STATED)


@dataclass(frozen=True, kw_only=True)
class FigureConflict:
    """Figures that contradict each other."""

    kind: FigureConflictKind
    label: str  # what is counted; of parts, the whole
    by: FigureBy | None = None
    group: str = ""
    values: tuple[int, ...]  # as printed, in their order
    whole: int = 0

    @property
    def sum(self) -> int:
        """What the parts make together; 0 if it is not about parts."""
        return 0 if self.kind is FigureConflictKind.TWO_VALUES else sum(self.values)


def label_of_group(figure: Figure) -> str:
    """Return the label under which others count the same people as a group: `women`, `survivors_women`.

    Of what is no group, its own; empty for a group that is none by its word alone: others, not stated, erased.
    """
    if figure.by is None:
        return figure.label
    group = "_".join(figure.group.casefold().split())
    if not group or group in _OF_MANY_TRAITS:
        return ""
    return group if figure.label == EVERYBODY else f"{figure.label}_{group}"


def conflicts(figures: Sequence[Figure]) -> tuple[FigureConflict, ...]:
    """Return how the figures contradict each other: those counted twice first, then those whose parts make no whole."""
    return (*_counted_twice(figures), *_parts(figures))


def unexplained(details: ConsultationDetails | ProgrammeDetails, path: str) -> list[Violation]:
    """Return that public figures contradict each other and nothing says how, if it is so.

    Args:
        details: As entered.
        path: Path of the details in the caller's eyes.
    """
    public = publishable_figures(details.figures)
    # Where figures are left out, words about them are, too.
    if details.figures_conflict or not same_counts(public, details.figures) or not conflicts(public):
        return []
    return [Violation(f"{path}.figures_conflict", "how the figures contradict each other, in words")]


def _counted_twice(figures: Iterable[Figure]) -> Iterator[FigureConflict]:
    counted = tuple(figures)
    found: dict[tuple[str, FigureBy | None, str], dict[int, None]] = defaultdict(dict)
    groups = [each for each in counted if each.by and label_of_group(each)]
    for each in counted:
        if each.by is None or each.group:  # a group whose name was erased is none that could be the same
            found[each.label, each.by, each.group][each.value] = None
        if each.by is None:
            for same in groups:
                if label_of_group(same) == each.label:
                    found[same.label, same.by, same.group][each.value] = None
    for (label, by, group), values in found.items():
        if len(values) > 1:
            kind = FigureConflictKind.TWO_VALUES
            yield FigureConflict(kind=kind, label=label, by=by, group=group, values=tuple(values))


def _parts(figures: Sequence[Figure]) -> Iterator[FigureConflict]:
    """Compare parts with what they are parts of. Groups count everybody; named parts may leave something out."""
    for (label, by), parts in _families(figures).items():
        if len({(each.label, each.group) for each in parts}) < len(parts):
            continue  # one of them is counted twice: which result belongs into the whole nobody knows
        values = tuple(each.value for each in parts)
        for whole in dict.fromkeys(each.value for each in figures if each.label == label and each.by is None):
            if sum(values) > whole:
                kind = FigureConflictKind.PARTS_EXCEED
            elif by and sum(values) < whole:
                kind = FigureConflictKind.PARTS_FALL_SHORT
            else:
                continue
            yield FigureConflict(kind=kind, label=label, by=by, values=values, whole=whole)


def _families(figures: Iterable[Figure]) -> dict[tuple[str, FigureBy | None], list[Figure]]:
    found: dict[tuple[str, FigureBy | None], list[Figure]] = defaultdict(list)
    for each in figures:
        if each.by:
            found[each.label, each.by].append(each)
        elif each.part_of:
            found[each.part_of, None].append(each)
    return found
