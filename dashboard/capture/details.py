"""Step 1: what kind of meeting, when, where, by whom."""

from collections.abc import Callable

import streamlit as st

from dashboard import desk, faults, labels, show
from dashboard.capture import fields, keeping, rows
from dashboard.labels import text
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_DEFAULT_PERIOD = 60
_PERIODS = (30, 120)

Fill = Callable[[str, consultations.ConsultationDetails, desk.Desk], None]


def step(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show and save the details: what a reviewer needs first, below it what may stay empty."""
    if draft.number:
        where = {"number": draft.number, "part": text("change_title", here.language)}
        st.info(show.label(text("capture_details_public", here.language, **where)))
    edit(here, draft, _fill_in)


def edit(here: desk.Desk, draft: consultations.Draft, fill_in: Fill) -> None:
    """Show fields of the details and save them. All steps that do so are one form: what one saved, the next knows.

    Args:
        here: The desk.
        draft: The consultation.
        fill_in: Shows the fields of one step and writes what they hold into a copy of the details.
    """
    scope = f"details-{draft.consultation_id}"
    kept = keeping.open_form(scope, draft.details, draft.version)
    conflicts = list(draft.figure_conflicts)

    def save(
        typed: consultations.ConsultationDetails, version: int, key: str
    ) -> tuple[consultations.ConsultationDetails, int]:
        request = consultations.UpdateConsultationRequest(
            idempotency_key=key, consultation_id=draft.consultation_id, expected_version=version, details=typed
        )
        answer = here.person.consultations.UpdateConsultation(request).draft
        conflicts[:] = answer.figure_conflicts
        return typed, answer.version

    typed = consultations.ConsultationDetails()
    typed.CopyFrom(kept.saved)
    fill_in(scope, typed, here)
    keeping.keep(scope, kept, typed, save, here.language)
    rows.tell(scope, conflicts, here.language)


def _fill_in(scope: str, typed: consultations.ConsultationDetails, here: desk.Desk) -> None:
    language = here.language
    st.caption(text("capture_needed", language))
    fields.both_of(scope, typed, "title", language)
    left, right = st.columns(2)
    with left:
        typed.kind = fields.choice(
            scope, "capture_kind", events.ConsultationKind, typed.kind, language, path="details.kind"
        )
    with right:
        typed.state = fields.choice(
            scope, "capture_state", events.ConsultationState, typed.state, language, path="details.state"
        )
    fields.both_of(scope, typed, "host_name", language)
    st.divider()
    st.caption(text("capture_may_stay_empty", language))
    _when_and_where(scope, typed, language)
    fields.both_of(scope, typed, "summary", language, long=True)
    fields.both_of(scope, typed, "organisers", language)
    fields.both_of(scope, typed, "partners", language)
    attending = fields.lines(
        scope, "capture_attending", list(typed.attending_bodies), language, path="details.attending_bodies"
    )
    _replace(typed.attending_bodies, attending)
    _replace(typed.themes, fields.themes(scope, list(typed.themes), language, path="details.themes"))
    _replace(typed.languages, fields.languages(scope, list(typed.languages), language, path="details.languages"))
    _rules(scope, typed, language)


def _when_and_where(scope: str, typed: consultations.ConsultationDetails, language: labels.Language) -> None:
    left, right = st.columns(2)
    with left:
        typed.starts_date = fields.day(scope, "capture_starts", typed.starts_date, language, path="details.starts_date")
    with right:
        typed.ends_date = fields.day(scope, "capture_ends", typed.ends_date, language, path="details.ends_date")
    left, right = st.columns(2)
    with left:
        typed.starts_time = fields.one_line(
            scope, "capture_starts_time", typed.starts_time, language, path="details.starts_time"
        )
    with right:
        typed.ends_time = fields.one_line(
            scope, "capture_ends_time", typed.ends_time, language, path="details.ends_time"
        )
    typed.time_zone = fields.zone(scope, "capture_time_zone", typed.time_zone, language, path="details.time_zone")
    fields.both_of(scope, typed, "date_note", language)
    fields.both_of(scope, typed, "place", language)
    typed.online = st.checkbox(text("capture_online", language), typed.online, key=f"{scope}|online")


def _rules(scope: str, typed: consultations.ConsultationDetails, language: labels.Language) -> None:
    typed.attribution_rule = fields.choice(
        scope,
        "capture_rule",
        consultations.AttributionRule,
        typed.attribution_rule,
        language,
        path="details.attribution_rule",
    )
    typed.response_period_days = int(
        st.number_input(
            text("capture_period", language),
            *_PERIODS,
            typed.response_period_days or _DEFAULT_PERIOD,
            key=f"{scope}|period",
        )
    )
    faults.beside(scope, "details.response_period_days", text("capture_period", language))
    typed.illustrative = st.checkbox(
        text("capture_illustrative", language), typed.illustrative, key=f"{scope}|illustrative"
    )
    typed.sensitive = st.checkbox(text("capture_sensitive", language), typed.sensitive, key=f"{scope}|sensitive")


def _replace(repeated: object, values: list[str]) -> None:
    repeated[:] = values  # type: ignore[index]
