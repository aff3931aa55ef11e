"""Step 5: what is complete, what is missing, what the public would read, and submitting it to the reviewer."""

import re
from typing import Final

import streamlit as st

from dashboard import backend, desk, faults, labels, show
from dashboard.backend import errors
from dashboard.capture import tasks
from dashboard.labels import text
from dashboard.web.fragments import fragment
from roundtable.consultations.v1 import service_pb2 as consultations

_SHOWN: Final = 200
_ITEM: Final = re.compile(r"statements\[(\d+)\]\.details\.?(.*)")
# The service's path of what is missing to the label of its field.
_LABELS: Final = {
    "details.title": "capture_title",
    "details.kind": "capture_kind",
    "details.state": "capture_state",
    "details.host_name": "capture_host_name",
    "details.figures_conflict": "capture_figures_conflict",
    "type": "capture_type",
    "title": "capture_item_title",
    "text": "capture_item_text",
    "addressee_basis": "capture_addressees",
    "addressee_ids": "capture_addressees",
}


def step(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show the task list and what was entered, and submit."""
    language = here.language
    drafts = [each for each in draft.statements if each.record_state == consultations.RECORD_STATE_DRAFT]
    waiting = [each for each in draft.statements if each.record_state == consultations.RECORD_STATE_IN_REVIEW]
    tasks.show(draft, language)
    st.text(text("capture_counts", language, drafts=len(drafts), waiting=len(waiting)))
    if drafts:
        _submit(here, draft, drafts)
    _public(here, draft)
    if drafts:
        st.subheader(text("capture_will_be_public_items", language))
    for each in drafts[:_SHOWN]:
        title = labels.name(each.details.title, language) or text("capture_item_untitled", language)
        show.show_string(f"{each.position}. {title}")
        show.show_text(each.details.text, language)


def _public(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show what the public would read of the meeting, as the service works it out. Needs a title and a kind."""
    request = consultations.PreviewPublicationRequest(consultation_id=draft.consultation_id)
    with desk.problems(here.language):
        try:
            preview = here.person.consultations.PreviewPublication(request)
        except (errors.BadRequest, errors.NotNow):
            return
    st.subheader(text("capture_will_be_public", here.language))
    show.show_text(preview.consultation.title, here.language)
    show.show_fragment(fragment("consultation_facts.html", here.language, c=preview.consultation))


def _submit(here: desk.Desk, draft: consultations.Draft, drafts: list[consultations.Statement]) -> None:
    language = here.language
    key_name = f"submit-{draft.consultation_id}|key"
    key = st.session_state.setdefault(key_name, backend.new_key())
    st.info(text("capture_submit_public", language))
    sure = st.checkbox(text("ask_once", language), key=f"submit-{draft.consultation_id}|sure|{draft.version}")
    if not st.button(text("capture_submit", language, count=len(drafts)), type="primary", disabled=not sure):
        return
    request = consultations.SubmitConsultationRequest(
        idempotency_key=key, consultation_id=draft.consultation_id, expected_version=draft.version
    )
    with desk.problems(language):
        try:
            here.person.consultations.SubmitConsultation(request)
        except (errors.BadRequest, errors.NotNow, errors.Stale) as refused:
            st.session_state.pop(key_name)
            missing = getattr(refused, "violations", ())
            faults.summary(refused, [(_where(each.field, language), each.expected) for each in missing], language)
            return
    st.session_state.pop(key_name)
    st.session_state["capture-done"] = text("capture_submitted", language)
    st.rerun()


def _where(path: str, language: labels.Language) -> str:
    """Return what the page calls a field, with the number of the item that it belongs to."""
    item = _ITEM.fullmatch(path)
    name = item[2] if item else path
    key = _LABELS.get(re.split(r"[\[.]", name)[0] if item else name, "fault_whole_form")
    words = text(key, language)
    return f"{text('capture_item_number', language, number=int(item[1]) + 1)}, {words}" if item else words
