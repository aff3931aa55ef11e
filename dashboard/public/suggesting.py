"""`/suggest/R-42?body=…`: anybody points a reviewer to what may be evidence for one line. None of it is ever public."""

import math
from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from dashboard import backend, labels, numbers
from dashboard.backend import errors
from dashboard.public.reading import Reading
from dashboard.web import Visit
from dashboard.web.forms import Form
from dashboard.web.site import LOOK_AGAIN_SECONDS, lost
from roundtable.recommendations.v1.service_pb2 import GetRecommendationResponse, Line

_FIELDS: Final = ("url", "note", "sure")
_SECONDS_A_MINUTE: Final = 60


def form(visit: Visit) -> Response:
    """Show the form for a line, or, after something was sent, that it came in."""
    typed = visit.request.path_params["number"]
    number, slug = numbers.tracked(typed), visit.query.get("body", "")
    reading = Reading(visit)
    line = _line(reading.take(reading.public.recommendation(number)), slug) if number else None
    if not number or line is None:
        return lost(visit, typed)
    return _show(
        visit, number, line, Form({"body": slug}), key=backend.new_key(), sent=visit.query.get("sent") == "yes"
    )


def send(visit: Visit, filled: Form) -> Response:
    """Send what was typed to a reviewer. Whatever fails, it is shown again, and sent again it is the same once more."""
    typed = visit.request.path_params["number"]
    number, key = numbers.tracked(typed), filled["key"] or backend.new_key()
    if not number:
        return lost(visit, typed)
    reading = Reading(visit)
    found = reading.if_there(lambda: reading.public.recommendation(number))
    line = _line(found, filled["body"]) if found else None
    try:
        _suggest(visit, number, filled, key)
    except errors.BadRequest as refused:
        faulty = {each.field: each.expected for each in refused.violations if each.field in _FIELDS}
        problem = "" if faulty else labels.problem(refused, visit.language)
        # Not for a field of the form: the key was used for something else, so what is sent next is another one.
        anew = key if faulty else backend.new_key()
        return _show(visit, number, line, filled, key=anew, faulty=faulty, problem=problem, status=422)
    except errors.NotFound:
        return _show(visit, number, line, filled, key=key, problem=visit.text("suggest_gone"), status=404)
    except errors.TooMany as refused:
        seconds = refused.retry_after or LOOK_AGAIN_SECONDS
        told = visit.text("suggest_too_many", minutes=math.ceil(seconds / _SECONDS_A_MINUTE))
        late = _show(visit, number, line, filled, key=key, problem=told, status=429)
        late.headers["Retry-After"] = str(seconds)
        return late
    except errors.Unavailable:
        return _show(visit, number, line, filled, key=key, problem=visit.text("suggest_down"), status=503)
    return visit.redirect(f"/suggest/{number}?{urlencode({'body': filled['body'], 'sent': 'yes'})}")


def _suggest(visit: Visit, number: str, filled: Form, key: str) -> None:
    """Send it.

    Raises:
        BackendError: It was not taken; `BadRequest`, too, if nobody said that they have read what happens with it.
    """
    if not filled["sure"]:
        raise errors.BadRequest("", [errors.Violation("sure", "")])
    visit.site.backend.suggest_evidence(
        number=number,
        slug=filled["body"],
        url=filled["url"],
        note=filled["note"],
        network=visit.network,
        key=key,
    )


def _line(found: GetRecommendationResponse, slug: str) -> Line | None:
    """Return the line of a body that is followed up; None if there is none."""
    if found.hidden or found.withdrawn:
        return None
    own = [each for each in found.lines if each.addressee.slug == slug and not each.HasField("transferred_to")]
    return own[0] if own else None


def _show(
    visit: Visit,
    number: str,
    line: Line | None,
    filled: Form,
    *,
    key: str,
    faulty: dict[str, str] | None = None,
    problem: str = "",
    sent: bool = False,
    status: int = 200,
) -> Response:
    return visit.render(
        "suggest.html",
        status=status,
        number=number,
        line=line,
        filled=filled,
        key=key,
        faulty=faulty or {},
        problem=problem,
        sent=sent,
    )
