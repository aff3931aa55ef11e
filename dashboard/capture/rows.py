"""Lists that grow: what came out of a meeting, and figures as printed.

Each row on the screen has an id of its own, so that removing one never moves what is typed in another.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import streamlit as st
from google.protobuf.message import Message

from dashboard import backend, labels, show
from dashboard.capture import details, fields
from dashboard.labels import text
from roundtable.consultations.v1 import service_pb2 as consultations

M = TypeVar("M", bound=Message)

_KINDS: Final = [each for each in consultations.OutputKind.values() if each]


def figures_and_outputs(
    scope: str, typed: consultations.ConsultationDetails | consultations.ProgrammeDetails, language: labels.Language
) -> None:
    """Show figures as printed, how they contradict each other, and outputs; write them into the details."""
    st.subheader(text("figures", language))
    st.caption(text("capture_figures_what", language))
    figures = _figures(scope, typed.figures, language)
    typed.ClearField("figures")
    typed.figures.extend(figures)
    if figures:
        details.both(scope, typed, "figures_conflict", language, long=True)
    st.subheader(text("outputs", language))
    outputs = _outputs(scope, typed.outputs, language)
    typed.ClearField("outputs")
    typed.outputs.extend(outputs)


def _outputs(
    scope: str, stored: Iterable[consultations.Output], language: labels.Language
) -> list[consultations.Output]:
    """Show what came out of it, let it be changed, and return it."""

    def draw(row: str, output: consultations.Output, path: str) -> consultations.Output:
        left, right = st.columns(2)
        with left:
            kind = fields.choice(
                row, "capture_output_kind", consultations.OutputKind, output.kind, language, path=f"{path}.kind"
            )
        with right:
            printed = fields.count(
                row, "capture_output_count", output.count_printed, language, path=f"{path}.count_printed", empty=True
            )
        title = fields.both(row, "capture_output_title", output.title, language, path=f"{path}.title")
        url = fields.one_line(row, "capture_output_url", output.url, language, path=f"{path}.url")
        agreed = st.checkbox(text("capture_output_consent", language), output.consented, key=f"{row}|consent")
        if url and not agreed:
            st.caption(text("capture_output_no_consent", language))
        return consultations.Output(
            kind=kind,
            count_printed=printed,
            title=title if title.bodies else None,
            url=url,
            consented=agreed,
        )

    def new(kind: int) -> consultations.Output:
        return consultations.Output(kind=kind)  # type: ignore[arg-type]

    kinds = {each: labels.value(consultations.OutputKind, each, language) for each in _KINDS}
    return _rows(scope, stored, _Listed("outputs", kinds, new, draw), language)


def _figures(
    scope: str, stored: Iterable[consultations.Figure], language: labels.Language
) -> list[consultations.Figure]:
    """Show figures as printed, let them be changed, and return them. Nothing is added up."""

    def draw(row: str, figure: consultations.Figure, path: str) -> consultations.Figure:
        show.show_string(labels.figure(figure.label, language))
        left, right = st.columns(2)
        with left:
            value = fields.count(row, "capture_figure_value", figure.value, language, path=f"{path}.value")
        with right:
            printed = fields.one_line(
                row, "capture_figure_printed", figure.as_printed, language, path=f"{path}.as_printed"
            )
        return consultations.Figure(label=figure.label, value=value, as_printed=printed)

    def new(label: str) -> consultations.Figure:
        return consultations.Figure(label=label)

    known = {each: labels.figure(each, language) for each in labels.FIGURES}
    return _rows(scope, stored, _Listed("figures", known, new, draw), language)


@dataclass(frozen=True)
class _Listed(Generic[M]):
    """One list."""

    name: str
    """Its field in the request."""

    kinds: dict[Any, str]
    """What may be added, in words."""

    new: Callable[[Any], M]
    """Makes a row of a kind."""

    draw: Callable[[str, M, str], M]
    """Shows a row, given the prefix of its widgets' keys and its path; returns what is typed."""


def _rows(scope: str, stored: Iterable[M], listed: _Listed[M], language: labels.Language) -> list[M]:
    key = f"{scope}|{listed.name}"
    rows: dict[str, M] = st.session_state.setdefault(key, {backend.new_key(): each for each in stored})
    for index, (row_id, row) in enumerate(list(rows.items())):
        with st.container(border=True):
            rows[row_id] = listed.draw(f"{key}|{row_id}", row, f"details.{listed.name}[{index}]")
            st.button(text("remove", language), key=f"{key}|{row_id}|remove", on_click=rows.__delitem__, args=(row_id,))
    box = f"{key}|which"

    def add() -> None:
        # Chosen is added: no button to press besides. The box is empty again for the next one.
        if (kind := st.session_state[box]) is not None:
            rows[backend.new_key()] = listed.new(kind)
            st.session_state[box] = None

    st.selectbox(
        text(f"capture_{listed.name}_add", language),
        list(listed.kinds),
        index=None,
        format_func=lambda each: listed.kinds[each],
        key=box,
        placeholder=text("choose", language),
        on_change=add,
    )
    return list(rows.values())
