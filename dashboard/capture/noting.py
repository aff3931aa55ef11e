"""A facilitator's note that the host called, met or wrote; public only if ticked."""

from typing import Final

import streamlit as st

from dashboard import asking, desk, faults, labels, paging, show
from dashboard.capture import fields
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

TASK: Final = "paper_note"
_SCOPE: Final = "note"
_PAGE: Final = 20


def form(here: desk.Desk, assignment: recommendations.Assignment) -> None:
    """Show the form, and beneath it the notes that are not public."""
    language = here.language
    faults.begin(_SCOPE)
    scope = asking.form(_SCOPE)
    nothing = LocalizedText()
    request = recommendations.NoteFollowUpRequest(
        assignment_id=assignment.assignment_id,
        follow_up=recommendations.FollowUp(
            kind=fields.choice(scope, "note_kind", events.FollowUpKind, 0, language, path="follow_up.kind"),
            contact_date=fields.day(scope, "paper_date", "", language, path="follow_up.contact_date"),
            text=fields.both(scope, "note_text", nothing, language, path="follow_up.text", long=True),
        ),
        public=st.checkbox(text("note_public", language), key=f"{scope}|public"),
    )

    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.recommendations.NoteFollowUp(request)

    public = "note_public_yes" if request.public else "note_public_no"
    asking.once(
        record,
        scope=_SCOPE,
        about=assignment.assignment_id,
        public=public,
        button="paper_record",
        done="paper_recorded",
        language=language,
    )
    _kept(here, assignment.assignment_id)


def _kept(here: desk.Desk, assignment_id: str) -> None:
    language = here.language
    with desk.problems(language):
        pages = paging.shown(lambda token: _asked(here, assignment_id, token), scope=f"{_SCOPE}-{assignment_id}")
    found = [each for page in pages for each in page.follow_ups]
    if not found:
        return
    st.caption(text("note_kept", language))
    for each in found:
        kind = labels.value(events.FollowUpKind, each.kind, language)
        st.text(f"{labels.day(each.contact_date, language)} · {kind}")
        show.show_text(each.text, language)
    paging.more(pages, language, scope=f"{_SCOPE}-{assignment_id}")


def _asked(here: desk.Desk, assignment_id: str, token: str) -> recommendations.ListFollowUpsResponse:
    request = recommendations.ListFollowUpsRequest(assignment_id=assignment_id, page_size=_PAGE, page_token=token)
    return here.person.recommendations.ListFollowUps(request)
