"""Row 27: steps of the clock. What moves is one step of a line, by its rule; never a field in which somebody speaks."""

from typing import Final

from services.recommendations.domain.transitions.model import Actor, Field, Transition
from services.recommendations.domain.values import StepState

ANNOUNCE: Final = Transition(
    row="27",
    field=Field.STEP,
    before=frozenset({StepState.NONE}),
    after=frozenset({StepState.ANNOUNCED}),
    who=(Actor.CLOCK,),
    refusal="each step is announced once, on its day",
)
RETRACT: Final = Transition(
    row="27",
    field=Field.STEP,
    before=frozenset({StepState.ANNOUNCED}),
    after=frozenset({StepState.NONE}),
    who=(Actor.CLOCK,),
    why="as known now it had not been reached on its day: the calendar was corrected, or an earlier answer is known",
    refusal="only a step that was announced is taken back",
)

ROWS: Final = (ANNOUNCE, RETRACT)
