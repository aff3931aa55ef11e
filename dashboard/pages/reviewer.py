"""The reviewer's desk: what waits to be read, answers on paper, and hiding."""

import streamlit as st

from dashboard import choosing, desk, labels, show
from dashboard.labels import text
from dashboard.review import closings, hide, letters, proposals, publish, reword, schedule, suggestions
from roundtable.consultations.v1 import service_pb2 as consultations

_PAGE = 100

here = desk.begin("reviewer")
language = here.language

st.title(text("review_title", language))
st.text(text("review_what", language))
if done := st.session_state.pop("review-done", ""):
    st.success(done)
with desk.problems(language):
    page = here.person.consultations.ListReviews(consultations.ListReviewsRequest(page_size=_PAGE))
waiting = {each.consultation_id: each for each in page.consultations}
if waiting:
    chosen = choosing.one(
        "review_choose",
        list(waiting),
        named=lambda consultation_id: show.option(
            f"{waiting[consultation_id].number} {labels.name(waiting[consultation_id].title, language)} "
            f"({waiting[consultation_id].in_review})"
        ),
        scope="consultation",
        language=language,
    )
    with desk.problems(language):
        draft = here.person.consultations.GetDraft(consultations.GetDraftRequest(consultation_id=chosen)).draft
    publish.decide(here, draft)
else:
    st.info(text("review_empty", language))
schedule.panel(here)
st.divider()
letters.panel(here)
st.divider()
reword.ask(here)
st.divider()
closings.panel(here)
st.divider()
suggestions.panel(here)
st.divider()
proposals.panel(here)
st.divider()
hide.panel(here)
