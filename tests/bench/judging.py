"""What a measurement says: ours against its limit, both measured in the same rounds. Only the ratio is judged."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import Any, Final

NOISY: Final = 3.0
"""A limit whose highest round exceeds its lowest by more than this says that the machine had other things to do."""


class Verdict(StrEnum):
    """What came of a ratio."""

    MET = "met"
    MISSED = "missed"
    NOISY = "noisy machine, rerun"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What is measured, and which ratio it must reach: exactly one of the two bounds is given."""

    name: str
    unit: str
    """Of the two figures; the ratio has none."""
    at_least: float | None = None
    at_most: float | None = None

    def __post_init__(self) -> None:
        """Refuse a goal with no bound, or with two."""
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError(f"{self.name}: one bound, at_least or at_most")


@dataclass(frozen=True, kw_only=True)
class Result:
    """One goal with what was measured, one figure per round and side."""

    goal: Goal
    ours: Sequence[float]
    limit: Sequence[float]
    note: str = ""
    """What a reader must know to read the ratio: a smaller size, fewer rounds, another limit."""

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios: a round compares what ran one right after the other."""
        return median(_divided(one, other) for one, other in zip(self.ours, self.limit, strict=True))

    @property
    def verdict(self) -> Verdict:
        """Tell whether the ratio reaches the goal; a noisy limit makes it worth nothing."""
        if min(self.limit) <= 0 or max(self.limit) / min(self.limit) > NOISY:
            return Verdict.NOISY
        if self.goal.at_least is not None:
            return Verdict.MET if self.ratio >= self.goal.at_least else Verdict.MISSED
        assert self.goal.at_most is not None
        return Verdict.MET if self.ratio <= self.goal.at_most else Verdict.MISSED

    def as_json(self, machine: str) -> dict[str, Any]:
        """Return the result as `--json` writes it."""
        bound = "at_least" if self.goal.at_least is not None else "at_most"
        return {
            "name": self.goal.name,
            "unit": self.goal.unit,
            "ratio": _significant(self.ratio),
            bound: getattr(self.goal, bound),
            "rounds": len(self.ours),
            "machine": machine,
            "verdict": self.verdict.value,
            "ours": _spread(self.ours),
            "limit": _spread(self.limit),
            "note": self.note,
        }


def exit_status(results: Iterable[Result]) -> int:
    """Return 1 if a ratio misses its goal, else 2 if one could not be told on this machine now, else 0."""
    verdicts = {each.verdict for each in results}
    return 1 if Verdict.MISSED in verdicts else 2 if Verdict.NOISY in verdicts else 0


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that `share` of all values (0 to 1) do not exceed."""
    return sorted(values)[max(0, math.ceil(len(values) * share) - 1)]


def _divided(one: float, other: float) -> float:
    return one / other if other else math.inf


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {name: _significant(how(values)) for name, how in (("median", median), ("min", min), ("max", max))}


def _significant(value: float) -> float:
    return float(f"{value:.4g}")
