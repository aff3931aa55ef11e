"""A form that cannot be answered now stays in the page, with a button that sends it again: nothing typed is lost."""

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from dashboard import labels
from dashboard.backend import errors
from dashboard.web import Visit
from dashboard.web.policy import STRICT_POLICY

LATER: Final = (errors.Unavailable, errors.SignedOut, errors.TooMany)
"""What cannot be answered now, while what was typed has to stay."""

_POLICY: Final = f"{STRICT_POLICY}; script-src 'self'; connect-src 'self'"


def page(
    visit: Visit, sent: Mapping[str, str], problem: errors.BackendError, *, title: str, action: str = "", note: str = ""
) -> Response:
    """Keep what was sent in a page without a script.

    Args:
        visit: The request.
        sent: The fields of the form.
        problem: Why it cannot be answered.
        title: Key of what the form is for.
        action: Where it is sent again; where it was sent now if left out.
        note: What else is to be said of what is kept, in the language of the page.
    """
    held = values(visit, sent, problem, action or visit.path)
    return visit.render("kept.html", title=title, note=note, **held)


def values(visit: Visit, sent: Mapping[str, str], problem: errors.BackendError, action: str) -> dict[str, Any]:
    """Return what such a page is rendered with, its HTTP status among it."""
    return {
        "status": status(problem),
        "problem": labels.problem(problem, visit.language),
        "signed_out": isinstance(problem, errors.SignedOut),
        "kept": {name: value for name, value in sent.items() if name != "form_token"},
        "action": action,
    }


def status(problem: errors.BackendError) -> int:
    """Return the HTTP status of what cannot be answered now."""
    return 401 if isinstance(problem, errors.SignedOut) else 503


def scripted(visit: Visit, template: str, **filled: Any) -> Response:
    """Render a page that may run our script and nothing else."""
    response = visit.render(template, **filled)
    response.headers["Content-Security-Policy"] = _POLICY
    return response
