"""The task list of a consultation: what is complete, what is missing, and the way to where it is done."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from dashboard import labels
from dashboard import show as show_words
from dashboard.capture import coach, further
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations

STEPS: Final = ("details", "people", "items", "further", "check")
"""The steps as the address names them."""

# A shape and a word: complete, not complete, optional.
_MARKS: Final = {True: ("✓", "capture_complete"), False: ("○", "capture_incomplete"), None: ("–", "capture_optional")}


@dataclass(frozen=True)
class Task:
    """One line of the list."""

    step: str
    """Where it is done: one of `STEPS`."""

    words: str
    complete: bool | None
    """None if nobody needs it."""


def of(draft: consultations.Draft, language: labels.Language) -> list[Task]:
    """Return the tasks of a consultation, in the order of the steps."""
    typed = draft.details
    drafts = [each.details for each in draft.statements if each.record_state == consultations.RECORD_STATE_DRAFT]
    whole = all(each.type and each.title.bodies and each.text.bodies for each in drafts)
    contradiction = Task("further", text("capture_task_conflict", language), bool(typed.figures_conflict.bodies))
    return [
        Task("details", text("capture_task_title", language), bool(typed.title.bodies)),
        Task("details", text("capture_task_kind", language), bool(typed.kind and typed.state)),
        Task("details", text("capture_task_host", language), bool(typed.host_name.bodies)),
        Task("people", text("capture_task_people", language, count=len(draft.participants)), None),
        Task("items", text("capture_task_items", language), bool(draft.statements)),
        Task("items", text("capture_task_texts", language), bool(draft.statements) and whole),
        Task("items", coach.counted(drafts, language), None),
        Task("further", text("capture_task_further", language, count=further.entered(typed)), None),
        *([contradiction] if draft.figure_conflicts else []),
    ]


def begun_at(draft: consultations.Draft) -> str:
    """Return the step at which to go on where the address names none: the first with something missing."""
    return next((each.step for each in of(draft, "en") if each.complete is False), STEPS[-1])


def show(draft: consultations.Draft, language: labels.Language) -> None:
    """Show each task with its state, and a way to where it is done."""
    for step in STEPS:
        tasks = [each for each in of(draft, language) if each.step == step]
        for each in tasks:
            shape, mark = _MARKS[each.complete]
            st.text(f"{shape} {each.words} – {text(mark, language)}")
        if tasks:
            words = text("capture_change", language, step=text(f"capture_step_{step}", language))
            st.button(words, type="tertiary", key=f"change-{step}", on_click=go, args=(draft.consultation_id, step))


def show_next(draft: consultations.Draft, language: labels.Language) -> None:
    """Show how much is complete, and the way to the first thing that is missing."""
    needed = [each for each in of(draft, language) if each.complete is not None]
    missing = [each for each in needed if not each.complete]
    st.caption(text("capture_tasks", language, done=len([each for each in needed if each.complete]), all=len(needed)))
    if missing:
        words = show_words.label(text("capture_next", language, what=missing[0].words))
        goes = (draft.consultation_id, missing[0].step)
        st.button(words, type="tertiary", key="next-missing", on_click=go, args=goes)


def go(consultation_id: str, step: str) -> None:
    """Open a step; before the page is drawn."""
    st.session_state[f"step-{consultation_id}"] = step
