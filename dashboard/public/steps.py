"""The line said → asked → answered → says done → checked: a filled dot with its day, hollow if it has not happened."""

from dataclasses import dataclass
from typing import Final

from dashboard import labels
from roundtable.consultations.v1.events_pb2 import STATEMENT_TYPE_COMMITMENT
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1.service_pb2 import Line

WIDTH: Final = 1000
_MARGIN: Final = 100
_LOOKED: Final = frozenset(
    {
        events.VERIFICATION_NO_EVIDENCE_FOUND,
        events.VERIFICATION_PARTIAL,
        events.VERIFICATION_CONTRADICTED,
        events.VERIFICATION_LAPSED,
    }
)
# Nobody speaks for a group: it is not asked, and cannot answer.
_ASKED_OF_A_BODY: Final = frozenset({"step_asked", "step_answered", "step_says_done"})


@dataclass(frozen=True)
class Step:
    """One dot of the line."""

    key: str
    """Its word in `labels`."""

    happened: bool
    day: str
    """`YYYY-MM-DD`, or empty: not yet, or not known."""

    gap_days: int | None
    """Days since the step before that has a day; None where either is missing."""

    instead: str
    """Its word in `labels` if it has not happened: that it may come, or that it cannot."""

    x: int
    """Where it stands in a drawing `WIDTH` wide, for the direction asked for."""


def steps(line: Line, language: str) -> list[Step]:
    """Return the steps of a line. A promise is not asked for and not answered: it has three. A group is not, either."""
    days, checked = line.milestones, _checked(line)
    if line.type == STATEMENT_TYPE_COMMITMENT:
        named = [("step_reported" if line.unconfirmed else "step_promised", days.said_date, True)]
    else:
        named = [
            ("step_said", days.said_date, True),
            ("step_asked", days.asked_date, bool(days.asked_date)),
            ("step_answered", days.answered_date, bool(days.answered_date)),
        ]
    named += [
        ("step_says_done", days.says_done_date, bool(days.says_done_date)),
        ("step_checked", checked, bool(checked)),
    ]
    distance = (WIDTH - 2 * _MARGIN) / (len(named) - 1)
    made: list[Step] = []
    for index, (key, day, happened) in enumerate(named):
        x = round(_MARGIN + index * distance)
        before = next((each.day for each in reversed(made) if each.day), "")
        of_nobody = line.addressee.kind == events.ADDRESSEE_KIND_GROUP and key in _ASKED_OF_A_BODY
        instead = "step_not_of_a_group" if of_nobody else "step_not_yet"
        made.append(Step(key, happened, day, _between(before, day), instead, WIDTH - x if language == "ur" else x))
    return made


def _checked(line: Line) -> str:
    """Return the day on which somebody else looked, whatever was found: the sentence above the line says what."""
    looked = line.checked.verification in _LOOKED
    return line.milestones.checked_date or (line.checked.entry.occurred_date if looked else "")


def _between(before: str, after: str) -> int | None:
    first, second = labels.parse(before), labels.parse(after)
    return (second - first).days if first and second and second >= first else None
