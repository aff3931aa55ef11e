"""JPEG and JPEG 2000 as they lie in a PDF: rid of what stands beside the picture, the picture itself untouched."""

import re
from typing import Final

from services.consultations.cleaning.limits import Refused

_BEGIN: Final = b"\xff\xd8"
_END: Final = b"\xff\xd9"
_ALONE: Final = frozenset({0x00, 0x01, *range(0xD0, 0xD8)})  # without a length
_SCAN, _COMMENT, _SIZES, _COLOURS, _FILL, _LAST = 0xDA, 0xFE, 0xE0, 0xEE, 0xFF, 0xD9
_NOTES: Final = range(0xE0, 0xF0)
_AFTER_A_SCAN: Final = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")
_OF_2000: Final = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c"})
_STREAM: Final = b"\xff\x4f\xff\x51"


def without_segments(picture: bytes) -> bytes:
    """Return a JPEG without its notes: positions, authors, comments, small copies, and what is behind its end."""
    if not picture.startswith(_BEGIN):
        raise Refused("broken")
    kept, at = bytearray(_BEGIN), 2
    while at + 4 <= len(picture):
        mark = picture[at + 1]
        if picture[at] != _FILL or mark == _FILL:
            at += 1
        elif mark == _LAST:
            break
        elif mark in _ALONE:
            at += 2
        else:
            end = at + 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
            kept += _kept(mark, picture[at:end])
            at = end
            if mark == _SCAN:
                found = _AFTER_A_SCAN.search(picture, at)
                end = found.start() if found else len(picture)
                kept += picture[at:end]
                at = end
    return bytes(kept) + _END


def _kept(mark: int, segment: bytes) -> bytes:
    """Return what stays of a segment: of notes only how large a point is, and which colours are meant."""
    if mark == _SIZES and segment[4:9] == b"JFIF\0":
        return segment[:2] + b"\0\x10" + segment[4:16] + b"\0\0"
    if mark == _COLOURS and segment[4:9] == b"Adobe":
        return segment[:2] + b"\0\x0e" + segment[4:16]
    return b"" if mark in _NOTES or mark == _COMMENT else segment


def without_boxes(picture: bytes) -> bytes:
    """Return a JPEG 2000 without its notes.

    Raises:
        Refused: It is none.
    """
    if picture.startswith(_STREAM):
        return _without_comments(picture)
    kept, at = bytearray(), 0
    while at + 8 <= len(picture):
        length, head = int.from_bytes(picture[at : at + 4], "big"), 8
        if length == 1:
            length, head = int.from_bytes(picture[at + 8 : at + 16], "big"), 16
        end = at + length if length else len(picture)
        if end < at + head:
            raise Refused("broken")
        kind, content = picture[at + 4 : at + 8], picture[at + head : end]
        if kind in _OF_2000:
            content = _without_comments(content) if kind == b"jp2c" else content
            kept += (len(content) + 8).to_bytes(4, "big") + kind + content
        at = end
    if b"jp2c" not in kept:
        raise Refused("broken")
    return bytes(kept)


def _without_comments(stream: bytes) -> bytes:
    kept, at = bytearray(stream[:2]), 2
    while stream[at : at + 2] not in (b"\xff\x90", b""):
        end = at + 2 + int.from_bytes(stream[at + 2 : at + 4], "big")
        if stream[at : at + 2] != b"\xff\x64":
            kept += stream[at:end]
        at = end
    return bytes(kept) + stream[at:]
