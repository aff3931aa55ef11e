"""What readers suggest as evidence, read first by the host's reviewer: passed on to verifiers, or discarded."""

import streamlit as st

from dashboard import asking, desk, faults, labels, show, typed
from dashboard.labels import text
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 50
_LONGEST = 500


def panel(here: desk.Desk) -> None:
    """List what waits, oldest first."""
    language = here.language
    st.subheader(text("suggestions_title", language))
    with desk.problems(language):
        request = recommendations.ListSuggestionsRequest(page_size=_PAGE)
        waiting = here.person.recommendations.ListSuggestions(request)
    if not waiting.suggestions:
        st.text(text("suggestions_empty", language))
    for each in waiting.suggestions:
        with st.expander(show.label(listed(each, language))):
            _one(here, each)
    if waiting.next_page_token:
        st.caption(text("suggestions_more", language))


def listed(suggestion: recommendations.Suggestion, language: labels.Language) -> str:
    """Return a suggestion as a desk lists it: which line, and since when it waits."""
    line = suggestion.assignment.line
    came = text("suggestions_came", language, day=labels.day(suggestion.suggested_date, language))
    return f"{line.tracked_number} · {labels.isolated(labels.name(line.addressee.name, language))} · {came}"


def said(suggestion: recommendations.Suggestion) -> None:
    """Show what it says, as text: an address is opened by whoever wants to, not by this page."""
    show.show_string(suggestion.url)
    show.show_string(suggestion.note)


def _one(here: desk.Desk, suggestion: recommendations.Suggestion) -> None:
    language, scope = here.language, f"suggestion-{suggestion.suggestion_id}"
    show.show_text(suggestion.assignment.line.title, language)
    said(suggestion)
    faults.begin(scope)
    decision = typed.choice(
        text("suggestions_decision", language),
        ("suggestion_pass", "suggestion_discard"),
        index=None,
        format_func=lambda key: text(key, language),
        key=f"{scope}|decision",
    )
    if decision is None:
        return
    request = recommendations.ScreenSuggestionRequest(
        suggestion_id=suggestion.suggestion_id, pass_on=decision == "suggestion_pass"
    )
    if request.pass_on:
        label = text("suggestion_note", language)
        # Not kept: of what was suggested no service but recommendations has a copy, and there it is erased.
        request.note = st.text_area(label, suggestion.note, max_chars=_LONGEST, key=f"{scope}|note") or ""
        faults.beside(scope, "note", label)
    else:
        label = text("suggestion_why", language)
        chosen = typed.choice(
            label,
            recommendations.DiscardReason.values()[1:],
            index=None,
            format_func=lambda number: labels.value(recommendations.DiscardReason, number, language),
            placeholder=text("choose", language),
            key=f"{scope}|why",
            box=True,
        )
        faults.beside(scope, "discard_reason", label)
        request.discard_reason = chosen or recommendations.DISCARD_REASON_UNSPECIFIED

    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.recommendations.ScreenSuggestion(request)

    asking.once(
        record,
        scope=scope,
        about=decision,
        public="suggestion_public_pass" if request.pass_on else "suggestion_public_discard",
        button=decision,
        done="suggestion_passed" if request.pass_on else "suggestion_discarded",
        language=language,
    )
