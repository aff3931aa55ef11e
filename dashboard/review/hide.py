"""Hide now: one person, at once and without being asked. Showing it again: two, and each is asked once."""

import streamlit as st

from dashboard import backend, desk, faults, show, typed
from dashboard.backend import errors
from dashboard.capture import fields
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations

_FORM = "hide"


def panel(here: desk.Desk) -> None:
    """Show the panel."""
    language = here.language
    faults.begin(_FORM)
    st.subheader(text("hide_title", language))
    st.text(text("hide_what", language))
    number = fields.one_line(_FORM, "hide_number", "", language, path="number", light=True).upper()
    reason = fields.one_line(_FORM, "hide_reason", "", language, path="reason")
    left, right = st.columns(2)
    hide = left.button(text("hide_button", language), type="primary", key="hide|hide")
    st.info(text("show_public", language))
    sure = st.checkbox(text("ask_once", language), key=f"hide|sure|{number}")
    show_again = right.button(text("show_button", language), key="hide|show", disabled=not sure)
    if not (hide or show_again):
        return
    key_name = "|".join((_FORM, "key", "hide" if hide else "show", number, reason))
    key = st.session_state.setdefault(key_name, backend.new_key())
    with desk.problems(language):
        try:
            done = _hide(here, key, number, reason) if hide else _show(here, key, number, reason)
        except (errors.BadRequest, errors.NotNow) as refused:
            st.session_state.pop(key_name)
            faults.display(_FORM, refused, language)
            return
        except errors.Denied:
            st.session_state.pop(key_name)
            st.warning(text("hide_needs_another", language))
            return
    st.session_state.pop(key_name)
    typed.sent(_FORM)
    st.success(text(done, language, number=show.label(number)))


def _hide(here: desk.Desk, key: str, number: str, reason: str) -> str:
    """Hide, once for an idempotency key; return the key of what to say."""
    request = consultations.HideRequest(idempotency_key=key, number=number, reason=reason)
    here.person.consultations.Hide(request)
    return "hide_done"


def _show(here: desk.Desk, key: str, number: str, reason: str) -> str:
    """Ask to show it again, or agree to it; return the key of what to say."""
    request = consultations.ShowRequest(idempotency_key=key, number=number, reason=reason)
    return "show_done" if here.person.consultations.Show(request).shown else "show_asked"
