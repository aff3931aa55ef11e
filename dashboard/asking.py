"""The last step of a form on a Streamlit page: it says what will be public and who is told, asks once, and sends."""

from collections.abc import Callable

import streamlit as st

from dashboard import backend, desk, faults, labels
from dashboard.backend import errors
from dashboard.labels import text


def once(
    record: Callable[[str], None], *, scope: str, public: str, button: str, done: str, language: labels.Language
) -> None:
    """Show what the act makes public, and send it when somebody says that they have read that.

    Args:
        record: Sends the act with an idempotency key.
        scope: Name of the form.
        public: Key of what will be public, and who is told.
        button: Key of the button.
        done: Key of what to say afterwards.
        language: Of the page.
    """
    key = st.session_state.setdefault(f"{scope}|key", backend.new_key())
    st.info(text(public, language))
    sure = st.checkbox(text("ask_once", language), key=f"{scope}|sure|{public}")
    if not st.button(text(button, language), type="primary", key=f"{scope}|record", disabled=not sure):
        return
    with desk.problems(language):
        try:
            record(key)
        except (errors.BadRequest, errors.NotNow, errors.Stale) as refused:
            st.session_state.pop(f"{scope}|key")
            faults.display(scope, refused, language)
            return
    st.session_state.pop(f"{scope}|key")
    st.success(text(done, language))
