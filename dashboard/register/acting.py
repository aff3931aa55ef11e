"""One change of the register: carried out, or refused with the field and the reason."""

from collections.abc import Callable

import streamlit as st

from dashboard import backend, desk, faults, labels
from dashboard.backend import errors
from dashboard.labels import text


def act(name: str, change: Callable[[str], object], language: labels.Language) -> None:
    """Carry out a change with an idempotency key of its own, and show the page anew.

    Args:
        name: Name of the button, and of the form that it sends: a lost answer and a second press are one change.
        change: Calls the service with the key.
        language: Of the page.
    """
    key_name = f"{name}|key"
    key = st.session_state.setdefault(key_name, backend.new_key())
    with desk.problems(language):
        try:
            change(key)
        except (errors.BadRequest, errors.NotNow, errors.AlreadyThere, errors.Stale) as refused:
            st.session_state.pop(key_name)
            faults.display(name, refused, language)
            return
    st.session_state.pop(key_name)
    st.session_state["register-done"] = text("register_done", language)
    st.rerun()
