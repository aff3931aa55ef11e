"""Proposals to close lines as no longer applicable: confirmed or refused by somebody who did not make them."""

import streamlit as st

from dashboard import backend, desk, faults, labels, paging, show, told, typed
from dashboard.capture import fields
from dashboard.labels import text
from dashboard.review import acting
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 50
_SCOPE = "closings"


def panel(here: desk.Desk) -> None:
    """List what waits, oldest first."""
    language = here.language
    st.subheader(text("closings_title", language))
    with desk.problems(language):
        pages = paging.shown(lambda token: _asked(here, token), scope=_SCOPE)
    waiting = [each for page in pages for each in page.closure_proposals]
    if not waiting:
        st.text(text("letters_empty", language))
    for each in waiting:
        line = each.assignment.line
        body = labels.name(line.addressee.name, language)
        with st.expander(show.label(f"{line.tracked_number} · {body}")):
            _one(here, each)
    paging.more(pages, language, scope=_SCOPE)


def _asked(here: desk.Desk, token: str) -> recommendations.ListClosureProposalsResponse:
    request = recommendations.ListClosureProposalsRequest(page_size=_PAGE, page_token=token)
    return here.person.recommendations.ListClosureProposals(request)


def _one(here: desk.Desk, proposal: recommendations.ClosureProposal) -> None:
    language = here.language
    show.show_text(proposal.assignment.line.title, language)
    show.show_both(proposal.reason, language)
    for each in proposal.evidence:
        show.show_string(each.url or each.reference)
    if proposal.proposed_by_caller:
        st.info(text("letters_own", language))
        return
    name = f"closing-{proposal.closure_proposal_id}"
    faults.begin(name)
    who = told.of_line(proposal.assignment, language)
    st.info(f"{text('closings_public', language)} {show.label(who)}")
    reason = fields.one_line(name, "letters_reason", "", language, path="reason")
    read = (proposal.assignment.line.title, proposal.reason, *proposal.evidence, who)
    confirm = acting.decided(name, "letters_confirm", language, of=read)
    if confirm is None:
        return
    key_name = f"{name}|key"
    decision = recommendations.DecideClosureProposalRequest(
        idempotency_key=st.session_state.setdefault(key_name, backend.new_key()),
        closure_proposal_id=proposal.closure_proposal_id,
        confirm=confirm,
        reason=reason,
    )
    decide = here.person.recommendations.DecideClosureProposal
    if acting.act(lambda: decide(decision), name, key_name, language) is not None:
        typed.sent(name)
        desk.finish("letters_done", language)
