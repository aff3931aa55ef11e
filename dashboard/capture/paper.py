"""What a facilitator records of published lines: a hand-over, an answer on paper, a closing, a withdrawal."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from dashboard import asking, desk, faults, labels, numbers, show, told, typed
from dashboard.capture import closing, fields, noting
from dashboard.labels import text
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_TASKS: Final = ("paper_hand_over", "paper_answer", noting.TASK, *closing.TASKS, "paper_withdraw")
_SCOPE: Final = "paper"


def panel(here: desk.Desk) -> None:
    """Let one line be chosen by number and body, and show what can be recorded of it."""
    language = here.language
    faults.begin(_SCOPE)
    st.text(text("paper_what", language))
    number = numbers.plain(fields.one_line(_SCOPE, "paper_number", "", language, path="tracked_number", light=True))
    if not number:
        return
    asked = recommendations.GetRecommendationRequest(tracked_number=number)
    found = desk.known(lambda: here.person.recommendations.GetRecommendation(asked), language)
    if found is None:
        return
    show.show_text(found.title, language)
    task = typed.choice(
        text("paper_task", language), _TASKS, format_func=lambda each: text(each, language), key=f"{_SCOPE}|task"
    )
    if task == "paper_withdraw":
        _withdraw(here, number)
        return
    names = {line.addressee.slug: labels.name(line.addressee.name, language) for line in found.lines}
    slug = st.selectbox(text("paper_body", language), list(names), format_func=lambda each: show.option(names[each]))
    with desk.problems(language):
        line = recommendations.GetAssignmentRequest(tracked_number=number, addressee_slug=slug or "")
        assignment = here.person.recommendations.GetAssignment(line).assignment
    if task in closing.TASKS:
        closing.form(here, assignment, str(task))
    elif task == noting.TASK:
        noting.form(here, assignment)
    elif task == "paper_hand_over":
        _hand_over(here, assignment)
    else:
        _answer(here, assignment)


def _hand_over(here: desk.Desk, assignment: recommendations.Assignment) -> None:
    language, scope = here.language, asking.form(_SCOPE)
    request = recommendations.RecordHandOverRequest(
        assignment_id=assignment.assignment_id,
        expected_version=assignment.version,
        channel=fields.choice(scope, "paper_channel", events.Channel, 0, language, path="channel"),
        handed_over_date=fields.day(scope, "paper_date", "", language, path="handed_over_date"),
        reference=fields.one_line(scope, "paper_reference", "", language, path="reference"),
        scan_file_id=_scan(assignment, language),
    )

    line = assignment.line
    st.link_button(
        text("paper_letter", language), f"/r/{line.tracked_number}/letter?body={line.addressee.slug}&lang={language}"
    )

    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.recommendations.RecordHandOver(request)

    public = "paper_public_hand_over_press" if assignment.line.unconfirmed else "paper_public_hand_over"
    _button(record, assignment.assignment_id, public, "paper_recorded", language)


def _answer(here: desk.Desk, assignment: recommendations.Assignment) -> None:
    language, scope = here.language, asking.form(_SCOPE)
    source = events.OutsideSource(
        channel=fields.choice(scope, "paper_channel", events.Channel, 0, language, path="source.channel"),
        date=fields.day(scope, "paper_date", "", language, path="source.date"),
        reference=fields.one_line(scope, "paper_reference", "", language, path="source.reference"),
        url=fields.one_line(scope, "paper_url", "", language, path="source.url"),
    )
    scan = _scan(assignment, language)
    position = _position(language)
    progress = _progress(language)
    moved = _moved(assignment, language)
    request = recommendations.RecordOutsideAnswerRequest(
        assignment_id=assignment.assignment_id,
        expected_version=assignment.version,
        position=position if position.position else None,
        progress=progress if progress.progress else None,
        moved=moved,
        approval=_approval(moved is not None, language),
        source=source,
        scan_file_id=scan,
    )

    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.recommendations.RecordOutsideAnswer(request)

    said = told.of_letter(assignment, language)
    _button(record, assignment.assignment_id, "paper_public_answer", "paper_waits", language, said=said)


def _scan(assignment: recommendations.Assignment, language: labels.Language) -> str:
    """Let a scan of the line be chosen that nothing names yet, or another one be attached; return its file's id."""
    scope, line = asking.form(_SCOPE), assignment.line
    unused = {each.file_id: each for each in assignment.files if each.is_unused}

    def called(file_id: str) -> str:
        if not file_id:
            return text("paper_scan_none", language)
        title = labels.isolated(labels.name(unused[file_id].title, language))
        return show.option(f"{title} · SHA-256 {unused[file_id].sha256[:8]}")

    chosen: str = st.selectbox(
        text("paper_scan", language), ["", *unused], format_func=called, key=f"{scope}|scan|{assignment.assignment_id}"
    )
    faults.beside(scope, "scan_file_id", text("paper_scan", language))
    st.caption(text("paper_scan_what", language))
    left, right = st.columns(2)
    where = f"/evidence/{line.tracked_number}/attach?body={line.addressee.slug}&scan=yes"
    left.link_button(text("scan_title", language), where)
    right.button(text("paper_scan_again", language), key=f"{scope}|scan again")
    return chosen


