"""What cannot be checked as it is worded: reviewers say so, and the host reads why."""

import streamlit as st

from dashboard import asking, choosing, desk, labels, paging, show
from dashboard.capture import fields
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 50
_SCOPE = "reword"
_LIST = "to-reword"


def panel(here: desk.Desk) -> None:
    """List the lines of the own organisation to reword, with the reason."""
    language = here.language
    with desk.problems(language):
        pages = paging.shown(lambda token: _asked(here, token), scope=_LIST)
    found = [each for page in pages for each in page.assignments]
    if not found:
        st.text(text("reword_none", language))
    for each in found:
        line = each.line
        body, title = labels.name(line.addressee.name, language), labels.name(line.title, language)
        show.show_string(f"{line.tracked_number} · {labels.isolated(body)} · {title}")
        show.show_text(line.checked.entry.reason, language)
    paging.more(pages, language, scope=_LIST)


def _asked(here: desk.Desk, token: str) -> recommendations.ListToRewordResponse:
    request = recommendations.ListToRewordRequest(page_size=_PAGE, page_token=token)
    return here.person.recommendations.ListToReword(request)


def ask(here: desk.Desk) -> None:
    """Let a reviewer say that a line cannot be checked as it is worded."""
    language = here.language
    st.subheader(text("reword_ask", language))
    line = choosing.line(here, "paper_number", scope=_SCOPE)
    if line is None:
        return
    request = recommendations.RecordNotVerifiableRequest(
        assignment_id=line.assignment_id,
        expected_version=line.version,
        reason=fields.both(asking.form(_SCOPE), "verify_wording", LocalizedText(), language, path="reason", long=True),
        verifier_organisation_name=here.me.organisation.name if here.me else "",
    )

    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.recommendations.RecordNotVerifiable(request)

    asking.once(
        record,
        scope=_SCOPE,
        about=line.assignment_id,
        public="verify_public_words",
        button="reword_send",
        done="reword_sent",
        language=language,
        of=[line.line.title],
    )
