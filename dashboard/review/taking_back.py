"""A proposal that nobody has decided on, taken back by whoever made it."""

from collections.abc import Callable, Iterator

import streamlit as st

from dashboard import asking, backend, desk, faults, labels, show
from dashboard.labels import text
from dashboard.review import acting
from roundtable.consultations.v1 import service_pb2 as consultations

_PAGE = 50
Name = Callable[[consultations.Proposal, labels.Language], str]


def panel(here: desk.Desk, name_of: Name) -> None:
    """List what the caller proposed and nobody has decided on, once somebody asks for it.

    Args:
        here: The desk.
        name_of: Says what a proposal is about, as the label of its part of the page.
    """
    language = here.language
    if not st.toggle(text("proposals_mine", language), key="proposals-mine"):
        return
    with desk.problems(language):
        found = [each for each in _waiting(here) if each.proposed_by_caller]
    if not found:
        st.text(text("proposals_mine_none", language))
    for each in found:
        with st.expander(show.label(name_of(each, language))):
            show.show_both(each.reason, language)
            ask(here, each)


def _waiting(here: desk.Desk) -> Iterator[consultations.Proposal]:
    request = consultations.ListProposalsRequest(page_size=_PAGE)
    while True:
        page = here.person.consultations.ListProposals(request)
        yield from page.proposals
        if not page.next_page_token:
            return
        request.page_token = page.next_page_token


def ask(here: desk.Desk, proposal: consultations.Proposal) -> None:
    """Let it be taken back: a tick opens the button."""
    language, name = here.language, f"take-back-{proposal.proposal_id}"
    faults.begin(name)
    st.text(text("proposals_take_back_what", language))
    sure = asking.tick(text("proposals_take_back_sure", language), key=f"{name}|sure", of=[proposal])
    if not st.button(text("proposals_take_back", language), key=f"{name}|go", disabled=not sure):
        return
    key = st.session_state.setdefault(f"{name}|key", backend.new_key())
    request = consultations.TakeBackProposalRequest(idempotency_key=key, proposal_id=proposal.proposal_id)
    taken = acting.act(lambda: here.person.consultations.TakeBackProposal(request), name, f"{name}|key", language)
    if taken is not None:
        desk.finish("proposals_taken_back", language)
