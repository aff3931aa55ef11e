"""`/r/R-42/letter?body=…`: the covering letter to one body, to print and hand over (row 7b)."""

from starlette.responses import Response

from dashboard import numbers
from dashboard.backend import errors
from dashboard.public.reading import Reading
from dashboard.web import Visit
from dashboard.web.site import lost


def letter(visit: Visit) -> Response:
    """Show the letter to the body that is named, or to the first one. Only of what is public and stands."""
    number = numbers.tracked(visit.request.path_params["number"])
    if not number:
        return lost(visit, visit.request.path_params["number"])
    reading = Reading(visit)
    try:
        found = reading.take(reading.public.recommendation(number))
    except errors.NotFound:
        return lost(visit, number)
    statement = reading.if_there(lambda: reading.public.statement(number))
    wanted = visit.query.get("body", "")
    line = next((each for each in found.lines if wanted in ("", each.addressee.slug)), None)
    if line is None or statement is None or found.hidden or found.withdrawn or statement.statement.hidden:
        return lost(visit, number)
    said = statement.statement
    return visit.render(
        "letter_page.html",
        tracked=number,
        body=line.addressee.name,
        host=statement.consultation.host_name,
        consultation=statement.consultation.title,
        number=statement.consultation.number,
        illustrative=found.illustrative,
        answer_by=line.response.due_date,
        days_asked=found.response_period_days,
        items=[(number, said.title, said.text, f"{visit.site.settings.public_url}/c/{said.number}")],
    )
