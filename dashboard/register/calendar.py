"""The holiday calendar: what it is, what was corrected of it, and a correction."""

import streamlit as st

from dashboard import asking, desk, faults, labels, show
from dashboard.capture import fields
from dashboard.labels import text
from dashboard.register.acting import act
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_FORM = "register-calendar"
_CORRECTED = f"{_FORM}|corrected"


def panel(here: desk.Desk) -> None:
    """Show the calendar of a year, and let a day of it be corrected."""
    language = here.language
    with desk.problems(language):
        now = here.person.recommendations.GetCalendar(recommendations.GetCalendarRequest())
    form = asking.form(_FORM)
    corrected = st.session_state.get(_CORRECTED, now.year)  # after a correction its year is shown
    years = sorted({now.year - 1, now.year, now.year + 1, corrected})
    year = st.selectbox(text("calendar_year", language), years, index=years.index(corrected), key=f"{form}|year")
    if year and year != now.year:
        with desk.problems(language):
            now = here.person.recommendations.GetCalendar(recommendations.GetCalendarRequest(year=year))
    st.caption(text("calendar_what", language))
    for each in now.holidays:
        name = labels.name(each.name, language) or text("calendar_by_correction", language)
        show.show_string(f"{labels.long_day(each.date, language)} · {name}")
    _corrections(now, language)
    _correct(here, now)


def _corrections(now: recommendations.GetCalendarResponse, language: labels.Language) -> None:
    st.subheader(text("calendar_corrections", language))
    if not now.corrections:
        st.text(text("calendar_no_corrections", language))
    for each in now.corrections:
        kind = labels.value(events.CalendarDayKind, each.kind, language)
        said = text("corrected_day_is", language, day=labels.long_day(each.date, language), kind=kind)
        if each.superseded:
            said += f" – {text('calendar_superseded', language)}"
        with st.expander(show.label(said)):
            show.show_text(each.reason, language)
            show.show_string(each.source)
            declared = labels.long_day(each.declared_date, language)
            entered = labels.long_day(each.entered_date, language)
            show.show_string(text("calendar_days", language, declared=declared, entered=entered))


def _correct(here: desk.Desk, now: recommendations.GetCalendarResponse) -> None:
    language = here.language
    st.subheader(text("calendar_correct", language))
    faults.begin(_FORM)
    form = asking.form(_FORM)
    day = fields.day(form, "calendar_date", "", language, path="date")
    kind = fields.choice(form, "calendar_kind", events.CalendarDayKind, 0, language, path="kind")
    reason = fields.both(form, "calendar_reason", LocalizedText(), language, path="reason")
    source = fields.one_line(form, "calendar_source", "", language, path="source")
    declared = fields.day(form, "calendar_declared", now.as_of_date, language, path="declared_date")
    st.info(text("calendar_public", language))
    sure = st.checkbox(text("ask_once", language), key=f"{form}|sure")
    if not st.button(text("calendar_save", language), type="primary", key=f"{_FORM}-button", disabled=not sure):
        return

    def correct(key: str) -> None:
        request = recommendations.CorrectCalendarRequest(
            idempotency_key=key,
            expected_version=now.version,
            date=day,
            kind=kind,
            reason=reason,
            source=source,
            declared_date=declared,
        )
        here.person.recommendations.CorrectCalendar(request)
        st.session_state[_CORRECTED] = int(day[:4] or now.year)

    act(_FORM, correct, language)
