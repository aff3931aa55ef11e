"""The desk's box with one item per line: saved as it is typed, resumed on another device, entered line by line.

A line that was entered is taken out of the box, so that a failure repeats nothing. The key of its entry is saved with
the text: who goes on elsewhere after an answer was lost does not enter it twice.
"""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from dashboard import backend, desk, faults, labels, show
from dashboard.backend import errors
from dashboard.capture import unsent
from dashboard.capture.keys import once
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_TITLE: Final = 120


@dataclass
class _Kept:
    """The box as the service has it."""

    text: str
    version: int
    key: str
    """Of the next line's entry."""


def add_many(here: desk.Desk, draft: consultations.Draft) -> None:
    """Show the box, and add one draft per line."""
    language = here.language
    box = f"add-{draft.consultation_id}"
    kept = _resumed(here, draft, box)
    st.text_area(text("capture_add_items", language), key=box, help=text("capture_add_items_help", language))
    if refused := st.session_state.pop(f"{box}|refused", None):
        told = [each.expected for each in getattr(refused, "violations", ())] or [str(refused)]
        faults.summary(refused, [(text("capture_add_items", language), each) for each in told], language)
    _keep(here, draft, box, kept)
    spoken = st.radio(
        text("verify_written_in", language),
        labels.LANGUAGES,
        index=labels.LANGUAGES.index(language),
        format_func=lambda each: text(f"language_{each}", language),
        horizontal=True,
        key=f"{box}|language",
    )
    st.button(
        text("capture_add_items_button", language), on_click=_enter, args=(here, draft, box), kwargs={"spoken": spoken}
    )
    if problem := st.session_state.pop(f"{box}|problem", ""):
        st.error(problem)


def _resumed(here: desk.Desk, draft: consultations.Draft, box: str) -> _Kept:
    kept = st.session_state.get(f"{box}|kept")
    if not isinstance(kept, _Kept):
        with desk.problems(here.language):
            kept = _as_kept(unsent.read(here.person, unsent.BOX, draft.consultation_id))
        st.session_state[f"{box}|kept"] = kept
    if box not in st.session_state:  # the first time, and after another step was open
        st.session_state[box] = kept.text
    return kept


def _as_kept(found: unsent.Text) -> _Kept:
    return _Kept(found.fields.get("text", ""), found.version, found.fields.get("key", "") or backend.new_key())


def _keep(here: desk.Desk, draft: consultations.Draft, box: str, kept: _Kept) -> None:
    """Save what is typed, and say how it stands."""
    language = here.language
    try:
        _save(here, draft, kept, st.session_state[box])
    except errors.Stale as stale:
        _choose(here, draft, box, stale)
    except errors.BackendError as error:
        st.caption(text("capture_not_saved", language))
        st.error(labels.problem(error, language))
    else:
        if kept.text:
            st.caption(text("quick_kept", language))


def _save(here: desk.Desk, draft: consultations.Draft, kept: _Kept, typed: str) -> None:
    """Save what is typed if it differs from what was saved last.

    Raises:
        Stale: Something else was saved on another device.
    """
    if typed == kept.text:
        return
    if typed.strip():
        fields = {"text": typed, "key": kept.key}
        kept.version = unsent.save(here.person, unsent.BOX, draft.consultation_id, kept.version, fields)
    elif kept.version:
        unsent.end(here.person, unsent.BOX, draft.consultation_id, kept.version)
        kept.version, kept.key = 0, backend.new_key()
    kept.text = typed


def _choose(here: desk.Desk, draft: consultations.Draft, box: str, stale: errors.Stale) -> None:
    """Something else was saved elsewhere: what is typed here stays on the screen until one side is chosen."""
    language = here.language
    with desk.problems(language):
        theirs = _as_kept(unsent.current(here.person, unsent.BOX, draft.consultation_id, stale))
    st.warning(text("unsent_elsewhere", language))
    st.caption(text("unsent_elsewhere_what", language))
    show.show_string(theirs.text)

    def take(typed: str) -> None:
        st.session_state[f"{box}|kept"] = theirs
        st.session_state[box] = typed

    st.button(text("unsent_mine", language), on_click=take, args=(st.session_state[box],), key=f"{box}|mine")
    st.button(text("unsent_theirs", language), on_click=take, args=(theirs.text,), key=f"{box}|theirs")


def _enter(here: desk.Desk, draft: consultations.Draft, box: str, *, spoken: str) -> None:
    """Enter line after line; what is refused, or left when a service goes away, stays in the box."""
    kept: _Kept = st.session_state[f"{box}|kept"]
    waiting = [line.strip() for line in st.session_state[box].splitlines() if line.strip()]
    try:
        _save(here, draft, kept, st.session_state[box])  # with the key of the first line
        while waiting:
            details = _recommendation(waiting[0], spoken)
            request = consultations.PutStatementRequest(
                idempotency_key=once(kept.key, details), consultation_id=draft.consultation_id, details=details
            )
            here.person.consultations.PutStatement(request)
            waiting.pop(0)
            kept.key = backend.new_key()
            _save(here, draft, kept, "\n".join(waiting))
    except (errors.BadRequest, errors.NotNow) as refused:
        st.session_state[f"{box}|refused"] = refused
    except backend.BackendError as error:
        st.session_state[f"{box}|problem"] = labels.problem(error, here.language)
    st.session_state[box] = "\n".join(waiting)


def _recommendation(line: str, spoken: str) -> consultations.StatementDetails:
    return consultations.StatementDetails(
        type=events.STATEMENT_TYPE_RECOMMENDATION,
        title=LocalizedText(authoritative_language=spoken, bodies={spoken: line[:_TITLE]}),
        text=LocalizedText(authoritative_language=spoken, bodies={spoken: line}),
        addressee_basis=consultations.ADDRESSEE_BASIS_NONE,
    )
