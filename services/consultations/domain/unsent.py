"""What somebody has typed and not sent yet: kept for that person alone, ended when it is entered."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from services.consultations.domain.errors import Stale
from services.consultations.domain.mentions import without

KEPT: Final = timedelta(days=30)
"""How long what is typed and not entered is kept after the last key."""


class UnsentPage(StrEnum):
    """Where it is typed."""

    LINES = "lines"
    TABLE = "table"
    BOX = "box"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Whose text it is, and where it is typed."""

    person_id: UUID
    page: UnsentPage
    consultation_id: UUID | None


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


def without_name(before: UnsentText, name: str) -> Mapping[str, str]:
    """Return what is typed with somebody's name taken out: consent was withdrawn."""
    return {field: without(typed, name) for field, typed in (before.fields or {}).items()}


def _unchanged(before: UnsentText, expected_version: int) -> None:
    if before.version != expected_version:
        raise Stale("what you typed was saved on another page meanwhile", before)
