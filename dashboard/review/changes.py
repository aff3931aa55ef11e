"""What a facilitator changes of what is public: wording, one more body, tracked or not, merged, linked, and back."""

from collections.abc import Callable
from typing import Any, Final

import streamlit as st

from dashboard import asking, desk, faults, labels, numbers, show, told, typed
from dashboard.capture import fields
from dashboard.capture.items import all_bodies
from dashboard.labels import text
from dashboard.review import difference, own_texts, proposals, taking_back
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_SCOPE: Final = "change"
_TRACKABLE: Final = frozenset({events.STATEMENT_TYPE_RECOMMENDATION, events.STATEMENT_TYPE_COMMITMENT})
_OPEN_TO_OTHERS: Final = frozenset({events.STATEMENT_TYPE_RECOMMENDATION, events.STATEMENT_TYPE_APPEAL})
_ANSWERS: Final = ("who", "what", "by_when", "shown_how")
_JOINING: Final[dict[str, tuple[str, type[Any]]]] = {
    "change_merge": ("MergeStatement", consultations.MergeStatementRequest),
    "change_supersede": ("SupersedeStatement", consultations.SupersedeStatementRequest),
}
# Public at once; all others wait for a reviewer.
_AT_ONCE: Final = frozenset({*_JOINING, "change_unmerge", "change_link", "change_unlink"})


def panel(here: desk.Desk) -> None:
    """Let one statement be chosen by number, and show what can be changed of it."""
    language = here.language
    faults.begin(_SCOPE)
    taking_back.panel(here, proposals.named)
    st.text(text("change_what", language))
    number = numbers.plain(fields.one_line(_SCOPE, "change_number", "", language, path="number", light=True))
    if "C-" in number and "/" not in number:
        own_texts.panel(here, number)
        return
    statement = _statement(here, number)
    if statement is None:
        return
    acts = possible(statement)
    if not acts:
        st.info(text("change_nothing", language))
        return
    act = typed.choice(
        text("change_act", language),
        acts,
        format_func=lambda each: text(each, language),
        key=f"{_SCOPE}|act",
    )
    if act is None:
        return
    record = _forms()[act](here, statement, act)
    if record is None:
        return
    done = "change_done" if act in _AT_ONCE else "change_waits"
    said = ""
    if act in _JOINING:
        with desk.problems(language):
            said = told.of_statement(here, statement.tracked_number)
    elif act == "change_correct":
        with desk.problems(language):
            said = told.of_corrected(here, statement.tracked_number)
    elif act == "change_unmerge":
        with desk.problems(language):
            said = told.of_reversed_statement(here, statement.tracked_number)
    asking.once(
        record,
        scope=_SCOPE,
        about=f"{statement.number} {_other(act)}",
        public=_public(act, statement.type),
        button="change_button",
        done=done,
        language=language,
        told=said,
        of=[statement],
    )


def _other(act: str) -> str:
    """Return what is chosen beside the statement: the body that is added, or the other statement."""
    form = asking.form(_SCOPE)
    field = {"change_add": f"{form}|body", "change_unlink": f"{_SCOPE}|linked"}.get(act, f"{form}|change_target")
    chosen: str = st.session_state.get(field) or ""
    return chosen


def _public(act: str, kind: events.StatementType.ValueType) -> str:
    """Return the key of what will be public, and who is told."""
    promise = act == "change_track" and kind == events.STATEMENT_TYPE_COMMITMENT
    return "change_track_promise_public" if promise else f"{act}_public"


def possible(statement: consultations.PublicStatement) -> list[str]:
    """Return what can be done to a statement as it is, as keys of words."""
    if statement.hidden or statement.withdrawn:
        return []
    if statement.HasField("joined"):
        return ["change_unmerge"]
    acts = ["change_add"] if statement.type in _OPEN_TO_OTHERS else []
    links = ["change_link", "change_unlink"] if statement.related else ["change_link"]
    if statement.publication == events.PUBLICATION_TRACKED:
        acts.append("change_record_only")
    elif statement.type in _TRACKABLE:
        acts.append("change_track")
    return [*acts, *_JOINING, *links, "change_correct"]


Record = Callable[[str], None]


def _forms() -> dict[str, Callable[[desk.Desk, consultations.PublicStatement, str], Record | None]]:
    return {
        "change_add": _add,
        "change_track": _track,
        "change_record_only": _record_only,
        "change_merge": _join,
        "change_supersede": _join,
        "change_unmerge": _unmerge,
        "change_link": _link,
        "change_unlink": _unlink,
        "change_correct": _correct,
    }


def _statement(here: desk.Desk, number: str) -> consultations.PublicStatement | None:
    """Show a published statement and return it; None without a number, or if there is none of it."""
    if not number:
        return None
    request = consultations.GetStatementRequest(number=number)
    found: consultations.PublicStatement | None = desk.known(
        lambda: here.person.consultations.GetStatement(request).statement, here.language
    )
    if found is None:
        return None
    st.caption(show.label(" · ".join(filter(None, (found.number, found.tracked_number)))))
    show.show_text(found.title, here.language)
    show.show_text(found.text, here.language)
    return found


