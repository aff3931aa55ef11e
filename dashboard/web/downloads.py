"""Files that people uploaded, on their way out: always to be saved, never shown within a page of ours."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from starlette.responses import Response

from dashboard.backend import errors

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
    """Return a download that nothing of ours shows, and that no cache keeps."""
    media_type, content = file
    ending = _ENDINGS.get(media_type, "bin")
    return Response(
        content,
        media_type=media_type if media_type in _ENDINGS else "application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{ending}"',
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
        },
    )
