"""`/c/C-7` and its items `/c/C-7/12`."""

from collections.abc import Iterable

from starlette.responses import Response

from dashboard.backend import errors
from dashboard.filters import on_day, past_day
from dashboard.public import numbers
from dashboard.public.reading import Reading
from dashboard.web import Visit
from dashboard.web.site import lost, not_yet
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1.events_pb2 import StatementType
from roundtable.consultations.v1.service_pb2 import GetConsultationResponse, PublicStatement
from roundtable.recommendations.v1.service_pb2 import HEADLINE_HIDDEN, StatementHeadlines


def consultation(visit: Visit) -> Response:
    """Show one published consultation with what was said at it."""
    typed = visit.request.path_params["number"]
    number = numbers.consultation(typed)
    if not number:
        return lost(visit, typed)
    as_at = past_day(visit.query.get("as_at", ""), visit.today)
    if number != typed or as_at != visit.query.get("as_at", ""):
        return visit.redirect(on_day(f"/c/{number}", as_at), 308 if number != typed else 303)
    reading = Reading(visit, as_at)
    try:
        found = reading.take(reading.public.consultation(number))
    except errors.NotFound:
        return _not_yet(visit, number) if as_at else lost(visit, number)
    if found.consultation.hidden:
        return visit.render("hidden.html", number=number, illustrative=found.consultation.illustrative)
    return _shown(visit, reading, found, as_at)


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
        return _not_yet(visit, reference) if as_at else lost(visit, reference)
    known = _headlines(reading, number, as_at).get(reference)
    illustrative = found.statement.illustrative
    if found.statement.hidden or found.consultation.hidden or _says_hidden(known):
        return visit.render("hidden.html", number=reference, illustrative=illustrative)
    return visit.render(
        "item.html",
        reading=reading,
        as_at=as_at,
        s=found.statement,
        c=found.consultation,
        known=known,
        names=_names(reading, [found.statement]),
        url=f"{visit.site.settings.public_url}/c/{reference}",
    )


def _shown(visit: Visit, reading: Reading, found: GetConsultationResponse, as_at: str) -> Response:
    headlines = _headlines(reading, found.consultation.number, as_at)
    statements = list(found.statements)
    types = [kind for kind in StatementType.values() if kind and any(each.type == kind for each in statements)]
    return visit.render(
        "consultation.html",
        reading=reading,
        c=found.consultation,
        as_at=as_at,
        statements=statements,
        names=_names(reading, statements),
        counts=[(kind, sum(each.type == kind for each in statements)) for kind in types],
        headlines=headlines,
        hidden={each for each, known in headlines.items() if _says_hidden(known)},
    )


def _not_yet(visit: Visit, reference: str) -> Response:
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


def _names(reading: Reading, statements: Iterable[PublicStatement]) -> dict[str, LocalizedText]:
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


def _headlines(reading: Reading, number: str, as_at: str) -> dict[str, StatementHeadlines]:
    """Return what recommendations knows of each statement; of now nothing while it is down, or has not heard of them.

    Raises:
        Unavailable: What was known on the day asked for is not to be had yet.
    """
    try:
        found = reading.take(reading.public.consultation_lines(number))
    except errors.NotFound:
        return {}
    except errors.Unavailable:
        if as_at:
            raise
        reading.stale = True
        return {}
    return {each.statement_number: each for each in found.statements}


def _says_hidden(known: StatementHeadlines | None) -> bool:
    if not known:
        return False
    sentences = [known.headline, *(line.headline for line in known.lines)]
    return any(each.headline == HEADLINE_HIDDEN for each in sentences)
