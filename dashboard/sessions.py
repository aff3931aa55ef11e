"""`/sessions`: where one is signed in, and ending that anywhere else.

Nothing is known of the browsers that hold the sessions: one is told from another by when it began and was last used.
"""

from datetime import UTC, datetime
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp
from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard.backend import errors, new_key
from dashboard.web import Form, Site, Visit
from roundtable.identity.v1 import service_pb2 as identity

_ALL_OTHERS: Final = "others"


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of this page."""
    return [site.get("/sessions", show), site.post("/sessions", end)]


def show(visit: Visit) -> Response:
    """List the reader's sessions, this browser's first."""
    return _page(visit, note=visit.query.get("ended", "") == "yes")


def end(visit: Visit, form: Form) -> Response:
    """End one of the other sessions, or all of them, once it was ticked that it is meant."""
    if not form["sure"]:
        return _page(visit, unsure=form["session"], status=422)
    if form["session"] == _ALL_OTHERS:
        chosen = [each.session_id for each in _open(visit) if not each.current]
    else:
        chosen = [form["session"]]
    if chosen:
        request = identity.RevokeSessionsRequest(idempotency_key=form["key"][:128] or new_key(), session_ids=chosen)
        try:
            visit.person().identity.RevokeSessions(request)
        except (errors.BadRequest, errors.NotFound):  # the page was old: what it named is gone
            return _page(visit, gone=True, status=422)
    return visit.redirect("/sessions?ended=yes")


def _page(visit: Visit, *, note: bool = False, gone: bool = False, unsure: str = "", status: int = 200) -> Response:
    return visit.render(
        "sessions.html",
        status=status,
        sessions=sorted(_open(visit), key=lambda each: not each.current),
        instant=_instant,
        all_others=_ALL_OTHERS,
        note=note,
        gone=gone,
        unsure=unsure,
        key=new_key,
    )


def _open(visit: Visit) -> list[identity.OpenSession]:
    request = identity.ListSessionsRequest(session=visit.session or "")
    return list(visit.person().identity.ListSessions(request).sessions)


def _instant(stamp: Timestamp) -> datetime:
    return stamp.ToDatetime(tzinfo=UTC)
