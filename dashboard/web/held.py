"""`/held/…`: files that a page of Streamlit made for one reader, given to that very session and to nobody else.

What Streamlit offers for downloads itself lies at an address that asks nobody who they are, so that door stays shut
(`guard`). Here whoever asks is asked as the page does, each time. A file is held in memory only, until others push it
out or the page makes it anew; then its address is the same.
"""

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard import desk
from dashboard.backend import errors
from dashboard.pages import find
from dashboard.web import Site, Visit

_MOST: Final = 200
"""How many files are held at most."""

_MOST_LETTERS: Final = 8_000_000
"""How many characters they have together at most; letters have some thousand."""


@dataclass(frozen=True)
class _File:
    session: str
    page: str
    name: str
    content: str
    file_id: str


_HELD: Final[OrderedDict[tuple[str, str, str], _File]] = OrderedDict()
_LOCK: Final = threading.Lock()


def hold(page: str, about: str, name: str, content: str) -> str:
    """Hold a page of HTML for the reader of a page of Streamlit; return the address at which that reader gets it.

    Args:
        page: The path of the page in `PAGES`: who may see it may have the file.
        about: What it is about: the page may be open twice, at two consultations.
        name: What the file is called.
        content: The HTML.
    """
    key = (desk.session(), about, name)
    with _LOCK:
        before = _HELD.pop(key, None)
        file_id = before.file_id if before else secrets.token_urlsafe(24)
        _HELD[key] = _File(key[0], page, name, content, file_id)
        while _too_much():
            _HELD.popitem(last=False)
    return f"/held/{file_id}"


def _too_much() -> bool:
    letters = sum(len(each.content) for each in _HELD.values())
    return len(_HELD) > _MOST or (letters > _MOST_LETTERS and len(_HELD) > 1)


def routes(site: Site) -> list[BaseRoute]:
    """Return the route at which such files are got."""
    return [site.get("/held/{file_id}", give)]


def give(visit: Visit) -> Response:
    """Give a file to whom it was made for, if they still may see the page."""
    me = visit.person().me()
    asked = visit.request.path_params["file_id"]
    with _LOCK:
        found = next((each for each in _HELD.values() if each.file_id == asked), None)
    if not found or not secrets.compare_digest(found.session, visit.session or ""):
        raise errors.NotFound("no such file")
    if not find(found.page).is_for(desk.roles_of(me)):
        raise errors.Denied("the page is for others")
    return Response(
        found.content,
        media_type="text/html",
        headers={
            "Content-Disposition": f'attachment; filename="{found.name}"',
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        },
    )
