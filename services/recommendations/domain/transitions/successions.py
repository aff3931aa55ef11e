"""Row 26: the line goes to another body, and comes back if that was wrong."""

from typing import Final

from services.recommendations.domain.transitions.model import Actor, Field, Need, Transition
from services.recommendations.domain.values import Closure

ROWS: Final = (
    Transition(
        row="26",
        field=Field.CLOSURE,
        before=frozenset({Closure.OPEN}),
        after=frozenset({Closure.TRANSFERRED}),
        who=(Actor.REGISTRAR,),
        rpcs=("RecordSuccession",),
        carries=(
            Need(field="kind", expected="what became of the body"),
            Need(field="effective_date", expected="the day from which it is so"),
            Need(field="source_url", expected="the address of a page on which anybody can read it"),
        ),
        refusal="only an open line goes to another body",
    ),
    Transition(
        row="26",
        field=Field.CLOSURE,
        before=frozenset({Closure.TRANSFERRED}),
        after=frozenset({Closure.OPEN}),
        who=(Actor.REGISTRAR,),
        rpcs=("UndoSuccession",),
        carries=(Need(field="reason", expected="why the succession was wrong"),),
        refusal="only a line that went to another body comes back",
    ),
)
