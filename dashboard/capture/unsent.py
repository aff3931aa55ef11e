"""What is typed and not sent yet, saved as it is typed: found again on any device, gone once it is entered.

A script of ours sends it to `/capture/unsent`; desks save it at each run (`capture.many`, `typed`). It goes nowhere
else: no log, no cache.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from dashboard.backend import Person, errors, new_key
from dashboard.capture.kept import status
from dashboard.capture.keys import once
from dashboard.web import Form, Site, Visit
from dashboard.web.forms import whole_number
from roundtable.consultations.v1 import service_pb2 as consultations

Text = consultations.UnsentText
LINES: Final = consultations.UNSENT_PAGE_LINES
TABLE: Final = consultations.UNSENT_PAGE_TABLE
BOX: Final = consultations.UNSENT_PAGE_BOX

DESKS: Final[Mapping[str, Any]] = {
    "facilitator": consultations.UNSENT_PAGE_FACILITATOR,
    "reviewer": consultations.UNSENT_PAGE_REVIEWER,
    "verifier": consultations.UNSENT_PAGE_VERIFIER,
    "registrar": consultations.UNSENT_PAGE_REGISTRAR,
}
"""Desks whose forms are kept, by the path of the page."""

_PAGES: Final = {"lines": LINES, "table": TABLE}
_OURS: Final = ("form_token", "unsent-owner", "unsent-page", "unsent-consultation", "unsent-version", "unsent-end")
_NO_STORE: Final = {"Cache-Control": "no-store"}


def routes(site: Site) -> list[BaseRoute]:
    """Return the route by which the script saves."""
    return [site.post("/capture/unsent", keep)]


def keep(visit: Visit, sent: Form) -> Response:
    """Save what is typed, or end it; answer with its version, and with what was saved elsewhere if it was."""
    place = (_PAGES.get(sent["unsent-page"], 0), sent["unsent-consultation"])
    version = whole_number(sent["unsent-version"])
    try:
        require_owner(visit.person(), sent["unsent-owner"])
        if sent["unsent-end"]:
            end(visit.person(), *place, version)
            return _json({"version": 0, "key": new_key()})  # the same words again are another act
        fields = {name: value for name, value in sent.items() if name not in _OURS}
        return _json({"version": save(visit.person(), *place, version, fields)})
    except errors.Stale as stale:
        now = current(visit.person(), *place, stale)
        return _json({"version": now.version, "fields": dict(now.fields)}, 409)
    except (errors.BadRequest, errors.NotFound, errors.Denied):
        return _json({}, 422)
    except (errors.Unavailable, errors.SignedOut, errors.TooMany) as later:
        return _json({}, status(later))


def _json(answer: Mapping[str, Any], code: int = 200) -> Response:
    return JSONResponse(answer, code, headers=_NO_STORE)


def read(person: Person, page: Any, consultation_id: str = "") -> Text:
    """Return what the person has typed on a page; version 0 if there is nothing."""
    request = consultations.ReadUnsentTextRequest(page=page, consultation_id=consultation_id)
    return person.consultations.ReadUnsentText(request).text


def read_forms(person: Person, desk: Any) -> Sequence[Text]:
    """Return what the person has typed in each form of a desk."""
    return person.consultations.ReadUnsentText(consultations.ReadUnsentTextRequest(page=desk)).forms


def save(
    person: Person,
    page: Any,
    consultation_id: str,
    version: int,
    fields: Mapping[str, str],
    *,
    form: str = "",
    key: str = "unsent",
) -> int:
    """Save what is typed over a version, and return the version it has then. The same again is saved once.

    Args:
        person: Whose it is.
        page: Where it is typed.
        consultation_id: The consultation of the page; empty if it belongs to none.
        version: What was seen.
        fields: By name.
        form: Of a desk, which of its forms.
        key: From which the idempotency key follows, with all that is saved; where no field makes it another text than
            one that was typed and ended before, a random one.

    Raises:
        Stale: Something else was saved after that version.
        BadRequest: There is nothing, or too much.
    """
    typed = {name: value for name, value in fields.items() if value}
    request = consultations.SaveUnsentTextRequest(
        page=page, consultation_id=consultation_id, expected_version=version, fields=typed, form=form
    )
    request.idempotency_key = once(key, request)
    try:
        return int(person.consultations.SaveUnsentText(request).text.version)
    except errors.Stale as stale:
        now = current_form(person, page, form, stale) if form else current(person, page, consultation_id, stale)
        if now.fields != typed:
            raise
        return int(now.version)


def end(person: Person, page: Any, consultation_id: str, version: int, *, form: str = "") -> None:
    """End what was typed: it is entered, or nobody wants it. What was typed since, elsewhere, stays.

    Raises:
        Stale: Something else was saved after that version.
    """
    request = consultations.DiscardUnsentTextRequest(
        page=page, consultation_id=consultation_id, expected_version=version, form=form
    )
    request.idempotency_key = once("unsent", request)
    person.consultations.DiscardUnsentText(request)


def owner(person: Person) -> str:
    """Return a word for the person, empty if not known now: what a browser keeps is for nobody else."""
    try:
        return hashlib.sha256(f"unsent {person.me().person_id}".encode()).hexdigest()[:16]
    except errors.Unavailable:
        return ""


def require_owner(person: Person, shown_to: str) -> None:
    """Refuse a form that was shown to somebody else, who was signed in to this browser before.

    Raises:
        SignedOut: It was.
    """
    if shown_to and owner(person) not in ("", shown_to):
        raise errors.SignedOut("shown to somebody else")


def current(person: Person, page: Any, consultation_id: str, stale: errors.Stale) -> Text:
    """Return what was saved elsewhere; it is read again if it was too long for the refusal."""
    return _told(stale) or read(person, page, consultation_id)


def current_form(person: Person, desk: Any, form: str, stale: errors.Stale) -> Text:
    """Return what was saved elsewhere in a form of a desk; version 0 if nothing is kept there any more."""
    told = _told(stale)
    return told or next((each for each in read_forms(person, desk) if each.form == form), Text())


def _told(stale: errors.Stale) -> Text | None:
    told: Text | None = getattr(stale.current, "text", None)
    return told if told and told.version else None
