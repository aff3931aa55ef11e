"""Step 3: what was said. One item at a time, or a box with one item per line."""

import streamlit as st

from dashboard import asking, desk, faults, labels, show
from dashboard.capture import alike, coach, fields, keeping, many, opening, people, press
from dashboard.labels import text
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import service_pb2 as recommendations

_PAGE = 200
_AT_ONCE = 50  # as many as a slow device draws in time


def step(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show, add and save items."""
    language = here.language
    register = all_bodies(here)
    reported = press.reported(draft.statements)
    for statement in _shown(draft, language):
        now = _in_force(statement)
        title = labels.name(now.title, language) or text("capture_item_untitled", language)
        state = labels.value(consultations.RecordState, statement.record_state, language)
        words = f"{statement.position}. {title} · {statement.number or state}"
        with opening.form(_scope(statement), f"open-{statement.statement_id}", words) as drawn:
            if not drawn:
                continue
            if statement.return_reason and statement.record_state == consultations.RECORD_STATE_DRAFT:
                st.warning(show.label(text("capture_returned", language, reason=statement.return_reason)))
            if statement.record_state == consultations.RECORD_STATE_DRAFT:
                reported |= _edit(here, draft, statement, register).press_reported
            else:
                show.show_text(now.text, language)
                _entered(statement, language)
    if reported:
        press.article(here, draft)
    if len(draft.statements) > 1:
        alike.panel(here, draft)
    drafts = [each.details for each in draft.statements if each.record_state == consultations.RECORD_STATE_DRAFT]
    if drafts:
        st.text(coach.counted(drafts, language))
    st.link_button(text("quick_open", language), f"/capture?consultation={draft.consultation_id}")
    st.link_button(text("grid_open", language), f"/capture/grid?consultation={draft.consultation_id}")
    st.link_button(text("intake_open", language), f"/capture/notes?consultation={draft.consultation_id}")
    st.link_button(text("import_open", language), f"/capture/import?consultation={draft.consultation_id}")
    _add_one(here, draft)
    many.add_many(here, draft)


def _shown(draft: consultations.Draft, language: labels.Language) -> list[consultations.Statement]:
    """Return the items of one part of the list, and those with something that is not saved yet."""
    found, key = list(draft.statements), f"items-part-{draft.consultation_id}"
    if len(found) <= _AT_ONCE:
        return found
    parts = range(0, len(found), _AT_ONCE)

    def named(first: int) -> str:
        last = min(first + _AT_ONCE, len(found))
        return text("capture_items_part", language, first=first + 1, last=last, all=len(found))

    first: int = st.selectbox(text("capture_items_which", language), parts, format_func=named, key=key)
    return [
        each for place, each in enumerate(found) if first <= place < first + _AT_ONCE or keeping.unsaved(_scope(each))
    ]


def _in_force(statement: consultations.Statement) -> consultations.Wording:
    """Return how the item reads: as entered, or as the public reads it since it was corrected."""
    entered, corrected = statement.details, statement.corrected
    return consultations.Wording(
        title=corrected.title if corrected.HasField("title") else entered.title,
        text=corrected.text if corrected.HasField("text") else entered.text,
    )


def _entered(statement: consultations.Statement, language: labels.Language) -> None:
    """Show what of a corrected item was entered otherwise."""
    for name in ("title", "text"):
        if statement.corrected.HasField(name):
            st.caption(text("item_as_entered", language))
            show.show_text(getattr(statement.details, name), language)


def all_bodies(here: desk.Desk) -> dict[str, str]:
    """Return the register: id to name."""

    def every() -> list[recommendations.Addressee]:
        found: list[recommendations.Addressee] = []
        token, more = "", True
        while more:
            request = recommendations.ListRegisterRequest(page_size=_PAGE, page_token=token)
            page = here.person.recommendations.ListRegister(request)
            found.extend(page.addressees)
            token = page.next_page_token
            more = bool(token)
        return found

    return {each.addressee_id: _body(each, here.language) for each in desk.last_known("register", every, here.language)}


def _body(addressee: recommendations.Addressee, language: labels.Language) -> str:
    ended = labels.day(addressee.ended_date, language) if addressee.ended_date else ""
    mark = text("body_ended_mark", language, day=ended) if ended else ""
    return show.option(f"{labels.name(addressee.public.name, language)} {mark}".strip())


def _scope(statement: consultations.Statement) -> str:
    return f"item-{statement.statement_id}"


def _edit(
    here: desk.Desk, draft: consultations.Draft, statement: consultations.Statement, register: dict[str, str]
) -> consultations.StatementDetails:
    """Show the form of one item and save it; return it as it is typed."""
    language = here.language
    scope = _scope(statement)
    kept = keeping.open_form(scope, statement.details, statement.version)

    def save(
        typed: consultations.StatementDetails, version: int, key: str
    ) -> tuple[consultations.StatementDetails, int]:
        request = consultations.PutStatementRequest(
            idempotency_key=key,
            consultation_id=draft.consultation_id,
            statement_id=statement.statement_id,
            expected_version=version,
            details=typed,
        )
        answer = here.person.consultations.PutStatement(request).statement
        return typed, answer.version

    typed = consultations.StatementDetails()
    typed.CopyFrom(kept.saved)
    typed.type = fields.choice(scope, "capture_type", events.StatementType, typed.type, language, path="details.type")
    for name in ("title", "text"):
        fields.both_of(scope, typed, name, language, long=name == "text", prefix="capture_item")
    _addressees(scope, typed, register, language)
    _said(scope, typed, draft, language)
    _verifiability(scope, typed, language)
    typed.garbled = st.checkbox(text("capture_garbled", language), typed.garbled, key=f"{scope}|garbled")
    press.mark(scope, typed, language)
    keeping.keep(scope, kept, typed, save, language)
    if asking.whether_it_goes(scope, "remove_item_what", language):
        _remove(here, draft, statement, kept.version)
    return typed


def _said(
    scope: str, typed: consultations.StatementDetails, draft: consultations.Draft, language: labels.Language
) -> None:
    """Show who said it, and the sentence of the notes."""
    _speaker(scope, typed, draft, language)
    for name in ("speaker_note", "source_sentence"):
        fields.both_of(scope, typed, name, language, prefix="capture_item")
    typed.source_sentence_public = st.checkbox(
        text("capture_source_public", language), typed.source_sentence_public, key=f"{scope}|source-public"
    )


def _verifiability(scope: str, typed: consultations.StatementDetails, language: labels.Language) -> None:
    if not coach.chosen(scope, typed, language):
        return
    for name in coach.ANSWERS:
        stored = getattr(typed.verifiability, name)
        entered = fields.both(scope, f"answer_{name}", stored, language, path=f"details.verifiability.{name}")
        stored.CopyFrom(entered)
    if not coach.said(typed):
        typed.ClearField("verifiability")
    st.caption(show.label(coach.advice(typed, language)))


def _speaker(
    scope: str, typed: consultations.StatementDetails, draft: consultations.Draft, language: labels.Language
) -> None:
    speakers = people.options(draft, language)
    typed.participant_id = st.selectbox(
        text("capture_speaker", language),
        list(speakers),
        index=list(speakers).index(typed.participant_id) if typed.participant_id in speakers else 0,
        format_func=lambda participant_id: speakers[participant_id],
        key=f"{scope}|speaker",
    )
    faults.beside(scope, "details.participant_id", text("capture_speaker", language))


def _addressees(
    scope: str, typed: consultations.StatementDetails, register: dict[str, str], language: labels.Language
) -> None:
    was_implied = typed.addressee_basis == consultations.ADDRESSEE_BASIS_IMPLIED
    chosen = st.multiselect(
        text("capture_addressees", language),
        list(register),
        default=[each for each in typed.addressee_ids if each in register],
        format_func=lambda addressee_id: register[addressee_id],
        key=f"{scope}|addressees",
        placeholder=text("choose", language),
    )
    faults.beside(scope, "details.addressee_ids", text("capture_addressees", language))
    typed.addressee_ids[:] = chosen
    if len(chosen) > 1:
        typed.lead_addressee_id = st.selectbox(
            text("capture_lead", language),
            chosen,
            index=chosen.index(typed.lead_addressee_id) if typed.lead_addressee_id in chosen else 0,
            format_func=lambda addressee_id: register[addressee_id],
            key=f"{scope}|lead",
        )
        faults.beside(scope, "details.lead_addressee_id", text("capture_lead", language))
    else:
        typed.lead_addressee_id = ""
    fields.both_of(scope, typed, "addressee_note", language, prefix="capture_item")
    named = bool(chosen or typed.addressee_note.bodies)
    if not named:
        typed.addressee_basis = consultations.ADDRESSEE_BASIS_NONE
        return
    typed.addressee_basis = consultations.ADDRESSEE_BASIS_EXPLICIT
    implied = st.checkbox(text("capture_implied", language), was_implied, key=f"{scope}|implied")
    if implied:
        typed.addressee_basis = consultations.ADDRESSEE_BASIS_IMPLIED


def _remove(here: desk.Desk, draft: consultations.Draft, statement: consultations.Statement, version: int) -> None:
    request = consultations.RemoveStatementRequest(
        consultation_id=draft.consultation_id, statement_id=statement.statement_id, expected_version=version
    )
    act = f"remove-{statement.statement_id}"
    request.idempotency_key = keeping.key_of(act, request)
    with desk.told(here.language):
        here.person.consultations.RemoveStatement(request)
        keeping.acted(act)
        keeping.close_form(f"item-{statement.statement_id}")
        st.rerun()


def _add_one(here: desk.Desk, draft: consultations.Draft) -> None:
    """Add an empty draft: the form for one."""
    if not st.button(text("capture_add_item", here.language)):
        return
    empty = consultations.StatementDetails(
        type=events.STATEMENT_TYPE_RECOMMENDATION, addressee_basis=consultations.ADDRESSEE_BASIS_NONE
    )
    with desk.told(here.language):
        _put(here, draft, f"add-one-{draft.consultation_id}", empty)
        st.rerun()


def _put(here: desk.Desk, draft: consultations.Draft, act: str, details: consultations.StatementDetails) -> None:
    """Enter a draft once, however often it is tried."""
    request = consultations.PutStatementRequest(
        idempotency_key=keeping.key_of(act, details), consultation_id=draft.consultation_id, details=details
    )
    here.person.consultations.PutStatement(request)
    keeping.acted(act)
