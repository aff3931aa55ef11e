"""What a form carries for us from page to page: packed, for the browser to keep, and good only as we packed it."""

import base64
import binascii
import json
import zlib
from typing import Any


class NotOurs(Exception):
    """It is not as we packed it, or too much."""


def pack(said: Any) -> str:
    """Return lists, texts and numbers as a value for a hidden field."""
    return base64.urlsafe_b64encode(zlib.compress(json.dumps(said, ensure_ascii=False).encode(), 9)).decode()


def unpack_text(carried: str, *, most: int) -> str:
    """Return the text that was packed, of at most so many bytes. Nothing else is built up on the way, however long.

    Raises:
        NotOurs: See `unpack`; or it is no text.
    """
    found = unpack(carried, most=most, begins='"')
    if not isinstance(found, str):
        raise NotOurs
    return found


def unpack(carried: str, *, most: int, begins: str = "") -> Any:
    """Return what was packed, of at most so many bytes, whose JSON begins so.

    Raises:
        NotOurs: It was not packed by us, or no text can hold it: half of a surrogate pair, endless lists.
    """
    try:
        said = zlib.decompressobj().decompress(base64.urlsafe_b64decode(carried), most).decode()
        if not said.startswith(begins):
            raise NotOurs
        found = json.loads(said, parse_constant=_no_number)
        if "\\ud" in said.lower():  # half a pair, or words about one: only the latter can be sent on
            json.dumps(found, ensure_ascii=False).encode()
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise NotOurs from None
    return found


def _no_number(word: str) -> float:
    raise ValueError(word)
