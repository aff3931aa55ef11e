"""Lists that grow: what came out of a meeting, and figures as printed.

Each row on the screen has an id of its own, so that removing one never moves what is typed in another.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import streamlit as st
from google.protobuf.message import Message

from dashboard import backend, faults, labels, show
from dashboard.capture import fields
from dashboard.labels import figures, text
from dashboard.web.fragments import fragment
from roundtable.consultations.v1 import service_pb2 as consultations

M = TypeVar("M", bound=Message)

_KINDS: Final = [each for each in consultations.OutputKind.values() if each]


def figures_and_outputs(
    scope: str, typed: consultations.ConsultationDetails | consultations.ProgrammeDetails, language: labels.Language
) -> None:
    """Show figures as printed, how they contradict each other, and outputs; write them into the details."""
    of_programme = isinstance(typed, consultations.ProgrammeDetails)
    # Both forms stand on one page: whose figures they are is said.
    st.subheader(text("capture_programme_figures" if of_programme else "capture_meeting_figures", language))
    st.caption(text("capture_figures_what", language))
    told = st.empty()
    figures = _figures(scope, typed.figures, language)
    typed.ClearField("figures")
    typed.figures.extend(figures)
    if figures:
        told = st.empty()
        fields.both_of(scope, typed, "figures_conflict", language, long=True)
    st.session_state[_slot(scope)] = told
    st.subheader(text("capture_programme_outputs" if of_programme else "outputs", language))
    outputs = _outputs(scope, typed.outputs, language)
    typed.ClearField("outputs")
    typed.outputs.extend(outputs)


def agenda(scope: str, typed: consultations.ConsultationDetails, language: labels.Language) -> None:
    """Show the agenda line by line and write it into the details."""

    def draw(row: str, item: consultations.AgendaItem, path: str) -> consultations.AgendaItem:
        title = fields.both(row, "capture_agenda_title", item.title, language, path=f"{path}.title")
        left, right = st.columns(2)
        with left:
            starts = fields.one_line(row, "capture_starts_time", item.starts_time, language, path=f"{path}.starts_time")
        with right:
            ends = fields.one_line(row, "capture_ends_time", item.ends_time, language, path=f"{path}.ends_time")
        return consultations.AgendaItem(starts_time=starts, ends_time=ends, title=title if title.bodies else None)

    st.subheader(text("agenda", language))
    kinds = {None: text("capture_agenda_add", language)}
    listed = _Listed("agenda", kinds, lambda _: consultations.AgendaItem(), draw)
    entered = _rows(scope, typed.agenda, listed, language)
    typed.ClearField("agenda")
    # A line in which nothing is typed yet is none.
    typed.agenda.extend(each for each in entered if each.ByteSize())


def tell(scope: str, conflicts: Sequence[consultations.FigureConflict], language: labels.Language) -> None:
    """Say beneath the figures how those that are saved contradict each other; nothing where no figure is asked for.

    Args:
        scope: Name of the form.
        conflicts: As the service found them.
        language: Of the page.
    """
    slot = st.session_state.pop(_slot(scope), None)
    if slot is not None and conflicts:
        with slot:
            show.show_fragment(fragment("figure_conflicts.html", language, found=conflicts))


def _slot(scope: str) -> str:
    return f"{scope}|figures|told"


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
        drawn = consultations.Figure(label=figure.label, value=value, as_printed=printed)
        if figure.label in labels.THINGS:
            drawn.part_of = _whole(row, figure, language, path=f"{path}.part_of")
        else:
            _group(row, figure, drawn, language, path)
        return drawn

    def new(label: str) -> consultations.Figure:
        return consultations.Figure(label=label)

    known = {each: labels.figure(each, language) for each in ("participants", *labels.THINGS)}
    return _rows(scope, stored, _Listed("figures", known, new, draw), language)


def _whole(row: str, figure: consultations.Figure, language: labels.Language, *, path: str) -> str:
    """Ask of which other thing a thing is printed as a part; return its label, or nothing."""
    others = ["", *(each for each in labels.THINGS if each != figure.label)]
    chosen = st.selectbox(
        text("capture_figure_part_of", language),
        others,
        index=others.index(figure.part_of) if figure.part_of in others else 0,
        format_func=lambda each: labels.figure(each, language) if each else text("capture_figure_no_part", language),
        key=f"{row}|part",
    )
    faults.beside(row, path, text("capture_figure_part_of", language))
    return chosen


def _group(
    row: str, figure: consultations.Figure, drawn: consultations.Figure, language: labels.Language, path: str
) -> None:
    """Ask by what people are broken down, and which group it is; nothing typed is "not stated"."""
    ways = list(consultations.FigureBy.values())
    drawn.by = st.selectbox(
        text("capture_figure_by", language),
        ways,
        index=ways.index(figure.by),
        format_func=lambda each: (
            labels.value(consultations.FigureBy, each, language) if each else text("capture_figure_all", language)
        ),
        key=f"{row}|by",
    )
    faults.beside(row, f"{path}.by", text("capture_figure_by", language))
    if not drawn.by:
        return
    label = text("capture_figure_group", language)
    if drawn.by == consultations.FIGURE_BY_GENDER:
        known = list(labels.GENDERS)
        drawn.group = st.selectbox(
            text("capture_figure_gender", language),
            known,
            index=known.index(figure.group) if figure.group in known else len(known) - 1,
            format_func=lambda each: labels.GENDERS[each][0 if language == "en" else 1],
            key=f"{row}|gender",
        )
    else:
        stored = "" if figure.group == figures.NOT_STATED else figure.group
        drawn.group = (st.text_input(label, stored, key=f"{row}|group") or "").strip() or figures.NOT_STATED
    faults.beside(row, f"{path}.group", label)


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
    if None in listed.kinds:  # there is one kind: nothing to choose

        def another() -> None:
            rows[backend.new_key()] = listed.new(None)

        st.button(text(f"capture_{listed.name}_add", language), key=box, on_click=another)
        return list(rows.values())

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
