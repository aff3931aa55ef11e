"""`/c/C-7` and its items `/c/C-7/12`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from dashboard import numbers
from dashboard.backend import errors
from dashboard.backend.public import ITEMS
from dashboard.filters import Query, on_day, past_day
from dashboard.public import outcome
from dashboard.public.bars import rows
from dashboard.public.outcome import Item
from dashboard.public.reading import Reading, first_item
from dashboard.web import Visit
from dashboard.web.downloads import saved_by_anybody, whole
from dashboard.web.site import lost, not_yet
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1.service_pb2 import (
    GetConsultationResponse,
    PublicConsultation,
    PublicStatement,
    ReadPublicDocumentResponse,
)
from roundtable.recommendations.v1.service_pb2 import GetOverviewResponse, StatementHeadlines

LONG: Final = 60
"""More items than this stand on their consultation's page with their titles only."""


@dataclass(frozen=True)
class Opened:
    """A published consultation that may be shown, with the items of one page."""

    consultation: PublicConsultation
    items: list[Item]
    first: int
    """The number of the page's first item within the consultation."""

    counted: GetConsultationResponse
    """The answer with the counts over all pages."""

    reading: Reading
    as_at: str
    """The past day that the page shows; empty for now."""

    known: bool
    """False if what became of its items is not to be had right now."""

    size: int
    """How many items a page has."""

    @property
    def paged(self) -> bool:
        """Tell whether there are more items than stand on one page."""
        return self.counted.items > self.size

    @property
    def last(self) -> int:
        """The number of the page's last item."""
        return self.first + len(self.items) - 1

    def address(self, first: int, part: str = "") -> str:
        """Return the address of the page that begins with an item; empty if there is no such page."""
        path = f"/c/{self.consultation.number}{part}"
        return page_address(path, first, self.as_at) if 0 < first <= self.counted.items else ""


def page_address(path: str, first: int, as_at: str) -> str:
    """Return the address of a page of items, which begins with an item's number."""
    return on_day(f"{path}?from={first}" if first > 1 else path, as_at)


def opened(visit: Visit, part: str = "", size: int = ITEMS) -> Opened | Response:
    """Return the consultation that the address names, or what the reader gets instead of it.

    Args:
        visit: Whose path has the consultation's number, and whose address may have `from`, a number of an item.
        part: What follows the number in the address: `/sheet`.
        size: How many items stand on one page.
    """
    typed = visit.request.path_params["number"]
    number = numbers.consultation(typed)
    if not number:
        return lost(visit, typed)
    as_at = past_day(visit.query.get("as_at", ""), visit.today)
    first, path = first_item(visit.query.get("from", ""), size), f"/c/{number}{part}"
    begins = str(first) if first > 1 else ""
    if number != typed or as_at != visit.query.get("as_at", "") or begins != visit.query.get("from", ""):
        return visit.redirect(page_address(path, first, as_at), 308 if number != typed else 303)
    reading = Reading(visit, as_at)
    try:
        found = reading.consultation(number, first=first, size=size)
    except errors.NotFound:
        return came_later(visit, number) if as_at else lost(visit, number)
    if found.consultation.hidden:
        return visit.render("hidden.html", number=number, illustrative=found.consultation.illustrative)
    if first > max(found.items, 1):
        return visit.redirect(on_day(path, as_at))
    headlines = _headlines(reading, number, as_at, first=first, size=size)
    made = outcome.items(found.statements, headlines or {})
    return Opened(found.consultation, made, first, found, reading, as_at, known=headlines is not None, size=size)


def consultation(visit: Visit) -> Response:
    """Show one published consultation: what was asked, what was said, and what the bodies did."""
    found = opened(visit)
    if isinstance(found, Response):
        return found
    shown = found.consultation
    query = Query(roundtable=shown.number, show="example" if shown.illustrative else "published", as_at=found.as_at)
    return visit.render(
        "consultation.html",
        reading=found.reading,
        c=shown,
        as_at=found.as_at,
        items=found.items,
        page=found,
        today=found.as_at or visit.today.isoformat(),
        names=names_of(found.reading, [each.said for each in found.items]),
        long=found.counted.items > LONG,
        put=outcome.put(found.items),
        query=query,
        **(_counts_of_all(found, query) if found.paged else _counts(found)),
    )


def _counts(found: Opened) -> dict[str, Any]:
    """Count what stands on the one page that a consultation has."""
    return {
        "types": outcome.by_type(found.items),
        "not_counted": sum(not each.stands for each in found.items),
        "asked": outcome.asked_of(found.items),
        "bodies": (),
        "lines": outcome.counted(found.items),
        "known": found.known,
    }


