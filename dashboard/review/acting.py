"""One press of a button at the reviewer's desk: sent once, a refusal shown, the page drawn anew."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard import desk, faults, labels
from dashboard.backend import errors
from dashboard.labels import text


def act(call: Callable[[], Any], scope: str, key_name: str, language: labels.Language) -> Any:
    """Call, and show a refusal. After an answer or a refusal the next press is another act; else it is the same one."""
    with desk.problems(language):
        try:
            answer = call()
        except errors.Stale:
            st.session_state.pop(key_name)
            st.warning(text("review_stale", language))
            return None
        except (errors.BadRequest, errors.NotNow) as refused:
            st.session_state.pop(key_name)
            faults.display(scope, refused, language)
            return None
        st.session_state.pop(key_name)
        return answer


def done(key: str, language: labels.Language, **values: str) -> None:
    """Say what was done above the page, drawn anew. Values are ours: numbers, no words of people."""
    st.session_state["review-done"] = text(key, language, **values)
    st.rerun()
