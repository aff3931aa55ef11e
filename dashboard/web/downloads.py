"""Files that people uploaded, on their way out: always to be saved, never shown within a page of ours."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from starlette.responses import Response, StreamingResponse

from dashboard.backend import errors
from dashboard.web.site import Visit
from dashboard.web.spools import SPOOLS

_ENDINGS: Final = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
}


def whole(read: Callable[[], Iterable[Any]]) -> tuple[str, bytes]:
    """Return what a file is, and its bytes.

    Raises:
        NotFound: There is none.
    """
    try:
        pieces = list(read())
    except errors.BadRequest:  # an address that is no id
        raise errors.NotFound("no such file") from None
    return (pieces[0].media_type if pieces else "", b"".join(each.chunk for each in pieces))


def saved(file: tuple[str, bytes], name: str) -> Response:
    """Return a download that nothing of ours shows, and that no cache keeps. Until it is read it is in memory only."""
    media_type, content = file
    return Response(content, media_type=_type(media_type), headers=_headers(media_type, name))


def saved_by_anybody(visit: Visit, file: tuple[str, bytes], name: str) -> Response:
    """Return the same of what is public: of it only a piece is in memory, however slowly and often it is read."""
    media_type, content = file
    size, pieces = SPOOLS.whole(visit.network, [content])
    headers = {"Content-Length": str(size), **_headers(media_type, name)}
    return StreamingResponse(pieces, media_type=_type(media_type), headers=headers)


def _type(media_type: str) -> str:
    return media_type if media_type in _ENDINGS else "application/octet-stream"


def _headers(media_type: str, name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}.{_ENDINGS.get(media_type, "bin")}"',
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    }
