"""Answers that a body gave outside the tracker: read, then confirmed or refused by somebody who did not record them."""

import streamlit as st

from dashboard import backend, desk, faults, labels, show
from dashboard.backend import errors
from dashboard.capture import fields
from dashboard.labels import text
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 50


def panel(here: desk.Desk) -> None:
    """List what waits, oldest first."""
    language = here.language
    st.subheader(text("letters_title", language))
    with desk.problems(language):
        request = recommendations.ListOutsideAnswersRequest(page_size=_PAGE)
        waiting = here.person.recommendations.ListOutsideAnswers(request).outside_answers
    if not waiting:
        st.text(text("letters_empty", language))
    for each in waiting:
        line = each.assignment.line
        body = labels.name(line.addressee.name, language)
        with st.expander(show.label(f"{line.tracked_number} · {body} · {labels.day(each.source.date, language)}")):
            _one(here, each)


def _one(here: desk.Desk, answer: recommendations.OutsideAnswer) -> None:
    language = here.language
    show.show_text(answer.assignment.line.title, language)
    channel = labels.value(events.Channel, answer.source.channel, language)
    show.show_string(f"{channel}: {labels.isolated(answer.source.reference)}")
    show.show_string(answer.source.url)
    if answer.HasField("position"):
        st.text(labels.value(events.Position, answer.position.position, language))
        for each in (answer.position.text, answer.position.part, answer.position.reason):
            show.show_text(each, language)
    if answer.HasField("progress"):
        st.text(labels.value(events.Progress, answer.progress.progress, language))
        for each in (answer.progress.text, answer.progress.reason):
            show.show_text(each, language)
    if answer.recorded_by_caller:
        st.info(text("letters_own", language))
        return
    name = f"letter-{answer.outside_answer_id}"
    faults.begin(name)
    reason = fields.one_line(name, "letters_reason", "", language, path="reason")
    st.info(text("letters_public", language))
    sure = st.checkbox(text("ask_once", language), key=f"{name}|sure")
    left, right = st.columns(2)
    confirm = left.button(text("letters_confirm", language), type="primary", key=f"{name}|confirm", disabled=not sure)
    refuse = right.button(text("letters_refuse", language), key=f"{name}|refuse")
    if confirm or refuse:
        with desk.problems(language):
            decision = recommendations.DecideOutsideAnswerRequest(
                idempotency_key=backend.new_key(),
                outside_answer_id=answer.outside_answer_id,
                confirm=confirm,
                reason=reason,
            )
            try:
                here.person.recommendations.DecideOutsideAnswer(decision)
            except (errors.BadRequest, errors.NotNow) as refused:
                faults.display(name, refused, language)
                return
        st.session_state["review-done"] = text("letters_done", language)
        st.rerun()
