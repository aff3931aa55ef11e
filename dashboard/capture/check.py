"""Step 4: what is complete, what is missing, and submitting it to the reviewer."""

import streamlit as st

from dashboard import backend, desk, labels, show
from dashboard.backend import errors
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations


def step(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show the task list and submit."""
    language = here.language
    drafts = [each for each in draft.statements if each.record_state == consultations.RECORD_STATE_DRAFT]
    waiting = [each for each in draft.statements if each.record_state == consultations.RECORD_STATE_IN_REVIEW]
    tasks = {
        "capture_task_title": bool(draft.details.title.bodies),
        "capture_task_kind": bool(draft.details.kind and draft.details.state),
        "capture_task_items": bool(draft.statements),
        "capture_task_texts": bool(drafts) and all(each.details.text.bodies for each in drafts),
    }
    for name, complete in tasks.items():
        mark = text("capture_complete" if complete else "capture_incomplete", language)
        st.text(f"{'✓' if complete else '○'} {text(name, language)} – {mark}")
    st.text(text("capture_counts", language, drafts=len(drafts), waiting=len(waiting)))
    if not drafts:
        return
    key = st.session_state.setdefault(f"submit-{draft.consultation_id}|key", backend.new_key())
    if st.button(text("capture_submit", language, count=len(drafts)), type="primary"):
        _submit(here, draft, key)


def _submit(here: desk.Desk, draft: consultations.Draft, key: str) -> None:
    language = here.language
    request = consultations.SubmitConsultationRequest(
        idempotency_key=key, consultation_id=draft.consultation_id, expected_version=draft.version
    )
    with desk.problems(language):
        try:
            here.person.consultations.SubmitConsultation(request)
        except (errors.BadRequest, errors.NotNow, errors.Stale) as refused:
            st.session_state.pop(f"submit-{draft.consultation_id}|key")
            st.error(labels.problem(refused, language))
            for each in getattr(refused, "violations", ()):
                show.show_string(f"{each.field}: {each.expected}")
            return
    st.session_state.pop(f"submit-{draft.consultation_id}|key")
    st.session_state["capture-done"] = text("capture_submitted", language)
    st.rerun()
