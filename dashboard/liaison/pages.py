"""The routes: `/my-lines` and its spreadsheet, `/answer/R-42` with its preview, print and receipt, and others."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard import backend
from dashboard.backend import errors
from dashboard.liaison import answer, bringing, drafts, evidence, finding, handing_over, own_words
from dashboard.liaison.answer import Fault
from dashboard.liaison.kept import LATER, kept, not_theirs
from dashboard.spreadsheets.reading import SHORT_FILE_BYTES
from dashboard.web import Site, Visit
from dashboard.web.forms import Form, whole_number
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_NEEDS_ANSWER: Final = frozenset(
    {
        recommendations.HEADLINE_WAITING,
        recommendations.HEADLINE_NO_ANSWER,
        recommendations.HEADLINE_RECEIVED_NO_DECISION,
        recommendations.HEADLINE_UNDER_CONSIDERATION,
        recommendations.HEADLINE_NOT_ASKED_YET,
        recommendations.HEADLINE_LATE,
        recommendations.HEADLINE_PROMISED,
        recommendations.HEADLINE_REPORTED_IN_THE_PRESS,
    }
)


def routes(site: Site) -> list[BaseRoute]:
    """Return the liaison's routes."""
    return [
        site.get("/my-lines", my_lines),
        site.get("/hand-over", handing_over.form),
        site.post("/hand-over", handing_over.send),
        site.get("/my-lines.xlsx", bringing.download),
        site.upload("/my-lines/check", bringing.check, bringing.too_large, longest=SHORT_FILE_BYTES),
        site.post("/my-lines/send", bringing.send),
        site.get("/answer/{number}", form),
        site.get("/answer/{number}/approval", approval),
        site.get("/answer/{number}/sent", sent),
        site.post("/answer/{number}", send),
        site.get("/finding/{number}", finding.finding),
        site.post("/finding/{number}", finding.reply),
        site.get("/a/{slug}/own-words", own_words.form),
        site.post("/a/{slug}/own-words", own_words.send),
        site.get("/evidence/{number}/attach", evidence.form),
        site.upload("/evidence/{number}/attach", evidence.attach, evidence.too_large),
        site.get("/evidence/file/{file_id}", evidence.download),
        site.get("/evidence/{number}/copy/{sha256}", evidence.copy),
    ]


def my_lines(visit: Visit) -> Response:
    """List the lines of the reader's addressees, what needs an answer first."""
    try:
        mine = bringing.mine(visit)
    except errors.Denied as denied:
        return not_theirs(visit, denied, "my_lines_no_mandate")
    findings = finding.waiting_elsewhere(visit, mine)
    waiting = [each for each in mine if _waits(each, findings)]
    others = [each for each in mine if not _waits(each, findings)]
    bodies = {each.line.addressee.slug: each.line.addressee.name for each in mine if not each.line.body_ended_date}
    return visit.render(
        "my_lines.html",
        waiting=waiting,
        others=others,
        bodies=bodies,
        findings=findings,
        today=_today(visit),
    )


def _waits(mine: recommendations.Assignment, findings: Mapping[str, str]) -> bool:
    """Tell whether the reader has something to do: a finding or a verifier's question to answer, or the request."""
    line = mine.line
    if line.body_ended_date:
        return False
    if line.checked.rechecked_until_date or mine.assignment_id in findings:
        return True
    if line.HasField("transferred_to"):
        return False
    asked = line.checked.verification == events.VERIFICATION_EVIDENCE_REQUESTED
    return asked or line.headline.headline in _NEEDS_ANSWER


def form(visit: Visit) -> Response:
    """Show the form as the reader left it, or empty but for what belongs to the line; none to whom it is not for."""
    try:
        assignment = _assignment(visit)
    except errors.Denied as denied:
        return not_theirs(visit, denied)
    draft = drafts.of(assignment.drafts, visit.query.get("draft", ""))
    kept = drafts.filled_in(draft) if draft else {}
    mine = drafts.own(assignment.drafts)
    version = str(mine.version) if mine else ""
    filled = Form({"written_in": visit.language, "evidence_date": _today(visit), **kept, "draft_version": version})
    return _show(
        visit,
        assignment,
        filled,
        key=backend.new_key(),
        seen=draft.assignment_version if draft else assignment.version,
        draft=draft,
        note="draft_saved" if mine and visit.query.get("saved") == "yes" else "",
        may_answer=assignment.may_answer,
    )


def approval(visit: Visit) -> Response:
    """Show a draft as a sheet to print: what is asked, what is proposed, and lines for those who approve it."""
    assignment = _assignment(visit)
    draft = drafts.of(assignment.drafts, visit.query.get("draft", ""))
    if draft is None:
        return visit.redirect(_place(assignment.line))
    return visit.render(
        "approval.html",
        assignment=assignment,
        draft=draft,
        filled=Form(drafts.filled_in(draft)),
        answer_fields=[each for each in answer.FIELDS if each not in answer.APPROVAL],
        approval_fields=answer.APPROVAL,
        reasons=answer.REASONS,
        today=_today(visit),
    )


def sent(visit: Visit) -> Response:
    """Show the receipt: what the public sees now."""
    return visit.render("answer_sent.html", assignment=_assignment(visit), today=_today(visit))


def send(visit: Visit, filled: Form) -> Response:
    """Save the answer, print it, preview it, go back to it, or send it. What was typed is shown again if it fails."""
    try:
        return _send(visit, filled)
    except LATER as problem:
        # The line itself cannot be read now: keep what was typed, and the key, so that sending again is the same act.
        action = f"/answer/{quote(visit.request.path_params['number'])}"
        return kept(
            visit, problem, filled, hidden=_kept(filled), fields=answer.FIELDS, action=action, reasons=answer.REASONS
        )


