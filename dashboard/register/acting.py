"""One change of the register: asked once, then carried out, or refused with the field and the reason.

After a change its form is a new one (`asking.form`): filled from what is stored then, so that nobody sends it twice.
"""

from collections.abc import Callable

import streamlit as st

from dashboard import asking, backend, desk, faults, labels, show
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
    asking.renew(name)
    desk.finish("register_done", language)


def ask(
    name: str, button: str, told: Callable[[], list[str]], change: Callable[[str], object], language: labels.Language
) -> None:
    """Show a button; once it is pressed, say what will be public and who is told, and ask whether it shall be done.

    Args:
        name: Name of the form.
        button: Name of the text on the button.
        told: Says what will follow; called while the question stands.
        change: Calls the service with an idempotency key.
        language: Of the page.
    """
    asked = f"{name}|asked"
    if st.button(text(button, language), key=f"{name}-button"):
        st.session_state[asked] = True
    if not st.session_state.get(asked):
        return
    with st.container(border=True):
        with desk.problems(language):
            try:
                sentences = told()
            except (errors.BadRequest, errors.NotNow, errors.NotFound, errors.Stale) as refused:
                st.session_state.pop(asked)
                faults.display(name, refused, language)
                return
        for sentence in sentences:
            show.show_string(sentence)
        yes, no = st.columns(2)
        if no.button(text("register_no", language), key=f"{name}-no"):
            st.session_state.pop(asked)
            st.rerun()
        if yes.button(text("register_yes", language), type="primary", key=f"{name}-yes"):
            st.session_state.pop(asked)
            act(name, change, language)
