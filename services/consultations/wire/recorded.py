"""What events of the record hold: what all facts share, texts and days that may be missing."""

from datetime import date
from typing import Any
from uuid import UUID

from roundtable.common.v1 import text_pb2
from services.chassis.event_log import Recorded


def common_of(event: Recorded) -> dict[str, Any]:
    """Return what every fact takes from its event."""
    return {"id": event.aggregate_id, "version": event.version, "at": event.occurred_at, "by": event.actor}


def text_id(text: text_pb2.Text) -> UUID | None:
    """Return the id of a text; None if none was given."""
    return UUID(text.text_id) if text.text_id else None


def optional_day(value: str) -> date | None:
    """Return a day; None if none was given."""
    return date.fromisoformat(value) if value else None
