"""What a mail is known by outside: its return path and its Message-ID. Both follow from the delivery's id."""

import base64
import hashlib
import re
from typing import Final
from uuid import UUID

_RETURN_PATH: Final = re.compile(r"<?bounces\+([a-z2-7]{26})@[a-z0-9.-]{1,253}>?", re.IGNORECASE)


def return_token(delivery: UUID) -> str:
    """Return the part of the return path that names the delivery: lower-case letters and digits, not to be guessed.

    It follows from the delivery's id, which no mail carries; so it is the same on every try.
    """
    return _token("return path", delivery)


def message_token(delivery: UUID) -> str:
    """Return the left part of the Message-ID: the same on every try, and telling nothing of the delivery."""
    return _token("message id", delivery)


def _token(purpose: str, delivery: UUID) -> str:
    digest = hashlib.sha256(purpose.encode() + b"\0" + delivery.bytes).digest()
    return base64.b32encode(digest[:16]).decode("ascii").rstrip("=").lower()


def token_of(return_path: str) -> str | None:
    """Return the token in a return path, with or without brackets; None if it is none.

    The domain does not count: it may have been another one when the mail went out.
    """
    found = _RETURN_PATH.fullmatch(return_path.strip())
    return found[1].lower() if found else None
