"""Rows 8 to 15: what the addressee says, in the tracker or outside it."""

from enum import StrEnum
from typing import Final

from services.recommendations.domain.transitions.model import Actor, Field, Need, Transition
from services.recommendations.domain.values import (
    ANSWER_CHANNELS,
    DECIDED,
    DeliveryClock,
    Position,
    Progress,
)

_ANY_POSITION: Final = frozenset[StrEnum](Position)
_ANY_PROGRESS: Final = frozenset[StrEnum](Progress)
_ANSWER: Final = ("StatePosition", "SubmitAnswer")
_REPORT: Final = ("ReportProgress", "SubmitAnswer")

_DELIVERY: Final = Need(
    field="delivery_date", expected="the day of delivery, or in `reason` why there is none", or_else=("reason",)
)
_WHY: Final = Need(
    field="reason", expected="why, in own words or from the list in `decline_reason`", or_else=("decline_reason",)
)
_DONE: Final = Need(field="text", expected="what was done")
_SAYS: Final = Need(field="text", expected="what the addressee says")
_MIND: Final = Need(field="reason", expected="why the position changes from {before}")
_SOURCE: Final = (
    Need(field="source.channel", expected="letter, meeting, parliament or own website", among=ANSWER_CHANNELS),
    Need(field="source.reference", expected="a reference, a scan or a URL", or_else=("source.url", "source.scan")),
)
_MOVED: Final = (
    Need(field="moved.delivery_date", expected="the new day"),
    Need(field="moved.reason", expected="why the date is moved"),
    Need(
        field="approval.approved_by",
        expected="from the third slip on, the designation of the officer who approved it",
        unless="is_early",
    ),
    Need(
        field="approval.file_number",
        expected="from the third slip on, the reference under which it was approved",
        unless="is_early",
    ),
)
_MOVABLE: Final = "a date is moved after it was given and before the work is said to be done"
# Moving the date does not move the clock, which goes on against the first one.
_OPEN_DATE: Final = frozenset[StrEnum](
    {DeliveryClock.ON_TRACK, DeliveryClock.DUE_SOON, DeliveryClock.PAST_DATE, DeliveryClock.STOPPED}
)

CHANGE_OF_MIND: Final = "12"