def _position(language: labels.Language) -> recommendations.PositionAnswer:
    nothing, scope = LocalizedText(), asking.form(_SCOPE)
    chosen = fields.choice(scope, "paper_position", events.Position, 0, language, path="position.position")
    if not chosen:
        return recommendations.PositionAnswer()
    return recommendations.PositionAnswer(
        position=chosen,
        text=fields.both(scope, "paper_position_text", nothing, language, path="position.text", long=True),
        part=fields.both(scope, "paper_part", nothing, language, path="position.part"),
        reason=fields.both(scope, "paper_reason", nothing, language, path="position.reason"),
        believed_responsible=fields.one_line(
            scope, "paper_responsible", "", language, path="position.believed_responsible"
        ),
        decision_by_date=fields.day(scope, "paper_decision", "", language, path="position.decision_by_date"),
        delivery_date=fields.day(scope, "paper_delivery", "", language, path="position.delivery_date"),
    )


def _progress(language: labels.Language) -> recommendations.ProgressAnswer:
    nothing, scope = LocalizedText(), asking.form(_SCOPE)
    chosen = fields.choice(scope, "paper_progress", events.Progress, 0, language, path="progress.progress")
    if not chosen:
        return recommendations.ProgressAnswer()
    return recommendations.ProgressAnswer(
        progress=chosen,
        text=fields.both(scope, "paper_progress_text", nothing, language, path="progress.text", long=True),
        reason=fields.both(scope, "paper_progress_reason", nothing, language, path="progress.reason"),
    )


def _moved(assignment: recommendations.Assignment, language: labels.Language) -> recommendations.DateMove | None:
    """Ask for another day of delivery, where a day was given."""
    promised = assignment.line.promised_date
    if not promised:
        return None
    scope = asking.form(_SCOPE)
    show.show_string(text("paper_moved_stands", language, day=labels.day(promised, language)))
    day = fields.day(scope, "paper_moved", "", language, path="moved.delivery_date")
    if not day:
        return None
    reason = fields.both(scope, "paper_moved_reason", LocalizedText(), language, path="moved.reason")
    return recommendations.DateMove(delivery_date=day, reason=reason)


def _approval(moved: bool, language: labels.Language) -> events.Approval:
    """Ask in whose name; of a moved day, from the third one on, who approved it."""
    scope = asking.form(_SCOPE)
    approval = events.Approval(
        on_behalf_of=fields.one_line(scope, "paper_on_behalf_of", "", language, path="approval.on_behalf_of")
    )
    if moved:
        approval.approved_by = fields.one_line(scope, "paper_approved_by", "", language, path="approval.approved_by")
        approval.file_number = fields.one_line(scope, "paper_file_number", "", language, path="approval.file_number")
    return approval


def _withdraw(here: desk.Desk, number: str) -> None:
    language, scope = here.language, asking.form(_SCOPE)
    nothing = LocalizedText()
    request = consultations.WithdrawStatementRequest(
        number=number,
        reason=fields.both(scope, "paper_withdraw_reason", nothing, language, path="reason"),
        asked_by=fields.both(scope, "paper_asked_by", nothing, language, path="asked_by"),
    )

    def record(key: str) -> None:
        request.idempotency_key = key
        here.person.consultations.WithdrawStatement(request)

    with desk.problems(language):
        is_tracked = number.removeprefix("EX-").startswith("R-")
        said = told.of_statement(here, number if is_tracked else "")
    _button(record, number, "paper_public_withdraw", "paper_recorded", language, said=said)


def _button(
    record: Callable[[str], None], about: str, public: str, done: str, language: labels.Language, *, said: str = ""
) -> None:
    asking.once(
        record,
        scope=_SCOPE,
        about=about,
        public=public,
        button="paper_record",
        done=done,
        language=language,
        told=said,
    )
