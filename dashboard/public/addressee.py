"""`/a/<slug>`: what was asked of one body, and how it answered. Counts only where there are few lines."""

from typing import Final

from starlette.responses import Response

from dashboard import labels, numbers
from dashboard.backend import errors
from dashboard.filters import Query, on_day, past_day
from dashboard.public.bars import legend, row
from dashboard.public.reading import Reading
from dashboard.web import Visit
from dashboard.web.site import lost, not_yet
from roundtable.recommendations.v1.service_pb2 import GetAddresseeResponse

FEW: Final = 5
_PAGE_SIZE: Final = 50
_ALL: Final = 100


def addressee(visit: Visit) -> Response:
    """Show one body of the register."""
    typed = visit.request.path_params["slug"]
    slug = numbers.slug(typed)
    if not slug:
        return lost(visit, typed)
    as_at = past_day(visit.query.get("as_at", ""), visit.today)
    if slug != typed or as_at != visit.query.get("as_at", ""):
        return visit.redirect(on_day(f"/a/{slug}", as_at), 308 if slug != typed else 303)
    reading = Reading(visit, as_at)
    try:
        found = reading.take(reading.public.addressee(slug))
    except errors.NotFound:
        return _not_yet(visit, slug) if as_at else lost(visit, slug)
    if found.addressee.slug != slug:  # it had this one before, or on that day another one
        return visit.redirect(on_day(f"/a/{found.addressee.slug}", as_at), 307 if as_at else 308)
    query = Query(body=slug, show="example" if found.addressee.illustrative else "published", as_at=as_at)
    chosen = query.line_filter(illustrative=found.addressee.illustrative)
    page = reading.take(reading.public.lines(chosen, page_size=_PAGE_SIZE))
    total = sum(part.lines for part in found.bar.parts)
    return visit.render(
        "addressee.html",
        reading=reading,
        found=found,
        as_at=as_at,
        bar=row(found.bar, total),
        legend=legend([found.bar]),
        total=total,
        few=found.answered < FEW,
        share=_on_time(found, visit.language) if found.answered >= FEW else "",
        page=page,
        hidden=reading.hidden_meanwhile(list(page.lines)) if reading.stale else set(),
        query=query,
    )


def _on_time(found: GetAddresseeResponse, language: str) -> str:
    """Write which share of the answers came in time: what is not all never reads as all, nor what is some as none."""
    count, total = found.answered_on_time, found.answered
    percent = round(100 * count / total)
    nearly = "_nearly_all" if count < total and percent == _ALL else "_nearly_none" if count and not percent else ""
    as_of = labels.day(found.as_of_date, language)
    return labels.text(f"body_share{nearly}", language, percent=percent, count=count, total=total, day=as_of)


def _not_yet(visit: Visit, slug: str) -> Response:
    """Say that the body was not in the register yet on the day asked for, if it ever was."""
    now = Reading(visit)
    try:
        found = now.take(now.public.addressee(slug))
    except errors.NotFound:
        return lost(visit, slug)
    return not_yet(visit, slug, illustrative=found.addressee.illustrative)
