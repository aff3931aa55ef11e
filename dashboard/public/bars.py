"""Stacked bars: each is all lines of one body that match; its parts stand in the order of `BarGroup`."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.labels.marks import GROUPS
from roundtable.recommendations.v1.service_pb2 import Bar, PublicAddressee


@dataclass(frozen=True)
class Part:
    """One part of a bar, in hundredths of its width."""

    group: int
    lines: int
    start: float
    width: float


@dataclass(frozen=True)
class Row:
    """One body's bar with the numbers beside it."""

    addressee: PublicAddressee
    parts: tuple[Part, ...]
    counts: dict[int, int]
    total: int


def row(bar: Bar, longest: int) -> Row:
    """Lay out one bar; the longest of a page takes the whole width."""
    parts, start = [], 0.0
    for part in sorted(bar.parts, key=lambda each: each.bar_group):
        width = 100 * part.lines / max(longest, 1)
        parts.append(Part(part.bar_group, part.lines, round(start, 2), round(width, 2)))
        start += width
    counts = {int(part.bar_group): part.lines for part in bar.parts}
    return Row(bar.addressee, tuple(parts), counts, sum(counts.values()))


def rows(bars: Sequence[Bar]) -> list[Row]:
    """Lay out the bars of a page on one scale."""
    longest = max((sum(part.lines for part in bar.parts) for bar in bars), default=0)
    return [row(bar, longest) for bar in bars]


def legend(bars: Sequence[Bar]) -> list[tuple[int, int]]:
    """Return the groups that occur, with their lines over all bars."""
    totals = dict.fromkeys(GROUPS, 0)
    for bar in bars:
        for part in bar.parts:
            totals[part.bar_group] = totals.get(part.bar_group, 0) + part.lines
    return [(group, lines) for group, lines in totals.items() if lines]
