"""Step 1: what kind of meeting, when, where, by whom."""

import streamlit as st

from dashboard import desk
from dashboard.capture import fields, keeping
from dashboard.labels import text
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_DEFAULT_PERIOD = 60
_PERIODS = (30, 120)


def step(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show and save the details."""
    scope = f"details-{draft.consultation_id}"
    kept = keeping.open_form(scope, draft.details, draft.version)

    def save(
        typed: consultations.ConsultationDetails, version: int, key: str
    ) -> tuple[consultations.ConsultationDetails, int]:
        request = consultations.UpdateConsultationRequest(
            idempotency_key=key, consultation_id=draft.consultation_id, expected_version=version, details=typed
        )
        answer = here.person.consultations.UpdateConsultation(request).draft
        return typed, answer.version

    typed = consultations.ConsultationDetails()
    typed.CopyFrom(kept.saved)
    _fill_in(scope, typed, here)
    keeping.keep(scope, kept, typed, save, here.language)


def _fill_in(scope: str, typed: consultations.ConsultationDetails, here: desk.Desk) -> None:
    language = here.language
    for name in ("title", "summary"):
        _set(typed, name, fields.both(scope, f"capture_{name}", getattr(typed, name), language, long=name == "summary"))
    left, right = st.columns(2)
    with left:
        typed.kind = fields.choice(scope, "capture_kind", events.ConsultationKind, typed.kind, language)
    with right:
        typed.state = fields.choice(scope, "capture_state", events.ConsultationState, typed.state, language)
    for name in ("host_name", "organisers", "place"):
        _set(typed, name, fields.both(scope, f"capture_{name}", getattr(typed, name), language))
    typed.online = st.checkbox(text("capture_online", language), typed.online, key=f"{scope}|online")
    left, right = st.columns(2)
    with left:
        typed.starts_date = fields.day(scope, "capture_starts", typed.starts_date, language)
    with right:
        typed.ends_date = fields.day(scope, "capture_ends", typed.ends_date, language)
    _set(typed, "date_note", fields.both(scope, "capture_date_note", typed.date_note, language))
    _replace(typed.attending_bodies, fields.lines(scope, "capture_attending", list(typed.attending_bodies), language))
    _replace(typed.themes, fields.themes(scope, list(typed.themes), language))
    typed.attribution_rule = fields.choice(
        scope, "capture_rule", consultations.AttributionRule, typed.attribution_rule, language
    )
    typed.response_period_days = int(
        st.number_input(
            text("capture_period", language),
            *_PERIODS,
            typed.response_period_days or _DEFAULT_PERIOD,
            key=f"{scope}|period",
        )
    )
    typed.illustrative = st.checkbox(
        text("capture_illustrative", language), typed.illustrative, key=f"{scope}|illustrative"
    )
    typed.sensitive = st.checkbox(text("capture_sensitive", language), typed.sensitive, key=f"{scope}|sensitive")


def _set(typed: consultations.ConsultationDetails, name: str, value: object) -> None:
    getattr(typed, name).CopyFrom(value)


def _replace(repeated: object, values: list[str]) -> None:
    repeated[:] = values  # type: ignore[index]
