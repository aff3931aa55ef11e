"""The reviewer's desk: what waits to be read, answers on paper, and hiding."""

import streamlit as st

from dashboard import choosing, desk, drafts, labels, show
from dashboard.capture.mine import all_waiting, tell_erased
from dashboard.labels import text
from dashboard.review import closings, hide, letters, proposals, publish, reword, schedule, suggestions

here = desk.begin("reviewer")
language = here.language

st.title(text("review_title", language))
st.text(text("review_what", language))
with desk.problems(language):
    listed = all_waiting(here.person)
waiting = {each.consultation_id: each for each in listed if not each.erased}
# Each part has its own place: what grows in one of them moves nothing of the others, and what is open stays open.
with st.container():
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
            draft = drafts.whole(here.person, chosen)
        publish.decide(here, draft)
    else:
        st.info(text("review_empty", language))
    tell_erased(listed, language)
with st.container():
    schedule.panel(here)
for part in (letters.panel, reword.ask, closings.panel, suggestions.panel, proposals.panel, hide.panel):
    st.divider()
    with st.container():
        part(here)
