"""Row 30: the host called, met or wrote. What there is then is a note, and nothing of the line moves."""

from typing import Final

from services.recommendations.domain.transitions.model import Actor, Field, Need, Transition
from services.recommendations.domain.values import NoteState

ROWS: Final = (
    Transition(
        row="30",
        field=Field.NOTE,
        before=frozenset({NoteState.NONE}),
        after=frozenset({NoteState.KEPT, NoteState.PUBLIC}),
        who=(Actor.FACILITATOR,),
        rpcs=("NoteFollowUp",),
        carries=(
            Need(field="kind", expected="called, met or wrote"),
            Need(field="text", expected="what came of it"),
            Need(field="contact_date", expected="a day as YYYY-MM-DD"),
        ),
        refusal="what is noted stays as it was noted",
    ),
)
