"""Files of `static/`: style, script, fonts, the mark. Read once at start; their addresses change with their content.

What is text is packed for whoever takes that, which every browser does. Pages are not: what a reader sends stands in
some beside what only that reader may know, and how well both pack together would tell of it (CVE-2013-3587).
"""

import gzip
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard.web.render import STATIC

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
}
_PACKED: Final = (".css", ".js", ".svg", ".txt")


def route() -> Route:
    """Return the route that serves them."""
    found = {str(each.relative_to(STATIC)): each for each in sorted(STATIC.rglob("*")) if each.suffix in _TYPES}
    files = {path: (file.read_bytes(), _TYPES[file.suffix]) for path, file in found.items()}
    packed = {path: gzip.compress(files[path][0], mtime=0) for path in files if path.endswith(_PACKED)}

    async def endpoint(request: Request) -> Response:
        path = request.path_params["path"]
        if path not in files:
            return PlainTextResponse("no such file\n", 404)
        content, media_type = files[path]
        for_ever = "public, max-age=31536000, immutable" if "v" in request.query_params else "no-cache"
        headers = {"Cache-Control": for_ever}
        if path in packed:
            headers["Vary"] = "Accept-Encoding"
            if _takes_packed(request):
                content, headers["Content-Encoding"] = packed[path], "gzip"
        return Response(content, media_type=media_type, headers=headers)

    return Route("/assets/{path:path}", endpoint, methods=["GET"], name="assets")


def _takes_packed(request: Request) -> bool:
    """Tell whether gzip is named without a weight, as browsers name it. Whoever weighs it gets the file as it is."""
    return "gzip" in (each.strip().lower() for each in request.headers.get("Accept-Encoding", "").split(","))
