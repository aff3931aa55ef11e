"""What every request passes first and every answer last: limits, origins, closed doors, security headers.

- A network that asks for too much is told to come back later, whatever it asks for (`limits`).
- A WebSocket without our Origin is refused before it opens: no identity for a page of another site. On one that is
  open a stranger's messages are short: Streamlit keeps what the last one said, for as long as a session lives. Whose
  session ended since is no stranger there: what they typed is taken, and the page asks them to sign in again.
- A request that may change something needs our Origin.
- Of Streamlit three doors are open: its socket, what its script asks before it opens that, and its own files. Metrics,
  uploads, downloads, its agent interface and its own sign-in are not: its pages are routes of ours (`shell`), files go
  through ours, and everything else that nobody serves is our 404.
- Each answer carries a Content-Security-Policy: the strict one of plain pages, unless it brought its own. So does the
  one that says that something broke.
- Whatever says that something cannot be had now (429, 503) says when to ask again.
"""

import contextlib
import logging
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.settings import is_loopback
from dashboard.web import policy
from dashboard.web.limits import Later
from dashboard.web.site import LOOK_AGAIN_SECONDS, Site, Visit, is_signed_in, later, lost
from dashboard.web.spools import LetGo

log = logging.getLogger(__name__)

STREAMLIT_SOCKET: Final = "/_stcore/stream"
STRANGERS_BYTES: Final = 256 * 1024
"""The longest message on a socket of who is not signed in; pages for everybody send a few kilobytes."""

_STREAMLIT_DOORS: Final = re.compile(r"/_stcore/(?:health|host-config)|/static/(?:js|css|media)/[^/]+\.[a-z0-9]+")
_COME_AGAIN: Final = (429, 503)
_SAFE: Final = ("GET", "HEAD", "OPTIONS")


class _Answer:
    """Sends an answer, and knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: Message) -> None:
        """Send the next part."""
        self.begun = True
        await self._send(message)


class Guard:
    """The outermost layer around our routes and Streamlit's."""

    def __init__(self, app: ASGIApp, site: Site, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._site = site
        self._routes = routes
        self._origin = site.settings.public_url
        self._host = urlsplit(self._origin).netloc
        self._headers = policy.headers(self._origin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer it here."""
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            answer = _Answer(self._with_headers(send))
            try:
                await self._within_limits(scope, receive, answer)
            except LetGo as broken_off:
                log.info("a download was broken off: %s", broken_off)
                raise  # the server closes the connection: the reader must not take it for whole
            except Exception:
                # Whatever catches it outside of here would answer without our headers.
                log.exception("a request failed")
                if answer.begun:
                    raise
                await PlainTextResponse("something broke here\n", 500)(scope, receive, answer)
        else:
            await self._app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != STREAMLIT_SOCKET or Headers(scope=scope).get("origin") != self._origin:
            await send({"type": "websocket.close", "code": 1008, "reason": "foreign or missing Origin"})
            return
        limits, network = self._site.limits, self._site.network_of(scope)
        owed = False
        somebodys: bool | None = None  # as far as it was asked

        async def receive_in_turn() -> Message:
            """Count a message before the next one is taken: what waits lies where `sockets` bounds it, not here."""
            nonlocal owed, somebodys
            if owed:
                await limits.message(network)
            message = await receive()
            owed = message["type"] == "websocket.receive"
            is_long = owed and len(message.get("bytes") or b"") > STRANGERS_BYTES
            if owed and (somebodys is None or (is_long and not somebodys)):
                somebodys = await self._is_somebodys(scope)
            if is_long and not somebodys:
                await send({"type": "websocket.close", "code": 1009, "reason": "sign in first"})
                return {"type": "websocket.disconnect", "code": 1009}
            return message

        with contextlib.ExitStack() as held:
            try:
                held.enter_context(limits.socket(network))
            except Later as late:
                visit = Visit(self._site, Request({**scope, "type": "http", "method": "GET"}))
                await later(visit.language, late.seconds)(scope, receive, send)
            else:
                await self._app(scope, receive_in_turn, send)

    async def _is_somebodys(self, scope: Scope) -> bool:
        asked = Request({**scope, "type": "http", "method": "GET"})
        return await is_signed_in(Visit(self._site, asked))

    async def _within_limits(self, scope: Scope, receive: Receive, send: Send) -> None:
        # What a page of another site makes its readers send must not use up what their network may send here.
        form = scope["method"] not in _SAFE and self._is_ours(Headers(scope=scope))
        try:
            self._site.limits.count(self._site.network_of(scope), scope["path"], form=form)
        except Later as late:
            visit = Visit(self._site, Request(scope))
            await later(visit.language, late.seconds)(scope, receive, send)
        else:
            await self._request(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, path = Headers(scope=scope), scope["path"]
        safe = scope["method"] in _SAFE
        if safe and (elsewhere := self._better_host(headers.get("host", ""), path)):
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{elsewhere}{path}{'?' + query if query else ''}")(scope, receive, send)
        elif not safe and not self._is_ours(headers):
            await PlainTextResponse("this request did not come from a page of this site\n", 403)(scope, receive, send)
        elif self._is_served(scope, path):
            await self._app(scope, receive, send)
        else:
            await lost(Visit(self._site, Request(scope)))(scope, receive, send)

    def _better_host(self, host: str, path: str) -> str:
        """Return where a reader should be who typed another name of this machine: cookies and Origin fit there."""
        if path == "/healthz" or host == self._host or not self._site.settings.plain_loopback:
            return ""
        try:
            named = urlsplit(f"//{host}").hostname or ""
        except ValueError:  # half an address, such as `[`: no name of this machine
            return ""
        return self._origin if is_loopback(named) else ""

    def _is_ours(self, headers: Headers) -> bool:
        """Tell whether a page of ours sent it. Old browsers leave Origin out of forms, but send where they were."""
        if origin := headers.get("origin"):
            return origin == self._origin
        return headers.get("referer", "").startswith(self._origin + "/")

    def _is_served(self, scope: Scope, path: str) -> bool:
        if _STREAMLIT_DOORS.fullmatch(path):
            return True
        return any(route.matches(scope)[0] is not Match.NONE for route in self._routes)

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault(policy.CONTENT_POLICY, policy.STRICT_POLICY)
                for name, value in self._headers.items():
                    headers[name] = value
                if message["status"] in _COME_AGAIN:
                    headers.setdefault("Retry-After", str(LOOK_AGAIN_SECONDS))
            await send(message)

        return send_with_headers
