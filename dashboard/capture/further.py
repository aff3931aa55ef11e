"""Step 4, all of it optional: agenda, where the record comes from, who paid, the programme, figures and outputs."""

import streamlit as st

from dashboard import desk
from dashboard.capture import details, fields, programme, rows, source
from dashboard.labels import text
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations


def step(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show and save them."""
    st.caption(text("capture_further_what", here.language))
    st.link_button(
        text("documents_open", here.language, count=len(draft.documents)),
        f"/capture/documents?consultation={draft.consultation_id}",
    )
    if draft.number and draft.details.programme_id:
        st.link_button(text("programme_report", here.language), f"/p/{draft.number}/report")
    details.edit(here, draft, _fill_in)


def entered(typed: consultations.ConsultationDetails) -> int:
    """Return how many of these parts hold anything, for the task list."""
    parts = (
        typed.source.type,
        typed.funder.bodies,
        typed.agenda,
        typed.programme_id,
        typed.figures,
        typed.outputs,
    )
    return sum(bool(each) for each in parts)


def _fill_in(scope: str, typed: consultations.ConsultationDetails, here: desk.Desk) -> None:
    language = here.language
    st.subheader(text("source", language))
    typed.source.SetInParent()
    source.fill_in(scope, typed.source, language)
    fields.both_of(scope, typed, "funder", language)
    if typed.state == events.CONSULTATION_STATE_PLANNED:
        foreseen = fields.lines(
            scope, "capture_foreseen", list(typed.foreseen_addressees), language, path="details.foreseen_addressees"
        )
        typed.foreseen_addressees[:] = foreseen
    rows.agenda(scope, typed, language)
    st.subheader(text("programme", language))
    typed.programme_id = programme.choose(here, scope, typed.programme_id)
    rows.figures_and_outputs(scope, typed, language)
