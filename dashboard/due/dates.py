"""The days on which something of a line is due. All of them are public: they stand on the page of the line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dashboard import standing
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1.service_pb2 import (
    CLOCK_STATE_DUE_SOON,
    CLOCK_STATE_ON_TIME,
    CLOCK_STATE_PAST_DATE,
    Line,
)

_RUNS: Final = frozenset({CLOCK_STATE_ON_TIME, CLOCK_STATE_DUE_SOON, CLOCK_STATE_PAST_DATE})
_CLOSED: Final = frozenset(
    {
        events.CLOSURE_CLOSED_VERIFIED,
        events.CLOSURE_CLOSED_DECLINED,
        events.CLOSURE_CLOSED_NOT_APPLICABLE,
        events.CLOSURE_TRANSFERRED,
    }
)


class Kind(StrEnum):
    """What is due. Part of what tells an event of a calendar from another: never renamed."""

    ANSWER = "answer"
    """The date that the host asked for."""

    PROMISE = "promise"
    """The date that the body gave itself, as it stands now."""

    EVIDENCE = "evidence"
    """By when a verifier asked for evidence."""

    CHECK = "check"
    """Until when it is being re-checked. Of what, and what the body may read of it beforehand, nothing is said."""


@dataclass(frozen=True)
class Due:
    """One day of one line."""

    day: str
    """`YYYY-MM-DD`."""

    kind: Kind
    line: Line


def of_lines(lines: Iterable[Line]) -> list[Due]:
    """Return what is due of lines, the earliest day first."""
    found = (Due(day, kind, line) for line in lines for day, kind in _days(line))
    return sorted(found, key=lambda each: (each.day, each.line.tracked_number, each.kind))


def _days(line: Line) -> Iterator[tuple[str, Kind]]:
    """Yield the days of a line that somebody waits for: none once it is closed or elsewhere, or its body is no more."""
    if line.closure in _CLOSED or line.body_ended_date or standing.over(line):
        return
    if line.response.state in _RUNS and line.response.due_date:
        yield line.response.due_date, Kind.ANSWER
    if line.delivery.state in _RUNS and standing.promised(line):
        yield line.promised_date or line.delivery.due_date, Kind.PROMISE
    asked = line.checked.verification == events.VERIFICATION_EVIDENCE_REQUESTED
    if asked and line.checked.entry.reply_by_date:
        yield line.checked.entry.reply_by_date, Kind.EVIDENCE
    if line.checked.rechecked_until_date:
        yield line.checked.rechecked_until_date, Kind.CHECK
