"""What somebody typed, shown again when it could not be sent."""

from collections.abc import Iterable, Mapping
from typing import Final

from starlette.responses import Response

from dashboard import labels
from dashboard.backend import BackendError, errors
from dashboard.web import Visit
from dashboard.web.forms import Form

LATER: Final = (errors.Unavailable, errors.SignedOut, errors.TooMany, errors.Denied)
"""What ends an attempt without a word about the form: what was typed has to stay all the same."""

_NO_CHOICES: Final[Mapping[str, object]] = {}


def not_theirs(visit: Visit, problem: errors.Denied, why: str = "answer_others_only") -> Response:
    """Tell whoever may not even read the line, or any line, whom it asks."""
    title = labels.problem(problem, visit.language)
    return visit.render("problem.html", status=403, title=title, detail=visit.text(why))


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
    """Keep what was typed in the page: the services cannot be reached, the session has ended, or it is others' to send.

    Args:
        visit: What was sent.
        problem: Why it could not be kept elsewhere.
        filled: The form.
        hidden: The fields that go along when it is sent again.
        fields: The fields that are shown.
        action: Where it is sent again.
        reasons: The words of those fields that hold a choice.
    """
    signed_out, denied = isinstance(problem, errors.SignedOut), isinstance(problem, errors.Denied)
    return visit.render(
        "answer_kept.html",
        status=401 if signed_out else 403 if denied else 503,
        problem=labels.problem(problem, visit.language),
        signed_out=signed_out,
        denied=denied,
        kept=hidden,
        filled=filled,
        fields=fields,
        reasons=reasons,
        action=action,
    )
