"""What readers suggested and a reviewer passed on: beside the claim that it may concern, decided on by a verifier."""

from collections.abc import Sequence

import streamlit as st

from dashboard import asking, desk, faults, labels, show, typed
from dashboard.labels import text
from dashboard.review.suggestions import listed, said
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 100
_SETTLEMENTS = {
    "suggestion_take_up": recommendations.SETTLEMENT_TAKEN_UP,
    "suggestion_set_aside": recommendations.SETTLEMENT_SET_ASIDE,
}


def passed(here: desk.Desk) -> recommendations.ListPassedSuggestionsResponse:
    """Return what waits for a verifier, oldest first."""
    with desk.problems(here.language):
        request = recommendations.ListPassedSuggestionsRequest(page_size=_PAGE)
        return here.person.recommendations.ListPassedSuggestions(request)


def panel(here: desk.Desk, waiting: recommendations.ListPassedSuggestionsResponse) -> None:
    """List what waits, whether its line is in the queue or not; nothing if nothing does."""
    language = here.language
    if not waiting.suggestions:
        return
    st.subheader(text("suggestions_passed_title", language, count=len(waiting.suggestions)))
    for each in waiting.suggestions:
        with st.expander(show.label(listed(each, language))):
            _one(here, each)
    if waiting.next_page_token:
        st.caption(text("suggestions_more", language))


def beside(
    claim: recommendations.Assignment, waiting: Sequence[recommendations.Suggestion], language: labels.Language
) -> None:
    """Show what was suggested for a claim, and let its address be taken over into what is recorded."""
    own = [each for each in waiting if each.assignment.assignment_id == claim.assignment_id and each.url]
    if own:
        st.caption(text("suggestions_beside", language))
    for each in own:
        said(each)
        st.button(
            text("suggestion_use", language),
            key=f"use-{each.suggestion_id}",
            on_click=_use,
            args=(f"{asking.form(claim.assignment_id)}|url", each.url),
        )


def _use(field: str, url: str) -> None:
    st.session_state[field] = url


def _one(here: desk.Desk, suggestion: recommendations.Suggestion) -> None:
    language, scope = here.language, f"settling-{suggestion.suggestion_id}"
    show.show_text(suggestion.assignment.line.title, language)
    if reason := suggestion.conflict_reason:
        own = reason == "screened_by_caller"
        st.error(text("suggestion_screened_by_caller" if own else f"verify_conflict_{reason}", language))
        return
    said(suggestion)
    faults.begin(scope)
    decision = typed.choice(
        text("suggestions_decision", language),
        list(_SETTLEMENTS),
        index=None,
        format_func=lambda key: text(key, language),
        key=f"{scope}|decision",
    )
    if decision is None:
        return

    def record(key: str) -> None:
        here.person.recommendations.SettleSuggestion(
            recommendations.SettleSuggestionRequest(
                idempotency_key=key,
                suggestion_id=suggestion.suggestion_id,
                settlement=_SETTLEMENTS[decision],
            )
        )

    asking.once(
        record,
        scope=scope,
        about=decision,
        public="suggestion_public_settle",
        button="suggestion_decide",
        done="suggestion_settled",
        language=language,
    )
