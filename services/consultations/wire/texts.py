"""Texts that become public: each gets an id under which it can be erased, and a salted commitment."""

from collections.abc import Mapping
from uuid import UUID

from roundtable.common.v1 import text_pb2
from services.chassis import texts
from services.consultations.domain.values import LocalizedText


class Texts:
    """Takes the texts of one act; afterwards they are put into its events, or printed in a preview."""

    def __init__(self) -> None:
        self._made: dict[UUID, text_pb2.Text] = {}

    def keep(self, text: LocalizedText) -> UUID | None:
        """Take a text and return its id; None for an empty one."""
        if not text:
            return None
        made = texts.new(dict(text.bodies), text.authoritative_language, machine_assisted=text.machine_assisted)
        text_id = UUID(made.text_id)
        self._made[text_id] = made
        return text_id

    def of(self, text_id: UUID | None) -> text_pb2.Text | None:
        """Return the text as an event carries it; None for none."""
        return self._made[text_id] if text_id else None

    def plain(self) -> dict[UUID, text_pb2.LocalizedText]:
        """Return all of them as a reply carries them."""
        return plain(self._made)


def plain(found: Mapping[UUID, text_pb2.Text]) -> dict[UUID, text_pb2.LocalizedText]:
    """Return texts as a reply carries them, by id."""
    return {text_id: texts.localized(text) for text_id, text in found.items()}
