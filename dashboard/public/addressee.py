"""`/a/<slug>`: what was asked of one body, and how it answered. Counts only where there are few lines."""

from typing import Final

from starlette.responses import Response

from dashboard.backend import errors
from dashboard.filters import Query
from dashboard.public import numbers
from dashboard.public.bars import legend, row
from dashboard.public.reading import Reading
from dashboard.web import Visit
from dashboard.web.site import lost

FEW: Final = 5
_PAGE_SIZE: Final = 50


def addressee(visit: Visit) -> Response:
    """Show one body of the register."""
    typed = visit.request.path_params["slug"]
    slug = numbers.slug(typed)
    if not slug:
        return lost(visit, typed)
    if slug != typed:
        return visit.redirect(f"/a/{slug}", 308)
    reading = Reading(visit)
    try:
        found = reading.take(reading.public.addressee(slug))
    except errors.NotFound:
        return lost(visit, slug)
    if found.addressee.slug != slug:  # it had this one before
        return visit.redirect(f"/a/{found.addressee.slug}", 308)
    query = Query(body=slug, show="example" if found.addressee.illustrative else "published")
    chosen = query.line_filter(illustrative=found.addressee.illustrative)
    page = reading.take(reading.public.lines(chosen, page_size=_PAGE_SIZE))
    total = sum(part.lines for part in found.bar.parts)
    return visit.render(
        "addressee.html",
        reading=reading,
        found=found,
        bar=row(found.bar, total),
        legend=legend([found.bar]),
        total=total,
        few=found.asked < FEW,
        share=round(100 * found.answered_on_time / found.answered) if found.answered >= FEW else None,
        page=page,
        hidden=reading.hidden_meanwhile(list(page.lines)) if reading.stale else set(),
        query=query,
    )
