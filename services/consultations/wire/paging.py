"""Pages of lists: how long one is, and where the next one begins."""

import base64
import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from services.chassis.errors import InvalidArgument

PIECE_BYTES: Final = 700_000
"""How long the rows in one answer are together: what stands around them fits in, too (1 MiB)."""

_PAGE: Final = 50
_LARGEST_PAGE: Final = 200
_LARGEST: Final = 2**63 - 1


def page_size(value: int) -> int:
    """Return how many entries a page has.

    Raises:
        InvalidArgument: It is negative or more than 200.
    """
    if not 0 <= value <= _LARGEST_PAGE:
        raise InvalidArgument(f"1 to {_LARGEST_PAGE}, or 0 for {_PAGE}", field="page_size")
    return value or _PAGE


def page_token(place: Iterable[object]) -> str:
    """Return the token of the page that follows a place in a list."""
    parts = [each.isoformat() if isinstance(each, date) else str(each) for each in place]
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).rstrip(b"=").decode()


def page_after(token: str, *kinds: Callable[[str], Any]) -> tuple[Any, ...] | None:
    """Return the place in a list after which the page begins; None for the first page.

    Args:
        token: As received.
        kinds: How each part of the place is read.

    Raises:
        InvalidArgument: The token is not one of ours.
    """
    if not token:
        return None
    try:
        return tuple(read(part) for read, part in zip(kinds, _parts(token), strict=True))
    except (ValueError, RecursionError):
        raise InvalidArgument("`next_page_token` of the previous page, or nothing", field="page_token") from None


def statements_after(token: str) -> UUID | None:
    """Return the statement after which a draft goes on; None for its beginning.

    Raises:
        InvalidArgument: The token is not one of ours.
    """
    try:
        place = page_after(token, identifier_part)
    except InvalidArgument:
        raise InvalidArgument(
            "`next_statements_token` of the last answer, or nothing", field="statements_token"
        ) from None
    return place[0] if place else None


def _parts(token: str) -> list[str]:
    padded = token + "=" * (-len(token) % 4)
    parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    if not isinstance(parts, list) or not all(isinstance(each, str) for each in parts):
        raise ValueError(token)
    return parts


def ordinal(part: str) -> int:
    """Read the ordinal in a page token.

    Raises:
        ValueError: It is none.
    """
    value = int(part)
    if not 0 <= value <= _LARGEST:
        raise ValueError(part)
    return value


def identifier_part(part: str) -> UUID:
    """Read the id in a page token.

    Raises:
        ValueError: It is none.
    """
    return UUID(part)


def day_part(part: str) -> date:
    """Read the day in a page token.

    Raises:
        ValueError: It is none.
    """
    return date.fromisoformat(part)


def line_part(part: str) -> str:
    """Read the line of text in a page token.

    Raises:
        ValueError: The database could not take it.
    """
    if "\x00" in part:
        raise ValueError(part)
    part.encode()
    return part


def instant(part: str) -> datetime:
    """Read the instant in a page token.

    Raises:
        ValueError: It is none, or has no time zone.
    """
    value = datetime.fromisoformat(part)
    if value.tzinfo is None:
        raise ValueError(part)
    return value
