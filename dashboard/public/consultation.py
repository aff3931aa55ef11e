"""`/c/C-7` and its items `/c/C-7/12`."""

from starlette.responses import Response

from dashboard.backend import errors
from dashboard.public import numbers
from dashboard.public.reading import Reading
from dashboard.web import Visit
from dashboard.web.site import lost
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.consultations.v1.events_pb2 import StatementType
from roundtable.recommendations.v1.service_pb2 import HEADLINE_HIDDEN, StatementHeadlines


def consultation(visit: Visit) -> Response:
    """Show one published consultation with what was said at it."""
    typed = visit.request.path_params["number"]
    number = numbers.consultation(typed)
    if not number:
        return lost(visit, typed)
    if number != typed:
        return visit.redirect(f"/c/{number}", 308)
    reading = Reading(visit)
    try:
        found = reading.take(reading.public.consultation(number))
    except errors.NotFound:
        return lost(visit, number)
    if found.consultation.hidden:
        return visit.render("hidden.html", number=number, illustrative=found.consultation.illustrative)
    headlines = _headlines(reading, number)
    types = [kind for kind in StatementType.values() if kind and any(each.type == kind for each in found.statements)]
    return visit.render(
        "consultation.html",
        reading=reading,
        c=found.consultation,
        statements=list(found.statements),
        names=_names(reading),
        counts=[(kind, sum(each.type == kind for each in found.statements)) for kind in types],
        headlines=headlines,
        hidden={each for each, known in headlines.items() if _says_hidden(known)},
    )


def item(visit: Visit) -> Response:
    """Show one published statement."""
    typed, part = visit.request.path_params["number"], visit.request.path_params["item"]
    number, found_part = numbers.consultation(typed), numbers.item(part)
    if not number or not found_part:
        return lost(visit, f"{typed}/{part}")
    reference = f"{number}/{found_part}"
    if number != typed:
        return visit.redirect(f"/c/{reference}", 308)
    reading = Reading(visit)
    try:
        found = reading.take(reading.public.statement(reference))
    except errors.NotFound:
        return lost(visit, reference)
    known = _headlines(reading, number).get(reference)
    if found.statement.hidden or found.consultation.hidden or _says_hidden(known):
        return visit.render("hidden.html", number=reference, illustrative=found.statement.illustrative)
    return visit.render(
        "item.html",
        reading=reading,
        s=found.statement,
        c=found.consultation,
        known=known,
        names=_names(reading),
        url=f"{visit.site.settings.public_url}/c/{reference}",
    )


def _names(reading: Reading) -> dict[str, LocalizedText]:
    """Return the register's names by slug; none while recommendations is down."""
    found = reading.if_there(reading.public.addressees)
    return {each.slug: each.name for each in found.addressees} if found else {}


def _headlines(reading: Reading, number: str) -> dict[str, StatementHeadlines]:
    """Return what recommendations knows of each statement; nothing while it is down or has not heard of them yet."""
    found = reading.if_there(lambda: reading.public.consultation_lines(number))
    return {each.statement_number: each for each in found.statements} if found else {}


def _says_hidden(known: StatementHeadlines | None) -> bool:
    if not known:
        return False
    sentences = [known.headline, *(line.headline for line in known.lines)]
    return any(each.headline == HEADLINE_HIDDEN for each in sentences)
