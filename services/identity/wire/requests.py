"""What comes in: fields of requests, checked."""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from roundtable.identity.v1 import events_pb2, service_pb2
from services.chassis import days, localized
from services.chassis.errors import InvalidArgument
from services.identity.domain.people import Role

_LONGEST_NAME: Final = 200
_LONGEST_ADDRESS: Final = 254
_PAGE: Final = 50
_LARGEST_PAGE: Final = 200
_MOST_IDS: Final = 100

# RFC 5321 without quoted local parts and address literals, which no mailbox of a person has. ASCII only, so that two
# addresses never look the same and differ.
_LOCAL: Final = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS: Final = re.compile(rf"(?=.{{1,64}}@){_LOCAL}@{_LABEL}(?:\.{_LABEL})+", re.IGNORECASE | re.ASCII)
_BROWSER: Final = re.compile(r"[A-Za-z0-9_-]{32,64}", re.ASCII)

_ROLES: Final[Mapping[int, Role]] = {
    events_pb2.ROLE_FACILITATOR: Role.FACILITATOR,
    events_pb2.ROLE_REVIEWER: Role.REVIEWER,
    events_pb2.ROLE_VERIFIER: Role.VERIFIER,
    events_pb2.ROLE_REGISTRAR: Role.REGISTRAR,
}


def identifier(value: str, *, field: str) -> UUID:
    """Return the uuid.

    Raises:
        InvalidArgument: It is none.
    """
    try:
        return UUID(value)
    except ValueError:
        raise InvalidArgument("a uuid", field=field) from None


def identifiers(values: Sequence[str], *, field: str) -> list[UUID]:
    """Return the uuids, each once.

    Raises:
        InvalidArgument: There is none, there are more than 100, or one is no uuid.
    """
    if not 1 <= len(values) <= _MOST_IDS:
        raise InvalidArgument(f"1 to {_MOST_IDS} of them", field=field)
    return list(dict.fromkeys(identifier(each, field=f"{field}[{place}]") for place, each in enumerate(values)))


def address(value: str, *, field: str = "email") -> str:
    """Return the mail address as typed, without spaces around it.

    Raises:
        InvalidArgument: It is no address of a mailbox.
    """
    typed = value.strip()
    if len(typed) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(typed):
        raise InvalidArgument("a mail address, such as name@ministry.example", field=field)
    return typed


def browser_id(value: str) -> str:
    """Return the browser's id.

    Raises:
        InvalidArgument: It is not 32 to 64 characters of base64url.
    """
    if not _BROWSER.fullmatch(value):
        raise InvalidArgument("32 to 64 characters of base64url", field="browser_id")
    return value


def language(value: str) -> str:
    """Return the language.

    Raises:
        InvalidArgument: It is not one of ours.
    """
    if value not in {"en", "ur"}:
        raise InvalidArgument("`en` or `ur`", field="language")
    return value


def line(value: str, *, field: str) -> str:
    """Return one line of text, made fit to keep.

    Raises:
        InvalidArgument: Nothing is left, or more than 200 characters.
    """
    return localized.line(value, field=field, longest=_LONGEST_NAME, required=True)


def role(value: int) -> Role:
    """Return the role.

    Raises:
        InvalidArgument: It is not one that can be held.
    """
    if (known := _ROLES.get(value)) is None:
        raise InvalidArgument("a role: facilitator, reviewer, verifier or registrar", field="role")
    return known


def optional_day(value: str, *, field: str) -> date | None:
    """Return the day, or None if none is given.

    Raises:
        InvalidArgument: It is no day.
    """
    if not value:
        return None
    if (day := days.read(value)) is None:
        raise InvalidArgument("a day as YYYY-MM-DD, or nothing", field=field)
    return day


def day_gone(value: str, *, today: date, field: str) -> date | None:
    """Return the day, or None if none is given.

    Raises:
        InvalidArgument: It is no day, or one to come.
    """
    day = optional_day(value, field=field)
    if day and day > today:
        raise InvalidArgument("today or an earlier day", field=field)
    return day


def audit_action(value: int) -> str | None:
    """Return the kind of act as the audit names it, or None for all.

    Raises:
        InvalidArgument: There is no such kind.
    """
    if value == service_pb2.AUDIT_ACTION_UNSPECIFIED:
        return None
    try:
        name = service_pb2.AuditAction.Name(value)  # type: ignore[arg-type]
    except ValueError:
        raise InvalidArgument("one of the values of its type", field="action") from None
    return name.removeprefix("AUDIT_ACTION_").lower()


def position_before(token: str) -> int | None:
    """Return the position before which the page begins; None for the first page.

    Raises:
        InvalidArgument: The token is not one of ours.
    """
    after = page_after(token)
    if after is not None and not 0 < after.int < 2**63:
        raise foreign_token()
    return after.int if after else None


def page_size(value: int) -> int:
    """Return how many entries a page has.

    Raises:
        InvalidArgument: It is negative or more than 200.
    """
    if not 0 <= value <= _LARGEST_PAGE:
        raise InvalidArgument(f"1 to {_LARGEST_PAGE}, or 0 for {_PAGE}", field="page_size")
    return value or _PAGE


def page_token(after: UUID) -> str:
    """Return the token of the page that follows the entry."""
    return base64.urlsafe_b64encode(after.bytes).rstrip(b"=").decode()


def page_after(token: str) -> UUID | None:
    """Return the entry after which the page begins; None for the first page.

    Raises:
        InvalidArgument: The token is not one of ours.
    """
    if not token:
        return None
    try:
        return UUID(bytes=base64.b64decode(token + "==", altchars=b"-_", validate=True))
    except (ValueError, binascii.Error):
        raise foreign_token() from None


def place_after(ids: Sequence[UUID], after: UUID | None) -> int:
    """Return where the page begins among all ids.

    Raises:
        InvalidArgument: The token named an entry that never was.
    """
    if after is None:
        return 0
    try:
        return ids.index(after) + 1
    except ValueError:
        raise foreign_token() from None


def foreign_token() -> InvalidArgument:
    """Return the refusal of a page token that is not one of ours."""
    return InvalidArgument("`next_page_token` of the previous page, or nothing", field="page_token")