def _send(visit: Visit, filled: Form) -> Response:
    key = filled["key"] or backend.new_key()
    assignment = _assignment(visit, filled["body"])
    match filled["do"]:
        case "discard" if not filled["sure"]:
            return _not_sure(visit, assignment, filled)
        case "discard":
            drafts.discard(visit, filled)
            return visit.redirect(_place(assignment.line))
        case "change":
            return _show(visit, assignment, filled, key=key)
    return _save(visit, filled, assignment, key=key)


def _not_sure(visit: Visit, assignment: recommendations.Assignment, filled: Form) -> Response:
    """Show the draft again, and ask: once deleted, its words are gone."""
    draft = drafts.of(assignment.drafts, filled["draft"])
    if draft is None:
        return visit.redirect(_place(assignment.line))
    again = Form({**drafts.filled_in(draft), "draft_version": filled["draft_version"]})
    seen, unsure = draft.assignment_version, [Fault("sure", "")]
    return _show(visit, assignment, again, key=backend.new_key(), seen=seen, draft=draft, faults=unsure, status=422)


def _save(visit: Visit, filled: Form, assignment: recommendations.Assignment, *, key: str) -> Response:
    """Save the draft, which every step begins with, then do what was asked for."""
    try:
        kept = drafts.save(visit, assignment.assignment_id, filled)
    except (errors.BadRequest, errors.NotNow) as refused:
        return _show(visit, assignment, filled, key=key, faults=[Fault("", str(refused))], status=422)
    filled = Form({**filled, "draft_version": str(kept.version or "")})
    if kept.elsewhere is not None:
        return _show(visit, assignment, filled, key=key, elsewhere=kept.elsewhere, status=409)
    match filled["do"]:
        case "save" | "print" if not kept.version:
            return _show(visit, assignment, filled, key=key, note="draft_empty")
        case "save":
            return visit.redirect(_place(assignment.line, "", saved="yes"))
        case "print":
            return visit.redirect(_place(assignment.line, "/approval"))
    return _submit(visit, filled, assignment, key=key)


def _submit(visit: Visit, filled: Form, assignment: recommendations.Assignment, *, key: str) -> Response:
    # What was not seen as the public will see it is shown first: sending is asked about once.
    preview = filled["do"] == "preview" or not filled["seen"]
    if unused := answer.unused(filled):
        return _show(visit, assignment, filled, key=key, faults=unused, status=422)
    asked = answer.request(filled, assignment.assignment_id, key=key, preview=preview)
    try:
        answered = visit.person().recommendations.SubmitAnswer(asked).assignment
    except (errors.BadRequest, errors.NotNow) as refused:
        found = answer.faults(refused.violations) or [Fault("", str(refused))]
        return _show(visit, assignment, filled, key=key, faults=found, status=422)
    except errors.Stale as stale:
        current = getattr(stale.current, "assignment", None) or _assignment(visit, filled["body"])
        # A new key: what is sent next is a new decision, made in sight of the other one.
        return _show(visit, current, filled, key=backend.new_key(), seen=current.version, stale=True, status=409)
    if preview:
        return visit.render(
            "answer_preview.html", assignment=answered, kept=_kept({**filled, "key": key}), today=_today(visit)
        )
    return visit.redirect(_place(answered.line, "/sent"))


def _show(
    visit: Visit,
    assignment: recommendations.Assignment,
    filled: Mapping[str, str],
    *,
    key: str,
    seen: int = 0,
    draft: drafts.Draft | None = None,
    faults: list[Fault] | None = None,
    stale: bool = False,
    elsewhere: Mapping[str, str] | None = None,
    note: str = "",
    may_answer: bool = True,
    status: int = 200,
) -> Response:
    """Show the form. `seen` is the version of the line that it answers; 0: the one it was shown with before."""
    return visit.render(
        "answer.html",
        status=status,
        assignment=assignment,
        filled=filled,
        key=key,
        faults=faults or [],
        faulty={fault.field: fault for fault in faults or []},
        stale=stale,
        seen=seen or whole_number(filled["expected_version"]) or assignment.version,
        draft=draft,
        colleagues=[each for each in assignment.drafts if not each.saved_by_caller and each != draft],
        elsewhere=Form(elsewhere) if elsewhere is not None else None,
        note=note,
        may_answer=may_answer,
        today=_today(visit),
        fields=answer.FIELDS,
        ours=answer.OURS,
        answers=answer.ANSWERS,
        stages=answer.STAGES,
        reasons=answer.REASONS,
        examples=answer.EXAMPLES,
    )


def _assignment(visit: Visit, body: str = "") -> recommendations.Assignment:
    asked = recommendations.GetAssignmentRequest(
        tracked_number=visit.request.path_params["number"].upper(), addressee_slug=body or visit.query.get("body", "")
    )
    return visit.person().recommendations.GetAssignment(asked).assignment


def _kept(filled: Mapping[str, str]) -> dict[str, str]:
    names = (*answer.FIELDS, answer.CORRECTS, "key", "expected_version", "draft_version", "body")
    return {name: filled[name] for name in names if filled.get(name)}


def _place(line: recommendations.Line, page: str = "", **query: str) -> str:
    asked = urlencode({"body": line.addressee.slug, **query})
    return f"/answer/{quote(line.tracked_number)}{page}?{asked}"


def _today(visit: Visit) -> str:
    return visit.now.astimezone(visit.site.settings.time_zone).date().isoformat()