def _counts_of_all(found: Opened, query: Query) -> dict[str, Any]:
    """Return the same counts of all pages, as the services count them; for what was asked of whom there are lists."""
    types = [(int(each.type), each.recorded, each.tracked) for each in found.counted.types]
    chosen = query.line_filter(illustrative=found.consultation.illustrative)
    overview = found.reading.if_there(lambda: found.reading.public.overview(chosen))
    return {
        "types": types,
        "not_counted": found.counted.items - sum(recorded + tracked for _, recorded, tracked in types),
        "asked": (),
        "bodies": rows(list(overview.bars)) if overview else (),
        "lines": outcome.of_all(overview or GetOverviewResponse()),
        "known": found.known and overview is not None,
    }


def document(visit: Visit) -> Response:
    """Give a document of a published consultation: always to be saved, under a name of ours."""
    typed = visit.request.path_params["number"]
    number, sha256 = numbers.consultation(typed), visit.request.path_params["sha256"]
    if not number:
        return lost(visit, typed)
    names: list[str] = []

    def read() -> Iterator[ReadPublicDocumentResponse]:
        for piece in visit.site.backend.public.document(number, sha256):
            names.append(piece.file_name)
            yield piece

    file = whole(read)
    return saved_by_anybody(visit, file, names[0].rpartition(".")[0] if names else number)


def item(visit: Visit) -> Response:
    """Show one published statement."""
    typed, part = visit.request.path_params["number"], visit.request.path_params["item"]
    number, found_part = numbers.consultation(typed), numbers.item(part)
    if not number or not found_part:
        return lost(visit, f"{typed}/{part}")
    reference = f"{number}/{found_part}"
    as_at = past_day(visit.query.get("as_at", ""), visit.today)
    if number != typed or as_at != visit.query.get("as_at", ""):
        return visit.redirect(on_day(f"/c/{reference}", as_at), 308 if number != typed else 303)
    reading = Reading(visit, as_at)
    try:
        found = reading.take(reading.public.statement(reference))
    except errors.NotFound:
        return came_later(visit, reference) if as_at else lost(visit, reference)
    headlines = _headlines(reading, number, as_at, first=int(found_part), size=1)
    known = (headlines or {}).get(reference)
    illustrative = found.statement.illustrative
    [shown] = outcome.items([found.statement], {reference: known} if known else {})
    if shown.hidden or found.consultation.hidden:
        return visit.render("hidden.html", number=reference, illustrative=illustrative)
    return visit.render(
        "item.html",
        reading=reading,
        as_at=as_at,
        s=found.statement,
        c=found.consultation,
        known=known,
        away=headlines is None,
        names=names_of(reading, [found.statement]),
        url=f"{visit.site.settings.public_url}/c/{reference}",
    )


def came_later(visit: Visit, reference: str) -> Response:
    """Say that it was published later than on the day asked for, if it was at all."""
    now = Reading(visit)
    try:
        if "/" in reference:
            illustrative = now.take(now.public.statement(reference)).statement.illustrative
        else:
            illustrative = now.take(now.public.consultation(reference)).consultation.illustrative
    except errors.NotFound:
        return lost(visit, reference)
    return not_yet(visit, reference, illustrative=illustrative)


def names_of(reading: Reading, statements: Iterable[PublicStatement]) -> dict[str, LocalizedText]:
    """Return the register's names by slug; none while recommendations is down.

    Statements of a past day name bodies by their slugs of now, of which the register of that day may not know.
    """
    found = reading.if_there(reading.public.addressees)
    names = {each.slug: each.name for each in found.addressees} if found else {}
    named = {slug for each in statements for slug in (*each.addressee_slugs, *_added(each))}
    for slug in sorted(named - names.keys()) if found else ():
        body = reading.if_there(lambda slug=slug: reading.public.addressee(slug))  # type: ignore[misc]
        if body:
            names[slug] = body.addressee.name
    return names


def _added(statement: PublicStatement) -> list[str]:
    return [each.slug for each in statement.added_addressees]


def _headlines(
    reading: Reading, number: str, as_at: str, *, first: int, size: int
) -> dict[str, StatementHeadlines] | None:
    """Return what recommendations knows of some statements: nothing that it has not heard of, None while it is down.

    Raises:
        Unavailable: What was known on the day asked for is not to be had yet.
    """
    try:
        return reading.headlines(number, first=first, size=size)
    except errors.NotFound:
        return {}
    except errors.Unavailable:
        if as_at:
            raise
        reading.stale = True
        return None
