"""The facilitator's desk: consultations of the own organisation, and the steps by which one is entered."""

import streamlit as st

from dashboard import backend, desk, drafts, labels, show
from dashboard.capture import check, details, further, items, keeping, paper, people, tasks
from dashboard.capture.mine import all_mine, tell_erased
from dashboard.labels import text
from dashboard.review import changes, duplicates, hide, reword, schedule
from roundtable.consultations.v1 import service_pb2 as consultations

_STEPS = {
    "details": details.step,
    "people": people.step,
    "items": items.step,
    "further": further.step,
    "check": check.step,
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
    st.query_params.pop("step", None)


def begin_new() -> None:
    """Make an empty draft and go to it."""
    host = here.me.organisation.name if here.me else ""
    request = consultations.CreateConsultationRequest()
    if host:
        request.details.host_name.authoritative_language = "en"
        request.details.host_name.bodies["en"] = host
    request.idempotency_key = keeping.key_of("new-consultation", request.details)
    try:
        draft = here.person.consultations.CreateConsultation(request).draft
    except backend.BackendError as error:
        st.session_state["capture-problem"] = labels.problem(error, language)
        return
    keeping.acted("new-consultation")
    choose(draft.consultation_id)


listed = desk.last_known("mine", lambda: all_mine(here.person), language)
mine = {each.consultation_id: each for each in listed if not each.erased}
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
    st.link_button(text("quick_open", language), "/capture")
    schedule.panel(here)
    for each in sorted(mine, reverse=True):
        st.button(name_of(each), key=f"open-{each}", on_click=choose, args=(each,))
    tell_erased(listed, language)
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
draft = desk.last_known(
    f"draft-{chosen}",
    lambda: drafts.whole(here.person, chosen),
    language,
)
asked = st.query_params.get("step", "")
st.session_state.setdefault(f"step-{chosen}", asked if asked in _STEPS else tasks.begun_at(draft))
step: str = st.segmented_control(
    text("capture_steps", language),
    list(_STEPS),
    required=True,
    format_func=lambda name: text(f"capture_step_{name}", language),
    key=f"step-{chosen}",
) or tasks.begun_at(draft)
st.query_params["step"] = step
if step != "check":
    tasks.show_next(draft, language)
_STEPS[step](here, draft)
