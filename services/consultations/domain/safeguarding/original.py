"""What a reviewer holds a correction against beside the public text: the same texts as they were entered once."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from services.consultations.domain.details import ConsultationDetails, ProgrammeDetails, StatementDetails
from services.consultations.domain.safeguarding.acts import Act
from services.consultations.domain.safeguarding.gate import Found, Part, mark
from services.consultations.domain.safeguarding.texts import texts_of
from services.consultations.domain.values import NOTHING, LocalizedText

_STEP: Final = re.compile(r"(\w+)(?:\[(\d+)\])?")

Entered = ConsultationDetails | ProgrammeDetails | StatementDetails


@dataclass(frozen=True, kw_only=True)
class Original:
    """One text as it was entered, with what could lead to a person in it and what became of that in the gate."""

    field: str  # as in what is public
    text: LocalizedText
    found: tuple[Found, ...]


def originals(
    details: Entered, places: Mapping[str, str], *, owner_id: UUID, acts: Sequence[Act], known: Collection[str]
) -> tuple[Original, ...]:
    """Return texts as they were entered; none of which nothing is left since a consent was withdrawn.

    Args:
        details: What was entered.
        places: By field of what is public, the field of what was entered: a list is told without what was erased.
        owner_id: Of what was entered, as acts name it.
        acts: What reviewers did in the gate.
        known: Names of bodies, and of the host, that are public anyway.
    """
    texts = tuple(
        (field, body)
        for field, body in texts_of(details)
        if any(field == place or field.startswith(f"{place}.bodies[") for place in places.values())
    )
    part = Part(
        owner_id=owner_id,
        path="entered",
        texts=texts,
        marked=tuple(mark(texts, known)),
        topics=(),
        entered_by=frozenset(),
        acts=tuple(each for each in acts if each.owner_id == owner_id),
    )
    entered = {name: text_at(details, place) for name, place in places.items()}
    return tuple(
        Original(field=name, text=text, found=tuple(_of(part, places[name], name)))
        for name, text in entered.items()
        if text
    )


def _of(part: Part, place: str, name: str) -> list[Found]:
    """Return the spans of one text, as if it stood where the public reads it."""
    return [
        replace(each, mark=replace(each.mark, field=name + each.mark.field.removeprefix(place)))
        for each in part.found
        if each.mark.field == place or each.mark.field.startswith(f"{place}.bodies[")
    ]


def text_at(details: Entered, field: str) -> LocalizedText:
    """Return the text of a field such as `agenda[2].title`; nothing if there is none.

    What is printed as it stands in a source has the language of the title.
    """
    value: Any = details
    for name, place in _STEP.findall(field):
        value = getattr(value, name, None)
        if place:
            value = value[int(place)] if value and int(place) < len(value) else None
    if isinstance(value, LocalizedText):
        return value
    spoken = details.title.authoritative_language
    return LocalizedText(spoken, ((spoken, value),)) if isinstance(value, str) and value else NOTHING
