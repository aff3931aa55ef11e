"""Items of other consultations that say nearly the same: merged by a person, linked, or kept apart."""

from typing import Any, Final

import streamlit as st

from dashboard import asking, desk, faults, labels, show, told, typed
from dashboard.backend import errors
from dashboard.capture import fields
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations

_SCOPE: Final = "duplicates"
# What a person makes of a pair: words for what is public, for the button, and for afterwards.
_ACTS: Final = {
    "duplicates_act_merge": ("change_merge_public", "duplicates_merge", "change_done"),
    "duplicates_act_link": ("change_link_public", "duplicates_link", "change_done"),
    "duplicates_act_keep": ("duplicates_keep_public", "duplicates_keep", "duplicates_kept"),
}


def panel(here: desk.Desk) -> None:
    """Let one consultation be chosen by number, and show both texts of each pair with their score."""
    language = here.language
    faults.begin(_SCOPE)
    st.text(text("duplicates_what", language))
    number = fields.one_line(_SCOPE, "duplicates_number", "", language, path="consultation_number", light=True).upper()
    if not number:
        return
    with desk.problems(language):
        request = consultations.FindDuplicatesRequest(consultation_number=number)
        try:
            found = desk.known(lambda: here.person.consultations.FindDuplicates(request).duplicates, language)
        except (errors.BadRequest, errors.NotNow) as refused:
            faults.display(_SCOPE, refused, language)
            return
    if found is None:
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
            show.show_both(statement.title, language)
            show.show_both(statement.text, language)
    name = f"{_SCOPE}-{pair.statement.number}-{pair.other.number}"
    faults.begin(name)
    act = str(
        typed.choice(
            text("duplicates_act", language),
            list(_ACTS),
            format_func=lambda each: text(each, language),
            key=f"{name}|act",
        )
    )
    method, request = _request(pair, act, name, language)

    def record(key: str) -> None:
        request.idempotency_key = key
        getattr(here.person.consultations, method)(request)

    public, button, done = _ACTS[act]
    said = ""
    if act == "duplicates_act_merge":
        with desk.problems(language):
            said = told.of_statement(here, pair.statement.tracked_number)
    asking.once(record, scope=name, about=name, public=public, button=button, done=done, language=language, told=said)


def _request(pair: consultations.Duplicate, act: str, name: str, language: labels.Language) -> tuple[str, Any]:
    """Ask for what the act carries, and return by which RPC it is sent, and the request."""
    number, other = pair.statement.number, pair.other.number
    if act == "duplicates_act_keep":
        return "KeepApart", consultations.KeepApartRequest(number=number, other_number=other)
    if act == "duplicates_act_link":
        how = fields.both(asking.form(name), "change_link_how", LocalizedText(), language, path="reason")
        return "LinkStatements", consultations.LinkStatementsRequest(number=number, other_number=other, reason=how)
    why = fields.both(asking.form(name), "change_reason", LocalizedText(), language, path="reason")
    return "MergeStatement", consultations.MergeStatementRequest(number=number, target_number=other, reason=why)
