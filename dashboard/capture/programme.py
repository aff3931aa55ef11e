"""The programme that a meeting belongs to: chosen, made, or changed while nothing of it is public."""

import streamlit as st

from dashboard import backend, desk, faults, labels, show
from dashboard.backend import errors
from dashboard.capture import fields, keeping, rows, source
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations

_PAGE = 200
_NEW = "new"
_NEW_FORM = "new-programme"


def choose(here: desk.Desk, scope: str, programme_id: str) -> str:
    """Let a programme of the own organisation be chosen; return its id, empty for none.

    Args:
        here: The desk.
        scope: Name of the consultation's form.
        programme_id: The one chosen so far.
    """
    language = here.language
    known = _mine(here)
    box = f"{scope}|programme"
    if made := st.session_state.pop(f"{box}-made", ""):
        st.session_state[box] = made
    options = ["", *known, _NEW]
    words = {"": text("capture_programme_none", language), _NEW: text("capture_programme_new", language)}
    chosen = st.selectbox(
        text("programme", language),
        options,
        index=options.index(programme_id) if programme_id in options else 0,
        format_func=lambda each: words.get(each) or show.option(labels.name(_title(known[each]), language)),
        key=box,
        label_visibility="collapsed",
    )
    faults.beside(scope, "details.programme_id", text("programme", language))
    if chosen == _NEW:
        _make(here, box)
        return programme_id
    if chosen:
        with st.expander(text("capture_programme_change", language)):
            _edit(here, known[chosen])
    return chosen


def _title(programme: consultations.Programme) -> LocalizedText:
    """Return the title as entered, or as the public reads it since it was corrected."""
    found = (each.text for each in programme.corrected if each.field == "title")
    return next(found, programme.details.title)


def _mine(here: desk.Desk) -> dict[str, consultations.Programme]:
    def every() -> dict[str, consultations.Programme]:
        found: dict[str, consultations.Programme] = {}
        token, more = "", True
        while more:
            request = consultations.ListMyProgrammesRequest(page_size=_PAGE, page_token=token)
            page = here.person.consultations.ListMyProgrammes(request)
            found |= {each.programme_id: each for each in page.programmes}
            token = page.next_page_token
            more = bool(token)
        return found

    return desk.last_known("programmes", every, here.language)


def _make(here: desk.Desk, box: str) -> None:
    language = here.language
    faults.begin(_NEW_FORM)
    title = fields.both(_NEW_FORM, "capture_programme_title", LocalizedText(), language, path="details.title")
    key = st.session_state.setdefault(f"{_NEW_FORM}|key", backend.new_key())
    if not st.button(text("capture_programme_make", language), key=f"{_NEW_FORM}|make"):
        return
    request = consultations.CreateProgrammeRequest(
        idempotency_key=key, details=consultations.ProgrammeDetails(title=title)
    )
    with desk.problems(language):
        try:
            made = here.person.consultations.CreateProgramme(request).programme
        except errors.BadRequest as refused:
            st.session_state.pop(f"{_NEW_FORM}|key")
            faults.display(_NEW_FORM, refused, language)
            return
    keeping.close_form(_NEW_FORM)
    # The select box is drawn already in this run: the next one shows the new programme chosen, and saves it.
    st.session_state[f"{box}-made"] = made.programme_id
    st.rerun()


def _edit(here: desk.Desk, stored: consultations.Programme) -> None:
    language = here.language
    scope = f"programme-{stored.programme_id}"
    kept = keeping.open_form(scope, stored.details, stored.version)
    conflicts = list(stored.figure_conflicts)

    def save(
        typed: consultations.ProgrammeDetails, version: int, key: str
    ) -> tuple[consultations.ProgrammeDetails, int]:
        request = consultations.UpdateProgrammeRequest(
            idempotency_key=key, programme_id=stored.programme_id, expected_version=version, details=typed
        )
        answer = here.person.consultations.UpdateProgramme(request).programme
        conflicts[:] = answer.figure_conflicts
        return typed, answer.version

    typed = consultations.ProgrammeDetails()
    typed.CopyFrom(kept.saved)
    fields.both_of(scope, typed, "title", language, prefix="capture_programme")
    fields.both_of(scope, typed, "summary", language, long=True)
    fields.both_of(scope, typed, "organisers", language)
    fields.both_of(scope, typed, "partners", language)
    fields.both_of(scope, typed, "funder", language)
    left, right = st.columns(2)
    with left:
        typed.from_date = fields.one_line(
            scope, "capture_programme_from", typed.from_date, language, path="details.from_date"
        )
    with right:
        typed.to_date = fields.one_line(scope, "capture_programme_to", typed.to_date, language, path="details.to_date")
    typed.themes[:] = fields.themes(scope, list(typed.themes), language, path="details.themes")
    typed.languages[:] = fields.languages(scope, list(typed.languages), language, path="details.languages")
    source.fill_in(scope, typed.source, language)
    if not typed.source.ByteSize():
        typed.ClearField("source")
    rows.figures_and_outputs(scope, typed, language)
    typed.illustrative = st.checkbox(
        text("capture_illustrative", language), typed.illustrative, key=f"{scope}|illustrative"
    )
    keeping.keep(scope, kept, typed, save, language)
    rows.tell(scope, conflicts, language)
