"""Row 28: anybody suggests evidence. What moves is the suggestion alone, never a field of the line."""

from typing import Final

from services.recommendations.domain.transitions.model import Actor, Field, Need, Transition
from services.recommendations.domain.values import SuggestionState

ROWS: Final = (
    Transition(
        row="28",
        field=Field.SUGGESTION,
        before=frozenset({SuggestionState.NONE}),
        after=frozenset({SuggestionState.WAITING}),
        who=(Actor.ANYONE,),
        rpcs=("SuggestEvidence",),
        carries=(Need(field="url", expected="the address of a page on which it can be seen"),),
        refusal="what came in is suggested already",
    ),
    Transition(
        row="28",
        field=Field.SUGGESTION,
        before=frozenset({SuggestionState.WAITING}),
        after=frozenset({SuggestionState.PASSED}),
        who=(Actor.REVIEWER,),
        rpcs=("ScreenSuggestion",),
        refusal="a suggestion is passed on once, by whoever reads it first",
    ),
    Transition(
        row="28",
        field=Field.SUGGESTION,
        before=frozenset({SuggestionState.WAITING}),
        after=frozenset({SuggestionState.DISCARDED}),
        who=(Actor.REVIEWER,),
        rpcs=("ScreenSuggestion",),
        carries=(Need(field="discard_reason", expected="why it is discarded"),),
        refusal="a suggestion is discarded before it is passed on",
    ),
    Transition(
        row="28",
        field=Field.SUGGESTION,
        before=frozenset({SuggestionState.PASSED}),
        after=frozenset({SuggestionState.TAKEN_UP, SuggestionState.SET_ASIDE}),
        who=(Actor.VERIFIER,),
        rpcs=("SettleSuggestion",),
        refusal="a verifier decides once on what was passed on",
    ),
)
