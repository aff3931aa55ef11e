"""What the texts of a published statement are for, and how ids of texts, and values, are replaced in records."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from services.consultations.domain.record import PublishedFigure, StatementRecord

Value = TypeVar("Value")


def around(record: StatementRecord) -> frozenset[UUID]:
    """Return the texts that tell of the statement: its source, its speaker, what is uncertain."""
    content = record.content
    return _given(content.source_sentence, content.speaker_note, content.addressee_note, content.note)


def reasons(record: StatementRecord) -> frozenset[UUID]:
    """Return the texts that say why something was done with the statement: they are not the speaker's words."""
    withdrawn = (record.withdrawal.reason, record.withdrawal.asked_by) if record.withdrawal else ()
    return _given(
        *withdrawn,
        *(each.reason for each in record.added),
        record.retracking.reason if record.retracking else None,
        record.joined.reason if record.joined else None,
        *(each.reason for each in record.links),
        *(each.reason for each in record.corrections),
    )


def _given(*text_ids: UUID | None) -> frozenset[UUID]:
    return frozenset(filter(None, text_ids))


def with_texts(value: Value, new: Mapping[UUID, UUID]) -> Value:
    """Return the value with ids of texts in it replaced, at any depth."""
    return _with(value, new)  # type: ignore[no-any-return]


def with_values(figures: Sequence[PublishedFigure], values: Mapping[int, int]) -> tuple[PublishedFigure, ...]:
    """Return figures that count otherwise, by their places from 0."""
    return tuple(replace(each, value=values.get(place, each.value)) for place, each in enumerate(figures))


def _with(value: Any, new: Mapping[UUID, UUID]) -> Any:
    if isinstance(value, UUID):
        return new.get(value, value)
    if isinstance(value, tuple):
        return tuple(_with(each, new) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _with(getattr(value, each.name), new) for each in fields(value)})
    return value
