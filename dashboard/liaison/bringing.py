"""`/my-lines.xlsx`, and the way back: what would be sent is shown first, and nothing is sent before it is confirmed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from starlette.responses import Response

from dashboard import labels
from dashboard.backend import errors
from dashboard.liaison import answer, drafts, sheet
from dashboard.liaison.sheet import Filled, Problem
from dashboard.spreadsheets.limits import Unreadable
from dashboard.spreadsheets.reading import read as read_workbook
from dashboard.web import Visit, carried
from dashboard.web.forms import Form
from dashboard.web.uploads import Upload
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import service_pb2 as recommendations

_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAGE: Final = 200
_MOST: Final = 300
_CARRIED_BYTES: Final = 4 * 1024 * 1024
Line = recommendations.Assignment


@dataclass(frozen=True)
class Outcome:
    """What one answer would do, or did."""

    filled: Filled
    line: Line
    state: str
    """`ready`, `sent`, `known` (recorded already), `stale`, `refused` or `left` (not reached)."""

    words: str = ""


def mine(visit: Visit) -> list[Line]:
    """Return all lines of the reader's addressees, what needs an answer first."""
    stub, token = visit.person().recommendations, ""
    found: list[Line] = []
    while True:
        page = stub.ListMyAssignments(recommendations.ListMyAssignmentsRequest(page_size=_PAGE, page_token=token))
        found += page.assignments
        if not (token := page.next_page_token):
            return found


def download(visit: Visit) -> Response:
    """Give the reader's lines as a spreadsheet, their own drafts filled in."""
    lines, kept = mine(visit), {}
    for each in lines:
        if drafts.own(each.drafts):
            asked = recommendations.GetAssignmentRequest(
                tracked_number=each.line.tracked_number, addressee_slug=each.line.addressee.slug
            )
            whole = visit.person().recommendations.GetAssignment(asked).assignment
            if draft := drafts.own(whole.drafts):
                kept[each.assignment_id] = draft
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="my-lines.xlsx"'}
    return Response(sheet.write(lines, kept, language=visit.language), media_type=_KIND, headers=headers)


def check(visit: Visit, uploaded: Upload) -> Response:
    """Show what the spreadsheet would send, and every cell that has to be changed. Nothing is sent."""
    lines = mine(visit)
    try:
        found = sheet.ours(read_workbook(uploaded.content)) if uploaded.content else None
    except Unreadable as unreadable:
        return _checked(visit, [], [], refused=f"sheet_refused_{unreadable.reason}")
    if found is None:
        return _checked(visit, [], [], refused="sheet_refused_none")
    filled, problems = sheet.read(found, lines, language=visit.language)
    if len(filled) > _MOST:
        return _checked(visit, [], [], refused="sheet_refused_too_many")
    outcomes = []
    for each in filled:
        outcome, wrong = _tried(visit, each, _line(lines, each))
        problems += wrong
        if outcome:
            outcomes.append(outcome)
    return _checked(visit, outcomes, sorted(problems, key=lambda problem: problem.row))


def too_large(visit: Visit) -> Response:
    """Say that the file is too big to be a sheet of ours."""
    return _checked(visit, [], [], refused="sheet_refused_too_big")


def _tried(visit: Visit, filled: Filled, line: Line) -> tuple[Outcome | None, list[Problem]]:
    if unused := answer.unused(Form(filled.form)):
        return None, [_problem(visit, filled, fault) for fault in unused]
    asked = answer.request(Form(filled.form), line.assignment_id, key=filled.key, preview=True)
    try:
        after = visit.person().recommendations.SubmitAnswer(asked).assignment
    except errors.Stale:
        return Outcome(filled, line, "known" if says(line, asked) else "stale"), []
    except (errors.BadRequest, errors.NotNow) as refused:
        if says(line, asked):
            return Outcome(filled, line, "known"), []
        faults = answer.faults(refused.violations) or [answer.Fault("", str(refused))]
        return None, [_problem(visit, filled, fault) for fault in faults]
    words = labels.headline(
        after.line.headline, visit.language, body=labels.name(after.line.addressee.name, visit.language)
    )
    return Outcome(filled, line, "ready", words), []


