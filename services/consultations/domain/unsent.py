"""What somebody has typed and not sent yet: kept for that person alone, ended when it is entered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.consultations.domain.errors import Stale, TooLong
from services.consultations.domain.mentions import without
from services.consultations.domain.values import Role

KEPT: Final = timedelta(days=30)
"""How long what is typed and not entered is kept after the last key."""

_MOST_BYTES_OF_A_DESK: Final = 400_000


class UnsentPage(StrEnum):
    """Where it is typed."""

    LINES = "lines"
    TABLE = "table"
    BOX = "box"
    FACILITATOR = "facilitator"
    REVIEWER = "reviewer"
    VERIFIER = "verifier"
    REGISTRAR = "registrar"

    @property
    def is_desk(self) -> bool:
        """Whether it has many forms, each with a text of its own."""
        return self not in (UnsentPage.LINES, UnsentPage.TABLE, UnsentPage.BOX)

    @property
    def role(self) -> Role:
        """Whose page it is."""
        return Role(self) if self.is_desk else Role.FACILITATOR


@dataclass(frozen=True, kw_only=True)
class Place:
    """Whose text it is, and where it is typed."""

    person_id: UUID
    page: UnsentPage
    consultation_id: UUID | None
    form: str = ""  # of a desk, which of its forms; nothing elsewhere


@dataclass(frozen=True, kw_only=True)
class UnsentText:
    """What a person has typed on a page."""

    id: UUID
    place: Place
    version: int  # 0 before it is saved first
    saved_at: datetime
    key_id: UUID | None = None  # None while nothing is kept
    fields: Mapping[str, str] | None = None


def save_unsent(
    before: UnsentText, fields: Mapping[str, str], *, key_id: UUID, expected_version: int, at: datetime
) -> UnsentText:
    """Return the text as it is then. One that was entered or discarded meanwhile stands in nobody's way.

    Raises:
        Stale: It was saved after the version that the caller saw, or nobody can have seen such a version.
    """
    if before.key_id or expected_version > before.version:
        _unchanged(before, expected_version)
    return replace(before, fields=fields, key_id=key_id, version=before.version + 1, saved_at=at)


def discard_unsent(before: UnsentText, *, expected_version: int, at: datetime) -> UnsentText:
    """Return the text as one of which nothing is kept: as it is, if nothing was.

    Raises:
        Stale: It was saved after the version that the caller saw, or nobody can have seen such a version.
    """
    if not before.key_id and expected_version <= before.version:
        return before
    _unchanged(before, expected_version)
    return replace(before, fields=None, key_id=None, version=before.version + 1, saved_at=at)


def require_unsent_room(fields: Mapping[str, str], *, beside: int) -> None:
    """Refuse what cannot be read back in one answer with the rest of its page.

    Args:
        fields: What is typed.
        beside: Bytes of what is kept of the other forms of the page.

    Raises:
        TooLong: It is too much; what is kept stays.
    """
    if beside and beside + sum(len(each.encode()) for each in fields.values()) > _MOST_BYTES_OF_A_DESK:
        raise TooLong("what you typed on this page and did not send is too long to be kept; send or empty some of it")


def without_name(before: UnsentText, name: str) -> Mapping[str, str]:
    """Return what is typed with somebody's name taken out: consent was withdrawn."""
    return {field: without(typed, name) for field, typed in (before.fields or {}).items()}


def _unchanged(before: UnsentText, expected_version: int) -> None:
    if before.version != expected_version:
        raise Stale("what you typed was saved on another page meanwhile", before)
