"""Changes of what is public that a facilitator proposed: agreed to or refused by somebody else."""

import streamlit as st

from dashboard import asking, backend, desk, faults, labels, paging, show, told
from dashboard.labels import text
from dashboard.review import acting, difference, own_texts, taking_back
from roundtable.consultations.v1 import service_pb2 as consultations

_PAGE = 50
_SCOPE = "proposals"
_ACTS = {
    "add_addressee": "change_add",
    "track": "change_track",
    "record_only": "change_record_only",
    "correct": "change_correct",
    "correct_consultation": "change_correct_consultation",
    "correct_programme": "change_correct_programme",
}


def panel(here: desk.Desk) -> None:
    """List what waits, oldest first."""
    language = here.language
    st.subheader(text("proposals_title", language))
    with desk.problems(language):
        pages = paging.shown(lambda token: _asked(here, token), scope=_SCOPE)
    waiting = [each for page in pages for each in page.proposals]
    if not waiting:
        st.text(text("letters_empty", language))
    for each in waiting:
        with st.expander(show.label(named(each, language))):
            _one(here, each)
    paging.more(pages, language, scope=_SCOPE)


def _asked(here: desk.Desk, token: str) -> consultations.ListProposalsResponse:
    request = consultations.ListProposalsRequest(page_size=_PAGE, page_token=token)
    return here.person.consultations.ListProposals(request)


def named(proposal: consultations.Proposal, language: labels.Language) -> str:
    """Return what a proposal is about: number, act and day."""
    act = text(_ACTS.get(proposal.WhichOneof("change") or "", "proposals_other"), language)
    return f"{_number(proposal)} · {act} · {labels.day(proposal.proposed_date, language)}"


def _one(here: desk.Desk, proposal: consultations.Proposal) -> None:
    language = here.language
    _now(proposal, language)
    st.caption(text("proposals_public", language))
    show.show_both(proposal.reason, language)
    if proposal.HasField("track"):
        for name in ("who", "what", "by_when", "shown_how"):
            st.caption(text(f"done_{name}", language))
            show.show_both(getattr(proposal.track, name), language)
    if proposal.HasField("add_addressee"):
        show.show_string(labels.name(proposal.add_addressee.name, language))
    if proposal.HasField("correct"):
        difference.show_wording(proposal.statement, proposal.correct, language, proposal)
        _former(proposal.statement, language)
    if own := _own(proposal):
        given = proposal.correct_consultation if proposal.HasField("consultation") else proposal.correct_programme
        own_texts.show_difference(own, given, language, proposal)
    elif proposal.HasField("correct"):
        st.caption(text("review_told", language))
        with desk.problems(language):
            show.show_string(told.of_corrected(here, proposal.statement.tracked_number))
    else:
        _told(proposal, language)
    if proposal.proposed_by_caller or proposal.read_by_caller:
        st.info(text("proposals_own" if proposal.proposed_by_caller else "proposals_read", language))
        if proposal.proposed_by_caller:
            taking_back.ask(here, proposal)
    else:
        _decision(here, proposal)


def _decision(here: desk.Desk, proposal: consultations.Proposal) -> None:
    """Let the reviewer agree, once every span is cleared, or refuse."""
    language = here.language
    name = f"proposal-{proposal.proposal_id}"
    faults.begin(name)
    cleared = _cleared(proposal, name, language)
    ready = len(cleared) == len(proposal.spans)
    agree = acting.decided(name, "proposals_agree", language, of=[proposal], key="agree", ready=ready)
    if agree is None:
        return
    key = st.session_state.setdefault(f"{name}|key", backend.new_key())
    decision = consultations.DecideProposalRequest(idempotency_key=key, proposal_id=proposal.proposal_id, agree=agree)
    if agree:
        decision.final_text_digest = proposal.final_text_digest
        decision.cleared.extend(cleared)
    decided = acting.act(lambda: here.person.consultations.DecideProposal(decision), name, f"{name}|key", language)
    if decided is None:
        return
    desk.finish("proposals_waits" if decided.waits_for_second_reader else "letters_done", language)


def _number(proposal: consultations.Proposal) -> str:
    if proposal.HasField("programme"):
        return next(iter(proposal.programme.consultation_numbers), "")
    return proposal.consultation.number or proposal.statement.tracked_number or proposal.statement.number


def _own(proposal: consultations.Proposal) -> own_texts.Own | None:
    if proposal.HasField("programme"):
        return proposal.programme.details
    return proposal.consultation if proposal.HasField("consultation") else None


def _now(proposal: consultations.Proposal, language: labels.Language) -> None:
    """Show what the proposal is about, as the public reads it; of a correction both sides are shown beneath."""
    about = _own(proposal) or proposal.statement
    show.show_text(about.title, language)
    if isinstance(about, consultations.PublicStatement) and not proposal.HasField("correct"):
        show.show_text(about.text, language)


def _former(statement: consultations.PublicStatement, language: labels.Language) -> None:
    """Show how it read before it was corrected already: what was entered first is at the top."""
    if not statement.former:
        return
    with st.expander(text("proposals_former", language)):
        for each in statement.former:
            st.caption(text("wording_former", language, day=labels.day(each.corrected_date, language)))
            for said in (each.title, each.text):
                if said.bodies or said.erased:
                    show.show_both(said, language)


def _cleared(proposal: consultations.Proposal, name: str, language: labels.Language) -> list[consultations.SpanMark]:
    """Let the reviewer say of each span of a correction that it may stay; say if it takes a second reading."""
    if proposal.second_reading:
        topics = ", ".join(text(f"topic_{topic}", language) for topic in proposal.topics)
        st.caption(topics)
        st.text(text("proposals_read_now" if proposal.read else "proposals_second", language))
        st.text(text("gate_second_who", language))
    if proposal.spans:
        st.text(text("proposals_spans", language))
    cleared = []
    for index, each in enumerate(proposal.spans):
        kind = labels.value(consultations.SpanKind, each.mark.kind, language)
        words = text("proposals_span", language, words=labels.isolated(each.mark.words), kind=kind)
        key = f"{name}|span|{index}|{each.mark.field}|{each.start}"
        if asking.tick(show.label(words), key=key, of=(proposal.final_text_digest, each.mark)):
            cleared.append(each.mark)
    return cleared


def _told(proposal: consultations.Proposal, language: labels.Language) -> None:
    st.caption(text("review_told", language))
    if not any(each.liaisons for each in proposal.told):
        st.text(text("review_told_nobody", language))
    for each in proposal.told:
        body = labels.isolated(labels.name(each.name, language))
        show.show_string(text("review_told_line", language, body=body, liaisons=each.liaisons, lines=each.lines))