def _problem(visit: Visit, filled: Filled, fault: answer.Fault) -> Problem:
    words = fault.words or (f"fault_{fault.field}" if fault.field else "")
    typed = filled.form.get(fault.field, "")
    offered = {key: word for word, key in sheet.choices(fault.field, visit.language).items()}
    return Problem(
        filled.row,
        sheet.column(fault.field),
        fault.field,
        offered.get(typed, typed)[:200],
        visit.text(words) if words else "",
        "" if fault.words else fault.expected,
    )


def says(line: Line, asked: recommendations.SubmitAnswerRequest) -> bool:
    """Tell whether the line says already what an answer would make it say."""
    panel = line.line.says
    same = []
    if asked.HasField("position"):
        entry, given = panel.position_entry, asked.position
        same.append(panel.position == given.position and _same(entry, given, ("text", "part", "reason")))
    if asked.HasField("progress"):
        same.append(
            panel.progress == asked.progress.progress
            and _same(panel.progress_entry, asked.progress, ("text", "reason"))
        )
    if asked.HasField("moved"):
        same.append(line.line.promised_date == asked.moved.delivery_date)
    return bool(same) and all(same)


def _same(entry: recommendations.TimelineEntry, given: object, names: Sequence[str]) -> bool:
    def words(text: LocalizedText) -> Mapping[str, str]:
        return dict(text.bodies)

    return all(words(getattr(entry, name)) == words(getattr(given, name)) for name in names)


def _checked(visit: Visit, outcomes: list[Outcome], problems: list[Problem], *, refused: str = "") -> Response:
    ready = [each.filled for each in outcomes if each.state == "ready"]
    return visit.render(
        "sheet_checked.html",
        status=422 if refused or problems else 200,
        outcomes=outcomes,
        problems=problems,
        heading=sheet.heading,
        refused=refused,
        ready=len(ready),
        carried=_packed(ready) if ready else "",
    )


def send(visit: Visit, confirmed: Form) -> Response:
    """Send what was confirmed, one answer after the other. Sent again, it changes nothing."""
    outcomes: list[Outcome] = []
    lines = mine(visit)
    for each in _unpacked(confirmed["answers"]):
        line = next((one for one in lines if _is(one, each)), None)
        if line is None:
            continue
        done = outcomes and outcomes[-1].state == "left"
        outcomes.append(Outcome(each, line, "left") if done else _sent(visit, each, line))
    return visit.render("sheet_sent.html", outcomes=outcomes)


def _sent(visit: Visit, filled: Filled, line: Line) -> Outcome:
    asked = answer.request(Form(filled.form), line.assignment_id, key=filled.key, preview=False)
    outcome = Outcome(filled, line, "sent")
    try:
        visit.person().recommendations.SubmitAnswer(asked)
    except errors.Stale:
        return replace(outcome, state="stale")
    except (errors.BadRequest, errors.NotNow, errors.Denied, errors.NotFound) as refused:
        return replace(outcome, state="refused", words=str(refused))
    except (errors.Unavailable, errors.TooMany):
        return replace(outcome, state="left")
    return outcome


def _line(lines: Sequence[Line], filled: Filled) -> Line:
    return next(each for each in lines if _is(each, filled))


def _is(line: Line, filled: Filled) -> bool:
    return (line.line.tracked_number, line.line.addressee.slug) == (filled.number, filled.body)


def _packed(filled: Sequence[Filled]) -> str:
    """Return the answers for the form that confirms them: the browser keeps them, we keep nothing."""
    return carried.pack([vars(each) for each in filled])


def _unpacked(answers: str) -> list[Filled]:
    """Return the answers that were confirmed; none if they are not as we packed them."""
    try:
        found = carried.unpack(answers, most=_CARRIED_BYTES)
        return [
            Filled(int(each["row"]), str(each["number"]), str(each["body"]), _fields(each["form"]))
            for each in found[:_MOST]
        ]
    except (carried.NotOurs, ValueError, KeyError, TypeError, OverflowError):
        return []


def _fields(form: Mapping[str, str]) -> dict[str, str]:
    names = (*answer.FIELDS, "expected_version")
    return {name: str(form[name]) for name in names if name in form}
