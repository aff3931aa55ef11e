"""`/capture/import`: items brought as a spreadsheet or pasted. A dry run first; nothing is entered unconfirmed.

What was read travels with the form and is kept nowhere. Sent again, it changes nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard import labels
from dashboard.backend import errors
from dashboard.capture import brought, columns, sheet, unsent
from dashboard.capture.brought import Brought
from dashboard.capture.columns import Layout
from dashboard.capture.entries import Entry, Problem, Reader
from dashboard.capture.kept import LATER, page, scripted, status
from dashboard.spreadsheets.cells import letters
from dashboard.spreadsheets.delimited import read_any, read_text
from dashboard.spreadsheets.reading import FILE_BYTES, Sheet, Unreadable
from dashboard.spreadsheets.writing import write_marked
from dashboard.web import Form, Site, Visit
from dashboard.web.forms import whole_number
from dashboard.web.uploads import Upload
from roundtable.consultations.v1 import service_pb2 as consultations
from roundtable.recommendations.v1 import service_pb2 as recommendations

_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAGE: Final = 200
_SHOWN: Final = 500


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of bringing items."""
    return [
        site.get("/capture/import", begin),
        site.get("/capture/items.xlsx", download),
        site.upload("/capture/import/check", check, too_large, longest=FILE_BYTES),
        site.post("/capture/import/columns", check_columns),
        site.post("/capture/import/marked.xlsx", marked),
        site.post("/capture/import/confirm", confirm),
    ]


def begin(visit: Visit) -> Response:
    """Ask for a file or for cells."""
    return _ask(visit, visit.query.get("consultation", ""))


def _ask(visit: Visit, consultation_id: str, refused: str = "", pasted: str = "") -> Response:
    try:
        draft = draft_of(visit, consultation_id)
    except LATER:
        if not refused:
            raise
        draft = consultations.Draft(consultation_id=consultation_id)  # what was pasted stays, and why it was refused
    status = 422 if refused else 200
    return scripted(
        visit, "import_ask.html", status=status, draft=draft, back=_back(draft), refused=refused, pasted=pasted
    )


def download(visit: Visit) -> Response:
    """Give an empty template, or the items as they are."""
    draft = draft_of(visit, visit.query.get("consultation", ""))
    filled = visit.query.get("filled") == "yes"
    packed = sheet.template(draft, _names(visit, draft, visit.language), visit.language, filled=filled)
    return _file(packed, "items.xlsx" if filled else "template.xlsx")


def check(visit: Visit, uploaded: Upload) -> Response:
    """Show what the file would enter, and every problem. Nothing is entered."""
    consultation_id, pasted = uploaded.form["consultation"], uploaded.form["pasted"]
    try:
        whole = brought.of(read_any(uploaded.content) if uploaded.content else [read_text(pasted)])
    except Unreadable as unreadable:
        return _ask(visit, consultation_id, f"sheet_refused_{unreadable.reason}", pasted)
    if whole is None:
        return _ask(visit, consultation_id, "import_refused_empty", pasted)
    found = brought.fitting(whole)
    if found is None:
        return _ask(visit, consultation_id, "import_refused_long", pasted)
    held = {"consultation": consultation_id, "rows": brought.pack(found), "sheet": str(found.place)}
    try:
        return _dry(visit, found, columns.guess(found.read.rows), held)
    except LATER as problem:
        # The file was read: its rows stay in the page, and it need not be chosen again.
        return _kept(visit, held, problem, "/capture/import/columns", brought.count(found.read))


def too_large(visit: Visit) -> Response:
    """Say that the file is too big."""
    return visit.render(
        "problem.html", status=413, title=visit.text("sheet_refused_too_big"), detail=visit.text("import_file_hint")
    )


def check_columns(visit: Visit, sent: Form) -> Response:
    """Check again, with the columns as they were confirmed, or another sheet."""
    found = brought.unpack(sent["rows"], sent["sheet"])
    if found is None:
        return _ask(visit, sent["consultation"], "import_refused_empty")
    try:
        return _dry(visit, found, _layout(found.read, sent), sent)
    except LATER as problem:
        return _kept(visit, sent, problem, visit.path, brought.count(found.read))


def marked(visit: Visit, sent: Form) -> Response:
    """Give the rows back with the bad cells marked."""
    found = brought.unpack(sent["rows"], sent["sheet"])
    if found is None:
        return _ask(visit, sent["consultation"], "import_refused_empty")
    try:
        draft = draft_of(visit, sent["consultation"])
        _, problems = read(visit, draft, found.read, _layout(found.read, sent))
    except LATER as problem:
        return _kept(visit, sent, problem, visit.path, brought.count(found.read))
    wrong = {(each.row - 1, each.place): each.expected for each in problems}
    right_to_left = visit.language == "ur"
    title = found.read.title or visit.text("import_sheet")
    packed = write_marked(found.read.rows, wrong, title=title, right_to_left=right_to_left)
    return _file(packed, "marked.xlsx")


