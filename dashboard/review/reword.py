"""What verifiers and reviewers found impossible to check as it is worded: the host is asked for other words."""

import streamlit as st

from dashboard import desk, labels, show
from dashboard.labels import text
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 50


def panel(here: desk.Desk) -> None:
    """List the lines of the own organisation to reword, with the reason."""
    language = here.language
    with desk.problems(language):
        request = recommendations.ListToRewordRequest(page_size=_PAGE)
        found = here.person.recommendations.ListToReword(request).assignments
    if not found:
        st.text(text("reword_none", language))
    for each in found:
        line = each.line
        body, title = labels.name(line.addressee.name, language), labels.name(line.title, language)
        show.show_string(f"{line.tracked_number} · {labels.isolated(body)} · {title}")
        show.show_text(line.checked.entry.reason, language)
