"""The routes: `/my-lines`, `/answer/R-42` with its preview and its receipt, and `/finding/R-42`."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard import backend, labels
from dashboard.backend import errors
from dashboard.liaison import answer, finding
from dashboard.liaison.answer import Fault
from dashboard.web import Site, Visit
from dashboard.web.forms import Form
from roundtable.recommendations.v1 import service_pb2 as recommendations

_LINES: Final = 200
_NEEDS_ANSWER: Final = frozenset(
    {
        recommendations.HEADLINE_WAITING,
        recommendations.HEADLINE_NO_ANSWER,
        recommendations.HEADLINE_RECEIVED_NO_DECISION,
        recommendations.HEADLINE_UNDER_CONSIDERATION,
        recommendations.HEADLINE_NOT_ASKED_YET,
        recommendations.HEADLINE_LATE,
        recommendations.HEADLINE_PROMISED,
    }
)


def routes(site: Site) -> list[BaseRoute]:
    """Return the liaison's routes."""
    return [
        site.get("/my-lines", my_lines),
        site.get("/answer/{number}", form),
        site.get("/answer/{number}/sent", sent),
        site.post("/answer/{number}", send),
        site.get("/finding/{number}", finding.finding),
        site.post("/finding/{number}", finding.reply),
    ]


def my_lines(visit: Visit) -> Response:
    """List the lines of the reader's addressees, what needs an answer first."""
    stub = visit.person().recommendations
    mine: list[recommendations.Assignment] = []
    token = ""
    while True:
        page = stub.ListMyAssignments(recommendations.ListMyAssignmentsRequest(page_size=_LINES, page_token=token))
        mine += page.assignments
        token = page.next_page_token
        if not token:
            break
    waiting = [each for each in mine if each.line.headline.headline in _NEEDS_ANSWER]
    others = [each for each in mine if each.line.headline.headline not in _NEEDS_ANSWER]
    return visit.render("my_lines.html", waiting=waiting, others=others, today=_today(visit))


def form(visit: Visit) -> Response:
    """Show the form, empty but for what belongs to the line."""
    assignment = _assignment(visit)
    empty = Form({"written_in": visit.language, "evidence_date": _today(visit)})
    return _show(visit, assignment, empty, key=backend.new_key())


def sent(visit: Visit) -> Response:
    """Show the receipt: what the public sees now."""
    return visit.render("answer_sent.html", assignment=_assignment(visit), today=_today(visit))


def send(visit: Visit, filled: Form) -> Response:
    """Preview the answer, go back to it, or send it. Whatever fails, what was typed is shown again."""
    try:
        return _send(visit, filled)
    except (errors.Unavailable, errors.SignedOut, errors.TooMany) as problem:
        # The line itself cannot be read now: keep what was typed, and the key, so that sending again is the same act.
        status = 401 if isinstance(problem, errors.SignedOut) else 503
        return visit.render(
            "answer_kept.html",
            status=status,
            problem=labels.problem(problem, visit.language),
            signed_out=isinstance(problem, errors.SignedOut),
            kept=_kept(filled),
            filled=filled,
            fields=answer.FIELDS,
            reasons=answer.REASONS,
            action=f"/answer/{quote(visit.request.path_params['number'])}",
        )


def _send(visit: Visit, filled: Form) -> Response:
    key = filled["key"] or backend.new_key()
    preview = filled["do"] == "preview"
    assignment = _assignment(visit, filled["body"])
    if filled["do"] == "change":
        return _show(visit, assignment, filled, key=key)
    asked = answer.request(filled, assignment.assignment_id, key=key, preview=preview)
    try:
        answered = visit.person().recommendations.SubmitAnswer(asked).assignment
    except (errors.BadRequest, errors.NotNow) as refused:
        found = answer.faults(refused.violations) or [Fault("", str(refused))]
        return _show(visit, assignment, filled, key=key, faults=found, status=422)
    except errors.Stale as stale:
        current = getattr(stale.current, "assignment", None) or _assignment(visit, filled["body"])
        # A new key: what is sent next is a new decision, made in sight of the other one.
        return _show(visit, current, filled, key=backend.new_key(), stale=True, status=409)
    if preview:
        return visit.render(
            "answer_preview.html", assignment=answered, kept=_kept({**filled, "key": key}), today=_today(visit)
        )
    return visit.redirect(
        f"/answer/{quote(answered.line.tracked_number)}/sent?body={quote(answered.line.addressee.slug)}"
    )


def _show(
    visit: Visit,
    assignment: recommendations.Assignment,
    filled: Mapping[str, str],
    *,
    key: str,
    faults: list[Fault] | None = None,
    stale: bool = False,
    status: int = 200,
) -> Response:
    return visit.render(
        "answer.html",
        status=status,
        assignment=assignment,
        filled=filled,
        key=key,
        faults=faults or [],
        faulty={fault.field: fault for fault in faults or []},
        stale=stale,
        today=_today(visit),
        fields=answer.FIELDS,
        ours=answer.OURS,
        answers=answer.ANSWERS,
        stages=answer.STAGES,
        reasons=answer.REASONS,
    )


def _assignment(visit: Visit, body: str = "") -> recommendations.Assignment:
    asked = recommendations.GetAssignmentRequest(
        tracked_number=visit.request.path_params["number"].upper(), addressee_slug=body or visit.query.get("body", "")
    )
    return visit.person().recommendations.GetAssignment(asked).assignment


def _kept(filled: Mapping[str, str]) -> dict[str, str]:
    names = (*answer.FIELDS, "key", "expected_version", "body")
    return {name: filled[name] for name in names if filled.get(name)}


def _today(visit: Visit) -> str:
    return visit.now.astimezone(visit.site.settings.time_zone).date().isoformat()
