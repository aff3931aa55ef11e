"""Step 4, all of it optional: where the record comes from, who paid, the programme, figures and outputs."""

from typing import Final

import streamlit as st

from dashboard import desk, faults, labels
from dashboard.capture import details, fields, programme, rows
from dashboard.labels import text
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_SOURCES: Final = ("", "own_notes", "published_article")
_ARTICLE: Final = "published_article"


def step(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show and save them."""
    st.caption(text("capture_further_what", here.language))
    details.edit(here, draft, _fill_in)


def entered(typed: consultations.ConsultationDetails) -> int:
    """Return how many of these parts hold anything, for the task list."""
    parts = (typed.source.type, typed.funder.bodies, typed.programme_id, typed.figures, typed.outputs)
    return sum(bool(each) for each in parts)


def _fill_in(scope: str, typed: consultations.ConsultationDetails, here: desk.Desk) -> None:
    language = here.language
    st.subheader(text("source", language))
    _source(scope, typed.source, language)
    details.both(scope, typed, "funder", language)
    if typed.state == events.CONSULTATION_STATE_PLANNED:
        foreseen = fields.lines(
            scope, "capture_foreseen", list(typed.foreseen_addressees), language, path="details.foreseen_addressees"
        )
        typed.foreseen_addressees[:] = foreseen
    st.subheader(text("programme", language))
    typed.programme_id = programme.choose(here, scope, typed.programme_id)
    rows.figures_and_outputs(scope, typed, language)


def _source(scope: str, typed: consultations.Source, language: labels.Language) -> None:
    typed.SetInParent()
    typed.type = st.selectbox(
        text("capture_source_type", language),
        _SOURCES,
        index=_SOURCES.index(typed.type) if typed.type in _SOURCES else 0,
        format_func=lambda each: text(f"source_{each}" if each else "not_given", language),
        key=f"{scope}|source-type",
    )
    faults.beside(scope, "details.source.type", text("capture_source_type", language))
    if typed.type != _ARTICLE:
        return
    typed.name = fields.one_line(scope, "capture_source_name", typed.name, language, path="details.source.name")
    typed.url = fields.one_line(scope, "capture_source_url", typed.url, language, path="details.source.url")
    typed.retrieved_date = fields.day(
        scope, "capture_source_read", typed.retrieved_date, language, path="details.source.retrieved_date"
    )
