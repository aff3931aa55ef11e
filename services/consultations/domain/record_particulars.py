"""Particulars in the record of a consultation: read from it, and written into it."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.consultations.domain.particulars import Days, Particulars
from services.consultations.domain.record import ConsultationRecord
from services.consultations.domain.values import ConsultationState


def particulars_of(record: ConsultationRecord) -> Particulars:
    """Return all of them, as of now."""
    content = record.content
    return Particulars(
        kind=record.frame.kind,
        state=record.frame.state,
        days=Days(starts_date=content.starts_date, ends_date=content.ends_date),
        themes=record.frame.themes,
        online=content.online,
        languages=content.languages,
    )


def with_particulars(record: ConsultationRecord, new: Particulars) -> ConsultationRecord:
    """Return the record with these instead of its own."""
    framed = dict(new.only("kind", "state", "themes").items())
    told: dict[str, Any] = dict(new.only("online", "languages").items())
    if new.days:
        told |= {"starts_date": new.days.starts_date, "ends_date": new.days.ends_date}
    return replace(record, frame=replace(record.frame, **framed), content=replace(record.content, **told))


def said_on(record: ConsultationRecord) -> date | None:
    """Return the day on which everything was said; see `day_of_saying`."""
    return day_of_saying(
        Days(starts_date=record.content.starts_date, ends_date=record.content.ends_date), record.frame.state
    )


def day_of_saying(days: Days, state: ConsultationState | None) -> date | None:
    """Return the day on which everything was said that was said in a consultation; None if nobody knows.

    Of a meeting of several days nobody noted on which one it was said; a day is never guessed.
    """
    return days.only if state is ConsultationState.HELD else None
