"""`/capture/grid`: many items in a table, cell by cell. Plain HTML; read as rows of a spreadsheet are.

A cell that means nothing in its column says so beneath it, and everything typed stays. Nothing is entered here: what
can be read goes to the preview of rows, where it is confirmed.
"""

from typing import Final

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard import labels
from dashboard.backend import errors, new_key
from dashboard.capture import dry, importing, kept, sheet, unsent
from dashboard.capture.columns import Layout
from dashboard.capture.lines.reading import shortened
from dashboard.spreadsheets.cells import language_of
from dashboard.spreadsheets.reading import Sheet
from dashboard.web import Form, Site, Visit
from dashboard.web.forms import whole_number

_ROWS: Final = 10
_MOST: Final = 40
_TEXTS: Final = ("text_en", "text_ur")
_TITLES: Final = tuple(
    f"title_{each}" for each in labels.LANGUAGES
)  # made of the texts unless one is typed: nobody has to type a line twice


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the grid."""
    return [site.get("/capture/grid", begin), site.post("/capture/grid/check", check)]


def begin(visit: Visit) -> Response:
    """Show the table, with what the person typed and has not entered yet, on whichever device."""
    consultation_id = visit.query.get("consultation", "")
    try:
        found = unsent.read(visit.person(), unsent.TABLE, consultation_id)
    except errors.BadRequest:
        raise errors.NotFound(consultation_id) from None
    kept_there = {"consultation": consultation_id, "version": str(found.version)}
    return _table(visit, Form(dict(found.fields) | kept_there), {}, version=str(found.version))


def check(visit: Visit, sent: Form) -> Response:
    """Show what the rows would enter, or what has to be changed in which cell; or the table with more rows."""
    try:
        unsent.require_owner(visit.person(), sent["owner"])
        names = (*_read(visit), *_TITLES)
        found = Sheet([_row(visit, sent, number) for number in range(1, _count(sent) + 1)], frozenset())
        layout = Layout(0, names, ("",) * len(names))
        entries, problems = dry.read(visit, dry.draft_of(visit, sent["consultation"]), found, layout)
        if sent["more"] or problems or not entries:
            wrong = {f"c{each.row}-{_cell(visit, names[each.place])}": each.expected for each in problems}
            if not (sent["more"] or problems):
                wrong = {f"c1-{_TEXTS[0]}": visit.text("import_expected_item")}
            return _table(visit, sent, {} if sent["more"] else wrong)
        return importing.preview(visit, sent["consultation"], found, layout, _saved(visit, sent))
    except kept.LATER as problem:
        return kept.page(visit, sent, problem, title="grid_title")


def _table(visit: Visit, sent: Form, wrong: dict[str, str], *, version: str | None = None) -> Response:
    draft = dry.draft_of(visit, sent["consultation"])
    return kept.scripted(
        visit,
        "grid.html",
        status=422 if wrong else 200,
        draft=draft,
        back=f"/facilitator?consultation={draft.consultation_id}&step=items",
        columns=[(name, sheet.heading(name, visit.language)) for name in _columns(visit)],
        kinds=list(sheet.choices("type", visit.language)),
        count=min(_MOST, _count(sent) + (_ROWS if sent["more"] else 0)),
        most=_MOST,
        sent=sent,
        wrong=wrong,
        key=sent["key"] or new_key(),
        version=version,
        owner=unsent.owner(visit.person()),
    )


def _saved(visit: Visit, sent: Form) -> str:
    """Save what is typed, as a browser without our script does not; return the version that ends with its entry."""
    typed = {name: value for name, value in sent.items() if name not in ("form_token", "owner", "version", "more")}
    version = whole_number(sent["version"])
    try:
        return str(unsent.save(visit.person(), unsent.TABLE, sent["consultation"], version, typed))
    except errors.Stale:
        return sent["version"]  # something else was typed on another device: it stays there, to be looked at


def _columns(visit: Visit) -> tuple[str, ...]:
    kind, *rest = _read(visit)
    return (kind, _title(visit), *rest)


def _read(visit: Visit) -> tuple[str, ...]:
    """Return the columns that are read as they are typed."""
    return ("type", *_TEXTS, "addressees", *(f"{each}_{visit.language}" for each in sheet.ANSWERS))


def _title(visit: Visit) -> str:
    return f"title_{visit.language}"


def _cell(visit: Visit, name: str) -> str:
    """Return the column in which a cell was typed: there is one for a title, in whichever language."""
    return _title(visit) if name in _TITLES else name


def _count(sent: Form) -> int:
    return min(_MOST, whole_number(sent["count"])) or _ROWS


def _row(visit: Visit, sent: Form, number: int) -> list[str]:
    cells = [sent[f"c{number}-{name}"] for name in _read(visit)]
    titles = {each: shortened(" ".join(sent[f"c{number}-text_{each}"].split())) for each in labels.LANGUAGES}
    if own := " ".join(sent[f"c{number}-{_title(visit)}"].split()):
        titles[language_of(own)] = own
    # A kind alone is no row: it is chosen already.
    return [*cells, *(titles[each] for each in labels.LANGUAGES)] if own or any(cells[1:]) else []
