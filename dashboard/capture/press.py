"""A promise known only from the press: marked on the item, with the article that reports it and the day it was read."""

from collections.abc import Iterable

import streamlit as st

from dashboard import desk, faults, labels
from dashboard.capture import details, source
from dashboard.labels import text
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations


def mark(scope: str, typed: consultations.StatementDetails, language: labels.Language) -> None:
    """Ask of a promise whether it is known only from the press, and say how it will read. Nothing else is asked."""
    if typed.type != events.STATEMENT_TYPE_COMMITMENT and not typed.press_reported:
        return
    typed.press_reported = st.checkbox(text("capture_press", language), typed.press_reported, key=f"{scope}|press")
    faults.beside(scope, "details.press_reported", text("capture_press", language))
    if typed.press_reported:
        st.caption(text("capture_press_public", language))


def reported(statements: Iterable[consultations.Statement]) -> bool:
    """Tell whether one of them is such a promise."""
    return any(each.details.press_reported for each in statements)


def article(here: desk.Desk, draft: consultations.Draft) -> None:
    """Ask where the press reports it: the source of the whole record, which step 4 shows, too."""
    st.subheader(text("capture_press_where", here.language))
    st.caption(text("capture_press_where_what", here.language))
    details.edit(here, draft, _fill_in)


def warn(found: consultations.Source, language: labels.Language) -> None:
    """Say that the address or the day is missing, without which nobody can look the promise up."""
    if not (found.url and found.retrieved_date):
        st.warning(text("capture_press_no_source", language))


def _fill_in(scope: str, typed: consultations.ConsultationDetails, here: desk.Desk) -> None:
    typed.source.SetInParent()
    source.fill_in(scope, typed.source, here.language)
    warn(typed.source, here.language)
