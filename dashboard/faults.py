"""Refusals of the services on a Streamlit page: listed, and each beside the field it is about.

A form says beneath each field which one it was (`beside`); after a refusal `display` puts the service's sentence there.
"""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import labels, show
from dashboard.backend.errors import BackendError, Violation
from dashboard.labels import text


@dataclass(frozen=True)
class _Place:
    label: str
    slot: Any


def _key(scope: str) -> str:
    return f"{scope.partition('|')[0]}|places"


def begin(scope: str) -> None:
    """Begin drawing a form; call it before its first field.

    Args:
        scope: Name of the form, unique on the page.
    """
    st.session_state[_key(scope)] = {}


def beside(scope: str, path: str, label: str) -> None:
    """Keep room beneath the field just drawn.

    Args:
        scope: Name of the form; what follows a `|` names a row of it.
        path: The field's path in the request, such as `details.source.url`; all below it belongs to it as well.
        label: What the page calls the field, in the page's language.
    """
    st.session_state[_key(scope)][path] = _Place(label, st.empty())


def summary(refused: BackendError, sentences: list[tuple[str, str]], language: labels.Language) -> None:
    """Show what is wrong where the page stands now.

    Args:
        refused: What the service refused with.
        sentences: What the page calls each field at fault, with the service's sentence.
        language: Of the page.
    """
    st.error(text("there_is_a_problem", language))
    for label, expected in sentences:
        show.show_fault(label, expected, language)
    if not sentences:
        show.show_fault(labels.problem(refused, language), str(refused), language)


def display(scope: str, refused: BackendError, language: labels.Language) -> None:
    """Show a refusal: a list where the page stands now, and each sentence beside its field."""
    found = []
    for each in getattr(refused, "violations", ()):
        place = _place(scope, each)
        label = place.label if place else text("fault_whole_form", language)
        found.append((label, each.expected))
        if place:
            with place.slot:
                show.show_fault(text("fault_expected", language), each.expected, language)
    summary(refused, found, language)


def _place(scope: str, violation: Violation) -> _Place | None:
    """Find the field for a path such as `details.title.bodies[ur]`: its own, or the nearest above it."""
    places: dict[str, _Place] = st.session_state.get(_key(scope), {})
    path = violation.field
    while path and path not in places:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return places.get(path)
