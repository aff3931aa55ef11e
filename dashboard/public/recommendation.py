"""`/r/R-42`: one tracked recommendation or commitment, whole, and the same as data."""

from collections import Counter
from typing import Any

from google.protobuf.json_format import MessageToDict
from starlette.responses import JSONResponse, Response

from dashboard import labels, numbers
from dashboard.backend import errors
from dashboard.filters import on_day, past_day
from dashboard.labels.marks import GROUPS
from dashboard.labels.sentences import cited
from dashboard.public.columns import sentence
from dashboard.public.reading import Reading
from dashboard.public.steps import Step, steps
from dashboard.web import Visit
from dashboard.web.site import LOOK_AGAIN_SECONDS, lost, not_yet
from roundtable.consultations.v1.service_pb2 import GetStatementResponse
from roundtable.recommendations.v1.service_pb2 import GetRecommendationResponse, Line


def recommendation(visit: Visit) -> Response:
    """Show it. Another spelling of the number leads to the one address it has."""
    typed = visit.request.path_params["number"]
    number = numbers.tracked(typed)
    if not number:
        return lost(visit, typed)
    as_at = past_day(visit.query.get("as_at", ""), visit.today)
    if number != typed or as_at != visit.query.get("as_at", ""):
        return visit.redirect(on_day(f"/r/{number}", as_at), 308 if number != typed else 303)
    reading = Reading(visit, as_at)
    try:
        found = reading.take(reading.public.recommendation(number))
    except errors.NotFound:
        return _not_yet(visit, number) if as_at else lost(visit, number)
    statement = reading.if_there(lambda: reading.public.statement(number))
    if _is_hidden(found, statement):
        return _hidden(visit, number, illustrative=found.illustrative)
    return visit.render(
        "recommendation.html",
        reading=reading,
        found=found,
        as_at=as_at,
        statement=statement.statement if statement else None,
        consultation=statement.consultation if statement else None,
        title=_title(found, visit.language),
        lines=_drawn(list(found.lines), visit.language),
        gone=sum(line.HasField("transferred_to") for line in found.lines),
        groups=_groups(list(found.lines)),
        citation=_citation(visit, found),
        url=f"{visit.site.settings.public_url}/r/{number}",
    )


def as_json(visit: Visit) -> Response:
    """Give the same as data: public fields only, with each line's sentence in both languages."""
    typed = visit.request.path_params["number"]
    number = numbers.tracked(typed)
    if not number:
        return JSONResponse({"error": "not_found", "expected": "a number such as R-42 or EX-R-1"}, 404)
    as_at = visit.query.get("as_at", "")
    if number != typed:
        return visit.redirect(on_day(f"/r/{number}.json", as_at), 308)
    reading = Reading(visit, as_at)
    try:
        found = reading.take(reading.public.recommendation(number))
    except (errors.NotFound, errors.BadRequest, errors.Unavailable) as refusal:
        return _refused(refusal)
    statement = reading.if_there(lambda: reading.public.statement(number))
    url = f"{visit.site.settings.public_url}/r/{number}"
    if _is_hidden(found, statement):
        return _json({"number": number, "url": url, "illustrative": found.illustrative, "hidden": True})
    return _json(
        {
            "number": number,
            "url": url,
            "as_of_date": found.as_of_date,
            "good_at": reading.good_at.isoformat(timespec="seconds"),
            "stale": reading.stale,
            "illustrative": found.illustrative,
            "sentences": [sentence(line) for line in found.lines],
            "record": MessageToDict(found, preserving_proto_field_name=True),
        }
    )


def _refused(refusal: errors.BackendError) -> Response:
    if isinstance(refusal, errors.NotFound):
        return JSONResponse({"error": "not_found", "expected": "a number that was given"}, 404)
    if isinstance(refusal, errors.BadRequest):
        return JSONResponse({"error": "bad_request", "expected": "as_at=YYYY-MM-DD, not in the future"}, 400)
    seconds = refusal.retry_after if isinstance(refusal, errors.Unavailable) else 0
    return JSONResponse({"error": "unavailable"}, 503, headers={"Retry-After": str(seconds or LOOK_AGAIN_SECONDS)})


def _not_yet(visit: Visit, number: str) -> Response:
    """Say that the number was given later than on the day asked for, if it was given at all."""
    now = Reading(visit)
    try:
        found = now.take(now.public.recommendation(number))
    except errors.NotFound:
        return lost(visit, number)
    return not_yet(visit, number, illustrative=found.illustrative)


def _json(content: dict[str, Any]) -> Response:
    return JSONResponse(content, headers={"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"})


def _is_hidden(found: GetRecommendationResponse, statement: GetStatementResponse | None) -> bool:
    """Tell whether either service says so: the one that heard of it later must not undo the other."""
    return found.hidden or bool(statement and (statement.statement.hidden or statement.consultation.hidden))


def _hidden(visit: Visit, number: str, *, illustrative: bool) -> Response:
    return visit.render("hidden.html", number=number, illustrative=illustrative)


def _title(found: GetRecommendationResponse, language: str) -> str:
    """Return the title for the browser's tab and for link previews, with EXAMPLE in it where it is one."""
    words = labels.name(found.title, language)
    numbered = f"{found.tracked_number}: {words}" if words else found.tracked_number
    return f"{labels.text('example', language)} – {numbered}" if found.illustrative else numbered


def _drawn(lines: list[Line], language: str) -> list[tuple[str, Line, list[Step]]]:
    """Return each line with its place on the page and its steps. A body that a remit came back to has several."""
    seen: Counter[str] = Counter()
    drawn = []
    for line in lines:
        slug = line.addressee.slug
        seen[slug] += 1
        drawn.append((slug if seen[slug] == 1 else f"{slug}-{seen[slug]}", line, steps(line, language)))
    return drawn


def _groups(lines: list[Line]) -> list[tuple[int, int]]:
    """Return how many lines stand where: counts, never an average."""
    counted = {group: sum(line.headline.bar_group == group for line in lines) for group in GROUPS}
    return [(group, count) for group, count in counted.items() if count]


def _citation(visit: Visit, found: GetRecommendationResponse) -> str:
    language = visit.language
    stands = labels.text("cite_next", language).join(cited(line, language) for line in found.lines)
    return labels.text(
        "cite",
        language,
        today=labels.long_day(found.as_of_date, language),
        number=found.tracked_number,
        title=labels.name(found.title, language),
        stands=stands,
        url=on_day(f"{visit.site.settings.public_url}/r/{found.tracked_number}", found.as_of_date),
    )
