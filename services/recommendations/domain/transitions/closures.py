"""Rows 22 to 25: is it over?"""

from typing import Final

from services.recommendations.domain.transitions.model import Actor, Field, Need, Transition
from services.recommendations.domain.values import CLOSED, Closure

_WHY: Final = Need(field="reason", expected="why the line is closed")
_AGAIN: Final = Need(field="reason", expected="why the line is opened again")
_NOT_CLOSED: Final = "only a closed line is opened again"

ROWS: Final = (
    Transition(
        row="22",
        field=Field.CLOSURE,
        before=frozenset({Closure.OPEN}),
        after=frozenset({Closure.CLOSED_VERIFIED}),
        who=(Actor.CLOCK,),
        refusal="what was shown to be done is closed by the clock, once the addressee could object",
    ),
    Transition(
        row="23",
        field=Field.CLOSURE,
        before=frozenset({Closure.OPEN}),
        after=frozenset({Closure.CLOSED_DECLINED}),
        who=(Actor.FACILITATOR,),
        rpcs=("CloseDeclined",),
        carries=(_WHY,),
        refusal="only an open line is closed as declined",
    ),
    Transition(
        row="24",
        field=Field.CLOSURE,
        before=frozenset({Closure.OPEN, Closure.CLOSED_DECLINED}),
        after=frozenset({Closure.CLOSED_NOT_APPLICABLE}),
        who=(Actor.FACILITATOR,),
        confirmed_by=Actor.REVIEWER,
        rpcs=("ProposeNotApplicable",),
        confirming="DecideClosureProposal",
        carries=(_WHY, Need(field="evidence", expected="what shows that it no longer applies")),
        refusal="only a line that is open or closed as declined is closed as no longer applicable",
    ),
    Transition(
        row="25",
        field=Field.CLOSURE,
        before=frozenset(CLOSED),
        after=frozenset({Closure.OPEN}),
        who=(Actor.FACILITATOR,),
        rpcs=("Reopen",),
        carries=(_AGAIN,),
        refusal=_NOT_CLOSED,
    ),
    Transition(
        row="25",
        field=Field.CLOSURE,
        before=frozenset(CLOSED),
        after=frozenset({Closure.OPEN}),
        who=(Actor.VERIFIER,),
        rpcs=("Reopen",),
        carries=(
            _AGAIN,
            Need(field="evidence", expected="what shows that it is not over"),
            Need(
                field="verifier_organisation_name",
                expected="the name of your organisation, as the public will read it",
            ),
        ),
        refusal=_NOT_CLOSED,
    ),
    Transition(
        row="25",
        field=Field.CLOSURE,
        before=frozenset(CLOSED),
        after=frozenset({Closure.OPEN}),
        who=(Actor.LIAISON,),
        # A promise has no position: another progress opens it again.
        rpcs=("StatePosition", "ReportProgress", "SubmitAnswer"),
        carries=(Need(field="reason", expected="why the body says something new on a closed line"),),
        refusal=_NOT_CLOSED,
    ),
    # A new position by letter is the addressee's word as well.
    Transition(
        row="25",
        field=Field.CLOSURE,
        before=frozenset(CLOSED),
        after=frozenset({Closure.OPEN}),
        who=(Actor.FACILITATOR, Actor.REGISTRAR),
        confirmed_by=Actor.REVIEWER,
        rpcs=("RecordOutsideAnswer",),
        confirming="DecideOutsideAnswer",
        refusal=_NOT_CLOSED,
    ),
)