def confirm(visit: Visit, sent: Form) -> Response:
    """Enter what was confirmed, row after row; what is refused is told, and what is left when a service goes away."""
    found = brought.unpack(sent["rows"], sent["sheet"])
    if found is None:
        return _ask(visit, sent["consultation"], "import_refused_empty")
    try:
        draft = draft_of(visit, sent["consultation"])
        entries, _ = read(visit, draft, found.read, _layout(found.read, sent))
    except LATER as problem:
        return _kept(visit, sent, problem, visit.path, brought.count(found.read))
    wanted = [each for each in entries if each.state != "same"]
    done, refused = 0, list[tuple[int, str]]()
    away: errors.BackendError | None = None
    for each in wanted:
        try:
            visit.person().consultations.PutStatement(each.request(draft.consultation_id))
        except (errors.BadRequest, errors.NotNow, errors.Stale) as problem:
            told = [violation.expected for violation in getattr(problem, "violations", ())]
            refused.append((each.row, "; ".join(told) or str(problem)))
        except LATER as problem:
            away = problem
            break
        else:
            done += 1
    left = len(wanted) - done - len(refused)
    if sent["typed-version"] and not (left or refused):
        _end_typed(visit, draft.consultation_id, sent["typed-version"])
    # Sent again as it was, nothing is entered twice.
    held = {name: value for name, value in sent.items() if name != "form_token"} if away else {}
    return visit.render(
        "import_done.html",
        status=status(away) if away else 200,
        draft=draft,
        back=_back(draft),
        done=done,
        refused=refused,
        left=left,
        kept=held,
        action=visit.path,
        brought=found,
        rows_of=brought.count,
        carried=sent["rows"],
    )


def _end_typed(visit: Visit, consultation_id: str, version: str) -> None:
    try:
        unsent.end(visit.person(), unsent.TABLE, consultation_id, whole_number(version))
    except (*LATER, errors.Stale):
        pass  # the items are entered; what was typed is shown once more, and entering it again changes nothing


def _kept(visit: Visit, sent: Mapping[str, str], problem: errors.BackendError, action: str, rows: int) -> Response:
    note = visit.text("import_kept", count=rows)
    return page(visit, sent, problem, title="import_title", action=action, note=note)


def _dry(visit: Visit, found: Brought, layout: Layout, sent: Mapping[str, str]) -> Response:
    """Show what rows would enter; `sent` is what the page carries on: consultation, rows, and what they end."""
    draft = draft_of(visit, sent["consultation"])
    entries, problems = read(visit, draft, found.read, layout)
    counts = {state: sum(each.state == state for each in entries) for state in ("new", "changed", "same")}
    return visit.render(
        "import_dry.html",
        status=422 if problems else 200,
        draft=draft,
        back=_back(draft),
        layout=layout,
        columns=[
            (place, name, letters(place), layout.headings[place] if place < len(layout.headings) else "")
            for place, name in enumerate(layout.names)
        ],
        known=[(name, sheet.heading(name, visit.language)) for name in sheet.COLUMNS],
        counts=counts,
        entries=entries[:_SHOWN],
        entries_more=max(0, len(entries) - _SHOWN),
        bodies=_names(visit, draft, visit.language).bodies,
        problems=problems[:_SHOWN],
        brought=found,
        rows_of=brought.count,
        sheet_title=found.read.title,
        more=max(0, len(problems) - _SHOWN),
        all_problems=len(problems),
        heading=sheet.heading,
        ready=counts["new"] + counts["changed"],
        carried=sent["rows"],
        typed_version=sent.get("typed-version", ""),
    )


def preview(visit: Visit, consultation_id: str, found: Sheet, layout: Layout, typed_version: str) -> Response:
    """Show what rows of the table would enter. Nothing is entered.

    Args:
        visit: The request.
        consultation_id: The consultation.
        found: The rows.
        layout: Their columns.
        typed_version: Of what is typed in the table: it ends when all of it is entered.
    """
    table = Brought([found])
    held = {"consultation": consultation_id, "rows": brought.pack(table), "typed-version": typed_version}
    return _dry(visit, table, layout, held)


def read(
    visit: Visit, draft: consultations.Draft, found: Sheet, layout: Layout
) -> tuple[Sequence[Entry], Sequence[Problem]]:
    """Return what rows would enter, and every problem."""
    names = {each: _names(visit, draft, each) for each in labels.LANGUAGES}
    return Reader(draft, names, visit.language).read(found, layout)


def draft_of(visit: Visit, consultation_id: str) -> consultations.Draft:
    """Return a consultation as entered.

    Raises:
        NotFound: It is none of the reader's organisation.
    """
    try:
        request = consultations.GetDraftRequest(consultation_id=consultation_id)
        return visit.person().consultations.GetDraft(request).draft
    except errors.BadRequest:
        raise errors.NotFound(consultation_id) from None


def _names(visit: Visit, draft: consultations.Draft, language: labels.Language) -> sheet.Names:
    bodies: dict[str, str] = {}
    token, more = "", True
    while more:
        request = recommendations.ListRegisterRequest(page_size=_PAGE, page_token=token)
        page = visit.person().recommendations.ListRegister(request)
        bodies |= {each.addressee_id: labels.name(each.public.name, language) for each in page.addressees}
        token = page.next_page_token
        more = bool(token)
    return sheet.Names({each.participant_id: each.details.name for each in draft.participants}, bodies)


def _layout(found: Sheet, sent: Form) -> Layout:
    """Return the layout as it was confirmed, each column once; of a sheet that is read for the first time a guess."""
    if not sent["first"]:
        return columns.guess(found.rows)
    width = max((len(each) for each in found.rows), default=0)
    names: list[str] = []
    for place in range(width):
        name = sent[f"column-{place}"]
        names.append(name if name in sheet.COLUMNS and name not in names else "")
    first = whole_number(sent["first"]) or 1
    headings = found.rows[first - 2] if first > 1 and first - 2 < len(found.rows) else []
    return Layout(first - 1, tuple(names), (*headings, *("",) * (width - len(headings))))


def _file(packed: bytes, name: str) -> Response:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(packed, media_type=_KIND, headers=headers)


def _back(draft: consultations.Draft) -> str:
    return f"/facilitator?consultation={quote(draft.consultation_id)}"
