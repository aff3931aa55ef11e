"""Filters and page tokens of lists."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from roundtable.recommendations.v1 import events_pb2 as events
from roundtable.recommendations.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.recommendations.domain.counts import Count
from services.recommendations.domain.filters import LineFilter
from services.recommendations.domain.headline import BarGroup
from services.recommendations.domain.values import Position, Progress, Verification
from services.recommendations.wire import words
from services.recommendations.wire.views import DELIVERY, RESPONSE

LONGEST_SEARCH: Final = 200
DEFAULT_PAGE: Final = 50
LONGEST_PAGE: Final = 200
_LONGEST_TOKEN: Final = 1000
_LARGEST: Final = 2**63 - 1

Place = TypeVar("Place")
Row = TypeVar("Row")


def line_filter(given: pb.LineFilter) -> LineFilter:
    """Return which lines are wanted.

    Raises:
        InvalidArgument: A value is none of ours; the field is named.
    """
    return LineFilter(
        illustrative=given.illustrative,
        text=words.line(given.text, field="filter.text", longest=LONGEST_SEARCH),
        theme=words.line(given.theme, field="filter.theme"),
        addressee_slug=words.line(given.addressee_slug, field="filter.addressee_slug"),
        consultation_number=words.line(given.consultation_number, field="filter.consultation_number"),
        position=_word(events.Position, "POSITION", given.position, Position, field="filter.position"),
        progress=_word(events.Progress, "PROGRESS", given.progress, Progress, field="filter.progress"),
        verification=_word(
            events.Verification, "VERIFICATION", given.verification, Verification, field="filter.verification"
        ),
        response=_clock(RESPONSE, given.response, field="filter.response"),
        delivery=_clock(DELIVERY, given.delivery, field="filter.delivery"),
        bar_group=_word(pb.BarGroup, "BAR_GROUP", given.bar_group, BarGroup, field="filter.bar_group"),
        count=_word(pb.Count, "COUNT", given.count, Count, field="filter.count"),
    )


def _word(enum: Any, prefix: str, number: int, kind: Any, *, field: str) -> Any:
    found = words.from_enum(enum, prefix, number, kind)
    if found is None and number:
        raise InvalidArgument("one of the values of its type", field=field)
    return found


def _clock(states: dict[Any, Any], number: int, *, field: str) -> Any:
    by_number = {int(value): state for state, value in states.items()}
    if number and number not in by_number:
        raise InvalidArgument("one of the values of its type", field=field)
    return by_number.get(number)


def page_size(given: int) -> int:
    """Return how many rows a page has.

    Raises:
        InvalidArgument: It is negative or too large.
    """
    if not 0 <= given <= LONGEST_PAGE:
        raise InvalidArgument(f"1 to {LONGEST_PAGE}, or 0 for {DEFAULT_PAGE}", field="page_size")
    return given or DEFAULT_PAGE


def items_asked(after_item: int, size: int) -> tuple[int, int]:
    """Return the item number after which a page of a consultation begins, and how many statements it has at most.

    Raises:
        InvalidArgument: One is out of range; it is named.
    """
    if after_item < 0:
        raise InvalidArgument("`next_after_item` of the previous answer, or 0", field="after_item")
    if not 0 <= size <= LONGEST_PAGE:
        raise InvalidArgument(f"1 to {LONGEST_PAGE}, or 0 for {LONGEST_PAGE}", field="page_size")
    return after_item, size or LONGEST_PAGE


def token(*values: object) -> str:
    """Return where a page ended, as the next request brings it back."""
    return base64.urlsafe_b64encode(_written(values)).decode().rstrip("=")


def _written(values: Iterable[object]) -> bytes:
    # As it is written, so that a long name of other letters fits.
    return json.dumps([str(each) for each in values], ensure_ascii=False).encode()


def next_token(found: Sequence[Row], size: int, place_of: Callable[[Row], Iterable[object]]) -> str:
    """Return where the page ended if more than a page was found; empty on the last page."""
    return token(*place_of(found[size - 1])) if len(found) > size else ""


def waited(since: str, row_id: str) -> tuple[datetime, UUID]:
    """Return the place in a list of what waits, from its token: since when, and which."""
    return words.instant(since), UUID(row_id)


def place(given: str, read: Callable[..., Place], *, values: int) -> Place | None:
    """Return where the last page ended; None for the first page.

    Args:
        given: The request's `page_token`.
        read: Makes a place of the values, each as it was written.
        values: How many there are.

    Raises:
        InvalidArgument: The token is not one of ours.
    """
    if not given:
        return None
    foreign = InvalidArgument("a token of the last page", field="page_token")
    if len(given) > _LONGEST_TOKEN:  # before it is read: what is nested too deep is no error that can be caught
        raise foreign
    try:
        found = json.loads(base64.b64decode(given + "=" * (-len(given) % 4), altchars=b"-_", validate=True))
        # What no column can hold is none of ours: a zero byte, and half of a letter, which cannot be encoded.
        if not isinstance(found, list) or len(found) != values or any(b"\x00" in str(each).encode() for each in found):
            raise foreign
        return read(*found)
    except (ValueError, TypeError, KeyError, binascii.Error, UnicodeDecodeError):
        raise foreign from None


def ordinal(value: str) -> int:
    """Return the number of an own page token.

    Raises:
        ValueError: It is none that a column can hold.
    """
    number = int(value)
    if not 0 <= number <= _LARGEST:
        raise ValueError("too large")
    return number
