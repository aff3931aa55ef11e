"""What somebody typed, shown again when it could not be sent."""

from collections.abc import Iterable, Mapping
from typing import Final

from starlette.responses import Response

from dashboard import labels
from dashboard.backend import BackendError, errors
from dashboard.web import Visit
from dashboard.web.forms import Form

_NO_CHOICES: Final[Mapping[str, object]] = {}


def kept(
    visit: Visit,
    problem: BackendError,
    filled: Form,
    *,
    hidden: Mapping[str, str],
    fields: Iterable[str],
    action: str,
    reasons: Mapping[str, object] = _NO_CHOICES,
) -> Response:
    """Keep what was typed in the page: the services cannot be reached, or the session has ended.

    Args:
        visit: What was sent.
        problem: Why it could not be kept elsewhere.
        filled: The form.
        hidden: The fields that go along when it is sent again.
        fields: The fields that are shown.
        action: Where it is sent again.
        reasons: The words of those fields that hold a choice.
    """
    signed_out = isinstance(problem, errors.SignedOut)
    return visit.render(
        "answer_kept.html",
        status=401 if signed_out else 503,
        problem=labels.problem(problem, visit.language),
        signed_out=signed_out,
        kept=hidden,
        filled=filled,
        fields=fields,
        reasons=reasons,
        action=action,
    )
