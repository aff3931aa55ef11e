"""The facilitator's desk: consultations of the own organisation, and the steps by which one is entered."""

import streamlit as st

from dashboard import backend, desk, labels, show
from dashboard.capture import check, details, further, items, paper, people
from dashboard.labels import text
from dashboard.review import changes, duplicates, hide, reword, schedule
from roundtable.consultations.v1 import service_pb2 as consultations

_PAGE = 200
_STEPS = {
    "capture_step_details": details.step,
    "capture_step_people": people.step,
    "capture_step_items": items.step,
    "capture_step_further": further.step,
    "capture_step_check": check.step,
}
_NONE = ""

here = desk.begin("facilitator")
language = here.language


def name_of(consultation_id: str) -> str:
    """Return how a consultation is called in the list."""
    found = mine[consultation_id]
    title = labels.name(found.title, language) or text("capture_untitled", language)
    return show.label(f"{found.number} {title}".strip())


def choose(consultation_id: str) -> None:
    """Open a consultation, or the list. The address says which, so that another device can go on with it."""
    st.session_state["chosen"] = consultation_id
    st.query_params["consultation"] = consultation_id


def begin_new() -> None:
    """Make an empty draft and go to it."""
    host = here.me.organisation.name if here.me else ""
    request = consultations.CreateConsultationRequest(idempotency_key=backend.new_key())
    if host:
        request.details.host_name.authoritative_language = "en"
        request.details.host_name.bodies["en"] = host
    try:
        draft = here.person.consultations.CreateConsultation(request).draft
    except backend.BackendError as error:
        st.session_state["capture-problem"] = labels.problem(error, language)
        return
    choose(draft.consultation_id)


with desk.problems(language):
    page = here.person.consultations.ListMyConsultations(consultations.ListMyConsultationsRequest(page_size=_PAGE))
mine = {each.consultation_id: each for each in page.consultations}
chosen = st.session_state.setdefault("chosen", st.query_params.get("consultation", _NONE))
st.title(text("capture_page", language))
st.button(text("capture_new", language), on_click=begin_new)
if problem := st.session_state.pop("capture-problem", ""):
    st.error(problem)
if done := st.session_state.pop("capture-done", ""):
    st.success(done)
if chosen in mine:
    st.button(text("capture_all", language), on_click=choose, args=(_NONE,))
    st.subheader(name_of(chosen))
else:
    schedule.panel(here)
    for each in sorted(mine, reverse=True):
        st.button(name_of(each), key=f"open-{each}", on_click=choose, args=(each,))
    st.divider()
    with st.expander(text("paper_title", language)):
        paper.panel(here)
    with st.expander(text("change_title", language)):
        changes.panel(here)
    with st.expander(text("duplicates_title", language)):
        duplicates.panel(here)
    with st.expander(text("hide_title", language)):
        hide.panel(here)
    if here.me and "facilitator" in desk.roles_of(here.me):
        with st.expander(text("reword_title", language)):
            reword.panel(here)
    st.stop()
with desk.problems(language):
    draft = here.person.consultations.GetDraft(consultations.GetDraftRequest(consultation_id=chosen)).draft
step = st.segmented_control(
    text("capture_steps", language),
    list(_STEPS),
    default="capture_step_details",
    required=True,
    format_func=lambda name: text(name, language),
    key=f"step-{chosen}",
)
_STEPS[step or "capture_step_details"](here, draft)
