"""`/hand-over`: a liaison names a colleague, who answers for the body from that moment. The liaison is signed out."""

from typing import Final

from starlette.responses import Response

from dashboard import backend, labels
from dashboard.backend import errors
from dashboard.capture import kept
from dashboard.liaison.answer import Fault
from dashboard.liaison.mandates import of_today
from dashboard.web import Visit, cookies
from dashboard.web.forms import Form
from roundtable.identity.v1 import service_pb2 as identity

_WORDS: Final = "fault_expected"
_FIELDS: Final = ("mandate", "email", "name", "language")


def form(visit: Visit) -> Response:
    """Ask for the colleague."""
    mandates = of_today(visit)
    first = mandates[0].mandate_id if mandates else ""
    return _show(visit, mandates, Form({"mandate": first, "language": visit.language}))


def send(visit: Visit, filled: Form) -> Response:
    """Hand the mandate over. Whatever fails, what was typed is shown again."""
    try:
        return _hand_over(visit, filled)
    except kept.LATER as problem:
        return kept.page(visit, filled, problem, title="hand_over_title")


def _hand_over(visit: Visit, filled: Form) -> Response:
    mandates = of_today(visit)
    if not filled["sure"]:
        return _show(visit, mandates, filled, faults=[Fault("sure", "")], status=422)
    request = identity.HandOverMandateRequest(
        idempotency_key=filled["key"] or backend.new_key(),
        mandate_id=filled["mandate"],
        email=filled["email"],
        name=filled["name"],
        language="ur" if filled["language"] == "ur" else "en",
    )
    try:
        visit.person().identity.HandOverMandate(request)
    except (errors.BadRequest, errors.NotNow) as refused:
        beside = [Fault(each.field, each.expected, _WORDS) for each in refused.violations if each.field in _FIELDS]
        return _show(visit, mandates, filled, faults=beside or [Fault("mandate", str(refused), _WORDS)], status=422)
    except errors.NotFound as missing:
        return _show(visit, mandates, filled, faults=[Fault("mandate", str(missing), _WORDS)], status=422)
    bodies = {each.mandate_id: labels.name(each.addressee, visit.language) for each in mandates}
    visit.session = None  # it ended with the mandate
    response = visit.render("handed_over.html", body=bodies.get(filled["mandate"], ""))
    cookies.clear_secret(response, cookies.SESSION, plain_loopback=visit.site.settings.plain_loopback)
    return response


def _show(
    visit: Visit,
    mandates: list[identity.Mandate],
    filled: Form,
    *,
    faults: list[Fault] | None = None,
    status: int = 200,
) -> Response:
    languages = [(each, labels.text(f"language_{each}", visit.language)) for each in labels.LANGUAGES]
    return visit.render(
        "hand_over.html",
        status=status,
        mandates=mandates,
        filled=filled,
        faulty={each.field: each for each in faults or []},
        languages=languages,
        key=filled["key"] or backend.new_key(),
    )
