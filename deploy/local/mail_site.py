"""The mailbox page: what the local stack's mail server has accepted. Local use only, hence without sign-in.

A mail is somebody else's text: it is shown escaped, its HTML part only in a sandboxed frame that loads nothing.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deploy.local.mail_store import Mail, MailStore

_FOLDER = Path(__file__).with_name("mail_pages")
_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def site(store: MailStore, *, shown_in: str = "") -> Starlette:
    """Return the pages over a store.

    Args:
        store: The mails.
        shown_in: Origin of the one other site that may frame these pages: the dashboard's `/start`.
    """
    pages = _Pages(store)
    routes = [
        Route("/", pages.mailboxes),
        Route("/mailbox/{address}", pages.mailbox),
        Route("/message/{id}", pages.message),
        Route("/message/{id}/html", pages.html_part),
        Route("/message/{id}/source", pages.source),
        Route("/api/messages", pages.messages),
        Route("/style.css", pages.style),
        Route("/healthz", pages.healthz),
    ]
    middleware = [
        # A foreign page must not read mailboxes by giving its own name our address.
        Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
        Middleware(_Headers, frame_ancestors=f"'self' {shown_in}".strip()),
    ]
    return Starlette(routes=routes, middleware=middleware)


class _Headers:
    """Adds the security headers that a page has not set itself."""

    def __init__(self, app: ASGIApp, frame_ancestors: str) -> None:
        self._app = app
        self._policy = (
            "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; "
            f"frame-ancestors {frame_ancestors}"
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", self._policy)
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["Cache-Control"] = "no-store"
            await send(message)

        await self._app(scope, receive, send_with_headers)


class _Pages:
    def __init__(self, store: MailStore) -> None:
        self._store = store
        self._templates = Environment(loader=FileSystemLoader(_FOLDER), autoescape=True, trim_blocks=True)
        self._templates.filters["linked"] = _linked
        self._templates.filters["path"] = lambda text: quote(text, safe="")
        self._templates.filters["moment"] = lambda moment: f"{moment.astimezone():%-d %b %Y, %H:%M:%S %Z}"

    def _page(self, name: str, values: Mapping[str, Any], status: int = 200) -> Response:
        return HTMLResponse(self._templates.get_template(name).render(values), status)

    async def mailboxes(self, _request: Request) -> Response:
        return self._page("mailboxes.html", {"mailboxes": self._store.mailboxes()})

    async def mailbox(self, request: Request) -> Response:
        address = request.path_params["address"]
        return self._page("mailbox.html", {"address": address, "mails": self._store.to(address)})

    async def message(self, request: Request) -> Response:
        if mail := self._store.get(request.path_params["id"]):
            return self._page("message.html", {"mail": mail})
        return self._page("missing.html", {}, 404)

    async def html_part(self, request: Request) -> Response:
        if not (mail := self._store.get(request.path_params["id"])):
            return self._page("missing.html", {}, 404)
        # Links open a tab of their own: the frame itself goes nowhere.
        return HTMLResponse(f'<base target="_blank">{mail.html}', headers={"Content-Security-Policy": _HTML_POLICY})

    async def source(self, request: Request) -> Response:
        if mail := self._store.get(request.path_params["id"]):
            return PlainTextResponse(mail.file.read_bytes())
        return self._page("missing.html", {}, 404)

    async def messages(self, request: Request) -> Response:
        return JSONResponse([_as_json(mail) for mail in self._store.to(request.query_params.get("to"))])

    async def style(self, _request: Request) -> Response:
        return Response((_FOLDER / "style.css").read_bytes(), media_type="text/css")

    async def healthz(self, _request: Request) -> Response:
        return PlainTextResponse("ok")


def _as_json(mail: Mail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "to": mail.recipient,
        "sender": mail.sender,
        "subject": mail.subject,
        "message_id": str(mail.message["message-id"] or ""),
        "received_at": mail.received_at.isoformat(),
        "headers": [[name, str(value)] for name, value in mail.message.items()],
        "text": mail.text,
        "html": mail.html,
    }


def _linked(text: str) -> Markup:
    """Escape a text, with its web addresses as links."""
    parts, end = [], 0
    for found in _LINK.finditer(text):
        link = escape(found[0])
        parts += [escape(text[end : found.start()]), Markup('<a href="{0}" target="_blank">{0}</a>').format(link)]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])
