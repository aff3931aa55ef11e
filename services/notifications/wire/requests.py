"""What callers of the RPCs send, and what they get."""

import base64
import binascii
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from roundtable.common.v1.text_pb2 import LocalizedText
from roundtable.notifications.v1 import service_pb2 as pb
from services.chassis.errors import InvalidArgument
from services.notifications.domain.log import Entry, Place
from services.notifications.domain.return_path import token_of
from services.notifications.wire.facts import timestamp

_STATES: Final = {
    "pending": pb.DELIVERY_STATE_PENDING,
    "leased": pb.DELIVERY_STATE_LEASED,
    "accepted": pb.DELIVERY_STATE_ACCEPTED,
    "bounced": pb.DELIVERY_STATE_BOUNCED,
    "dead": pb.DELIVERY_STATE_DEAD,
}
_STATE_OF: Final = {wire: state for state, wire in _STATES.items()}
_STATUS_CODE: Final = re.compile(r"(?:[245]\.\d{1,3}\.\d{1,3})?")
_DEFAULT_PAGE: Final = 50
_LONGEST_PAGE: Final = 200
_UUID_BYTES: Final = 16


def page_size(request: pb.ListDeliveriesRequest) -> int:
    """Read how many entries are wanted.

    Raises:
        InvalidArgument: Negative, or more than a page holds.
    """
    if not 0 <= request.page_size <= _LONGEST_PAGE:
        raise InvalidArgument(f"1 to {_LONGEST_PAGE}, or 0 for {_DEFAULT_PAGE}", field="page_size")
    return request.page_size or _DEFAULT_PAGE


def state(request: pb.ListDeliveriesRequest) -> str | None:
    """Read the state that is wanted; None for any.

    Raises:
        InvalidArgument: A state this build does not know.
    """
    if request.state == pb.DELIVERY_STATE_UNSPECIFIED:
        return None
    if request.state not in _STATE_OF:
        raise InvalidArgument("a state of a delivery, or unspecified for all", field="state")
    return _STATE_OF[request.state]


def consultation_number(request: pb.ListDeliveriesRequest) -> str | None:
    """Read the consultation that is wanted; None for any."""
    return request.consultation_number.strip().upper() or None


def place(token: str) -> Place | None:
    """Read where a page begins; None for the first.

    Raises:
        InvalidArgument: The token is not one of ours.
    """
    if not token:
        return None
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
        micros, entry_id = int.from_bytes(raw[:-_UUID_BYTES], "big", signed=True), UUID(bytes=raw[-_UUID_BYTES:])
        seconds, rest = divmod(micros, 1_000_000)
        at = datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
    except (ValueError, OverflowError, OSError, binascii.Error):
        raise InvalidArgument("empty, or the `next_page_token` of the previous page", field="page_token") from None
    return Place(recorded_at=at, id=entry_id)


def token(last: Entry) -> str:
    """Write where the page after this entry begins."""
    seconds = int(last.recorded_at.replace(microsecond=0).timestamp())
    micros = seconds * 1_000_000 + last.recorded_at.microsecond
    return base64.urlsafe_b64encode(micros.to_bytes(8, "big", signed=True) + last.id.bytes).decode("ascii").rstrip("=")


def return_token(request: pb.ReportBounceRequest) -> str:
    """Read which delivery came back.

    Raises:
        InvalidArgument: The return path or the status code is malformed.
    """
    if not _STATUS_CODE.fullmatch(request.status_code):
        raise InvalidArgument("an enhanced status code such as 5.1.1, or empty", field="status_code")
    found = token_of(request.return_path)
    if found is None:
        raise InvalidArgument("the address to which the mail came back: bounces+…@…", field="return_path")
    return found


def delivery_to_retry(request: pb.RetryDeliveryRequest) -> UUID:
    """Read which delivery is to be tried again.

    Raises:
        InvalidArgument: Id or version is malformed.
    """
    if request.expected_version < 1:
        raise InvalidArgument("the `version` of the delivery as you saw it", field="expected_version")
    try:
        return UUID(request.delivery_id)
    except ValueError:
        raise InvalidArgument("a uuid", field="delivery_id") from None


def deliveries(found: Sequence[Entry], *, size: int) -> pb.ListDeliveriesResponse:
    """Write a page, of one entry more than wanted if there is another page."""
    shown = found[:size]
    return pb.ListDeliveriesResponse(
        deliveries=[delivery(each) for each in shown],
        next_page_token=token(shown[-1]) if len(found) > size else "",
    )


def delivery(entry: Entry) -> pb.Delivery:
    """Write one entry."""
    return pb.Delivery(
        delivery_id=str(entry.id),
        kind=entry.kind,
        state=_STATES[entry.state],
        addressee_name=entry.addressee_name,
        addressee=LocalizedText(authoritative_language=entry.addressee_language, bodies=entry.addressee_names),
        consultation_number=entry.consultation_number,
        tracked_numbers=entry.tracked_numbers,
        attempts=entry.attempts,
        last_answer=entry.last_answer,
        recorded_at=timestamp(entry.recorded_at),
        next_attempt_at=timestamp(entry.next_attempt_at) if entry.next_attempt_at else None,
        accepted_at=timestamp(entry.accepted_at) if entry.accepted_at else None,
        version=entry.version,
    )
