"""Forms in a list, of which only those that are open are drawn: twenty are more than a slow device draws in time."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import show
from dashboard.capture import keeping


@contextmanager
def form(scope: str, name: str, words: str) -> Iterator[bool]:
    """Show what a form is called, and tell whether to draw it: when it is open, or holds what is not saved yet.

    One that is closed with everything saved is filled anew from what is stored when it is opened again.

    Args:
        scope: Name of the form, as `keeping.open_form` knows it.
        name: What opens and closes is known by, unique on the page.
        words: What it is called. While it is open they stay what they were: Streamlit takes one with other words for
            another one, and would close it in the hands of who types a title.
    """
    shown = f"{name}|words"
    if not st.session_state.get(name) or shown not in st.session_state:
        st.session_state[shown] = words
    room = st.expander(show.label(st.session_state[shown]), key=name, on_change="rerun")
    drawn = bool(room.open) or keeping.unsaved(scope)
    if not drawn:
        keeping.close_form(scope)
    with room:
        yield drawn
