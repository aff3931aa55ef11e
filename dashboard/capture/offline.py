"""`/capture` without a line: a service worker keeps an empty page and what it is drawn with, and nothing of anybody.

The table, `/capture/grid`, is of one consultation and needs a line: there the worker gives a page that says so, and
where to type meanwhile. Both pages are kept in both languages, with the script and style that they name. All of it is
the same for everybody. A new release has another version: the browser then takes the new worker, which throws away what
the old one kept.
"""

import hashlib
import json
import re
from typing import Final

from starlette.responses import Response
from starlette.routing import BaseRoute

from dashboard import labels
from dashboard.capture.kept import scripted
from dashboard.capture.lines.reading import MOST_LINES
from dashboard.web import Form, Site, Visit
from dashboard.web.render import STATIC

SHELL: Final = "/capture/shell"
TABLE: Final = "/capture/grid/shell"
_POLICY: Final = "default-src 'none'; connect-src 'self'; frame-ancestors 'none'"
_ASSET: Final = re.compile(r"/assets/[^\"?]+\?v=[0-9a-f]+")
_FONTS: Final = tuple(f"/assets/{each.relative_to(STATIC)}" for each in sorted(STATIC.glob("fonts/*.woff2")))


def routes(site: Site) -> list[BaseRoute]:
    """Return the routes of the worker and of what it keeps."""
    return [site.get(SHELL, shell), site.get(TABLE, table), site.get("/capture/worker.js", worker)]


def shell(visit: Visit) -> Response:
    """Give the page as it is without a line: nobody is signed in to it, and nothing is in it."""
    visit.session = None
    return scripted(
        visit,
        "quick.html",
        sent=Form({}),
        key="",
        mine=[],
        wrong={},
        most=MOST_LINES,
        version="",
        owner="",
        offline=True,
    )


def table(visit: Visit) -> Response:
    """Give the page that stands where the table cannot be opened, without anybody signed in to it."""
    visit.session = None
    return visit.render("grid_offline.html")


def worker(visit: Visit) -> Response:
    """Give the worker: the same for everybody until the next release."""
    pages, tables = ({each: f"{where}?lang={each}" for each in labels.LANGUAGES} for where in (SHELL, TABLE))
    drawn = b"".join(_drawn(visit, each) for each in labels.LANGUAGES)
    files = sorted({*_ASSET.findall(drawn.decode()), *_FONTS})
    written = (STATIC / "worker.js").read_text(encoding="utf-8")
    kept = json.dumps({"pages": pages, "tables": tables, "files": files}, sort_keys=True)
    version = hashlib.sha256(written.encode() + kept.encode() + drawn).hexdigest()[:12]
    said = written.replace('"VERSION"', json.dumps(version)).replace('"KEPT"', kept)
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": _POLICY, "Service-Worker-Allowed": "/capture"}
    return Response(said, media_type="text/javascript", headers=headers)


def _drawn(visit: Visit, language: labels.Language) -> bytes:
    visit.language = language
    return bytes(shell(visit).body) + bytes(table(visit).body)
