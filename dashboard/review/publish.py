"""Exactly what will be public beside what was entered, who will be told, the checklist, and the decision."""

from collections.abc import Mapping
from typing import Final

import streamlit as st
from google.protobuf.message import Message
from markupsafe import Markup

from dashboard import asking, backend, desk, faults, labels, show, typed
from dashboard.backend import errors
from dashboard.capture import press
from dashboard.capture.items import all_bodies
from dashboard.labels import text
from dashboard.review import acting, beside, difference, mails, parts, schedule
from dashboard.review.gate import Gate
from dashboard.web.fragments import fragment
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_QUESTIONS: Final = {
    "review_names": "names_private_person",
    "review_crime": "alleges_crime",
    "review_harm": "could_harm_if_attendance_known",
    "review_child": "identifies_child",
}
_CONFIRMED: Final = {"review_consent": "consent_checked", "review_read": "final_text_read"}
_TRANSLATIONS: Final = {"review_translations": "translations_read"}
_TRACKABLE: Final = frozenset({events.STATEMENT_TYPE_RECOMMENDATION, events.STATEMENT_TYPE_COMMITMENT})


def decide(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show one consultation to the reviewer and let it be decided on."""
    language = here.language
    waiting, scope = parts.chosen(draft, f"review-{draft.consultation_id}", language)
    faults.begin(scope)
    for own in [each for each in waiting.values() if each.entered_by_caller]:
        title = show.label(labels.name(own.details.title, language))
        st.warning(text("review_own", language, title=title))
    chosen = st.multiselect(
        text("review_items", language),
        list(waiting),
        default=[each for each in waiting if not waiting[each].details.garbled],
        # By number, too: of a long title that runs the other way than the page, a chip shows the end.
        format_func=lambda each: show.option(
            f"{waiting[each].position}. {labels.name(waiting[each].details.title, language)}"
        ),
        key=f"{scope}|items",
        placeholder=text("choose", language),
    )
    if press.reported(waiting[each] for each in chosen):
        press.warn(draft.details.source, language)
    bodies = all_bodies(here) if any(waiting[each].details.addressee_ids for each in chosen) else {}
    decisions = [_decision(scope, index, waiting[each], bodies, language) for index, each in enumerate(chosen)]
    preview = _preview(here, draft, decisions, waiting, bodies, scope=scope)
    _publish(here, draft, decisions, preview, scope)
    if chosen:
        _return(here, draft, [waiting[each] for each in chosen], scope)


def _whole(draft: consultations.Draft) -> str:
    """Return the name of the form of what is typed: whichever part is open, and whatever went out of it, it stays."""
    return f"review-{draft.consultation_id}"


def _decision(
    scope: str,
    index: int,
    statement: consultations.Statement,
    bodies: Mapping[str, str],
    language: labels.Language,
) -> consultations.StatementDecision:
    name = f"{scope}|{statement.statement_id}"
    possible = statement.details.type in _TRACKABLE and bool(statement.details.addressee_ids)
    tracked = possible and st.checkbox(
        show.label(
            text(
                "review_tracked",
                language,
                position=int(statement.position),
                bodies=text("comma", language).join(labels.isolated(each) for each in _named(statement, bodies)),
            )
        ),
        statement.details.HasField("verifiability"),
        key=f"{name}|tracked",
    )
    if tracked and statement.details.press_reported:
        st.caption(text("review_press", language))
    faults.beside(scope, f"decisions[{index}]", text("capture_item_number", language, number=int(statement.position)))
    return consultations.StatementDecision(
        statement_id=statement.statement_id,
        expected_version=statement.version,
        publication=events.PUBLICATION_TRACKED if tracked else events.PUBLICATION_RECORDED,
        risk=consultations.RISK_HIGH,
    )


def _named(statement: consultations.Statement, bodies: Mapping[str, str]) -> list[str]:
    """Return what the addressees of an item are called."""
    return [bodies[each] for each in statement.details.addressee_ids if each in bodies]


def _preview(
    here: desk.Desk,
    draft: consultations.Draft,
    decisions: list[consultations.StatementDecision],
    waiting: dict[str, consultations.Statement],
    bodies: Mapping[str, str],
    *,
    scope: str,
) -> consultations.PreviewPublicationResponse | None:
    """Show what will be public beside what was entered, and what of it has to be looked at; None if it is refused."""
    language = here.language
    request = consultations.PreviewPublicationRequest(
        consultation_id=draft.consultation_id,
        decisions=decisions,
        mail_to_slug=mails.chosen(scope),
        translations_read=mails.translations_read(scope),
    )
    with desk.problems(language):
        try:
            preview = here.person.consultations.PreviewPublication(request)
        except (errors.BadRequest, errors.NotNow) as refused:
            faults.display(scope, refused, language)
            return None
    gate = Gate(here, draft, preview, scope)
    st.subheader(text("review_public", language))
    kind = labels.value(events.ConsultationKind, preview.consultation.kind, language)
    st.caption(f"{kind} · {labels.value(events.ConsultationState, preview.consultation.state, language)}")
    show.show_fragment(beside.compared(preview.consultation, draft.details, gate.spans_of(""), language))
    show.show_fragment(fragment("consultation_facts.html", language, c=preview.consultation))
    if preview.HasField("programme"):
        st.subheader(text("programme", language))
        show.show_text(preview.programme.details.title, language)
        show.show_fragment(fragment("programme_facts.html", language, p=preview.programme))
    gate.decide("")
    _documents(draft, preview, scope, language)
    for part in ("details", "programme"):
        faults.beside(scope, part, text("gate_frame" if part == "details" else "gate_programme", language))
    _statements(gate, preview, decisions, waiting, bodies=bodies, language=language)
    if here.me and "reviewer" in desk.roles_of(here.me):
        gate.documents()
        gate.record()
        gate.restrict({each.statement_id: waiting[each.statement_id] for each in decisions})
    difference.panel(here, draft, preview)
    _told(preview, language)
    mails.panel(draft, preview, scope, language)
    return preview


def _documents(
    draft: consultations.Draft,
    preview: consultations.PreviewPublicationResponse,
    scope: str,
    language: labels.Language,
) -> None:
    """Show the documents that will be public, and keep room for what is said of those that wait."""
    show.show_fragment(fragment("consultation_documents.html", language, c=_unnumbered(preview.consultation)))
    waiting_documents = [each for each in draft.documents if each.waits]
    for index, document in enumerate(waiting_documents):
        faults.beside(scope, f"documents[{index}]", labels.name(document.title, language))


def _statements(
    gate: Gate,
    preview: consultations.PreviewPublicationResponse,
    decisions: list[consultations.StatementDecision],
    waiting: dict[str, consultations.Statement],
    *,
    bodies: Mapping[str, str],
    language: labels.Language,
) -> None:
    """Show each statement as it will be public beside what was entered, and what of it has to be looked at."""
    shown = sorted(decisions, key=lambda each: waiting[each.statement_id].position)
    for decision, public in zip(shown, preview.statements, strict=True):
        item = waiting[decision.statement_id]
        show.show_fragment(
            beside.heading(int(item.position), public, _named(item, bodies), decision.publication, language)
            + beside.compared(public, item.details, gate.spans_of(item.statement_id), language)
            + _speaker(public, language)
        )
        gate.decide(decision.statement_id)


def _speaker(public: consultations.PublicStatement, language: labels.Language) -> Markup:
    apart = public.speaker_pseudonym and text("said_by_pseudonym", language, number=public.speaker_pseudonym)
    speaker = public.speaker or apart or labels.name(public.speaker_note, language)
    named = text("review_speaker", language, speaker=labels.isolated(speaker or text("review_speaker_none", language)))
    return Markup("<p>{}</p>").format(show.whole(named))


def _by_machine(shown: Message) -> bool:
    """Tell whether a text in it is a machine-assisted translation that nobody has reviewed."""
    if isinstance(shown, LocalizedText):
        return bool(shown.machine_assisted)
    held = [each for field, each in shown.ListFields() if field.message_type and not field.is_repeated]
    held += [each for field, some in shown.ListFields() if field.message_type and field.is_repeated for each in some]
    return any(_by_machine(each) for each in held if isinstance(each, Message))


def _unnumbered(public: consultations.PublicConsultation) -> consultations.PublicConsultation:
    """Return what the documents' list is made of before they are public: nothing leads to them yet."""
    return consultations.PublicConsultation(documents=public.documents)


def _told(preview: consultations.PreviewPublicationResponse, language: labels.Language) -> None:
    st.subheader(text("review_told", language))
    if not any(told.liaisons for told in preview.told):
        st.text(text("review_told_nobody", language))
    for told in preview.told:
        body = labels.isolated(labels.name(told.name, language))
        show.show_string(text("review_told_line", language, body=body, liaisons=told.liaisons, lines=told.lines))


def _publish(
    here: desk.Desk,
    draft: consultations.Draft,
    decisions: list[consultations.StatementDecision],
    preview: consultations.PreviewPublicationResponse | None,
    scope: str,
) -> None:
    language = here.language
    checklist = _checklist(preview, scope, language)
    form = _whole(draft)
    note = typed.area(text("review_note", language), key=f"{asking.form(form)}|note")
    faults.beside(scope, "review_note", text("review_note", language))
    until = schedule.ask_until(scope, language)
    key = st.session_state.setdefault(f"{scope}|publish-key", backend.new_key())
    name = ("review_approve" if until else "review_publish") + ("" if decisions else "_alone")
    words = text(name, language, count=len(decisions)) if decisions else text(name, language)
    told = sum(each.liaisons for each in preview.told) if preview else 0
    words += text("review_told_count" if told != 1 else "review_told_one", language, count=told)
    if not st.button(words, type="primary", key=f"{scope}|publish"):
        return
    request = consultations.PublishConsultationRequest(
        idempotency_key=key,
        consultation_id=draft.consultation_id,
        expected_version=draft.version,
        decisions=decisions,
        checklist=checklist,
        review_note=note.strip(),
        final_text_digest=preview.final_text_digest if preview else "",
        embargo_until=until,
    )
    published = acting.act(
        lambda: here.person.consultations.PublishConsultation(request), scope, f"{scope}|publish-key", language
    )
    if published is not None:
        asking.renew(form)
    if published is not None and until:
        desk.finish("review_approved", language, when=schedule.written(published.draft.schedule, language))
    if published is not None:
        desk.finish("review_published", language, number=published.draft.number)


def _checklist(
    preview: consultations.PreviewPublicationResponse | None, scope: str, language: labels.Language
) -> consultations.ChecklistAnswers:
    """Ask what the reviewer has looked at, and what is confirmed; of translations only if a machine wrote one."""
    st.subheader(text("review_checklist", language))
    checklist = consultations.ChecklistAnswers()
    by_machine = preview is not None and any(_by_machine(each) for each in (preview.consultation, *preview.statements))
    answers = list(consultations.Answer.values())
    # What is answered and ticked stands for what is on the page. What is refused now is not on it.
    read = _read(preview) if preview else None
    for question, field in _QUESTIONS.items():
        if read:
            asking.anew(f"{scope}|{field}", read, answers[0])
        answer = st.selectbox(
            text(question, language),
            answers,
            format_func=lambda each: (
                labels.value(consultations.Answer, each, language) if each else text("review_not_answered", language)
            ),
            key=f"{scope}|{field}",
        )
        setattr(checklist, field, answer)
        faults.beside(scope, f"checklist.{field}", text(question, language))
    for question, field in (_CONFIRMED | (_TRANSLATIONS if by_machine else {})).items():
        if read:
            asking.anew(f"{scope}|{field}", read, blank=False)
        setattr(checklist, field, st.checkbox(text(question, language), key=f"{scope}|{field}"))
        faults.beside(scope, f"checklist.{field}", text(question, language))
    return checklist


def _read(preview: consultations.PreviewPublicationResponse) -> tuple[object, ...]:
    """Return what a reviewer reads before it is public."""
    return (preview.final_text_digest, preview.consultation, preview.programme, *preview.statements)


def _return(here: desk.Desk, draft: consultations.Draft, chosen: list[consultations.Statement], scope: str) -> None:
    language = here.language
    form = f"{_whole(draft)}-return"
    reason = typed.area(text("review_reason", language), key=f"{asking.form(form)}|reason")
    faults.beside(scope, "reason", text("review_reason", language))
    sure = asking.agreed("review_return_public", scope=form, language=language, of=[each.details for each in chosen])
    key = st.session_state.setdefault(f"{scope}|return-key", backend.new_key())
    if not st.button(text("review_return", language, count=len(chosen)), key=f"{scope}|return", disabled=not sure):
        return
    request = consultations.ReturnStatementsRequest(
        idempotency_key=key,
        consultation_id=draft.consultation_id,
        statements=[
            consultations.StatementVersion(statement_id=each.statement_id, expected_version=each.version)
            for each in chosen
        ],
        reason=reason.strip(),
    )
    returned = acting.act(
        lambda: here.person.consultations.ReturnStatements(request), scope, f"{scope}|return-key", language
    )
    if returned is not None:
        asking.renew(form)
        desk.finish("review_returned", language)
