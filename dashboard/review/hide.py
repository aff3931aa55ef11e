"""Hide now: one person, at once. Showing it again: two."""

import streamlit as st

from dashboard import backend, desk, show
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations


def panel(here: desk.Desk) -> None:
    """Show the panel."""
    language = here.language
    st.subheader(text("hide_title", language))
    st.text(text("hide_what", language))
    number = (st.text_input(text("hide_number", language), key="hide|number") or "").strip().upper()
    reason = (st.text_input(text("hide_reason", language), key="hide|reason") or "").strip()
    left, right = st.columns(2)
    if left.button(text("hide_button", language), type="primary", key="hide|hide"):
        with desk.problems(language):
            hide = consultations.HideRequest(idempotency_key=backend.new_key(), number=number, reason=reason)
            here.person.consultations.Hide(hide)
            st.success(text("hide_done", language, number=show.label(number)))
    if right.button(text("show_button", language), key="hide|show"):
        with desk.problems(language):
            ask = consultations.ShowRequest(idempotency_key=backend.new_key(), number=number, reason=reason)
            shown = here.person.consultations.Show(ask).shown
            st.success(text("show_done" if shown else "show_asked", language, number=show.label(number)))
