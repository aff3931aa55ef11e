"""`/`: four counts, what changed, where each body stands, and the lines themselves."""

from datetime import timedelta
from typing import Any, Final

from starlette.responses import Response

from dashboard import filters, labels
from dashboard.backend import errors
from dashboard.filters import Query
from dashboard.public.bars import legend, rows
from dashboard.public.reading import Reading
from dashboard.web import Visit
from roundtable.recommendations.v1.service_pb2 import (
    GetOverviewResponse,
    ListLinesResponse,
    PublicAddressee,
)

PAGE_SIZE: Final = 25


def overview(visit: Visit) -> Response:
    """Show the published sources or the worked example, never both together."""
    query = Query.read(visit.query)
    if query.as_at and not filters.past_day(query.as_at, visit.today):
        return visit.redirect(query.with_(as_at="").url())
    reading = Reading(visit, query.as_at)
    totals, illustrative = _side(reading, query)
    query = query.with_(show="example" if illustrative else "published")
    chosen = query.line_filter(illustrative=illustrative)
    counted = reading.take(reading.public.overview(chosen)) if query.chosen else totals
    page = _lines(reading, query, visit.query.get("page", ""), illustrative=illustrative)
    hidden = reading.hidden_meanwhile(list(page.lines)) if reading.stale else set()
    changes = reading.if_there(lambda: reading.public.changes(illustrative=illustrative))
    consultations = reading.if_there(lambda: reading.public.consultations(illustrative=illustrative))
    addressees = reading.if_there(reading.public.addressees)
    return visit.render(
        "overview.html",
        reading=reading,
        query=query,
        illustrative=illustrative,
        as_at=query.as_at,
        yesterday=(visit.today - timedelta(days=1)).isoformat(),
        totals=totals,
        counted=counted,
        counts=[(word, number, getattr(counted, word)) for word, number in filters.COUNTS.items()],
        changes=_visible(list(changes.changes) if changes else [], hidden),
        bars=rows(list(counted.bars)),
        legend=legend(list(counted.bars)),
        page=page,
        hidden=hidden,
        next_url=query.url(page=page.next_page_token) + "#lines" if page.next_page_token else "",
        paged="page" in visit.query,
        consultations=list(consultations.consultations) if consultations else [],
        consultations_known=consultations is not None,
        choices=_choices(visit, list(addressees.addressees) if addressees else [], consultations, illustrative),
        selected=_selected(visit, query, list(addressees.addressees) if addressees else []),
    )


def _side(reading: Reading, query: Query) -> tuple[GetOverviewResponse, bool]:
    """Return the side's totals and whether it is the example, which opens first where nothing real is tracked."""
    if query.show != "example":
        published = reading.take(reading.public.overview(Query().line_filter(illustrative=False)))
        if query.show == "published" or published.total:
            return published, False
        example = reading.take(reading.public.overview(Query().line_filter(illustrative=True)))
        return (example, True) if example.total else (published, False)
    return reading.take(reading.public.overview(Query().line_filter(illustrative=True))), True


def _lines(reading: Reading, query: Query, page_token: str, *, illustrative: bool) -> ListLinesResponse:
    """Return a page of lines; a page that does not exist (any more) is the first one."""
    chosen = query.line_filter(illustrative=illustrative)
    try:
        return reading.take(reading.public.lines(chosen, page_token=page_token[:500], page_size=PAGE_SIZE))
    except errors.BadRequest:
        return reading.take(reading.public.lines(chosen, page_size=PAGE_SIZE))


def _visible(changes: list[Any], hidden: set[str]) -> list[Any]:
    return changes if not hidden else []  # old changes may name what was hidden since


def _choices(
    visit: Visit, addressees: list[PublicAddressee], consultations: Any, illustrative: bool
) -> dict[str, list[tuple[str, str]]]:
    """Return what each drop-down offers: word in the address, words on the screen."""
    language = visit.language

    def offered(name: str, words: list[str]) -> list[tuple[str, str]]:
        return [(word, filters.word_label(name, word, language)) for word in words]

    return {
        "theme": sorted(offered("theme", list(labels.THEMES)), key=lambda each: each[1]),
        "body": [
            (each.slug, labels.name(each.name, language)) for each in addressees if each.illustrative == illustrative
        ],
        "position": offered("says", [filters.NOTHING_SAID, *filters.POSITIONS]),
        "progress": offered("says", list(filters.PROGRESS)),
        "checked": offered("checked", list(filters.CHECKED)),
        "timing": offered("timing", [f"{clock}_{word}" for clock in ("answer", "work") for word in filters.CLOCKS]),
        "stands": offered("stands", list(filters.STANDS)),
        "roundtable": [
            (each.number, f"{each.number} {labels.name(each.title, language)}")
            for each in (consultations.consultations if consultations else ())
            if not each.hidden
        ],
    }


def _selected(visit: Visit, query: Query, addressees: list[PublicAddressee]) -> list[tuple[str, str, str]]:
    """Return each filter that is on: its name, its words, and the address without it."""
    names = {each.slug: labels.name(each.name, visit.language) for each in addressees}
    return [
        (
            visit.text(f"filter_{name}"),
            names.get(word, word) if name == "body" else filters.word_label(name, word, visit.language),
            query.with_(**{name: ""}).url(),
        )
        for name, word in query.chosen.items()
    ]
