"""Items of other consultations that say nearly the same: merged by a person, or kept apart."""

import streamlit as st

from dashboard import asking, backend, desk, faults, show
from dashboard.backend import errors
from dashboard.capture import fields
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations

_SCOPE = "duplicates"


def panel(here: desk.Desk) -> None:
    """Let one consultation be chosen by number, and show both texts of each pair with their score."""
    language = here.language
    faults.begin(_SCOPE)
    st.text(text("duplicates_what", language))
    number = fields.one_line(_SCOPE, "duplicates_number", "", language, path="consultation_number").upper()
    if not number:
        return
    with desk.problems(language):
        request = consultations.FindDuplicatesRequest(consultation_number=number)
        try:
            found = here.person.consultations.FindDuplicates(request).duplicates
        except (errors.BadRequest, errors.NotNow) as refused:
            faults.display(_SCOPE, refused, language)
            return
    if not found:
        st.text(text("duplicates_none", language))
    for each in found:
        numbers = f"{_number(each.statement)} · {_number(each.other)}"
        with st.expander(show.label(text("duplicates_pair", language, numbers=numbers, score=each.score))):
            _one(here, each)


def _number(statement: consultations.PublicStatement) -> str:
    return statement.tracked_number or statement.number


def _one(here: desk.Desk, pair: consultations.Duplicate) -> None:
    language = here.language
    for side, statement in zip(st.columns(2), (pair.statement, pair.other), strict=True):
        with side:
            st.caption(show.label(_number(statement)))
            show.show_text(statement.title, language)
            show.show_text(statement.text, language)
    name = f"{_SCOPE}-{pair.statement.number}-{pair.other.number}"
    faults.begin(name)
    reason = fields.both(name, "change_reason", LocalizedText(), language, path="reason")
    request = consultations.MergeStatementRequest(
        number=pair.statement.number, target_number=pair.other.number, reason=reason
    )

    def merge(key: str) -> None:
        request.idempotency_key = key
        here.person.consultations.MergeStatement(request)

    asking.once(
        merge,
        scope=name,
        public="change_merge_public",
        button="duplicates_merge",
        done="change_done",
        language=language,
    )
    if st.button(text("duplicates_keep", language), key=f"{name}|keep"):
        keeping = consultations.KeepApartRequest(
            idempotency_key=backend.new_key(), number=pair.statement.number, other_number=pair.other.number
        )
        with desk.problems(language):
            here.person.consultations.KeepApart(keeping)
        st.rerun()
