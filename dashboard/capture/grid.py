"""`/capture/grid`: many items in a table, cell by cell. Plain HTML; read as rows of a spreadsheet are.

A cell that means nothing in its column says so beneath it, and everything typed stays. Nothing is entered here: what
can be read goes to the preview of rows, where it is confirmed.
"""

from typing import Final

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard.backend import errors
from dashboard.capture import importing, quick, sheet
from dashboard.capture.columns import Layout
from dashboard.capture.lines.reading import shortened
from dashboard.spreadsheets.reading import Sheet
from dashboard.web import Form, Site, Visit

_ROWS: Final = 10
_MOST: Final = 40
_TEXTS: Final = ("text_en", "text_ur")
_TITLES: Final = ("title_en", "title_ur")  # made of the texts: nobody types a line twice


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the grid."""
    return [site.get("/capture/grid", begin), site.post("/capture/grid/check", check)]


def begin(visit: Visit) -> Response:
    """Show an empty table."""
    return _table(visit, Form({"consultation": visit.query.get("consultation", "")}), {})


def check(visit: Visit, sent: Form) -> Response:
    """Show what the rows would enter, or what has to be changed in which cell; or the table with more rows."""
    try:
        names = (*_columns(visit), *_TITLES)
        found = Sheet([_row(visit, sent, number) for number in range(1, _count(sent) + 1)], frozenset())
        layout = Layout(0, names, ("",) * len(names))
        entries, problems = importing.read(visit, importing.draft_of(visit, sent["consultation"]), found, layout)
        if sent["more"] or problems or not entries:
            wrong = {f"c{each.row}-{names[each.place]}": each.expected for each in problems}
            if not (sent["more"] or problems):
                wrong = {f"c1-{_TEXTS[0]}": visit.text("import_expected_item")}
            return _table(visit, sent, {} if sent["more"] else wrong)
        return importing.preview(visit, sent["consultation"], found, layout)
    except (errors.Unavailable, errors.SignedOut, errors.TooMany) as problem:
        return quick.kept(visit, sent, problem)


def _table(visit: Visit, sent: Form, wrong: dict[str, str]) -> Response:
    draft = importing.draft_of(visit, sent["consultation"])
    return visit.render(
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
    )


def _columns(visit: Visit) -> tuple[str, ...]:
    return ("type", *_TEXTS, "addressees", *(f"{each}_{visit.language}" for each in sheet.ANSWERS))


def _count(sent: Form) -> int:
    typed = sent["count"]
    return min(_MOST, int(typed)) if typed.isascii() and typed.isdigit() and typed != "0" else _ROWS


def _row(visit: Visit, sent: Form, number: int) -> list[str]:
    cells = [sent[f"c{number}-{name}"] for name in _columns(visit)]
    said = [" ".join(sent[f"c{number}-{name}"].split()) for name in _TEXTS]
    # A kind alone is no row: it is chosen already.
    return [*cells, *map(shortened, said)] if any(cells[1:]) else []
