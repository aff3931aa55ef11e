"""Answers that a body gave outside the tracker: read, then confirmed or refused by somebody who did not record them."""

import streamlit as st

from dashboard import asking, backend, desk, faults, labels, paging, show, told, typed
from dashboard.capture import fields
from dashboard.checking import announced
from dashboard.labels import text
from dashboard.review import acting
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 50
_SCOPE = "letters"


def panel(here: desk.Desk) -> None:
    """List what waits, oldest first."""
    language = here.language
    st.subheader(text("letters_title", language))
    with desk.problems(language):
        pages = paging.shown(lambda token: _asked(here, token), scope=_SCOPE)
    waiting = [each for page in pages for each in page.outside_answers]
    if not waiting:
        st.text(text("letters_empty", language))
    for each in waiting:
        line = each.assignment.line
        body = labels.name(line.addressee.name, language)
        with st.expander(show.label(f"{line.tracked_number} · {body} · {labels.day(each.source.date, language)}")):
            _one(here, each)
    paging.more(pages, language, scope=_SCOPE)


def _asked(here: desk.Desk, token: str) -> recommendations.ListOutsideAnswersResponse:
    request = recommendations.ListOutsideAnswersRequest(page_size=_PAGE, page_token=token)
    return here.person.recommendations.ListOutsideAnswers(request)


def _one(here: desk.Desk, answer: recommendations.OutsideAnswer) -> None:
    language = here.language
    show.show_text(answer.assignment.line.title, language)
    _answer(answer, language)
    _scan(answer, language)
    if answer.recorded_by_caller:
        st.info(text("letters_own", language))
        return
    name = f"letter-{answer.outside_answer_id}"
    faults.begin(name)
    publish = _publish_scan(answer, name, language)
    reason = fields.one_line(name, "letters_reason", "", language, path="reason")
    who = told.of_letter(answer.assignment, language)
    st.info(f"{text('letters_public', language)} {show.label(who)}")
    confirm = acting.decided(name, "letters_confirm", language, of=(*_read(answer), who))
    if confirm is None:
        return
    key_name = f"{name}|key"
    decision = recommendations.DecideOutsideAnswerRequest(
        idempotency_key=st.session_state.setdefault(key_name, backend.new_key()),
        outside_answer_id=answer.outside_answer_id,
        confirm=confirm,
        reason=reason,
        scan_may_be_public=confirm and publish,
    )
    decide = here.person.recommendations.DecideOutsideAnswer
    if acting.act(lambda: decide(decision), name, key_name, language) is not None:
        typed.sent(name)
        desk.finish("letters_done", language)


def _read(answer: recommendations.OutsideAnswer) -> tuple[object, ...]:
    """Return what a reviewer reads of it before it is public."""
    parts = (answer.source, answer.position, answer.progress, answer.moved, answer.approval)
    return (answer.assignment.line.title, *parts, answer.scan.sha256)


def _answer(answer: recommendations.OutsideAnswer, language: labels.Language) -> None:
    """Show everything of an answer that becomes public: a second person confirms what it has read."""
    channel = labels.value(events.Channel, answer.source.channel, language)
    show.show_string(f"{channel}: {labels.isolated(answer.source.reference)}")
    show.show_string(answer.source.url)
    said, done, approval = answer.position, answer.progress, answer.approval
    if answer.HasField("position"):
        _field("about_request", labels.value(events.Position, said.position, language), language)
        show.show_both(said.text, language)
        _words("paper_part", said.part, language)
        if said.decline_reason:
            _field("paper_reason", labels.value(events.DeclineReason, said.decline_reason, language), language)
        _words("paper_reason", said.reason, language)
        _field("paper_responsible", said.believed_responsible, language)
        _field("paper_decision", labels.day(said.decision_by_date, language), language)
        _field("paper_delivery", labels.day(said.delivery_date, language), language)
    if answer.HasField("progress"):
        _field("about_work", labels.value(events.Progress, done.progress, language), language)
        show.show_both(done.text, language)
        _words("paper_progress_reason", done.reason, language)
        _field("paper_delivery", labels.day(done.delivery_date, language), language)
    if answer.HasField("moved"):
        _field("paper_delivery", labels.day(answer.moved.delivery_date, language), language)
        _words("paper_moved_reason", answer.moved.reason, language)
    if pieces := [*said.evidence, *done.evidence]:
        st.caption(text("verify_evidence", language))
        announced.show_evidence(pieces, language)
    _field("on_behalf_of", approval.on_behalf_of, language)
    _field("file_number", approval.file_number, language)
    _field(
        "approved_by",
        " · ".join(filter(None, (approval.approved_by, labels.day(approval.approved_date, language)))),
        language,
    )


def _scan(answer: recommendations.OutsideAnswer, language: labels.Language) -> None:
    """Offer the scan beside what was recorded of it; it is saved, never shown within the page."""
    scan = answer.scan
    st.caption(text("scan", language))
    if not answer.HasField("scan"):
        st.text(text("letters_scan_none", language))
        return
    day = labels.day(scan.attached_date, language)
    words = text("letters_scan", language, day=day, kind=scan.media_type.partition("/")[2].upper())
    st.link_button(show.label(words), f"/evidence/file/{scan.file_id}")
    show.show_string(f"SHA-256 {scan.sha256}")


def _publish_scan(answer: recommendations.OutsideAnswer, name: str, language: labels.Language) -> bool:
    """Ask whether the scan may be public with the answer; nobody has read it for the public before."""
    if not answer.HasField("scan"):
        return False
    ticked = asking.tick(text("letters_scan_public", language), key=f"{name}|scan", of=[answer.scan.sha256])
    faults.beside(name, "scan_may_be_public", text("letters_scan_public", language))
    st.caption(text("letters_scan_what", language))
    return ticked


def _field(name: str, value: str, language: labels.Language) -> None:
    if value:
        show.show_string(f"{text(name, language)}: {labels.isolated(value)}")


def _words(name: str, words: LocalizedText, language: labels.Language) -> None:
    if words.bodies:
        st.caption(text(name, language))
        show.show_both(words, language)
