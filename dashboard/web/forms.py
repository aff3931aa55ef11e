"""Forms: what was typed, and proof that it was typed on a page of ours.

The token in a form is a keyed hash of the browser's cookie. Another site can send a form here, but it can neither read
the cookie nor set one named `__Host-…`, so it cannot know the token; and the request's Origin has to be ours anyway.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

FORM_BYTES: Final = 512 * 1024
FORM_FIELDS: Final = 400
_DIGITS: Final = 18  # fewer than an int64 may have
TOKEN_FIELD: Final = "form_token"  # noqa: S105 - the name of a field


class Form(Mapping[str, str]):
    """The fields of a form that was sent: stripped, in NFC, with plain line feeds; what is missing reads as empty."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = {name: _cleaned(value) for name, value in fields.items()}

    def __getitem__(self, name: str) -> str:
        """Return what was typed in a field."""
        return self._fields.get(name, "")

    def __iter__(self) -> Iterator[str]:
        """Return the names of the fields that were sent."""
        return iter(self._fields)

    def __len__(self) -> int:
        """Return how many fields were sent."""
        return len(self._fields)


def _cleaned(value: str) -> str:
    if value.isascii() and value.isprintable():  # as most are, the longest of all among them
        return value.strip()
    unified = value.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")  # each ends a line
    # Stripped first: what stood between a letter and its mark must not keep them apart.
    kept = "".join(each for each in unified if each in "\n\t" or unicodedata.category(each) != "Cc")
    return unicodedata.normalize("NFC", kept).strip()


def whole_number(typed: str) -> int:
    """Return the number in a field; 0 if it holds none that we wrote there."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= _DIGITS else 0


class WrongForm(Exception):
    """The form was not sent from a page of ours, or is too long."""


def token(browser_id: str) -> str:
    """Return the token for forms shown in a browser."""
    return hmac.new(browser_id.encode(), b"roundtable form", hashlib.sha256).hexdigest()


async def read(request: Request, *, longest: int = FORM_BYTES) -> Form:
    """Read what was sent, at most `longest` bytes: URL-encoded only, nothing is uploaded here.

    Raises:
        WrongForm: It is of another kind, or too long.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise WrongForm
    received = bytearray()
    async for chunk in request.stream():
        received += chunk
        if len(received) > longest:
            raise WrongForm
    try:
        pairs = parse_qsl(
            received.decode("utf-8"), keep_blank_values=True, max_num_fields=FORM_FIELDS, encoding="utf-8"
        )
    except ValueError:
        raise WrongForm from None
    return Form(dict(pairs))


def check(form: Form, browser_id: str | None) -> None:
    """Find out whether the form was shown to this browser.

    Raises:
        WrongForm: It was not, or too long ago.
    """
    if not browser_id or not hmac.compare_digest(form[TOKEN_FIELD], token(browser_id)):
        raise WrongForm