ROWS: Final = (
    Transition(
        row="8",
        field=Field.POSITION,
        before=frozenset({Position.NONE}),
        after=frozenset({Position.ACKNOWLEDGED}),
        who=(Actor.LIAISON,),
        rpcs=_ANSWER,
        refusal="a request is acknowledged before anything else is said",
    ),
    Transition(
        row="8",
        field=Field.POSITION,
        before=frozenset({Position.NONE, Position.ACKNOWLEDGED}),
        after=frozenset({Position.CONSIDERING}),
        who=(Actor.LIAISON,),
        rpcs=_ANSWER,
        carries=(
            _SAYS,
            Need(
                field="decision_by_date",
                expected="the day of the decision, or in `reason` why there is none",
                or_else=("reason",),
            ),
        ),
        refusal="the request is under consideration already",
    ),
    Transition(
        row="8b",
        field=Field.POSITION,
        before=_ANY_POSITION,
        after=_ANY_POSITION - {Position.NONE},
        who=(Actor.FACILITATOR, Actor.REGISTRAR),
        confirmed_by=Actor.REVIEWER,
        rpcs=("RecordOutsideAnswer",),
        confirming="DecideOutsideAnswer",
        carries=_SOURCE,
        refusal="what the addressee said cannot be unsaid",
    ),
    Transition(
        row="8b",
        field=Field.PROGRESS,
        before=_ANY_PROGRESS,
        after=_ANY_PROGRESS - {Progress.NONE_DECLARED},
        who=(Actor.FACILITATOR, Actor.REGISTRAR),
        confirmed_by=Actor.REVIEWER,
        rpcs=("RecordOutsideAnswer",),
        confirming="DecideOutsideAnswer",
        carries=(*_SOURCE, Need(field="progress.text", expected=_DONE.expected)),
        refusal="what the addressee reported cannot be unsaid",
    ),
    Transition(
        row="8b",
        field=Field.DELIVERY,
        before=_OPEN_DATE,
        after=_OPEN_DATE,
        who=(Actor.FACILITATOR, Actor.REGISTRAR),
        confirmed_by=Actor.REVIEWER,
        rpcs=("RecordOutsideAnswer",),
        confirming="DecideOutsideAnswer",
        carries=(*_SOURCE, *_MOVED),
        refusal=_MOVABLE,
    ),
    Transition(
        row="9",
        field=Field.POSITION,
        before=_ANY_POSITION,
        after=frozenset({Position.ACCEPTED}),
        who=(Actor.LIAISON,),
        rpcs=_ANSWER,
        carries=(_DELIVERY,),
        refusal="the addressee accepts for itself",
    ),
    Transition(
        row="9",
        field=Field.POSITION,
        before=_ANY_POSITION,
        after=frozenset({Position.ACCEPTED_IN_PART}),
        who=(Actor.LIAISON,),
        rpcs=_ANSWER,
        carries=(Need(field="part", expected="which part is accepted"), _DELIVERY),
        refusal="the addressee accepts for itself",
    ),
    Transition(
        row="10",
        field=Field.POSITION,
        before=_ANY_POSITION,
        after=frozenset({Position.DECLINED}),
        who=(Actor.LIAISON,),
        rpcs=_ANSWER,
        carries=(_WHY,),
        refusal="the addressee declines for itself",
    ),
    Transition(
        row="10",
        field=Field.POSITION,
        before=_ANY_POSITION,
        after=frozenset({Position.NOT_OURS}),
        who=(Actor.LIAISON,),
        rpcs=_ANSWER,
        carries=(
            _WHY,
            Need(field="believed_responsible", expected='the body believed responsible, or "unknown"'),
        ),
        refusal="the addressee declines for itself",
    ),
    Transition(
        row="11",
        field=Field.POSITION,
        before=_ANY_POSITION,
        after=frozenset({Position.CLAIMS_ALREADY_DONE}),
        who=(Actor.LIAISON,),
        rpcs=_ANSWER,
        carries=(
            Need(field="text", expected="what was done, and when"),
            Need(field="evidence", expected="where anyone can see it"),
        ),
        refusal="the addressee claims for itself",
    ),
    Transition(
        row=CHANGE_OF_MIND,
        field=Field.POSITION,
        before=frozenset(DECIDED),
        after=frozenset({Position.CONSIDERING}),
        who=(Actor.LIAISON,),
        rpcs=_ANSWER,
        carries=(_SAYS, _MIND),
        refusal="the request is under consideration already",
    ),
    Transition(
        row=CHANGE_OF_MIND,
        field=Field.POSITION,
        before=frozenset(DECIDED),
        after=frozenset(DECIDED),
        other=True,
        who=(Actor.LIAISON,),
        rpcs=_ANSWER,
        carries=(_MIND,),
        refusal="a change of mind leads to another position",
    ),
    Transition(
        row="13",
        field=Field.PROGRESS,
        before=frozenset({Progress.NONE_DECLARED}),
        after=frozenset({Progress.PLANNED}),
        who=(Actor.LIAISON,),
        rpcs=_REPORT,
        carries=(_DONE,),
        refusal="work is planned before it begins",
    ),
    Transition(
        row="13",
        field=Field.PROGRESS,
        before=frozenset({Progress.NONE_DECLARED, Progress.PLANNED, Progress.ON_HOLD}),
        after=frozenset({Progress.IN_PROGRESS}),
        who=(Actor.LIAISON,),
        rpcs=_REPORT,
        carries=(_DONE,),
        refusal="the work is under way already",
    ),
    Transition(
        row="13",
        field=Field.PROGRESS,
        before=frozenset({Progress.ABANDONED, Progress.REPORTED_COMPLETE}),
        after=frozenset({Progress.IN_PROGRESS}),
        who=(Actor.LIAISON,),
        rpcs=_REPORT,
        carries=(_DONE, Need(field="reason", expected="why the work goes back from {before}")),
        refusal="the work is under way already",
    ),
    Transition(
        row="13",
        field=Field.PROGRESS,
        before=frozenset({Progress.IN_PROGRESS}),
        after=frozenset({Progress.ON_HOLD}),
        who=(Actor.LIAISON,),
        rpcs=_REPORT,
        carries=(_DONE, Need(field="reason", expected="why the work is on hold")),
        refusal="only work that is under way can be paused",
    ),
    Transition(
        row="13",
        field=Field.PROGRESS,
        before=frozenset({Progress.PLANNED, Progress.IN_PROGRESS, Progress.ON_HOLD}),
        after=frozenset({Progress.ABANDONED}),
        who=(Actor.LIAISON,),
        rpcs=_REPORT,
        carries=(_DONE, Need(field="reason", expected="why the work is dropped")),
        refusal="only work that is planned, under way or paused can be dropped",
    ),
    Transition(
        row="14",
        field=Field.PROGRESS,
        before=_ANY_PROGRESS - {Progress.REPORTED_COMPLETE},
        after=frozenset({Progress.REPORTED_COMPLETE}),
        who=(Actor.LIAISON,),
        rpcs=_REPORT,
        carries=(_DONE,),
        refusal="it is reported complete already",
    ),
    Transition(
        row="15",
        field=Field.DELIVERY,
        before=_OPEN_DATE,
        after=_OPEN_DATE,
        who=(Actor.LIAISON,),
        rpcs=("MoveDeliveryDate", "SubmitAnswer"),
        carries=_MOVED,
        refusal=_MOVABLE,
    ),
)
