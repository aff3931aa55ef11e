"""What an item says of who, what, by when and shown how, in friendly words. A vague one is counted and left alone."""

from collections.abc import Iterable, Sequence
from typing import Final

import streamlit as st

from dashboard import labels
from dashboard.labels import text
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

ANSWERS: Final = ("who", "what", "by_when", "shown_how")
_ASKED: Final = (events.STATEMENT_TYPE_RECOMMENDATION, events.STATEMENT_TYPE_COMMITMENT)
_CHOICES: Final = ("answer", "as_said")


def said(details: consultations.StatementDetails) -> Sequence[str]:
    """Return which of the four are there."""
    return [each for each in ANSWERS if getattr(details.verifiability, each).bodies]


def counted(items: Iterable[consultations.StatementDetails], language: labels.Language) -> str:
    """Say how many recommendations and commitments say what would count as done, and how many are kept as said."""
    asked = [each for each in items if each.type in _ASKED]
    answered = sum(len(said(each)) == len(ANSWERS) for each in asked)
    return text("coach_counted", language, answered=answered, kept=len(asked) - answered)


def advice(details: consultations.StatementDetails, language: labels.Language) -> str:
    """Return what the item says of the four, and what it does not; no more than that."""
    if details.verifiable == consultations.VERIFIABLE_NO:
        return text("coach_as_said", language)
    there = said(details)
    if len(there) == len(ANSWERS):
        return text("coach_all", language)
    comma = text("comma", language)
    names = {each: text(f"answer_{each}", language) for each in ANSWERS}
    missing = comma.join(names[each] for each in ANSWERS if each not in there)
    if not there:
        return text("coach_none", language, missing=missing)
    return text("coach_some", language, there=comma.join(names[each] for each in there), missing=missing)


def chosen(scope: str, typed: consultations.StatementDetails, language: labels.Language) -> bool:
    """Offer to say what would count as done, or to keep the item as said, as two equal choices.

    Returns:
        Whether to show the four questions. What was answered before stays if they are not shown.
    """
    if typed.type not in _ASKED:
        return False
    as_said = typed.verifiable == consultations.VERIFIABLE_NO
    choice = st.radio(
        text("coach_question", language),
        _CHOICES,
        index=1 if as_said else 0 if said(typed) else None,
        format_func=lambda each: text(f"coach_choice_{each}", language),
        horizontal=True,
        key=f"{scope}|coach",
    )
    if choice == "as_said":
        typed.verifiable = consultations.VERIFIABLE_NO
    elif as_said and choice:
        typed.verifiable = consultations.VERIFIABLE_UNSPECIFIED
    return choice != "as_said"
