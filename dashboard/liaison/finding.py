"""`/finding/R-42`: what a verifier found, before the public reads it, and the reply of the body that it concerns."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from dashboard import backend, show
from dashboard.backend import errors
from dashboard.liaison.answer import Fault, localized
from dashboard.liaison.kept import LATER, kept, not_theirs
from dashboard.web import Visit
from dashboard.web.forms import Form, whole_number
from roundtable.recommendations.v1 import service_pb2 as recommendations

_FIELDS: Final = ("finding_reply", "written_in")


def finding(visit: Visit) -> Response:
    """Show the finding in its right of reply, and the reply as it stands."""
    try:
        assignment = _assignment(visit, visit.query.get("body", ""))
    except errors.Denied as denied:
        return not_theirs(visit, denied)
    replied = visit.query.get("replied") == "yes"
    return _show(visit, assignment, Form(_as_it_stands(visit, assignment)), key=backend.new_key(), replied=replied)


def _as_it_stands(visit: Visit, assignment: recommendations.Assignment) -> dict[str, str]:
    """Return the form with the reply that is kept: whoever changes it does not write it anew."""
    reply = assignment.finding.reply
    counts = reply.authoritative_language or visit.language
    return {"finding_reply": reply.bodies.get(counts, ""), "written_in": counts}


def waiting_elsewhere(visit: Visit, mine: Sequence[recommendations.Assignment]) -> dict[str, str]:
    """Return where a finding waits on a line before it came to the reader's body: line to that body's slug."""
    stub, found = visit.person().recommendations, {}
    for each in mine:
        if not each.line.HasField("origin"):
            continue
        number = each.line.tracked_number
        asked = recommendations.GetRecommendationRequest(tracked_number=number)
        lines = stub.GetRecommendation(asked).lines
        onward = {line.addressee.slug: line.transferred_to.slug for line in lines if line.HasField("transferred_to")}
        for line in lines:
            if line.checked.rechecked_until_date and _leads(onward, line.addressee.slug, each.line.addressee.slug):
                found[each.assignment_id] = line.addressee.slug
    return found


def _leads(onward: Mapping[str, str], slug: str, to: str) -> bool:
    """Tell whether a line of one body has gone to another one, over however many bodies."""
    seen: set[str] = set()
    while slug in onward and slug not in seen:
        seen.add(slug)
        slug = onward[slug]
        if slug == to:
            return True
    return False


def reply(visit: Visit, filled: Form) -> Response:
    """Keep the reply. Whatever fails, what was typed is shown again."""
    try:
        return _reply(visit, filled)
    except LATER as problem:
        hidden = {name: filled[name] for name in (*_FIELDS, "key", "expected_version", "body", "sure")}
        action = f"/finding/{quote(visit.request.path_params['number'])}"
        return kept(visit, problem, filled, hidden=hidden, fields=_FIELDS, action=action)


def _reply(visit: Visit, filled: Form) -> Response:
    assignment = _assignment(visit, filled["body"])
    key = filled["key"] or backend.new_key()
    if not filled["sure"]:
        return _show(visit, assignment, filled, key=key, fault=Fault("sure", ""), status=422)
    request = recommendations.AnswerFindingRequest(
        idempotency_key=key,
        assignment_id=assignment.assignment_id,
        expected_version=whole_number(filled["expected_version"]),
        reply=localized(filled, "finding_reply"),
    )
    try:
        visit.person().recommendations.AnswerFinding(request)
    except errors.BadRequest as refused:
        fault = Fault("finding_reply", "; ".join(each.expected for each in refused.violations))
        return _show(visit, assignment, filled, key=key, fault=fault, status=422)
    except errors.NotNow as refused:
        why = show.refusal(str(refused), visit.language) if refused.violations else visit.text("finding_too_late")
        return _show(visit, assignment, filled, key=key, problem=why, status=422)
    except errors.Stale:
        # A new key: what is sent next is a new decision, made in sight of the other reply.
        current = _assignment(visit, filled["body"])
        return _show(visit, current, filled, key=backend.new_key(), stale=True, status=409)
    number, slug = assignment.line.tracked_number, assignment.line.addressee.slug
    return visit.redirect(f"/finding/{quote(number)}?body={quote(slug)}&replied=yes")


def _show(
    visit: Visit,
    assignment: recommendations.Assignment,
    filled: Form,
    *,
    key: str,
    fault: Fault | None = None,
    problem: str = "",
    stale: bool = False,
    replied: bool = False,
    status: int = 200,
) -> Response:
    return visit.render(
        "finding.html",
        status=status,
        assignment=assignment,
        filled=filled,
        key=key,
        faulty={fault.field: fault} if fault else {},
        problem=problem,
        stale=stale,
        replied=replied,
    )


def _assignment(visit: Visit, body: str) -> recommendations.Assignment:
    number = visit.request.path_params["number"].upper()
    asked = recommendations.GetAssignmentRequest(tracked_number=number, addressee_slug=body)
    return visit.person().recommendations.GetAssignment(asked).assignment
