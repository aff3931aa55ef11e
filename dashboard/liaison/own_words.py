"""`/a/<slug>/own-words`: what a body itself says on its scorecard, for its liaisons to put there or take back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from starlette.responses import Response

from dashboard import backend
from dashboard.backend import errors
from dashboard.liaison.answer import Fault
from dashboard.liaison.kept import LATER, kept
from dashboard.liaison.mandates import answers_for
from dashboard.web import Visit
from dashboard.web.forms import Form, whole_number
from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.recommendations.v1 import service_pb2 as recommendations

_FIELDS: Final = ("own_words_en", "own_words_ur", "written_in")
_BOTH: Final = ("en", "ur")


def form(visit: Visit) -> Response:
    """Show the form with the text that stands now, if one does."""
    found = _scorecard(visit)
    now = found.replies[0] if found.replies and not found.replies[0].until_date else recommendations.ScorecardReply()
    filled = {f"own_words_{each}": now.text.bodies.get(each, "") for each in _BOTH}
    filled["written_in"] = now.text.authoritative_language or visit.language
    done = visit.query.get("done", "")
    return _show(visit, found, Form(filled), key=backend.new_key(), note=done if done in ("put", "withdrawn") else "")


def send(visit: Visit, filled: Form) -> Response:
    """Put the text on the page, or take it back. Whatever fails, what was typed is shown again."""
    try:
        return _send(visit, filled)
    except LATER as problem:
        hidden = {name: filled[name] for name in (*_FIELDS, "key", "expected_version", "sure", "do")}
        action = _place(visit.request.path_params["slug"])
        return kept(visit, problem, filled, hidden=hidden, fields=_FIELDS, action=action)


def _send(visit: Visit, filled: Form) -> Response:
    found, key = _scorecard(visit), filled["key"] or backend.new_key()
    if not filled["sure"]:
        return _show(visit, found, filled, key=key, faults={"sure": Fault("sure", "")}, status=422)
    slug, version = found.addressee.slug, whole_number(filled["expected_version"])
    service = visit.person().recommendations
    try:
        if filled["do"] == "withdraw":
            service.WithdrawScorecardReply(
                recommendations.WithdrawScorecardReplyRequest(idempotency_key=key, slug=slug, expected_version=version)
            )
            return visit.redirect(_place(slug, "withdrawn"))
        service.PutScorecardReply(
            recommendations.PutScorecardReplyRequest(
                idempotency_key=key, slug=slug, expected_version=version, text=_typed(filled)
            )
        )
    except errors.BadRequest as refused:
        return _show(visit, found, filled, key=key, faults=_faults(refused), status=422)
    except errors.NotNow as refused:
        return _show(visit, found, filled, key=key, problem=str(refused), status=422)
    except errors.Stale:
        # A new key: what is sent next is a new decision, made in sight of the other text.
        return _show(visit, found, filled, key=backend.new_key(), stale=True, status=409)
    return visit.redirect(_place(slug, "put"))


def _faults(refused: errors.BadRequest) -> dict[str, Fault]:
    """Return what the service expected, beside the text of the language that it is about."""
    found: dict[str, Fault] = {}
    for each in refused.violations:
        language = next((spoken for spoken in _BOTH if each.field.endswith(f"[{spoken}]")), "")
        field = f"own_words_{language or 'en'}"
        found.setdefault(field, Fault(field, each.expected, "fault_expected" if language else ""))
    return found


def _typed(filled: Form) -> LocalizedText:
    bodies = {each: filled[f"own_words_{each}"] for each in _BOTH if filled[f"own_words_{each}"]}
    counts = filled["written_in"] if filled["written_in"] in bodies else next(iter(bodies), "")
    return LocalizedText(authoritative_language=counts, bodies=bodies)


def _show(
    visit: Visit,
    found: recommendations.GetAddresseeResponse,
    filled: Form,
    *,
    key: str,
    faults: Mapping[str, Fault] = MappingProxyType({}),
    problem: str = "",
    stale: bool = False,
    note: str = "",
    status: int = 200,
) -> Response:
    return visit.render(
        "own_words.html",
        status=status,
        found=found,
        filled=filled,
        key=key,
        faulty=faults,
        problem=problem,
        stale=stale,
        note=note,
        may_write=answers_for(visit, found.addressee.slug),
    )


def _scorecard(visit: Visit) -> recommendations.GetAddresseeResponse:
    """Read the scorecard as it is, not as a cache has it: the form says which version it saw."""
    asked = recommendations.GetAddresseeRequest(slug=visit.request.path_params["slug"])
    return visit.person().recommendations.GetAddressee(asked)


def _place(slug: str, done: str = "") -> str:
    return f"/a/{quote(slug)}/own-words{f'?done={done}' if done else ''}"
