"""Items of one consultation that say nearly the same: shown beside each other with a score. Nothing is merged."""

import streamlit as st

from dashboard import backend, desk, labels, show
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations

MOST = 600
"""Among more items the records look for none that are alike."""


def panel(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show which items are alike; nothing where none are."""
    if len(draft.statements) > MOST:
        st.caption(text("alike_too_many", here.language, most=MOST))
        return
    known = {each.statement_id: each for each in draft.statements}
    pairs = [each for each in _found(here, draft) if each.statement_id in known and each.other_statement_id in known]
    if not pairs:
        return
    language = here.language
    with st.expander(text("alike_title", language, count=len(pairs)), key=f"alike-{draft.consultation_id}"):
        st.caption(text("alike_what", language))
        for pair in pairs:
            both = (known[pair.statement_id], known[pair.other_statement_id])
            numbers = " · ".join(str(each.position) for each in both)
            st.markdown(f"**{show.label(text('duplicates_pair', language, numbers=numbers, score=pair.score))}**")
            for side, statement in zip(st.columns(2), both, strict=True):
                with side:
                    title = labels.name(statement.details.title, language)
                    st.caption(show.label(f"{statement.position}. {title}".strip()))
                    show.show_both(statement.details.text, language)


def _found(here: desk.Desk, draft: consultations.Draft) -> list[consultations.AlikeDrafts]:
    """Return the pairs; asked for anew when an item changed. Without an answer there is nothing to be warned of."""
    state = tuple((each.statement_id, each.version) for each in draft.statements)
    name = f"alike-{draft.consultation_id}|found"
    held = st.session_state.get(name)
    if not held or held[0] != state:
        request = consultations.FindAlikeDraftsRequest(consultation_id=draft.consultation_id)
        try:
            held = (state, list(here.person.consultations.FindAlikeDrafts(request).pairs))
        except backend.BackendError:
            return []
        st.session_state[name] = held
    return list(held[1])
