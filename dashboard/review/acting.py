"""One press of a button at the reviewer's desk: sent once, a refusal shown, the page drawn anew."""

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from dashboard import asking, desk, faults, labels
from dashboard.backend import errors
from dashboard.labels import text


def act(call: Callable[[], Any], scope: str, key_name: str, language: labels.Language) -> Any:
    """Call, and show a refusal. After an answer or a refusal the next press is another act; else it is the same one.

    If somebody changed it meanwhile the page is drawn anew: what is decided next has to be on it.
    """
    with desk.problems(language):
        try:
            answer = call()
        except errors.Stale:
            st.session_state.pop(key_name)
            desk.start_over("review_stale", language)
        except (errors.BadRequest, errors.NotNow) as refused:
            st.session_state.pop(key_name)
            faults.display(scope, refused, language)
            return None
        st.session_state.pop(key_name)
        return answer


def decided(
    name: str,
    agree: str,
    language: labels.Language,
    *,
    of: Iterable[object],
    key: str = "confirm",
    ready: bool = True,
) -> bool | None:
    """Show two buttons that one tick opens; return whether somebody agrees or refuses, None while nobody has pressed.

    Args:
        name: Of what is decided.
        agree: Key of the words on the first button.
        language: Of the page.
        of: What is decided on, as it was read.
        key: Under which the first button is known.
        ready: Nothing else is in the way of agreeing.
    """
    sure = asking.tick(text("ask_once", language), key=f"{name}|sure", of=of)
    left, right = st.columns(2)
    agreed = left.button(text(agree, language), type="primary", key=f"{name}|{key}", disabled=not (sure and ready))
    refused = right.button(text("letters_refuse", language), key=f"{name}|refuse", disabled=not sure)
    return agreed if agreed or refused else None
