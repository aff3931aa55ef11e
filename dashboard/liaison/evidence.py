"""Evidence files: `/evidence/R-42/attach` takes one, `/evidence/file/<id>` gives one, always as a download."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from dashboard import backend, labels, show
from dashboard.backend import errors
from dashboard.capture.kept import LATER, status
from dashboard.liaison.answer import Fault, localized
from dashboard.web import Visit
from dashboard.web.downloads import saved, saved_by_anybody, whole
from dashboard.web.forms import Form
from dashboard.web.uploads import FILE_BYTES, Upload
from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as recommendations

_CHUNK: Final = 512 * 1024
VISIBILITIES: Final = {
    "public": events.EVIDENCE_VISIBILITY_PUBLIC,
    "owner": events.EVIDENCE_VISIBILITY_OWNER,
    "restricted": events.EVIDENCE_VISIBILITY_RESTRICTED,
}
# The service's path of a field to the form's.
_PLACES: Final = {"chunk": "file", "title": "file_title", "visibility": "visible_to"}


def form(visit: Visit) -> Response:
    """Show the form, and the files that the reader may see."""
    assignment = _assignment(visit, visit.query.get("body", ""))
    empty = Form({"written_in": visit.language, "visible_to": "public", "scan": visit.query.get("scan", "")})
    return _show(visit, assignment, empty, key=backend.new_key(), attached=visit.query.get("attached") == "yes")


def attach(visit: Visit, upload: Upload) -> Response:
    """Keep the file. If it cannot be kept it has to be chosen again; everything else is shown as it was."""
    filled = upload.form
    assignment, key = _unread(visit, filled), filled["key"] or backend.new_key()
    try:
        assignment = _assignment(visit, filled["body"])
        return _attach(visit, upload, assignment, key=key)
    except LATER as away:
        # The same key: it may have been kept before the answer was lost.
        told = labels.problem(away, visit.language)
        return _show(visit, assignment, filled, key=key, problem=told, status=status(away))


def _unread(visit: Visit, filled: Form) -> recommendations.Assignment:
    """Return what the form itself knows of a line that cannot be read now."""
    line = recommendations.Line(tracked_number=visit.request.path_params["number"].upper())
    line.addressee.slug = filled["body"]
    return recommendations.Assignment(line=line)


def _attach(visit: Visit, upload: Upload, assignment: recommendations.Assignment, *, key: str) -> Response:
    filled = upload.form
    if not filled["sure"]:
        return _show(visit, assignment, filled, key=key, faults={"sure": Fault("sure", "")}, status=422)
    title = localized(filled, "file_title")
    first = recommendations.AttachEvidenceRequest(
        idempotency_key=key,
        assignment_id=assignment.assignment_id,
        visibility=_visibility(filled),
        is_scan=_is_scan(filled),
        title=title,
        chunk=upload.content[:_CHUNK],
    )
    try:
        visit.person().recommendations.AttachEvidence(_pieces(first, upload.content))
    except errors.BadRequest as refused:
        faults = {_PLACES.get(each.field.partition(".")[0], ""): each for each in refused.violations}
        return _show(visit, assignment, filled, key=backend.new_key(), faults=faults, status=422)
    except (errors.Denied, errors.NotNow, errors.Stale) as refused:
        told = show.refusal(str(refused), visit.language)
        return _show(visit, assignment, filled, key=key, problem=told, status=403)
    line = assignment.line
    scan = "&scan=yes" if _is_scan(filled) else ""
    return visit.redirect(
        f"/evidence/{quote(line.tracked_number)}/attach?body={quote(line.addressee.slug)}{scan}&attached=yes"
    )


def _is_scan(filled: Form) -> bool:
    return filled["scan"] == "yes"


def _visibility(filled: Form) -> Any:
    """Return who may look at the file; a scan is never public by the word of whoever attaches it."""
    if _is_scan(filled):
        return events.EVIDENCE_VISIBILITY_OWNER
    return VISIBILITIES.get(filled["visible_to"], events.EVIDENCE_VISIBILITY_UNSPECIFIED)


def too_large(visit: Visit) -> Response:
    """Say that a file is too large."""
    words = visit.text("attach_too_large", megabytes=FILE_BYTES // (1024 * 1024))
    return visit.render("attach_refused.html", status=413, problem=words)


def download(visit: Visit) -> Response:
    """Give a file to whoever may have it: always to be saved, never shown within a page of ours."""
    file_id = visit.request.path_params["file_id"]
    name = f"evidence-{quote(file_id[:8])}"
    try:
        public = _public(visit, file_id)
    except errors.NotFound:
        return saved(_private(visit, file_id), name)
    return saved_by_anybody(visit, public, name)


def copy(visit: Visit) -> Response:
    """Give the copy of a page that evidence points to: to be saved, as bytes, whatever the other side called them."""
    assignment = _assignment(visit, visit.query.get("body", ""))
    sha256 = visit.request.path_params["sha256"]
    asked = recommendations.ReadArchivedEvidenceRequest(assignment_id=assignment.assignment_id, sha256=sha256)
    media_type, content = whole(lambda: visit.person().recommendations.ReadArchivedEvidence(asked))
    return saved((media_type, content), f"copy-{quote(sha256[:8])}")


def _public(visit: Visit, file_id: str) -> tuple[str, bytes]:
    return whole(lambda: visit.site.backend.public.evidence_file(file_id))


def _private(visit: Visit, file_id: str) -> tuple[str, bytes]:
    if not visit.session:
        raise errors.NotFound("no such file")
    stub = visit.person().recommendations
    return whole(lambda: stub.ReadEvidence(recommendations.ReadEvidenceRequest(file_id=file_id)))


def _pieces(
    first: recommendations.AttachEvidenceRequest, content: bytes
) -> Iterator[recommendations.AttachEvidenceRequest]:
    yield first
    for start in range(_CHUNK, len(content), _CHUNK):
        yield recommendations.AttachEvidenceRequest(chunk=content[start : start + _CHUNK])


def _show(
    visit: Visit,
    assignment: recommendations.Assignment,
    filled: Form,
    *,
    key: str,
    faults: dict[str, Any] | None = None,
    problem: str = "",
    attached: bool = False,
    status: int = 200,
) -> Response:
    return visit.render(
        "attach.html",
        status=status,
        assignment=assignment,
        filled=filled,
        key=key,
        faulty=faults or {},
        problem=problem,
        attached=attached,
        scan=_is_scan(filled),
        copies=_copies(assignment),
        visibilities=list(VISIBILITIES),
    )


def _copies(assignment: recommendations.Assignment) -> list[events.Evidence | events.OutsideSource]:
    """Return the evidence, and where answers were given, of which a copy is held, each once."""
    found: list[Any] = [each for entry in assignment.timeline for each in (*entry.evidence, entry.outside)]
    return list({each.archive_sha256: each for each in found if each.archive_sha256}.values())


def _assignment(visit: Visit, body: str) -> recommendations.Assignment:
    number = visit.request.path_params["number"].upper()
    asked = recommendations.GetAssignmentRequest(tracked_number=number, addressee_slug=body)
    return visit.person().recommendations.GetAssignment(asked).assignment