def _reason(language: labels.Language) -> LocalizedText:
    return fields.both(asking.form(_SCOPE), "change_reason", LocalizedText(), language, path="reason")


def _propose(here: desk.Desk, request: consultations.ProposeChangeRequest) -> Record:
    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.consultations.ProposeChange(request)

    return record


def _add(here: desk.Desk, statement: consultations.PublicStatement, _act: str) -> Record | None:
    language = here.language
    bodies = all_bodies(here)
    chosen = st.selectbox(
        text("change_body", language),
        list(bodies),
        index=None,
        format_func=lambda each: bodies[each],
        key=f"{asking.form(_SCOPE)}|body",
        placeholder=text("choose", language),
    )
    faults.beside(_SCOPE, "add_addressee.addressee_id", text("change_body", language))
    reason = _reason(language)
    if not chosen:
        return None
    return _propose(
        here,
        consultations.ProposeChangeRequest(
            number=statement.number, reason=reason, add_addressee=consultations.AddAddressee(addressee_id=chosen)
        ),
    )


def _track(here: desk.Desk, statement: consultations.PublicStatement, _act: str) -> Record:
    language = here.language
    st.caption(text("capture_verifiability", language))
    answers = consultations.VerifiabilityEntry()
    for name in _ANSWERS:
        typed = fields.both(asking.form(_SCOPE), f"answer_{name}", LocalizedText(), language, path=f"track.{name}")
        getattr(answers, name).CopyFrom(typed)
    return _propose(
        here,
        consultations.ProposeChangeRequest(number=statement.number, reason=_reason(language), track=answers),
    )


def _record_only(here: desk.Desk, statement: consultations.PublicStatement, _act: str) -> Record:
    reason = _reason(here.language)
    return _propose(
        here,
        consultations.ProposeChangeRequest(
            number=statement.number, reason=reason, record_only=consultations.RecordOnly()
        ),
    )


def _correct(here: desk.Desk, statement: consultations.PublicStatement, _act: str) -> Record:
    language = here.language
    scope = f"{asking.form(_SCOPE)}|{statement.number}"
    # Each part has its own place: what grows above a field takes nothing from it that is being typed.
    with st.container():
        title = fields.both(scope, "change_wording_title", statement.title, language, path="correct.title")
    with st.container():
        body = fields.both(scope, "change_wording_text", statement.text, language, path="correct.text", long=True)
    wording = consultations.Wording(title=title, text=body)
    with st.container():
        difference.show_wording(statement, wording, language)
        faults.beside(_SCOPE, "correct", text("change_correct", language))
    return _propose(
        here,
        consultations.ProposeChangeRequest(number=statement.number, reason=_reason(language), correct=wording),
    )


def _join(here: desk.Desk, statement: consultations.PublicStatement, act: str) -> Record | None:
    language = here.language
    target_number = fields.one_line(
        asking.form(_SCOPE), "change_target", "", language, path="target_number", light=True
    ).upper()
    target = _statement(here, target_number)
    reason = _reason(language)
    if target is None:
        return None
    method, kind = _JOINING[act]
    request = kind(number=statement.number, target_number=target.number, reason=reason)

    def record(key: str) -> None:
        request.idempotency_key = key
        getattr(here.person.consultations, method)(request)

    return record


def _unmerge(here: desk.Desk, statement: consultations.PublicStatement, _act: str) -> Record:
    request = consultations.UnmergeStatementRequest(number=statement.number, reason=_reason(here.language))

    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.consultations.UnmergeStatement(request)

    return record


def _link(here: desk.Desk, statement: consultations.PublicStatement, _act: str) -> Record | None:
    language = here.language
    other_number = fields.one_line(
        asking.form(_SCOPE), "change_target", "", language, path="other_number", light=True
    ).upper()
    other = _statement(here, other_number)
    how = fields.both(asking.form(_SCOPE), "change_link_how", LocalizedText(), language, path="reason")
    if other is None:
        return None
    request = consultations.LinkStatementsRequest(number=statement.number, other_number=other.number, reason=how)

    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.consultations.LinkStatements(request)

    return record


def _unlink(here: desk.Desk, statement: consultations.PublicStatement, _act: str) -> Record | None:
    chosen = st.selectbox(
        text("change_linked_item", here.language),
        [each.number for each in statement.related],
        key=f"{_SCOPE}|linked",
    )
    reason = _reason(here.language)
    if not chosen:
        return None
    request = consultations.UnlinkStatementsRequest(number=statement.number, other_number=chosen, reason=reason)

    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.consultations.UnlinkStatements(request)

    return record
