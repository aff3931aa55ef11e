"""The search box: a number leads to its page, words to the overview."""

from urllib.parse import urlencode

from starlette.responses import Response

from dashboard import numbers
from dashboard.web import Visit


def find(visit: Visit) -> Response:
    """Lead to what was typed."""
    typed = visit.query.get("q", "").strip()[:200]
    return visit.redirect(numbers.path_of(typed) or (f"/?{urlencode({'q': typed})}" if typed else "/"))
