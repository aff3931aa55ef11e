"""What cannot be checked as it is worded: reviewers say so, and the host reads why."""

import streamlit as st

from dashboard import backend, desk, faults, labels, show
from dashboard.backend import errors
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
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


def ask(here: desk.Desk) -> None:
    """Let a reviewer say that a line cannot be checked as it is worded."""
    language, scope = here.language, "reword"
    st.subheader(text("reword_ask", language))
    faults.begin(scope)
    number = (st.text_input(text("reword_number", language), key="reword|number") or "").strip().upper()
    slug = (st.text_input(text("reword_body", language), key="reword|body") or "").strip()
    reason = (st.text_area(text("verify_wording", language), key="reword|reason") or "").strip()
    faults.beside(scope, "reason", text("verify_wording", language))
    if not st.button(text("reword_send", language), key="reword|send"):
        return
    own = here.me.organisation.name if here.me else ""
    with desk.problems(language):
        stub = here.person.recommendations
        asked = recommendations.GetAssignmentRequest(tracked_number=number, addressee_slug=slug)
        line = stub.GetAssignment(asked).assignment
        request = recommendations.RecordNotVerifiableRequest(
            idempotency_key=backend.new_key(),
            assignment_id=line.assignment_id,
            expected_version=line.version,
            reason=LocalizedText(authoritative_language=language, bodies={language: reason} if reason else {}),
            verifier_organisation_name=own,
        )
        try:
            stub.RecordNotVerifiable(request)
        except (errors.BadRequest, errors.NotNow) as refused:
            faults.display(scope, refused, language)
            return
    st.success(show.label(text("reword_sent", language, number=number)))
