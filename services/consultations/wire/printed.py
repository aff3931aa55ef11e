"""What the ids in a record stand for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from uuid import UUID

from roundtable.common.v1 import text_pb2
from services.consultations.domain.record import StatementRecord
from services.consultations.domain.values import Addressee


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What the ids in a record stand for."""

    texts: Mapping[UUID, text_pb2.LocalizedText] = field(default_factory=dict)
    speakers: Mapping[UUID, str] = field(default_factory=dict)  # participant to how the public sees the person
    pseudonyms: Mapping[UUID, str] = field(default_factory=dict)  # statement to who said it, if that is told
    register: Mapping[UUID, Addressee] = field(default_factory=dict)
    # Per statement those merged into it, each with whether it is hidden.
    merged: Mapping[UUID, Sequence[tuple[StatementRecord, bool]]] = field(default_factory=dict)
    shown: Collection[UUID] = frozenset()  # the other statements that are not hidden: only they are named

    def text(self, text_id: UUID | None) -> text_pb2.LocalizedText | None:
        """Return a text; None if none was given."""
        return self.texts.get(text_id, text_pb2.LocalizedText(erased=True)) if text_id else None

    def line(self, text_id: UUID | None) -> str:
        """Return a text that was printed in one language; empty if none was given, or it was erased."""
        text = self.text(text_id)
        return text.bodies.get(text.authoritative_language, "") if text else ""


def ids_in(*values: object) -> list[UUID]:
    """Return all ids in records, at any depth: those of texts, and others, which no text has."""
    return list(_ids(values))


def _ids(value: object) -> Iterable[UUID]:
    if isinstance(value, UUID):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from _ids(getattr(value, each.name))
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _ids(part)
