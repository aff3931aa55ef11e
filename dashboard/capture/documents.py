"""`/capture/documents`: the documents of a consultation, added, looked at, removed. The service says what is taken."""

from collections.abc import Iterator
from typing import Any, Final

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard import labels
from dashboard.backend import errors, new_key
from dashboard.capture.dry import draft_of
from dashboard.capture.kept import LATER, page, scripted, status
from dashboard.liaison.answer import Fault, localized
from dashboard.web import Form, Site, Visit
from dashboard.web.downloads import saved, whole
from dashboard.web.forms import whole_number
from dashboard.web.uploads import FILE_BYTES, Upload
from roundtable.consultations.v1 import events_pb2 as events
from roundtable.consultations.v1 import service_pb2 as consultations

_CHUNK: Final = 512 * 1024
KINDS: Final = [number for number in events.DocumentKind.values() if number]
LANGUAGES: Final = ("en", "ur", "en_ur")
# The service's path of a field to the form's.
_PLACES: Final = {"chunk": "file", "title": "document_title", "all_visible_agreed": "agreed", "kind": "kind"}


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of documents."""
    return [
        site.get("/capture/documents", show),
        site.upload("/capture/documents/add", add, too_large),
        site.post("/capture/documents/remove", remove),
        site.get("/capture/documents/file", download),
    ]


def show(visit: Visit) -> Response:
    """Show the documents, and the form that adds one."""
    done = visit.query.get("done", "")
    return _show(visit, visit.query.get("consultation", ""), _empty(visit), done=done if done in _DONE else "")


_DONE: Final = ("added", "removed")


def _empty(visit: Visit) -> Form:
    return Form({"written_in": visit.language, "language": visit.language})


def add(visit: Visit, upload: Upload) -> Response:
    """Add a document, once it was ticked that it is meant. What was typed is shown again after a refusal."""
    filled = upload.form
    first = consultations.AddDocumentRequest(
        idempotency_key=filled["key"] or new_key(),
        consultation_id=filled["consultation"],
        kind=_kind(filled),
        title=localized(filled, "document_title"),
        language=filled["language"],
        uploaded_name=upload.name[:200],
        all_visible_agreed=bool(filled["agreed"]),
        chunk=upload.content[:_CHUNK],
    )
    try:
        if not filled["sure"]:
            return _show(visit, filled["consultation"], filled, faults={"sure": Fault("sure", "")})
        visit.person().consultations.AddDocument(_pieces(first, upload.content))
    except errors.BadRequest as refused:
        faults = {_PLACES.get(each.field.partition(".")[0], "file"): each for each in refused.violations}
        return _show(visit, filled["consultation"], filled, faults=faults)
    except errors.NotNow as refused:
        problem = labels.problem(refused, visit.language)
        return _show(visit, filled["consultation"], filled, problem=problem)
    except LATER as away:
        return _show(visit, filled["consultation"], filled, away=away)
    return visit.redirect(_here(filled["consultation"], "added"))


def _kind(filled: Form) -> Any:
    given = whole_number(filled["kind"])
    return given if given in KINDS else events.DOCUMENT_KIND_UNSPECIFIED


def _pieces(first: consultations.AddDocumentRequest, content: bytes) -> Iterator[consultations.AddDocumentRequest]:
    yield first
    for start in range(_CHUNK, len(content), _CHUNK):
        yield consultations.AddDocumentRequest(chunk=content[start : start + _CHUNK])


def too_large(visit: Visit) -> Response:
    """Say that a file is too large."""
    words = visit.text("attach_too_large", megabytes=FILE_BYTES // (1024 * 1024))
    return visit.render("problem.html", status=413, title=visit.text("documents_title"), detail=words)


def remove(visit: Visit, sent: Form) -> Response:
    """Remove a document, once it was ticked that it is meant."""
    if not sent["sure"]:
        faults = {f"sure-{sent['document']}": Fault("sure", "")}
        return _show(visit, sent["consultation"], _empty(visit), faults=faults)
    request = consultations.RemoveDocumentRequest(
        idempotency_key=sent["key"], consultation_id=sent["consultation"], document_id=sent["document"]
    )
    try:
        visit.person().consultations.RemoveDocument(request)
    except errors.NotNow as refused:
        return _show(visit, sent["consultation"], _empty(visit), problem=labels.problem(refused, visit.language))
    except LATER as away:
        return page(visit, sent, away, title="documents_title")
    return visit.redirect(_here(sent["consultation"], "removed"))


def download(visit: Visit) -> Response:
    """Give a document to the host: as the public gets it, or as it was uploaded."""
    original = visit.query.get("original") == "yes"
    asked = consultations.ReadDocumentRequest(
        consultation_id=visit.query.get("consultation", ""),
        document_id=visit.query.get("document", ""),
        original=original,
    )
    pieces = whole(lambda: visit.person().consultations.ReadDocument(asked))
    return saved(pieces, f"{'original' if original else 'cleaned'}-{asked.document_id[:8]}")


def _here(consultation_id: str, done: str) -> str:
    return f"/capture/documents?consultation={consultation_id}&done={done}"


def _show(
    visit: Visit,
    consultation_id: str,
    filled: Form,
    *,
    faults: dict[str, Any] | None = None,
    problem: str = "",
    done: str = "",
    away: errors.BackendError | None = None,
) -> Response:
    if away:
        # The list cannot be read now; the form stays, and its key: it may have been kept before the answer was lost.
        draft = consultations.Draft(consultation_id=consultation_id)
        problem = f"{labels.problem(away, visit.language)} {visit.text('document_kept')}"
    else:
        draft = draft_of(visit, consultation_id)
    return scripted(
        visit,
        "documents.html",
        status=status(away) if away else 422 if faults or problem else 200,
        draft=draft,
        back=f"/facilitator?consultation={draft.consultation_id}",
        filled=filled,
        faulty=faults or {},
        problem=problem,
        done=done,
        key=(away and filled["key"]) or new_key(),
        kinds=KINDS,
        languages=LANGUAGES,
        attendance=events.DOCUMENT_KIND_ATTENDANCE,
    )
