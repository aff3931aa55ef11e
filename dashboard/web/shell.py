"""The HTML around Streamlit pages: Streamlit's own index with our language, direction, title, style and page header.

Streamlit's script is one inline element, and one of ours tells it where its server is; the page's policy allows both by
their hashes, of which the first is computed here from the installed file. Its styles are inline by nature.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import streamlit
from markupsafe import escape
from starlette.responses import HTMLResponse, Response

from dashboard import labels
from dashboard.capture.unsent import DESKS
from dashboard.labels.texts.framework import WORDS
from dashboard.web import cookies
from dashboard.web.render import asset, render
from dashboard.web.site import Visit

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
# Streamlit looks for its server below the address of the page first, which is two answers 404 on each page of a desk.
_SERVER = "window.__streamlit = { BACKEND_BASE_URL: window.location.origin };"
_SERVICE_LINK = re.compile(r'<link rel="(?:service-desc|shortcut icon)"[^>]*>')


class Shell:
    """The installed Streamlit's index page, ready to be filled in."""

    def __init__(self, public_url: str, index: str | None = None) -> None:
        installed = Path(streamlit.__file__).parent / "static" / "index.html"
        found = index if index is not None else installed.read_text(encoding="utf-8")
        found = found.replace("<head>", f"<head><script>{_SERVER}</script>", 1)
        self.policy: Final = _policy(found, public_url)
        # What Streamlit says to readers without JavaScript and to programs is not true of this site.
        self._index = _SERVICE_LINK.sub("", _NOSCRIPT.sub("", found))

    def page(self, visit: Visit, title_key: str) -> Response:
        """Return the page in which Streamlit starts. A changed language leads back to the page as it was."""
        if response := _language_changed(visit):
            return response
        language = visit.language
        title = f"{visit.text(title_key)} – {visit.text('site_name')}"
        head = (
            f"<title>{escape(title)}</title>\n"
            f'<meta name="description" content="{escape(visit.text("site_description"))}">\n'
            f'<meta property="og:title" content="{escape(title)}">\n'
            f'<link rel="icon" href="{asset("mark.svg")}" type="image/svg+xml">\n'
            f'<link rel="stylesheet" href="{asset("style.css")}">'
            f'<link rel="stylesheet" href="{asset("facts.css")}">'
            f'<link rel="stylesheet" href="{asset("streamlit.css")}">'
            f"{_framework_words(language)}{_saving(visit)}"
        )
        frame = render("streamlit_frame.html", visit=visit, settings=visit.site.settings)
        page = self._index.replace(
            '<html lang="en">', f'<html lang="{language}" dir="{labels.direction(language)}" class="with-streamlit">'
        )
        page = _TITLE.sub(lambda _: head, page, count=1)
        page = page.replace('<div id="root"></div>', f'{frame}\n<div id="root"></div>')
        headers: Mapping[str, str] = {
            "Content-Security-Policy": self.policy,
            "Cache-Control": "no-store",
            "Vary": "Cookie, Accept-Language",
            "Content-Language": language,
        }
        return HTMLResponse(page, headers=headers)


def _framework_words(language: labels.Language) -> str:
    """Return the script that says in the language of the page what Streamlit says in English; nothing in English."""
    if language == "en":
        return ""
    return f'<script src="{asset("framework.js")}" data-words="{escape(json.dumps(list(WORDS.values())))}"></script>'


def _saving(visit: Visit) -> str:
    """Return the script that has fields saved while somebody types, where everything is saved as it is typed."""
    return f'<script src="{asset("typed.js")}"></script>' if visit.path.removeprefix("/") in DESKS else ""


def _language_changed(visit: Visit) -> Response | None:
    """Set the language and lead back: the address in the browser may hold more than the page knew when it was made."""
    if visit.query.get("lang") not in labels.LANGUAGES:
        return None
    response = visit.redirect(_as_it_was(visit))
    cookies.set_language(response, visit.language, secure=not visit.site.settings.plain_loopback)
    return response


def _as_it_was(visit: Visit) -> str:
    """Return the address of the page as the browser says it had it, if it is this page; else as it was asked for."""
    try:
        was = urlsplit(visit.request.headers.get("referer", ""))
    except ValueError:  # half an address
        return visit.here
    if f"{was.scheme}://{was.netloc}" != visit.site.settings.public_url or was.path != visit.path:
        return visit.here
    return f"{visit.path}?{was.query}" if was.query else visit.path


def _policy(index: str, public_url: str) -> str:
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(index)
    )
    socket = public_url.replace("http", "ws", 1)  # not every browser counts it as 'self'
    return (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' {socket}; frame-ancestors 'none'; "
        "object-src 'none'; base-uri 'none'; form-action 'self'"
    )
