"""Files of `static/`: style, script, fonts, the mark. Read once at start; their addresses change with their content."""

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


def route() -> Route:
    """Return the route that serves them."""
    files = {
        str(file.relative_to(STATIC)): (file.read_bytes(), _TYPES[file.suffix])
        for file in sorted(STATIC.rglob("*"))
        if file.suffix in _TYPES
    }

    async def endpoint(request: Request) -> Response:
        found = files.get(request.path_params["path"])
        if not found:
            return PlainTextResponse("no such file\n", 404)
        for_ever = "public, max-age=31536000, immutable" if "v" in request.query_params else "no-cache"
        return Response(found[0], media_type=found[1], headers={"Cache-Control": for_ever})

    return Route("/assets/{path:path}", endpoint, methods=["GET"], name="assets")
