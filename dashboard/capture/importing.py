"""`/capture/import`: items brought as a spreadsheet or pasted. A dry run first; nothing is entered unconfirmed.

What was read travels with the form and is kept nowhere. Sent again, it changes nothing.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard.backend import errors, new_key
from dashboard.capture import brought, columns, dry, entering, sheet, unsent
from dashboard.capture.brought import Brought
from dashboard.capture.columns import Layout
from dashboard.capture.entering import Act
from dashboard.capture.kept import LATER, page, scripted
from dashboard.spreadsheets import cells
from dashboard.spreadsheets.cells import letters
from dashboard.spreadsheets.limits import FILE_BYTES, Unreadable
from dashboard.spreadsheets.reading import Sheet, read_any, read_text
from dashboard.spreadsheets.writing import write_marked
from dashboard.web import Form, Site, Visit
from dashboard.web.forms import whole_number
from dashboard.web.uploads import Upload
from roundtable.consultations.v1 import service_pb2 as consultations

_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN: Final = 500
_LONG: Final = 500
"""From so many rows on the page says that entering them takes a while."""

_TRIES: Final = 3
_CHOSEN: Final = "new-"


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of bringing items."""
    return [
        site.get("/capture/import", begin),
        site.get("/capture/items.xlsx", download),
        site.upload("/capture/import/check", check, too_large, longest=FILE_BYTES, longest_field=FILE_BYTES),
        site.post("/capture/import/columns", check_columns, longest=brought.FORM_BYTES),
        site.post("/capture/import/marked.xlsx", marked, longest=brought.FORM_BYTES),
        site.post("/capture/import/confirm", confirm, longest=brought.FORM_BYTES),
    ]


def begin(visit: Visit) -> Response:
    """Ask for a file or for cells."""
    return _ask(visit, visit.query.get("consultation", ""))


def _ask(visit: Visit, consultation_id: str, refused: str = "", pasted: str = "") -> Response:
    try:
        draft = dry.draft_of(visit, consultation_id)
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
    draft = dry.draft_of(visit, visit.query.get("consultation", ""))
    filled = visit.query.get("filled") == "yes"
    packed = sheet.template(draft, dry.names(visit, draft, visit.language), visit.language, filled=filled)
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
    found = brought.unpack(sent["rows"], sent["other"] or sent["sheet"])
    if found is None:
        return _ask(visit, sent["consultation"], "import_refused_empty")
    layout = columns.guess(found.read.rows) if sent["other"] else _layout(found.read, sent, _chosen(sent))
    held = Form({**sent, "sheet": str(found.place)})
    try:
        return _dry(visit, found, layout, held)
    except LATER as problem:
        return _kept(visit, held, problem, visit.path, brought.count(found.read))


def marked(visit: Visit, sent: Form) -> Response:
    """Give the rows back with the bad cells marked."""
    found = brought.unpack(sent["rows"], sent["sheet"])
    if found is None:
        return _ask(visit, sent["consultation"], "import_refused_empty")
    layout = _layout(found.read, sent)
    try:
        run = dry.run(visit, found, layout, sent["consultation"])
    except LATER as problem:
        return _kept(visit, sent, problem, visit.path, brought.count(found.read))
    wrong = {(each.row - 1, each.place): each.expected for each in run.problems}
    right_to_left = visit.language == "ur"
    title = found.read.title or visit.text("import_sheet")
    packed = write_marked(found.read.rows, wrong, title=title, right_to_left=right_to_left)
    return _file(packed, "marked.xlsx")


def confirm(visit: Visit, sent: Form) -> Response:
    """Enter what was confirmed, all of it or nothing; what stands in the way is shown as in the dry run."""
    found = brought.unpack(sent["rows"], sent["sheet"])
    if found is None:
        return _ask(visit, sent["consultation"], "import_refused_empty")
    layout = _layout(found.read, sent)
    try:
        if _layout(found.read, sent, _chosen(sent)) != layout:
            return _dry(visit, found, _layout(found.read, sent, _chosen(sent)), sent, told="import_columns_changed")
        run, done = _entered(visit, found, layout, sent)
        if not done and (run.wanted or run.full):
            return _dry(visit, found, layout, sent, told="import_nothing_entered")
    except LATER as problem:
        # Sent again as it was, nothing is entered twice.
        return _kept(visit, sent, problem, visit.path, brought.count(found.read))
    if sent["typed-version"] and not run.problems:
        _end_typed(visit, run.draft.consultation_id, sent["typed-version"])
    return visit.render(
        "import_done.html",
        draft=run.draft,
        back=_back(run.draft),
        done=done,
        same=len(run.entries) - done,
        brought=found,
        rows_of=brought.count,
        carried=sent["rows"],
    )


