"""Figures in words: what each counts, and how some of them contradict each other. Not safe to show as they stand."""

from typing import Final

from dashboard.labels import GENDERS, figure, isolated, text, value
from roundtable.consultations.v1 import service_pb2 as consultations

NOT_STATED: Final = "not_stated"
_PARTS: Final = {
    consultations.FIGURE_CONFLICT_KIND_PARTS_EXCEED: ("conflict_parts_exceed", "conflict_one_part_exceeds"),
    consultations.FIGURE_CONFLICT_KIND_PARTS_FALL_SHORT: (
        "conflict_parts_fall_short",
        "conflict_one_part_falls_short",
    ),
}


def named(counted: consultations.Figure, language: str) -> str:
    """Return what a figure counts: with its group, or what it is printed as a part of."""
    label = figure(counted.label, language)
    if counted.by:
        return _of_group(label, counted.by, group(counted, language), language)
    if counted.part_of:
        return text("figure_part", language, label=label, whole=figure(counted.part_of, language))
    return label


def group(counted: consultations.Figure | consultations.FigureConflict, language: str) -> str:
    """Return which group of people it counts; as printed, or in our words."""
    known = GENDERS.get(counted.group) if counted.by == consultations.FIGURE_BY_GENDER else None
    if known:
        return known[0 if language == "en" else 1]
    if counted.group == NOT_STATED:
        return text("group_not_stated", language)
    return isolated(counted.group) or "–"


def conflict(found: consultations.FigureConflict, language: str) -> str:
    """Return in one sentence how figures contradict each other."""
    what = figure(found.label, language)
    if found.by:
        by = value(consultations.FigureBy, found.by, language).lower()
        what = _of_group(what, found.by, group(found, language), language) if found.group else f"{what}, {by}"
    if found.kind not in _PARTS:
        values = text("conflict_and", language).join(map(number, found.values))
        return text("conflict_two_values", language, what=what, values=values)
    several, one = _PARTS[found.kind]
    return text(
        several if len(found.values) > 1 else one,
        language,
        what=what,
        values=isolated(" + ".join(map(number, found.values))),
        sum=number(found.sum),
        whole=number(found.whole),
        difference=number(abs(found.sum - found.whole)),
    )


def number(count: int) -> str:
    """Return a count with its thousands apart."""
    return f"{count:,}"


def _of_group(label: str, by: int, name: str, language: str) -> str:
    return text(
        "figure_group", language, label=label, by=value(consultations.FigureBy, by, language).lower(), group=name
    )
