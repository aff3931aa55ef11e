"""Embargo: the instant that a reviewer gives, what waits for one, and taking it back."""

from datetime import datetime, time
from typing import Final

import streamlit as st

from dashboard import asking, desk, faults, labels, show
from dashboard.capture.mine import all_mine
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations

_MORNING: Final = time(9)


def ask_until(scope: str, language: labels.Language) -> str:
    """Let the reviewer say that it waits for an instant; return `YYYY-MM-DDTHH:MM`, or nothing for at once."""
    waits = st.checkbox(text("embargo_waits", language), key=f"{scope}|embargo")
    until = ""
    if waits:
        left, right = st.columns(2)
        day = left.date_input(text("embargo_day", language), None, key=f"{scope}|embargo-day")
        moment = right.time_input(text("embargo_time", language), _MORNING, step=60, key=f"{scope}|embargo-time")
        st.caption(text("embargo_what", language))
        # Without a day the service refuses it at this field: it must not become "at once".
        until = f"{day or ''}T{moment:%H:%M}"
    faults.beside(scope, "embargo_until", text("embargo_waits", language))
    return until


def written(schedule: consultations.Schedule, language: labels.Language) -> str:
    """Write the instant of a schedule, and name the zone."""
    zone = desk.settings().time_zone
    return labels.instant(datetime.fromisoformat(schedule.embargo_until).replace(tzinfo=zone), zone, language)


def panel(here: desk.Desk) -> None:
    """Show what waits for its instant, what lapsed, and let it be taken back. Nothing if there is nothing."""
    language = here.language
    with desk.problems(language):
        listed = [each for each in all_mine(here.person) if each.HasField("schedule")]
    if not listed:
        return
    st.subheader(text("embargo_title", language))
    for each in sorted(listed, key=lambda found: found.schedule.embargo_until):
        _one(here, each)


def _one(here: desk.Desk, found: consultations.DraftSummary) -> None:
    language, schedule = here.language, found.schedule
    title = text("capture_erased", language) if found.erased else labels.name(found.title, language)
    named = f"{found.number} {title}".strip() or text("capture_untitled", language)
    st.markdown(f"**{show.label(named)}**")
    when = written(schedule, language)
    if schedule.lapse_reason:
        reason = labels.value(consultations.LapseReason, schedule.lapse_reason, language)
        st.error(text("embargo_lapsed", language, when=when, reason=reason))
    else:
        count = len(schedule.statement_ids)
        say = st.warning if schedule.soon else st.text
        say(text("embargo_line" if count else "embargo_line_alone", language, when=when, count=count))
    scope = f"unschedule-{found.consultation_id}"
    name = asking.form(scope)
    faults.begin(name)
    with st.expander(text("embargo_forget" if schedule.lapse_reason else "embargo_back", language)):

        def record(key: str) -> None:
            asked = consultations.GetDraftRequest(consultation_id=found.consultation_id)
            draft = here.person.consultations.GetDraft(asked).draft
            request = consultations.UnschedulePublicationRequest(
                idempotency_key=key, consultation_id=found.consultation_id, expected_version=draft.version
            )
            here.person.consultations.UnschedulePublication(request)

        asking.once(
            record,
            scope=scope,
            about=schedule.embargo_until,
            public="embargo_back_public",
            button="embargo_back_button",
            done="embargo_back_done",
            language=language,
        )
