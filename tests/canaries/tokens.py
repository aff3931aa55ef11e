"""Random tokens and how they are found again, whatever was done to the bytes that hold them."""

import base64
import gzip
import io
import re
import secrets
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

MARK: Final = "zqcanary"
"""How each token begins."""

_LETTERS: Final = "abcdefghijkmnoprstuvwy"
_LENGTH: Final = 12
_PLAIN: Final = re.compile(rb"zqcanary[a-z]{12}", re.IGNORECASE)
_IN_HEX: Final = tuple(each(MARK.encode().hex()).encode() for each in (str.lower, str.upper))
_IN_TWO_BYTES: Final = (MARK.encode("utf-16-le"), MARK.encode("utf-16-be"))
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/_-]{24,}")


def _in_base64(shift: int) -> bytes:
    """Return the letters of base64 that do not depend on what stands around the mark."""
    written = base64.b64encode(b"\0" * shift + MARK.encode())
    return written[-(-shift * 8 // 6) : (shift + len(MARK)) * 8 // 6]


_IN_BASE64: Final = tuple(map(_in_base64, range(3)))


def new() -> str:
    """Return a token that nothing else holds: letters only, so that no filter takes it for a number."""
    return MARK + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def found_in(data: bytes) -> set[str]:
    """Return the tokens in some bytes: as they are, in two bytes a letter, in hex, in base64, in archives."""
    found = set(_as_they_are(data))
    for inside in _unpacked(data):
        found |= found_in(inside)
    return found


def _as_they_are(data: bytes) -> Iterator[str]:
    if MARK.encode() in data or MARK.upper().encode() in data:
        yield from _read(data)
    if any(each in data for each in _IN_TWO_BYTES):
        yield from _read(data.replace(b"\0", b""))
    if any(each in data for each in _IN_HEX):
        for run in re.findall(rb"[0-9A-Fa-f]{40,}", data):
            yield from _read(bytes.fromhex(run[: len(run) // 2 * 2].decode()))
    if any(each in data for each in _IN_BASE64):
        for run in _BASE64.findall(data):
            letters = run.translate(bytes.maketrans(b"-_", b"+/"))
            for start in range(4):
                rest = letters[start:]
                yield from _read(base64.b64decode(rest + b"A" * (-len(rest) % 4)))


def _read(data: bytes) -> Iterator[str]:
    return (each.decode().lower() for each in _PLAIN.findall(data))


def _unpacked(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from map(archive.read, archive.namelist())
    elif data.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
            try:
                yield zlib.decompress(stream)
            except zlib.error:
                continue  # not packed: it was read as it is