def _entered(visit: Visit, found: Brought, layout: Layout, sent: Form) -> tuple[dry.Run, int]:
    """Enter what was shown, and return what there was to enter, and how much of it was.

    Whatever else is entered meanwhile, these rows have to mean what they meant when they were shown.
    """
    for _ in range(_TRIES):
        run = dry.run(visit, found, layout, sent["consultation"])
        if run.full or not run.wanted or run.digest != sent["shown"]:
            break
        act = Act(run.draft.consultation_id, run.draft.revision, sent["key"])
        try:
            entering.enter(visit.person(), act, run.wanted)
        except (errors.BadRequest, errors.NotNow, errors.Stale):
            continue  # something was entered in between, maybe by this very act: look again
        return run, len(run.wanted)
    return run, 0


def _end_typed(visit: Visit, consultation_id: str, version: str) -> None:
    try:
        unsent.end(visit.person(), unsent.TABLE, consultation_id, whole_number(version))
    except (*LATER, errors.Stale):
        pass  # the items are entered; what was typed is shown once more, and entering it again changes nothing


def _kept(visit: Visit, sent: Mapping[str, str], problem: errors.BackendError, action: str, rows: int) -> Response:
    note = visit.text("import_kept", count=rows)
    return page(visit, sent, problem, title="import_title", action=action, note=note)


def _dry(visit: Visit, found: Brought, layout: Layout, sent: Mapping[str, str], told: str = "") -> Response:
    """Show what rows would enter.

    Args:
        visit: The request.
        found: The rows.
        layout: Their columns.
        sent: What the page carries on: consultation, rows, and what they end.
        told: Key of what is said first.
    """
    run = dry.run(visit, found, layout, sent["consultation"])
    draft, entries, problems = run.draft, run.entries, run.problems
    counts = {state: sum(each.state == state for each in entries) for state in ("new", "changed", "same")}
    return visit.render(
        "import_dry.html",
        status=422 if problems or told or run.full else 200,
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
        bodies=dry.names(visit, draft, visit.language).bodies,
        problems=problems[:_SHOWN],
        brought=found,
        rows_of=brought.count,
        sheet_title=found.read.title,
        more=max(0, len(problems) - _SHOWN),
        all_problems=len(problems),
        heading=sheet.heading,
        ready=0 if run.full else counts["new"] + counts["changed"],
        long=_LONG,
        full=run.full,
        doubtful=run.doubtful_day,
        doubtful_read=run.doubtful_day and cells.day(run.doubtful_day),
        told=told,
        shown=run.digest,
        key=new_key(),
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


def _chosen(sent: Form) -> str:
    """Return how the fields begin in which columns are chosen anew; as those that were shown if there are none."""
    return _CHOSEN if sent[f"{_CHOSEN}first"] else ""


def _layout(found: Sheet, sent: Form, fields: str = "") -> Layout:
    """Return the layout as it was confirmed, each column once; of a sheet that is read for the first time a guess."""
    typed = sent[f"{fields}first"]
    if not typed:
        return columns.guess(found.rows)
    width = max((len(each) for each in found.rows), default=0)
    names: list[str] = []
    for place in range(width):
        name = sent[f"{fields}column-{place}"]
        names.append(name if name in sheet.COLUMNS and name not in names else "")
    first = whole_number(typed) or 1
    headings = found.rows[first - 2] if first > 1 and first - 2 < len(found.rows) else []
    return Layout(first - 1, tuple(names), (*headings, *("",) * (width - len(headings))))


def _file(packed: bytes, name: str) -> Response:
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(packed, media_type=_KIND, headers=headers)


def _back(draft: consultations.Draft) -> str:
    return f"/facilitator?consultation={quote(draft.consultation_id)}"
